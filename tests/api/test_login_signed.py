# SPDX-License-Identifier: MIT
"""POST livechat/login.signed: logins for which another application of the site vouches."""

import time

import pytest

import servers
from harness.checks import at_once, coded, to_ms
from harness.data import ROLES, new_id, now_ms, without_limits
from harness.signed import login_secret, signature, signed_login

ROUTE = "/api/v1/livechat/login.signed"
OFF = 403, coded("The option file has no login-secret of 32 characters or more", "error-signed-login-off")[1]
REFUSED = 401, coded("The signature was not made with the login-secret of the option file", "error-signed-login-refused")[1]
EXPIRED = 401, coded("The time of this login is over, or more than 60 seconds away", "error-signed-login-expired")[1]
USED = 401, coded("This login was used before", "error-signed-login-used")[1]
DAY = 86_400_000


@pytest.fixture(scope="module")
def config(new_database):
    return new_database("signed")


@pytest.fixture(scope="module")
def db(config):
    return without_limits(config)


@pytest.fixture(scope="module")
def secret(config):
    return login_secret(config)


@pytest.fixture(scope="module")
def api(new_site, db, secret):
    # Somebody else is an admin, so that those of the tests need not stay one.
    db.user("admin")
    return new_site("lighttpd", db.config, label="signed", workers=4).client


def new_name():
    return f"wp.{new_id(10)}"


def send(api, fields, **options):
    answer = api.post(ROUTE, json=fields, **options)
    return answer.status, answer.json


def who(api, reply):
    """What the user sees of themself who has got this reply."""
    status, body = reply
    assert status == 200, body
    assert body["status"] == "success" and body["data"]["me"]["_id"] == body["data"]["userId"]
    headers = {"X-User-Id": body["data"]["userId"], "X-Auth-Token": body["data"]["authToken"]}
    answer = api.get("/api/v1/me", headers=headers)
    assert answer.status == 200, answer
    return answer.json


# --- accounts -------------------------------------------------------------------------------------

@pytest.mark.parametrize("role, expected", [
    ("admin", {"user", "livechat-agent", "livechat-manager", "admin"}),
    ("livechat-manager", {"user", "livechat-agent", "livechat-manager"}), ("livechat-agent", {"user", "livechat-agent"})])
def test_an_account_is_made_and_is_online(api, db, secret, role, expected):
    name, email = new_name(), f"{new_id(8).lower()}@example.com"
    me = who(api, send(api, signed_login(secret, name, role, name="Lisa Lëe", email=email)))
    assert (me["username"], me["name"], me["email"], set(me["roles"])) == (name, "Lisa Lëe", email, expected)
    assert (me["status"], me["statusLivechat"]) == ("online", "available")
    row = db.row("SELECT password_hash, must_change_password FROM users WHERE username = %s", name)
    assert row == {"password_hash": None, "must_change_password": 0}, "nobody logs in to it with a password"


def test_without_name_and_address(api, secret):
    me = who(api, send(api, signed_login(secret, new_name(), "livechat-agent", name="", email=None)))
    assert "name" not in me and me["emails"] == []


def test_the_role_of_an_account_follows_and_the_rest_stays(api, db, secret):
    user = db.user("livechat-agent", "livechat-monitor", name="Own name", email=f"{new_id(8).lower()}@example.com")
    before = db.row("SELECT id, name, email, password_hash FROM users WHERE id = %s", user.id)
    fields = {"name": "Other", "email": "other@example.com"}
    for role, expected in (("livechat-manager", 2 + 4), ("admin", 2 + 4 + 16), ("livechat-agent", 2)):
        me = who(api, send(api, signed_login(secret, user.username.upper(), role, **fields)))
        assert me["_id"] == user.id and me["username"] == user.username
        assert db.value("SELECT roles FROM users WHERE id = %s", user.id) == 1 + expected + ROLES["livechat-monitor"]
    assert db.row("SELECT id, name, email, password_hash FROM users WHERE id = %s", user.id) == before


def test_an_address_of_somebody_else_is_left_out(api, db, secret):
    email = f"{new_id(8).lower()}@example.com"
    db.user("livechat-agent", email=email.upper())
    assert who(api, send(api, signed_login(secret, new_name(), "livechat-agent", email=email)))["emails"] == []


