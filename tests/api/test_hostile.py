"""Bad input: whatever arrives, the answer is JSON, it is never a 5xx, and the process that gave it
lives on."""

import json
import os
import random
import socket
import struct
import subprocess
import time
from urllib.parse import quote, unquote_to_bytes

import pytest

import servers
from harness.client import PREFIX, parse
from harness.data import Data, HARNESS_SETTINGS, new_id

FULL = os.environ.get("FULL") == "1"
BODY_MAX = 131072
TOO_LARGE = {"success": False, "errorType": "error-body-too-large",
             "error": "Request body is larger than 131072 bytes [error-body-too-large]"}


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("hostile"))
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="hostile", workers=2)


@pytest.fixture(scope="module")
def api(site):
    return site.client


def workers(site):
    return sorted(servers.processes_with(f"LIVECHAT_CONFIG={site.config}"))


@pytest.fixture(autouse=True)
def nobody_dies(site):
    """The processes after a test are those from before it."""
    before = workers(site)
    yield
    assert workers(site) == before, site.log()[-3000:]


class World:
    def __init__(self, db):
        self.agent = db.manager()
        self.room = db.room(agent=self.agent)
        self.token, self.rid = self.room.visitor.token, self.room.id
        self.message = db.message(self.room, "kept")
        self.answer = db.message(self.room, "kept, too", by=self.agent)


@pytest.fixture(scope="module")
def world(db):
    return World(db)


def check(answer, *statuses):
    """What holds for any answer to anything."""
    assert answer.status in (statuses or (200, 400, 401, 403, 404, 405, 413)), answer
    assert isinstance(answer.json, dict), answer
    assert answer.headers["Content-Type"] == "application/json", answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if answer.status != 200:
        assert answer.json.get("success") is False or answer.json.get("status") == "error", answer
    return answer


def refused(answer, text=None):
    check(answer, 400)
    assert answer.json["errorType"] == "invalid-params" and answer.json["error"].endswith(
        " [invalid-params]"), answer
    if text:
        assert answer.json["error"] == f"{text} [invalid-params]", answer
    return answer


def send(api, body, content_type="application/json", path="message", method="POST", **headers):
    return api.request(method, path, data=body, headers={"Content-Type": content_type, **headers})


# --- the program itself, without a web server --------------------------------------------------

def cgi(site, method, uri, body=b"", stdin=None, **variables):
    """Runs the program as a CGI would; `variables` override what a web server says."""
    env = {"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": method, "REQUEST_URI": uri,
           "QUERY_STRING": uri.partition("?")[2], "CONTENT_LENGTH": str(len(body)),
           "CONTENT_TYPE": "application/json", "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost",
           "LIVECHAT_CONFIG": site.config, "LIVECHAT_LIMITS": site.limits, **variables}
    env = {name: value for name, value in env.items() if value is not None}
    result = subprocess.run([os.path.join(servers.CGI_BIN, "livechat.fcgi")], input=body, env=env,
                            capture_output=True, timeout=30, check=False)
    assert result.returncode == 0, result
    assert b"Sanitizer" not in result.stderr and b"runtime error" not in result.stderr, result.stderr
    assert result.stdout.startswith(b"Status: "), result
    return check(parse(result.stdout.replace(b"Status: ", b"HTTP/1.1 ", 1)))


class FastCgi:
    """Speaks FastCGI to a process of the site, saying what no web server says."""

    def __init__(self, site):
        self.path = os.path.join(site.sockets, "livechat.sock-0")

    def request(self, params, body=b"", end_of_body=True, record_len=65535, timeout=20):
        def record(kind, content):
            return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content

        def stream(kind, content, end=True):
            parts = [record(kind, content[i:i + record_len]) for i in range(0, len(content), record_len)]
            return b"".join(parts) + (record(kind, b"") if end else b"")

        def length(n):
            return bytes([n]) if n < 128 else struct.pack("!I", n | 0x80000000)

        pairs = b"".join(length(len(n)) + length(len(v)) + n + v for n, v in params)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(self.path)
            try:
                connection.sendall(record(1, struct.pack("!HB5x", 1, 0)) + stream(4, pairs)
                                   + stream(5, body, end_of_body))
                if not end_of_body:
                    connection.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        out = b""
        while len(received) >= 8:
            _, kind, _, size, padding = struct.unpack("!BBHHBx", received[:8])
            if kind == 6:
                out += received[8:8 + size]
            received = received[8 + size + padding:]
        return parse(out.replace(b"Status: ", b"HTTP/1.1 ", 1))


def fcgi_params(site, method, uri, length=None, **more):
    params = {"REQUEST_METHOD": method, "REQUEST_URI": uri, "QUERY_STRING": uri.partition("?")[2],
              "CONTENT_TYPE": "application/json", "REMOTE_ADDR": "127.0.0.1", "LIVECHAT_CONFIG": site.config,
              "LIVECHAT_LIMITS": site.limits, **more}
    if length is not None:
        params["CONTENT_LENGTH"] = str(length)
    return [(name.encode(), value.encode("latin-1")) for name, value in params.items()]


# --- wrong types -------------------------------------------------------------------------------

STRING, NUMBER, BOOLEAN, DATE, OBJECT, ITEMS, ANY = (
    "string", "number", "boolean", "date", "object", "items", "any")

CALL = json.dumps({"msg": "method", "id": "1", "method": "sendMessage", "params": [
    {"_id": "x", "rid": "unknown", "msg": "x"}]})

