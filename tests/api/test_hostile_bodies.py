# SPDX-License-Identifier: MIT
"""Bodies that are too large, too short, not JSON or of another length than announced: none does harm, and
each is answered in JSON and never with a 5xx."""

import json
import socket

import pytest

from harness.checks import BODY_MAX
from harness.client import PREFIX
from harness.hostile import (
    FastCgi, TOO_LARGE, api, cgi, check, check_invalid, check_linear, db, fcgi_params, message, send, site, world)


# --- bodies ------------------------------------------------------------------------------------

MALFORMED = {
    "nothing but a bracket": b"{", "array": b"[]", "string": b'"x"', "number": b"1", "null": b"null",
    "true": b"true", "two": b"{}{}", "behind it": b"{} x", "comma": b'{"a":1,}',
    "no quotes": b"{a:1}", "comment": b"{/**/}", "NaN": b'{"a":NaN}', "Infinity": b'{"a":-Infinity}',
    "hex": b'{"a":0x10}', "leading zero": b'{"a":01}', "plus": b'{"a":+1}', "dot": b'{"a":.5}',
    "no exponent": b'{"a":1e}', "upper case": b'{"a":TRUE}', "BOM": b"\xef\xbb\xbf{}",
    "escape": b'{"a":"\\x41"}', "short escape": b'{"a":"\\u12"}', "unended": b'{"a":"x', "unended escape": b'{"a":"\\',
    "no colon": b'{"a" 1}', "no value": b'{"a":}', "no comma": b'{"a":1 "b":2}', "UTF-16": '{"a":1}'.encode("utf-16"),
    "NUL": b'{"a":"x\0y"}', "NUL behind": b"{}\0", "NUL before": b"\0{}", "escaped NUL": b'{"a":"x\\u0000y"}',
    "invalid UTF-8": b'{"a":"\xff\xfe"}', "over-long": b'{"a":"\xc0\xaf"}', "surrogate": b'{"a":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"a":"\xf4\x90\x80\x80"}', "cut UTF-8": b'{"a":"\xe2\x82"}', "cut at the end": b'{"a":"\xe2',
    "in a key": b'{"\xff":1}', "escaped NUL in a key": b'{"a\\u0000":1}', "too large": b'{"a":18446744073709551616}',
    "nested": b"[" * 100_000, "nested objects": b'{"a":' * 20_000, "nested and closed": b"[" * 40_000 + b"]" * 40_000,
    "nested in a member": b'{"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}", "binary": bytes(range(256)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_json(api, world, name):
    """Malformed JSON is refused with the reason, and never read as an empty or incomplete object."""
    body = MALFORMED[name]
    for path, method in (("message", "POST"), (f"message/{world.message}", "PUT"), ("visitor", "POST")):
        check_invalid(send(api, body, path=path, method=method))
    assert "required property" not in send(api, body).text
    check_invalid(send(api, body, path=f"message/{world.message}", method="DELETE"))
    if name not in ("string", "number", "null", "true"):
        check(send(api, message(world, msg="@@").replace(b'"@@"', body)), 400)


# This is not JSON, but some versions of json-c accept it.
TAKEN_BY_SOME = {
    "quotes": b"{'a':1}", "bare dot": b'{"a":5.}', "bare dot and exponent": b'{"a":5.e1}', "zeros": b'{"a":00}',
    "leading zero, negative": b'{"a":-01}', "newline in a string": b'{"a":"x\ny"}', "control byte": b'{"a":"\x01"}',
    "tab": b'{"a":"\t"}', "lone surrogate in a key": b'{"\\ud800":1}',
}


@pytest.mark.parametrize("name", TAKEN_BY_SOME)
def test_json_that_some_versions_take(api, world, name):
    """Whether it is accepted or not, the answer is clear, and a message is stored completely or not at
    all."""
    body = TAKEN_BY_SOME[name]
    error = check_invalid(send(api, body)).json["error"]
    assert error.startswith(("invalid JSON at byte ", "must have required property 'token'")), error
    error = check_invalid(send(api, message(world, msg="@@").replace(b'"@@"', body))).json["error"]
    assert error.startswith(("invalid JSON at byte ", "must be string")), error


def test_errors_name_the_position(api):
    for body, place in ((b'{"a":1,}', "8"), (b'{"a":"\xff"}', "7"), (b'{"token":"x" "rid":1}', "14")):
        error = check_invalid(send(api, body)).json["error"]
        assert place in error, (body, error)


def test_duplicate_keys(api, db, world):
    """The last of them counts."""
    before = db.value("SELECT COUNT(*) FROM messages")
    good = {"token": world.token, "rid": world.rid, "msg": "x"}
    for name in good:
        body = json.dumps(good)[:-1] + f', "{name}": []}}'
        check_invalid(send(api, body.encode()), "must be string")
    check_invalid(send(api, b'{"token":"x","rid":"y","\\u006dsg":"1","msg":{}}'), "must be string")
    check_invalid(send(api, b'{"token":"x","rid":"y","msg":"1","agent":{"agentId":"1","agentId":[]}}'),
                  "must have required property 'username'")
    answer = api.request("POST", "messages", user=world.agent, headers={"Content-Type": "application/json"},
                         data=f'{{"visitor":{{"token":"{world.token}"}},"messages":[{{"msg":"1","msg":[]}}]}}')
    check_invalid(answer, "must be string")
    assert db.value("SELECT COUNT(*) FROM messages") == before


def test_many_members_are_refused_before_they_cost_memory(api):
    """json-c would use some hundred bytes for each of them."""
    for body in (b'{"a":[' + b"{}," * 43_000 + b"{}]}", b'{"a":[' + b"[]," * 43_000 + b"[]]}",
                 b'{"a":[' + b"1," * 65_000 + b"1]}", b"{" + b'"":0,' * 26_000 + b'"":0}',
                 b"{" + b"'':0," * 26_000 + b"'':0}"):
        assert "more than 1000 members and items" in check_invalid(send(api, body)).json["error"]


def test_depth(api, world):
    """A few levels more than any request needs are accepted, and more than sixteen are refused."""
    for depth in (17, 33, 1000, 50_000):
        body = b'{"agent":' * depth + b"1" + b"}" * depth
        check_invalid(send(api, body[:BODY_MAX]))


def padded(world, length):
    body = message(world)
    return body.replace(b'"x"', b'"' + b"x" * (length - len(body) + 1) + b'"')


def test_size_to_the_byte(api, db, world):
    before = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid)
    body = padded(world, BODY_MAX)
    assert len(body) == BODY_MAX
    answer = check(send(api, body), 200)
    assert answer.json["message"]["msg"] == json.loads(body)["msg"]
    for longer in (padded(world, BODY_MAX + 1), body + b" ", padded(world, 2 * BODY_MAX)):
        answer = check(send(api, longer), 413)
        assert answer.json == TOO_LARGE
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid) == before + 1
    db.execute("DELETE FROM messages WHERE id = %s", send(api, message(world)).json["message"]["_id"])


