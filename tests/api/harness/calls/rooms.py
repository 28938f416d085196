# SPDX-License-Identifier: MIT
"""The calls of agents about rooms, the queue and visitors."""

import json

from harness.calls.call import LIVECHAT, V1, call, close_all, message_is, room_is, row_is, shows

# --- a room, for agents ---

for path in ("messages/:rid", ":rid/messages"):
    call("GET", LIVECHAT + path, lambda w, c: {"rid": w.room.id},
         done=lambda w, c, a: [m["_id"] for m in a.json["messages"] if m.get("t") != "livechat_note"] == [
             w.messages["to ann"], w.messages["ann"]])
call("GET", V1 + "chat.syncMessages", lambda w, c: {"roomId": w.room.id, "lastUpdate": 0},
     done=lambda w, c, a: [m["_id"] for m in a.json["result"]["updated"]][-2:] == [
         w.messages["ann"], w.messages["to ann"]])
TRANSFER = '"groupable":false,"transferData":' + json.dumps({
    "transferredBy": {"_id": "x", "username": "x", "userType": "user"}, "ts": "2026-01-01T00:00:00.000Z",
    "scope": "agent", "transferredTo": {"_id": "y", "username": "y"}}, separators=(",", ":"))
call("GET", V1 + "chat.getMessage", lambda w, c: {
    "msgId": w.db.value("SELECT id FROM messages WHERE rid = %s ORDER BY ts LIMIT 1", w.room.id)},
     done=shows("message.rid", lambda w, c: w.room.id))
call("GET", V1 + "chat.search", lambda w, c: {"roomId": w.room.id, "searchText": "a"},
     done=lambda w, c, a: a.json["messages"])
SAID = {"chat.sendMessage": lambda w, c: {"message": {"rid": w.room.id, "msg": "said"}},
        "chat.postMessage": lambda w, c: {"roomId": w.room.id, "text": "said"},
        "method.call/:method": lambda w, c: {"method": "sendMessage", "message": json.dumps(
            {"msg": "method", "id": "1", "method": "sendMessage",
             "params": [{"rid": w.room.id, "msg": "said"}]})}}
for name, fields in SAID.items():
    call("POST", V1 + name, fields, "inboxes messages rooms",
         lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("said", c.user.id))
call("POST", LIVECHAT + "note", lambda w, c: {"rid": w.room.id, "msg": "noted"}, "inboxes notes rooms",
     lambda w, c, a: w.value("SELECT u_id FROM notes WHERE msg = 'noted'") == c.user.id)


def agents_message(world, caller):
    return {"roomId": world.room.id, "msgId": world.messages["to ann"]}


call("POST", V1 + "chat.update", lambda w, c: {**agents_message(w, c), "text": "changed"},
     "inboxes messages rooms", message_is("to ann", "changed"))
call("POST", V1 + "chat.delete", agents_message, "inboxes messages rooms message_deletions",
     message_is("to ann", None))
call("POST", LIVECHAT + "messages", lambda w, c: {
    "visitor": {"token": w.ann.token}, "messages": [{"msg": "batch"}]}, "inboxes messages rooms",
    lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("batch", w.ann.id))
call("GET", LIVECHAT + "rooms", lambda w, c: {"agents[]": w.serving.id, "open": "true"},
     done=lambda w, c, a: {r["_id"] for r in a.json["rooms"]} == {w.room.id, w.bobs_room.id})
call("GET", LIVECHAT + "room.join", lambda w, c: {"roomId": w.room.id},
     lambda c: "" if c.name in ("member", "serving agent") else "inboxes room_members messages rooms",
     lambda w, c, a: c.name == "serving agent" or w.count(
         "room_members", rid=w.room.id, user_id=c.user.id) == 1)
call("POST", LIVECHAT + "room.closeByUser", lambda w, c: {"rid": w.room.id, "comment": "done"},
     "inboxes rooms room_departures room_members messages inquiries", room_is("CONCAT(is_open, closer, closed_by_id)",
                                         lambda w, c: f"0user{c.user.id}"))
call("POST", LIVECHAT + "room.forward", lambda w, c: {"roomId": w.room.id, "userId": w.free.id},
     "inboxes rooms room_departures messages inquiries", room_is("served_by_id", lambda w, c: w.free.id))
call("POST", LIVECHAT + "room.saveInfo", lambda w, c: {
    "guestData": {"_id": w.ann.id, "name": "New"}, "roomData": {"_id": w.room.id, "topic": "new"}},
    "inboxes rooms visitors inquiries contacts", room_is("CONCAT(fname, topic)", "Newnew"))

call("POST", LIVECHAT + "rooms.delete", lambda w, c: {"roomId": w.room.id},
     "messages notes rooms room_fields room_members uploads contact_channels", room_is("id", None), before=close_all)

call("POST", LIVECHAT + "rooms.removeAllClosedRooms", lambda w, c: {},
     "messages notes rooms room_fields room_members uploads contact_channels", lambda w, c, a: w.count("rooms", is_open=0) == 0,
     before=close_all)


def want_transcript(world):
    world.db.insert("transcript_requests", rid=world.room.id, email="a@example.com", subject="", user_id=world.manager.id,
                    username=world.manager.username, ts=1)


WISH = LIVECHAT + "transcript/:rid"
call("POST", WISH, lambda w, c: {"rid": w.room.id, "email": "a@example.com", "subject": "ours"}, "rooms transcript_requests",
     row_is(1, "SELECT COUNT(*) FROM transcript_requests WHERE rid = '{w.room.id}'"))
call("DELETE", WISH, lambda w, c: {"rid": w.room.id}, "rooms transcript_requests",
     row_is(0, "SELECT COUNT(*) FROM transcript_requests"), before=want_transcript)

