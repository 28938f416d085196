# SPDX-License-Identifier: MIT
"""How each route is called, and what the call does when it is permitted. tests/api/test_permissions.py fails
for a route without a call here."""

import functools
import json
import os
import re
import subprocess
from dataclasses import dataclass

import servers
from harness.world import PASSWORD, TOKEN_NAME

V1 = "/api/v1/"
LIVECHAT = V1 + "livechat/"


@functools.lru_cache(maxsize=None)
def program():
    """Returns what the program prints about its routes, permissions and errors."""
    return json.loads(subprocess.check_output([os.path.join(servers.BUILD, "routes")]))


def routes():
    """Returns the program's routes by method and path."""
    return {(route["method"], route["path"]): route for route in program()["routes"]}


@dataclass
class Call:
    """fields(world, caller): the parameters that are sent, including those in the path. The call changes the
    tables in `changes` (or what that returns for a caller) and no others. done(world, caller, answer) checks
    its result. before(world) prepares it."""
    method: str
    path: str
    fields: object
    changes: object
    done: object
    before: object = None

    def changes_by(self, caller):
        return set((self.changes(caller) if callable(self.changes) else self.changes).split())

    def send(self, api, caller, fields):
        rest = dict(fields)
        path = re.sub(r":(\w+)", lambda found: rest.pop(found[1]), self.path)
        return api.request(self.method, path, headers=caller.headers,
                           **({"query": rest} if self.method == "GET" else {"json": rest}))


CALLS = {}


def call(method, path, fields, changes="", done=None, before=None):
    CALLS[method, path] = Call(method, path, fields, changes, done, before)


def own_token(world, caller):
    return {"token": caller.token}


def own_room(world, caller):
    """The request always names ann's room, whoever sends it."""
    return {"token": caller.token, "rid": world.room.id}


def shows(*paths):
    """The answer has the value that the world has: shows("room._id", lambda w, c: ...)."""
    where, expected = paths

    def check(world, caller, answer):
        found = answer.json
        for step in where.split("."):
            found = found[int(step) if isinstance(found, list) else step]
        return found == expected(world, caller)
    return check


def row_is(expected, sql):
    """The database has this value after the call."""
    def check(world, caller, answer):
        wanted = expected(world, caller) if callable(expected) else expected
        return world.value(sql.format(w=world, c=caller)) == wanted
    return check


def room_is(column, expected):
    return row_is(expected, f"SELECT {column} FROM rooms WHERE id = '{{w.room.id}}'")


# --- visitors ---

call("GET", "/api/info", lambda w, c: {}, done=lambda w, c, a: a.json["version"])
call("GET", "/avatar/:username", lambda w, c: {"username": "somebody"},
     done=lambda w, c, a: a.text.startswith("<svg"))
call("GET", LIVECHAT + "config", own_token,
     done=lambda w, c, a: a.json["config"].get("guest", {}).get("_id") == (c.visitor and c.visitor.id))
call("POST", LIVECHAT + "visitor", lambda w, c: {"visitor": {"token": c.token, "phone": "+49 30"}},
     changes=lambda c: "visitors" if c.visitor else "visitors settings",  # the guest counter
     done=lambda w, c, a: a.json["visitor"]["token"] == c.token and w.count(
         "visitors", token=c.token, phone="+49 30") == 1)
call("GET", LIVECHAT + "visitor/:token", own_token,
     done=shows("visitor._id", lambda w, c: c.visitor.id))


def close_all(world):
    world.db.execute("UPDATE rooms SET is_open = 0")
    world.db.execute("DELETE FROM inquiries")


call("DELETE", LIVECHAT + "visitor/:token", own_token, before=close_all,
     changes="visitors visitor_fields rooms room_fields room_members messages",
     done=lambda w, c, a: w.count("visitors", token=c.token) == 0
     and w.count("rooms", visitor_id=c.visitor.id) == 0 and w.count("visitors") == 2)
