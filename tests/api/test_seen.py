# SPDX-License-Identifier: MIT
"""Who was seen lately: an agent of whom nothing has been heard for 90 seconds is away until their next
request. The tests turn the time back at which they were seen; nothing here waits for time to pass."""

import contextlib
import json

import pytest

from harness.checks import coded, result, wait_for
from harness.counters import Counters
from harness.data import new_id, now_ms
from harness.presence import GONE, HERE, ME, PASSWORD, admin, log_in, program, shown

NOBODY = coded("Sorry, no online agents", "no-agent-online")
AWAY_MS, KEPT_MS = 90_000, 25_000


@pytest.fixture
def own(instant):
    """A site where nobody is there, and where visitors need somebody."""
    instant.db.execute("UPDATE users SET available = 0")
    instant.set(Livechat_accept_chats_with_no_agents="false")
    return instant


@pytest.fixture
def lisa(own):
    """An agent who has logged in with a password, as the tests' other agents have not."""
    agent = own.db.set_password(own.db.agent(status="offline", available=False, seen_at=0), PASSWORD)
    agent.department = own.db.department("desk", agent)
    agent.login = log_in(own.api, agent)
    return agent


def seen_ago(own, user, ms):
    """Turns back when the user was seen, by the database's clock, and returns that time."""
    own.db.execute("UPDATE users SET seen_at = ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) - %s WHERE id = %s", ms, user.id)
    return seen(own, user)


def seen(own, user):
    return own.db.value("SELECT seen_at FROM users WHERE id = %s", user.id)


def shut(own, user):
    """The user's laptop is shut: no request comes any more."""
    return seen_ago(own, user, AWAY_MS + 1)


def wait_until_seen(own, user, since):
    """The time is stored when the reply to a read has been sent."""
    wait_for(lambda: seen(own, user) > since)


def state(own, user):
    return own.db.row("SELECT status, available, updated_at FROM users WHERE id = %s", user.id)


def test_a_login_and_every_request_after_it_say_that_the_agent_is_there(own, lisa):
    assert now_ms() - seen(own, lisa) < 60_000
    assert shown(own, lisa) == HERE
    seen_ago(own, lisa, 60_000)
    own.set(Livechat_Routing_Method="Auto_Selection")
    assert own.api.get(f"agent.next/{new_id()}").status == 200, "clients ask once a minute"


def test_an_agent_whose_laptop_was_shut_is_away_and_the_next_visitor_is_told(own, lisa):
    api, db = own.api, own.db
    visitor = db.visitor(department_id=lisa.department)
    assert api.get("config", department=lisa.department).json["config"]["online"] is True
    shut(own, lisa)
    assert shown(own, lisa) == GONE
    assert api.get("config", department=lisa.department).json["config"]["online"] is False
    assert result(api.get("room", token=visitor.token)) == NOBODY
    assert result(api.post("messages", user=db.manager(available=False), json={
        "visitor": {"token": visitor.token}, "messages": [{"msg": "x"}]})) == NOBODY
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == 0
    own.set(Livechat_accept_chats_with_no_agents="true")
    assert api.get("config", department=lisa.department).json["config"]["online"] is True
    assert api.get("room", token=visitor.token).json["newRoom"] is True, "they may wait for one"


def test_rooms_are_given_to_those_who_are_there(own, lisa):
    own.set(Livechat_Routing_Method="Auto_Selection", Livechat_accept_chats_with_no_agents="true")
    api, db = own.api, own.db
    other = db.agent()
    db.room(agent=other)
    shut(own, lisa)
    for query in ({}, {"agentId": lisa.id}):
        assert api.get(f"agent.next/{new_id()}").json["agent"]["_id"] == other.id
        assert api.get("room", token=db.visitor().token, **query).json["room"]["servedBy"]["_id"] == other.id
    room = db.room(agent=other)
    assert result(api.post("room.forward", user=other, roomId=room.id, userId=lisa.id)) == coded(
        "User is offline", "error-user-is-offline")
    seen_ago(own, lisa, 0)
    assert api.get("room", token=db.visitor().token).json["room"]["servedBy"]["_id"] == lisa.id


def a_poll(api, room, headers):
    first = api.get(f"messages/{room.id}", headers=headers)
    assert api.get(f"messages/{room.id}", headers={**headers, "If-None-Match": first.headers["ETag"]}).status == 304


