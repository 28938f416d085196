# SPDX-License-Identifier: MIT
"""livechat/users/{agent,manager} and agent.status: the agents, the managers, and who is available."""

import json

import pytest

from harness.checks import FORBIDDEN, OF_OTHERS, coded, invalid, listed, plain, result
from harness.data import ROLES, new_id, now_ms

NOT_FOUND = 404, {"success": False, "error": "Agent not found"}
NO_USER = coded("", "error-invalid-user")
INVALID_TYPE = plain("Invalid type")


@pytest.fixture(scope="module")
def manager(db):
    return db.user("livechat-manager", name="Zz Manager")


def department(db, *users):
    id = new_id()
    db.insert("departments", id=id, name="Department " + id, updated_at=now_ms())
    for user in users:
        db.insert("department_agents", department_id=id, user_id=user.id)
    return id


def entry(user, **more):
    return {"_id": user.id, "username": user.username, "name": "Test Agent", "status": "online",
            "statusLivechat": "available", "emails": [], "livechat": {}, **more}


def roles(db, user):
    bits = db.value("SELECT roles FROM users WHERE id = %s", user.id)
    return {name for name, bit in ROLES.items() if bits & bit}


def there(db, user):
    row = db.row("SELECT status, available FROM users WHERE id = %s", user.id)
    return row["status"], row["available"]


# --- lists ------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def team(db):
    """Three agents whom one word finds, and a department or two."""
    word = "w" + new_id()
    anna = db.agent(name=f"Anna {word}", email="anna@example.com")
    ben = db.agent(name=f"ben {word}", available=False, status="offline")
    cleo = db.agent(name=f"Cleo {word}", available=False, status="away")
    one, two = sorted((department(db, anna, cleo), department(db, anna)))
    return word, anna, ben, cleo, one, two


def ids(answer):
    return [user["_id"] for user in listed(answer, "users")]


def test_the_list_has_every_member(api, db, manager, team):
    word, anna, ben, cleo, one, two = team
    answer = api.get("users/agent", user=manager, text=word)
    shared = db.value("SELECT department_id FROM department_agents WHERE user_id = %s", cleo.id)
    assert result(answer) == (200, {"users": [
        entry(anna, name=f"Anna {word}", departments=[one, two],
              emails=[{"address": "anna@example.com", "verified": True}]),
        entry(ben, name=f"ben {word}", status="offline", statusLivechat="not-available", departments=[]),
        entry(cleo, name=f"Cleo {word}", status="away", statusLivechat="not-available",
              departments=[shared])], "count": 3, "offset": 0, "total": 3, "success": True})


def test_the_list_is_paged(api, manager, team):
    word, anna, ben, cleo, *_ = team
    answer = api.get("users/agent", user=manager, text=word, count="2", offset="0")
    assert ids(answer) == [anna.id, ben.id]
    assert {k: answer.json[k] for k in ("count", "offset", "total")} == {"count": 2, "offset": 0, "total": 3}
    answer = api.get("users/agent", user=manager, text=word, count="2", offset="2")
    assert ids(answer) == [cleo.id]
    assert {k: answer.json[k] for k in ("count", "offset", "total")} == {"count": 1, "offset": 2, "total": 3}
    answer = api.get("users/agent", user=manager, text=word, offset="3")
    assert ids(answer) == [] and answer.json["count"] == 0 and answer.json["total"] == 3
    assert ids(api.get("users/agent", user=manager, text=word, count="0")) == [anna.id, ben.id, cleo.id]


@pytest.mark.parametrize("sort,order", [
    ({"name": 1}, [0, 1, 2]), ({"name": -1}, [2, 1, 0]), ({"foo": 1}, [0, 1, 2]),
    ({"foo": 1, "name": -1}, [2, 1, 0]), ({"status": 1}, [2, 1, 0]), ({"status": -1}, [0, 1, 2])])
