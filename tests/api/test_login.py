# SPDX-License-Identifier: MIT
"""POST /login and /logout, GET /me."""

import hashlib
import json
import os
import subprocess
import time

import pytest

from harness.checks import NOT_LOGGED_IN, invalid, result
from harness.data import new_id, now_ms, token_hash
from harness.hostile import cgi

LOGIN, LOGOUT, ME = "/api/v1/login", "/api/v1/logout", "/api/v1/me"
REFUSED = 401, {"success": False, "status": "error", "error": "Unauthorized",
                "message": "Unauthorized"}
GONE = b'{"status":"success","data":{"message":"You\'ve been logged out!"}}'
PASSWORD = "correct horse"
DIGEST = {"digest": hashlib.sha256(PASSWORD.encode()).hexdigest(), "algorithm": "sha-256"}


@pytest.fixture(scope="module")
def lisa(db):
    """An agent with a password and an e-mail address."""
    domain = new_id()
    user = db.user("livechat-agent", name="Lisa Lëe", email=f"Lisa.Lee@{domain}")
    user.email = f"Lisa.Lee@{domain}"
    return db.set_password(user, PASSWORD)


@pytest.fixture
def ben(db):
    """An agent who has never logged in."""
    user = db.set_password(db.user("livechat-agent", status="offline", available=False), PASSWORD)
    db.execute("DELETE FROM auth_tokens WHERE user_id = %s", user.id)
    return user


def me_of(user, **more):
    return {"_id": user.id, "name": "Test Agent", "emails": [], "status": "online",
            "statusConnection": "online", "username": user.username, "utcOffset": 0, "active": True,
            "roles": ["user", "livechat-agent"], "settings": {"profile": {}, "preferences": {}},
            "statusLivechat": "available", "avatarUrl": f"/avatar/{user.username}",
            "isOAuthUser": False, **more}


def log_in(api, user, password=PASSWORD):
    answer = api.post(LOGIN, user=None, json={"user": user.username, "password": password})
    assert answer.status == 200, answer
    return {"X-User-Id": answer.json["data"]["userId"],
            "X-Auth-Token": answer.json["data"]["authToken"]}


# --- logging in -------------------------------------------------------------------------------------

def test_a_password_gives_a_token_that_works(api, db, lisa):
    answer = api.post(LOGIN, json={"user": lisa.username, "password": PASSWORD})
    assert answer.status == 200
    token = answer.json["data"]["authToken"]
    assert len(token) == 43
    me = me_of(lisa, name="Lisa Lëe", email=lisa.email,
               emails=[{"address": lisa.email, "verified": True}])
    assert answer.json == {"status": "success", "success": True,
                           "data": {"userId": lisa.id, "authToken": token, "me": me}}
    assert list(answer.json)[0] == "status"
    headers = {"X-User-Id": lisa.id, "X-Auth-Token": token}
    assert result(api.get(ME, headers=headers)) == (200, {**me, "success": True})
    assert db.row("SELECT name, user_id FROM auth_tokens WHERE hash = %s", token_hash(token)) == {
        "name": None, "user_id": lisa.id}
    assert token not in str(db.rows("SELECT * FROM auth_tokens WHERE user_id = %s", lisa.id))


@pytest.mark.parametrize("name", [
    lambda u: {"user": u.username}, lambda u: {"username": u.username},
    lambda u: {"user": u.email.lower()}, lambda u: {"email": u.email},
    lambda u: {"user": {"username": u.username}}, lambda u: {"user": {"email": u.email.upper()}},
    lambda u: {"user": u.username.upper()}])
@pytest.mark.parametrize("password", [PASSWORD, DIGEST, {**DIGEST, "digest": DIGEST["digest"].upper()}])
def test_every_way_to_send_the_login(api, lisa, name, password):
    answer = api.post(LOGIN, json={**name(lisa), "password": password, "code": None})
    assert answer.status == 200, answer
    assert answer.json["data"]["userId"] == lisa.id


@pytest.mark.parametrize("domain", ["BÜCHER.example", "xn--bcher-kva.example"])
def test_an_international_address_may_be_spelt_in_both_ways(api, db, domain):
    local = new_id().lower()
    user = db.set_password(db.agent(email=f"{local}@xn--bcher-kva.example"), PASSWORD)
    answer = api.post(LOGIN, json={"user": f"{local}@{domain}", "password": PASSWORD})
    assert answer.status == 200 and answer.json["data"]["userId"] == user.id
    for wrong in (f"{local}@{domain} ", f" {local}@{domain}"):
        assert result(api.post(LOGIN, json={"user": wrong, "password": PASSWORD})) == REFUSED


