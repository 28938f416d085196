# SPDX-License-Identifier: MIT
"""The calls of managers: what is set up for all conversations."""

from harness.calls.call import LIVECHAT, V1, call, close_all, row_is, shows

# --- people ---

call("GET", LIVECHAT + "agents/:agentId/departments", lambda w, c: {"agentId": w.serving.id},
     done=lambda w, c, a: [d["departmentId"] for d in a.json["departments"]] == [w.department])

call("POST", LIVECHAT + "agent.status", lambda w, c: {
    "agentId": w.serving.id, "status": "not-available"}, "users",
    row_is(0, "SELECT available FROM users WHERE id = '{w.serving.id}'"))
USERS = LIVECHAT + "users/:type"
call("GET", LIVECHAT + "users/agent", lambda w, c: {},
     done=lambda w, c, a: {u["_id"] for u in a.json["users"]} == {
         w.agent.id, w.member.id, w.serving.id, w.free.id})
call("GET", LIVECHAT + "users/manager", lambda w, c: {}, done=lambda w, c, a: a.json["users"] != [])
call("POST", LIVECHAT + "users/agent", lambda w, c: {"username": w.user.username}, "users",
     row_is(1 | 2, "SELECT roles FROM users WHERE id = '{w.user.id}'"))
call("POST", LIVECHAT + "users/manager", lambda w, c: {"username": w.free.username}, "users",
     row_is(1 | 2 | 4, "SELECT roles FROM users WHERE id = '{w.free.id}'"))
call("GET", USERS, lambda w, c: {"type": "admin"})
call("POST", USERS, lambda w, c: {"type": "admin", "username": w.free.username})
call("GET", USERS + "/:_id", lambda w, c: {"type": "agent", "_id": w.free.id},
     done=shows("user._id", lambda w, c: w.free.id))
call("DELETE", USERS + "/:_id", lambda w, c: {"type": "agent", "_id": w.free.id},
     "users department_agents inboxes", row_is(1, "SELECT roles FROM users WHERE id = '{w.free.id}'"))

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
call("DELETE", DEPARTMENT, department, "departments department_agents inboxes queues",
     department_is("name", None))
call("GET", DEPARTMENT + "/agents", department,
     done=lambda w, c, a: {m["agentId"] for m in a.json["agents"]} == {w.serving.id, w.free.id})
call("POST", DEPARTMENT + "/agents", lambda w, c: {
    **department(w, c), "upsert": [{"agentId": w.agent.id, "username": w.agent.username}], "remove": []},
    "department_agents inboxes", lambda w, c, a: w.count("department_agents", user_id=w.agent.id) == 1)
call("POST", DEPARTMENT + "/archive", department, "departments", department_is("archived", 1))
call("POST", DEPARTMENT + "/unarchive", department, "departments", department_is("archived", 0),
     before=lambda w: w.db.execute("UPDATE departments SET archived = 1"))
call("POST", LIVECHAT + "department/archive/:_id", department, "departments", department_is("archived", 1))
call("POST", LIVECHAT + "department/unarchive/:_id", department, "departments", department_is("archived", 0),
     before=lambda w: w.db.execute("UPDATE departments SET archived = 1"))
call("GET", LIVECHAT + "departments/archived", lambda w, c: {},
     done=lambda w, c, a: [d["_id"] for d in a.json["departments"]] == [w.department],
     before=lambda w: w.db.execute("UPDATE departments SET archived = 1"))
call("GET", LIVECHAT + "department.listByIds", lambda w, c: {"ids[]": w.department},
     done=lambda w, c, a: [d["_id"] for d in a.json["departments"]] == [w.department])
call("GET", LIVECHAT + "department.autocomplete", lambda w, c: {"selector": "{}"},
     done=lambda w, c, a: [d["_id"] for d in a.json["items"]] == [w.department])
call("GET", LIVECHAT + "department/isDepartmentCreationAvailable", lambda w, c: {},
     done=lambda w, c, a: a.json["isDepartmentCreationAvailable"] is True)

# --- blocks ---

CONTACTS = V1 + "omnichannel/contacts."


def contact(world, caller):
    return {"visitor": {"visitorId": world.ann.id, "source": {"type": "api"}}}


def bystander(world, caller):
    """A process knows a block for a second after it has ended, so it is none of a visitor who calls."""
    return {"visitor": {"visitorId": world.bystander.id, "source": {"type": "api"}}}


call("GET", LIVECHAT + "blocks", lambda w, c: {},
     done=lambda w, c, a: [b["value"] for b in a.json["blocks"]] == [w.blocked])
