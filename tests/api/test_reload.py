# SPDX-License-Identifier: MIT
"""Reloads of Apache while people chat, as logrotate does them each day: every request is answered."""

import concurrent.futures
import os
import signal

import pytest
import requests

from harness.checks import PATIENCE_S, wait_for
from harness.data import Data
from harness.site import programs

CLIENTS = 8  # more than there are processes


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("reload"))
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("apache-proxy", db.config, label="reload")


def reload(site):
    """Reloads Apache and waits until its new processes serve."""
    before = site.log().count("resuming normal operations")
    os.kill(site.processes[-1].pid, signal.SIGUSR1)
    wait_for(lambda: site.log().count("resuming normal operations") > before)


def send(site, room, text):
    """Returns how a request ended: its status, or "closed"."""
    try:
        return site.client.clone().post("message", token=room.visitor.token, rid=room.id, msg=text).status
    except requests.ConnectionError:
        return "closed"


def test_every_request_is_answered_during_a_reload(site, db, room):
    """Some requests are being served at that moment, by processes that wait for a lock, and the others wait
    for a process. A 503 is an answer, too: the database did not answer in time."""
    serving = programs(site)
    for _ in range(3):
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
            with db.held(room):
                answers = [pool.submit(send, site, room, f"number {n}") for n in range(CLIENTS)]
                wait_for(lambda: db.waiting("reload"))
                reload(site)
            ended = [answer.result(timeout=PATIENCE_S) for answer in answers]
        assert set(ended) <= {200, 503, "closed"}, ended
        assert send(site, room, "afterwards") == 200
    assert programs(site) == serving, "the reload ended processes of Livechat"
