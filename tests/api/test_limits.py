# SPDX-License-Identifier: MIT
"""Rate limits: each visitor, network and user has a bucket of its own, which all processes share."""

import concurrent.futures
import contextlib
import os
import signal
import time

import pytest
import requests

import servers
from harness.checks import PATIENCE_S, at_once, wait_for
from harness.data import Data, new_id

HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture(scope="module")
def db(new_database):
    """A database with the default limits. Only a proxy is trusted, so that tests can come from many
    networks."""
    data = Data(new_database("limits"))
    data.execute("REPLACE INTO settings (name, value) VALUES ('trusted_proxies', '127.0.0.0/8')")
    return data


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="limits", workers=4)


@pytest.fixture(scope="module")
def api(site):
    return site.client


@pytest.fixture(scope="module")
def cgi(new_site, new_database):
    """A site of plain CGI on another database, where settings take effect with the next request."""
    data = Data(new_database("limits2"))
    data.execute("REPLACE INTO settings (name, value) VALUES ('trusted_proxies', '127.0.0.0/8')")
    site = new_site("lighttpd-cgi", data.config, label="limits-cgi")
    site.db = data
    return site


@pytest.fixture
def put(cgi):
    """put(Name=value, ...) changes settings for this test."""
    before = cgi.db.rows("SELECT * FROM settings")

    def put(**settings):
        for name, value in settings.items():
            cgi.db.execute("REPLACE INTO settings (name, value) VALUES (%s, %s)", name, value)
    yield put
    cgi.db.execute("DELETE FROM settings WHERE name <> 'Livechat_guest_count'")
    for row in before:
        cgi.db.execute("REPLACE INTO settings (name, value) VALUES (%s, %s)", row["name"], row["value"])


def network():
    """The headers of a client in a network that no test has used before."""
    a, b, c = os.urandom(3)
    return {"X-Forwarded-For": f"{a % 99 + 100}.{b}.{c}.7"}


def send(api, room, **more):
    return api.post("message", token=room.visitor.token, rid=room.id, msg="x", **more)


def check_limited(answer, most=60):
    """Checks for exactly the 429 and the headers by which a client waits."""
    assert answer.status == 429, answer
    wait = int(answer.headers["Retry-After"])
    assert 1 <= wait <= most
    assert answer.json == {"success": False, "error": (
        "Error, too many requests. Please slow down. You must wait "
        f"{wait} seconds before trying this endpoint again. [error-too-many-requests]")}
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for name in (*HEADERS, "Retry-After"):
        assert name in answer.headers["Access-Control-Expose-Headers"]
    return wait


def until_limited(request):
    """Sends until a message is refused; returns how many were accepted, the seconds that took, and the
    refusal."""
    begin = time.monotonic()
    count = 0
    while (answer := request()).status != 429:
        assert time.monotonic() - begin < PATIENCE_S, f"{count} went through"
        count += 1
    return count, time.monotonic() - begin, answer


def check_still_limited(request, since, interval_s=1):
    """An empty bucket accepts one request for each interval that has passed since."""
    count, *_ = until_limited(request)
    assert count < 1 + (time.monotonic() - since) / interval_s


# --- sending -----------------------------------------------------------------------------------

def test_a_burst_of_sends(api, db, room):
    """Ten messages are accepted at once, then one a second."""
    remaining = []
    begin = time.time()

    def once():
        answer = send(api, room)
        if answer.status == 200:
            assert answer.headers["X-RateLimit-Limit"] == "10"
            remaining.append(int(answer.headers["X-RateLimit-Remaining"]))
            reset = int(answer.headers["X-RateLimit-Reset"]) / 1000
            assert begin - 1 < reset < time.time() + 11
        return answer
    count, seconds, refusal = until_limited(once)
    assert 10 <= count <= 10 + seconds + 1
    assert remaining[0] == 9 and remaining[-1] == 0
    assert check_limited(refusal, most=2) >= 1
    assert refusal.headers["X-RateLimit-Limit"] == "10"
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == count
    time.sleep(int(refusal.headers["Retry-After"]))
    assert send(api, room).status == 200, "waiting for Retry-After was not enough"


