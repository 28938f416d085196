# SPDX-License-Identifier: MIT
"""What a program does after its reply, the program that it runs for that, and what it inherits itself."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import termios

import pytest

import servers
from harness.checks import wait_for
from harness.data import Data
from harness.faults import check_unavailable
from harness.mailbox import Mailbox
from harness.site import SpawnFcgi

# Tells what it has inherited.
SPY = """#!/usr/bin/python3 -I
import json, os, sys
own = {{}}
for fd in os.listdir("/proc/self/fd"):
    try:
        own[int(fd)] = os.readlink(f"/proc/self/fd/{{fd}}")
    except OSError:
        pass  # the one that lists the folder
with open("/proc/self/environ") as file:
    names = dict(line.split("=", 1) for line in file.read().split("\\0") if line)
sys.stdin.read()
with open("{report}.new", "w") as file:
    json.dump([own, names], file)
os.rename("{report}.new", "{report}")
"""

PASSED_ON = {"PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ", "TMPDIR"}


def offline_message(site, **headers):
    """Comes from another network each time, so that the rate limit does not refuse it."""
    network = ".".join(str(part) for part in os.urandom(3))
    answer = site.client.request("POST", "offline.message", headers={
        "X-Forwarded-For": f"{network}.1", **headers}, json={
        "name": "A", "email": "a@example.com", "message": "Hello"})
    assert answer.status == 200, answer


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("after"))
    data.lift_limits()
    data.set(Livechat_offline_email="desk@example.com", From_Email="chat@example.com",
             trusted_proxies="127.0.0.1")
    return data


@pytest.fixture
def queued(db):
    """Returns the states of all mails of this test."""
    db.execute("DELETE FROM outbox")
    return lambda: [row["state"] for row in db.rows("SELECT state FROM outbox")]


# --- plain CGI ---------------------------------------------------------------------------------

@pytest.mark.parametrize("name", ["lighttpd-cgi", "htaccess-cgi", "htaccess-scriptalias"])
def test_mail_is_sent_after_plain_cgi(name, new_site, db, queued, folder):
    """Web servers end a CGI program when its reply is complete."""
    mailbox = Mailbox(os.path.join(folder, f"after-{name}"))
    os.chmod(mailbox.folder, 0o777)
    site = new_site(name, db.config, label=f"after-{name}", env={"LIVECHAT_SENDMAIL": mailbox.program})
    for _ in range(5):
        offline_message(site)
    mailbox.mails(5)
    wait_for(lambda: queued() == ["sent"] * 5)


def test_a_cgi_program_that_is_told_to_end_while_it_replies_does_what_follows(db):
    """lighttpd says so as soon as it has the last byte, before the program knows that it is the last."""
    agent = db.agent(seen_at=0)
    room = db.room(agent=agent)
    for _ in range(40):
        db.message(room, "x" * 500)
    uri = f"/api/v1/livechat/messages/{room.id}"
    cgi = subprocess.Popen(
        [os.path.join(servers.CGI_BIN, "livechat.fcgi")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        pipesize=4096, env={
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": uri,
            "SERVER_PROTOCOL": "HTTP/1.1", "LIVECHAT_CONFIG": db.config, "HTTP_X_USER_ID": agent.id,
            "HTTP_X_AUTH_TOKEN": agent.token})

    def written():
        return struct.unpack("i", fcntl.ioctl(cgi.stdout, termios.FIONREAD, struct.pack("i", 0)))[0]
    wait_for(written)
    cgi.send_signal(signal.SIGTERM)
    reply = cgi.communicate()[0]
    assert reply.startswith(b"Status: 200") and reply.endswith(b'"success":true}')
    wait_for(lambda: db.value("SELECT seen_at FROM users WHERE id = %s", agent.id))


def test_a_slow_sendmail_after_plain_cgi(new_site, db, queued, folder):
    """The client has its answer long before the mail is sent."""
    mailbox = Mailbox(os.path.join(folder, "after-slow"))
    site = new_site("lighttpd-cgi", db.config, label="after-slow", env={"LIVECHAT_SENDMAIL": mailbox.program})
    mailbox.say("hold", "")
    offline_message(site)
    assert queued() != ["sent"] and mailbox.files() == []
    mailbox.unsay("hold")
    mailbox.mails(1)
    wait_for(lambda: queued() == ["sent"])


# --- the sendmail program ----------------------------------------------------------------------

@pytest.mark.parametrize("name", ["lighttpd", "spawn-fcgi", "lighttpd-cgi"])
def test_sendmail_inherits_nothing_of_a_request(name, new_site, db, queued, folder):
    """Neither the connection to the database, nor what the client or the web server said."""
    report, program = (os.path.join(folder, f"after-{name}.{what}") for what in ("report", "program"))
    with open(program, "w") as file:
        file.write(SPY.format(report=report))
    os.chmod(program, 0o755)
    site = new_site(name, db.config, label=f"spied-{name}", env={"LIVECHAT_SENDMAIL": program, "TZ": "UTC",
                                                                          "LIVECHAT_SECRET": "x"})
    offline_message(site, Proxy="http://evil.example", Cookie="secret=1",
                    **{"X-Auth-Token": "secret", "X-Path": "/evil"})
    wait_for(lambda: os.path.exists(report))
    with open(report) as file:
        descriptors, environment = json.load(file)
    assert [fd for fd, target in descriptors.items() if int(fd) > 2 and target != program] == [], descriptors
    assert set(environment) <= PASSED_ON
    assert environment["PATH"] and environment["TZ"] == "UTC"
    wait_for(lambda: queued() == ["sent"])


# --- what the program inherits -----------------------------------------------------------------

class Closed(SpawnFcgi):
    """Nothing but the socket is open, as the FastCGI specification allows."""

    def program(self):
        return ["/bin/sh", "-c", 'exec "$0" >&- 2>&-', *super().program()]


def test_closed_standard_error(folder):
    """A connection gets the descriptor of standard error; nothing may be logged into it. The first request is
    the one for which something is logged."""
    statuses = []
    site = Closed("closed", folder, os.path.join(folder, "missing.cnf"),
                  ready=lambda status: statuses.append(status) or status)
    try:
        assert 500 not in statuses
        for _ in range(5):
            check_unavailable(site.client.get("messages.history/x", token="y"))
    finally:
        site.stop()
