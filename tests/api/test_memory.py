# SPDX-License-Identifier: MIT
"""A process that has served many requests is no larger than one that has served a few."""

import json
import os
import random
import signal

import pytest

import servers
from harness.account import compiled
from harness.checks import wait_for
from harness.client import PREFIX
from harness.data import new_id, without_limits

FULL = os.environ.get("FULL") == "1"
WARM_UP = 40    # rounds until everything has happened once, including rare events
ROUNDS = 1000 if FULL else 40
EVERY_ROUND = 20
# The least that malloc() takes, 32 bytes, lost with every fifth request makes 70 KiB of the 11,200 that growth()
# compares with FULL=1.
GROWTH_KIB = 48 if FULL else 64
STATEMENTS_MAX = 32


@pytest.fixture(scope="module")
def db(new_database):
    return without_limits(new_database("memory"))


@pytest.fixture(scope="module")
def heap(folder):
    """The file to which the program writes how many bytes it has allocated."""
    return os.path.join(folder, "heap_in_use")


@pytest.fixture(scope="module")
def site(new_site, db, folder, heap, sanitized):
    preload = {} if sanitized else {"LD_PRELOAD": compiled(folder, "heap_in_use"), "HEAP_IN_USE": heap}
    return new_site("lighttpd", db.config, label="memory", workers=1, env=preload)


def mixed(api, db, room, agent, dice):
    """Sends twenty requests: valid and invalid, small and large."""
    who = {"token": room.visitor.token, "rid": room.id}
    text = dice.choice(["hello", "*bold* http://example.com @nobody #nothing", "x" * 5000,
                        "> quote\n- item\n`code` " * 40])
    sent = api.post("message", **who, msg=text)
    assert sent.status == 200, sent
    _id = sent.json["message"]["_id"]
    batch = {"visitor": {"token": room.visitor.token}, "messages": [{"msg": text[:500]}] * 3}
    answers = [
        api.post("message", **who, msg=text, _id=new_id()),
        api.get(f"message/{_id}", **who),
        api.put(f"message/{_id}", **who, msg=text + "!"),
        api.get(f"messages.history/{room.id}", token=room.visitor.token, limit=dice.choice([1, 20, 100])),
        api.post("messages", user=agent, json=batch),
        api.get(f"messages/{room.id}", user=agent, count=dice.choice([0, 10]), searchTerm=dice.choice(["", "x"])),
        api.delete(f"message/{_id}", **who),
        api.post("visitor", visitor={"token": room.visitor.token, "name": text[:50], "customFields": [
            {"key": "k", "value": text[:200], "overwrite": True}]}),
        api.get(f"visitor/{room.visitor.token}"),
        api.get("room", token=room.visitor.token),
    ]
    assert {answer.status for answer in answers} == {200}, answers
    bad = [
        api.post("message"), api.post("message", **who), api.get("nothing"), api.get(f"messages/{room.id}"),
        api.request("POST", "message", data=b"[" * dice.choice([10, 100_000]), headers={
            "Content-Type": "application/json"}),
        api.request("POST", "message", data=b"x" * 140_000, headers={"Content-Type": "application/json"}),
        api.request("POST", "message", headers={"Content-Type": "application/json"},
                    data=json.dumps({"token": "x", "rid": "y", "msg": "z" * 130_000})),
        api.raw("GET", f"{PREFIX}room?" + "&".join(f"a{i}[b][]=1" for i in range(300))),
        api.post("message", token={"$ne": 1}, rid=[], msg={}),
    ]
    assert all(400 <= answer.status < 500 for answer in bad), bad


def worker(site):
    pid, = servers.processes_with(f"LIVECHAT_CONFIG={site.config}")
    return pid


def resident_kib(pid):
    """The memory of its own: which pages of files are resident is the kernel's choice."""
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith("RssAnon:")).split()[1])


def open_files(pid):
    return sorted(os.readlink(f"/proc/{pid}/fd/{name}").split(":")[0] for name in os.listdir(f"/proc/{pid}/fd"))


def in_use_kib(pid, heap):
    """What the program has allocated: where free memory lies between that does not matter."""
    def lines():
        return open(heap, encoding="ascii").read().split() if os.path.exists(heap) else []
    before = len(lines())
    os.kill(pid, signal.SIGRTMAX)
    wait_for(lambda: len(lines()) > before)
    return int(lines()[-1]) // 1024