for name in ("visitor.status", "visitors.status"):
    call("POST", LIVECHAT + name, lambda w, c: {"token": c.token, "status": "away"}, "visitors",
         row_is("away", "SELECT status FROM visitors WHERE id = '{c.visitor.id}'"))
FIELD = {"key": "plan", "value": "gold", "overwrite": True}
KEPT = row_is("gold", "SELECT value FROM visitor_fields WHERE visitor_id = '{c.visitor.id}'"
              " AND name = 'plan'")
call("POST", LIVECHAT + "custom.field", lambda w, c: {"token": c.token, **FIELD}, "visitor_fields", KEPT)
call("POST", LIVECHAT + "custom.fields", lambda w, c: {"token": c.token, "customFields": [FIELD]},
     "visitor_fields", KEPT)
call("GET", LIVECHAT + "agent.next/:token", own_token,
     done=lambda w, c, a: ("agent" in a.json) == (c.visitor is None))
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
call("POST", LIVECHAT + "message", lambda w, c: {**own_room(w, c), "msg": "sent"}, "messages rooms",
     lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("sent", w.ann.id))
MESSAGE = LIVECHAT + "message/:_id"


def own_message(world, caller):
    return {**own_room(world, caller), "_id": world.messages["ann"]}


def message_is(owner, text):
    return row_is(text, f"SELECT msg FROM messages WHERE id = '{{w.messages[{owner}]}}'")


call("GET", MESSAGE, own_message, done=shows("message._id", lambda w, c: w.messages["ann"]))
call("PUT", MESSAGE, lambda w, c: {**own_message(w, c), "msg": "changed"}, "messages rooms",
     message_is("ann", "changed"))
call("DELETE", MESSAGE, own_message, "messages rooms message_deletions", message_is("ann", None))
call("POST", LIVECHAT + "page.visited", lambda w, c: {
    **own_room(w, c), "pageInfo": {"change": "url", "title": "Shop", "location": {"href": "x"}}},
    "messages rooms", lambda w, c, a: w.last()["msg"] == "Shop - x")
call("POST", LIVECHAT + "room.survey", lambda w, c: {
    **own_room(w, c), "data": [{"name": "satisfaction", "value": "5"}]}, "rooms",
    room_is("JSON_VALUE(survey_json, '$.satisfaction')", "5"))
for name in ("room.transfer", "visitor/department.transfer"):
    call("POST", LIVECHAT + name, lambda w, c: {**own_room(w, c), "department": w.department},
         "rooms messages inquiries", room_is("department_id", lambda w, c: w.department))
call("POST", LIVECHAT + "room.close", own_room, "rooms messages inquiries",
     room_is("CONCAT(is_open, closer)", "0visitor"))
call("POST", LIVECHAT + "transcript", lambda w, c: {**own_room(w, c), "email": "a@example.com"},
     "outbox", lambda w, c, a: w.count("outbox", ref_id=w.room.id, recipient="a@example.com") == 1)

# --- logging in ---

call("POST", V1 + "login",
     lambda w, c: {"username": (c.user or w.free).username, "password": PASSWORD}, "auth_tokens users",
     lambda w, c, a: a.json["data"]["userId"] == (c.user or w.free).id)
for method in ("GET", "POST"):
    call(method, V1 + "logout", lambda w, c: {}, "auth_tokens users",
         lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=None) == 0
         and w.count("auth_tokens", user_id=c.user.id) == 1)
call("GET", V1 + "me", lambda w, c: {}, done=shows("_id", lambda w, c: c.user.id))
call("GET", V1 + "users.getPersonalAccessTokens", lambda w, c: {},
     done=lambda w, c, a: [t["name"] for t in a.json["tokens"]] == [TOKEN_NAME])
call("POST", V1 + "users.generatePersonalAccessToken", lambda w, c: {"tokenName": "new"}, "auth_tokens",
     lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name="new") == 1)
