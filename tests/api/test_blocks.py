# SPDX-License-Identifier: MIT
"""Blocks: what a blocked visitor, e-mail address or network would store is refused and stores nothing."""

import pytest

import servers
from harness.calls import CALLS, routes
from harness.checks import coded, invalid, listed, plain, result, to_date
from harness.data import new_id, now_ms
from harness.world import PASSWORD, Caller, World

CONTACTS = "/api/v1/omnichannel/contacts."
BLOCKED = plain("error-contact-channel-blocked")
UNKNOWN = plain("error-contact-not-found")
NETWORKS = ["127.0.0.1", "127.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32"]

# Visitors write with all routes without a login that are not GET, and with this one.
OPENS_ROOM = ("GET", "/api/v1/livechat/room")
# These are not about what visitors store, but for the last one, which erases it.
OPEN_TO_ALL = {("POST", "/api/v1/login"), ("POST", "/api/v1/livechat/login.signed"),
               ("POST", "/api/v1/livechat/mail.stop/:key"),
               *(("POST", f"/api/v1/livechat/setup{what}") for what in ("", ".database", ".admin", ".migrate", ".address")),
               ("DELETE", "/api/v1/livechat/visitor/:token")}
WRITES = sorted({key for key, route in routes().items() if not route["login"] and key[0] != "GET"
                 and route["access"] != "nobody"} - OPEN_TO_ALL)
READS = sorted({key for key, route in routes().items() if not route["login"] and key[0] == "GET"
                and route["access"] != "nobody"} - {OPENS_ROOM})


def subject(visitor, source="api", **more):
    return {"visitor": {"visitorId": getattr(visitor, "id", visitor), "source": {"type": source, **more}}}


def block(api, user, visitor, **more):
    answer = api.post(CONTACTS + "block", user=user, **subject(visitor, **more))
    assert answer.status == 200, answer


@pytest.fixture
def api(instant):
    instant.db.execute("DELETE FROM blocks")
    yield instant.api
    instant.db.execute("DELETE FROM blocks")


@pytest.fixture
def db(instant):
    return instant.db


@pytest.fixture
def agent(db):
    return db.agent()


def rows(db):
    """Returns the rows of all tables, but for what is due, which is done after any reply."""
    tables = [name for row in db.rows("SHOW TABLES") for name in row.values() if name != "duties"]
    return {table: db.rows(f"SELECT * FROM `{table}`") for table in tables}


# --- every route ---------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def blocking(new_database, new_site):
    """A small world with programs that read the blocks for each request."""
    world = World(new_database("blocking"))
    site = new_site("lighttpd-cgi", world.db.config, label="blocking", env={"LIVECHAT_SENDMAIL": "/bin/true"})
    return world, site.client


KINDS = {
    "visitor": lambda world: ("visitor", world.ann.id, {"token": world.ann.token}),
    "email": lambda world: ("email", world.value(
        f"SELECT email FROM visitors WHERE id = '{world.ann.id}'"), {}),
    "network": lambda world: ("network", "127.0.0.0/8", {}),
}


def fields_of(world, key, caller):
    call = CALLS[key]
    fields = call.fields(world, caller)
    if key[1].endswith("offline.message"):
        fields["email"] = world.value(f"SELECT email FROM visitors WHERE id = '{world.ann.id}'")
    return fields


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", WRITES, ids=" ".join)
def test_a_blocked_one_writes_nothing(blocking, key, kind):
    world, api = blocking
    name, value, more = KINDS[kind](world)
    caller = Caller("visitor", world.ann.token, visitor=world.ann)
    if kind == "visitor" and key[1].endswith("offline.message"):
        pytest.skip("an offline message has no token")
    world.db.execute("DELETE FROM blocks")
    if CALLS[key].before:
        CALLS[key].before(world)
    world.db.block(name, value, **more)
    before = rows(world.db)
    answer = CALLS[key].send(api, caller, fields_of(world, key, caller))
    after = rows(world.db)
    world.restore()
    assert result(answer) == BLOCKED
    assert after == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", READS, ids=" ".join)
