# SPDX-License-Identifier: MIT
"""users.setStatus, getStatus, getPresence and presence: what users say and see of each other's presence."""

import pytest

from harness.checks import coded, invalid, refused, result, to_date
from harness.data import new_id, now_ms
from harness.presence import HERE, ME, PASSWORD, admin, log_in, program, shown

SET, GET = "/api/v1/users.setStatus", "/api/v1/users.getStatus"
PRESENCE, ALL = "/api/v1/users.getPresence", "/api/v1/users.presence"
DONE = (200, {"success": True})
WRONG = coded("Valid status types include online, away, offline, and busy.", "error-invalid-status")
UNKNOWN = coded('The required "userId" or "username" param provided does not match any users', "error-invalid-user")


@pytest.fixture
def own(instant):
    """A site where nobody is there, and where visitors need somebody."""
    instant.db.execute("UPDATE users SET available = 0, seen_at = 0")
    instant.set(Livechat_accept_chats_with_no_agents="false")
    return instant


def seen_ago(own, user, ms):
    own.db.execute("UPDATE users SET seen_at = ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) - %s WHERE id = %s", ms, user.id)


def of(user, status, **more):
    return {"_id": user.id, "status": status, "success": True, **more}


def test_a_status_is_shown_to_others_and_leaves_the_availability_as_it_was(own):
    api, agent, other = own.api, own.db.agent(), own.db.user()
    for status in ("away", "busy", "online"):
        assert result(api.post(SET, user=agent, json={"status": status})) == DONE
        assert shown(own, agent) == (status, "available")
        assert result(api.get(GET, user=agent)) == (200, of(agent, status, connectionStatus=status))
        for who in ({"userId": agent.id}, {"username": agent.username}):
            assert result(api.get(GET, user=other, **who)) == (200, of(agent, status))
            assert result(api.get(PRESENCE, user=other, **who)) == (200, {"presence": status, "success": True})
    api.post(SET, user=agent, json={"status": "offline"})
    assert own.db.value("SELECT available FROM users WHERE id = %s", agent.id) == 1
    assert api.get("config").json["config"]["online"] is False
    assert api.get(f"agent.next/{new_id()}").status == 400


def test_a_message_says_more_and_stays_until_it_is_changed(own):
    api, agent, other = own.api, own.db.agent(), own.db.user()
    text = "Mittag bis 13\u00a0Uhr \U0001f372 \"<b>\""
    assert result(api.post(SET, user=agent, json={"message": f"  {text}\n"})) == DONE
    assert result(api.get(GET, user=other, userId=agent.id)) == (200, of(agent, "online", message=text))
    assert api.get(ME, user=agent).json["statusText"] == text
    assert result(api.post(SET, user=agent, json={"status": "busy"})) == DONE
    assert result(api.get(GET, user=other, userId=agent.id)) == (200, of(agent, "busy", message=text))
    (user,) = api.get(ALL, user=other, ids=agent.id).json["users"]
    assert user == {"_id": agent.id, "username": agent.username, "name": "Test Agent", "status": "busy",
                    "statusText": text, "utcOffset": 0}
    for nothing in ("", "  "):
        api.post(SET, user=agent, json={"message": "x"})
        assert result(api.post(SET, user=agent, json={"message": nothing})) == DONE
        assert result(api.get(GET, user=other, userId=agent.id)) == (200, of(agent, "busy"))
    assert "statusText" not in api.get(ME, user=agent).json


def test_what_is_wrong_is_refused_and_changes_nothing(own):
    api, db, agent = own.api, own.db, own.db.agent()
    before = db.row("SELECT * FROM users WHERE id = %s", agent.id)
    neither = invalid("must have required property 'message'\n must have required property 'status'\n"
                      " must match a schema in anyOf")
    for body, refusal in (
            ({}, neither), ({"status": None, "message": None}, neither), ({"userId": agent.id}, neither),
            ({"status": "gone", "message": "x"}, WRONG), ({"status": "Online"}, WRONG),
            ({"message": "x" * 121}, invalid("must NOT have more than 120 characters")),
            ({"message": "\U0001f372" * 61}, invalid("must NOT have more than 120 characters")),
            ({"message": ["x"]}, invalid("must be string")),
            ({"status": "busy", "x": 1}, invalid("must NOT have additional properties"))):
        assert result(api.post(SET, user=agent, json=body)) == refusal, body
    assert db.row("SELECT * FROM users WHERE id = %s", agent.id) == before
    assert result(api.post(SET, user=agent, json={"message": "\U0001f372" * 60})) == DONE
    for path in (GET, PRESENCE):
        for who in ({"userId": "unknown"}, {"username": "nobody"}):
            refused(api.get(path, user=agent, **who), UNKNOWN)
    refused(api.post(SET, user=db.user("admin"), json={"userId": "unknown", "status": "busy"}), UNKNOWN)


def test_only_an_admin_sets_the_status_of_others(own):
    api, db, agent = own.api, own.db, own.db.agent()
    for who in ({"userId": agent.id}, {"username": agent.username}):
        for role in ("livechat-agent", "livechat-manager"):
            answer = api.post(SET, user=db.user(role), json={**who, "status": "busy"})
            assert result(answer) == (403, {"success": False, "error": "unauthorized"})
        assert db.value("SELECT status FROM users WHERE id = %s", agent.id) == "online"
    assert result(api.post(SET, user=db.user("admin"), json={"username": agent.username, "status": "busy"})) == DONE
    assert shown(own, agent) == ("busy", "available")
    db.execute("UPDATE users SET active = 0 WHERE id = %s", agent.id)
    answer = api.post(SET, user=db.user("admin"), json={"userId": agent.id, "status": "online"})
    assert answer.json["error"] == "error-user-deactivated"


