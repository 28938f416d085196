# SPDX-License-Identifier: MIT
"""livechat/queue: who serves how many rooms. livechat/rooms/filters: by what kinds of clients rooms were opened."""

import json

import pytest

from harness.checks import invalid, refused
from harness.data import new_id


@pytest.fixture
def busy(db):
    """Two agents with rooms in a department and in none; one more is away."""
    db.execute("UPDATE rooms SET is_open = 0")
    db.execute("DELETE FROM inquiries")
    ann, ben, gone = db.agent(), db.agent(), db.agent(status="offline", available=False)
    sales = db.department("Sales", ann, ben, gone)
    for agent, department, count in ((ann, sales, 2), (ann, None, 1), (ben, sales, 4), (gone, sales, 3)):
        for _ in range(count):
            db.room(agent=agent, department_id=department)
    db.room(department_id=sales)
    db.room(agent=ann, closed=True)
    return type("Busy", (), {"ann": ann, "ben": ben, "gone": gone, "sales": sales})


def shown(answer):
    assert answer.status == 200
    assert answer.json["count"] == len(answer.json["queue"])
    return [(q["chats"], q["user"]["_id"], q["department"].get("_id")) for q in answer.json["queue"]]


def test_the_rooms_of_each_agent_are_counted(api, db, busy):
    agent = db.agent()
    answer = api.get("queue", user=agent)
    assert shown(answer) == [(4, busy.ben.id, busy.sales), (2, busy.ann.id, busy.sales), (1, busy.ann.id, None)]
    assert (answer.json["offset"], answer.json["total"]) == (0, 3)
    assert answer.json["queue"][0]["user"] == {"_id": busy.ben.id, "username": busy.ben.username, "status": "online"}
    assert answer.json["queue"][0]["department"] == {
        "_id": busy.sales, "name": db.value("SELECT name FROM departments WHERE id = %s", busy.sales)}
    assert answer.json["queue"][2]["department"] == {}


def test_filters_pages_and_order(api, db, busy):
    agent = db.agent()
    ben, ann, anns = (4, busy.ben.id, busy.sales), (2, busy.ann.id, busy.sales), (1, busy.ann.id, None)
    gone = (3, busy.gone.id, busy.sales)
    assert shown(api.get("queue", user=agent, includeOfflineAgents="true")) == [ben, gone, ann, anns]
    assert shown(api.get("queue", user=agent, includeOfflineAgents="false", agentId="")) == [ben, ann, anns]
    assert shown(api.get("queue", user=agent, agentId=busy.ann.id)) == [ann, anns]
    assert shown(api.get("queue", user=agent, agentId=busy.gone.id)) == []
    assert shown(api.get("queue", user=agent, departmentId=busy.sales)) == [ben, ann]
    assert shown(api.get("queue", user=agent, departmentId=new_id())) == []
    page = api.get("queue", user=agent, count=1, offset=1)
    assert shown(page) == [ann] and page.json["total"] == 3
    assert shown(api.get("queue", user=agent, sort=json.dumps({"chats": 1}))) == [anns, ann, ben]
    refused(api.get("queue", user=agent, more="x"), invalid("must NOT have additional properties"))
    assert api.get("queue", user=db.user()).status == 403


def test_from_where_rooms_come(api, db):
    agent = db.agent()
    db.room()
    assert {"type": "api"} in api.get("rooms/filters", user=agent).json["filters"]
    db.room(source="widget")
    assert api.get("rooms/filters", user=agent).json["filters"] == [{"type": "api"}, {"type": "widget"}]
    assert api.get("rooms/filters", user=db.user()).status == 403