@pytest.mark.parametrize("field", ["user", "username"])
def test_a_login_can_be_a_form(api, lisa, field):
    form = {field: lisa.username, "password": PASSWORD}
    answer = api.post(LOGIN, data=form)
    assert answer.status == 200 and answer.json["data"]["userId"] == lisa.id
    answer = api.post(LOGIN, data={field: lisa.username, "password[digest]": DIGEST["digest"],
                                   "password[algorithm]": "sha-256"})
    assert answer.status == 200


def test_every_failed_login_gets_the_same_answer(api, db, lisa):
    no_password, disabled = db.agent(), db.set_password(db.agent(email="gone@example.com"), PASSWORD)
    db.execute("UPDATE users SET active = 0 WHERE id = %s", disabled.id)
    bodies = set()
    for body in ({"user": lisa.username, "password": "wrong"},
                 {"user": lisa.username, "password": PASSWORD + " "},
                 {"user": lisa.username, "password": ""},
                 {"user": lisa.username, "password": DIGEST["digest"]},
                 {"user": lisa.username, "password": {**DIGEST, "digest": "0" * 64}},
                 {"user": lisa.username, "password": {**DIGEST, "digest": "0"}},
                 {"user": lisa.username + " ", "password": PASSWORD},
                 {"user": lisa.username + "x", "password": PASSWORD},
                 {"user": lisa.email.replace("Lee", "Lée"), "password": PASSWORD},
                 {"user": lisa.email + " ", "password": PASSWORD},
                 {"username": lisa.email, "password": PASSWORD},
                 {"email": lisa.username, "password": PASSWORD},
                 {"user": "", "password": PASSWORD}, {"user": "%", "password": PASSWORD},
                 {"user": "nobody", "password": PASSWORD},
                 {"user": "' OR '1'='1", "password": "' OR '1'='1"},
                 {"user": no_password.username, "password": PASSWORD},
                 {"user": no_password.username, "password": ""},
                 {"user": disabled.username, "password": PASSWORD},
                 {"email": "gone@example.com", "password": PASSWORD},
                 {"resume": "nothing"}, {"resume": ""}, {"resume": token_hash(lisa.token)}):
        answer = api.post(LOGIN, json=body)
        assert result(answer) == REFUSED, body
        bodies.add(answer.body)
    assert len(bodies) == 1
    assert db.value("SELECT status FROM users WHERE id = %s", no_password.id) == "online"


def test_an_unknown_user_takes_as_long_as_a_wrong_password(site, db, folder, lisa):
    """Hashing takes most of the time, so a hash of the same cost is computed for every failed login."""
    counter, calls = os.path.join(folder, "count_crypt.so"), os.path.join(folder, "crypt-calls")
    subprocess.run(["cc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", counter, "-ldl",
                    os.path.join(os.path.dirname(__file__), "count_crypt.c")], check=True)

    def hashes(name):
        with open(calls, "w"):
            pass
        body = json.dumps({"user": name, "password": "wrong"}).encode()
        answer = cgi(site, "POST", LOGIN, body, LD_PRELOAD=counter, CRYPT_CALLS=calls,
                     ASAN_OPTIONS="verify_asan_link_order=0")
        assert result(answer) == REFUSED
        with open(calls) as file:
            return file.read().split()
    known = hashes(lisa.username)
    assert len(known) == 1
    assert hashes("nobody.here") == hashes(db.agent().username) == known


@pytest.mark.parametrize("body,text", [
    ({}, "must have required property 'user'"),
    ({"password": "x"}, "must have required property 'user'"),
    ({"user": {"$ne": ""}, "password": "x"}, "must have required property 'user'"),
    ({"user": {"username": {"$gt": ""}}, "password": "x"}, "must have required property 'user'"),
    ({"user": "x"}, "must have required property 'password'"),
    ({"user": "x", "password": None}, "must have required property 'password'"),
    ({"user": "x", "password": {"$ne": ""}},
     'password must be string or have digest and algorithm "sha-256"'),
    ({"user": "x", "password": {"digest": "0" * 64, "algorithm": "md5"}},
     'password must be string or have digest and algorithm "sha-256"'),
    ({"user": "x", "password": ["x"]},
     'password must be string or have digest and algorithm "sha-256"'),
    ({"username": {"$ne": ""}, "password": "x"}, "must be string"),
    ({"resume": {"$ne": ""}}, "must be string"),
    ({"user": "x", "password": "x", "isAdmin": True}, "must NOT have additional properties")])
def test_a_request_without_a_login_is_refused(api, body, text):
    assert result(api.post(LOGIN, json=body)) == invalid(text)


def test_get_does_not_log_in(api, lisa):
    answer = api.get(LOGIN, query={"user": lisa.username, "password": PASSWORD})
    assert answer.status == 405 and answer.headers["Allow"] == "POST, OPTIONS"