def test_the_list_is_sorted(api, manager, team, sort, order):
    answer = api.get("users/agent", user=manager, text=team[0], sort=json.dumps(sort))
    assert ids(answer) == [team[1 + i].id for i in order]


def test_the_list_is_sorted_by_unique_fields(api, manager, team):
    for key, column in (("_id", "id"), ("username", "username")):
        answer = api.get("users/agent", user=manager, text=team[0], sort=json.dumps({key: -1}))
        people = sorted(team[1:4], key=lambda user: getattr(user, column).lower(), reverse=True)
        assert ids(answer) == [user.id for user in people]
    answer = api.get("users/agent", user=manager, text=team[0], sort='{"statusLivechat":1}')
    assert ids(answer)[0] == team[1].id


def test_a_text_is_searched_in_name_username_and_address(api, db, manager, team):
    word, anna, ben, *_ = team
    assert ids(api.get("users/agent", user=manager, text=word.upper())) == [
        u.id for u in team[1:4]]
    assert ids(api.get("users/agent", user=manager, text=ben.username[2:])) == [ben.id]
    assert anna.id in ids(api.get("users/agent", user=manager, text="NNA@EXAMPLE"))
    for text in ("%" + word, "_" + word[1:], word + "|", word + "' OR 1=1 -- ", word + "\\"):
        assert ids(api.get("users/agent", user=manager, text=text)) == [], text
    assert ids(api.get("users/agent", user=manager, text="ánna " + word)) == [anna.id]


def test_filters(api, manager, team):
    word, anna, ben, cleo, *_ = team
    ask = {"user": manager, "text": word}
    assert ids(api.get("users/agent", **ask, onlyAvailable="true")) == [anna.id]
    assert ids(api.get("users/agent", **ask, onlyAvailable="false")) == [anna.id, ben.id, cleo.id]
    assert ids(api.get("users/agent", **ask, showIdleAgents="false")) == [anna.id, cleo.id]
    assert ids(api.get("users/agent", **ask, showIdleAgents="true")) == [anna.id, ben.id, cleo.id]
    answer = api.get("users/agent", **ask, excludeId=anna.id)
    assert ids(answer) == [ben.id, cleo.id] and answer.json["total"] == 2
    assert ids(api.get("users/agent", **ask, excludeId="", fields="{}")) == [
        anna.id, ben.id, cleo.id]


def test_managers_are_listed_apart(api, db, manager, team):
    boss = db.user("livechat-manager", name="Boss " + team[0], available=False)
    both = db.manager(name="Both " + team[0])
    answer = api.get("users/manager", user=manager, text=team[0])
    assert answer.json["users"] == [
        {"_id": boss.id, "username": boss.username, "name": "Boss " + team[0], "status": "online",
         "emails": [], "livechat": {}, "departments": []},
        entry(both, name="Both " + team[0], departments=[])]
    assert both.id in ids(api.get("users/agent", user=manager, text=team[0]))
    assert boss.id not in ids(api.get("users/agent", user=manager, text=team[0]))
    db.execute("DELETE FROM users WHERE id IN (%s, %s)", boss.id, both.id)


def test_what_a_list_refuses(api, manager):
    for path in ("users/agent", "users/manager"):
        assert result(api.get(path, user=manager, sort="x")) == coded(
            'Invalid sort parameter provided: "x"', "error-invalid-sort",
            details={"helperMethod": "parseJsonQuery"})
        assert result(api.get(path, user=manager, foo="1")) == invalid("must NOT have additional properties")
        assert result(api.get(path, user=manager, onlyAvailable="x")) == invalid("must be boolean")
        assert result(api.get(path, user=manager, count="x")) == invalid("must be number")


# --- one of them ------------------------------------------------------------------------------------