@pytest.mark.parametrize("megabytes", [1, 10])
def test_huge_bodies(api, world, megabytes):
    for body in (padded(world, megabytes * 1024 * 1024), b"[" * megabytes * 1024 * 1024):
        answer = check(api.raw("POST", PREFIX + "message", [("Content-Type", "application/json")], body), 413)
        assert answer.json == TOO_LARGE


def test_chunked(api, db, world):
    def pieces(body, size):
        return iter([body[i:i + size] for i in range(0, len(body), size)])

    def sent(body, size):
        return api.request("POST", "message", data=pieces(body, size), headers={"Content-Type": "application/json"})

    assert check(sent(message(world), 7)).status == 200
    assert check(sent(padded(world, BODY_MAX), 5000)).status == 200
    assert check(sent(padded(world, BODY_MAX + 1), 5000), 413).json == TOO_LARGE
    check_invalid(sent(b'{"token":', 3))
    head = (f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
    count = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid)
    for chunks in (b"zz\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"5\r\n{\"a\r\n", b"5\r\n12345678\r\n0\r\n\r\n"):
        answer = api.raw_bytes(head + chunks) if chunks != b"5\r\n{\"a\r\n" else None
        assert answer is None or answer.status in (0, 400, 413), answer
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid) == count


def test_content_types(api, world):
    for good in ("application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
                 "application/json;charset=\"x"):
        assert check(send(api, message(world), good)).status == 200, good
    for bad in ("", "text/plain", "text/html", "application/xml", "application/jsonx", "json",
                "application/octet-stream", "multipart/form-data; boundary=x", "application/json, text/plain",
                "x" * 4000, "application/x-www-form-urlencoded"):
        check_invalid(send(api, message(world), bad), "Content-Type must be application/json")


def test_forms(site, api, world):
    form = "application/x-www-form-urlencoded"
    good = f"token={world.token}&rid={world.rid}&msg="
    assert check(send(api, good + "a+b%20c", form)).json["message"]["msg"] == "a b c"
    for bad in ("%", "%f", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "a%0"):
        check_invalid(send(api, good + bad, form))
    for bad in ("&a" * 1001, "&" + "a[" * 10 + "]" * 10 + "=1", "&a[b][c][d][e][f][g]=1", "&x=1"):
        check_invalid(send(api, good + "x" + bad, form))
    for part, count in ((b"a&", 60_000), (b"a=1&", 30_000), (b"a[]=1&", 20_000), (b"a[1]=1&", 18_000),
                        (b"&", 131_000), (b"=", 131_000), (b"a[", 65_000), (b"[]", 65_000), (b"%41", 43_000)):
        check_linear(site, lambda body: send(api, body, form), part, count)


