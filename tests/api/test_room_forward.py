# SPDX-License-Identifier: MIT
"""room.forward, room.transfer and room.join: a room is forwarded, and other users join it."""

from harness.checks import coded, refused
from harness.inquiries import inquiry_of, take, waiting
from harness.messages import history, room_row


def test_a_room_is_forwarded_to_another_agent(api, db, waiting):
    visitor, rid = waiting
    agent, other = db.agent(), db.agent(name="Other Agent")
    take(api, db, rid, agent)
    answer = api.post("room.forward", user=agent, roomId=rid, userId=other.id, comment="yours")
    assert (answer.status, answer.json) == (200, {"success": True})
    assert room_row(db, rid)["served_by_id"] == other.id
    added = history(api, visitor, rid)[-4:]
    assert [(m["t"], m["u"]["_id"]) for m in added] == [
        ("livechat_transfer_history", agent.id), ("ul", agent.id), ("command", other.id), ("uj", other.id)]
    data = added[0]["transferData"]
    assert data["transferredBy"] == {"_id": agent.id, "username": agent.username,
                                     "name": "Test Agent", "userType": "agent"}
    assert data["ts"].endswith("Z") and data["ts"] <= added[0]["ts"]
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


def test_a_comment_is_as_limited_as_a_message_of_a_user(instant):
    instant.set(Message_MaxAllowedSize="4")
    agent, other = instant.db.agent(), instant.db.agent()
    room = instant.db.room(agent=agent)

    def forward(comment):
        return instant.api.post("room.forward", user=agent, roomId=room.id, userId=other.id, comment=comment)

    for comment in ("xxxxx", "xxx😀"):
        refused(forward(comment),
                coded("Message size exceeds Message_MaxAllowedSize", "error-message-size-exceeded"))
    assert room_row(instant.db, room.id)["served_by_id"] == agent.id
    assert forward("xx😀").status == 200
    assert room_row(instant.db, room.id)["served_by_id"] == other.id


def test_a_room_is_forwarded_to_a_department(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    department = db.department("billing", db.agent())
    take(api, db, rid, agent)
    assert api.post("room.forward", user=agent, roomId=rid, departmentId=department).status == 200
    room = room_row(db, rid)
    assert (room["served_by_id"], room["department_id"]) == (None, department)
    inquiry = inquiry_of(db, rid)
    assert (inquiry["status"], inquiry["department_id"]) == ("queued", department)
    added, left = history(api, visitor, rid)[-2:]
    assert (left["t"], left["u"]["_id"]) == ("ul", agent.id)
    assert added["transferData"]["scope"] == "department"
    assert added["transferData"]["nextDepartment"]["_id"] == department
    refused(api.post("room.forward", user=db.manager(), roomId=rid, departmentId=department),
            "error-forwarding-chat-same-department")
    manager, next_one = db.manager(), db.department("next", db.agent())
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


def test_a_visitor_transfers_their_room_to_another_department(api, db, waiting):
    visitor, rid = waiting
    department = db.department("repairs", db.agent())
    api.post("message", rid=rid, token=visitor.token, msg="hello")
    answer = api.post("room.transfer", rid=rid, token=visitor.token, department=department)
    assert answer.status == 200
    assert (answer.json["room"]["_id"], answer.json["room"]["departmentId"]) == (rid, department)
    assert answer.json["room"]["lastMessage"]["msg"] == "hello"
    added = history(api, visitor, rid)[-1]
    assert added["transferData"]["transferredBy"]["userType"] == "visitor"
    assert added["token"] == visitor.token
    refused(api.post("room.transfer", rid=rid, token="wrong", department=department), "invalid-token")
    refused(api.post("room.transfer", rid=rid, token=db.visitor().token, department=department),
            "invalid-room")
    refused(api.post("room.transfer", rid=rid, token=visitor.token, department="nowhere"),
            "error-invalid-department")
    refused(api.post("room.transfer", rid=rid, token=visitor.token), "Match error: Missing key 'department'")


def test_a_room_counts_its_users(api, db, waiting):
    visitor, rid = waiting
    agent, other, department = db.agent(), db.agent(), db.department("counting", db.agent())

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


def test_a_colleague_who_joins_may_read(api, db, waiting):
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


def test_the_older_route_to_transfer_a_room(api, db, waiting):
    visitor, rid = waiting
    department = db.department("garden", db.agent())
    answer = api.post("visitor/department.transfer", rid=rid, token=visitor.token,
                      department=department)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert room_row(db, rid)["department_id"] == department
    refused(api.post("visitor/department.transfer", rid=rid, token="wrong", department=department),
            "invalid-token")
