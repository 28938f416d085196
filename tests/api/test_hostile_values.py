# SPDX-License-Identifier: MIT
"""Values with a meaning in SQL or HTML, invalid headers, and random requests: none does harm, and each is
answered in JSON and never with a 5xx."""

import json
import os
import random
import socket
import subprocess
from urllib.parse import quote, unquote_to_bytes

import pytest

from harness.client import PREFIX
from harness.data import HARNESS_SETTINGS, new_id
import servers
from harness.hostile import (
    ENDPOINTS, VALUES, address, api, cgi, check, db, fill, fill_path, message, send, site, to_query,
    world)

FULL = os.environ.get("FULL") == "1"


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
    edited = check(api.put(f"message/{_id}", token=world.token, rid=world.rid, msg=text + "."), 200)
    assert edited.json["message"]["msg"] == text + "."
    token = new_id()
    answer = check(api.post("visitor", visitor={"token": token, "name": stored, "customFields": [
        {"key": "k" + text, "value": stored, "overwrite": True}]}), 200, 400)
    if answer.status == 200:
        assert db.value("SELECT name FROM visitors WHERE token = %s", token) == stored
        assert answer.json["visitor"]["livechatData"] == {"k" + text: stored}


@pytest.mark.parametrize("text", METACHARACTERS)
def test_lookups_find_exact_matches_only(api, world, text):
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
        # Accents do not count either; German ones are all there is here.
        bare = str.maketrans("äöü", "aou")
        assert found == {text for text in texts
                         if term.lower().translate(bare) in text.lower().translate(bare)}, term
        assert answer.json["total"] == len(found)


MARKUP = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>", "javascript:alert(1)",
          "</script><script>", "&lt;b&gt;", "<!--", "]]>", "{{constructor}}", "\u2028x\u2029", "<a href='x'>"]


def test_markup_is_data(api, db):
    """Markup is stored unchanged and returned as JSON that no browser takes for HTML."""
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
    """Headers that are long, numerous, repeated or contain invalid bytes."""
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
    """Line ends in values that an answer repeats."""
    instant.set(API_CORS_Origin="https://a.example")
    for origin in ("https://a.example\r\nSet-Cookie: x=1", "https://a.example\n", "https://A.EXAMPLE\r"):
        answer = subprocess.run(
            [os.path.join(servers.CGI_BIN, "livechat.fcgi")], input=b"", capture_output=True, timeout=20,
            env={"REQUEST_METHOD": "GET", "REQUEST_URI": "/api/info", "HTTP_ORIGIN": origin,
                 "LIVECHAT_CONFIG": instant.site.config, "LIVECHAT_LIMITS": instant.site.limits}, check=True)
        assert b"Allow-Origin" not in answer.stdout and b"Set-Cookie" not in answer.stdout


def test_requests_that_are_not_http(api, world):
    """This is not even HTTP, so the web server answers it; the site survives."""
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
    """Builds random requests from valid and invalid parts, the same ones each time."""

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
    """The web server refuses a path that is not UTF-8 before the program sees it."""
    try:
        unquote_to_bytes(target.split("?")[0]).decode()
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("seed", range(20 if FULL else 2))
def test_random_requests(api, world, seed):
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
    """This test runs last: all tables exist, the counters are right, and only messages were stored."""
    assert db.value("SELECT COUNT(*) FROM users") >= 1
    assert db.value("SELECT COUNT(*) FROM messages WHERE id = %s", world.answer) == 1
    for name, value in HARNESS_SETTINGS.items():
        assert db.value("SELECT value FROM settings WHERE name = %s", name) == value
    assert db.value("SELECT COUNT(*) FROM visitors WHERE INSTR(token, ' ') OR token = ''") == 0