# --- lengths that are not true -----------------------------------------------------------------

def test_body_ends_early(site, api, db, world):
    body = message(world, msg="never to be stored")
    for missing in (1, 10, len(body) - 1):
        answer = cgi(site, "POST", PREFIX + "message", body[:-missing], CONTENT_LENGTH=str(len(body)))
        check_invalid(answer)
        assert "ended after" in answer.json["error"], answer
        answer = FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body)), body[:-missing])
        check_invalid(answer)
    # This is a complete request, but more bytes were announced, so the body was cut.
    check_invalid(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=str(len(body) + 5)))
    check_invalid(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body) + 5), body))
    assert db.value("SELECT COUNT(*) FROM messages WHERE msg = 'never to be stored'") == 0


def test_peer_closes_the_connection_within_the_body(site, api, db, world):
    body = message(world, msg="never to be stored")
    for part in (body, body[:-1], body[:10], b""):
        FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body) + 100), part,
                              end_of_body=False)
    assert db.value("SELECT COUNT(*) FROM messages WHERE msg = 'never to be stored'") == 0
    assert check(send(api, message(world))).status == 200


def test_invalid_content_lengths(site, world):
    body = message(world)
    for bad in ("-1", "abc", "1e3", "0x10", " 5", "5 ", "+5", "5,5", "-9223372036854775808"):
        check_invalid(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=bad))
        check_invalid(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", bad), body))
    for huge in ("131073", "2147483648", "4294967296", "9223372036854775807", "18446744073709551615",
                 "18446744073709551616", "9" * 100):
        answer = check(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=huge), 413)
        assert answer.json == TOO_LARGE
        check(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", huge), body), 413)


def test_no_content_length(site, world):
    """A web server may pass a chunked body on without a length."""
    for absent in (None, ""):
        assert cgi(site, "POST", PREFIX + "message", message(world), CONTENT_LENGTH=absent).status == 200
        check_invalid(cgi(site, "POST", PREFIX + "message", b"{", CONTENT_LENGTH=absent))
        check(cgi(site, "POST", PREFIX + "message", padded(world, BODY_MAX + 1), CONTENT_LENGTH=absent), 413)
        assert cgi(site, "POST", PREFIX + "message", padded(world, BODY_MAX), CONTENT_LENGTH=absent).status == 200


def test_content_length_too_short(site, world):
    """The bytes after the announced length are neither read nor taken for a second request."""
    body = message(world)
    assert cgi(site, "POST", PREFIX + "message", body + b"garbage", CONTENT_LENGTH=str(len(body))).status == 200
    check_invalid(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=str(len(body) - 1)))
    assert FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body)),
                                 body + b"garbage").status == 200


def test_body_in_tiny_pieces(site, world):
    answer = FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(message(world))),
                                   message(world), record_len=1)
    assert check(answer).status == 200


