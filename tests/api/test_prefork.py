# SPDX-License-Identifier: MIT
"""LIVECHAT_PROCESSES: one process supervises those that serve."""

import concurrent.futures
import os
import signal
import threading
import time

import pytest

import servers
from harness.checks import wait_for
from harness.data import Data
from harness.site import SpawnFcgi, programs


@pytest.fixture(scope="module")
def db(new_database):
    return Data(new_database("prefork"))


@pytest.fixture
def site(new_site, db):
    """spawn-fcgi starts one process, which starts three more."""
    site = new_site("spawn-fcgi", db.config, label="prefork", env={"LIVECHAT_PROCESSES": "3"})
    yield site
    site.stop()


def family(site):
    """Returns (the supervisor, those that serve). With sanitizers a process that ends may have a child for a
    moment, which looks for leaks."""
    parents = {pid: servers.parent(pid) for pid in programs(site)}
    watching = {parent for parent in parents.values() if parent in parents and parents[parent] not in parents}
    assert len(watching) <= 1
    serving = [pid for pid in parents if parents[pid] in watching]
    return (watching.pop() if watching else None), serving


def whole_family(site):
    """Returns the same, once all three serve."""
    return wait_for(lambda: (found := family(site)) and len(found[1]) == 3 and found)


def served(site):
    return site.client.get("config").status == 200


def end_watching(site, number):
    """Ends the supervisor by the signal, and waits until another one has taken its place. Returns the new
    supervisor."""
    watching, _ = whole_family(site)
    os.kill(watching, number)
    wait_for(lambda: watching not in programs(site))
    return wait_for(lambda: len(programs(site)) == 4 and whole_family(site)[0])


def test_as_many_processes_serve_as_configured(site):
    wait_for(lambda: len(family(site)[1]) == 3)
    assert served(site)


def test_each_process_has_its_own_ids(site):
    """Random numbers that were drawn before the fork would be the same in all of them."""
    seen = set()

    def ask(client):
        seen.add(client.get("config").headers["X-Request-Id"].split("-")[0])
        return len(seen) == 3
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        clients = [site.client.clone() for _ in range(6)]
        wait_for(lambda: any(list(pool.map(ask, clients))))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_process_is_replaced(site, number):
    watching, before = whole_family(site)
    os.kill(before[0], number)
    wait_for(lambda: len(set(family(site)[1]) - {before[0]}) == 3)
    assert family(site)[0] == watching and set(before[1:]) <= set(family(site)[1])
    assert served(site)
    assert ("was ended by signal 9" in site.log()) == (number == signal.SIGKILL)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGUSR1])
def test_all_processes_end_together(site, number):
    assert served(site)
    watching, serving = whole_family(site)
    os.kill(watching, number)
    wait_for(lambda: not set(programs(site)) & {watching, *serving})


WAYS = {"lighttpd": dict(name="lighttpd", workers=3),
        "spawn-fcgi": dict(name="spawn-fcgi", env={"LIVECHAT_PROCESSES": "3"})}


@pytest.fixture(params=WAYS)
def started(request, new_site, db):
    """A web server that starts the supervisor itself, and one that is given a socket."""
    site = new_site(config=db.config, label=f"ended-{request.param}", **WAYS[request.param])
    yield site
    site.stop()
    watching, _ = family(site)
    if watching:  # spawn-fcgi is the supervisor itself, and has been killed.
        os.kill(watching, signal.SIGTERM)
    wait_for(lambda: not programs(site))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGHUP])
def test_the_service_survives_its_supervisor(started, number, sanitized):
    """Those that serve still have the socket, so whoever started the supervisor does not start another one."""
    if sanitized and number == signal.SIGSEGV:
        pytest.skip("sanitizers report the signal as a fault of the program")
    for _ in range(2):
        end_watching(started, number)
        assert [a for _ in range(10) if (a := started.client.get("config")).status != 200] == [], started.log()
        assert "this one takes its place" in started.log()


def test_the_service_survives_multiwatch(new_site, db):
    site = new_site("multiwatch", db.config, label="ended-multiwatch")
    serving = wait_for(lambda: len(found := programs(site)) == site.workers and found)
    try:
        os.kill(site.processes[0].pid, signal.SIGKILL)
        site.processes[0].popen.wait()
        assert all(served(site) for _ in range(10)) and programs(site) == serving
    finally:
        for pid in serving:
            os.kill(pid, signal.SIGTERM)


def test_requests_are_served_while_the_supervisor_changes(started):
    """None fails, however often it happens."""
    statuses, done = [], threading.Event()

    def ask(client):
        while not done.is_set():
            statuses.append(client.get("config").status)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        asking = [pool.submit(ask, started.client.clone()) for _ in range(6)]
        try:
            for _ in range(4):
                end_watching(started, signal.SIGKILL)
        finally:
            done.set()
        for one in asking:
            one.result()
    assert set(statuses) == {200}


def test_a_new_supervisor_does_all_that_the_first_one_did(started):
    """It replaces those that end, and ends them all."""
    watching = end_watching(started, signal.SIGKILL)
    _, before = whole_family(started)
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: before[0] not in programs(started) and len(family(started)[1]) == 3)
    assert family(started)[0] == watching
    os.kill(watching, signal.SIGTERM)
    wait_for(lambda: not programs(started))


def test_all_end_with_the_web_server(new_site, db):
    """Even if the web server knows only the supervisor that was killed: it takes those that serve for processes
    that somebody else has started, and would not end them."""
    site = new_site("lighttpd", db.config, label="ended-with", workers=3)
    end_watching(site, signal.SIGKILL)
    site.processes[0].stop()
    wait_for(lambda: not programs(site))
    assert not os.path.exists(os.path.join(site.sockets, "livechat.sock"))
    site.start()
    wait_for(lambda: servers.get(site.client.url + "/api/info")[0] == 200)


def test_sigterm_during_a_request(site, db):
    """A request that has begun is answered first."""
    room = db.room()
    watching, _ = whole_family(site)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        with db.held(room):
            answer = pool.submit(lambda: site.client.clone().post(
                "message", token=room.visitor.token, rid=room.id, msg="last words"))
            wait_for(db.waiting)
            os.kill(watching, signal.SIGTERM)
            time.sleep(0.2)
            assert not answer.done()
        assert answer.result().status == 200
    wait_for(lambda: family(site) == (None, []))


@pytest.mark.parametrize("text", ["many", "0", "257", "-1"])
def test_an_invalid_number_of_processes_is_logged(new_site, db, text):
    site = new_site("spawn-fcgi", db.config, label="number", env={"LIVECHAT_PROCESSES": text})
    try:
        assert served(site)
        assert len(programs(site)) == 1
        assert "LIVECHAT_PROCESSES must be a number" in site.log()
    finally:
        site.stop()


class Ignored(SpawnFcgi):
    """A parent that ignores SIGCHLD, which its children inherit."""

    def program(self):
        return ["/usr/bin/env", "--ignore-signal=CHLD", *super().program()]


def test_a_killed_process_is_replaced_when_sigchld_is_ignored(folder, db):
    site = Ignored("prefork-ignored", folder, db.config, env={"LIVECHAT_PROCESSES": "3"})
    try:
        _, before = whole_family(site)
        os.kill(before[0], signal.SIGKILL)
        wait_for(lambda: len(set(family(site)[1]) - {before[0]}) == 3)
    finally:
        site.stop()
    assert not site.sanitizer_reports()