# Every endpoint: method, path, the body or query of a good request, and the types of its fields.
# Nested fields as "outer.inner"; an item of an array as its first.
ENDPOINTS = {
    "send": ("POST", "message", {"token": "T", "rid": "R", "msg": "hello", "_id": None,
                                 "agent": {"agentId": "a", "username": "b"}},
             {"token": STRING, "rid": STRING, "msg": STRING, "_id": STRING, "agent": OBJECT,
              "agent.agentId": STRING, "agent.username": STRING}),
    "read": ("GET", "message/M", {"token": "T", "rid": "R"}, {"token": STRING, "rid": STRING}),
    "edit": ("PUT", "message/M", {"token": "T", "rid": "R", "msg": "edited"},
             {"token": STRING, "rid": STRING, "msg": STRING}),
    "delete": ("DELETE", "message/U", {"token": "T", "rid": "R", "count": 1, "offset": 1, "sort": "x"},
               {"token": STRING, "rid": STRING, "count": NUMBER, "offset": NUMBER, "sort": STRING}),
    "batch": ("POST", "messages", {"visitor": {"token": "T"}, "messages": [{"msg": "hello"}]},
              {"visitor": OBJECT, "visitor.token": STRING, "messages": ITEMS, "messages.msg": STRING}),
    "list": ("GET", "messages/R", {"count": "5", "offset": "0", "sort": '{"ts":1}', "searchTerm": "x"},
             {"count": NUMBER, "offset": NUMBER, "sort": STRING, "searchTerm": STRING}),
    "list, other path": ("GET", "R/messages", {"count": "5"}, {"count": NUMBER}),
    "history": ("GET", "messages.history/R",
                {"token": "T", "ls": "2024-01-01", "ts": "2024-01-01", "end": "2030-01-01", "limit": "5",
                 "offset": "0", "count": "1", "sort": "x", "searchText": "x"},
                {"token": STRING, "ls": STRING, "ts": DATE, "end": DATE, "limit": NUMBER,
                 "offset": NUMBER, "count": NUMBER, "sort": STRING, "searchText": STRING}),
    "offline message": ("POST", "offline.message",
                        {"name": "N", "email": "not an address", "message": "x", "department": None,
                         "host": None},
                        {"name": STRING, "email": STRING, "message": STRING, "department": STRING,
                         "host": STRING}),
    "register": ("POST", "visitor",
                 {"visitor": {"token": "T", "name": "N", "email": "n@example.com", "phone": "1",
                              "username": "u", "id": "i",
                              "customFields": [{"key": "k", "value": "v", "overwrite": True}]}},
                 {"visitor": OBJECT, "visitor.token": STRING, "visitor.name": STRING,
                  "visitor.email": STRING, "visitor.phone": STRING, "visitor.username": STRING,
                  "visitor.id": STRING, "visitor.department": STRING, "visitor.customFields": ITEMS,
                  "visitor.customFields.key": STRING, "visitor.customFields.value": STRING,
                  "visitor.customFields.overwrite": BOOLEAN}),
    "room": ("GET", "room", {"token": "T"}, {"token": STRING, "rid": STRING, "agentId": STRING}),
    "visitor": ("GET", "visitor/T", {}, {}),
    "answer": ("POST", "/api/v1/chat.sendMessage", {"message": {"rid": "R", "msg": "x", "_id": None}},
               {"message": OBJECT, "message.rid": STRING, "message.msg": STRING, "message._id": STRING,
                "message.attachments": ANY}),
    "post": ("POST", "/api/v1/chat.postMessage", {"roomId": "R", "text": "x"},
             {"roomId": STRING, "channel": STRING, "text": STRING, "attachments": ANY, "alias": ANY}),
    "update": ("POST", "/api/v1/chat.update", {"roomId": "R", "msgId": "A", "text": "x"},
               {"roomId": STRING, "msgId": STRING, "text": STRING, "previewUrls": ANY}),
    "remove": ("POST", "/api/v1/chat.delete", {"roomId": "R", "msgId": "unknown"},
               {"roomId": STRING, "msgId": STRING, "asUser": BOOLEAN}),
    "call": ("POST", "/api/v1/method.call/sendMessage", {"message": CALL}, {"message": STRING}),
    "queue": ("GET", "inquiries.queuedForUser", {"count": "5"},
              {"department": STRING, "count": NUMBER, "offset": NUMBER, "sort": STRING}),
    "inquiries": ("GET", "inquiries.list", {"count": "5"},
                  {"department": STRING, "count": NUMBER, "offset": NUMBER, "sort": STRING}),
    "inquiry": ("GET", "inquiries.getOne", {"roomId": "R"}, {"roomId": STRING}),
    "take": ("POST", "inquiries.take", {"inquiryId": "unknown"},
             {"inquiryId": STRING, "userId": STRING, "options": OBJECT}),
    "give back": ("POST", "inquiries.returnAsInquiry", {"roomId": "unknown"},
                  {"roomId": STRING, "departmentId": STRING}),
    "forward": ("POST", "room.forward", {"roomId": "unknown", "userId": "x"},
                {"roomId": STRING, "userId": STRING, "departmentId": STRING, "comment": STRING}),
    "join": ("GET", "room.join", {"roomId": "R"}, {"roomId": STRING}),
    "close": ("POST", "room.close", {"token": "T", "rid": "unknown"}, {"token": STRING, "rid": STRING}),
    "transfer": ("POST", "room.transfer", {"token": "T", "rid": "unknown", "department": "x"},
                 {"token": STRING, "rid": STRING, "department": STRING}),
    "end": ("POST", "room.closeByUser", {"rid": "unknown", "comment": "x"},
            {"rid": STRING, "comment": STRING, "tags": ITEMS, "forceClose": BOOLEAN,
             "transcriptEmail": OBJECT, "generateTranscriptPdf": BOOLEAN}),
}