def test_one_user(api, db, manager):
    agent, user = db.agent(email="a@example.com"), db.user()
    assert result(api.get(f"users/agent/{agent.id}", user=manager)) == (200, {
        "user": entry(agent, emails=[{"address": "a@example.com", "verified": True}]), "success": True})
    for path in (f"users/manager/{agent.id}", f"users/agent/{user.id}"):
        assert result(api.get(path, user=manager)) == (200, {"user": None, "success": True}), path
    for _id in (new_id(), agent.id.swapcase(), agent.username, "x" * 200):
        assert result(api.get(f"users/agent/{_id}", user=manager)) == plain("User not found"), _id


# --- roles ------------------------------------------------------------------------------------------

def test_a_user_becomes_an_agent_and_is_available_if_online(api, db, manager):
    here, away = db.user(available=False), db.user(available=False, status="offline")
    for user in (here, away):
        answer = api.post("users/agent", user=manager, json={"username": user.username})
        assert result(answer) == (200, {"user": {"_id": user.id, "username": user.username},
                                        "success": True})
        assert roles(db, user) == {"user", "livechat-agent"}
    assert there(db, here) == ("online", 1) and there(db, away) == ("offline", 0)
    assert api.get("messages/abc", user=here).status == 400, "may read rooms"
    db.execute("UPDATE users SET available = 0 WHERE id = %s", here.id)
    assert api.post("users/agent", user=manager, json={"username": here.username}).status == 200
    assert there(db, here) == ("online", 0), "the status stays when nothing changes"


def test_a_user_becomes_a_manager(api, db, manager):
    user = db.user(available=False)
    answer = api.post("users/manager", user=manager, json={"username": user.username})
    assert result(answer) == (200, {"user": {"_id": user.id, "username": user.username}, "success": True})
    assert roles(db, user) == {"user", "livechat-manager"} and there(db, user) == ("online", 0)


def test_a_role_is_removed(api, db, manager):
    agent = db.manager()
    dep = department(db, agent)
    assert result(api.delete(f"users/agent/{agent.id}", user=manager)) == (200, {"success": True})
    assert roles(db, agent) == {"user", "livechat-manager"} and there(db, agent) == ("online", 0)
    assert not db.row("SELECT 1 FROM department_agents WHERE department_id = %s", dep)
    assert result(api.delete(f"users/agent/{agent.id}", user=manager)) == (200, {"success": True})
    assert result(api.delete(f"users/manager/{agent.id}", user=manager)) == (200, {"success": True})
    assert roles(db, agent) == {"user"}


def test_removing_another_role_leaves_an_agent_unchanged(api, db, manager):
    both = db.manager()
    dep = department(db, both)
    assert api.delete(f"users/manager/{both.id}", user=manager).status == 200
    assert roles(db, both) == {"user", "livechat-agent"} and there(db, both) == ("online", 1)
    assert db.row("SELECT 1 FROM department_agents WHERE department_id = %s", dep)


def test_an_unknown_user_is_refused(api, db, manager):
    agent = db.agent()
    for name in ("nobody", "", agent.username.upper(), agent.username + " ", agent.id):
        assert result(api.post("users/agent", user=manager, json={"username": name})) == NO_USER, name
    for id in (new_id(), agent.username, agent.id.swapcase()):
        assert result(api.delete(f"users/agent/{id}", user=manager)) == NO_USER
    assert result(api.post("users/agent", user=manager, json={})) == invalid(
        "must have required property 'username'")
    assert result(api.post("users/agent", user=manager, json={"username": {"$ne": ""}})) == invalid(
        "must be string")
    assert result(api.post("users/agent", user=manager, json={"username": "x", "roles": 31})) == invalid(
        "must NOT have additional properties")


def test_other_types_than_agent_and_manager_are_refused(api, db, manager):
    for type in ("admin", "Agent", "livechat-agent", "agents"):
        for user in (manager, db.user()):
            assert result(api.get(f"users/{type}", user=user)) == INVALID_TYPE
        assert result(api.post(f"users/{type}", user=manager, json={"username": "x"})) == INVALID_TYPE
        assert result(api.get(f"users/{type}/x", user=manager)) == INVALID_TYPE
        assert result(api.delete(f"users/{type}/x", user=manager)) == INVALID_TYPE