def test_a_blocked_one_reads(blocking, key, kind):
    world, api = blocking
    name, value, more = KINDS[kind](world)
    caller = Caller("visitor", world.ann.token, visitor=world.ann)
    world.db.execute("DELETE FROM blocks")
    plain_answer = CALLS[key].send(api, caller, CALLS[key].fields(world, caller))
    world.db.block(name, value, **more)
    answer = CALLS[key].send(api, caller, CALLS[key].fields(world, caller))
    world.restore()
    assert (answer.status, answer.text) == (plain_answer.status, plain_answer.text)


def test_the_routes_that_are_open_to_all(blocking):
    """Users log in from a network that is blocked, and whoever gets mails stops them."""
    world, api = blocking
    world.db.execute("DELETE FROM blocks")
    world.db.block("network", "127.0.0.0/8")
    login = api.post("/api/v1/login", json={"user": world.free.username, "password": PASSWORD})
    stop = api.post("mail.stop/unknown")
    sent = api.post("/api/v1/chat.sendMessage", user=world.serving, message={"rid": world.room.id, "msg": "Hello"})
    world.restore()
    assert (login.status, sent.status) == (200, 200)
    assert "This link is not or no longer known" in stop.text


def test_who_is_blocked_can_be_erased_and_stays_blocked(api, db, agent):
    visitor = db.room(agent=agent).visitor
    block(api, agent, visitor)
    assert api.delete(f"visitor/{visitor.token}").status == 200
    assert db.value("SELECT COUNT(*) FROM visitors WHERE id = %s", visitor.id) == 0
    assert "error-contact-channel-blocked" in api.post("visitor", json={"visitor": {"token": visitor.token}}).text


# --- what is blocked -----------------------------------------------------------------------------

def register(api, **visitor):
    return api.post("visitor", visitor={"token": new_id(), **visitor})


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network(api, db, network):
    db.block("network", network)
    assert result(register(api)) == BLOCKED


@pytest.mark.parametrize("network", ["127.0.0.2", "126.0.0.0/8", "::1", "2001:db8::/32", "192.0.2.0/24"])
def test_another_network_is_not_blocked(api, db, network):
    db.block("network", network)
    assert register(api).status == 200


def test_the_client_behind_a_proxy(instant, api, db):
    """The address counts that a trusted proxy reports, and no other."""
    db.block("network", "2001:db8::/48")
    forged = {"X-Forwarded-For": "2001:db8::7"}
    assert api.post("visitor", visitor={"token": new_id()}, headers=forged).status == 200
    instant.set(trusted_proxies="127.0.0.1")
    assert result(api.post("visitor", visitor={"token": new_id()}, headers=forged)) == BLOCKED
    other = {"X-Forwarded-For": "2001:db8:1::7"}
    assert api.post("visitor", visitor={"token": new_id()}, headers=other).status == 200


@pytest.mark.parametrize("email", ["spam@example.com", " SPAM@Example.COM "])
def test_an_address_is_known_however_it_is_written(api, db, email):
    db.block("email", "spam@example.com")
    assert result(register(api, email=email)) == BLOCKED
    assert register(api, email="x" + email.strip()).status == 200
    assert register(api).status == 200


def test_an_address_cannot_be_dropped(api, db):
    """Who has the address cannot write by registering with another one, nor take it later."""
    db.block("email", "spam@example.com")
    has = db.visitor(email="spam@example.com")
    other = db.visitor(email="other@example.com")
    assert result(register(api, token=has.token, email="new@example.com")) == BLOCKED
    assert result(register(api, token=other.token, email="spam@example.com")) == BLOCKED
    assert register(api, token=other.token, name="x").status == 200