VALUES = [None, True, False, 0, -1, 42, 1.5, -0.0, 1e308, 2**63, -2**63 - 1, 10**30, "", " ", "x", "0",
          "-1", "null", "NaN", "Infinity", "-Infinity", "1e999", "0x10", "9" * 400, "x" * 70_000,
          "é\u0301", "\u202e", "😀", "\u0001", "\ufffe", "a\nb", "%00", "%", "_", "\\", "'", '"', "`",
          "'; DROP TABLE messages; --", "' OR '1'='1", "\\' OR 1=1 -- ", "${7*7}", "{{7*7}}",
          "../../etc/passwd", "<script>alert(1)</script>", "2024-13-45T99:99:99Z", "0000-00-00",
          "9999999999999999", [], [[]], ["x"], [None], ["x", "y"], [{}], [1], {}, {"$ne": "x"},
          {"$gt": ""}, {"$regex": ".*"}, {"$where": "sleep(1)"}, {"a": {"b": {"c": {}}}},
          {"toString": "x"}, {"__proto__": {"admin": True}}, {"length": 3}]
STRUCTURES = [value for value in VALUES if isinstance(value, (dict, list))]


def fill(world, value):
    """The letters of the table above, replaced by what they stand for."""
    known = {"T": world.token, "R": world.rid, "M": world.message, "A": world.answer, "U": "unknown"}
    if isinstance(value, dict):
        return {name: fill(world, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(world, inner) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value


def fill_path(world, path):
    return "/".join(fill(world, part) for part in path.split("/"))


def replace(good, field, value):
    """The good request with one field changed."""
    changed = json.loads(json.dumps(good))
    *outer, name = field.split(".")
    place = changed
    for step in outer:
        place = place[step]
        if isinstance(place, list):
            place = place[0]
    place[name] = value
    return changed


def to_query(fields):
    """As qs writes nested values: a[b]=1, a[]=2."""
    parts = []

    def add(name, value):
        if isinstance(value, dict):
            for inner, each in value.items():
                add(f"{name}[{inner}]", each)
        elif isinstance(value, list):
            for each in value:
                add(f"{name}[]", each)
        elif isinstance(value, bool):
            parts.append((name, "true" if value else "false"))
        elif value is not None:
            parts.append((name, str(value)))
    for name, value in fields.items():
        add(name, value)
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='', errors='surrogatepass')}"
                    for name, value in parts)


def address(path):
    return path if path.startswith("/") else PREFIX + path


def ask(api, world, method, path, fields):
    if method == "GET":
        query = to_query(fields)
        if len(query) > 7000:
            return None  # more than the web server takes; see test_long_queries
        return api.raw("GET", f"{address(path)}?{query}",
                       list(world.agent.headers.items()))
    return api.request(method, path, json=fields, user=world.agent)


# Requests about something there is not, so that they may be sent again and again.
UNKNOWN = ("remove", "call", "take", "give back", "forward", "close", "transfer", "end")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_good_requests(api, world, name):
    """The table above is right: as it stands, its requests are understood."""
    method, path, good, _ = ENDPOINTS[name]
    answer = check(ask(api, world, method, fill_path(world, path), fill(world, good)))
    expected = {"delete": "invalid-message", "offline message": "Error sending Omnichannel offline message"}
    if name in expected:
        assert (answer.status, answer.json["error"]) == (400, expected[name])
    elif name in UNKNOWN:
        assert answer.status == 400 and not answer.json.get("errorType") == "invalid-params", answer
    else:
        assert answer.status == 200, answer