def test_an_account_that_was_deactivated_stays_so(api, db, secret):
    user = db.user("livechat-agent")
    db.execute("UPDATE users SET active = 0 WHERE id = %s", user.id)
    fields = signed_login(secret, user, "admin")
    assert send(api, fields)[1]["error"] == "error-user-deactivated"
    assert db.row("SELECT roles, active FROM users WHERE id = %s", user.id) == {"roles": 3, "active": 0}
    db.execute("UPDATE users SET active = 1 WHERE id = %s", user.id)
    assert send(api, fields)[0] == 200, "a login that was refused was not used"


def test_the_last_admin_stays_one(api, db, secret):
    others = [row["id"] for row in db.rows("SELECT id FROM users WHERE roles & 16 AND active = 1")]
    name = new_name()
    who(api, send(api, signed_login(secret, name, "admin")))
    db.execute("UPDATE users SET active = 0 WHERE FIND_IN_SET(id, %s)", ",".join(others))
    try:
        status, body = send(api, signed_login(secret, name, "livechat-agent"))
        assert status == 400 and "without an active admin" in body["error"]
    finally:
        db.execute("UPDATE users SET active = 1 WHERE FIND_IN_SET(id, %s)", ",".join(others))


@pytest.mark.parametrize("fields, error", [
    ({"username": "two words"}, "A username has 1 to 64 letters"), ({"role": "user"}, "The role is admin"),
    ({"role": "livechat-monitor"}, "The role is admin"), ({"role": "root"}, "The role is admin"),
    ({"role": ""}, "The role is admin"), ({"name": "a\x07"}, "A name has 1 to 255"), ({"email": "@"}, "Invalid email address")])
def test_what_the_application_may_not_say(api, db, secret, fields, error):
    before = db.value("SELECT COUNT(*) FROM users")
    status, body = send(api, signed_login(secret, **{"user": new_name(), "role": "livechat-agent", **fields}))
    assert status == 400 and body["error"].startswith(error), body
    assert db.value("SELECT COUNT(*) FROM users") == before


def test_the_login_ends_after_two_days_or_sooner(api, db, secret):
    begin = now_ms()
    me = who(api, send(api, signed_login(secret, new_name(), "livechat-agent")))
    expires = db.value("SELECT expires_at FROM auth_tokens WHERE user_id = %s", me["_id"])
    assert begin + 2 * DAY <= expires <= now_ms() + 2 * DAY
    db.set(Accounts_LoginExpiration="1")
    try:
        body = send(api, signed_login(secret, me["username"], "livechat-agent"))[1]
        sessions = api.get("sessions", headers={"X-User-Id": me["_id"], "X-Auth-Token": body["data"]["authToken"]}).json
        current = next(one for one in sessions["sessions"] if one["current"])
        assert to_ms(current["expiresAt"]) - to_ms(current["createdAt"]) == DAY
    finally:
        db.reset_settings()


# --- who is refused -------------------------------------------------------------------------------

@pytest.mark.parametrize("change", [
    {"username": "root"}, {"name": "X"}, {"email": "x@example.com"}, {"role": "admin"}, {"nonce": "n" * 24},
    {"signature": ""}, {"signature": "A" * 43}, {"signature": "A" * 200}], ids=str)
def test_nothing_can_be_changed(api, db, secret, change):
    before = db.value("SELECT COUNT(*) FROM users")
    fields = signed_login(secret, new_name(), "livechat-agent", name="Lisa", email="lisa@example.com")
    assert send(api, {**fields, **change}) == REFUSED
    assert send(api, {**fields, "expires": fields["expires"] - 1}) == REFUSED
    assert db.value("SELECT COUNT(*) FROM users") == before
    assert db.value("SELECT COUNT(*) FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE u.username = %s",
                    fields["username"]) == 0


def test_the_secret_of_another_installation(api, secret):
    assert send(api, signed_login(secret[::-1], new_name(), "admin")) == REFUSED


def test_no_member_passes_for_the_next_ones(api, secret):
    """Somebody who may choose their name ends it with lines that make them an admin."""
    fields = signed_login(secret, new_name(), "livechat-agent", name="X\nx@example.com\nadmin", email="y@example.com")
    assert send(api, fields) == REFUSED
    text = {"username": fields["username"], "name": "X", "email": "x@example.com", "role": "admin\ny@example.com\nlivechat-agent"}
    assert send(api, {**fields, **text}) == REFUSED


@pytest.mark.parametrize("seconds", [-3600, -1, 0, 3600, 10 ** 15])
def test_only_within_a_minute(api, secret, seconds):
    expires = int(time.time()) + seconds
    assert send(api, signed_login(secret, new_name(), "admin", expires=expires)) == EXPIRED


