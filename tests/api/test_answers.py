# SPDX-License-Identifier: MIT
"""What docs/api.md tells of the answers, scripts/answers.txt, is what the routes answer. That nothing else
is answered is seen to wherever a test asks for something, see harness/answers.py; here every route is
called in a world that has all there is to show, so that nothing is documented of that is never answered.

SHOW_ANSWERS=1 with -s prints what each route has shown, as rows of the table."""

import glob
import json
import os
import re
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from harness import answers
from harness.calls import CALLS, program, routes
from harness.calls.manage import ABOUT, CANNED, TRIGGER
from harness.client import Client
from harness.data import new_id, now_ms
from harness.hostile import FastCgi, fcgi_params
from harness.presence import routing
from harness.world import Stage, World
from servers import ROOT

KNOWN = program()
ROUTES = routes()
WHO = ("nobody", "visitor", "other visitor", "user", "serving agent", "admin")
TEXTS = ("Livechat_background", "Livechat_offline_message", "Livechat_offline_success_message",
         "Livechat_offline_form_unavailable", "Livechat_conversation_finished_message",
         "Livechat_conversation_finished_text", "Livechat_transcript_message",
         "Livechat_launcher_text", "Livechat_launcher_offline_text", "Livechat_registration_form_message", "Livechat_data_processing_consent_text")
SWITCHES = ("Livechat_show_agent_email", "Message_Read_Receipt_Enabled", "Message_KeepHistory")
IMPORTED_FILE = {"_id": "F", "name": "a", "type": "image/png"}
IMPORTED = {"file": IMPORTED_FILE, "files": [IMPORTED_FILE], "reactions": {}}


def call_all(stage):
    """Calls all routes. Some calls are refused because the world has changed; it only matters that each route
    was answered."""
    for route, call in CALLS.items():
        for name in WHO:
            if ROUTES[route]["callers"][name]["may"]:
                if call.before:
                    call.before(stage.world)
                caller = stage.callers[name]
                call.send(stage.api.elsewhere(), caller, call.fields(stage.world, caller))
                stage.world.restore()


def furnish(world, api):
    """Creates rows that show the members that a plain room, visitor or agent does not have."""
    world.db.execute("UPDATE users SET status_text = 'Lunch'")
    with open(os.path.join(os.path.dirname(world.db.config), "livechat.log"), "a") as file:
        file.write("a line\n")
    for name in TEXTS:
        world.db.write_setting(name, "x")
    world.db.write_setting("Language", "de")
    for name in ("Livechat_launcher_color", "Livechat_launcher_text_color"):
        world.db.write_setting(name, "red")
    for name in SWITCHES:
        world.db.write_setting(name, "true")
    world.db.write_setting("Livechat_hide_system_messages", "uj")
    world.db.execute("UPDATE departments SET description = 'x', show_on_registration = 1")
    world.db.execute("UPDATE visitors SET department_id = %s", world.department)
    world.db.execute("INSERT INTO departments (id, name, enabled, archived, updated_at)"
                     " VALUES ('archived', 'archived', 1, 1, 0)")
    talk(world, api)
    world.db.write_setting("Livechat_enable_message_character_limit", "true")
    world.db.write_setting("Livechat_message_character_limit", "100")


def ok(answer):
    assert answer.status == 200, answer
    return answer.json


def talk(world, api):
    token, rid, agent = world.ann.token, world.room.id, world.serving
    first = ok(api.post("message", token=token, rid=rid, msg="a"))["message"]["_id"]
    ok(api.post("/api/v1/chat.sendMessage", user=agent, message={
        "rid": rid, "msg": f"@{agent.username} @all https://example.com", "attachments": [{"text": "x"}]}))
    world.db.message(world.room, "imported", by=agent, extra_json=json.dumps(IMPORTED)[1:-1],
                     file_upload_json='{"publicFilePath": "/a", "type": "image/png", "size": 1}')
    ok(api.put(f"message/{first}", token=token, rid=rid, msg="b"))
    ok(api.delete(f"message/{world.messages['ann']}", token=token, rid=rid))
    ok(api.post("page.visited", token=token, rid=rid, pageInfo={
        "change": "url", "title": "Shop", "location": {"href": "x"}}))
    for to in ({"departmentId": world.department}, {"userId": world.free.id}):
        ok(api.post("room.forward", user=world.admin, roomId=rid, comment="x", **to))