@pytest.mark.parametrize("name", [name for name, endpoint in ENDPOINTS.items() if endpoint[3]])
def test_every_field_with_every_value(api, world, name):
    """With FULL=1; otherwise with half of them, the same ones each time."""
    dice = random.Random(name)
    method, path, good, fields = ENDPOINTS[name]
    path, good = fill_path(world, path), fill(world, good)
    for field, kind in fields.items():
        for value in VALUES if FULL else dice.sample(VALUES, len(VALUES) // 2):
            answer = ask(api, world, method, path, replace(good, field, value))
            if answer is None:
                continue
            check(answer, 200, 400)
            structure = isinstance(value, (dict, list)) and value and kind in (STRING, DATE)
            if structure and to_query({"x": value}):
                assert answer.status == 400, (field, value, answer)


@pytest.mark.parametrize("name", [name for name, endpoint in ENDPOINTS.items()
                                  if endpoint[3] and name not in ("register", "transfer")])
def test_structures_where_text_is_due(api, world, name):
    """Objects and arrays never reach a look-up: they are refused as what they are."""
    method, path, good, fields = ENDPOINTS[name]
    path, good = fill_path(world, path), fill(world, good)
    for field, kind in fields.items():
        if kind != STRING:
            continue
        for value in STRUCTURES:
            if method == "GET" and (not to_query({"x": value}) or value == ["x"] or value == [1]):
                continue
            answer = ask(api, world, method, path, replace(good, field, value))
            if name == "room":
                assert answer.json["error"].startswith("Match error: "), (field, value, answer)
            else:
                refused(answer, "must be string")


def test_structures_in_a_registration(api, world):
    for field, kind in ENDPOINTS["register"][3].items():
        for value in STRUCTURES + [1, None, True]:
            if kind == STRING and not (value is None and field != "visitor.token"):
                answer = check(ask(api, world, "POST", "visitor", replace(
                    fill(world, ENDPOINTS["register"][2]), field, value)), 400)
                assert answer.json["error"].startswith("Match error: Expected string, got "), answer


@pytest.mark.parametrize("query", [
    "token[$ne]=x", "token[$gt]=", "token[$regex]=.*", "token[]=T&token[]=T", "token=T&token=T",
    "token[0]=T&token[1]=T", "token[a][b]=T", "token[$in][]=T", "[token][$ne]=x", "token%5B%24ne%5D=x"])
def test_operators_in_queries(api, world, query):
    query = query.replace("=T", f"={world.token}")
    for path, rest in ((f"messages.history/{world.rid}", ""), (f"message/{world.message}", f"&rid={world.rid}")):
        refused(api.raw("GET", f"{PREFIX}{path}?{query}{rest}"), "must be string")
    answer = check(api.raw("GET", f"{PREFIX}room?{query}"), 400)
    assert answer.json["error"].startswith("Match error: Expected string"), answer
    answer = api.raw("POST", f"{PREFIX}message", [("Content-Type", "application/x-www-form-urlencoded")],
                     f"{query}&rid={world.rid}&msg=x".encode())
    refused(answer, "must be string")


def test_numbers_of_any_size(api, world):
    """limit, offset and count: whatever the number, an answer, and never more than allowed."""
    numbers = ["0", "-1", "-0", "1e3", "1e18", "1e308", "1e400", "-1e400", "Infinity", "-Infinity",
               "9223372036854775807", "9223372036854775808", "18446744073709551616",
               "-9223372036854775809", "4294967296", "2147483648", "0x7fffffffffffffff", "0b1", "1.9",
               "0.5", ".5", "1e-300", " 5 ", "%205", "9" * 1000]
    for number in numbers:
        for name in ("limit", "offset", "count"):
            answer = api.raw("GET", f"{PREFIX}messages.history/{world.rid}?token={world.token}&{name}="
                             + number.replace(" ", "+"))
            check(answer, 200, 400)
            if answer.status == 200:
                assert len(answer.json["messages"]) <= 100
        for name in ("offset", "count"):
            answer = api.raw("GET", f"{PREFIX}messages/{world.rid}?{name}=" + number.replace(" ", "+"),
                             list(world.agent.headers.items()))
            check(answer, 200, 400)
    for bad in ("abc", "NaN", "null", "1,5", "1 2", "--1", "0x", "1e", "undefined", "٣"):
        for path in (f"messages.history/{world.rid}?token={world.token}&limit=", f"messages/{world.rid}?count="):
            refused(api.raw("GET", PREFIX + path + quote(bad), list(world.agent.headers.items())),
                    "must be number")


# --- bodies ------------------------------------------------------------------------------------

def message(world, **more):
    return json.dumps({"token": world.token, "rid": world.rid, "msg": "x", **more}).encode()


MALFORMED = {
    "nothing but a bracket": b"{", "array": b"[]", "string": b'"x"', "number": b"1", "null": b"null",
    "true": b"true", "two": b"{}{}", "behind it": b"{} x", "comma": b'{"a":1,}', "quotes": b"{'a':1}",
    "no quotes": b"{a:1}", "comment": b"{/**/}", "NaN": b'{"a":NaN}', "Infinity": b'{"a":-Infinity}',
    "hex": b'{"a":0x10}', "leading zero": b'{"a":01}', "plus": b'{"a":+1}', "dot": b'{"a":.5}',
    "bare dot": b'{"a":5.}', "no exponent": b'{"a":1e}', "upper case": b'{"a":TRUE}', "BOM": b"\xef\xbb\xbf{}",
    "newline in a string": b'{"a":"x\ny"}', "control byte": b'{"a":"\x01"}', "tab": b'{"a":"\t"}',
    "escape": b'{"a":"\\x41"}', "short escape": b'{"a":"\\u12"}', "unended": b'{"a":"x', "unended escape": b'{"a":"\\',
    "no colon": b'{"a" 1}', "no value": b'{"a":}', "no comma": b'{"a":1 "b":2}', "UTF-16": '{"a":1}'.encode("utf-16"),
    "NUL": b'{"a":"x\0y"}', "NUL behind": b"{}\0", "NUL before": b"\0{}", "escaped NUL": b'{"a":"x\\u0000y"}',
    "invalid UTF-8": b'{"a":"\xff\xfe"}', "over-long": b'{"a":"\xc0\xaf"}', "surrogate": b'{"a":"\xed\xa0\x80"}',
    "beyond Unicode": b'{"a":"\xf4\x90\x80\x80"}', "cut UTF-8": b'{"a":"\xe2\x82"}', "cut at the end": b'{"a":"\xe2',
    "in a key": b'{"\xff":1}', "lone high surrogate": b'{"a":"\\ud800x"}', "lone low surrogate": b'{"a":"\\udc00"}',
    "surrogates, wrong order": b'{"a":"\\udc00\\ud800"}', "lone surrogate in a key": b'{"\\ud800":1}',
    "nested": b"[" * 100_000, "nested objects": b'{"a":' * 20_000, "nested and closed": b"[" * 40_000 + b"]" * 40_000,
    "nested in a member": b'{"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}", "binary": bytes(range(256)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_json(api, world, name):
    """Refused with what is wrong; never taken for an empty object or half of one."""
    body = MALFORMED[name]
    for path, method in (("message", "POST"), (f"message/{world.message}", "PUT"), ("visitor", "POST")):
        refused(send(api, body, path=path, method=method))
    assert "required property" not in send(api, body).text
    refused(send(api, body, path=f"message/{world.message}", method="DELETE"))
    if name not in ("string", "number", "null", "true"):
        check(send(api, message(world, msg="@@").replace(b'"@@"', body)), 400)


def test_complaints_say_where(api):
    for body, place in ((b'{"a":1,}', "8"), (b'{"a":"\xff"}', "7"), (b'{"token":"x" "rid":1}', "14")):
        error = refused(send(api, body)).json["error"]
        assert place in error, (body, error)


def test_duplicate_keys(api, db, world):
    before = db.value("SELECT COUNT(*) FROM messages")
    good = {"token": world.token, "rid": world.rid, "msg": "x"}
    for name in good:
        body = json.dumps(good)[:-1] + f', "{name}": {json.dumps(good[name])}}}'
        refused(send(api, body.encode()), f"duplicate property '{name}'")
    refused(send(api, b'{"token":"x","rid":"y","\\u006dsg":"1","msg":"2"}'), "duplicate property 'msg'")
    refused(send(api, b'{"token":"x","rid":"y","msg":"1","agent":{"agentId":"1","agentId":"2"}}'),
            "duplicate property 'agentId'")
    answer = api.request("POST", "messages", user=world.agent, headers={"Content-Type": "application/json"},
                         data=f'{{"visitor":{{"token":"{world.token}"}},"messages":[{{"msg":"1","msg":"2"}}]}}')
    refused(answer, "duplicate property 'msg'")
    assert db.value("SELECT COUNT(*) FROM messages") == before


def test_depth(api, world):
    """A few levels are more than any request has; sixteen are refused for sure."""
    for depth in (17, 33, 1000, 50_000):
        body = b'{"agent":' * depth + b"1" + b"}" * depth
        refused(send(api, body[:BODY_MAX]))


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
    refused(sent(b'{"token":', 3))
    head = (f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").encode()
    count = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid)
    for chunks in (b"zz\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"5\r\n{\"a\r\n", b"5\r\n12345678\r\n0\r\n\r\n"):
        answer = api.raw_bytes(head + chunks, timeout=3) if chunks != b"5\r\n{\"a\r\n" else None
        assert answer is None or answer.status in (0, 400, 413), answer
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", world.rid) == count


def test_content_types(api, world):
    for good in ("application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
                 "application/json;charset=\"x"):
        assert check(send(api, message(world), good)).status == 200, good
    for bad in ("", "text/plain", "text/html", "application/xml", "application/jsonx", "json",
                "application/octet-stream", "multipart/form-data; boundary=x", "application/json, text/plain",
                "x" * 4000, "application/x-www-form-urlencoded"):
        refused(send(api, message(world), bad), "Content-Type must be application/json")


def test_forms(api, world):
    form = "application/x-www-form-urlencoded"
    good = f"token={world.token}&rid={world.rid}&msg="
    assert check(send(api, good + "a+b%20c", form)).json["message"]["msg"] == "a b c"
    for bad in ("%", "%f", "%zz", "%00", "%ff", "%c0%af", "%ed%a0%80", "a%0"):
        refused(send(api, good + bad, form))
    for bad in ("&a" * 1001, "&" + "a[" * 10 + "]" * 10 + "=1", "&a[b][c][d][e][f][g]=1", "&x=1"):
        refused(send(api, good + "x" + bad, form))
    for many in (b"a&" * 60_000, b"a=1&" * 30_000, b"a[]=1&" * 20_000, b"a[1]=1&" * 18_000, b"&" * 131_000,
                 b"=" * 131_000, b"a[" * 65_000, b"[]" * 65_000, b"%41" * 43_000):
        begin = time.monotonic()
        check(send(api, many, form), 400)
        assert time.monotonic() - begin < 2, many[:10]


# --- lengths that are not true -----------------------------------------------------------------

def test_body_ends_early(site, api, db, world):
    body = message(world, msg="never to be stored")
    for missing in (1, 10, len(body) - 1):
        answer = cgi(site, "POST", PREFIX + "message", body[:-missing], CONTENT_LENGTH=str(len(body)))
        refused(answer)
        assert "ended after" in answer.json["error"], answer
        answer = FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body)), body[:-missing])
        refused(answer)
    # A whole request in what has come, but more was announced: cut is cut.
    refused(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=str(len(body) + 5)))
    refused(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body) + 5), body))
    assert db.value("SELECT COUNT(*) FROM messages WHERE msg = 'never to be stored'") == 0


