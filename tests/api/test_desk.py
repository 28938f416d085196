"""What happens to a conversation besides messages: it is taken, handed on, put back, closed."""

import threading

import pytest

from harness.checks import coded, refused
from harness.client import Client
from harness.messages import history, room_row


@pytest.fixture
def waiting(api, db):
    """A visitor whose room waits in the queue, opened as a client would."""
    visitor = db.visitor()
    room = api.get("room", token=visitor.token).json["room"]
    return visitor, room["_id"]


def inquiry_of(db, rid):
    return db.row("SELECT * FROM inquiries WHERE rid = %s", rid)


def take(api, db, rid, agent, **body):
    return api.post("inquiries.take", user=agent, inquiryId=inquiry_of(db, rid)["id"], **body)


# --- taking ---

def test_taking_gives_the_room_to_the_agent(api, db, waiting):
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
    told = history(api, visitor, rid)[-1]
    assert (told["t"], told["msg"], told["groupable"]) == ("command", "connected", False)
    assert told["u"]["_id"] == agent.id and "token" not in told


def test_of_many_who_take_a_room_only_one_gets_it(api, db, waiting):
    visitor, rid = waiting
    inquiry = inquiry_of(db, rid)["id"]
    agents = [db.agent() for _ in range(8)]
    answers = {}

    def run(agent):
        client = Client(api.host, api.port)
        answers[agent.id] = client.post("inquiries.take", user=agent, inquiryId=inquiry)

    threads = [threading.Thread(target=run, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [key for key, answer in answers.items() if answer.status == 200]
    assert winners == [room_row(db, rid)["served_by_id"]]
    for key, answer in answers.items():
        if key not in winners:
            refused(answer, coded("Inquiry already taken", "error-inquiry-taken"))
    assert [m["msg"] for m in history(api, visitor, rid) if m.get("t") == "command"] == ["connected"]


def test_a_room_can_be_given_to_another_agent(api, db, waiting):
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

def test_the_queue_lists_who_waits_oldest_first(api, db):
    db.execute("DELETE FROM inquiries")
    rooms = [api.get("room", token=db.visitor().token).json["room"]["_id"] for _ in range(3)]
    manager, agent = db.manager(), db.agent()
    answer = api.get("inquiries.list", user=manager)
    assert answer.status == 200
    assert [i["rid"] for i in answer.json["inquiries"]] == rooms
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (0, 3, 3)
    one = answer.json["inquiries"][0]
    assert set(one) == {"_id", "rid", "name", "ts", "status", "_updatedAt"}
    assert one["status"] == "queued"
    page = api.get("inquiries.list", user=manager, count=1, offset=1).json
    assert [i["rid"] for i in page["inquiries"]] == [rooms[1]]
    assert (page["offset"], page["count"], page["total"]) == (1, 1, 3)
    take(api, db, rooms[0], agent)
    assert [i["rid"] for i in api.get("inquiries.list", user=manager).json["inquiries"]] == rooms[1:]
    assert api.get("inquiries.list", user=agent).status == 403


def test_an_agent_sees_what_waits_for_his_departments_and_for_all(api, db):
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


def test_one_inquiry_is_shown_or_null(api, db, waiting):
    agent = db.agent()
    answer = api.get("inquiries.getOne", user=agent, roomId=waiting[1])
    assert answer.json["inquiry"]["rid"] == waiting[1]
    assert api.get("inquiries.getOne", user=agent, roomId="none").json == {
        "inquiry": None, "success": True}
    assert api.get("inquiries.getOne", user=agent).json["error"] == \
        "must have required property 'roomId' [invalid-params]"


def test_a_room_goes_back_into_the_queue(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)
    answer = api.post("inquiries.returnAsInquiry", user=agent, roomId=rid)
    assert (answer.status, answer.json) == (200, {"result": True, "success": True})
    assert room_row(db, rid)["served_by_id"] is None
    assert inquiry_of(db, rid)["status"] == "queued"
    told, left = history(api, visitor, rid)[-2:]
    assert told["t"] == "livechat_transfer_history"
    assert told["transferData"]["scope"] == "queue"
    assert told["transferData"]["transferredBy"]["_id"] == agent.id
    assert (left["t"], left["msg"], left["u"]["_id"]) == ("ul", agent.username, agent.id)
    refused(api.post("inquiries.returnAsInquiry", user=db.manager(), roomId=rid),
            coded("The room is not served by an agent", "error-returning-inquiry"))
    assert take(api, db, rid, db.agent()).status == 200
    refused(api.post("inquiries.returnAsInquiry", user=agent, roomId=rid), "error-not-authorized")
    refused(api.post("inquiries.returnAsInquiry", user=agent, roomId="none"), "error-invalid-room")


# --- handing on ---

def test_a_room_is_forwarded_to_another_agent(api, db, waiting):
    visitor, rid = waiting
    agent, other = db.agent(), db.agent(name="Other Agent")
    take(api, db, rid, agent)
    answer = api.post("room.forward", user=agent, roomId=rid, userId=other.id, comment="yours")
    assert (answer.status, answer.json) == (200, {"success": True})
    assert room_row(db, rid)["served_by_id"] == other.id
    told = history(api, visitor, rid)[-4:]
    assert [(m["t"], m["u"]["_id"]) for m in told] == [
        ("livechat_transfer_history", agent.id), ("ul", agent.id), ("command", other.id), ("uj", other.id)]
    data = told[0]["transferData"]
    assert data["transferredBy"] == {"_id": agent.id, "username": agent.username,
                                     "name": "Test Agent", "userType": "agent"}
    assert data["ts"].endswith("Z") and data["ts"] <= told[0]["ts"]
    assert "previousDepartment" not in data and "nextDepartment" not in data
    assert data["transferredTo"] == {"_id": other.id, "username": other.username,
                                     "name": "Other Agent"}
    assert (data["scope"], data["comment"]) == ("agent", "yours")
    refused(api.post("room.forward", user=agent, roomId=rid, userId=agent.id), "error-not-authorized")


def test_forwarding_is_refused_in_order(api, db, waiting):
    _, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)

    def forward(**body):
        return api.post("room.forward", user=agent, **{"roomId": rid, **body})

    refused(forward(roomId="none", userId=agent.id), "error-invalid-room")
    refused(forward(), "error-forwarding-chat")
    refused(forward(userId="nobody"), "The user is invalid")
    refused(forward(userId=db.agent(available=False).id),
            coded("User is offline", "error-user-is-offline"))
    refused(forward(userId=agent.id),
            coded("The selected agent serves this room already", "error-selected-agent-room-agent-are-same"))
    refused(forward(departmentId="nowhere"), "error-invalid-department")
    api.post("room.closeByUser", user=agent, rid=rid, comment="done")
    refused(forward(userId=db.agent().id), "This_conversation_is_already_closed")


def test_a_room_is_forwarded_to_a_department(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    department = db.department("billing")
    take(api, db, rid, agent)
    assert api.post("room.forward", user=agent, roomId=rid, departmentId=department).status == 200
    room = room_row(db, rid)
    assert (room["served_by_id"], room["department_id"]) == (None, department)
    inquiry = inquiry_of(db, rid)
    assert (inquiry["status"], inquiry["department_id"]) == ("queued", department)
    told, left = history(api, visitor, rid)[-2:]
    assert (left["t"], left["u"]["_id"]) == ("ul", agent.id)
    assert told["transferData"]["scope"] == "department"
    assert told["transferData"]["nextDepartment"]["_id"] == department
    refused(api.post("room.forward", user=db.manager(), roomId=rid, departmentId=department),
            "error-forwarding-chat-same-department")
    manager, next_one = db.manager(), db.department("next")
    assert api.post("room.forward", user=manager, roomId=rid, departmentId=next_one).status == 200
    data = history(api, visitor, rid)[-1]["transferData"]
    assert data["previousDepartment"] == department
    assert data["transferredBy"]["userType"] == "user"


def test_a_room_is_forwarded_to_an_agent_of_a_department(api, db, waiting):
    visitor, rid = waiting
    agent, member = db.agent(), db.agent()
    department = db.department("claims", member)
    take(api, db, rid, agent)
    refused(api.post("room.forward", user=agent, roomId=rid, userId=db.agent().id, departmentId=department),
            "error-user-not-belong-to-department")
    refused(api.post("room.forward", user=agent, roomId=rid, userId=member.id, departmentId="nowhere"),
            "error-invalid-department")
    assert api.post("room.forward", user=agent, roomId=rid, userId=member.id, departmentId=department).status == 200
    room = room_row(db, rid)
    assert (room["served_by_id"], room["department_id"]) == (member.id, department)
    data = history(api, visitor, rid)[-4]["transferData"]
    assert (data["scope"], data["nextDepartment"]["_id"], data["transferredTo"]["_id"]) == \
        ("department", department, member.id)


def test_a_visitor_asks_for_another_department(api, db, waiting):
    visitor, rid = waiting
    department = db.department("repairs")
    api.post("message", rid=rid, token=visitor.token, msg="hello")
    answer = api.post("room.transfer", rid=rid, token=visitor.token, department=department)
    assert answer.status == 200
    assert (answer.json["room"]["_id"], answer.json["room"]["departmentId"]) == (rid, department)
    assert answer.json["room"]["lastMessage"]["msg"] == "hello"
    told = history(api, visitor, rid)[-1]
    assert told["transferData"]["transferredBy"]["userType"] == "visitor"
    assert told["token"] == visitor.token
    refused(api.post("room.transfer", rid=rid, token="wrong", department=department), "invalid-token")
    refused(api.post("room.transfer", rid=rid, token=db.visitor().token, department=department),
            "invalid-room")
    refused(api.post("room.transfer", rid=rid, token=visitor.token, department="nowhere"),
            "error-invalid-department")
    refused(api.post("room.transfer", rid=rid, token=visitor.token), "Match error: Missing key 'department'")


def test_a_room_counts_who_is_in_it(api, db, waiting):
    visitor, rid = waiting
    agent, other, department = db.agent(), db.agent(), db.department("counting")

    def count():
        return api.get("room", token=visitor.token).json["room"]["usersCount"]

    assert count() == 1
    take(api, db, rid, agent)
    assert count() == 2
    api.post("room.forward", user=agent, roomId=rid, userId=other.id)
    assert count() == 2
    api.post("inquiries.returnAsInquiry", user=other, roomId=rid)
    assert count() == 1
    api.post("room.transfer", rid=rid, token=visitor.token, department=department)
    assert count() == 1
    take(api, db, rid, agent)
    assert count() == 2
    for _ in range(2):
        api.get("room.join", user=db.manager(), roomId=rid)
    assert count() == 4


def test_joining_lets_a_colleague_read(api, db, waiting):
    visitor, rid = waiting
    agent, colleague, manager = db.agent(), db.agent(), db.manager()
    take(api, db, rid, agent)
    refused(api.get(f"messages/{rid}", user=colleague), "not-allowed")
    refused(api.get("room.join", user=colleague, roomId=rid), "not-allowed")
    for _ in range(2):
        assert api.get("room.join", user=manager, roomId=rid).json == {"success": True}
    joined = [m["msg"] for m in history(api, visitor, rid) if m.get("t") == "uj"]
    assert joined == [manager.username]
    refused(api.get("room.join", user=manager, roomId="none"), "invalid-room")


# --- closing ---

def test_a_visitor_closes_his_room(api, db, waiting):
    visitor, rid = waiting
    answer = api.post("room.close", rid=rid, token=visitor.token)
    assert answer.json == {"rid": rid, "comment": "Closed by visitor", "success": True}
    room = room_row(db, rid)
    assert (room["is_open"], room["closer"], room["closed_by_id"]) == (0, "visitor", visitor.id)
    assert inquiry_of(db, rid) is None
    told = history(api, visitor, rid)[-1]
    assert (told["t"], told["msg"], told["u"]["_id"]) == \
        ("livechat-close", "Closed by visitor", visitor.id)
    assert room["closed_at"] == room["last_ts"]
    refused(api.post("room.close", rid=rid, token=visitor.token), "room-closed")
    refused(api.post("message", rid=rid, token=visitor.token, msg="late"), "room-closed")
    assert api.get("room", token=visitor.token).json["newRoom"] is True


def test_closing_needs_the_visitors_own_token(api, db, waiting):
    visitor, rid = waiting
    refused(api.post("room.close", rid=rid, token="wrong"), "invalid-token")
    refused(api.post("room.close", rid=rid, token=db.visitor().token), "invalid-room")
    refused(api.post("room.close", rid="none", token=visitor.token), "invalid-room")
    assert api.post("room.close", token=visitor.token).json["error"] == \
        "must have required property 'rid' [invalid-params]"
    assert api.post("room.close", rid=rid).json["error"] == \
        "must have required property 'token' [invalid-params]"
    assert room_row(db, rid)["is_open"] == 1


def test_visitors_may_be_kept_from_closing(instant):
    instant.set(Livechat_allow_visitor_closing_chat="false")
    room = instant.db.room()
    refused(instant.api.post("room.close", rid=room.id, token=room.visitor.token),
            "error-not-allowed-to-close-conversation")


def test_an_agent_closes_his_room(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)
    answer = api.post("room.closeByUser", user=agent, rid=rid, comment="solved", tags=["a", "b"])
    assert answer.json == {"success": True}
    room = room_row(db, rid)
    assert (room["is_open"], room["closer"], room["closed_by_username"]) == (0, "user", agent.username)
    assert room["tags_json"] == '["a","b"]'
    told = history(api, visitor, rid)[-1]
    assert (told["t"], told["msg"], told["u"]["_id"]) == ("livechat-close", "solved", agent.id)
    listed = api.get(f"messages/{rid}", user=db.manager()).json
    assert listed["messages"][0]["t"] == "livechat-close"
    assert listed["total"] == len(listed["messages"])


def test_closing_by_a_user_is_refused_in_order(api, db, waiting):
    _, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)

    def close(user, **body):
        return api.post("room.closeByUser", user=user, **body)

    assert close(None, rid=rid).status == 401
    assert close(db.user(), rid=rid).status == 403
    assert close(agent).json["error"] == "must have required property 'rid' [invalid-params]"
    refused(close(agent, rid="none"), "error-invalid-room")
    refused(close(db.agent(), rid=rid, comment="mine"), "error-not-authorized")
    refused(close(agent, rid=rid, comment="  "), "error-comment-is-required")
    assert close(db.manager(), rid=rid, comment="enough").status == 200
    refused(close(agent, rid=rid), "error-room-already-closed")


def test_tags_are_bounded(api, db, waiting):
    agent = db.agent()
    take(api, db, waiting[1], agent)

    def close(tags):
        return api.post("room.closeByUser", user=agent, rid=waiting[1], comment="x", tags=tags)

    assert close(["x"] * 41).json["error"] == "must NOT have more than 40 items [invalid-params]"
    assert close(["x" * 256]).json["error"] == "must NOT have more than 255 characters [invalid-params]"
    assert close(["\u20ac" * 255] * 40).status == 200


def test_of_two_who_close_only_one_is_heard(api, db, waiting):
    visitor, rid = waiting
    answers = []

    def run():
        answers.append(Client(api.host, api.port).post("room.close", rid=rid, token=visitor.token))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(a.status for a in answers) == [200] + [400] * 5
    closings = [m for m in history(api, visitor, rid) if m.get("t") == "livechat-close"]
    assert len(closings) == 1


def test_the_old_way_to_ask_for_another_department(api, db, waiting):
    visitor, rid = waiting
    department = db.department("garden")
    answer = api.post("visitor/department.transfer", rid=rid, token=visitor.token,
                      department=department)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert room_row(db, rid)["department_id"] == department
    refused(api.post("visitor/department.transfer", rid=rid, token="wrong", department=department),
            "invalid-token")


def test_agents_see_a_visitors_open_rooms(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)
    rooms = api.get(f"visitor/{visitor.token}/room", user=agent).json["rooms"]
    assert [(r["_id"], r["t"], r["cl"], r["servedBy"]["_id"]) for r in rooms] == \
        [(rid, "l", False, agent.id)]
    api.post("room.close", rid=rid, token=visitor.token)
    for token in (visitor.token, "nobody"):
        assert api.get(f"visitor/{token}/room", user=agent).json == {"rooms": [], "success": True}
    assert api.get(f"visitor/{visitor.token}/room").status == 401
