# SPDX-License-Identifier: MIT
"""Auto_Selection: a new room is assigned to an agent when it is opened."""

import threading

from harness.checks import at_once, wait_for


AT_ONCE = 8  # how often the program looks for another agent when another request was faster


def test_rooms_go_to_the_least_busy_agent(instant):
    api, db = instant.api, instant.db
    instant.set(Livechat_Routing_Method="Auto_Selection")
    db.execute("UPDATE users SET available = 0")
    busy, idle = db.agent(), db.agent()
    db.room(agent=busy)
    visitor = db.visitor()
    room = api.get("room", token=visitor.token).json
    assert room["newRoom"] is True
    assert room["room"]["servedBy"]["_id"] == idle.id
    messages = api.get(f"messages.history/{room['room']['_id']}", token=visitor.token).json["messages"]
    assert [message["t"] for message in messages] == ["command", "livechat-started"]
    db.execute("UPDATE users SET available = 0")
    left = api.get("room", token=db.visitor().token).json["room"]
    assert "servedBy" not in left and db.value(
        "SELECT status FROM inquiries WHERE rid = %s", left["_id"]) == "queued"


def test_a_room_goes_to_the_requested_agent_if_available(instant):
    api, db = instant.api, instant.db
    db.execute("UPDATE users SET available = 0")
    asked, idle, away = db.agent(), db.agent(), db.agent(available=False)
    db.room(agent=asked)
    assert "servedBy" not in api.get("room", token=db.visitor().token, agentId=asked.id).json["room"]
    instant.set(Livechat_Routing_Method="Auto_Selection")
    for wanted, got in ((asked, asked), (away, idle), (db.visitor(), idle)):
        room = api.get("room", token=db.visitor().token, agentId=wanted.id).json["room"]
        assert room["servedBy"]["_id"] == got.id


def test_a_room_does_not_go_to_an_agent_who_is_being_assigned_others(instant):
    api, db = instant.api, instant.db
    instant.set(Livechat_Routing_Method="Auto_Selection")
    db.execute("UPDATE users SET available = 0")
    idle, busy = db.agent(), db.agent()
    db.room(agent=busy)
    given = [db.room(), db.room()]
    visitor = db.visitor()
    other = db.connect(autocommit=False)
    with other.cursor() as cursor:
        cursor.execute("SELECT id FROM users WHERE id = %s FOR UPDATE", idle.id)
        for room in given:
            cursor.execute("UPDATE rooms SET served_by_id = %s, served_by_username = %s WHERE id = %s",
                           (idle.id, idle.username, room.id))
    opening = threading.Thread(target=api.clone().get, args=("room",), kwargs={"token": visitor.token})
    opening.start()
    wait_for(lambda: db.value("SELECT COUNT(*) FROM information_schema.processlist WHERE"
                              " command = 'Execute' AND info LIKE '%%FROM users WHERE id = %%FOR UPDATE'"))
    other.commit()
    other.close()
    opening.join()
    row = db.row("SELECT served_by_id FROM rooms WHERE visitor_id = %s", visitor.id)
    assert row["served_by_id"] == busy.id


def test_rooms_opened_at_the_same_time_are_assigned_evenly(instant):
    api, db = instant.api, instant.db
    instant.set(Livechat_Routing_Method="Auto_Selection")
    db.execute("UPDATE users SET available = 0")
    agents = [db.agent() for _ in range(4)]
    tokens = [db.visitor().token for _ in range(AT_ONCE)]
    at_once(*(lambda t=token: api.clone().get("room", token=t) for token in tokens))
    served = [len(db.rows("SELECT id FROM rooms WHERE served_by_id = %s", agent.id)) for agent in agents]
    assert served == [2, 2, 2, 2]