def test_slow_clients_delay_nobody_else(api, world):
    """Twenty clients send half a request and then nothing; the twenty-first is served meanwhile."""
    half = f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
    slow = [socket.create_connection((api.host, api.port)) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(half.encode())
        assert check(send(api, message(world))).status == 200
    finally:
        for connection in slow:
            connection.close()


# --- requests without sense --------------------------------------------------------------------

def test_environment_almost_empty(site):
    """A shell or an unusual server passes few variables; there is still an answer."""
    for name in ("REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "CONTENT_LENGTH", "CONTENT_TYPE",
                 "REMOTE_ADDR", "HTTP_HOST", "GATEWAY_INTERFACE"):
        cgi(site, "GET", PREFIX + "room", **{name: None})
        cgi(site, "GET", PREFIX + "room", **{name: ""})
    check(FastCgi(site).request([(b"LIVECHAT_CONFIG", site.config.encode())]), 404)


def test_methods(api, site, world):
    for method in ("PATCH", "TRACE", "CONNECT", "PROPFIND", "get", "Post", "G" * 200, "\x7f"):
        answer = cgi(site, method, PREFIX + "message")
        check(answer, 404, 405)
    for path in ("message", "messages", f"message/{world.message}", "room", f"messages.history/{world.rid}"):
        answer = check(api.request("PATCH", path), 405)
        assert "OPTIONS" in answer.headers["Allow"]


PATHS = ["", "/", "//", "/api", "/api/", "/api/v1", "/api/v1/livechat", "/api/v1/livechat/",
         "/api/v1/livechat//message", "/api/v1//livechat/message", "/api/v1/livechat/message//",
         "/api/v1/livechat/message/%00", "/api/v1/livechat/message/a%00b", "/api/v1/livechat/message/a%2Fb",
         "/api/v1/livechat/message/%2e%2e", "/api/v1/livechat/message/..", "/api/v1/livechat/../../etc/passwd",
         "/api/v1/livechat/message/%", "/api/v1/livechat/message/%zz", "/api/v1/livechat/message/%f",
         "/api/v1/livechat/message/%ff", "/api/v1/livechat/message/%c0%af", "/api/v1/livechat/message/%ed%a0%80",
         "/api/v1/livechat/message/%0a", "/api/v1/livechat/message/%7f", "/api/v1/livechat/message/%1b%5b2J",
         "/api/v1/livechat/message/a/b", "/api/v1/livechat/message/" + "a" * 256,
         "/api/v1/livechat/message/" + "%61" * 256, "/api/v1/livechat/" + "a/" * 100,
         "/api/v1/livechat/Message", "/api/v1/LIVECHAT/message", "/api/v1/livechat/message.fcgi",
         "/api/v1/livechat/messages.history", "/api/v1/livechat/messages.history/", "/api/v2/livechat/message",
         "/api/v1/livechat/message;x=1", "/api/v1/livechat/message%3f", "/api/v1/livechat/%6dessag%",
         "/api/v1/livechat/message/'; DROP TABLE rooms", "/api/info/x", "/api/../api/info/../x",
         "/api/v1/livechat/message/..%5c..%5cx", "/api/v1/livechat/visitor/", "/api/v1/livechat/visitor/%20"]


@pytest.mark.parametrize("path", PATHS)
def test_hostile_paths(site, world, path):
    """These requests go to the program directly, because a web server would normalize the paths."""
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
        if method == "HEAD" or method == "OPTIONS":
            continue
        answer = cgi(site, method, path)
        assert answer.status in (400, 404, 405), (method, path, answer)


@pytest.mark.parametrize("path", [p for p in PATHS if p.startswith("/api") and " " not in p and "'" not in p])
def test_hostile_paths_on_the_web(api, path):
    answer = check(api.raw("GET", path), 400, 404, 405)
    assert answer.status in (400, 404, 405)


def test_path_from_the_parts(site, world):
    """A server may omit REQUEST_URI."""
    for script, info in ((PREFIX[:-1], "/message/\xff"), (PREFIX[:-1], "/message/a\x01b"), ("", ""), ("x", "y"),
                         ("/" * 5000, "/" * 5000), (None, None), (PREFIX + "message/", "../.."),
                         (PREFIX + "message", "/" + "a" * 100_000)):
        cgi(site, "GET", "", REQUEST_URI=None, SCRIPT_NAME=script and script.encode("latin-1").decode("latin-1"),
            PATH_INFO=info)
    answer = cgi(site, "GET", "", REQUEST_URI=None, SCRIPT_NAME="/cgi-bin/livechat.fcgi",
                 PATH_INFO=f"/api/v1/livechat/message/{world.message}",
                 QUERY_STRING=f"token={world.token}&rid={world.rid}")
    assert answer.status == 200, answer


def test_long_queries(site, api, world):
    """Queries of up to a megabyte are passed by FastCGI, which does not limit them."""
    target = f"{PREFIX}messages.history/{world.rid}"
    fastcgi = FastCgi(site)
    for part, count in (("a&", 1_000_000), ("a=1&", 500_000), ("token=x&", 100_000), ("a[]=1&", 200_000),
                        ("a[b]=1&", 100_000), ("%41", 300_000), ("&", 2_000_000), ("a[", 500_000),
                        ("token[x][y]=1&", 50_000)):
        check_linear(site, lambda query: fastcgi.request(
            fcgi_params(site, "GET", f"{target}?{query}", QUERY_STRING=query)), part, count)
    for query in ("&".join(f"p{i}=1" for i in range(900)), "&".join(f"a[{i}]=1" for i in range(900)),
                  "&".join(f"a[k{i}]=1" for i in range(900))):
        check(api.raw("GET", f"{target}?token={world.token}&{query}"[:7900]), 400)


def test_query_strings(api, world):
    target = f"{PREFIX}messages.history/{world.rid}?token={world.token}"
    for bad in ("&limit=%", "&limit=%zz", "&%ff=1", "&limit=%00", "&a%00b=1", "&limit=%c0%af", "&sort=%ed%a0%80"):
        check_invalid(api.raw("GET", target + bad))
    for odd in ("&", "&&&", "&limit", "&limit=", "?", "&limit=5&", "&sort=a=b", "#x"):
        check(api.raw("GET", target + odd), 200, 400)
