# SPDX-License-Identifier: MIT
"""Pages of many megabytes arrive whole, from a process that stays small."""

import resource
import socket

import pytest

import servers
from harness.checks import wait_for
from harness.data import new_id, now_ms, without_limits
from harness.site import SITES

MIB = 1024 * 1024
WORKER_MAX_MIB = 32
# After small replies a process has 7.6 MiB with MariaDB's client library and 13.7 with MySQL's, which brings the library
# of C++, and has OpenSSL at work because it encrypts by itself.
LIBRARY_MIB = 6 if servers.DATABASE == "mysql" else 0
COUNT, SIZE = 60, 700_000


@pytest.fixture(scope="module")
def db(new_database):
    return without_limits(new_database("large"))


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="large", workers=1)


@pytest.fixture(scope="module")
def agent(db):
    return db.manager()


@pytest.fixture(scope="module")
def large(db):
    """A room with a history of 42 MB, each message of which has another text."""
    room = db.room()
    for n in range(COUNT):
        db.message(room, text(n))
    return room


def text(n):
    return f"{n:03}" * (SIZE // 3)


def workers(site):
    return servers.processes_with(f"LIVECHAT_CONFIG={site.config}")


def mib(pid, name):
    with open(f"/proc/{pid}/status") as file:
        return int(next(line for line in file if line.startswith(name + ":")).split()[1]) / 1024


def peak_mib(site, request):
    """Sends the request and returns the answer and the largest size of the process meanwhile, and that after
    one more request."""
    pids = workers(site)
    for pid in pids:
        with open(f"/proc/{pid}/clear_refs", "w") as file:
            file.write("5")
    answer = request()
    assert answer.status == 200, answer
    peak = max(mib(pid, "VmHWM") for pid in pids)
    assert site.client.get("/api/info").status == 200
    assert workers(site) == pids, "the process did not live to the end"
    return answer, peak, max(mib(pid, "VmRSS") for pid in pids)


def check_small(sanitized, peak, rest):
    print(f"peak {peak:.1f} MiB, {rest:.1f} MiB after the reply")
    if not sanitized:
        assert peak < WORKER_MAX_MIB, f"{peak} MiB"
        assert rest < WORKER_MAX_MIB / 2 + LIBRARY_MIB, f"{rest} MiB after the reply"


def texts(answer):
    return [m["msg"] for m in answer.json["messages"] if m["msg"]]


def test_a_large_history_is_whole_and_its_process_small(site, large, agent, sanitized):
    newest_first = [text(n) for n in reversed(range(COUNT))]
    for request in (
            lambda: site.client.get(f"messages.history/{large.id}", token=large.visitor.token, limit=100),
            lambda: site.client.get(f"messages/{large.id}", user=agent, count=100),
            lambda: site.client.get(f"messages/{large.id}", user=agent, count=0),
            lambda: site.client.get(f"{large.id}/messages", user=agent, count=100, searchTerm="0")):
        answer, peak, rest = peak_mib(site, request)
        assert texts(answer) == newest_first and answer.json["success"] is True
        assert int(answer.headers["Content-Length"]) == len(answer.body) > COUNT * SIZE
        check_small(sanitized, peak, rest)


def test_the_headers_of_a_large_page_are_those_of_a_small_one(site, large):
    path, token = f"messages.history/{large.id}", large.visitor.token
    small = site.client.get(path, token=token, limit=1)
    answer = site.client.get(path, token=token, limit=100)
    for name in ("ETag", "X-Poll-Interval", "Cache-Control", "Content-Type"):
        assert answer.headers[name] == small.headers[name]
    head = site.client.request("HEAD", path, query={"token": token, "limit": 100})
    assert (head.status, head.body) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert head.headers.get("Content-Length", str(len(answer.body))) == str(len(answer.body))
    known = site.client.get(path, token=token, limit=100, headers={"If-None-Match": answer.headers["ETag"]})
    assert known.status == 304


@pytest.mark.parametrize("name", list(SITES))
def test_every_server_delivers_a_large_page(new_site, db, large, name):
    client = new_site(name, db.config, label=f"large-{name}").client
    answer = client.get(f"messages.history/{large.id}", token=large.visitor.token, limit=100)
    assert texts(answer) == [text(n) for n in reversed(range(COUNT))]


def test_a_large_page_needs_little_address_space(site, large, sanitized):
    """A host may limit it (ulimit -v)."""
    if sanitized:
        pytest.skip("sanitizers reserve terabytes of address space")
    for pid in workers(site):
        resource.prlimit(pid, resource.RLIMIT_AS, (128 * MIB, 128 * MIB))
    answer = site.client.get(f"messages.history/{large.id}", token=large.visitor.token, limit=100)
    assert answer.status == 200 and len(texts(answer)) == COUNT


def test_a_large_page_arrives_where_no_large_file_may_be_written(new_site, db, large):
    """A host may limit it (ulimit -f); a write beyond it would end the process."""
    site = new_site("spawn-fcgi", db.config, label="large-file", workers=1)
    pids = workers(site)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (2 * MIB, 2 * MIB))
    answer = site.client.get(f"messages.history/{large.id}", token=large.visitor.token, limit=100)
    assert texts(answer) == [text(n) for n in reversed(range(COUNT))]
    assert "a large reply is kept in memory" in site.log()
    assert workers(site) == pids


