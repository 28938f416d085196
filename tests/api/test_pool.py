# SPDX-License-Identifier: MIT
"""Several processes and a lock in the database: all but one may wait for it, and the last one goes on
serving. The lock is held until the answers are there, so nothing depends on the speed of the machine."""

import contextlib
import os
import signal
import threading
import time

import pytest

from harness.checks import wait_for
from harness.data import without_limits
from harness.site import programs

WORKERS = 3
TIMEOUT_S = 20  # of a request that waits; of the last one it is half
LOOK_AGAIN_S = 0.1  # POOL_LOOK_AGAIN_MS


@pytest.fixture(scope="module")
def own_config(new_database):
    return new_database("pool")


@pytest.fixture(scope="module")
def db(own_config):
    return without_limits(own_config)


@pytest.fixture(scope="module", params=["lighttpd", "multiwatch"])
def site(request, new_site, own_config, db):
    return new_site(request.param, own_config, label="pool-" + request.param, workers=WORKERS,
                    env={"LIVECHAT_DATABASE_TIMEOUT": str(TIMEOUT_S)})


class Held:
    """Requests that wait for a room that somebody has locked, each in a process of its own."""

    def __init__(self, site, db, room):
        self.site, self.db, self.room, self.answers = site, db, room, []
        self.threads = []

    def send(self):
        client = self.site.client.clone()

        def run():
            self.answers.append(send(client, self.room))
        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()
        count = len(self.threads)
        wait_for(lambda: len(self.db.waiting(self.db.options["user"])) >= count, 30)

    def done(self):
        for thread in self.threads:
            thread.join()
        return self.answers


def send(client, room):
    return client.request("POST", "/api/v1/livechat/message", timeout=2 * TIMEOUT_S, json={
        "token": room.visitor.token, "rid": room.id, "msg": "x"})


def let_each_begin(site, db, room):
    """Each process serves for the first time, so that the others know it."""
    begun = Held(site, db, room)
    with db.held(room):
        for _ in range(WORKERS):
            begun.send()
    assert [answer.status for answer in begun.done()] == [200] * WORKERS


def test_the_last_process_goes_on(site, db):
    room, other = db.room(), db.room()
    let_each_begin(site, db, room)
    held = Held(site, db, room)
    with contextlib.ExitStack() as lock:
        lock.enter_context(db.held(room))
        for _ in range(WORKERS - 1):
            held.send()
        # The last one waits for half of the time at most, and hardly at all after that ...
        for _ in range(2):
            answer = send(site.client, room)
            assert (answer.status, answer.json["success"]) == (503, False)
            assert int(answer.headers["Retry-After"]) >= 1
        assert held.answers == [], "the others are still waiting"
        # ... and serves whoever needs nothing that is locked.
        assert send(site.client, other).status == 200
        assert site.client.get("config", token=other.visitor.token).status == 200
        assert held.answers == []
    assert [answer.status for answer in held.done()] == [200] * (WORKERS - 1)
    for _ in range(4 * WORKERS):
        assert send(site.client, room).status == 200


@contextlib.contextmanager
def unattended(site):
    """Nobody starts another process, or even notices that one has ended, until the end of the block."""
    supervisor = site.processes[0].pid
    os.kill(supervisor, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(supervisor, signal.SIGCONT)


def ended(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] == "Z"


def test_a_process_that_was_killed_at_rest_is_not_free(new_site, own_config, db):
    """Of three, one is killed and one waits for a lock. The third one knows that it is the last."""
    site = new_site("multiwatch", own_config, label="pool-killed", workers=WORKERS,
                    env={"LIVECHAT_DATABASE_TIMEOUT": str(TIMEOUT_S)})
    room = db.room()
    let_each_begin(site, db, room)
    with unattended(site):
        pid = programs(site)[0]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: ended(pid))
        since = time.monotonic()
        wait_for(lambda: time.monotonic() - since > LOOK_AGAIN_S)
        held = Held(site, db, room)
        with db.held(room):
            held.send()
            assert send(site.client, room).status == 503
            assert held.answers == [], "the first one is still waiting"
        assert [answer.status for answer in held.done()] == [200]
    wait_for(lambda: len(programs(site)) == WORKERS)
    for _ in range(4 * WORKERS):
        assert send(site.client, room).status == 200
