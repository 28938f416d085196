# SPDX-License-Identifier: MIT
"""What is true of every answer: headers, CORS, routes and methods, authentication, and how a request is
read."""

import json
import re

import pytest

import servers
from harness.checks import BODY_MAX, FORBIDDEN, NOT_LOGGED_IN, invalid, plain, result
from harness.data import now_ms

NO_ROUTE = b'{"status":"error","message":"API endpoint does not exist"}'
EXPOSED = ("X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, ETag, X-Request-Id,"
           " X-Poll-Interval, X-Queue-Position, X-Typing, X-Read-Until")


# --- headers ------------------------------------------------------------------------------------

def requests_of_all_kinds(api, db, room):
    """Returns (expected status, answer) for each way in which an answer can come about."""
    agent, nobody = db.agent(), db.user()
    token = room.visitor.token
    yield 200, api.get("/api/info")
    yield 200, api.post("message", token=token, rid=room.id, msg="x")
    yield 200, api.get(f"messages.history/{room.id}", token=token)
    yield 200, api.get(f"messages/{room.id}", user=agent)
    yield 200, api.get("room", token=token)
    yield 200, api.get(f"visitor/{token}")
    yield 400, api.post("message")
    yield 400, api.post("message", token="nobody", rid=room.id, msg="x")
    yield 400, api.post("message", data="{", headers={"Content-Type": "application/json"})
    yield 400, api.post("offline.message", name="a", email="b", message="c")
    yield 401, api.get(f"messages/{room.id}")
    yield 401, api.post("messages")
    yield 403, api.get(f"messages/{room.id}", user=nobody)
    yield 404, api.get("nothing.here")
    yield 404, api.get("/api/v2/livechat/message")
    yield 404, api.get("/api/")
    yield 405, api.put("message")
    yield 405, api.request("PATCH", "message/abc")
    yield 413, api.post("message", data=b" " * (BODY_MAX + 1),
                        headers={"Content-Type": "application/json"})


def test_every_answer_has_the_common_headers_whatever_its_status(api, db, room):
    for status, answer in requests_of_all_kinds(api, db, room):
        assert answer.status == status, answer
        assert answer.headers["Content-Type"] == "application/json", answer
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer
        assert answer.headers["Access-Control-Allow-Origin"] == "*", answer
        assert answer.headers["Access-Control-Expose-Headers"] == EXPOSED, answer
        assert "Access-Control-Allow-Credentials" not in answer.headers, answer
        assert "Vary" not in answer.headers, answer
        assert "Set-Cookie" not in answer.headers, answer
        assert answer.headers["X-Request-Id"], answer


def test_every_answer_is_a_compact_json_object_of_the_announced_length(api, db, room):
    for status, answer in requests_of_all_kinds(api, db, room):
        assert isinstance(answer.json, dict), answer
        assert int(answer.headers["Content-Length"]) == len(answer.body), answer
        assert answer.text == json.dumps(answer.json, ensure_ascii=False, separators=(",", ":"))


def test_success_is_the_last_member_of_a_success_and_the_first_of_a_failure(api, db, room):
    for status, answer in requests_of_all_kinds(api, db, room):
        if status == 200:
            assert list(answer.json)[-1] == "success" and answer.json["success"] is True, answer
        elif status in (400, 403, 413):
            assert list(answer.json)[:2] == ["success", "error"], answer
            assert answer.json["success"] is False, answer


def test_what_changes_or_refuses_is_never_stored_by_a_cache(api, db, room):
    agent = db.agent()
    token = room.visitor.token
    for answer in (api.post("message", token=token, rid=room.id, msg="x"), api.post("message"),
                   api.get("room", token=token), api.get(f"visitor/{token}"),
                   api.get(f"messages/{room.id}"), api.get("nothing.here"), api.put("message"),
                   api.post("messages", user=agent)):
        assert "no-store" in answer.headers["Cache-Control"], answer


def test_every_request_has_an_id_of_its_own(api):
    ids = [api.get("/api/info").headers["X-Request-Id"] for _ in range(10)]
    assert len(set(ids)) == 10


def test_text_is_utf8_and_not_escaped(api, room):
    msg = "Grüße, 世界 😀 </script> \"\\\n"
    answer = api.post("message", token=room.visitor.token, rid=room.id, msg=msg)
    assert answer.json["message"]["msg"] == msg
    assert "Grüße, 世界 😀 ".encode() in answer.body