call("POST", LIVECHAT + "blocks", lambda w, c: {"type": "email", "value": "Spam@example.com", "reason": "spam",
                                                "until": "2999-01-01T00:00:00Z"},
     "blocks", lambda w, c, a: w.count("blocks", kind="email", value="spam@example.com", blocked_by=c.user.username) == 1)
call("DELETE", LIVECHAT + "blocks/:_id", lambda w, c: {"_id": w.value("SELECT id FROM blocks")},
     "blocks", row_is(0, "SELECT COUNT(*) FROM blocks"))
call("POST", CONTACTS + "block", contact,
     "blocks inboxes rooms room_departures room_members messages inquiries", lambda w, c, a: w.count(
    "blocks", kind="visitor", value=w.ann.id, token=w.ann.token) == 1 and w.value(
    f"SELECT is_open FROM rooms WHERE id = '{w.room.id}'") == 0)
call("POST", CONTACTS + "unblock", bystander, "blocks", row_is(0, "SELECT COUNT(*) FROM blocks WHERE kind = 'visitor'"),
     before=lambda w: w.db.block("visitor", w.bystander.id, token=w.bystander.token))

# --- contacts ---

CONTACT = V1 + "omnichannel/contact"


def of_ann(world, caller):
    return {"contactId": world.contact}


def with_conflict(world):
    world.db.insert("contact_conflicts", contact_id=world.contact, field="name", hash="h" * 32, value="Other")


call("POST", CONTACT, lambda w, c: {"token": "new" * 9, "name": "New", "email": "new@example.com",
                                    "contactManager": {"username": w.serving.username}},
     "visitors settings contacts contact_visitors contact_addresses",
     lambda w, c, a: w.count("visitors", name="New", id=a.json["contact"]) == 1)
call("GET", CONTACT, lambda w, c: {"contactId": w.ann.id}, done=shows("contact._id", lambda w, c: w.ann.id))
call("GET", CONTACT + ".search", lambda w, c: {"phone": w.secrets["ann"]["phone"]},
     done=shows("contact._id", lambda w, c: w.ann.id))
call("POST", CONTACT + "s", lambda w, c: {"name": "New", "emails": ["a@b.c"], "phones": ["1"], "customFields": {"x": "y"}},
     "contacts contact_addresses contact_fields",
     lambda w, c, a: w.count("contacts", name="New", id=a.json["contactId"]) == 1)
call("GET", CONTACTS + "get", of_ann, done=shows("contact.channels.0.visitor.visitorId", lambda w, c: w.ann.id))
call("POST", CONTACTS + "update", lambda w, c: {**of_ann(w, c), "name": "New"}, "contacts rooms inboxes inquiries",
     shows("contact.name", lambda w, c: "New"))
call("POST", CONTACTS + "conflicts", lambda w, c: {**of_ann(w, c), "wipeConflicts": True},
     "contacts contact_conflicts", shows("result.conflictingFields", lambda w, c: []), before=with_conflict)
call("POST", CONTACTS + "delete", of_ann, "visitors visitor_fields rooms room_fields room_members messages notes uploads contacts"
     " contact_visitors contact_channels contact_addresses contact_fields",
     lambda w, c, a: w.count("contacts", id=w.contact) == w.count("visitors", id=w.ann.id) == 0, before=close_all)
call("GET", CONTACTS + "search", lambda w, c: {"searchText": w.secrets["ann"]["known"]},
     done=shows("contacts.0._id", lambda w, c: w.contact))
call("GET", CONTACTS + "channels", of_ann, done=shows("channels.0.visitor.visitorId", lambda w, c: w.ann.id))
call("GET", CONTACTS + "history", of_ann, done=lambda w, c, a: [h["_id"] for h in a.json["history"]] == [
    w.secrets["ann"]["roomTrue"]])
call("GET", CONTACTS + "checkExistence", of_ann, done=lambda w, c, a: a.json["exists"] is True)

# --- triggers ---

TRIGGERS = LIVECHAT + "triggers"
TRIGGER = {"name": "New", "description": "", "enabled": True, "runOnce": False,
           "conditions": [{"name": "time-on-site", "value": "5"}],
           "actions": [{"name": "send-message", "params": {"sender": "queue", "msg": "Hello"}}]}


def trigger(world, caller):
    return {"_id": world.trigger}


call("GET", TRIGGERS, lambda w, c: {}, done=lambda w, c, a: [t["_id"] for t in a.json["triggers"]] == [w.trigger])
call("POST", TRIGGERS, lambda w, c: TRIGGER, "triggers",
     lambda w, c, a: w.count("triggers", name="New", id=a.json["triggerId"]) == 1)
