# SPDX-License-Identifier: MIT
"""The calls of visitors."""

import glob
import os

import servers
from harness import official
from harness.calls.call import LIVECHAT, call, close_all, message_is, own_room, own_token, room_is, row_is, shows

# --- visitors ---


def asset(name):
    """The name of a file of the pages with the hash of its bytes in it."""
    stem, ending = os.path.splitext(name)
    path, = glob.glob(os.path.join(servers.BUILD, "web", "assets", f"{stem}.*{ending}"))
    return os.path.basename(path)


call("GET", "/api/info", lambda w, c: {}, done=lambda w, c, a: a.json["version"])
call("GET", "/avatar/:username", lambda w, c: {"username": "somebody"},
     done=lambda w, c, a: a.text.startswith("<svg"))
call("GET", "/livechat", lambda w, c: {}, done=lambda w, c, a: a.text.lower().startswith("<!doctype html>"))
call("GET", "/livechat/:name", lambda w, c: {"name": "icon.svg"}, done=lambda w, c, a: "<svg" in a.text)
call("GET", "/livechat/assets/:name", lambda w, c: {"name": asset("icon.svg")},
     done=lambda w, c, a: "<svg" in a.text)
call("GET", "/livechat/official", lambda w, c: {}, done=lambda w, c, a: official.ENTRY in a.text)
call("GET", "/livechat/official/" + official.HOST_SCRIPT, lambda w, c: {},
     done=lambda w, c, a: official.HOST_SCRIPT in a.text)
for name in ("widget.js", "widget-settings.json"):
    call("GET", f"/livechat/{name}", lambda w, c: {}, done=lambda w, c, a: '"enabled":true' in a.text)
call("GET", LIVECHAT + "config", own_token,
     done=lambda w, c, a: a.json["config"].get("guest", {}).get("_id") == (c.visitor and c.visitor.id))


def changed_visitor(caller):
    """Their room shows them, and the agent who serves it is told."""
    return "visitors rooms" if caller.name == "waiting visitor" else "visitors rooms inboxes"


call("POST", LIVECHAT + "visitor", lambda w, c: {"visitor": {"token": c.token, "phone": "+49 30"}},
     changes=lambda c: f"{changed_visitor(c)} contact_addresses" if c.visitor else "visitors settings",  # the guest counter
     done=lambda w, c, a: a.json["visitor"]["token"] == c.token and w.count(
         "visitors", token=c.token, phone="+49 30") == 1)
call("GET", LIVECHAT + "visitor/:token", own_token,
     done=shows("visitor._id", lambda w, c: c.visitor.id))


call("DELETE", LIVECHAT + "visitor/:token", own_token, before=close_all,
     changes=lambda c: "visitors visitor_fields rooms room_fields room_members messages notes contacts contact_visitors"
                       " contact_channels contact_addresses contact_fields" + (
         " uploads" if c.name == "visitor" else ""),
     done=lambda w, c, a: w.count("visitors", token=c.token) == 0
     and w.count("rooms", visitor_id=c.visitor.id) == 0 and w.count("visitors") == 3)
for name in ("visitor.status", "visitors.status"):
    call("POST", LIVECHAT + name, lambda w, c: {"token": c.token, "status": "away"}, changed_visitor,
         row_is("away", "SELECT status FROM visitors WHERE id = '{c.visitor.id}'"))
FIELD = {"key": "plan", "value": "gold", "overwrite": True}
KEPT = row_is("gold", "SELECT value FROM visitor_fields WHERE visitor_id = '{c.visitor.id}'"
              " AND name = 'plan'")
call("POST", LIVECHAT + "custom.field", lambda w, c: {"token": c.token, **FIELD}, "visitor_fields contact_fields", KEPT)
call("POST", LIVECHAT + "custom.fields", lambda w, c: {"token": c.token, "customFields": [FIELD]},
     "visitor_fields contact_fields", KEPT)