def test_limited_routes_say_how_much_is_left(api, db):
    visitor = db.visitor()
    room = db.room(visitor)
    before = now_ms()
    answers = [api.post("message", token=visitor.token, rid=room.id, msg="x"),
               api.post("message", token=visitor.token, rid=room.id)]
    for answer in answers:
        assert int(answer.headers["X-RateLimit-Limit"]) > 0, answer
        assert int(answer.headers["X-RateLimit-Reset"]) >= before, answer
    left = [int(answer.headers["X-RateLimit-Remaining"]) for answer in answers]
    assert left[1] <= left[0] < int(answers[0].headers["X-RateLimit-Limit"])
    assert "X-RateLimit-Limit" not in api.get(f"messages.history/{room.id}", token=visitor.token).headers


# --- CORS ---------------------------------------------------------------------------------------

def test_a_preflight_answers_204_with_what_is_allowed(api):
    for path in ("message", "message/abc", "messages/abc", "nothing.here", "/api/info"):
        answer = api.request("OPTIONS", path, headers={
            "Origin": "https://shop.example", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type"})
        assert answer.status == 204 and answer.body == b"", answer
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Methods"] == "GET, POST, PUT, DELETE, HEAD, PATCH"
        allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
        assert set(allowed) >= {"Origin", "X-Requested-With", "Content-Type", "Accept", "X-User-Id",
                                "X-Auth-Token", "x-visitor-token", "Authorization",
                                "MCP-Protocol-Version"}


def test_every_answer_allows_the_headers_a_client_sends(api):
    for answer in (api.get("/api/info"), api.post("message"), api.get("nothing.here")):
        assert "x-visitor-token" in answer.headers["Access-Control-Allow-Headers"]


def test_only_listed_origins_are_echoed_and_the_answer_varies(instant):
    instant.set(API_CORS_Origin="https://a.example, https://b.example")
    for origin, allowed in (("https://b.example", "https://b.example"),
                            ("https://a.example", "https://a.example"),
                            ("https://c.example", None), ("null", None), (None, None)):
        headers = {"Origin": origin} if origin else {}
        for answer in (instant.api.get("/api/info", headers=headers),
                       instant.api.post("message", headers=headers)):
            assert answer.headers.get("Access-Control-Allow-Origin") == allowed, (origin, answer)
            assert "Origin" in answer.headers["Vary"], (origin, answer)


def test_an_origin_stands_for_its_subdomains_if_it_says_so(instant):
    instant.set(API_CORS_Origin="https://*.example.com, https://B\u00fccher.example:443")
    for origin, allowed in (("https://a.example.com", True), ("https://a.b.example.com", True),
                            ("https://xn--bcher-kva.example", True), ("https://example.com", False),
                            ("https://.example.com", False), ("https://evilexample.com", False),
                            ("http://a.example.com", False), ("https://a.example.com:8443", False),
                            ("https://evil.org/.example.com", False), ("https://evil.org?.example.com", False),
                            ("https://a.example.com.evil.org", False)):
        answer = instant.api.get("/api/info", headers={"Origin": origin})
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None), origin
        assert "Origin" in answer.headers["Vary"]


def test_cors_can_be_switched_off(instant):
    instant.set(API_Enable_CORS="false")
    answer = instant.api.get("/api/info", headers={"Origin": "https://a.example"})
    assert answer.status == 200 and "Access-Control-Allow-Origin" not in answer.headers


# --- without a database -------------------------------------------------------------------------

@pytest.fixture(scope="module")
def orphan(new_site, folder):
    """A site without a database."""
    path = f"{folder}/orphan.cnf"
    servers.write_file(path, f"[livechat]\nsocket = {folder}/nowhere.sock\nuser = a\npassword = b\n"
                             "database = c\n", mode=0o600)
    return new_site("lighttpd", path, label="orphan", workers=1).client


def test_without_the_database_a_request_is_503_with_retry_after(orphan):
    for answer in (orphan.post("message", token="a", rid="b", msg="c"),
                   orphan.get("messages.history/a", token="b"), orphan.get("visitor/a"),
                   orphan.get("messages/a", headers={"X-User-Id": "a", "X-Auth-Token": "b"})):
        assert answer.status == 503 and answer.json["success"] is False, answer
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_without_the_database_what_needs_no_settings_is_answered_as_usual(orphan):
    assert orphan.request("OPTIONS", "message").status == 204
    assert orphan.get("/api/info").status == 200
    assert orphan.post("message").status == 503
    assert orphan.get("nothing.here").status == 404


# --- routes and methods -------------------------------------------------------------------------

def test_info_names_the_version_of_the_api(api):
    answer = api.get("/api/info")
    assert answer.status == 200
    assert re.fullmatch(r"\d+\.\d+", answer.json["version"])


@pytest.mark.parametrize("path", ["nothing.here", "", "messag", "messagee", "message/a/b", "Message",
                                  "messages.history", "messages.history/", "room/a",
                                  "/api/v1/message", "/api/v1/livechat", "/api/v1", "/api/info/a"])
def test_an_unknown_route_is_404(api, path):
    answer = api.get(path)
    assert (answer.status, answer.body) == (404, NO_ROUTE)


@pytest.mark.parametrize("method,path,allow", [
    ("PUT", "message", {"POST"}),
    ("GET", "message", {"POST"}),
    ("POST", "message/abc", {"GET", "HEAD", "PUT", "DELETE"}),
    ("PATCH", "message/abc", {"GET", "HEAD", "PUT", "DELETE"}),
    ("GET", "messages", {"POST"}),
    ("DELETE", "messages/abc", {"GET", "HEAD"}),
    ("POST", "abc/messages", {"GET", "HEAD"}),
    ("POST", "messages.history/abc", {"GET", "HEAD"}),
    ("GET", "offline.message", {"POST"}),
    ("POST", "room", {"GET", "HEAD"}),
    ("GET", "visitor", {"POST"}),
    ("POST", "/api/info", {"GET", "HEAD"}),
])
def test_a_wrong_method_is_405_with_those_allowed(api, method, path, allow):
    answer = api.request(method, path)
    assert answer.status == 405 and answer.json["status"] == "error"
    assert set(answer.headers["Allow"].split(", ")) - {"OPTIONS"} == allow


def test_routes_are_found_before_anybody_is_asked_to_log_in(api):
    assert api.put("messages", json={}).status == 405
    assert api.get("messages/a/b").status == 404


def test_head_is_get_without_a_body(api, room):
    path = f"messages.history/{room.id}"
    assert api.request("HEAD", "/api/info").status == 200
    answer = api.request("HEAD", path, query={"token": room.visitor.token})
    assert answer.status == 200 and answer.body == b""
    assert answer.headers["Content-Type"] == "application/json"
    assert api.request("HEAD", path).status == 400
    assert api.request("HEAD", "nothing.here").status == 404
    assert api.request("HEAD", f"messages/{room.id}").status == 401


# --- who is let in ------------------------------------------------------------------------------

PROTECTED = [("POST", "messages"), ("GET", "messages/abc"), ("GET", "abc/messages")]


@pytest.mark.parametrize("method,path", PROTECTED)
def test_without_a_login_it_is_401_in_exactly_these_bytes(api, db, method, path):
    agent = db.agent()
    for headers in ({}, {"X-User-Id": agent.id}, {"X-Auth-Token": agent.token},
                    {"X-User-Id": agent.id, "X-Auth-Token": agent.token + "x"},
                    {"X-User-Id": agent.id, "X-Auth-Token": ""},
                    {"X-User-Id": db.agent().id, "X-Auth-Token": agent.token},
                    {"X-User-Id": agent.id.lower() + "q", "X-Auth-Token": agent.token},
                    {"X-User-Id": "x" * 300, "X-Auth-Token": "y" * 3000},
                    {"Authorization": f"Bearer {agent.token}"}):
        answer = api.request(method, path, headers=headers, json={})
        assert (answer.status, answer.body) == (401, NOT_LOGGED_IN), headers


def test_an_expired_token_and_a_deactivated_user_are_401(api, db):
    expired, gone = db.agent(), db.agent()
    db.execute("UPDATE auth_tokens SET expires_at = %s WHERE user_id = %s", now_ms() - 1000, expired.id)
    db.execute("UPDATE users SET active = 0 WHERE id = %s", gone.id)
    for user in (expired, gone):
        assert api.get("messages/abc", user=user).body == NOT_LOGGED_IN
    db.execute("UPDATE auth_tokens SET expires_at = %s WHERE user_id = %s", now_ms() + 60000, expired.id)
    assert result(api.get("messages/abc", user=expired)) == plain("invalid-room")


def test_without_the_permission_it_is_403_in_exactly_these_bytes(api, db):
    user = db.user()
    for path in ("messages/abc", "abc/messages"):
        answer = api.get(path, user=user)
        assert (answer.status, answer.body) == (403, FORBIDDEN)


def test_login_and_permission_come_before_the_fields(api, db):
    assert api.post("messages", data=b"{", headers={"Content-Type": "application/json"}).status == 401
    assert api.get("messages/abc", foo="1").status == 401
    assert api.get("messages/abc", user=db.user(), foo="1").status == 403
    assert api.get("messages/abc", user=db.user(), sort="x").status == 403


def test_routes_for_visitors_ignore_a_login(api, room):
    answer = api.get(f"messages.history/{room.id}", token=room.visitor.token,
                     headers={"X-User-Id": "nobody", "X-Auth-Token": "wrong"})
    assert answer.status == 200