call("GET", TRIGGERS + "/:_id", trigger, done=shows("trigger._id", lambda w, c: w.trigger))
call("DELETE", TRIGGERS + "/:_id", trigger, "triggers", row_is(0, "SELECT COUNT(*) FROM triggers"))

# --- health ---

call("GET", LIVECHAT + "health", lambda w, c: {},
     done=lambda w, c, a: {"database", "mail program", "program file"} <= {one["subject"] for one in a.json["findings"]})

for method in ("GET", "POST", "PUT", "DELETE"):
    call(method, LIVECHAT + "health.echo/:text", lambda w, c: {"text": "words"},
         done=lambda w, c, a, method=method: a.json["method"] == method and a.json["text"] == "words")

call("GET", LIVECHAT + "health.log", lambda w, c: {},
     done=lambda w, c, a: isinstance(a.json["lines"], list) and w.error in [one["text"] for one in a.json["errors"]])

# --- the outbox ---

call("GET", LIVECHAT + "outbox", lambda w, c: {}, done=shows("mails.0._id", lambda w, c: w.failed_mail))
call("POST", LIVECHAT + "outbox.retry", lambda w, c: {"mailId": w.failed_mail}, "outbox",
     row_is(1, "SELECT state <> 'failed' FROM outbox WHERE id = '{w.failed_mail}'"))
call("POST", LIVECHAT + "outbox.drop", lambda w, c: {"mailId": w.other_mail}, "outbox",
     row_is(None, "SELECT id FROM outbox WHERE id = '{w.other_mail}'"))

STOP = LIVECHAT + "mail.stop/:key"
call("GET", STOP, lambda w, c: {"key": w.stop_key}, done=lambda w, c, a: "<form" in a.text)
call("POST", STOP, lambda w, c: {"key": w.stop_key}, "mail_stops",
     row_is(1, "SELECT stopped_at IS NOT NULL FROM mail_stops WHERE stop_key = '{w.stop_key}'"))

# --- the set-up, which is over ---

call("POST", LIVECHAT + "setup", lambda w, c: {"nonce": "n" * 32}, done=lambda w, c, a: a.json["open"] is False)
call("POST", LIVECHAT + "setup.database", lambda w, c: {"key": "k" * 32, "user": "root", "database": "mysql"})
call("POST", LIVECHAT + "setup.migrate", lambda w, c: {"key": "k" * 32})
call("POST", LIVECHAT + "setup.address", lambda w, c: {"key": "k" * 32, "action": "probe"})
call("POST", LIVECHAT + "setup.admin", lambda w, c: {"key": "k" * 32, "username": "mallory", "password": "a long password"})

# --- definitions of custom fields ---

DEFINITIONS = LIVECHAT + "custom-fields"
DEFINITION = {"field": "new", "label": "New", "scope": "room", "visibility": "hidden"}


def define(world):
    world.db.field_definition("size")


call("GET", DEFINITIONS, lambda w, c: {}, before=define,
     done=lambda w, c, a: [f["_id"] for f in a.json["customFields"]] == ["size"])
call("GET", DEFINITIONS + "/:_id", lambda w, c: {"_id": "size"}, before=define,
     done=shows("customField._id", lambda w, c: "size"))
call("POST", DEFINITIONS + ".save", lambda w, c: {"customFieldId": None, "customFieldData": DEFINITION},
     "field_definitions", lambda w, c, a: w.count("field_definitions", id="new", label="New") == 1)
for path in (DEFINITIONS + ".delete", DEFINITIONS + ".remove"):
    call("POST", path, lambda w, c: {"customFieldId": "size"}, "field_definitions",
         row_is(0, "SELECT COUNT(*) FROM field_definitions"), before=define)

# --- canned responses ---

CANNED = V1 + "canned-responses"


def canned(world, caller):
    return {"_id": world.canned_of(caller.user)}


call("GET", CANNED, lambda w, c: {}, done=lambda w, c, a: [r["_id"] for r in a.json["cannedResponses"]] == [
    w.canned_of(c.user)])
call("GET", CANNED + ".get", lambda w, c: {}, done=lambda w, c, a: [r["_id"] for r in a.json["responses"]] == [
    w.canned_of(c.user)])
call("POST", CANNED, lambda w, c: {"shortcut": "new", "text": "Hello", "scope": "user"}, "canned_responses",
     lambda w, c, a: w.count("canned_responses", id=a.json["_id"], user_id=c.user.id) == 1)