REQUESTS = {
    "me": lambda api, room, headers: api.get(ME, headers=headers),
    "a poll": a_poll,
    "a refused request": lambda api, room, headers: api.get("rooms", headers=headers, agents="x"),
    "one without permission": lambda api, room, headers: api.get("inquiries.list", headers=headers),
    "a message": lambda api, room, headers: api.post(
        "/api/v1/chat.sendMessage", headers=headers, json={"message": {"rid": room.id, "msg": "back"}}),
    "a visitors' route": lambda api, room, headers: api.get(
        f"messages.sync/{room.id}", headers=headers, lastUpdate="0"),
    "a login that goes on": lambda api, room, headers: api.post(
        "/api/v1/login", json={"resume": headers["X-Auth-Token"]}),
}


@pytest.mark.parametrize("request_of", REQUESTS.values(), ids=REQUESTS)
def test_one_request_brings_the_agent_back_as_they_were(own, lisa, request_of):
    room = own.db.room(agent=lisa)
    own.db.execute("UPDATE users SET status = 'busy', available = 1 WHERE id = %s", lisa.id)
    before, since = state(own, lisa), shut(own, lisa)
    request_of(own.api, room, lisa.login)
    wait_until_seen(own, lisa, since)
    assert shown(own, lisa) == ("busy", "available")
    if request_of is not REQUESTS["a login that goes on"]:
        assert state(own, lisa) == before, "being seen changes nothing else"


def test_an_agent_who_takes_no_chats_takes_none_after_a_pause(own, lisa):
    own.api.post("agent.status", headers=lisa.login, json={"status": "not-available"})
    since = shut(own, lisa)
    own.api.get(ME, headers=lisa.login)
    wait_until_seen(own, lisa, since)
    assert shown(own, lisa) == ("online", "not-available")


def test_the_first_request_after_a_pause_finds_the_agent_there(own, lisa):
    shut(own, lisa)
    me = own.api.get(ME, headers=lisa.login).json
    assert (me["status"], me["statusLivechat"]) == HERE
    shut(own, lisa)
    inquiry = own.db.value("SELECT id FROM inquiries WHERE rid = %s", own.db.room().id)
    assert own.api.post("inquiries.take", headers=lisa.login, inquiryId=inquiry).status == 200
    shut(own, lisa)
    toggled = own.api.post("agent.status", headers=lisa.login, json={})
    assert toggled.json["status"] == "not-available", "they were available, as they see it"


def test_what_a_manager_says_of_an_agent_who_is_away_holds_when_they_come_back(own, lisa):
    since = shut(own, lisa)
    manager = own.db.user("livechat-manager")
    for word in ("available", "not-available"):
        answer = own.api.post("agent.status", user=manager, json={"agentId": lisa.id, "status": word})
        assert answer.json["status"] == "not-available", "they are away"
    assert seen(own, lisa) == since
    own.api.get(ME, headers=lisa.login)
    wait_until_seen(own, lisa, since)
    assert shown(own, lisa) == ("online", "not-available")


def test_a_user_appointed_while_away_takes_chats_when_they_come_back(own):
    user = own.db.user(available=False)
    since = shut(own, user)
    own.api.post("users/agent", user=own.db.user("livechat-manager"), json={"username": user.username})
    assert shown(own, user) == GONE
    own.api.get(ME, user=user)
    wait_until_seen(own, user, since)
    assert shown(own, user) == HERE


# --- what is written, and when ----------------------------------------------------------------------

def test_a_time_that_is_new_enough_is_not_written_again(own, lisa):
    room = own.db.room(agent=lisa)
    for request_of in REQUESTS.values():
        if request_of is REQUESTS["a login that goes on"]:
            continue
        since = seen_ago(own, lisa, 1)
        request_of(own.api, room, lisa.login)
        assert seen(own, lisa) == since
    since = seen_ago(own, lisa, KEPT_MS)
    own.api.get(ME, headers=lisa.login)
    wait_until_seen(own, lisa, since)
    since = seen(own, lisa)
    own.api.get(ME, headers=lisa.login)
    assert seen(own, lisa) == since


@pytest.fixture(scope="module")
def alone(new_site, config):
    """A server of one process, so that one request has ended when the next is answered."""
    return new_site("spawn-fcgi", config, label="seen")


