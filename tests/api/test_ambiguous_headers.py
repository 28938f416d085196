# SPDX-License-Identifier: MIT
"""X_Auth_Token and X.Auth.Token become the same variable as X-Auth-Token, and lighttpd passes all of them on.
Of two such headers neither is believed, whichever comes first."""

import itertools

import pytest

from harness.data import new_id

KINDS = ["lighttpd", "lighttpd-cgi", "spawn-fcgi"]


@pytest.fixture(scope="module", params=KINDS)
def client(request, sites):
    return sites(request.param).client


def both(name, value, other):
    """Both headers in either order, with the second name in each spelling that becomes the same variable."""
    for spelling in (name.replace("-", "_"), name.replace("-", ".", 1)):
        yield from itertools.permutations([(name, value), (spelling, other)])


def test_an_ambiguous_login_is_none(client, db):
    agent = db.agent()
    right = {"X-User-Id": agent.id, "X-Auth-Token": agent.token}
    assert client.raw("GET", "/api/v1/me", list(right.items())).status == 200
    for name, value in right.items():
        rest = [item for item in right.items() if item[0] != name]
        for other in ("x", value):
            for headers in both(name, value, other):
                answer = client.raw("GET", "/api/v1/me", [*headers, *rest])
                assert answer.status == 401, (headers, answer)


def test_an_ambiguous_visitor_token_is_none(client, db):
    room, other = db.room(), db.room()
    path = f"/api/v1/livechat/messages.history/{room.id}"
    for headers in both("X-Visitor-Token", room.visitor.token, other.visitor.token):
        answer = client.raw("GET", path, headers)
        assert answer.status == 400 and "token" in answer.json["error"], answer


def test_an_ambiguous_condition_is_none(client, room):
    target = f"/api/v1/livechat/messages.history/{room.id}?token={room.visitor.token}"
    tag = client.raw("GET", target).headers["ETag"]
    assert client.raw("GET", target, [("If-None-Match", tag)]).status == 304
    for headers in both("If-None-Match", tag, '"x"'):
        assert client.raw("GET", target, headers).status == 200, headers


def test_an_ambiguous_content_encoding_is_refused(client):
    for headers in both("Content-Encoding", "identity", "gzip"):
        answer = client.raw("POST", "/api/v1/livechat/message",
                            [("Content-Type", "application/json"), *headers], b"{}")
        assert answer.status == 415, answer
        assert answer.json["error"].startswith("Content-Encoding was sent more than once"), answer


def test_an_ambiguous_address_is_not_believed(instant):
    """A trusted proxy has set X-Forwarded-For, and its client X_Forwarded_For."""
    instant.set(trusted_proxies="127.0.0.1")
    path, kind = "/api/v1/livechat/visitor", ("Content-Type", "application/json")

    def address(headers):
        token = new_id()
        answer = instant.api.raw("POST", path, [kind, *headers], b'{"visitor":{"token":"%s"}}' % token.encode())
        assert answer.status == 200, answer
        return instant.db.value("SELECT ip FROM visitors WHERE token = %s", token)

    assert address([("X-Forwarded-For", "198.51.100.9")]) == "198.51.100.9"
    for headers in both("X-Forwarded-For", "198.51.100.9", "203.0.113.5"):
        assert address(headers) == "127.0.0.1", headers


def test_an_ambiguous_origin_is_not_allowed(instant):
    instant.set(API_CORS_Origin="https://a.example")
    assert instant.api.raw("GET", "/api/info", [("Origin", "https://a.example")]) \
        .headers["Access-Control-Allow-Origin"] == "https://a.example"
    answer = instant.api.raw("GET", "/api/info", [("Origin", "https://a.example"), ("Origin", "https://b.example")])
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_apache_drops_the_other_spelling(sites, db):
    agent = db.agent()
    client = sites("apache").client
    for other in ("X_Auth_Token", "X.Auth.Token"):
        answer = client.raw("GET", "/api/v1/me", [
            (other, "x"), ("X-User-Id", agent.id), ("X-Auth-Token", agent.token)])
        assert answer.status == 200, answer