def test_peer_hangs_up_within_the_body(site, api, db, world):
    body = message(world, msg="never to be stored")
    for part in (body, body[:-1], body[:10], b""):
        FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body) + 100), part,
                              end_of_body=False)
    assert db.value("SELECT COUNT(*) FROM messages WHERE msg = 'never to be stored'") == 0
    assert check(send(api, message(world))).status == 200


def test_lengths_that_are_none(site, world):
    body = message(world)
    for bad in ("-1", "abc", "1e3", "0x10", " 5", "5 ", "+5", "5,5", "-9223372036854775808"):
        refused(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=bad))
        refused(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", bad), body))
    for huge in ("131073", "2147483648", "4294967296", "9223372036854775807", "18446744073709551615",
                 "18446744073709551616", "9" * 100):
        answer = check(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=huge), 413)
        assert answer.json == TOO_LARGE
        check(FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", huge), body), 413)


def test_length_not_told(site, world):
    """As with a chunked body under a server that passes it on."""
    for absent in (None, ""):
        assert cgi(site, "POST", PREFIX + "message", message(world), CONTENT_LENGTH=absent).status == 200
        refused(cgi(site, "POST", PREFIX + "message", b"{", CONTENT_LENGTH=absent))
        check(cgi(site, "POST", PREFIX + "message", padded(world, BODY_MAX + 1), CONTENT_LENGTH=absent), 413)
        assert cgi(site, "POST", PREFIX + "message", padded(world, BODY_MAX), CONTENT_LENGTH=absent).status == 200


def test_length_too_short(site, world):
    """What follows belongs to nobody: it is neither read nor taken for a second request."""
    body = message(world)
    assert cgi(site, "POST", PREFIX + "message", body + b"garbage", CONTENT_LENGTH=str(len(body))).status == 200
    refused(cgi(site, "POST", PREFIX + "message", body, CONTENT_LENGTH=str(len(body) - 1)))
    assert FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(body)),
                                 body + b"garbage").status == 200