def test_what_is_no_address_is_refused_as_ever(api, db):
    before = result(register(api, email="nobody"))
    db.block("email", "spam@example.com")
    assert result(register(api, email="nobody")) == before and before[0] == 400


def test_a_blocked_visitor_opens_no_room(api, db):
    visitor = db.visitor()
    db.block("visitor", visitor.id, token=visitor.token)
    before = rows(db)
    assert result(api.get("room", token=visitor.token)) == BLOCKED
    assert rows(db) == before
    room = db.room(visitor)
    assert api.get("room", token=visitor.token).json["room"]["_id"] == room.id


def test_nobody_sends_in_the_name_of_a_blocked_visitor(api, db, agent):
    visitor, other = db.visitor(), db.visitor(email="spam@example.com")
    db.block("visitor", visitor.id, token=visitor.token)
    db.block("email", "spam@example.com")
    before = db.value("SELECT COUNT(*) FROM messages")
    for blocked in (visitor, other):
        answer = api.post("messages", user=agent, visitor={"token": blocked.token}, messages=[{"msg": "x"}])
        assert result(answer) == BLOCKED
    assert db.value("SELECT COUNT(*) FROM messages") == before


def test_the_token_in_the_header(api, db):
    room = db.room()
    db.block("visitor", room.visitor.id, token=room.visitor.token)
    answer = api.post("message", rid=room.id, msg="x", headers={"X-Visitor-Token": room.visitor.token})
    assert result(answer) == BLOCKED


def test_a_block_ends(api, db):
    db.block("network", "127.0.0.1", ends_at=now_ms() - 1)
    assert register(api).status == 200
    db.execute("UPDATE blocks SET ends_at = %s", now_ms() + 600000)
    assert result(register(api)) == BLOCKED


# --- contacts.block ------------------------------------------------------------------------------

def test_an_agent_blocks_a_visitor(api, db, agent):
    room = db.room(agent=agent)
    visitor = room.visitor
    block(api, agent, visitor)
    assert db.row("SELECT is_open, closer, closed_by_id FROM rooms WHERE id = %s", room.id) == {
        "is_open": 0, "closer": "user", "closed_by_id": agent.id}
    last = db.row("SELECT type, msg FROM messages WHERE rid = %s ORDER BY ts DESC LIMIT 1", room.id)
    assert last == {"type": "livechat-close", "msg": "This channel has been blocked"}
    assert result(api.get("room", token=visitor.token)) == BLOCKED
    block(api, agent, visitor)
    assert db.value("SELECT COUNT(*) FROM blocks") == 1
    for _ in range(2):
        assert api.post("/api/v1/omnichannel/contacts.unblock", user=agent, **subject(visitor)).json == {"success": True}
    assert api.get("room", token=visitor.token).json["newRoom"]


@pytest.mark.parametrize("what", ["block", "unblock"])
def test_only_who_has_had_a_room_from_the_source(api, db, agent, what):
    room, without = db.room(source="widget"), db.visitor()
    for wrong in (subject("unknown"), subject(without), subject(room.visitor, "api"), subject("x" * 300),
                  subject("' OR 1"), subject(room.visitor, "' OR 1")):
        assert result(api.post(CONTACTS + what, user=agent, **wrong)) == UNKNOWN
    assert db.value("SELECT COUNT(*) FROM blocks") == 0
    assert api.post(CONTACTS + what, user=agent, **subject(room.visitor, "widget")).status == 200


def test_there_cannot_be_any_number(api, db, agent):
    for number in range(1000):
        db.block("network", f"10.0.{number // 256}.{number % 256}/32")
    room = db.room()
    assert result(api.post(CONTACTS + "block", user=agent, **subject(room.visitor))) == coded(
        "There cannot be more than 1,000 blocks", "error-too-many-blocks")
    assert register(api).status == 200
    db.execute("UPDATE blocks SET ends_at = 1 LIMIT 1")
    block(api, agent, room.visitor)
    assert db.value("SELECT COUNT(*) FROM blocks") == 1000