call("POST", V1 + "users.regeneratePersonalAccessToken", lambda w, c: {"tokenName": TOKEN_NAME},
     "auth_tokens", lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=TOKEN_NAME) == 1
     and w.count("auth_tokens", hash=w.secrets_of(c.user)["bot"]) == 0)
call("POST", V1 + "users.removePersonalAccessToken", lambda w, c: {"tokenName": TOKEN_NAME},
     "auth_tokens", lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=TOKEN_NAME) == 0)

# --- a room, for agents ---

for path in ("messages/:rid", ":rid/messages"):
    call("GET", LIVECHAT + path, lambda w, c: {"rid": w.room.id},
         done=lambda w, c, a: [m["_id"] for m in a.json["messages"]] == [
             w.messages["to ann"], w.messages["ann"]])
call("GET", V1 + "chat.syncMessages", lambda w, c: {"roomId": w.room.id, "lastUpdate": 0},
     done=lambda w, c, a: [m["_id"] for m in a.json["result"]["updated"]][-2:] == [
         w.messages["ann"], w.messages["to ann"]])
SAID = {"chat.sendMessage": lambda w, c: {"message": {"rid": w.room.id, "msg": "said"}},
        "chat.postMessage": lambda w, c: {"roomId": w.room.id, "text": "said"},
        "method.call/:method": lambda w, c: {"method": "sendMessage", "message": json.dumps(
            {"msg": "method", "id": "1", "method": "sendMessage",
             "params": [{"rid": w.room.id, "msg": "said"}]})}}
for name, fields in SAID.items():
    call("POST", V1 + name, fields, "messages rooms",
         lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("said", c.user.id))


def agents_message(world, caller):
    return {"roomId": world.room.id, "msgId": world.messages["to ann"]}


call("POST", V1 + "chat.update", lambda w, c: {**agents_message(w, c), "text": "changed"},
     "messages rooms", message_is("to ann", "changed"))
call("POST", V1 + "chat.delete", agents_message, "messages rooms message_deletions",
     message_is("to ann", None))
call("POST", LIVECHAT + "messages", lambda w, c: {
    "visitor": {"token": w.ann.token}, "messages": [{"msg": "batch"}]}, "messages rooms",
    lambda w, c, a: (w.last()["msg"], w.last()["u_id"]) == ("batch", w.ann.id))
call("GET", LIVECHAT + "rooms", lambda w, c: {"agents[]": w.serving.id, "open": "true"},
     done=lambda w, c, a: {r["_id"] for r in a.json["rooms"]} == {w.room.id, w.bobs_room.id})
call("GET", LIVECHAT + "room.join", lambda w, c: {"roomId": w.room.id},
     lambda c: "" if c.name in ("member", "serving agent") else "room_members messages rooms",
     lambda w, c, a: c.name == "serving agent" or w.count(
         "room_members", rid=w.room.id, user_id=c.user.id) == 1)
call("POST", LIVECHAT + "room.closeByUser", lambda w, c: {"rid": w.room.id, "comment": "done"},
     "rooms messages inquiries", room_is("CONCAT(is_open, closer, closed_by_id)",
                                         lambda w, c: f"0user{c.user.id}"))
call("POST", LIVECHAT + "room.forward", lambda w, c: {"roomId": w.room.id, "userId": w.free.id},
     "rooms messages inquiries", room_is("served_by_id", lambda w, c: w.free.id))
call("POST", LIVECHAT + "room.saveInfo", lambda w, c: {
    "guestData": {"_id": w.ann.id, "name": "New"}, "roomData": {"_id": w.room.id, "topic": "new"}},
    "rooms visitors inquiries", room_is("CONCAT(fname, topic)", "Newnew"))

# --- the queue ---

call("GET", LIVECHAT + "inquiries.list", lambda w, c: {},
     done=lambda w, c, a: [i["rid"] for i in a.json["inquiries"]] == [w.waiting.id])
