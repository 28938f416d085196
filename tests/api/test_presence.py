# SPDX-License-Identifier: MIT
"""Who is there: agents whose logins have ended are offline, and departments are asked one by one."""

import pytest

from harness.checks import coded, plain, result
from harness.data import new_id, now_ms, token_hash
from harness.presence import GONE, HERE, ME, PASSWORD, admin, log_in, program, routing, shown

NOBODY = coded("Sorry, no online agents", "no-agent-online")
NOBODY_TO_AGENTS = coded("", "error-no-agents-online-in-department")
LOGIN, LOGOUT = "/api/v1/login", "/api/v1/logout"
MAKE, REMOVE = "/api/v1/users.generatePersonalAccessToken", "/api/v1/users.removePersonalAccessToken"


@pytest.fixture
def own(instant):
    """A site where nobody is there, and where visitors need somebody."""
    instant.db.execute("UPDATE users SET available = 0")
    instant.set(Livechat_accept_chats_with_no_agents="false")
    return instant


@pytest.fixture
def lisa(own):
    """An agent who logs in with a password, and has not yet."""
    agent = own.db.set_password(own.db.agent(status="offline", available=False), PASSWORD)
    own.db.department("desk", agent)
    return agent


def expire(own, user):
    own.db.execute("UPDATE auth_tokens SET expires_at = %s WHERE user_id = %s", now_ms() - 1, user.id)


