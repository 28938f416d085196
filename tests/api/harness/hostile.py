# SPDX-License-Identifier: MIT
"""Invalid input: a site to send it to, requests of all kinds to modify, and what every answer has to look
like. The fixtures are for the files that import them."""

import json
import os
import socket
import struct
import subprocess
from urllib.parse import quote

import pytest

import servers
from harness.client import PREFIX, parse
from harness.data import without_limits
from harness.site import programs

TOO_LARGE = {"success": False, "errorType": "error-body-too-large",
             "error": "Request body is larger than 131072 bytes [error-body-too-large]"}


@pytest.fixture(scope="module")
def db(new_database):
    return without_limits(new_database("hostile"))


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="hostile", workers=2)


@pytest.fixture(scope="module")
def api(site):
    return site.client


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
    """Checks what is true of any answer to any input."""
    assert answer.status in (statuses or (200, 400, 401, 403, 404, 405, 413)), answer
    assert isinstance(answer.json, dict), answer
    assert answer.headers["Content-Type"] == "application/json", answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if answer.status != 200:
        assert answer.json.get("success") is False or answer.json.get("status") == "error", answer
    return answer


def check_invalid(answer, text=None):
    """Checks that the fields were refused as invalid, with this text if one is given."""
    check(answer, 400)
    assert answer.json["errorType"] == "invalid-params" and answer.json["error"].endswith(
        " [invalid-params]"), answer
    if text:
        assert answer.json["error"] == f"{text} [invalid-params]", answer
    return answer


def cpu_s(site):
    """Returns the processor time of the site's programs so far, in seconds."""
    ticks = 0
    for pid in programs(site):
        with open(f"/proc/{pid}/stat") as file:
            ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def check_linear(site, ask, part, count):
    """Checks that refusing ask(part * count) takes time in proportion to its size: a quarter of it takes
    about a quarter of the time. A quadratic cost would take a sixteenth."""
    def work(text):
        spent = []
        for _ in range(2):
            before = cpu_s(site)
            check(ask(text), 400)
            spent.append(cpu_s(site) - before)
        return min(spent)
    whole, quarter = work(part * count), work(part * (count // 4))
    assert whole < 0.1 or whole < 10 * (quarter + 0.01), (part, whole, quarter)


def send(api, body, content_type="application/json", path="message", method="POST", **headers):
    return api.request(method, path, data=body, headers={"Content-Type": content_type, **headers})


def message(world, **more):
    return json.dumps({"token": world.token, "rid": world.rid, "msg": "x", **more}).encode()


# --- the program itself, without a web server --------------------------------------------------

def cgi(site, method, uri, body=b"", stdin=None, **variables):
    """Runs the program as plain CGI; `variables` override those of a web server."""
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
    """Speaks FastCGI to a process of the site, with variables that no web server would send."""

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


# --- requests of all kinds ---------------------------------------------------------------------

STRING, NUMBER, BOOLEAN, DATE, OBJECT, ITEMS, ANY = (
    "string", "number", "boolean", "date", "object", "items", "any")

CALL = json.dumps({"msg": "method", "id": "1", "method": "sendMessage", "params": [
    {"_id": "x", "rid": "unknown", "msg": "x"}]})

# Every endpoint: method, path, the body or query of a valid request, and the types of its fields. A nested
# field is written "outer.inner", an item of an array as its first item.
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
                 "offset": "0", "count": "1", "sort": "x", "searchText": ""},
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
    """Replaces the letters of the table above by their values."""
    known = {"T": world.token, "R": world.rid, "M": world.message, "A": world.answer, "U": "unknown"}
    if isinstance(value, dict):
        return {name: fill(world, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [fill(world, inner) for inner in value]
    return known.get(value, value) if isinstance(value, str) else value


def fill_path(world, path):
    return "/".join(fill(world, part) for part in path.split("/"))


def to_query(fields):
    """Writes nested values as qs does: a[b]=1, a[]=2."""
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