def settle(site, db, room):
    """Sends only small requests. The room is then as it was in the beginning, so that its pages have the same size
    each time."""
    db.execute("DELETE FROM messages WHERE rid = %s AND type IS NULL AND u_name <> 'Kept'", room.id)
    for _ in range(20):
        assert site.client.get(f"visitor/{room.visitor.token}").status == 200


def growth(sizes):
    """How much larger a process has become that was measured again and again. The buffers of statements have the size
    of the largest row that each has read, so that single measurements differ; the least of several do not. With
    many of them, those before all have their size are left out."""
    quarter = len(sizes) // 4
    return min(sizes[-quarter:]) - min(sizes[quarter:2 * quarter]) if quarter else sizes[-1] - sizes[0]


def test_many_requests_need_no_more_memory(site, db, heap, sanitized):
    room, agent, dice = db.room(), db.manager(), random.Random(1)
    for _ in range(120):
        db.message(room, "x" * 800, u_name="Kept")
    for _ in range(WARM_UP):
        mixed(site.client, db, room, agent, dice)
    pid = worker(site)
    settle(site, db, room)
    sizes, files = [0 if sanitized else in_use_kib(pid, heap)], open_files(pid)
    for done in range(1, ROUNDS + 1):
        mixed(site.client, db, room, agent, dice)
        if done % WARM_UP == 0:
            settle(site, db, room)
            sizes.append(0 if sanitized else in_use_kib(pid, heap))
    assert worker(site) == pid, "the process did not live to the end"
    print(f"{ROUNDS * EVERY_ROUND} requests: {sizes} KiB")
    assert open_files(pid) == files
    assert growth(sizes) <= GROWTH_KIB, f"{sizes} KiB in {ROUNDS * EVERY_ROUND} requests"


def test_the_memory_of_a_large_page_is_released(site, db, sanitized):
    """The memory that one large page needed is released."""
    room, agent = db.room(), db.manager()
    api, pid = site.client, worker(site)
    assert api.get(f"messages/{room.id}", user=agent, count=0).status == 200
    before = resident_kib(pid)
    for _ in range(60):
        db.message(room, "x" * 100_000)
    assert len(api.get(f"messages/{room.id}", user=agent, count=0).body) > 6_000_000
    for _ in range(20):
        assert api.get("room", token=room.visitor.token).status == 200
    if not sanitized:
        assert resident_kib(pid) - before < 2048


def statements(mariadb):
    return int(mariadb.sql("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").split()[1])


def test_statements_are_bounded(mariadb, site, db):
    """The number of prepared statements on a connection is limited. The one that was unused for longest is
    closed, and prepared again when it is needed."""
    room, agent = db.room(), db.manager()
    api, visitor = site.client, room.visitor
    for row in db.rows("SELECT id FROM information_schema.processlist WHERE user = %s AND id <> CONNECTION_ID()",
                       db.options["user"]):
        db.execute("KILL %s", row["id"])
    before = statements(mariadb)
    for _ in range(2):
        other = db.room()
        _id = db.message(room, "hello")
        answers = [
            *(api.get(path, user=agent) for path in (
                "rooms", "department", "users/agent", "users/manager", "inquiries.list", "inquiries.queuedForUser",
                f"messages/{room.id}", f"{room.id}/messages", f"visitors.info?visitorId={visitor.id}",
                "visitors.search?term=x", f"visitors.chatHistory/room/{room.id}/visitor/{visitor.id}",
                f"visitors.searchChats/room/{room.id}/visitor/{visitor.id}", f"inquiries.getOne?roomId={room.id}")),
            *(api.get(path, token=visitor.token) for path in (
                "config", f"messages.history/{room.id}", "room", f"visitor/{visitor.token}")),
            api.post("message", token=visitor.token, rid=room.id, msg="hello"),
            api.post("messages", user=agent, json={"visitor": {"token": visitor.token}, "messages": [{"msg": "x"}]}),
            api.post("page.visited", token=visitor.token, rid=room.id,
                     pageInfo={"change": "url", "title": "x", "location": {"href": "x"}}),
            api.post("visitor", visitor={"token": visitor.token, "name": "other"}),
            api.post("visitor.status", token=visitor.token, status="away"),
            api.get(f"message/{_id}", token=visitor.token, rid=room.id),
            api.put(f"message/{_id}", token=visitor.token, rid=room.id, msg="other"),
            api.delete(f"message/{_id}", token=visitor.token, rid=room.id),
            api.post("room.close", token=other.visitor.token, rid=other.id),
        ]
        assert {answer.status for answer in answers} == {200}, answers
        assert statements(mariadb) - before <= STATEMENTS_MAX