def test_a_reader_who_takes_nothing_holds_no_statement(new_site, db, large):
    """The page is complete before its first byte is sent, so the database has nothing to do with who reads
    it."""
    site = new_site("spawn-fcgi", db.config, label="large-slow", workers=1)
    params = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "SERVER_PROTOCOL": "HTTP/1.1",
              "REQUEST_URI": f"/api/v1/livechat/messages.history/{large.id}",
              "QUERY_STRING": f"token={large.visitor.token}&limit=100"}

    def record(kind, content):
        return bytes([1, kind, 0, 1]) + len(content).to_bytes(2, "big") + b"\0\0" + content

    block = b"".join(bytes([len(k), len(v)]) + k.encode() + v.encode() for k, v in params.items())
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(f"{site.sockets}/livechat.sock")
        peer.sendall(record(1, b"\0\1\0\0\0\0\0\0") + record(4, block) + record(4, b"") + record(5, b""))
        assert peer.recv(1) == b"\1"
        wait_for(lambda: not db.rows(
            "SELECT id FROM information_schema.processlist WHERE user = %s AND id <> CONNECTION_ID()"
            " AND command NOT IN ('Sleep', 'Daemon')", db.options["user"]))


def test_slow_readers_of_large_pages_occupy_one_process(new_site, db, large):
    """Apache passes a page on as fast as its reader takes it. Others are served meanwhile, and another large
    page is refused until the first one is read."""
    site, room = new_site("apache", db.config, label="large-readers"), db.room()
    target = f"/api/v1/livechat/messages.history/{large.id}?token={large.visitor.token}&limit=100"
    head = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    readers = []
    try:
        for _ in range(6):
            readers.append(socket.create_connection((site.client.host, site.client.port)))
            readers[-1].sendall(head)
        begun = [reader.recv(4096) for reader in readers]
        assert sum(b" 200 " in answer for answer in begun) == 1, begun
        assert sum(b" 503 " in answer and b"Retry-After: " in answer for answer in begun) == 5, begun
        for _ in range(8):
            answer = site.client.clone().get(f"messages.history/{room.id}", token=room.visitor.token)
            assert answer.status == 200
    finally:
        for reader in readers:
            reader.close()
    wait_for(lambda: site.client.raw("GET", target, timeout=60).status == 200)


# --- changes -----------------------------------------------------------------------------------

SYNC_MAX = 4 * MIB


def follow(ask):
    """Asks until there is no more; returns the changes as (time, _id, deleted) in the order received."""
    since, changes, sizes = "1970-01-01T00:00:00.000Z", [], []
    while True:
        answer = ask(since)
        result = answer.json["result"]
        got = sorted([(m["_updatedAt"], m["_id"], False) for m in result["updated"]] +
                     [(m["_deletedAt"], m["_id"], True) for m in result["deleted"]])
        sizes.append(len(answer.body))
        changes += got
        if not result.get("more"):
            return changes, sizes
        assert got, "there is more, but nothing to go on from"
        since = got[-1][0]


def test_changes_are_cut_at_4_mib_and_none_is_lost(site, db, agent, sanitized):
    room, expected = db.room(), []
    begin = db.row("SELECT id, ts FROM messages WHERE rid = %s", room.id)
    at = now_ms()
    for n in range(90):
        at += 1
        if n % 7 == 3:
            _id = new_id()
            db.insert("message_deletions", id=_id, rid=room.id, deleted_at=at)
            expected.append((_id, True))
        else:
            expected.append((db.message(room, "x" * (500 if n % 5 else 700_000 + n), ts=at), False))
    expected.insert(0, (begin["id"], False))

    for ask in (
            lambda since: site.client.get(f"messages.sync/{room.id}", token=room.visitor.token, lastUpdate=since),
            lambda since: site.client.get("/api/v1/chat.syncMessages", user=agent, roomId=room.id,
                                          lastUpdate=since)):
        changes, sizes = follow(ask)
        assert [(_id, deleted) for _, _id, deleted in changes] == expected
        assert len(sizes) > 1 and max(sizes) <= SYNC_MAX, sizes
    answer, peak, rest = peak_mib(site, lambda: ask("1970-01-01T00:00:00.000Z"))
    check_small(sanitized, peak, rest)


def test_a_change_of_more_than_4_mib_comes_alone(site, db):
    room, at = db.room(), now_ms()
    sizes = [10, 5 * MIB, 6 * MIB, 10]
    ids = [db.message(room, "x" * size, ts=at + n) for n, size in enumerate(sizes)]
    changes, _ = follow(lambda since: site.client.get(
        f"messages.sync/{room.id}", token=room.visitor.token, lastUpdate=since))
    assert [_id for _, _id, _ in changes][1:] == ids


# --- other lists -------------------------------------------------------------------------------

def test_a_list_of_rooms_with_large_last_messages(new_site, db, agent, sanitized):
    """A process of its own: what others have left is nothing that the list needs."""
    site = new_site("lighttpd", db.config, label="large-lists", workers=1)
    visitor, ids = db.visitor(), {}
    for n in range(40):
        room = db.room(visitor=visitor, closed=n > 0)
        ids[room.id] = db.message(room, text(n))
    for path, member in (("rooms", "rooms"),
                         (f"visitors.chatHistory/room/{room.id}/visitor/{visitor.id}", "history"),
                         (f"visitors.searchChats/room/{room.id}/visitor/{visitor.id}", "history")):
        answer, peak, rest = peak_mib(site, lambda: site.client.get(path, user=agent, count=100))
        rooms = {room["_id"]: room["lastMessage"] for room in answer.json[member] if room["_id"] in ids}
        assert {rid: last["_id"] for rid, last in rooms.items()} == ids
        assert sorted(last["msg"] for last in rooms.values()) == sorted(text(n) for n in range(40))
        check_small(sanitized, peak, rest)