def test_blocks_are_listed(api, db, agent):
    room, until = db.room(), now_ms() + 600000
    db.block("network", "192.0.2.0/24", created_at=1, ends_at=until, reason="flood")
    db.block("email", "old@example.com", ends_at=1)
    block(api, agent, room.visitor)
    answer = api.get("blocks", user=agent)
    mine, other = listed(answer, "blocks")
    assert (mine["type"], mine["value"], mine["reason"], mine["blockedBy"]) == (
        "visitor", room.visitor.id, "", agent.username)
    del other["_id"]
    assert other == {"type": "network", "value": "192.0.2.0/24", "reason": "flood", "ts": to_date(1),
                     "until": to_date(until)}
    assert room.visitor.token not in answer.text
    page = api.get("blocks", user=agent, count=1, offset=1, sort='{"value":1}').json
    assert (page["count"], page["offset"], page["total"]) == (1, 1, 2)


# --- livechat-admin block ------------------------------------------------------------------------

@pytest.fixture
def run(instant):
    def run(*args, check=True):
        return servers.admin(instant.db.config, "block", *args, check=check)
    return run


@pytest.mark.parametrize("given, stored", [
    ("192.0.2.77/24", "192.0.2.0/24"), ("192.0.2.1", "192.0.2.1/32"), ("2001:DB8::1/48", "2001:db8::/48"),
    ("::1", "::1/128"), ("0.0.0.0/1", "0.0.0.0/1")])
def test_a_network_has_one_form(api, db, run, given, stored):
    run("add", "--network", given, "--for", "1d", "--reason", "flood")
    row = db.row("SELECT kind, value, reason, ends_at FROM blocks")
    assert (row["kind"], row["value"], row["reason"]) == ("network", stored, "flood")
    assert abs(row["ends_at"] - now_ms() - 86400000) < 60000
    run("remove", "--network", given)
    assert db.value("SELECT COUNT(*) FROM blocks") == 0


def test_an_admin_blocks_an_address_and_a_visitor(api, db, run):
    visitor = db.visitor()
    run("add", "--email", "Spam@EXAMPLE.com", "--until", "2999-01-01T00:00:00Z")
    run("add", "--visitor", visitor.id)
    assert result(register(api, email="spam@example.com")) == BLOCKED
    assert result(register(api, token=visitor.token)) == BLOCKED
    said = run("list").stdout
    assert "spam@example.com" in said and "2999-01-01" in said and visitor.id in said
    assert visitor.token not in said and visitor.token not in run("list", "--json").stdout
    run("remove", "--visitor", visitor.id)
    assert register(api, token=visitor.token).status == 200
    assert run("remove", "--visitor", visitor.id, check=False).returncode == 1
    assert run("add", "--visitor", "unknown", check=False).returncode == 1


# --- livechat/blocks -----------------------------------------------------------------------------

def add(api, user, **fields):
    return api.post("blocks", user=user, **fields)


@pytest.mark.parametrize("kind, given, stored", [
    ("email", " Spam@EXAMPLE.com ", "spam@example.com"), ("network", "192.0.2.77/24", "192.0.2.0/24"),
    ("network", "2001:DB8::1", "2001:db8::1/128"), ("network", "0.0.0.0/1", "0.0.0.0/1")])
def test_a_block_is_added_and_lifted(api, db, kind, given, stored):
    manager, until = db.manager(), "2999-01-01T00:00:00.000Z"
    answer = add(api, manager, type=kind, value=given, until=until, reason="spam")
    assert answer.status == 200, answer
    found = answer.json["block"]
    assert found == {"_id": found["_id"], "type": kind, "value": stored, "reason": "spam", "ts": found["ts"],
                     "until": until, "blockedBy": manager.username}
    assert listed(api.get("blocks", user=manager), "blocks") == [found]
    again = add(api, manager, type=kind, value=given).json["block"]
    assert again["_id"] == found["_id"] and again["reason"] == "" and "until" not in again
    assert api.delete(f"blocks/{found['_id']}", user=manager).json == {"success": True}
    assert listed(api.get("blocks", user=manager), "blocks") == []
    assert api.delete(f"blocks/{found['_id']}", user=manager).status == 404


