# SPDX-License-Identifier: MIT
"""livechat-admin for departments, roles, chats and visitors: what an admin without the page for managers needs,
with the rules of the API."""

import json

import pytest

import servers
from harness.data import Data, new_id

OK, FAILED, USAGE, DATABASE = range(4)


@pytest.fixture(scope="module")
def config(new_database):
    return new_database("people")


@pytest.fixture(scope="module")
def db(config):
    return Data(config)


@pytest.fixture(scope="module")
def api(new_site, config):
    return new_site("lighttpd", config, label="people").client


@pytest.fixture
def run(config):
    def call(*args, code=OK):
        result = servers.admin(config, *args, check=False)
        assert result.returncode == code, result
        assert "Sanitizer" not in result.stderr and (code == OK or result.stderr.strip())
        return result
    return call


def printed(run, *args):
    return json.loads(run(*args).stdout)


# --- help --------------------------------------------------------------------------------------

def test_help(run):
    assert run("-h").stdout == run("--help").stdout
    assert run("user", "add", "-h").stdout == run("user", "add", "--help").stdout
    assert run("-h", "user").stdout == run("user", "--help").stdout
    assert run("--version").stdout.startswith("livechat-admin ")
    assert "-h" in run("user", "list", "-h").stdout
    run("user", "list", "--", "-h", code=USAGE)
    run("user", "list", "-x", code=USAGE)


def test_an_admin_is_told_that_it_takes_an_agent_to_serve_visitors(run):
    name = "a" + new_id(8)
    said = run("user", "add", name, "--role", "admin", "--no-password").stdout
    assert f"livechat-admin user role {name} --role admin --role agent\n" in said
    run("user", "role", name, "--role", "admin", "--role", "agent")
    assert "no agent" not in run("user", "add", "a" + new_id(8), "--role", "admin", "--role", "agent",
                                 "--no-password").stdout
    assert "no agent" not in run("user", "add", "a" + new_id(8), "--role", "manager", "--no-password").stdout


# --- departments -------------------------------------------------------------------------------

def test_a_department(run, api, db):
    manager, agent, other = db.manager(), db.agent(), db.agent()
    name = "Sales " + new_id(5)
    said = run("department", "add", name, "--email", "sales@example.com", "--description", "Prices").stdout
    _id = said.split()[-1]
    shown = api.get(f"department/{_id}", user=manager).json["department"]
    assert (shown["name"], shown["email"], shown["description"]) == (name, "sales@example.com", "Prices")
    assert (shown["enabled"], shown["showOnRegistration"], shown["showOnOfflineForm"]) == (True, True, True)

    members = printed(run, "department", "members", name, "--add", agent.username, "--add", other.username, "--json")
    assert {m["agentId"] for m in members} == {agent.id, other.id}
    members = printed(run, "department", "members", _id, "--remove", other.username, "--json")
    assert [m["username"] for m in members] == [agent.username]
    listed = api.get(f"department/{_id}/agents", user=manager).json["agents"]
    assert [a["agentId"] for a in listed] == [agent.id]
    row, = [d for d in printed(run, "department", "list", "--json") if d["_id"] == _id]
    assert (row["name"], row["numAgents"], row["enabled"]) == (name, 1, True)

    run("department", "remove", name)
    assert api.get(f"department/{_id}", user=manager).json["department"] is None
    run("department", "remove", _id, code=FAILED)


def test_a_hidden_department(run, api, db):
    _id = run("department", "add", "Hidden " + new_id(5), "--hidden", "--disabled").stdout.split()[-1]
    shown = api.get(f"department/{_id}", user=db.manager()).json["department"]
    assert (shown["enabled"], shown["showOnRegistration"], shown["showOnOfflineForm"]) == (False, False, False)


def test_departments_of_one_name_are_told_apart(run):
    name = "Twice " + new_id(5)
    first = run("department", "add", name).stdout.split()[-1]
    run("department", "add", name)
    assert "id" in run("department", "remove", name, code=FAILED).stderr
    run("department", "remove", first)
    run("department", "remove", name)


@pytest.mark.parametrize("args, code", [
    (["department", "add", ""], USAGE), (["department", "add", " "], USAGE), (["department", "add"], USAGE),
    (["department", "add", "x" * 192], USAGE), (["department", "add", "x", "--email", "nonsense"], USAGE),
    (["department", "add", "x", "--description", "x" * 5001], USAGE),
    (["department", "members", "nowhere"], FAILED), (["department", "remove", "nowhere"], FAILED)])
def test_what_a_department_cannot_be(run, args, code):
    assert run(*args, code=code).stdout == ""


def test_only_agents_join(run, db):
    _id = run("department", "add", "Agents " + new_id(5)).stdout.split()[-1]
    user = db.user()
    assert "no agent" in run("department", "members", _id, "--add", user.username, code=FAILED).stderr
    run("department", "members", _id, "--add", "nobody", code=FAILED)
    assert printed(run, "department", "members", _id, "--json") == []


# --- roles -------------------------------------------------------------------------------------

def test_roles(run, api, db):
    user = db.agent()
    assert api.get("rooms", user=user, query={"count": 1}).status in (200, 403)
    run("user", "role", user.username, "--role", "manager", "--role", "monitor")
    assert db.row("SELECT roles FROM users WHERE id = %s", user.id)["roles"] == 1 + 4 + 8
    assert api.get("users/agent", user=user).status == 200
    run("user", "role", user.username, "--role", "user")
    assert db.row("SELECT roles FROM users WHERE id = %s", user.id)["roles"] == 1
    assert api.get("users/agent", user=user).status == 403