call("GET", LIVECHAT + "inquiries.queuedForUser", lambda w, c: {},
     done=lambda w, c, a: [i["rid"] for i in a.json["inquiries"]] == [w.waiting.id])
call("GET", LIVECHAT + "inquiries.getOne", lambda w, c: {"roomId": w.room.id},
     done=shows("inquiry.rid", lambda w, c: w.room.id))
call("POST", LIVECHAT + "inquiries.take", lambda w, c: {
    "inquiryId": w.value("SELECT id FROM inquiries WHERE rid = %s", w.waiting.id), "userId": w.free.id},
    "rooms messages inquiries", lambda w, c, a: w.of_room("served_by_id", w.waiting) == w.free.id)
call("POST", LIVECHAT + "inquiries.returnAsInquiry", lambda w, c: {"roomId": w.room.id},
     "rooms messages inquiries", room_is("served_by_id", None))

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

# --- people ---

call("POST", LIVECHAT + "agent.status", lambda w, c: {
    "agentId": w.serving.id, "status": "not-available"}, "users",
    row_is(0, "SELECT available FROM users WHERE id = '{w.serving.id}'"))
USERS = LIVECHAT + "users/:type"
call("GET", USERS, lambda w, c: {"type": "agent"},
     done=lambda w, c, a: {u["_id"] for u in a.json["users"]} == {
         w.agent.id, w.member.id, w.serving.id, w.free.id})
call("POST", USERS, lambda w, c: {"type": "manager", "username": w.free.username}, "users",
     row_is(1 | 2 | 4, "SELECT roles FROM users WHERE id = '{w.free.id}'"))
call("GET", USERS + "/:_id", lambda w, c: {"type": "agent", "_id": w.free.id},
     done=shows("user._id", lambda w, c: w.free.id))
call("DELETE", USERS + "/:_id", lambda w, c: {"type": "agent", "_id": w.free.id},
     "users department_agents", row_is(1, "SELECT roles FROM users WHERE id = '{w.free.id}'"))

# --- departments ---

DEPARTMENT = LIVECHAT + "department/:_id"
ABOUT = {"enabled": True, "name": "New", "email": "new@example.com", "showOnRegistration": True,
         "showOnOfflineForm": True}


def department(world, caller):
    return {"_id": world.department}


def department_is(column, expected):
    return row_is(expected, f"SELECT {column} FROM departments WHERE id = '{{w.department}}'")


call("GET", LIVECHAT + "department", lambda w, c: {},
     done=lambda w, c, a: [d["_id"] for d in a.json["departments"]] == [w.department])
call("POST", LIVECHAT + "department", lambda w, c: {"department": ABOUT}, "departments",
     lambda w, c, a: w.count("departments", name="New", id=a.json["department"]["_id"]) == 1)
call("GET", DEPARTMENT, department, done=shows("department._id", lambda w, c: w.department))
call("PUT", DEPARTMENT, lambda w, c: {**department(w, c), "department": ABOUT}, "departments",
     department_is("name", "New"))
call("DELETE", DEPARTMENT, department, "departments department_agents", department_is("name", None))
call("GET", DEPARTMENT + "/agents", department,
     done=lambda w, c, a: {m["agentId"] for m in a.json["agents"]} == {w.serving.id, w.free.id})
call("POST", DEPARTMENT + "/agents", lambda w, c: {
    **department(w, c), "upsert": [{"agentId": w.agent.id, "username": w.agent.username}], "remove": []},
    "department_agents", lambda w, c, a: w.count("department_agents", user_id=w.agent.id) == 1)
call("POST", DEPARTMENT + "/archive", department, "departments", department_is("archived", 1))
call("POST", DEPARTMENT + "/unarchive", department, "departments", department_is("archived", 0),
     before=lambda w: w.db.execute("UPDATE departments SET archived = 1"))
