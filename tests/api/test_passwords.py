# SPDX-License-Identifier: MIT
"""What a new password ends: every login and token of the user, also one that is being made."""

import contextlib
import json
import threading

import pytest

from harness.checks import NOT_LOGGED_IN, coded, refused, result, wait_for
from harness.data import User

V1 = "/api/v1/"
OLD, NEW = "correct horse", "another horse"
UNAUTHORIZED = 401, {"success": False, "status": "error", "error": "Unauthorized", "message": "Unauthorized"}
WRONG = coded("currentPassword is not the current password", "error-invalid-password")


@pytest.fixture
def lisa(api, db):
    """An agent who is logged in."""
    return log_in(api, db.set_password(db.agent(), OLD))


def log_in(api, user):
    """Returns the user, with the token of another login."""
    data = api.post(V1 + "login", json={"user": user.username, "password": user.password}).json["data"]
    return User(user.id, user.username, data["authToken"], user.password)


def tokens(db, user):
    return db.value("SELECT COUNT(*) FROM auth_tokens WHERE user_id = %s", user.id)


def answer_while(db, lisa, sql, send):
    """Returns the answer to a request that had read lisa's row and was held up at the next write to it, when
    `sql` was executed."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(send()))
    with contextlib.closing(db.connect(autocommit=False)) as other:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM users WHERE id = %s FOR UPDATE", (lisa.id,))
            thread.start()
            wait_for(lambda: answers or db.value(
                "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND command IN"
                " ('Query', 'Execute') AND (info LIKE 'UPDATE users u%%' OR info LIKE '%%FROM users%%FOR UPDATE')"))
            assert not answers
            for statement in sql:
                cursor.execute(statement, (lisa.id,))
        other.commit()
    thread.join()
    return answers[0]


def changed_by(db, password):
    """Returns the statements that give a user another password."""
    hashed = db.value("SELECT password_hash FROM users WHERE id = %s", db.set_password(db.user(), password).id)
    return [f"UPDATE users SET password_hash = '{hashed}' WHERE id = %s",
            "DELETE FROM auth_tokens WHERE user_id = %s"]


def test_a_login_that_verified_the_old_password_gets_no_token(api, db, lisa):
    answer = answer_while(db, lisa, changed_by(db, NEW), lambda: api.clone().post(
        V1 + "login", json={"user": lisa.username, "password": OLD}))
    assert result(answer) == UNAUTHORIZED
    assert tokens(db, lisa) == 0


def test_a_login_is_not_refused_because_something_else_was_changed(api, db, lisa):
    answer = answer_while(db, lisa, ["UPDATE users SET name = 'Lisa' WHERE id = %s"], lambda: api.clone().post(
        V1 + "login", json={"user": lisa.username, "password": OLD}))
    assert answer.status == 200
    assert tokens(db, lisa) == 2


@pytest.mark.parametrize("data", [{"newPassword": "stolen horse"}, {"email": "stolen@example.com"},
                                  {"username": "stolen.name"}], ids=["password", "email", "username"])
def test_a_change_that_verified_the_old_password_changes_nothing(api, db, lisa, data):
    answer = answer_while(db, lisa, changed_by(db, NEW)[:1], lambda: api.clone().post(
        V1 + "users.updateOwnBasicInfo", user=lisa, json={"data": {"currentPassword": OLD, **data}}))
    refused(answer, WRONG)
    row = db.row("SELECT username, email FROM users WHERE id = %s", lisa.id)
    assert row == {"username": lisa.username, "email": None}
    assert api.post(V1 + "login", json={"user": lisa.username, "password": NEW}).status == 200


# --- what it ends -----------------------------------------------------------------------------------

def make_token(api, user, name="bot"):
    answer = api.post(V1 + "users.generatePersonalAccessToken", user=user, tokenName=name)
    return User(user.id, user.username, answer.json["token"])


def change_own(api, by):
    return api.post(V1 + "users.updateOwnBasicInfo", user=by,
                    json={"data": {"currentPassword": OLD, "newPassword": NEW}})


def first_password(api, db, user):
    db.execute("UPDATE users SET must_change_password = 1 WHERE id = %s", user.id)
    return change_own(api, user)


WAYS = {
    "an admin": lambda api, db, user: api.post(
        V1 + "users.update", user=db.user("admin"), json={"userId": user.id, "data": {"password": NEW}}),
    "livechat-admin": lambda api, db, user: db.set_password(user, NEW),
    "the user": lambda api, db, user: change_own(api, user),
    "the user, who had to": first_password,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_new_password_ends_all_logins_and_personal_access_tokens(api, db, lisa, way):
    """Whoever got hold of the old one may have made a token with it. Only the login that changed it stays."""
    others = [log_in(api, lisa), make_token(api, lisa), make_token(api, lisa, "another")]
    WAYS[way](api, db, lisa)
    assert [api.get(V1 + "me", user=one).status for one in others] == [401] * 3
    stays = way.startswith("the user")
    assert api.get(V1 + "me", user=lisa).status == (200 if stays else 401)
    assert tokens(db, lisa) == (1 if stays else 0)
    assert api.post(V1 + "login", json={"user": lisa.username, "password": NEW}).status == 200


def test_a_program_that_changes_the_password_keeps_its_token(api, db, lisa):
    program, other = make_token(api, lisa), make_token(api, lisa, "another")
    api.post("agent.status", user=program, json={"status": "available"})
    assert change_own(api, program).status == 200
    assert [api.get(V1 + "me", user=one).status for one in (program, other, lisa)] == [200, 401, 401]
    assert api.get(V1 + "me", user=program).json["statusLivechat"] == "available"


def test_a_change_of_something_else_ends_nothing(api, db, lisa):
    program, other = make_token(api, lisa), log_in(api, lisa)
    data = {"currentPassword": OLD, "email": f"{lisa.username}@example.com"}
    assert api.post(V1 + "users.updateOwnBasicInfo", user=lisa, json={"data": data}).status == 200
    assert api.post(V1 + "users.update", user=db.user("admin"),
                    json={"userId": lisa.id, "data": {"name": "Lisa"}}).status == 200
    assert [api.get(V1 + "me", user=one).status for one in (program, other, lisa)] == [200] * 3


def test_a_login_that_ends_meanwhile_makes_no_personal_access_token(api, db, lisa):
    answer = answer_while(db, lisa, changed_by(db, NEW), lambda: api.clone().post(
        V1 + "users.generatePersonalAccessToken", user=lisa, tokenName="stolen"))
    assert result(answer) == (401, json.loads(NOT_LOGGED_IN))
    assert tokens(db, lisa) == 0
