# SPDX-License-Identifier: MIT
"""inquiries.*: the queue, and how agents take rooms from it and put them back."""

from harness.checks import at_once, coded, refused
from harness.inquiries import inquiry_of, take, waiting
from harness.messages import history, room_row


# --- taking ---

def test_an_agent_takes_a_room(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    before = room_row(db, rid)
    answer = take(api, db, rid, agent)
    assert (answer.status, answer.json) == (200, {"success": True})
    room = room_row(db, rid)
    assert (room["served_by_id"], room["served_by_username"]) == (agent.id, agent.username)
    assert room["users_count"] == before["users_count"] + 1
    assert room["version"] > before["version"]
    assert inquiry_of(db, rid)["status"] == "taken"
    served = api.get("room", token=visitor.token).json["room"]["servedBy"]
    assert served["_id"] == agent.id and served["username"] == agent.username
    added = history(api, visitor, rid)[-1]
    assert (added["t"], added["msg"], added["groupable"]) == ("command", "connected", False)
    assert added["u"]["_id"] == agent.id and "token" not in added


def test_only_one_of_many_agents_gets_a_room(api, db, waiting):
    visitor, rid = waiting
    inquiry = inquiry_of(db, rid)["id"]
    agents = [db.agent() for _ in range(8)]
    answers = at_once(*(lambda a=agent: api.clone().post("inquiries.take", user=a, inquiryId=inquiry)
                        for agent in agents))
    winners = [agent.id for agent, answer in zip(agents, answers) if answer.status == 200]
    assert winners == [room_row(db, rid)["served_by_id"]]
    for answer in answers:
        if answer.status != 200:
            refused(answer, coded("Inquiry already taken", "error-inquiry-taken"))
    assert [m["msg"] for m in history(api, visitor, rid) if m.get("t") == "command"] == ["connected"]


def test_a_room_can_be_assigned_to_another_agent(api, db, waiting):
    agent, other = db.agent(), db.agent()
    assert take(api, db, waiting[1], agent, userId=other.id).status == 200
    assert room_row(db, waiting[1])["served_by_id"] == other.id


def test_taking_is_refused_in_order(api, db, waiting):
    _, rid = waiting
    agent = db.agent()
    answer = api.post("inquiries.take", user=agent, json={})
    assert answer.json["error"] == "must have required property 'inquiryId' [invalid-params]"
    refused(take(api, db, rid, agent, userId="nobody"), "The user is invalid")
    refused(api.post("inquiries.take", user=agent, inquiryId="unknown"),
            coded("Inquiry not found", "error-not-found"))
    refused(take(api, db, rid, db.agent(available=False)),
            coded("Agent status is offline or Omnichannel service is not active", "error-agent-status-service-offline"))
    refused(take(api, db, rid, db.agent(status="offline")),
            coded("Agent status is offline or Omnichannel service is not active", "error-agent-status-service-offline"))
    assert inquiry_of(db, rid)["status"] == "queued"


# --- the queue ---

def test_the_queue_lists_waiting_rooms_oldest_first(api, db):
    db.execute("DELETE FROM inquiries")
    rooms = [api.get("room", token=db.visitor().token).json["room"]["_id"] for _ in range(3)]
    manager, agent = db.manager(), db.agent()
    answer = api.get("inquiries.list", user=manager)
    assert answer.status == 200
    assert [i["rid"] for i in answer.json["inquiries"]] == rooms
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (0, 3, 3)
    one = answer.json["inquiries"][0]
    assert set(one) == {"_id", "rid", "t", "name", "ts", "status", "v", "source", "priorityWeight", "contactId",
                        "estimatedWaitingTimeQueue", "_updatedAt"}
    assert (one["t"], one["status"], one["source"]) == ("l", "queued", {"type": "api"})
    assert (one["priorityWeight"], one["estimatedWaitingTimeQueue"]) == (99, 9999999)
    page = api.get("inquiries.list", user=manager, count=1, offset=1).json
    assert [i["rid"] for i in page["inquiries"]] == [rooms[1]]
    assert (page["offset"], page["count"], page["total"]) == (1, 1, 3)
    take(api, db, rooms[0], agent)
    assert [i["rid"] for i in api.get("inquiries.list", user=manager).json["inquiries"]] == rooms[1:]
    assert api.get("inquiries.list", user=agent).status == 403


def test_an_agent_sees_the_rooms_of_their_departments_and_of_none(api, db):
    db.execute("DELETE FROM inquiries")
    agent = db.agent()
    mine, others = db.department("sales", agent), db.department("support")
    free = db.room()
    in_mine = db.room(department_id=mine)
    in_others = db.room(department_id=others)
    for room, department in ((in_mine, mine), (in_others, others)):
        db.execute("UPDATE inquiries SET department_id = %s WHERE rid = %s", department, room.id)
    answer = api.get("inquiries.queuedForUser", user=agent)
    assert {i["rid"] for i in answer.json["inquiries"]} == {free.id, in_mine.id}
    assert answer.json["total"] == 2
    only = api.get("inquiries.queuedForUser", user=agent, department=mine).json["inquiries"]
    assert [(i["rid"], i["department"]) for i in only] == [(in_mine.id, mine)]
    refused(api.get("inquiries.queuedForUser", user=agent, department="nowhere"),
            "error-invalid-department")


def test_an_inquiry_names_its_visitor_without_the_token(api, db):
    agent, visitor = db.agent(), db.visitor("Ann")
    rid = api.get("room", token=visitor.token).json["room"]["_id"]
    inquiry = api.get("inquiries.getOne", user=agent, roomId=rid).json["inquiry"]
    assert inquiry["v"].pop("status") in ("online", "offline")
    assert inquiry["v"] == {"_id": visitor.id, "username": visitor.username, "name": "Ann"}
    api.post("message", token=visitor.token, rid=rid, msg="hello")
    sent = history(api, visitor, rid)[-1]["ts"]
    answer = api.get("inquiries.queued", user=agent)
    shown = [i for i in answer.json["inquiries"] if i["rid"] == rid]
    assert [i["v"]["lastMessageTs"] for i in shown] == [sent] and visitor.token not in answer.text
    newer = api.get("inquiries.queuedForUser", user=agent).json
    assert answer.json == newer


def test_an_unknown_inquiry_is_null(api, db, waiting):
    agent = db.agent()
    answer = api.get("inquiries.getOne", user=agent, roomId=waiting[1])
    assert answer.json["inquiry"]["rid"] == waiting[1]
    assert api.get("inquiries.getOne", user=agent, roomId="none").json == {
        "inquiry": None, "success": True}
    assert api.get("inquiries.getOne", user=agent).json["error"] == \
        "must have required property 'roomId' [invalid-params]"


def test_a_room_is_put_back_into_the_queue(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)
    answer = api.post("inquiries.returnAsInquiry", user=agent, roomId=rid)
    assert (answer.status, answer.json) == (200, {"result": True, "success": True})
    assert room_row(db, rid)["served_by_id"] is None
    assert inquiry_of(db, rid)["status"] == "queued"
    added, left = history(api, visitor, rid)[-2:]
    assert added["t"] == "livechat_transfer_history"
    assert added["transferData"]["scope"] == "queue"
    assert added["transferData"]["transferredBy"]["_id"] == agent.id
    assert (left["t"], left["msg"], left["u"]["_id"]) == ("ul", agent.username, agent.id)
    refused(api.post("inquiries.returnAsInquiry", user=db.manager(), roomId=rid),
            coded("The room is not served by an agent", "error-returning-inquiry"))
    assert take(api, db, rid, db.agent()).status == 200
    refused(api.post("inquiries.returnAsInquiry", user=agent, roomId=rid), "error-not-authorized")
    refused(api.post("inquiries.returnAsInquiry", user=agent, roomId="none"), "error-invalid-room")