ENDS = {
    "logout": lambda own, user, headers: own.api.post(LOGOUT, headers=headers),
    "a new password": lambda own, user, headers: own.db.set_password(user, PASSWORD),
    "disabled": lambda own, user, headers: admin(own, "user", "disable", user.username),
    "deactivated": lambda own, user, headers: own.db.execute(
        "UPDATE users SET active = 0 WHERE id = %s", user.id),
    "expired": lambda own, user, headers: expire(own, user),
    "swept": lambda own, user, headers: own.db.execute(
        "DELETE FROM auth_tokens WHERE user_id = %s", user.id),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_an_agent_whose_logins_are_over_is_neither_online_nor_available(own, lisa, end):
    headers = log_in(own.api, lisa)
    assert shown(own, lisa) == HERE
    end(own, lisa, headers)
    assert shown(own, lisa) == GONE
    assert own.api.get(ME, headers=headers).status == 401


@pytest.mark.parametrize("end", [ENDS[name] for name in ("logout", "a new password", "expired", "swept")],
                         ids=["logout", "a new password", "expired", "swept"])
def test_a_token_that_only_acts_for_an_agent_does_not_keep_them_there(own, lisa, end):
    """An agent's script may list rooms every night; the agent is not there because of it."""
    headers = log_in(own.api, lisa)
    own.api.post(MAKE, headers=headers, json={"tokenName": "script"})
    script = own.db.value("SELECT hash FROM auth_tokens WHERE user_id = %s AND name = 'script'", lisa.id)
    end(own, lisa, headers)
    own.db.execute("REPLACE INTO auth_tokens (hash, user_id, name, created_at) VALUES (%s, %s, 'script', 1)",
                   script, lisa.id)
    assert shown(own, lisa) == GONE
    log_in(own.api, lisa)
    assert shown(own, lisa) == HERE


def test_an_agent_with_two_logins_is_there_until_both_are_over(own, lisa):
    one, two = log_in(own.api, lisa), log_in(own.api, lisa)
    own.api.post(LOGOUT, headers=one)
    assert shown(own, lisa) == HERE
    expire(own, lisa)
    assert shown(own, lisa) == GONE
    own.db.execute("UPDATE auth_tokens SET expires_at = %s WHERE user_id = %s", now_ms() + 600_000, lisa.id)
    assert own.api.get(ME, headers=two).json["statusLivechat"] == "available"
    assert shown(own, lisa) == HERE


REVOKED = {
    "by the admin": lambda own, bot, headers: admin(own, "token", "revoke", bot.username, "bridge"),
    "by itself": lambda own, bot, headers: own.api.post(REMOVE, headers=headers, json={"tokenName": "bridge"}),
    "logout": ENDS["logout"], "disabled": ENDS["disabled"], "expired": ENDS["expired"],
    "swept": ENDS["swept"],
}


@pytest.mark.parametrize("end", REVOKED.values(), ids=REVOKED)
def test_a_program_is_there_from_its_word_to_the_end_of_its_token(own, end):
    bot, headers = program(own)
    assert shown(own, bot) == GONE
    assert own.api.post("agent.status", headers=headers, json={"status": "available"}).json["status"] == "available"
    assert own.api.get(ME, headers=headers).json["status"] == "online"
    assert shown(own, bot) == HERE
    end(own, bot, headers)
    assert shown(own, bot) == GONE
    if "bridge" in str(own.db.rows("SELECT name FROM auth_tokens WHERE user_id = %s", bot.id)):
        admin(own, "token", "revoke", bot.username, "bridge")
    if own.db.value("SELECT active FROM users WHERE id = %s", bot.id):
        admin(own, "token", "add", bot.username, "bridge")
        assert shown(own, bot) == GONE, "the next program has not said anything"


def test_a_program_that_continues_a_login_is_online_but_takes_no_chats_until_it_says_so(own, lisa):
    log_in(own.api, lisa)
    expire(own, lisa)
    admin(own, "token", "add", lisa.username, "early")
    log_in(own.api, lisa)
    own.db.execute("UPDATE auth_tokens SET expires_at = 1 WHERE user_id = %s AND name IS NULL", lisa.id)
    token = new_id(43)
    own.db.execute("UPDATE auth_tokens SET hash = %s WHERE user_id = %s AND name = 'early'", token_hash(token), lisa.id)
    me = own.api.post(LOGIN, json={"resume": token}).json["data"]["me"]
    assert (me["status"], me["statusLivechat"]) == shown(own, lisa) == ("online", "not-available")


def test_a_new_password_ends_a_program(own):
    bot, headers = program(own)
    own.api.post("agent.status", headers=headers, json={"status": "available"})
    assert shown(own, bot) == HERE
    own.db.set_password(bot, PASSWORD)
    assert own.api.get(ME, headers=headers).status == 401
    assert shown(own, bot) == GONE


def test_who_has_to_change_the_password_first_takes_no_chats(own, lisa):
    own.db.execute("UPDATE users SET must_change_password = 1 WHERE id = %s", lisa.id)
    headers = log_in(own.api, lisa)
    assert own.api.get(ME, headers=headers).json["statusLivechat"] == "not-available"
    assert own.api.get("config").json["config"]["online"] is False
    answer = own.api.post("/api/v1/users.updateOwnBasicInfo", headers=headers, json={"data": {
        "currentPassword": PASSWORD, "newPassword": "another horse"}})
    assert answer.status == 200, answer
    assert shown(own, lisa) == HERE


def test_nobody_else_makes_an_agent_available_who_is_not_logged_in(own, lisa):
    manager = own.db.user("livechat-manager")
    for body in ({"status": "available"}, {}):
        answer = own.api.post("agent.status", user=manager, json={"agentId": lisa.id, **body})
        assert result(answer) == (200, {"status": "not-available", "success": True})
    assert shown(own, lisa) == GONE


def test_an_agent_appointed_after_their_login_expired_takes_no_chats(own):
    user, other = (own.db.user(available=False) for _ in range(2))
    expire(own, user)
    manager = own.db.user("livechat-manager")
    for one in (user, other):
        own.api.post("users/agent", user=manager, json={"username": one.username})
    assert own.db.value("SELECT available FROM users WHERE id = %s", user.id) == 0
    assert own.db.value("SELECT available FROM users WHERE id = %s", other.id) == 1


def test_an_agent_who_has_gone_is_assigned_nothing(own):
    own.set(Livechat_Routing_Method="Auto_Selection", Livechat_accept_chats_with_no_agents="true")
    gone, there = own.db.agent(), own.db.agent()
    own.db.room(agent=there)
    expire(own, gone)
    for query in ({}, {"agentId": gone.id}):
        room = own.api.get("room", token=own.db.visitor().token, **query).json["room"]
        assert room["servedBy"]["_id"] == there.id
    room = own.db.room(agent=there)
    assert result(own.api.post("room.forward", user=there, roomId=room.id, userId=gone.id)) == coded(
        "User is offline", "error-user-is-offline")


# --- departments ------------------------------------------------------------------------------------

def online(api, **query):
    return api.get("config", **query).json["config"]["online"]


@pytest.fixture
def two(own):
    """A department where an agent is there, and one where an agent is not; the other's logins are over."""
    there, away, gone = own.db.agent(), own.db.agent(available=False), own.db.agent()
    expire(own, gone)
    own.there = there
    return own.db.department("staffed", there), own.db.department("deserted", away, gone)


def test_a_department_is_online_when_one_of_its_agents_is_there(own, two):
    api, db = own.api, own.db
    staffed, deserted = two
    name = db.value("SELECT name FROM departments WHERE id = %s", deserted)
    assert online(api) is True and online(api, department="") is True
    assert online(api, department=staffed) is True
    disabled = db.department("disabled", own.there, enabled=0)
    archived = db.department("archived", own.there, enabled=1, archived=1)
    for department in (deserted, name, db.department("empty"), disabled, archived, "unknown"):
        assert online(api, department=department) is False, department
    visitor = db.visitor(department_id=deserted)
    assert online(api, token=visitor.token) is False, "their next room would be there"
    assert online(api, token=visitor.token, department=staffed) is True
    own.set(Livechat_accept_chats_with_no_agents="true")
    assert online(api, department=deserted) is True


def test_a_room_is_opened_where_somebody_is_there(own, two):
    api, db = own.api, own.db
    staffed, deserted = two
    name = db.value("SELECT name FROM departments WHERE id = %s", deserted)
    for department in (deserted, name):
        token = new_id()
        answer = api.post("visitor", json={"visitor": {"token": token, "department": department}})
        assert answer.status == 200, "registering opens no room"
        assert result(api.get("room", token=token)) == NOBODY
        assert result(api.post("messages", user=db.manager(available=False), json={
            "visitor": {"token": token}, "messages": [{"msg": "x"}]})) == NOBODY
        assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_token = %s", token) == 0
        with routing(own, "Auto_Selection"):
            assert result(api.get(f"agent.next/{token}")) == plain("agent-not-found")
            api.post("visitor", json={"visitor": {"token": token, "department": staffed}})
            assert api.get(f"agent.next/{token}").json["agent"]["_id"] == own.there.id
        assert api.get("room", token=token).json["room"]["departmentId"] == staffed
    visitor = db.visitor(department_id=deserted)
    own.set(Livechat_accept_chats_with_no_agents="true")
    assert api.get("room", token=visitor.token).json["room"]["departmentId"] == deserted


def moves(api, db, agent, department):
    """Yields each way of moving a room into the department: the answer, and the refusal it may be."""
    def served():
        return db.room(agent=agent)

    def is_there(room):
        return db.value("SELECT department_id FROM rooms WHERE id = %s", room.id) == department
    for path, who in (("room.forward", "roomId"), ("inquiries.returnAsInquiry", "roomId")):
        room = served()
        yield api.post(path, user=agent, json={who: room.id, "departmentId": department}), NOBODY_TO_AGENTS, is_there(room)
    for path in ("room.transfer", "visitor/department.transfer"):
        room = served()
        yield api.post(path, json={"rid": room.id, "token": room.visitor.token, "department": department}), NOBODY, is_there(room)


def test_no_room_is_moved_where_nobody_is_there(own, two):
    staffed, deserted = two
    for answer, _, moved in moves(own.api, own.db, own.there, staffed):
        assert answer.status == 200 and moved, answer
    for answer, refusal, moved in moves(own.api, own.db, own.there, deserted):
        assert result(answer) == refusal and not moved


def test_a_room_waits_in_a_department_whose_agents_come_back_but_never_in_nobodys_queue(own, two):
    own.set(Livechat_accept_chats_with_no_agents="true")
    api, db = own.api, own.db
    staffed, deserted = two
    for answer, _, moved in moves(api, db, own.there, deserted):
        assert answer.status == 200 and moved, answer
    member = db.agent()
    db.insert("department_agents", department_id=deserted, user_id=member.id)
    queue = api.get("inquiries.queuedForUser", user=member, department=deserted).json
    assert queue["total"] == 4
    left, no_agent = db.agent(), db.user("livechat-manager")
    db.execute("UPDATE users SET active = 0 WHERE id = %s", left.id)
    for department in (db.department("empty"), db.department("left", left, no_agent)):
        for answer, refusal, moved in moves(api, db, own.there, department):
            assert result(answer) == refusal and not moved


def test_an_agent_who_leaves_puts_the_room_back_where_it_came_from(own, two):
    _, deserted = two
    for body in ({}, {"departmentId": deserted}):
        room = own.db.room(agent=own.there, department_id=deserted)
        answer = own.api.post("inquiries.returnAsInquiry", user=own.there, json={"roomId": room.id, **body})
        assert answer.status == 200, answer