def test_body_in_tiny_pieces(site, world):
    answer = FastCgi(site).request(fcgi_params(site, "POST", PREFIX + "message", len(message(world))),
                                   message(world), record_len=1)
    assert check(answer).status == 200


def test_slow_clients_hold_up_nobody(api, world):
    """Twenty who send half a request and then nothing; the twenty-first is served at once."""
    half = f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{"
    slow = [socket.create_connection((api.host, api.port)) for _ in range(20)]
    try:
        for connection in slow:
            connection.sendall(half.encode())
        begin = time.monotonic()
        assert check(send(api, message(world))).status == 200
        assert time.monotonic() - begin < 1
    finally:
        for connection in slow:
            connection.close()


# --- requests without sense --------------------------------------------------------------------

def test_environment_almost_empty(site):
    """What a shell or a strange server gives: still an answer."""
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
    """Through the program alone, so that no web server tidies up before."""
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
    """A server that does not tell the address as it was."""
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
    """Up to a megabyte of them, given to the program by FastCGI, which has no bound of its own."""
    target = f"{PREFIX}messages.history/{world.rid}"
    fastcgi = FastCgi(site)
    for part, count in (("a&", 1_000_000), ("a=1&", 500_000), ("token=x&", 100_000), ("a[]=1&", 200_000),
                        ("a[b]=1&", 100_000), ("%41", 300_000), ("&", 2_000_000), ("a[", 500_000),
                        ("token[x][y]=1&", 50_000)):
        query = part * count
        begin = time.monotonic()
        answer = fastcgi.request(fcgi_params(site, "GET", f"{target}?{query}", QUERY_STRING=query))
        check(answer, 400)
        assert time.monotonic() - begin < 3, part
    begin = time.monotonic()
    for query in ("&".join(f"p{i}=1" for i in range(900)), "&".join(f"a[{i}]=1" for i in range(900)),
                  "&".join(f"a[k{i}]=1" for i in range(900))):
        check(api.raw("GET", f"{target}?token={world.token}&{query}"[:7900]), 400)
    assert time.monotonic() - begin < 2


def test_query_strings(api, world):
    target = f"{PREFIX}messages.history/{world.rid}?token={world.token}"
    for bad in ("&limit=%", "&limit=%zz", "&%ff=1", "&limit=%00", "&a%00b=1", "&limit=%c0%af", "&sort=%ed%a0%80"):
        refused(api.raw("GET", target + bad))
    for odd in ("&", "&&&", "&limit", "&limit=", "?", "&limit=5&", "&sort=a=b", "#x"):
        check(api.raw("GET", target + odd), 200, 400)


# --- SQL and markup ----------------------------------------------------------------------------

METACHARACTERS = ["'", '"', "\\", "\\'", "`", ";", "--", "#", "/*", "*/", "%", "_", "|", "\x1a", "' OR ''='",
                  "\\\\'; DROP TABLE messages; -- ", "\xbf'", "\u5c27", "1e1", "0x41", "NULL", "?", ":a", "@a", "$1"]


@pytest.mark.parametrize("text", METACHARACTERS)
def test_text_is_stored_as_it_is(api, db, world, text):
    stored = f"a{text}b {text}"
    answer = check(api.post("message", token=world.token, rid=world.rid, msg=stored), 200)
    _id = answer.json["message"]["_id"]
    assert answer.json["message"]["msg"] == stored
    assert db.value("SELECT msg FROM messages WHERE id = %s", _id) == stored
    edited = check(api.put(f"message/{_id}", token=world.token, rid=world.rid, msg=text), 200)
    assert edited.json["message"]["msg"] == text
    token = new_id()
    answer = check(api.post("visitor", visitor={"token": token, "name": stored, "customFields": [
        {"key": "k" + text, "value": stored, "overwrite": True}]}), 200, 400)
    if answer.status == 200:
        assert db.value("SELECT name FROM visitors WHERE token = %s", token) == stored
        assert answer.json["visitor"]["livechatData"] == {"k" + text: stored}


@pytest.mark.parametrize("text", METACHARACTERS)
def test_look_ups_find_themselves_only(api, world, text):
    for answer in (api.post("message", token=text * 3, rid=world.rid, msg="x"),
                   api.post("message", token=world.token + text, rid=world.rid, msg="x")):
        assert check(answer, 400).json["error"] == "invalid-token", answer
    for rid in (text, world.rid + text, text + world.rid):
        answer = api.post("message", token=world.token, rid=rid, msg="x")
        assert check(answer, 400).json["error"] == "invalid-room", answer
    answer = api.raw("GET", f"{PREFIX}message/{quote(world.message + text, safe='')}?token={world.token}"
                     f"&rid={world.rid}")
    assert (answer.status, (answer.json or {}).get("error")) in ((400, "invalid-message"), (404, None)), answer


def test_search_is_literal(api, db):
    agent = db.manager()
    room = db.room(agent=agent)
    texts = ["100%", "a_b", "axb", "back\\slash", "pipe|pipe", "quote'quote", "[a]", ".*", "ÄÖÜ"]
    for text in texts:
        db.message(room, text)
    for term in ("%", "_", "\\", "|", "'", "[", ".", "a_b", "0%", "%%", "||", "|%", "ä"):
        answer = check(api.get(f"messages/{room.id}", user=agent, searchTerm=term), 200)
        found = {m["msg"] for m in answer.json["messages"]}
        assert found == {text for text in texts if term.lower() in text.lower()}, term
        assert answer.json["total"] == len(found)


MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)",
          "</script><script>", "&lt;b&gt;", "<!--", "]]>", "{{constructor}}", "\u2028\u2029", "<a href='x'>"]