call("GET", LIVECHAT + "agent.next/:token", lambda w, c: {"token": (c if c.visitor else w.ann).token},
     done=lambda w, c, a: "agent" not in a.json)
call("POST", LIVECHAT + "offline.message",
     lambda w, c: {"name": "N", "email": "n@example.com", "message": c.token}, "offline_messages outbox",
     lambda w, c, a: w.count("offline_messages", message=c.token) == 1)
call("GET", LIVECHAT + "video.call/:token", own_token)
call("POST", LIVECHAT + "visitor.callStatus", own_token)

# --- a visitor's room ---

call("GET", LIVECHAT + "room", own_room,
     done=lambda w, c, a: a.json["room"]["_id"] == w.room.id and a.json["newRoom"] is False)
call("GET", LIVECHAT + "agent.info/:rid/:token", own_room,
     done=shows("agent._id", lambda w, c: w.serving.id))
call("GET", LIVECHAT + "messages.history/:rid", own_room,
     done=lambda w, c, a: [m["_id"] for m in a.json["messages"]][:2] == [
         w.messages["to ann"], w.messages["ann"]])
call("GET", LIVECHAT + "messages.sync/:rid", lambda w, c: {**own_room(w, c), "lastUpdate": 0},
     done=lambda w, c, a: [m["_id"] for m in a.json["result"]["updated"]][-2:] == [
         w.messages["ann"], w.messages["to ann"]])
call("POST", LIVECHAT + "message", lambda w, c: {**own_room(w, c), "msg": "sent"}, "inboxes messages rooms",
     lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("sent", w.ann.id))
MESSAGE = LIVECHAT + "message/:_id"


def own_message(world, caller):
    return {**own_room(world, caller), "_id": world.messages["ann"]}


call("GET", MESSAGE, own_message, done=shows("message._id", lambda w, c: w.messages["ann"]))
call("PUT", MESSAGE, lambda w, c: {**own_message(w, c), "msg": "changed"}, "inboxes messages rooms",
     message_is("ann", "changed"))
call("DELETE", MESSAGE, own_message, "inboxes messages rooms message_deletions", message_is("ann", None))
call("POST", LIVECHAT + "page.visited", lambda w, c: {
    **own_room(w, c), "pageInfo": {"change": "url", "title": "Shop", "location": {"href": "x"}}},
    "inboxes messages rooms", lambda w, c, a: w.last()["msg"] == "Shop - x")
call("POST", LIVECHAT + "read", own_room, "inboxes rooms",
     row_is(1, "SELECT visitor_read_ts = last_ts FROM rooms WHERE id = '{w.room.id}'"))
call("POST", LIVECHAT + "typing", lambda w, c: {**own_room(w, c), "typing": True},
     done=lambda w, c, a: a.json == {"success": True})
call("POST", LIVECHAT + "room.survey", lambda w, c: {
    **own_room(w, c), "data": [{"name": "satisfaction", "value": "5"}]}, "rooms",
    room_is("JSON_VALUE(survey_json, '$.satisfaction')", "5"))
for name in ("room.transfer", "visitor/department.transfer"):
    call("POST", LIVECHAT + name, lambda w, c: {**own_room(w, c), "department": w.department},
         "inboxes rooms room_departures messages inquiries queues", room_is("department_id", lambda w, c: w.department))
call("POST", LIVECHAT + "room.close", own_room, "inboxes rooms room_departures room_members messages inquiries",
     room_is("CONCAT(is_open, closer)", "0visitor"))
call("POST", LIVECHAT + "transcript", lambda w, c: {**own_room(w, c), "email": "a@example.com"},
     "outbox", lambda w, c, a: w.count("outbox", ref_id=w.room.id, recipient="a@example.com") == 1)

call("POST", LIVECHAT + "upload/:rid", lambda w, c: {"rid": w.room.id, "token": c.token, "file": "Tea"},
     "inboxes rooms messages uploads",
     lambda w, c, a: w.count("uploads", message_id=a.json["_id"], by_visitor=1) == 1, form=True)
