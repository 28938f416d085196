# SPDX-License-Identifier: MIT
"""The logins of a user, as livechat/sessions lists and ends them."""

from harness.checks import coded, listed, refused, to_ms
from harness.data import User, now_ms, token_hash

V1 = "/api/v1/"
UNKNOWN = coded("You have no session with this id", "error-session-not-found")


def login(api, user, agent):
    answer = api.post(V1 + "login", headers={"User-Agent": agent}, json={"user": user.username, "password": user.password})
    return User(user.id, user.username, answer.json["data"]["authToken"], user.password)


def sessions(api, user, **query):
    return listed(api.get("sessions", user=user, **query), "sessions")


def test_each_login_is_a_session(api, db):
    user = db.set_password(db.user())
    db.execute("DELETE FROM auth_tokens WHERE user_id = %s", user.id)
    begin = now_ms()
    phone, laptop = login(api, user, "Phone/1.0"), login(api, user, "Laptop/2.0")
    shown = sessions(api, laptop)
    assert sorted(s["userAgent"] for s in shown) == ["Laptop/2.0", "Phone/1.0"]
    by_agent = {s["userAgent"]: s for s in shown}
    assert by_agent["Laptop/2.0"]["current"] is True and by_agent["Phone/1.0"]["current"] is False
    for session in shown:
        assert begin <= to_ms(session["createdAt"]) == to_ms(session["lastUsedAt"]) < to_ms(session["expiresAt"])
        assert session["ip"] == "127.0.0.1"
    text = api.get("sessions", user=laptop).text
    for secret in (phone.token, laptop.token, token_hash(phone.token), token_hash(laptop.token)):
        assert secret not in text
    one = api.get("sessions/" + by_agent["Phone/1.0"]["_id"], user=laptop)
    assert one.json["session"] == by_agent["Phone/1.0"]


def test_a_resumed_session_was_used(api, db):
    user = login(api, db.set_password(db.user()), "Phone/1.0")
    db.execute("UPDATE auth_tokens SET used_at = 5 WHERE user_id = %s", user.id)
    assert to_ms(sessions(api, user)[0]["lastUsedAt"]) == 5
    api.post(V1 + "login", resume=user.token)
    assert to_ms(sessions(api, user)[0]["lastUsedAt"]) > 5


def test_a_session_is_ended_by_its_owner_alone(api, db):
    user = db.set_password(db.user())
    phone, laptop = login(api, user, "Phone/1.0"), login(api, user, "Laptop/2.0")
    session = next(s["_id"] for s in sessions(api, laptop) if not s["current"])
    for method in (api.get, api.delete):
        refused(method("sessions/" + session, user=db.user("admin")), UNKNOWN)
        refused(method("sessions/unknown", user=laptop), UNKNOWN)
    assert api.delete("sessions/" + session, user=laptop).json == {"success": True}
    assert api.get(V1 + "me", user=phone).status == 401 and api.get(V1 + "me", user=laptop).status == 200
    refused(api.delete("sessions/" + session, user=laptop), UNKNOWN)


def test_all_others_are_ended_at_once(api, db):
    user = db.set_password(db.user())
    db.insert("auth_tokens", hash=token_hash("program"), user_id=user.id, name="bot", created_at=1)
    logins = [login(api, user, f"Browser/{n}") for n in range(4)]
    assert api.delete("sessions", user=logins[2]).json == {"success": True}
    assert [api.get(V1 + "me", user=one).status for one in logins] == [401, 401, 200, 401]
    assert len(sessions(api, logins[2])) == 1
    assert db.value("SELECT COUNT(*) FROM auth_tokens WHERE user_id = %s", user.id) == 2


def test_who_ends_their_only_session_is_offline(api, db):
    agent = login(api, db.set_password(db.agent()), "Phone/1.0")
    db.execute("DELETE FROM auth_tokens WHERE user_id = %s AND hash <> %s", agent.id, token_hash(agent.token))
    assert api.delete("sessions/" + sessions(api, agent)[0]["_id"], user=agent).status == 200
    assert db.value("SELECT status FROM users WHERE id = %s", agent.id) == "offline"


def test_the_list_has_pages_and_forgets_what_has_expired(api, db):
    user = login(api, db.set_password(db.user()), "Phone/1.0")
    for n in range(5):
        db.insert("auth_tokens", hash=token_hash(f"{user.id}{n}"), user_id=user.id, created_at=1000 + n,
                  expires_at=1 if n == 4 else None)
    answer = api.get("sessions", user=user, count=2, offset=1)
    total = db.value("SELECT COUNT(*) FROM auth_tokens WHERE user_id = %s", user.id) - 1
    assert (answer.json["count"], answer.json["total"]) == (2, total)
    assert all("expiresAt" not in s for s in answer.json["sessions"][1:])