def test_markup_is_data(api, db):
    """Stored raw, given back as JSON that no browser takes for a page."""
    for text in MARKUP:
        token = new_id()
        answer = check(api.request("POST", "visitor", json={"visitor": {
            "token": token, "name": text, "phone": text, "username": text, "customFields": [
                {"key": "page", "value": text, "overwrite": True}]}},
            headers={"User-Agent": "<b>agent</b>", "X-Forwarded-For": "<script>"}), 200)
        assert answer.json["visitor"]["name"] == text
        assert db.value("SELECT ip FROM visitors WHERE token = %s", token) == "127.0.0.1"
        room = check(api.get("room", token=token), 200).json["room"]
        assert room["fname"] == text
        for answer in (api.post("message", token=token, rid=room["_id"], msg=text),
                       api.get(f"messages.history/{room['_id']}", token=token)):
            check(answer, 200)
            assert text in answer.text or json.dumps(text, ensure_ascii=False)[1:-1] in answer.text
    for target in ("/api/<script>alert(1)</script>", "/api/v1/livechat/message?<script>"):
        answer = check(api.raw("GET", target.replace("<", "%3C").replace(">", "%3E")), 404, 405)
        assert "script" not in answer.text


# --- headers -----------------------------------------------------------------------------------

def test_header_abuse(api, site, world):
    """Long ones, many, twice, with bytes that have no place there."""
    target = f"{PREFIX}messages/{world.rid}"
    login = list(world.agent.headers.items())
    assert check(api.raw("GET", target, login)).status == 200
    for headers in ([("X-User-Id", "a" * 7000), ("X-Auth-Token", "b")],
                    [("X-User-Id", world.agent.id), ("X-Auth-Token", "b" * 7000)],
                    [*login, ("X-Auth-Token", "other")], [*login, ("X-User-Id", "other")],
                    [("X-User-Id", world.agent.id)], [("X-Auth-Token", world.agent.token)],
                    [("X-User-Id", "\xff\xfe"), ("X-Auth-Token", "\xff")],
                    [("X-User-Id", "' OR 1=1"), ("X-Auth-Token", "' OR 1=1")]):
        assert check(api.raw("GET", target, headers), 401).status == 401, headers
    history = f"{PREFIX}messages.history/{world.rid}"
    for token in ("x" * 7000, "\xff", "a b", "a/b", f"{world.token}, {world.token}", "'x'", "\x80"):
        answer = check(api.raw("GET", history, [("X-Visitor-Token", token)]), 400)
        assert answer.json["error"] == "invalid-token"
    for name, value in (("Origin", "x" * 7000), ("Origin", "null"), ("Origin", "\xff"), ("User-Agent", "\xff" * 3000),
                        ("Cookie", "a;" * 3000), ("Cookie", "=;=;="), ("X-Forwarded-For", "," * 5000),
                        ("X-Forwarded-For", "x" * 5000), ("X-Forwarded-For", "1.2.3.4" * 500),
                        ("If-None-Match", '"' * 5000), ("If-None-Match", "*, W/,"), ("Accept", "\x80"),
                        ("Expect", "x"), ("Content-Length", "0")):
        answer = api.raw("GET", f"{history}?token={world.token}", [(name, value)])
        assert answer.status in (200, 304) or (name == "Expect" and answer.status == 417), (name, value[:20], answer)
    answer = check(api.raw("GET", f"{history}?token={world.token}", [(f"X-{i}", "x") for i in range(200)]), 200)
    answer = cgi(site, "GET", f"{history}?token={world.token}", HTTP_ORIGIN="a\r\nSet-Cookie: x=1",
                 HTTP_X_FORWARDED_FOR="1.1.1.1\r\nX: y", HTTP_USER_AGENT="\x01\x02", HTTP_X_VISITOR_TOKEN="")
    assert answer.status == 200 and "Set-Cookie" not in answer.headers


def test_nothing_of_a_request_becomes_a_header(instant):
    """Line ends in what is echoed."""
    instant.set(API_CORS_Origin="https://a.example")
    for origin in ("https://a.example\r\nSet-Cookie: x=1", "https://a.example\n", "https://A.EXAMPLE\r"):
        answer = subprocess.run(
            [os.path.join(servers.CGI_BIN, "livechat.fcgi")], input=b"", capture_output=True, timeout=20,
            env={"REQUEST_METHOD": "GET", "REQUEST_URI": "/api/info", "HTTP_ORIGIN": origin,
                 "LIVECHAT_CONFIG": instant.site.config, "LIVECHAT_LIMITS": instant.site.limits}, check=True)
        assert b"Allow-Origin" not in answer.stdout and b"Set-Cookie" not in answer.stdout