def test_a_login_lasts_as_many_days_as_the_setting_says(instant):
    user = instant.db.set_password(instant.db.agent(), PASSWORD)

    def lifetime_days():
        hashed = token_hash(log_in(instant.api, user)["X-Auth-Token"])
        row = instant.db.row("SELECT created_at, expires_at FROM auth_tokens WHERE hash = %s", hashed)
        return (row["expires_at"] - row["created_at"]) / 86400000
    assert lifetime_days() == 90
    instant.set(Accounts_LoginExpiration="7")
    assert lifetime_days() == 7


def test_a_login_deletes_expired_tokens(api, db, lisa):
    old = log_in(api, lisa)
    db.execute("UPDATE auth_tokens SET expires_at = created_at - 1 WHERE hash = %s",
               token_hash(old["X-Auth-Token"]))
    assert api.get(ME, headers=old).body == NOT_LOGGED_IN
    assert result(api.post(LOGIN, json={"resume": old["X-Auth-Token"]})) == REFUSED
    kept = log_in(api, lisa)
    assert not db.row("SELECT 1 FROM auth_tokens WHERE hash = %s", token_hash(old["X-Auth-Token"]))
    assert api.get(ME, headers=kept).status == 200
    assert api.get(ME, user=lisa).status == 401, "set_password ended what was before"


def test_a_login_is_continued_with_a_token(api, db, ben):
    headers = log_in(api, ben)
    db.execute("UPDATE users SET status = 'offline', available = 0 WHERE id = %s", ben.id)
    answer = api.post(LOGIN, json={"resume": headers["X-Auth-Token"]})
    assert result(answer) == (200, {
        "status": "success", "success": True,
        "data": {"userId": ben.id, "authToken": headers["X-Auth-Token"],
                 "me": me_of(ben, statusLivechat="not-available")}})
    assert db.value("SELECT status FROM users WHERE id = %s", ben.id) == "online"
    assert db.value("SELECT COUNT(*) FROM auth_tokens WHERE user_id = %s", ben.id) == 1


# --- who is there -----------------------------------------------------------------------------------

def test_an_agent_is_online_until_their_last_login_ends(api, db, ben):
    def there():
        row = db.row("SELECT status, available FROM users WHERE id = %s", ben.id)
        return row["status"], row["available"]
    assert there() == ("offline", 0)
    db.insert("auth_tokens", hash=token_hash(new_id()), user_id=ben.id, name="bot", created_at=1)
    db.insert("auth_tokens", hash=token_hash(new_id()), user_id=ben.id, created_at=1,
              expires_at=now_ms() + 5_000)
    desk, phone = log_in(api, ben), log_in(api, ben)
    assert there() == ("online", 1)
    api.post("agent.status", headers=desk, json={"status": "not-available"})
    assert there() == ("online", 0)
    assert api.post(LOGOUT, headers=phone).body == GONE
    assert there() == ("online", 0)
    phone = log_in(api, ben)
    assert there() == ("online", 1)
    assert api.post(LOGOUT, headers=phone).body == GONE
    assert there() == ("online", 1)
    db.execute("UPDATE auth_tokens SET expires_at = 2 WHERE user_id = %s AND created_at = 1"
               " AND name IS NULL", ben.id)
    assert api.post(LOGOUT, headers=desk).body == GONE
    assert there() == ("offline", 0), "neither what has expired nor a program's token is a login"


def test_a_user_who_is_not_an_agent_is_never_available(api, db):
    manager = db.set_password(db.user("livechat-manager", available=False, status="offline"), PASSWORD)
    answer = api.post(LOGIN, json={"user": manager.username, "password": PASSWORD})
    me = answer.json["data"]["me"]
    assert me["status"] == "online" and "statusLivechat" not in me
    assert me["roles"] == ["user", "livechat-manager"]
    assert db.value("SELECT available FROM users WHERE id = %s", manager.id) == 0


# --- logging out and /me ----------------------------------------------------------------------------

@pytest.mark.parametrize("method", ["POST", "GET"])
def test_logout_ends_the_token_used_and_no_other(api, db, lisa, method):
    one, two = log_in(api, lisa), log_in(api, lisa)
    answer = api.request(method, LOGOUT, headers=one)
    assert (answer.status, answer.body) == (200, GONE)
    assert api.get(ME, headers=one).body == NOT_LOGGED_IN
    assert api.get(ME, headers=two).status == 200
    answer = api.request(method, LOGOUT, headers=one)
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)


@pytest.mark.parametrize("method,path", [("GET", ME), ("POST", LOGOUT), ("GET", LOGOUT)])
def test_only_headers_authenticate(api, db, method, path):
    """A browser sends cookies by itself; without them another website cannot act for an agent."""
    agent = db.agent()
    cookie = {"Cookie": f"rc_uid={agent.id}; rc_token={agent.token}"}
    query = {"X-User-Id": agent.id, "X-Auth-Token": agent.token, "token": agent.token}
    answer = api.request(method, path, headers=cookie, query=query)
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)
    assert api.get(ME, user=agent).status == 200