def test_all_processes_share_the_buckets(api, site, db, room):
    """Eight senders on four processes get no more messages accepted than one sender on one process."""
    wait_for(lambda: len(workers(site)) == 4)

    def hurry():
        client = api.clone()
        return [send(client, room).status for _ in range(8)]
    begin = time.monotonic()
    statuses = [status for one in at_once(*[hurry] * 8) for status in one]
    assert set(statuses) == {200, 429}
    assert 10 <= statuses.count(200) <= 10 + time.monotonic() - begin + 1
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == statuses.count(200)


def test_visitors_do_not_share(api, db, room):
    """A visitor who exceeds the limit affects nobody else, not even in the same network."""
    until_limited(lambda: send(api, room))
    since = time.monotonic()
    for _ in range(5):
        other = db.room()
        answer = send(api, other)
        assert answer.status == 200 and answer.headers["X-RateLimit-Remaining"] == "9", answer
    check_still_limited(lambda: send(api, room), since)


def test_the_rooms_of_a_visitor_share_a_limit(api, db, room):
    until_limited(lambda: send(api, room))
    since, other = time.monotonic(), db.room(visitor=room.visitor)
    check_still_limited(lambda: send(api, other), since)


def test_token_in_the_header_is_the_same_visitor(api, room):
    header = {"X-Visitor-Token": room.visitor.token}
    until_limited(lambda: send(api, room))
    since = time.monotonic()
    check_still_limited(lambda: api.request(
        "POST", "message", json={"rid": room.id, "msg": "x"}, headers=header), since)
    check_still_limited(lambda: api.request(
        "DELETE", f"message/{new_id()}?token={room.visitor.token}&rid={room.id}"), since)


def test_edits_deletions_and_invalid_requests_count_too(api, db, room):
    begin = time.monotonic()
    _id = send(api, room).json["message"]["_id"]
    who = {"token": room.visitor.token, "rid": room.id}
    left = [int(answer.headers["X-RateLimit-Remaining"]) for answer in (
        api.put(f"message/{_id}", **who, msg="y"),
        api.post("message", **who),
        api.post("message", token=who["token"], rid="unknown", msg="x"),
        api.put(f"message/{new_id()}", **who, msg="y"),
        api.delete(f"message/{_id}", **who),
        api.post("message", **who, msg="x", unknown="field"))]
    come_in = time.monotonic() - begin
    assert left[0] >= 8 - 1 and left[-1] <= 4 + come_in, left
    assert all(after <= before + come_in for before, after in zip(left, left[1:])), left


def test_retries_count_too(api, room):
    _id = new_id()
    count, seconds, _ = until_limited(lambda: send(api, room, _id=_id))
    assert 10 <= count <= 11 + seconds


def test_without_a_token_the_limit_is_the_networks(api):
    here = network()
    count, seconds, refusal = until_limited(
        lambda: api.request("POST", "message", json={}, headers=here))
    since = time.monotonic()
    assert 10 <= count <= 11 + seconds
    check_limited(refusal)
    assert api.request("POST", "message", json={}, headers=network()).status == 400
    check_still_limited(lambda: api.request(  # A value that cannot be a token counts as no token.
        "POST", "message", json={"token": {"a": 1}}, headers=here), since)


def test_reading_is_not_limited(api, room):
    until_limited(lambda: send(api, room))
    for _ in range(40):
        answer = api.get(f"messages.history/{room.id}", token=room.visitor.token)
        assert answer.status == 200
        assert not any(name in answer.headers for name in HEADERS)
    assert api.get("room", token=room.visitor.token).status == 200
    assert api.get(f"message/{new_id()}", token=room.visitor.token, rid=room.id).status == 400


# --- others ------------------------------------------------------------------------------------

def register(api, headers, token=None):
    return api.request("POST", "visitor", json={"visitor": {"token": token or new_id()}}, headers=headers)


def test_new_visitors_of_a_network(api, db):
    here = network()
    known = db.visitor()
    count, seconds, refusal = until_limited(lambda: register(api, here))
    since = time.monotonic()
    assert 10 <= count <= 11 + seconds / 6
    check_limited(refusal)
    assert refusal.headers["X-RateLimit-Limit"] == "10"
    for _ in range(15):  # Registering again is a change of a known visitor.
        answer = register(api, here, known.token)
        assert answer.status == 200, answer
        assert all(name in answer.headers for name in HEADERS)
    neighbour = {"X-Forwarded-For": here["X-Forwarded-For"].rsplit(".", 1)[0] + ".200"}
    check_still_limited(lambda: register(api, neighbour), since, 6)
    assert register(api, network()).status == 200