def test_raw_nonsense(api, world):
    """Not even HTTP: the web server's business, but the site lives on."""
    for data in (b"\r\n" * 100, b"\0" * 1000, b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/9.9\r\n\r\n",
                 b"GET " + b"/" * 20_000 + b" HTTP/1.1\r\n\r\n",
                 f"GET {PREFIX}room HTTP/1.1\r\nHost: x\r\nX: {'y' * 30_000}\r\n\r\n".encode(),
                 f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx".encode(),
                 f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n".encode(),
                 f"POST {PREFIX}message HTTP/1.1\r\nHost: x\r\nContent-Length: 9{'9' * 40}\r\n\r\n".encode()):
        try:
            answer = api.raw_bytes(data, timeout=2)
        except socket.timeout:
            continue
        assert answer.status < 500 or (answer.status, data[4:14]) == (505, b"/ HTTP/9.9"), (data[:40], answer)
    assert check(send(api, message(world))).status == 200


# --- chance ------------------------------------------------------------------------------------

class Fuzzer:
    """Requests put together from good pieces and bad ones, the same ones each time."""

    def __init__(self, world, seed):
        self.dice = random.Random(seed)
        self.world = world

    def pick(self, *choices):
        return self.dice.choice(choices)

    def value(self, depth=0):
        if depth < 3 and self.dice.random() < 0.2:
            return [self.value(depth + 1) for _ in range(self.dice.randrange(3))]
        if depth < 3 and self.dice.random() < 0.2:
            return {self.pick("token", "msg", "$ne", "", "a.b"): self.value(depth + 1)
                    for _ in range(self.dice.randrange(3))}
        return self.pick(self.world.token, self.world.rid, self.world.message, self.text(), *VALUES[:50])

    def text(self):
        letters = "abc*_~`[](){}!#@:/\\|<>\n \t'\"%&=?.,;-+123é😀\u200d\u0301\ufeff"
        return "".join(self.dice.choice(letters) for _ in range(self.dice.randrange(60)))

    def fields(self, good):
        fields = dict(good)
        for _ in range(self.dice.randrange(3)):
            name = self.pick("token", "rid", "msg", "_id", "visitor", "messages", "limit", "end", "ts", "sort",
                             "count", "extra", "name", "email", "message", "agent")
            if self.dice.random() < 0.3:
                fields.pop(name, None)
            else:
                fields[name] = self.value()
        return fields

    def mutate(self, data):
        data = bytearray(data)
        for _ in range(self.dice.randrange(1, 4)):
            at = self.dice.randrange(len(data) + 1)
            what = self.dice.randrange(4)
            if what == 0:
                data[at:at] = bytes(self.dice.randrange(256) for _ in range(self.dice.randrange(1, 5)))
            elif what == 1:
                del data[at:at + self.dice.randrange(1, 8)]
            elif what == 2 and at < len(data):
                data[at] = self.dice.randrange(256)
            else:
                data[at:at] = data[at:at + self.dice.randrange(40)] * self.dice.randrange(1, 4)
        return bytes(data)

    def request(self):
        """method, target, headers, body"""
        method, path, good, _ = self.pick(*ENDPOINTS.values())
        path, good = fill_path(self.world, path), self.fields(fill(self.world, good))
        if self.dice.random() < 0.1:
            path = quote(self.mutate(path.encode()))
        if self.dice.random() < 0.05:
            method = self.pick("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
        headers, target, body = list(self.world.agent.headers.items()), address(path), b""
        if self.dice.random() < 0.1:
            headers = self.pick([], [("X-User-Id", "x"), ("X-Auth-Token", "y")],
                                [("X-Visitor-Token", self.world.token)])
        if method in ("GET", "HEAD") or self.dice.random() < 0.05:
            query = to_query(good)
            if self.dice.random() < 0.3:
                query = quote(self.mutate(query.encode()), safe="&=%[]+")
            target += "?" + query[:6000]
        else:
            body = json.dumps(good, ensure_ascii=self.dice.random() < 0.5).encode()
            if self.dice.random() < 0.4:
                body = self.mutate(body)
            headers.append(("Content-Type", "application/json"))
        return method, target, headers, body


def is_text(target):
    """The web server refuses a path that is not UTF-8 before anybody sees what was asked."""
    try:
        unquote_to_bytes(target.split("?")[0]).decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("seed", range(20 if FULL else 2))
def test_chance(api, world, seed):
    fuzzer = Fuzzer(world, seed)
    seen = {}
    for _ in range(300):
        method, target, headers, body = fuzzer.request()
        if not body and method not in ("GET", "HEAD", "OPTIONS"):
            headers.append(("Content-Length", "0"))
        answer = api.raw(method, target, headers, body)
        seen[answer.status] = seen.get(answer.status, 0) + 1
        if method == "OPTIONS" and target.startswith("/api/") and is_text(target):
            assert answer.status == 204
        elif method != "HEAD":
            try:
                check(answer)
            except AssertionError:
                print(f"seed {seed}: {method} {target}\n{headers}\n{body!r}")
                raise
    assert seen.get(200, 0) > 30 and seen.get(400, 0) > 30, seen


def test_the_database_is_unharmed(db, world):
    """Runs last: all tables are there, the counters are right, nothing was stored but messages."""
    assert db.value("SELECT COUNT(*) FROM users") >= 1
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", world.answer) == 1
    for name, value in HARNESS_SETTINGS.items():
        assert db.value("SELECT value FROM settings WHERE name = %s", name) == value
    assert db.value("SELECT COUNT(*) FROM visitors WHERE INSTR(token, ' ') OR token = ''") == 0
