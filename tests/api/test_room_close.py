# SPDX-License-Identifier: MIT
"""room.close and room.closeByUser: a visitor or an agent closes a room."""

from harness.checks import at_once, coded, refused
from harness.inquiries import inquiry_of, take, waiting
from harness.messages import history, room_row


def test_a_visitor_closes_their_room(api, db, waiting):
    visitor, rid = waiting
    answer = api.post("room.close", rid=rid, token=visitor.token)
    assert answer.json == {"rid": rid, "comment": "Closed by visitor", "success": True}
    room = room_row(db, rid)
    assert (room["is_open"], room["closer"], room["closed_by_id"]) == (0, "visitor", visitor.id)
    assert inquiry_of(db, rid) is None
    added = history(api, visitor, rid)[-1]
    assert (added["t"], added["msg"], added["u"]["_id"]) == \
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


def test_closing_by_visitors_can_be_switched_off(instant):
    instant.set(Omnichannel_allow_visitors_to_close_conversation="false")
    room = instant.db.room()
    refused(instant.api.post("room.close", rid=room.id, token=room.visitor.token),
            "error-not-allowed-to-close-conversation")


def test_an_agent_closes_their_room(api, db, waiting):
    visitor, rid = waiting
    agent = db.agent()
    take(api, db, rid, agent)
    answer = api.post("room.closeByUser", user=agent, rid=rid, comment="solved", tags=["a", "b"])
    assert answer.json == {"success": True}
    room = room_row(db, rid)
    assert (room["is_open"], room["closer"], room["closed_by_username"]) == (0, "user", agent.username)
    assert room["tags_json"] == '["a","b"]'
    added = history(api, visitor, rid)[-1]
    assert (added["t"], added["msg"], added["u"]["_id"]) == ("livechat-close", "solved", agent.id)
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


def test_a_comment_is_as_limited_as_a_message_of_a_user(instant):
    instant.set(Message_MaxAllowedSize="4")
    agent = instant.db.agent()
    room = instant.db.room(agent=agent)
    too_long = coded("Message size exceeds Message_MaxAllowedSize", "error-message-size-exceeded")
    for comment in ("xxxxx", "xxx😀"):
        refused(instant.api.post("room.closeByUser", user=agent, rid=room.id, comment=comment), too_long)
    assert room_row(instant.db, room.id)["is_open"] == 1
    assert instant.api.post("room.closeByUser", user=agent, rid=room.id, comment="xx😀").status == 200
    assert history(instant.api, room.visitor, room.id)[-1]["msg"] == "xx😀"


def test_tags_are_bounded(api, db, waiting):
    agent = db.agent()
    take(api, db, waiting[1], agent)

    def close(tags):
        return api.post("room.closeByUser", user=agent, rid=waiting[1], comment="x", tags=tags)

    assert close(["x"] * 41).json["error"] == "must NOT have more than 40 items [invalid-params]"
    assert close(["x" * 256]).json["error"] == "must NOT have more than 255 characters [invalid-params]"
    assert close(["\u20ac" * 255] * 40).status == 200


def test_a_room_is_closed_only_once(api, db, waiting):
    visitor, rid = waiting
    answers = at_once(*[lambda: api.clone().post("room.close", rid=rid, token=visitor.token)] * 6)
    assert sorted(a.status for a in answers) == [200] + [400] * 5
    closings = [m for m in history(api, visitor, rid) if m.get("t") == "livechat-close"]
    assert len(closings) == 1