def test_a_password_never_comes_back(api, db, lisa):
    headers = log_in(api, lisa)
    stored = db.value("SELECT password_hash FROM users WHERE id = %s", lisa.id)
    for answer in (api.get(ME, headers=headers),
                   api.post(LOGIN, json={"user": lisa.username, "password": PASSWORD})):
        assert stored not in answer.text and PASSWORD not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


# --- how often --------------------------------------------------------------------------------------

def test_five_attempts_in_five_minutes_for_a_name(api, db, lisa, settings):
    settings(Livechat_limit_login_per_5_minutes="5")
    here, there = api.elsewhere(), api.elsewhere()
    for name in (lisa.username, lisa.username.upper(), lisa.username, lisa.username):
        assert result(here.post(LOGIN, json={"user": name, "password": "wrong"})) == REFUSED
    answer = here.post(LOGIN, json={"user": {"username": lisa.username}, "password": PASSWORD})
    assert answer.status == 200 and answer.headers["X-RateLimit-Remaining"] == "0"
    for body in ({"user": lisa.username, "password": PASSWORD},
                 {"username": lisa.username, "password": "x"}, {"user": lisa.username, "password": DIGEST}):
        answer = here.post(LOGIN, json=body)
        assert answer.status == 429 and "error-too-many-requests" in answer.json["error"]
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert result(here.post(LOGIN, json={"user": "somebody.else", "password": "x"})) == REFUSED
    assert there.post(LOGIN, json={"user": lisa.username, "password": PASSWORD}).status == 200


def test_an_account_has_one_limit_however_it_is_named(api, lisa, settings):
    settings(Livechat_limit_login_per_5_minutes="5")
    here = api.elsewhere()
    names = [{"user": lisa.username}, {"email": lisa.email}, {"user": {"email": lisa.email.upper()}},
             {"username": lisa.username.upper()}, {"user": lisa.email.lower()}]
    for name in names:
        assert result(here.post(LOGIN, json={**name, "password": "wrong"})) == REFUSED
    for name in names:
        assert here.post(LOGIN, json={**name, "password": PASSWORD}).status == 429


def test_a_name_of_nobody_has_the_same_limit(api, settings):
    """Otherwise the limit would show who exists."""
    settings(Livechat_limit_login_per_5_minutes="5")
    here, name = api.elsewhere(), "Nobody" + new_id()
    for spelt in (name, name.upper(), name.lower(), name, name):
        assert result(here.post(LOGIN, json={"user": spelt, "password": "wrong"})) == REFUSED
    assert here.post(LOGIN, json={"username": name, "password": "wrong"}).status == 429


@pytest.mark.parametrize("names", [
    lambda u: {"user": "x1@y.z", "username": u.username},
    lambda u: {"user": u.username, "username": "x"},
    lambda u: {"user": u.username, "email": u.email},
    lambda u: {"username": u.username, "email": u.email},
    lambda u: {"user": {"username": u.username}, "username": "x"},
    lambda u: {"user": {"username": u.username, "email": u.email}},
    lambda u: {"user": {"email": "x1@y.z"}, "email": u.email}])
def test_two_names_in_one_login_are_refused(api, lisa, names):
    """Whichever was limited, the other could be the one that is checked."""
    answer = api.post(LOGIN, json={**names(lisa), "password": PASSWORD})
    assert result(answer) == invalid("user, username and email must not name different users")


def test_one_name_may_be_sent_twice(api, lisa):
    assert api.post(LOGIN, json={
        "user": lisa.username, "username": lisa.username, "password": PASSWORD}).status == 200


def test_many_names_are_limited_as_well(instant):
    """The limit for all names is ten times that for one name. On a slow machine one more attempt is allowed
    every 30 seconds."""
    instant.set(Livechat_limit_login_per_5_minutes="1")
    here, begin = instant.api.elsewhere(), time.monotonic()
    count = 0
    while (answer := here.post(LOGIN, json={"user": f"name{count}", "password": "x"})).status == 401:
        count += 1
    assert answer.status == 429
    assert 10 <= count <= 10 + (time.monotonic() - begin) / 30
    assert here.post(LOGIN, json={"resume": "x"}).status == 429


def test_login_works_on_every_server(every_site, lisa):
    client = every_site.client.clone()
    headers = log_in(client, lisa)
    assert client.get(ME, headers=headers).json["_id"] == lisa.id
    assert client.post(LOGOUT, headers=headers).body == GONE
    assert client.get(ME, headers=headers).status == 401
    answer = client.post(LOGOUT, headers=headers, json={"unread": "x" * 100000})
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)