def test_ipv6_networks_share_a_limit(api):
    site = f"2001:db8:{os.urandom(2).hex()}"
    until_limited(lambda: register(api, {"X-Forwarded-For": f"{site}:1::1"}))
    since = time.monotonic()
    for neighbour in (f"{site}:1::2", f"{site}:ffff::1"):
        check_still_limited(lambda: register(api, {"X-Forwarded-For": neighbour}), since, 6)
    assert register(api, {"X-Forwarded-For": f"2001:db9:{os.urandom(2).hex()}::1"}).status == 200


def test_new_rooms_of_a_visitor(api, db):
    visitor, other = db.visitor(), db.visitor()

    def another():
        db.execute("UPDATE rooms SET is_open = 0 WHERE visitor_id = %s", visitor.id)
        return api.get("room", token=visitor.token)
    count, seconds, refusal = until_limited(another)
    assert 10 <= count <= 11 + seconds / 6
    check_limited(refusal)
    assert db.value("SELECT COUNT(*) FROM rooms WHERE visitor_id = %s", visitor.id) == count
    assert api.get("room", token=other.token).status == 200
    for _ in range(15):  # Finding the open room is not limited.
        assert api.get("room", token=other.token).json["newRoom"] is False


def offline(api, headers, email="a@example.com"):
    return api.request("POST", "offline.message", headers=headers, json={
        "name": "A", "email": email, "message": "x"})


def test_offline_messages(api, db):
    here = network()
    assert offline(api, here, "no address").status == 400
    assert offline(api, here).status == 200, "an invalid request counted for the visitor"
    begin = time.monotonic()
    while (answer := offline(api, here)).status == 200:  # The machine was so slow that the next one was due.
        assert time.monotonic() - begin > 4
        begin = time.monotonic()
    assert check_limited(answer, most=5) >= 4 - (time.monotonic() - begin)
    assert offline(api, network()).status == 200


def test_offline_messages_of_an_hour(cgi, put):
    put(Livechat_limit_offline_interval_seconds="1", Livechat_limit_offline_per_hour="2")
    here = network()
    for _ in range(2):
        assert offline(cgi.client, here).status == 200
        time.sleep(1.05)
    assert check_limited(offline(cgi.client, here)) == 60


def test_batches_are_limited_by_user(cgi, put):
    api, db = cgi.client, cgi.db
    agent, other, room = db.agent(), db.agent(), db.room()

    def batch(user):
        return api.post("messages", user=user, visitor={"token": room.visitor.token}, messages=[
            {"msg": "x"}] * 20)
    assert batch(agent).headers["X-RateLimit-Limit"] == "600"
    put(Livechat_limit_batch_per_minute="3")
    count, seconds, refusal = until_limited(lambda: batch(agent))
    assert count <= 3 + seconds / 20
    check_limited(refusal)
    assert batch(other).status == 200
    assert send(api, room).headers["X-RateLimit-Remaining"] == "9", "the visitor paid for it"


def test_users_without_limits(cgi):
    admin = cgi.db.user("admin")
    room = cgi.db.room()
    for _ in range(25):
        answer = cgi.client.post("message", user=admin, token=room.visitor.token, rid=room.id, msg="x")
        assert answer.status == 200, answer


# --- settings, restarts, proxies ---------------------------------------------------------------

def test_settings_take_effect(cgi, put):
    put(Livechat_limit_send_per_minute="6", Livechat_limit_send_burst="3")
    room = cgi.db.room()
    count, seconds, refusal = until_limited(lambda: send(cgi.client, room))
    assert 3 <= count <= 3 + seconds / 10
    assert 9 - seconds <= check_limited(refusal) <= 10
    assert refusal.headers["X-RateLimit-Limit"] == "3"
    put(Livechat_limit_send_per_minute="6000", Livechat_limit_send_burst="1000")
    time.sleep(1)
    assert send(cgi.client, room).status == 200, "a larger limit did not help"