def test_an_agent_who_is_away_keeps_what_they_said_and_is_shown_offline(own):
    api, db, agent, other = own.api, own.db, own.db.agent(), own.db.user()
    api.post(SET, user=agent, json={"status": "busy", "message": "x"})
    seen_ago(own, agent, 90_001)
    assert result(api.get(GET, user=other, userId=agent.id)) == (200, of(agent, "offline", message="x"))
    assert api.get(PRESENCE, user=other, userId=agent.id).json["presence"] == "offline"
    assert api.get(ALL, user=other, ids=f"{agent.id},{other.id}").json["users"][0]["_id"] == other.id
    own_view = api.get(ALL, user=agent, ids=agent.id).json["users"]
    assert [user["status"] for user in own_view] == ["busy"], "their request shows that they are there"


def test_a_login_tells_its_owner_alone_when_it_began(own):
    agent = own.db.set_password(own.db.agent(), PASSWORD)
    before = now_ms()
    headers = log_in(own.api, agent)
    own_view = own.api.get(PRESENCE, headers=headers).json
    assert own_view["presence"] == own_view["connectionStatus"] == "online"
    assert to_date(before - 60_000) < own_view["lastLogin"] < to_date(now_ms() + 60_000)
    assert set(own.api.get(PRESENCE, user=own.db.user(), userId=agent.id).json) == {"presence", "success"}


def test_going_on_with_a_login_keeps_the_status_and_a_new_login_does_not(own):
    agent = own.db.set_password(own.db.agent(), PASSWORD)
    headers = log_in(own.api, agent)
    own.api.post(SET, headers=headers, json={"status": "busy"})
    me = own.api.post("/api/v1/login", json={"resume": headers["X-Auth-Token"]}).json["data"]["me"]
    assert me["status"] == "busy"
    own.api.post("agent.status", headers=headers, json={"status": "available"})
    assert shown(own, agent) == ("busy", "available")
    log_in(own.api, agent)
    assert shown(own, agent) == HERE


def test_a_program_is_there_from_its_status_on(own):
    bot, headers = program(own)
    assert own.api.get(ME, headers=headers).json["status"] == "offline"
    assert result(own.api.post(SET, headers=headers, json={"message": "x"})) == DONE
    assert own.api.get(ME, headers=headers).json["status"] == "offline"
    assert result(own.api.post(SET, headers=headers, json={"status": "away"})) == DONE
    assert shown(own, bot) == ("away", "not-available")
    admin(own, "token", "revoke", bot.username, "bridge")
    assert shown(own, bot) == ("offline", "not-available")


# --- presence ---------------------------------------------------------------------------------------

def ids(answer):
    assert answer.status == 200, answer
    return {user["_id"]: user["status"] for user in answer.json["users"]}


def test_all_who_are_not_offline_are_listed(own):
    api, db = own.api, own.db
    here, away, gone, off = db.user(name=None), db.agent(status="away"), db.agent(), db.agent(status="offline")
    seen_ago(own, gone, 90_001)
    answer = api.get(ALL, user=here)
    assert answer.json["full"] is True
    assert ids(answer) == {here.id: "online", away.id: "away"}
    some = api.get(ALL, user=here, ids=f"{away.id},{gone.id},{off.id},unknown")
    assert some.json["full"] is False and ids(some) == {away.id: "away"}
    assert ids(api.get(ALL, user=here, ids=away.id.swapcase())) == {}
    refused(api.get(ALL, user=here, **{"from": "x"}), invalid('must match format "date-time"'))


def test_changes_since_a_time_miss_nobody_who_came_or_went(own):
    api, db, asks = own.api, own.db, own.db.user()
    # Those of other tests were here long ago, and so did their logins end, however long that took.
    db.execute("UPDATE users SET seen_at = 0")
    db.execute("UPDATE auth_tokens SET expires_at = 1 WHERE expires_at <= %s", now_ms())
    seen_ago(own, asks, 0)
    now = now_ms()
    long_gone, went, came, expired, changed = (db.agent() for _ in range(5))
    db.execute("UPDATE users SET updated_at = 1")
    seen_ago(own, long_gone, 400_000)
    seen_ago(own, went, 100_000)
    seen_ago(own, came, 0)
    for user in (expired, changed):
        db.execute("UPDATE users SET seen_at = 0 WHERE id = %s", user.id)
    db.execute("UPDATE auth_tokens SET expires_at = %s WHERE user_id = %s", now - 10_000, expired.id)
    db.execute("UPDATE users SET updated_at = %s WHERE id = %s", now, changed.id)
    answer = api.get(ALL, user=asks, **{"from": to_date(now - 60_000)})
    assert answer.json["full"] is False
    assert ids(answer) == {went.id: "offline", came.id: "online", expired.id: "offline", changed.id: "offline"}
    answer = api.get(ALL, user=asks, **{"from": to_date(now - 700_000)})
    assert answer.json["full"] is True and ids(answer) == {asks.id: "online", came.id: "online"}