# --- agent.status -----------------------------------------------------------------------------------

def test_an_agent_changes_their_status(api, db):
    agent = db.agent()

    def say(**body):
        answer = api.post("agent.status", user=agent, json=body)
        assert answer.status == 200 and answer.json["success"] is True and len(answer.json) == 2, answer
        assert db.value("SELECT available FROM users WHERE id = %s", agent.id) == (
            answer.json["status"] == "available")
        return answer.json["status"]
    assert say(status="not-available") == "not-available"
    assert say(status="not-available") == "not-available"
    assert say(status="available", agentId=agent.id) == "available"
    assert say() == "not-available"
    assert say(status=None, agentId=None) == "available"
    assert say(agentId=agent.id) == "not-available"


def test_a_bot_that_never_logged_in_is_available_when_it_says_so(api, db):
    bot = db.agent(available=False, status="offline")
    api.post("agent.status", user=bot, json={"status": "not-available"})
    assert there(db, bot) == ("offline", 0)
    api.post("agent.status", user=bot, json={"status": "available"})
    assert there(db, bot) == ("online", 1)


def test_a_manager_changes_the_status_of_others(api, db, manager):
    agent, other = db.agent(status="offline", available=False), db.agent()
    answer = api.post("agent.status", user=manager, json={"agentId": agent.id, "status": "available"})
    assert result(answer) == (200, {"status": "available", "success": True})
    assert there(db, agent) == ("offline", 1), "that does not make the agent online"
    for user in (other, db.user("livechat-monitor")):
        answer = api.post("agent.status", user=user, json={"agentId": agent.id, "status": "not-available"})
        assert result(answer) == OF_OTHERS
    assert there(db, agent) == ("offline", 1)
    admin = db.user("admin")
    assert api.post("agent.status", user=admin, json={"agentId": agent.id}).json["status"] == "not-available"


def test_what_agent_status_refuses(api, db, manager):
    agent, gone = db.agent(), db.agent()
    db.execute("UPDATE users SET active = 0 WHERE id = %s", gone.id)
    assert result(api.post("agent.status", user=manager, json={})) == NOT_FOUND
    for id in ("invalid", db.user().id, manager.id, agent.id.swapcase(), "", "a b"):
        for user in (agent, manager):
            assert result(api.post("agent.status", user=user, json={"agentId": id})) == NOT_FOUND, id
    assert result(api.post("agent.status", user=manager, json={"agentId": gone.id})) == plain(
        "error-user-deactivated")
    for status in ("", "Available", "online", "1"):
        assert result(api.post("agent.status", user=agent, json={"status": status})) == invalid(
            "must be equal to one of the allowed values")
    assert result(api.post("agent.status", user=agent, json={"status": ["available"]})) == invalid(
        "must be string")
    assert result(api.post("agent.status", user=agent, json={"foo": 1})) == invalid(
        "must NOT have additional properties")
    assert there(db, agent) == ("online", 1)


# --- who may what -----------------------------------------------------------------------------------

def test_fewer_users_see_managers_than_agents(api, db):
    for role in ROLES:
        answer = api.get("users/manager", user=db.user(role))
        if role in ("livechat-manager", "livechat-monitor", "admin"):
            assert answer.status == 200, role
        else:
            assert (answer.status, answer.body) == (403, FORBIDDEN), role


def test_nobody_can_give_themselves_a_role(api, db):
    for role in ("user", "livechat-agent", "livechat-monitor"):
        user = db.user(role)
        for type in ("agent", "manager"):
            api.post(f"users/{type}", user=user, json={"username": user.username})
        assert roles(db, user) == {"user", role}