call("GET", CANNED + "/:_id", canned, done=shows("cannedResponse._id", lambda w, c: w.canned_of(c.user)))
for path in (CANNED, CANNED + "/:_id"):
    call("DELETE", path, canned, "canned_responses",
         lambda w, c, a: w.count("canned_responses", id=w.canned_of(c.user)) == 0)

# --- settings ---

call("GET", LIVECHAT + "appearance", lambda w, c: {},
     done=lambda w, c, a: len(a.json["appearance"]) == 29)
call("POST", LIVECHAT + "appearance", lambda w, c: [{"_id": "Livechat_title", "value": "New"}], "settings",
     row_is("New", "SELECT value FROM settings WHERE name = 'Livechat_title'"))
call("GET", V1 + "settings", lambda w, c: {"_id": "Language"},
     done=lambda w, c, a: [s["_id"] for s in a.json["settings"]] == ["Language"])
call("GET", V1 + "settings/:_id", lambda w, c: {"_id": "Language"}, done=shows("value", lambda w, c: ""))
call("POST", V1 + "settings/:_id", lambda w, c: {"_id": "Language", "value": "de"}, "settings",
     row_is("de", "SELECT value FROM settings WHERE name = 'Language'"))

# --- business hours ---

HOURS = {"name": "", "timezoneName": "Europe/Berlin", "daysOpen": [], "active": True, "type": "default",
         "departmentsToApplyBusinessHour": "",
         "workHours": [{"day": "Monday", "start": "09:00", "finish": "10:00", "open": True}]}


def own_hours(world):
    world.db.execute("INSERT INTO business_hours (id, type, name, timezone, work_hours, days_off, ts, updated_at)"
                     " VALUES ('night', 'custom', 'night', 'UTC', '', '', 1, 1)")
    world.db.execute("UPDATE departments SET business_hour_id = 'night'")


call("GET", LIVECHAT + "business-hour", lambda w, c: {},
     done=lambda w, c, a: a.json["businessHour"]["type"] == "default")
call("GET", LIVECHAT + "business-hours", lambda w, c: {}, before=own_hours,
     done=lambda w, c, a: a.json["businessHours"][1]["departments"][0]["_id"] == w.department)
call("POST", LIVECHAT + "business-hours.save", lambda w, c: HOURS, "business_hours",
     lambda w, c, a: w.count("business_hours", work_hours="Monday 09:00 10:00 open") == 1)
call("POST", LIVECHAT + "business-hours.remove", lambda w, c: {"_id": "night", "type": "custom"},
     "business_hours departments", lambda w, c, a: w.count("business_hours") == 1, before=own_hours)

# --- figures about chats ---

PERIOD = {"start": "1970-01-01", "end": "2069-12-31T23:59:59.999Z"}
DASHBOARDS = LIVECHAT + "analytics/dashboards/"
for name in ("conversation-totalizers", "agents-productivity-totalizers", "chats-totalizers", "productivity-totalizers"):
    call("GET", DASHBOARDS + name, lambda w, c: PERIOD, done=lambda w, c, a: len(a.json["totalizers"]) >= 3)
call("GET", DASHBOARDS + "charts/chats", lambda w, c: PERIOD, done=lambda w, c, a: a.json["queued"] > 0)
call("GET", DASHBOARDS + "charts/chats-per-agent", lambda w, c: PERIOD,
     done=lambda w, c, a: a.json[w.serving.username]["open"] > 0)
call("GET", DASHBOARDS + "charts/chats-per-department", lambda w, c: PERIOD,
     done=lambda w, c, a: [1] == [rooms["open"] for rooms in a.json.values() if rooms is not True],
     before=lambda w: w.db.execute("UPDATE rooms SET department_id = %s WHERE id = %s", w.department, w.room.id))
call("GET", DASHBOARDS + "charts/agents-status", lambda w, c: {}, done=lambda w, c, a: a.json["available"] > 0)
call("GET", DASHBOARDS + "charts/timings", lambda w, c: PERIOD, done=lambda w, c, a: a.json["response"]["avg"] == 0)
call("GET", DASHBOARDS + "charts-data", lambda w, c: {**PERIOD, "chartName": "Total_messages"},
     done=lambda w, c, a: sum(a.json["dataPoints"]) > 0)
SPAN = {"from": PERIOD["start"], "to": PERIOD["end"]}
call("GET", LIVECHAT + "analytics/agent-overview", lambda w, c: {**SPAN, "name": "Total_messages"},
     done=lambda w, c, a: w.serving.username in [row["name"] for row in a.json["data"]])
call("GET", LIVECHAT + "analytics/overview", lambda w, c: {**SPAN, "name": "Conversations"},
     done=lambda w, c, a: a.json[0]["value"] > 0)