def test_a_room_of_who_is_no_agent_any_more_waits(run, db):
    agent = db.agent()
    room = db.room(agent=agent)
    run("user", "role", agent.username, "--role", "manager")
    assert db.row("SELECT served_by_id FROM rooms WHERE id = %s", room.id)["served_by_id"] is None


def test_the_last_admin_stays_one(run, db):
    db.execute("UPDATE users SET roles = 1 WHERE roles & 16")
    admin = db.user("admin")
    said = run("user", "role", admin.username, "--role", "agent", code=FAILED).stderr
    assert "last active admin" in said
    run("user", "role", admin.username, code=USAGE)
    run("user", "role", admin.username, "--role", "king", code=USAGE)
    run("user", "role", "nobody", "--role", "agent", code=FAILED)


# --- chats -------------------------------------------------------------------------------------

def test_closing_a_room(run, api, db):
    agent, other = db.agent(), db.agent()
    room = db.room(agent=agent)
    assert "--by" in run("room", "close", room.id, code=USAGE).stderr
    assert "--comment" in run("room", "close", room.id, "--by", agent.username, code=USAGE).stderr
    run("room", "close", room.id, "--by", other.username, "--comment", "x", code=FAILED)
    run("room", "close", room.id, "--by", db.user().username, "--comment", "x", code=FAILED)
    run("room", "close", room.id, "--by", "nobody", "--comment", "x", code=FAILED)
    run("room", "close", room.id, "--by", agent.username, "--comment", "x" * 100000, code=USAGE)
    run("room", "close", "nowhere", "--by", agent.username, "--comment", "x", code=FAILED)
    assert db.row("SELECT closed_at FROM rooms WHERE id = %s", room.id)["closed_at"] is None
    run("room", "close", room.id, "--by", agent.username, "--comment", "Gone for good")
    row = db.row("SELECT closed_at, closed_by_username FROM rooms WHERE id = %s", room.id)
    assert row["closed_at"] and row["closed_by_username"] == agent.username
    history = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
    assert history[0]["msg"] == "Gone for good" and history[0]["u"]["username"] == agent.username
    assert "already" in run("room", "close", room.id, "--by", agent.username, "--comment", "x", code=FAILED).stderr
    waiting = db.room()
    run("room", "close", waiting.id, "--by", db.manager().username, "--comment", "by the manager")


# --- visitors ----------------------------------------------------------------------------------

@pytest.fixture
def visitor(api):
    token = new_id()
    answer = api.post("visitor", visitor={
        "token": token, "name": "Eva \x1b[31mRed", "email": f"{token.lower()}@example.com", "phone": "123"})
    assert answer.status == 200, answer
    return {**answer.json["visitor"], "token": token, "email": f"{token.lower()}@example.com"}


def test_visitors_are_listed_and_shown(run, visitor):
    listed = printed(run, "visitor", "list", "--search", visitor["email"], "--json")
    assert [v["_id"] for v in listed] == [visitor["_id"]] and listed[0]["phone"] == "123"
    assert len(printed(run, "visitor", "list", "--limit", "1", "--json")) == 1
    shown = run("visitor", "show", visitor["_id"]).stdout
    assert visitor["email"] in shown and "Eva" in shown and "\x1b" not in shown
    assert "\x1b" not in run("visitor", "list").stdout
    as_json = run("visitor", "show", visitor["_id"], "--json").stdout
    assert json.loads(as_json)["_id"] == visitor["_id"]
    for said in (shown, as_json, run("visitor", "export", visitor["_id"]).stdout, run("visitor", "list").stdout):
        assert visitor["token"] not in said.replace(visitor["email"], "")
    run("visitor", "show", "nobody", code=FAILED)
    run("visitor", "list", "--limit", "0", code=USAGE)


def test_all_of_a_visitor_is_exported_and_erased(run, api, db, visitor):
    rids = []
    for text in ("first\nline", 'second "quoted" 😀'):
        rid = api.get("room", token=visitor["token"]).json["room"]["_id"]
        assert api.post("message", token=visitor["token"], rid=rid, msg=text).status == 200
        rids.append(rid)
        open_room = run("visitor", "erase", visitor["_id"], code=FAILED).stderr
        assert "room close" in open_room
        run("room", "close", rid, "--by", db.manager().username, "--comment", "done")
    other = db.room()
    db.message(other, "not hers")
    exported = json.loads(run("visitor", "export", visitor["_id"]).stdout)
    assert exported["visitor"]["_id"] == visitor["_id"]
    assert [r["_id"] for r in exported["rooms"]] == rids[::-1]
    texts = {m["msg"] for m in exported["messages"]}
    assert {"first\nline", 'second "quoted" 😀', "done"} <= texts and "not hers" not in texts
    assert {m["rid"] for m in exported["messages"]} == set(rids)
    run("visitor", "erase", visitor["_id"])
    run("visitor", "show", visitor["_id"], code=FAILED)
    run("visitor", "export", visitor["_id"], code=FAILED)
    for rid in rids:
        assert db.row("SELECT COUNT(*) AS n FROM messages WHERE rid = %s", rid)["n"] == 0
    run("visitor", "erase", visitor["_id"], code=FAILED)