def test_only_the_first_of_many_polls_writes(alone, db):
    agent = db.agent()
    room = db.room(agent=agent)
    a_poll(alone.client, room, agent.headers)
    counters = Counters(db)
    db.execute("UPDATE users SET seen_at = 0 WHERE id = %s", agent.id)

    def polls():
        for _ in range(20):
            alone.client.get(f"messages/{room.id}", headers=agent.headers)
    assert counters.of(polls)["Handler_update"] == 1


def test_a_read_does_not_wait_for_the_lock_of_a_write(own, lisa):
    room, since = own.db.room(agent=lisa), shut(own, lisa)
    with contextlib.closing(own.db.connect(autocommit=False)) as holder:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM users WHERE id = %s FOR UPDATE", (lisa.id,))
        assert own.api.get(f"messages/{room.id}", headers=lisa.login).status == 200
        wait_for(lambda: own.db.value("SELECT COUNT(*) FROM information_schema.processlist WHERE"
                                      " info LIKE 'UPDATE users%%'"))  # it waits, after the reply
        assert seen(own, lisa) == since
        holder.rollback()


def test_who_was_never_seen_is_offline_and_the_admin_sees_when_others_were(own, lisa):
    name = "new." + new_id(8).lower()
    admin(own, "user", "add", name, "--no-password")
    users = {user["username"]: user for user in json.loads(admin(own, "user", "list", "--json").stdout)}
    assert users[name]["lastSeen"] is None
    assert users[lisa.username]["lastSeen"] is not None
    assert users[lisa.username]["available"]
    shut(own, lisa)
    users = {user["username"]: user for user in json.loads(admin(own, "user", "list", "--json").stdout)}
    assert not users[lisa.username]["available"]


# --- programs ---------------------------------------------------------------------------------------

def test_a_program_is_there_while_it_sends_requests(own):
    bot, headers = program(own)
    since = shut(own, bot)
    own.api.get(ME, headers=headers)
    assert seen(own, bot) == since, "it has not said that anybody is there"
    own.api.post("agent.status", headers=headers, json={"status": "available"})
    assert seen(own, bot) > since
    assert shown(own, bot) == HERE
    since = shut(own, bot)
    assert shown(own, bot) == GONE
    own.api.get(ME, headers=headers)
    wait_until_seen(own, bot, since)
    assert shown(own, bot) == HERE


def test_a_program_that_only_acts_for_an_agent_does_not_say_that_they_are_there(own, lisa):
    own.api.post("/api/v1/users.generatePersonalAccessToken", headers=lisa.login, json={"tokenName": "script"})
    made = own.api.post("/api/v1/users.regeneratePersonalAccessToken", headers=lisa.login,
                        json={"tokenName": "script"}).json["token"]
    script = {"X-User-Id": lisa.id, "X-Auth-Token": made}
    since = shut(own, lisa)
    assert own.api.get(ME, headers=script).json["status"] == "offline"
    own.api.get(f"messages/{own.db.room(agent=lisa).id}", headers=script)
    assert seen(own, lisa) == since
    assert shown(own, lisa) == GONE


# --- agents who are idle ----------------------------------------------------------------------------

def test_agents_whose_status_is_away_are_given_rooms_unless_the_site_says_otherwise(own, lisa):
    api, db = own.api, own.db
    db.execute("UPDATE users SET status = 'away' WHERE id = %s", lisa.id)
    assert shown(own, lisa) == ("away", "available")
    own.set(Livechat_enabled_when_agent_idle="false", Livechat_Routing_Method="Auto_Selection")
    assert api.get("config").json["config"]["online"] is False
    assert api.get(f"agent.next/{new_id()}").status == 400
    assert result(api.get("room", token=db.visitor().token)) == NOBODY
    other = db.agent()
    room = db.room(agent=other)
    assert result(api.post("room.forward", user=other, roomId=room.id, userId=lisa.id)) == coded(
        "User is offline", "error-user-is-offline")
    assert api.get("room", token=db.visitor().token).json["room"]["servedBy"]["_id"] == other.id
    db.execute("UPDATE users SET status = 'busy' WHERE id = %s", lisa.id)
    assert api.get("room", token=db.visitor().token).json["room"]["servedBy"]["_id"] == lisa.id