def known_person(world, api):
    """Shows contacts with all members, and visitors that there are not."""
    path, by = "/api/v1/omnichannel/contact", {"user": world.admin}
    _id = ok(api.post(path + "s", **by, name="Ada", emails=[], phones=["1"], customFields={"x": "y"},
                      contactManager=world.serving.id))["contactId"]
    ok(api.get(path + "s.get", **by, contactId=_id))
    world.db.insert("contact_conflicts", contact_id=_id, field="name", hash="h" * 32, value="Eve")
    ok(api.get(path + "s.search", **by, searchText="Ada"))
    ok(api.get(path, **by, contactId="unknown"))
    ok(api.get(path + ".search", **by, email="unknown"))


def call_otherwise(world, api):
    """Makes the requests that are needed for the remaining members."""
    agent, admin, ann, bob = world.serving, world.admin, world.ann, world.bob
    version = world.value("SELECT id FROM message_versions LIMIT 1")
    ok(api.get(f"message/{version}", token=ann.token, rid=world.room.id))
    ok(api.get("department", user=admin, showArchived="true"))
    ok(api.get("department/unknown", user=admin))
    ok(api.post("department", user=admin, department=ABOUT, agents=[{"agentId": agent.id}]))
    ok(api.get(f"users/agent/{world.user.id}", user=admin))
    for scope in ("user", "department", "global"):
        _id = ok(api.post(CANNED, user=admin, shortcut=scope, text="Hello", scope=scope, tags=["a"],
                          departmentId=world.department))["_id"]
        ok(api.get(f"{CANNED}/{_id}", user=admin, rid=world.room.id))
    ok(api.get(f"visitors.pagesVisited/{world.room.id}", user=admin))
    ok(api.get("custom-fields/unknown", user=admin))
    ok(api.post("custom-fields.save", user=admin, customFieldData={
        "field": "size", "label": "Size", "scope": "visitor", "visibility": "visible", "type": "select",
        "regexp": ".", "defaultValue": "S", "options": "S, L", "public": True}))
    world.db.field_definition("note")
    ok(api.get("config"))
    for name in ("size", "note"):
        ok(api.post("custom-fields.remove", user=admin, customFieldId=name))
    world.db.block("visitor", "unknown", token="unknown", blocked_by="somebody")
    ok(api.get("blocks", user=admin))
    ok(api.get("triggers/unknown", user=admin))
    known_person(world, api)
    _id = ok(api.post("triggers", user=admin, **{**TRIGGER, "conditions": [{"name": "chat-opened-by-visitor"}]}))
    ok(api.get(f"triggers/{_id['triggerId']}", user=admin))
    world.db.execute("INSERT INTO outbox (id, kind, recipient, content, state, created_at)"
                     " VALUES ('waits', 'offline', 'a@example.com', '', 'queued', 1)")
    world.db.execute("INSERT INTO duties (kind, ref, due_at) VALUES ('mail', 'waits', 4000000000000)")
    ok(api.get("outbox", user=admin))
    ok(api.get("inquiries.getOne", user=agent, roomId="unknown"))
    with routing(world, "Auto_Selection"):
        ok(api.get(f"agent.next/{new_id()}"))
    ok(api.post("read", token=ann.token, rid=world.room.id))
    ok(api.post("typing", token=ann.token, rid=world.room.id, typing=True))
    ok(api.get("inbox.sync", user=world.free))
    ok(api.get(f"messages.sync/{world.room.id}", user=admin, lastUpdate=0))
    ok(api.post("/api/v1/subscriptions.read", user=world.free, rid=world.room.id))
    for path in ("subscriptions.get", "rooms.get"):
        ok(api.get("/api/v1/" + path, user=world.free))
        ok(api.get("/api/v1/" + path, user=agent, updatedSince=0))
    ok(api.get("analytics/agent-overview", user=admin, name="Total_conversations",
               **{"from": "1970-01-01", "to": "2069-12-31"}))
    closed = world.db.room(closed=True)
    ok(api.get(f"messages.sync/{closed.id}", token=closed.visitor.token, lastUpdate=1))
    ok(api.post("room.survey", json={"token": ann.token, "rid": world.room.id, "data": [
        *({"name": name, "value": "5"} for name in
          ("satisfaction", "agentKnowledge", "agentResposiveness", "agentFriendliness")),
        {"name": "additionalFeedback", "value": "x"}]}))
    for _ in range(101):
        world.db.message(world.bobs_room, "x")
    ok(api.get(f"messages.sync/{world.bobs_room.id}", token=bob.token, lastUpdate=0))
    world.db.write_setting("From_Email", "chat@example.com")
    ok(api.post(f"transcript/{world.bobs_room.id}", user=admin, email="a@example.com", subject="x"))
    ok(api.get("rooms", user=admin))
    ok(api.post("room.closeByUser", user=agent, rid=world.bobs_room.id, comment="done"))
    ok(api.get("rooms", user=admin))
    world.db.do_duties()
    ok(api.get(f"messages.history/{world.bobs_room.id}", token=bob.token))
    world.db.write_setting("Livechat_show_agent_info", "false")
    ok(api.get(f"agent.info/{world.bobs_room.id}/{bob.token}"))


DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def open_and_close(world, api):
    """Sets business hours: first it is always open, then not before the day after tomorrow."""
    agent, admin = world.serving, world.admin
    later = DAYS[(datetime.now(timezone.utc) + timedelta(days=2)).weekday()]
    world.db.write_setting("Livechat_enable_business_hours", "true")
    for days in (DAYS, [later]):
        ok(api.post("business-hours.save", user=admin, json={
            "name": "", "timezoneName": "UTC", "daysOpen": days, "active": True, "type": "default",
            "departmentsToApplyBusinessHour": "", "daysOff": ["2020-12-25"],
            "workHours": [{"day": day, "start": "00:00", "finish": "24:00", "open": True} for day in days]}))
        ok(api.get("/api/v1/me", user=agent))
        ok(api.get("users/agent", user=admin))
        ok(api.get("config"))
    ok(api.get("business-hour", user=admin))
    ok(api.get("business-hour", user=admin, type="custom", _id="unknown"))
    world.db.write_setting("Livechat_enable_business_hours", "false")
    now, department = now_ms(), world.of_room("department_id", world.waiting)
    world.db.room(agent=world.free, closed=True, department_id=department, served_at=now - 60_000, closed_at=now)
    ok(api.get("config", token=world.zoe.token))


def log_in(world, api):
    """Shows logins, and users who have to change their passwords first."""
    user, admin = world.user, world.admin
    world.db.execute("UPDATE auth_tokens SET used_at = 1, expires_at = 4000000000000, ip = '192.0.2.1', user_agent = 'x' WHERE user_id = %s",
                     user.id)
    ok(api.get("sessions", user=user))
    world.db.execute("UPDATE users SET must_change_password = 1, login_at = 1 WHERE id = %s", user.id)
    ok(api.get("/api/v1/me", user=user))
    ok(api.get("/api/v1/users.info", user=admin, userId=user.id))
    ok(api.get("/api/v1/users.list", user=admin))


def set_up(owner, note):
    """Makes an installation complete that is not, and asks what is wrong with it."""
    def ask(what="", **fields):
        status, reply = owner.ask(what, **fields)
        note("POST", f"/api/v1/livechat/setup{what}", SimpleNamespace(status=status, json=reply))
        return reply
    ask()
    owner.prove()
    ask()
    ask(".database", **owner.database(password="wrong"))
    text = owner.without_rights(lambda: ask(".database", **owner.database()))["text"]
    owner.account.put(content=text.encode())
    ask(".address", action="look")
    owner.env = {"SCRIPT_NAME": "/cgi-bin/livechat.fcgi"}
    ask(".address", action="probe")
    owner.env = {}
    ask(".admin", username="lisa", password="a long password", email="nowhere")
    ask(".admin", username="lisa", password="a long password")
    owner.prove()
    ask()


