# SPDX-License-Identifier: MIT
"""A POST can stand for a PUT or a DELETE, for hosts that refuse these."""

import pytest

from harness.checks import invalid, result

OVERRIDE = "X-HTTP-Method-Override"


def stands_for(method, where):
    """The headers and the query with which a POST stands for the method."""
    return ({OVERRIDE: method} if where != "query" else {},
            {"_method": method} if where != "header" else {})


@pytest.mark.parametrize("where", ["header", "query", "both"])
def test_a_post_edits_and_deletes_a_message(every_site, db, where):
    client, room = every_site.client, db.room()
    message = db.message(room)
    token = room.visitor.token
    headers, query = stands_for("PUT", where)
    answer = client.request("POST", f"message/{message}", headers=headers, query=query,
                            json={"token": token, "rid": room.id, "msg": "changed"})
    assert answer.status == 200 and answer.json["message"]["msg"] == "changed", answer
    headers, query = stands_for("delete", where)
    answer = client.request("POST", f"message/{message}", headers=headers,
                            query={**query, "token": token}, json={"rid": room.id})
    assert answer.status == 200, answer
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", message) == 0


def test_it_is_permitted_and_refused_as_the_method_it_stands_for(api, db):
    put, delete = stands_for("PUT", "header")[0], stands_for("DELETE", "header")[0]
    answer = api.post("message", headers=put)
    assert answer.status == 405 and answer.headers["Allow"] == "POST, OPTIONS", answer
    answer = api.post("/api/v1/livechat/visitor/x", headers=put)
    assert answer.status == 405 and "DELETE" in answer.headers["Allow"], answer
    assert result(api.post("message/x", headers=put, json={"token": "a", "rid": "b", "msg": "c"})) \
        == result(api.put("message/x", token="a", rid="b", msg="c"))
    assert result(api.post("message/x", headers=delete, json={"x": 1})) \
        == result(api.delete("message/x", x=1))


def test_it_is_limited_as_the_method_it_stands_for(instant):
    api, room = instant.api, instant.db.room()
    instant.set(API_Enable_Rate_Limiter="true", Livechat_limit_send_per_minute="60",
                Livechat_limit_send_burst="10")
    body = {"token": room.visitor.token, "rid": room.id, "msg": "x"}
    message = api.post("message", json=body).json["message"]["_id"]
    left = [int(answer.headers["X-RateLimit-Remaining"]) for answer in (
        api.put(f"message/{message}", json=body),
        *(api.request("POST", f"message/{message}", headers=headers, query=query, json=body)
          for headers, query in (stands_for("PUT", "header"), stands_for("PUT", "query"))))]
    assert left[0] <= 8 and left[2] < left[0] + 1, left


@pytest.mark.parametrize("method,where,named", [
    ("POST", "header", "GET"), ("POST", "header", "POST"), ("POST", "header", "OPTIONS"),
    ("POST", "header", "PATCH"), ("POST", "query", "GET"), ("POST", "query", ""),
    ("POST", "query", "PUTT"), ("GET", "header", "DELETE"), ("GET", "query", "PUT"),
    ("GET", "header", "GET"), ("PUT", "header", "DELETE"), ("DELETE", "query", "PUT")])
def test_any_other_override_is_refused_with_the_reason(api, db, method, where, named):
    room = db.room()
    message = db.message(room)
    headers, query = stands_for(named, where)
    answer = api.request(method, f"message/{message}", headers=headers, query=query,
                         json={"token": room.visitor.token, "rid": room.id, "msg": "changed"})
    assert answer.status == 400 and answer.json["errorType"] == "invalid-params", answer
    if method == "POST":
        name = OVERRIDE if where == "header" else "_method"
        assert result(answer) == invalid(f"{name} must be PUT or DELETE")
    else:
        assert result(answer) == invalid(f"only a POST can stand for another method, see {OVERRIDE}")
    assert db.value("SELECT msg FROM messages WHERE id = %s", message) == "hello"


def test_header_and_query_must_agree(api, db):
    room = db.room()
    message = db.message(room)
    target = f"/api/v1/livechat/message/{message}?token={room.visitor.token}&rid={room.id}"
    answer = api.request("POST", target + "&_method=DELETE", headers={OVERRIDE: "PUT"})
    assert result(answer) == invalid(f"{OVERRIDE} and _method must NOT name different methods")
    for twice in ("&_method=DELETE&_method=DELETE", "&_method[a]=DELETE"):
        assert result(api.request("POST", target + twice)) == invalid("_method must be PUT or DELETE")
    answer = api.raw("POST", target, [(OVERRIDE, "DELETE"), ("X_HTTP_Method_Override", "PUT"),
                                       ("Content-Length", "0")])
    assert result(answer) == invalid(f"{OVERRIDE} was sent more than once")
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", message) == 1


def test_the_parameter_is_no_field_of_a_route(api, db):
    """The rest of the query is validated as that of a DELETE; a body's _method is a field like any other."""
    room = db.room()
    target = f"message/{db.message(room)}"
    body = {"token": room.visitor.token, "rid": room.id}
    answer = api.request("POST", target, query={"_method": "DELETE", "bogus": "1"}, json=body)
    assert result(answer) == invalid("must NOT have additional properties")
    answer = api.request("POST", "message", json={**body, "msg": "x", "_method": "DELETE"})
    assert result(answer) == invalid("must NOT have additional properties")
    answer = api.request("POST", "message", query={"msg": "_method", "x": "%"}, json={**body, "msg": "x"})
    assert answer.status == 200, answer


def test_browsers_may_send_the_header(api):
    answer = api.request("OPTIONS", "message/x", headers={
        OVERRIDE: "PUT", "Origin": "http://example.com", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": OVERRIDE.lower()})
    assert answer.status == 204
    assert OVERRIDE in answer.headers["Access-Control-Allow-Headers"]
