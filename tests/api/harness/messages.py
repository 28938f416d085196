# SPDX-License-Identifier: MIT
"""A visitor's messages: sending, reading, editing and deleting them, and the room's counters."""

from harness.checks import invalid, listed, plain

MEMBERS = ["_id", "rid", "msg", "token", "alias", "ts", "u", "_updatedAt", "urls", "mentions",
           "channels", "md"]
NOT_ALLOWED = plain("error-action-not-allowed")
NO_TOKEN = invalid("must have required property 'token'")
NO_RID = invalid("must have required property 'rid'")


def send(api, room, msg="hello", **more):
    return api.post("message", token=room.visitor.token, rid=room.id, msg=msg, **more)


def sent(api, room, msg="hello", **more):
    answer = send(api, room, msg, **more)
    assert answer.status == 200, answer
    return answer.json["message"]


def read(api, room, message):
    return api.get(f"message/{message}", token=room.visitor.token, rid=room.id)


def edit(api, room, message, msg="changed", **more):
    return api.put(f"message/{message}", token=room.visitor.token, rid=room.id, msg=msg, **more)


def delete(api, room, message, **more):
    return api.delete(f"message/{message}", token=room.visitor.token, rid=room.id, **more)


def messages_in(db, room):
    return db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id)


def paragraph(text):
    return [{"type": "PARAGRAPH", "value": [{"type": "PLAIN_TEXT", "value": text}]}]


def texts(messages):
    """Returns the texts of messages that are not system messages."""
    return [message["msg"] for message in messages if "t" not in message]


def history(api, visitor, rid):
    """Returns all messages that the visitor sees in the room, the oldest first."""
    return listed(api.get(f"messages.history/{rid}", token=visitor.token, limit="100"), "messages")[::-1]


def room_row(db, room):
    """Returns the room's row; `room` is one of harness.data or an id."""
    return db.row("SELECT * FROM rooms WHERE id = %s", getattr(room, "id", room))