def ask_as_apache(world, site, note):
    """Asks a process for what it tells only where Apache with mod_fcgid serves it from a published folder."""
    path = "/api/v1/livechat/health"
    params = fcgi_params(site, "GET", "/cgi-bin/livechat.fcgi" + path, SCRIPT_NAME="/cgi-bin/livechat.fcgi", PATH_INFO=path,
                         SERVER_SOFTWARE="Apache/2.4", DOCUMENT_ROOT=site.folder, HTTP_X_AUTH_TOKEN=world.admin.token,
                         HTTP_X_USER_ID=world.admin.id)
    note("GET", path, FastCgi(site).request(params))


@pytest.fixture(scope="module")
def undocumented(new_database, new_site, new_owner):
    """Calls all routes and returns what is not documented; answers.CHECK records what was seen."""
    world = World(new_database("answers"))
    site = new_site("lighttpd-cgi", world.db.config, label="answers", env={"LIVECHAT_SENDMAIL": "/bin/true"})
    stage, hold = Stage(world, site), Client.check_answer
    undocumented, shown = set(), defaultdict(set)

    def note(method, path, answer):
        undocumented.update((method, path, words) for words in answers.wrong(method, path, answer))
        if answer.status == 200 and answer.json:
            shown[answers.find(method, path)].update(answers.rows(answer.json))
    answers.CHECK.seen.clear()
    Client.check_answer = staticmethod(note)
    try:
        call_all(stage)
        furnish(world, stage.api)
        world.remember()
        call_all(stage)
        call_otherwise(world, stage.api)
        open_and_close(world, stage.api)
        log_in(world, stage.api)
        set_up(new_owner(), note)
        ask_as_apache(world, new_site("lighttpd", world.db.config, label="answers-fcgi"), note)
    finally:
        Client.check_answer = staticmethod(hold)
    if os.environ.get("SHOW_ANSWERS"):
        for route in sorted(shown):
            print("", " ".join(route), *("  %-40s %s" % row for row in sorted(shown[route])), sep="\n")
    return undocumented


def test_every_route_is_documented():
    documented = answers.TABLE.routes.keys()
    assert documented == {key for key, route in ROUTES.items() if route["access"] != "nobody"}


def test_every_answer_is_documented(undocumented):
    assert not undocumented


def test_every_error_is_documented():
    """Every error is documented for its route, unless all routes can answer it."""
    errors = {answers.error_of(error["body"]) for error in KNOWN["errors"]
              if error["status"] < 500 and error["status"] != 413}
    errors = {error for error in errors if not answers.OF_ALL_ROUTES.match(error)}
    assert not errors - {text for route in ROUTES for text in answers.errors(route)}


def test_every_documented_error_exists():
    """Every documented error is in the program's table, or in the text of the source code."""
    errors = {answers.error_of(error["body"]) for error in KNOWN["errors"]}
    code = ""
    for path in glob.glob(f"{ROOT}/cgi-bin/*.[ch]") + glob.glob(f"{ROOT}/common/http/*/*.[ch]"):
        with open(path) as file:
            code += re.sub(r'"\s*"', "", file.read())
    for entry in answers.TABLE.routes.values():
        for text in entry.errors:
            words = max(re.split(r'[][…"]', text), key=len).strip()
            assert text in errors or words in code, text


ENTRIES = {**{" ".join(route): entry for route, entry in answers.TABLE.routes.items()},
           **answers.TABLE.documents}


@pytest.mark.usefixtures("undocumented")
@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_every_documented_member_is_answered(name):
    assert answers.CHECK.unseen(ENTRIES[name]) == []