def test_limits_can_be_switched_off(cgi, put):
    room = cgi.db.room()
    until_limited(lambda: send(cgi.client, room))
    put(API_Enable_Rate_Limiter="false")
    for _ in range(15):
        answer = send(cgi.client, room)
        assert answer.status == 200
        assert not any(name in answer.headers for name in HEADERS)


def workers(site):
    """Returns the processes that serve, without the one that supervises them."""
    pids = servers.processes_with(f"LIVECHAT_CONFIG={site.config}")
    return [pid for pid in pids if servers.parent(pid) in pids] or pids


def test_limits_survive_a_restart(api, site, room):
    until_limited(lambda: send(api, room))
    begin = time.monotonic()
    before = workers(site)
    for pid in before:
        os.kill(pid, signal.SIGTERM)
    wait_for(lambda: not set(workers(site)) & set(before))
    statuses = []

    def limited():
        with contextlib.suppress(requests.ConnectionError):  # For a moment no process serves.
            statuses.append(send(api.clone(), room).status)
        return 429 in statuses
    wait_for(limited)
    assert statuses.count(200) <= time.monotonic() - begin + 1, "the bucket was full again"


def test_forwarded_addresses_are_not_believed(cgi, put):
    """Unless a setting names the proxy, every client here has the address 127.0.0.1."""
    put(trusted_proxies="", Livechat_limit_new_visitor_per_minute="3")
    count, seconds, _ = until_limited(lambda: register(cgi.client, network()))
    since = time.monotonic()
    assert count <= 3 + seconds / 20
    put(trusted_proxies="10.0.0.1, 192.168.0.0/16")
    check_still_limited(lambda: register(cgi.client, network()), since, 20)
    put(trusted_proxies="10.0.0.1, 127.0.0.1")
    token = new_id()
    answer = register(cgi.client, {"X-Forwarded-For": "198.51.100.9"}, token)
    assert answer.status == 200
    assert cgi.db.value("SELECT ip FROM visitors WHERE token = %s", token) == "198.51.100.9"


@pytest.mark.parametrize("header, address", [
    ("198.51.100.9", "198.51.100.9"),
    ("1.1.1.1, 198.51.100.9", "198.51.100.9"),
    ("1.1.1.1,2.2.2.2 , 198.51.100.9", "198.51.100.9"),
    ("1.1.1.1, 198.51.100.9, 10.1.2.3", "198.51.100.9"),
    ("198.51.100.9, 10.1.2.3, 10.3.2.1", "198.51.100.9"),
    ("10.1.2.3", "10.1.2.3"),
    ("198.51.100.9:4711", "198.51.100.9"),
    ("[2001:db8::7]:4711", "2001:db8::7"),
    ("2001:DB8:0::7", "2001:db8::7"),
    ("1.1.1.1, nonsense", "127.0.0.1"),
    ("1.1.1.1, unknown, 10.1.2.3", "10.1.2.3"),
    ("", "127.0.0.1"), (",", "127.0.0.1"), ("1.1.1.1,", "127.0.0.1"),
    ("999.1.1.1", "127.0.0.1"), ("::1%lo", "127.0.0.1"), ("x" * 3000, "127.0.0.1")])
def test_the_client_is_the_right_most_untrusted_address(cgi, put, header, address):
    """Anybody may have written the addresses to the left of it."""
    put(trusted_proxies="127.0.0.1, 10.0.0.0/8", API_Enable_Rate_Limiter="false")
    token = new_id()
    assert register(cgi.client, {"X-Forwarded-For": header}, token).status == 200
    assert cgi.db.value("SELECT ip FROM visitors WHERE token = %s", token) == address


def test_many_tokens_do_not_reset_a_limit(api, room):
    """Thousands of invented tokens do not make the server forget a visitor who was refused."""
    until_limited(lambda: send(api, room))
    since = time.monotonic()

    def invent():
        client = api.clone()
        for _ in range(250):
            client.post("message", token=new_id(), rid="x", msg="x")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(invent) for _ in range(4)]:
            done.result()
    check_still_limited(lambda: send(api, room), since)
