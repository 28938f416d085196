# SPDX-License-Identifier: MIT
"""users.generatePersonalAccessToken and related routes: tokens for bots and bridges."""

import pytest

from harness.checks import NOT_LOGGED_IN, coded, invalid, plain, result, to_ms
from harness.data import new_id, now_ms, token_hash

MAKE = "/api/v1/users.generatePersonalAccessToken"
AGAIN = "/api/v1/users.regeneratePersonalAccessToken"
REMOVE = "/api/v1/users.removePersonalAccessToken"
LIST = "/api/v1/users.getPersonalAccessTokens"
ME = "/api/v1/me"
MISSING = plain("The 'tokenName' param is required")
WRONG = coded("The 'tokenName' param must be 1 to 128 bytes without control characters",
              "invalid-params")
EXISTS = coded("A token with this name already exists", "error-token-already-exists")
UNKNOWN = coded("Token does not exist", "error-token-does-not-exists")


def make(api, user, name="bot", **more):
    answer = api.post(MAKE, user=user, json={"tokenName": name, **more})
    assert answer.status == 200, answer
    return answer.json["token"]


def works(api, user, token):
    answer = api.get(ME, headers={"X-User-Id": user.id, "X-Auth-Token": token})
    return answer.status == 200 and answer.json["_id"] == user.id


def test_anybody_logged_in_makes_a_token_that_works(api, db):
    for user in (db.user(), db.agent(), db.user("admin")):
        answer = api.post(MAKE, user=user, json={"tokenName": "bot"})
        token = answer.json["token"]
        assert result(answer) == (200, {"token": token, "success": True})
        assert len(token) == 43 and works(api, user, token)
        row = db.row("SELECT * FROM auth_tokens WHERE hash = %s", token_hash(token))
        assert row["user_id"] == user.id and row["name"] == "bot" and row["expires_at"] is None
        assert token not in str(row)


def test_the_list_has_the_users_tokens_without_their_secrets(api, db):
    user, other = db.agent(), db.agent()
    assert result(api.get(LIST, user=user)) == (200, {"tokens": [], "success": True})
    before = now_ms()
    second, first = make(api, user, "b", bypassTwoFactor=True), make(api, user, "a")
    make(api, other, "c")
    answer = api.get(LIST, user=user)
    assert [t.pop("createdAt") for t in (dict(x) for x in answer.json["tokens"])]
    for token in answer.json["tokens"]:
        assert before <= to_ms(token.pop("createdAt")) <= now_ms()
    assert answer.json == {"success": True, "tokens": [
        {"name": "a", "lastTokenPart": first[-6:], "bypassTwoFactor": False},
        {"name": "b", "lastTokenPart": second[-6:], "bypassTwoFactor": True}]}
    assert first not in answer.text


def test_names_are_unique_for_each_user(api, db):
    user, other = db.agent(), db.agent()
    token = make(api, user, "bot")
    assert result(api.post(MAKE, user=user, json={"tokenName": "bot"})) == EXISTS
    assert works(api, user, token)
    assert works(api, other, make(api, other, "bot"))
    for name in ("Bot", "bot ", "böt"):
        make(api, user, name)
    assert len(api.get(LIST, user=user).json["tokens"]) == 4


@pytest.mark.parametrize("path", [MAKE, AGAIN, REMOVE])
def test_a_name_is_needed(api, db, path):
    user = db.agent()
    for body in ({}, {"tokenName": ""}, {"tokenName": None}):
        assert result(api.post(path, user=user, json=body)) == MISSING, body
    for name in ("a\nb", "\x1b[2J", "\x7f", "a\u009b", "x" * 129, "ä" * 65):
        assert result(api.post(path, user=user, json={"tokenName": name})) == WRONG, name
    assert result(api.post(path, user=user, json={"tokenName": {"$ne": 1}})) == invalid("must be string")
    assert result(api.post(path, user=user, json={"tokenName": "a", "userId": user.id})) == invalid(
        "must NOT have additional properties")
    assert api.get(LIST, user=user).json["tokens"] == []


def test_longest_names(api, db):
    user = db.agent()
    for name in ("x" * 128, "ä" * 64):
        make(api, user, name)
        assert result(api.post(REMOVE, user=user, json={"tokenName": name})) == (200, {"success": True})


def test_a_token_is_replaced(api, db):
    user, other = db.agent(), db.agent()
    old, others = make(api, user, "bot", bypassTwoFactor=True), make(api, other, "bot")
    expires = now_ms() + 10**9
    db.execute("UPDATE auth_tokens SET expires_at = %s WHERE hash = %s", expires, token_hash(old))
    answer = api.post(AGAIN, user=user, json={"tokenName": "bot"})
    new = answer.json["token"]
    assert result(answer) == (200, {"token": new, "success": True})
    assert works(api, user, new) and not works(api, user, old) and works(api, other, others)
    (token,) = api.get(LIST, user=user).json["tokens"]
    assert token["name"] == "bot" and token["lastTokenPart"] == new[-6:] and token["bypassTwoFactor"]
    assert db.value("SELECT expires_at FROM auth_tokens WHERE hash = %s", token_hash(new)) == expires
    assert result(api.post(AGAIN, user=user, json={"tokenName": "other"})) == UNKNOWN


def test_a_deleted_token_does_not_work(api, db):
    user, other = db.agent(), db.agent()
    token, kept, others = make(api, user, "bot"), make(api, user, "kept"), make(api, other, "bot")
    answer = api.post(REMOVE, user=user, json={"tokenName": "bot"})
    assert result(answer) == (200, {"success": True})
    assert not works(api, user, token) and works(api, user, kept) and works(api, other, others)
    assert result(api.post(REMOVE, user=user, json={"tokenName": "bot"})) == UNKNOWN
    assert result(api.post(REMOVE, user=db.agent(), json={"tokenName": "kept"})) == UNKNOWN
    assert api.get(ME, user=user).status == 200


def test_a_login_is_not_a_personal_access_token(api, db):
    """A login has no name, so no name that is sent can mean it."""
    user = db.agent()
    for name in ("NULL", "null", "%"):
        assert result(api.post(REMOVE, user=user, json={"tokenName": name})) == UNKNOWN
    assert api.get(ME, user=user).status == 200


def test_logging_out_with_a_token_deletes_it(api, db):
    user = db.agent()
    token = make(api, user, "bot")
    headers = {"X-User-Id": user.id, "X-Auth-Token": token}
    assert api.post("/api/v1/logout", headers=headers).status == 200
    assert not works(api, user, token) and api.get(ME, user=user).status == 200


def test_the_api_and_the_command_line_tool_list_the_same_tokens(api, db, admin):
    user = db.agent()
    name = "bot-" + new_id()
    make(api, user, name)
    assert name in admin("token", "list", user.username).stdout
    admin("token", "revoke", user.username, name)
    assert api.get(LIST, user=user).json["tokens"] == []
    printed = admin("token", "add", user.username, name).stdout
    (token,) = api.get(LIST, user=user).json["tokens"]
    assert token["name"] == name and token["lastTokenPart"] == printed.split()[-1][-6:]


@pytest.mark.parametrize("method,path", [("POST", MAKE), ("POST", AGAIN), ("POST", REMOVE), ("GET", LIST)])
def test_tokens_need_a_login(api, method, path):
    answer = api.request(method, path, json={})
    assert (answer.status, answer.body) == (401, NOT_LOGGED_IN)