def test_who_is_blocked_over_http_stores_nothing(api, db):
    manager, visitor = db.manager(), db.visitor()
    ids = [add(api, manager, type=kind, value=value).json["block"]["_id"] for kind, value in (
        ("email", "spam@example.com"), ("visitor", visitor.id))]
    before = rows(db)
    assert result(register(api, email="Spam@example.com")) == BLOCKED
    assert result(register(api, token=visitor.token, name="Other")) == BLOCKED
    assert rows(db) == before
    for _id in ids:
        api.delete(f"blocks/{_id}", user=manager)
    assert register(api, email="Spam@example.com").status == register(api, token=visitor.token).status == 200
    network = add(api, manager, type="network", value="127.0.0.0/8").json["block"]["_id"]
    assert result(register(api)) == BLOCKED
    # Those who log in are not kept out, so a network of one's own can be unblocked.
    assert api.delete(f"blocks/{network}", user=manager).status == 200
    assert register(api).status == 200


NETWORK = "value must be an address or a network such as 192.0.2.0/24 or 2001:db8::/48"
INTERNET = "value must be a network that is not the whole internet"
REFUSED = [
    ("email", "nobody", {}, "value must be an e-mail address"),
    ("email", "", {}, "value must be an e-mail address"),
    *[("network", value, {}, NETWORK) for value in (
        "", "example.com", "1.2.3.4:80", "[::1]", "1.2.3.4/33", "::1/129", "1.2.3.4/", "1.2.3.4/-1", "1.2.3.4 5.6.7.8")],
    *[("network", value, {}, INTERNET) for value in (
        "0.0.0.0/0", "1.2.3.4/0", "::/0", "2001:db8::1/0", "2000::/3", "::/1", "::/80")],
    ("visitor", "a b", {}, "value must be the _id of a visitor"),
    *[("email", "a@example.com", {"until": until}, "until must be in the future") for until in (
        "2020-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1960-01-01T00:00:00Z")],
    ("email", "a@example.com", {"reason": "x" * 256}, "reason must be text of up to 255 characters"),
    ("phone", "123", {}, "must be equal to one of the allowed values"),
    ("email", "a@example.com", {"until": "soon"}, 'must match format "date-time"'),
]


@pytest.mark.parametrize("kind, value, more, text", REFUSED)
def test_what_cannot_be_blocked(api, db, kind, value, more, text):
    assert result(add(api, db.manager(), type=kind, value=value, **more)) == invalid(text)
    assert db.value("SELECT COUNT(*) FROM blocks") == 0


def test_an_unknown_visitor_cannot_be_blocked(api, db):
    assert result(add(api, db.manager(), type="visitor", value="unknown")) == UNKNOWN


def test_the_command_line_has_the_same_rules(api, db, run):
    options = {"until": "--until", "reason": "--reason"}
    for kind, value, more, text in REFUSED[:-2]:
        said = run("add", f"--{kind}={value}", *(f"{options[k]}={v}" for k, v in more.items()), check=False)
        assert said.returncode == 2 and text.split(" must be ")[1] in said.stderr, said
    assert db.value("SELECT COUNT(*) FROM blocks") == 0


def test_the_whole_internet_can_be_unblocked(api, db, run):
    """As it may have been blocked before that was refused."""
    db.block("network", "0.0.0.0/0")
    run("remove", "--network", "0.0.0.0/0")
    assert db.value("SELECT COUNT(*) FROM blocks") == 0