# --- the queue ---

call("GET", LIVECHAT + "rooms/filters", lambda w, c: {}, done=lambda w, c, a: a.json["filters"] == [{"type": "api"}])
call("GET", LIVECHAT + "queue", lambda w, c: {}, done=lambda w, c, a: w.serving.id in [
    q["user"]["_id"] for q in a.json["queue"]])

call("GET", LIVECHAT + "inquiries.list", lambda w, c: {},
     done=lambda w, c, a: [i["rid"] for i in a.json["inquiries"]] == [w.waiting.id])
for queue in ("inquiries.queued", "inquiries.queuedForUser"):
    call("GET", LIVECHAT + queue, lambda w, c: {},
         done=lambda w, c, a: [i["rid"] for i in a.json["inquiries"]] == [w.waiting.id])
call("GET", LIVECHAT + "inquiries.getOne", lambda w, c: {"roomId": w.room.id},
     done=shows("inquiry.rid", lambda w, c: w.room.id))
call("POST", LIVECHAT + "inquiries.take", lambda w, c: {
    "inquiryId": w.value("SELECT id FROM inquiries WHERE rid = %s", w.waiting.id), "userId": w.free.id},
    "inboxes rooms messages inquiries queues", lambda w, c, a: w.of_room("served_by_id", w.waiting) == w.free.id)
call("POST", LIVECHAT + "inquiries.returnAsInquiry", lambda w, c: {"roomId": w.room.id},
     "inboxes rooms room_departures messages inquiries queues", room_is("served_by_id", None))

call("GET", LIVECHAT + "inbox.sync", lambda w, c: {},
     lambda c: "" if c.name in ("agent", "member", "serving agent", "free") else "inboxes",
     lambda w, c, a: w.waiting.id in [i["rid"] for i in a.json["queue"]["inquiries"]]
     and (w.room.id in a.json["open"]) == (c.name in ("serving agent", "member")))

call("GET", V1 + "rooms.get", lambda w, c: {}, done=lambda w, c, a: {w.room.id, w.bobs_room.id} <= {
    r["_id"] for r in a.json["update"]} if c.name in ("serving agent", "member") else a.json["update"] == [])
call("GET", V1 + "rooms.info", lambda w, c: {"roomId": w.room.id}, done=shows("room._id", lambda w, c: w.room.id))
call("GET", V1 + "subscriptions.get", lambda w, c: {},
     done=lambda w, c, a: {w.room.id, w.bobs_room.id} <= {
         s["rid"] for s in a.json["update"]} if c.name in ("serving agent", "member") else a.json["update"] == [])
call("GET", V1 + "subscriptions.getOne", lambda w, c: {"roomId": w.room.id},
     done=lambda w, c, a: (a.json["subscription"] is None) == (c.name not in ("serving agent", "member")))
call("POST", V1 + "subscriptions.read", lambda w, c: {"rid": w.room.id}, "inboxes rooms",
     row_is(1, "SELECT read_ts = last_ts FROM rooms WHERE id = '{w.room.id}'"))

# --- visitors, for agents ---

VISITOR = LIVECHAT + "visitor/:token/room"
call("GET", VISITOR, lambda w, c: {"token": w.ann.token},
     done=lambda w, c, a: [r["_id"] for r in a.json["rooms"]] == [w.room.id])
call("GET", LIVECHAT + "visitors.info", lambda w, c: {"visitorId": w.ann.id},
     done=shows("visitor.name", lambda w, c: w.ann.name))
call("GET", LIVECHAT + "visitors.search", lambda w, c: {"term": w.ann.name},
     done=lambda w, c, a: [v["_id"] for v in a.json["visitors"]] == [w.ann.id])
for name in ("visitors.chatHistory", "visitors.searchChats"):
    call("GET", LIVECHAT + f"{name}/room/:roomId/visitor/:visitorId",
         lambda w, c: {"roomId": w.room.id, "visitorId": w.ann.id},
         done=lambda w, c, a: len(a.json["history"]) == 2 and w.room.id in a.text)

call("GET", LIVECHAT + "transfer.history/:rid", lambda w, c: {"rid": w.room.id},
     done=lambda w, c, a: [one["scope"] for one in a.json["history"]] == ["agent"],
     before=lambda w: w.db.message(w.room, "", type="livechat_transfer_history", extra_json=TRANSFER))
call("GET", LIVECHAT + "visitors.pagesVisited/:roomId", lambda w, c: {"roomId": w.room.id},
     done=lambda w, c, a: len(a.json["pages"]) == 1,
     before=lambda w: w.db.message(w.room, "Tea", type="livechat_navigation_history"))


# --- files ---

UPLOADED = "inboxes rooms messages uploads"
for route in ("rooms.upload", "rooms.media"):
    call("POST", V1 + f"{route}/:rid", lambda w, c: {"rid": w.room.id, "file": "Tea"},
         UPLOADED if route == "rooms.upload" else "uploads",
         lambda w, c, a: w.count("uploads", rid=w.room.id, user_id=c.user.id) > 1, form=True)


def staged(world, caller):
    return world.staged[caller.user.id if caller.user else world.serving.id]


call("POST", V1 + "rooms.mediaConfirm/:rid/:fileId", lambda w, c: {
    "rid": w.room.id, "fileId": staged(w, c)}, "inboxes rooms messages uploads",
     lambda w, c, a: a.json["message"]["file"]["_id"] == staged(w, c))
for names in ({}, {"name": "x"}):
    call("GET", "/file-upload/:id/" + "".join(f":{name}" for name in names),
         lambda w, c, names=names: {"id": w.file, "rc_token": c.token if c.visitor else "", **names},
         done=lambda w, c, a: a.text == "Tea")