@pytest.mark.parametrize("expires", [2 ** 63, -2 ** 63, 10 ** 30, 1e300])
def test_no_time_at_all(api, secret, expires):
    assert send(api, signed_login(secret, new_name(), "admin", expires=expires))[0] in (400, 401)


def test_a_short_nonce_is_refused(api, secret):
    assert send(api, signed_login(secret, new_name(), "admin", nonce="n" * 15)) == REFUSED


def test_it_can_be_used_once(api, db, secret):
    fields = signed_login(secret, new_name(), "livechat-agent")
    me = who(api, send(api, fields))
    db.execute("UPDATE users SET roles = 1 WHERE id = %s", me["_id"])
    assert send(api, fields) == USED
    assert db.value("SELECT roles FROM users WHERE id = %s", me["_id"]) == 1, "who was demoted since stays so"
    assert send(api, signed_login(secret, new_name(), "admin", nonce=fields["nonce"])) == USED
    assert fields["nonce"] not in str(db.rows("SELECT * FROM signed_logins"))


def test_of_many_at_once_one_is_let_in(api, db, secret):
    fields = signed_login(secret, new_name(), "livechat-agent")
    answers = [answer[0] for answer in at_once(*8 * [lambda: send(api.elsewhere(), fields)])]
    assert sorted(answers) == [200] + 7 * [401]
    assert db.value("SELECT COUNT(*) FROM auth_tokens t JOIN users u ON u.id = t.user_id WHERE u.username = %s",
                    fields["username"]) == 1


def test_several_first_logins_of_one_user_at_once(api, db, secret):
    name = new_name()
    answers = at_once(*6 * [lambda: send(api.elsewhere(), signed_login(secret, name, "livechat-agent"))])
    assert [status for status, _ in answers] == 6 * [200]
    assert db.value("SELECT COUNT(*) FROM users WHERE username = %s", name) == 1


def test_used_ones_are_forgotten_after_their_time(db):
    for name, hours in (("old", 2), ("new", 0)):
        db.insert("signed_logins", nonce_hash=name, expires_at=now_ms() - hours * 3_600_000)
    db.execute("UPDATE duties SET due_at = 0 WHERE kind = 'tidy'")
    db.do_duties()
    assert not db.rows("SELECT 1 FROM signed_logins WHERE nonce_hash = 'old'")
    assert db.rows("SELECT 1 FROM signed_logins WHERE nonce_hash = 'new'")


def test_too_many_are_refused(new_site, config, secret):
    data = without_limits(config, settings_age_s=0)
    client = new_site("lighttpd-cgi", config, label="signed-limits").client
    data.set(Livechat_limit_login_per_5_minutes="1")
    try:
        statuses = [send(client, {**signed_login(secret, new_name(), "admin"), "signature": "A" * 43})[0] for _ in range(30)]
        assert statuses[0] == 401 and statuses[-1] == 429
    finally:
        data.reset_settings()


# --- the option file ------------------------------------------------------------------------------

@pytest.mark.parametrize("line", ["", "login-secret = ", f"login-secret = {'s' * 31}", f"#login-secret = {'s' * 32}"])
def test_it_is_off_without_a_secret(new_owner, line):
    account = new_owner().account
    servers.admin(account.put(more=f"{line}\n".encode()), "migrate")
    for key in {line.partition(" = ")[2], ""}:
        status, body, _ = account.request("POST", ROUTE, signed_login(key, new_name(), "admin"))
        assert (status, body) == OFF


def test_the_secret_is_not_for_others_on_the_machine(new_owner):
    """Without a password in it the file could be read by anybody."""
    owner = new_owner()
    owner.account.put(content=f"[livechat]\nuser = x\nlogin-secret = {'s' * 40}\n".encode(), mode=0o644)
    status, log = owner.account.ask()
    assert status == 503 and "may read its password, setup-key or login-secret" in log[0]


@pytest.mark.parametrize("written", ["login-secret = {}", "login_secret={}", "login-secret = '{}'  # of the website"])
def test_how_the_secret_may_be_written(new_owner, written):
    owner = new_owner()
    key = "a secret#with 32 characters or more"
    path = owner.account.put(more=(written.format(key) + "\n").encode())
    servers.admin(path, "migrate")
    status, body, log = owner.account.request("POST", ROUTE, signed_login(key, "lisa", "admin"))
    assert status == 200, (body, log)
