# SPDX-License-Identifier: MIT
"""The FastCGI connection itself, without a web server: it ends after each request, also if the client asks to
keep it, and no reply is lost by that."""

import json
import os
import socket
import sys

import pytest

import servers

sys.path.insert(0, os.path.join(servers.ROOT, "tests", "bench"))

from kit import fastcgi  # noqa: E402

URL = "/api/v1/livechat/message"
GIVES_UP_S = 40  # less than the minute for which the program waits for its peer


@pytest.fixture(scope="module")
def program(folder, config, db):
    home = os.path.join(folder, "direct")
    os.makedirs(home)
    program = fastcgi.Program(os.path.join(servers.CGI_BIN, "livechat.fcgi"), home, {
        "LIVECHAT_CONFIG": config, "LIVECHAT_LIMITS": os.path.join(home, "limits")})
    yield program
    program.stop()


def exchange(program, *parts):
    """Sends the parts one after the other; returns everything until the program closes the connection."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(GIVES_UP_S)
        connection.connect(program.socket)
        for part in parts:
            connection.sendall(part)
        data = b""
        while part := connection.recv(1 << 16):
            data += part
    return fastcgi.decode(data)


def message(room, **more):
    return {"token": room.visitor.token, "rid": room.id, "msg": "hello", **more}


@pytest.mark.parametrize("keep", [False, True])
def test_the_connection_is_closed_after_each_request(program, db, keep):
    """A web server that keeps the connection would occupy a process."""
    room = db.room()
    for n in range(3):
        assert exchange(program, fastcgi.encode("GET", "/api/info", keep=keep)).json["success"] is True
        reply = exchange(program, fastcgi.encode("POST", URL, body=message(room, msg=f"number {n}"), keep=keep))
        assert reply.json["message"]["msg"] == f"number {n}"


def test_a_request_may_arrive_in_pieces(program, db):
    """The end of the request may arrive long after its other parts."""
    request = fastcgi.encode("POST", URL, body=message(db.room()))
    reply = exchange(program, *(request[i:i + 1] for i in range(len(request))))
    assert reply.json["message"]["msg"] == "hello"


@pytest.mark.parametrize("what, status", [("no route", 404), ("too large", 413), ("no JSON", 400)])
def test_the_reply_to_a_refused_body_arrives(program, db, what, status):
    """The reply arrives even while the rest of the body is still being sent."""
    body = message(db.room(), msg="x" * 400_000 if what == "too large" else "hello")
    request = fastcgi.encode("POST", "/api/v1/nothing" if what == "no route" else URL, body=body)
    if what == "no JSON":
        request = request.replace(b'{"token', b'["token')
    reply = exchange(program, request)
    assert reply.status == status and isinstance(json.loads(reply.body), dict)


def test_a_request_that_never_ends_does_not_occupy_a_process(program):
    """A peer that never ends its request gets its reply, and the connection is closed soon."""
    request = fastcgi.encode("GET", "/api/info")
    end = fastcgi.records(fastcgi.STDIN, b"")
    assert request.endswith(end)
    assert exchange(program, request[:-len(end)]).status == 200
