# SPDX-License-Identifier: MIT
"""A database that takes only small statements (max_allowed_packet): what does not fit is answered with 413,
not with "try again"; the log says what to do, and livechat-admin finds it beforehand."""

import json

import pytest

import servers
from harness.checks import result
from harness.data import Data, new_id, without_limits
from harness.faults import Watch

PACKET = 65536
TOO_LARGE = 413, {"success": False, "errorType": "error-body-too-large", "error":
                  "This is larger than the database takes at once (max_allowed_packet) [error-body-too-large]"}


@pytest.fixture(scope="module")
def config(new_database):
    return new_database("packets")


@pytest.fixture(scope="module")
def db(config):
    return without_limits(config, Message_MaxAllowedSize="100000", Livechat_enable_transcript="true",
                          From_Email="chat@example.com", Livechat_offline_email="office@example.com")


@pytest.fixture(scope="module")
def site(mariadb, config, db, new_site):
    """One process, connected to a server that takes little."""
    before = mariadb.sql("SELECT @@GLOBAL.max_allowed_packet").strip()
    mariadb.sql(f"SET GLOBAL max_allowed_packet = {PACKET}")
    yield new_site("spawn-fcgi", config, label="packets")
    mariadb.sql(f"SET GLOBAL max_allowed_packet = {before}")


@pytest.fixture(scope="module")
def api(site):
    return site.client


def everything(db, room):
    return [db.row("SELECT * FROM rooms WHERE id = %s", room.id),
            *(db.rows(f"SELECT * FROM {table} ORDER BY id") for table in ("messages", "offline_messages", "outbox"))]


def test_what_fits_is_stored(api, db, room):
    """The parts that a text consists of twice and more count, too."""
    for size in (1, 5000, 20000):
        answer = api.post("message", token=room.visitor.token, rid=room.id, msg="a" * size)
        assert answer.status == 200, size
    assert db.value("SELECT msgs FROM rooms WHERE id = %s", room.id) == 3


def test_what_does_not_fit(site, api, db, room):
    """Every way to write says so, changes nothing, and goes on with the same connection."""
    manager, text = db.manager(), "a" * 60000
    _id, own = db.message(room), {"token": room.visitor.token, "rid": room.id}
    agents = db.agent()
    served = db.room(agent=agents)
    api.get(f"messages.history/{room.id}", token=room.visitor.token)
    before, watch = everything(db, room), Watch(site)
    connections = db.rows("SELECT id FROM information_schema.processlist WHERE user = 'packets' ORDER BY id")
    for name, answer in {
            "send": api.post("message", **own, msg=text),
            "send with an id": api.post("message", **own, msg=text, _id=new_id()),
            "edit": api.put(f"message/{_id}", **own, msg=text),
            "batch": api.post("messages", user=manager, visitor={"token": room.visitor.token},
                              messages=[{"msg": text}]),
            "batch with a small one": api.post("messages", user=manager, visitor={"token": room.visitor.token},
                                               messages=[{"msg": "small"}, {"msg": text}]),
            "answer": api.post("/api/v1/chat.sendMessage", user=agents, message={"rid": served.id, "msg": text}),
            "offline message": api.post("offline.message", name="A", email="a@example.com", message=text),
    }.items():
        assert result(answer) == TOO_LARGE, name
    assert everything(db, room) == before
    assert db.rows("SELECT id FROM information_schema.processlist WHERE user = 'packets' ORDER BY id") == connections
    lines = watch.errors()
    assert lines and all("max_allowed_packet" in line and str(PACKET) in line and "raise" in line for line in lines)
    assert len(lines) == len({line.partition("; ")[2] for line in lines}), "each statement is named once"
    again = api.post("message", **own, msg=text)
    assert result(again) == TOO_LARGE and watch.errors() == lines


def test_a_call_of_a_method(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    call = {"msg": "method", "id": "1", "method": "sendMessage",
            "params": [{"rid": room.id, "msg": "a" * 60000, "_id": new_id()}]}
    answer = api.post("/api/v1/method.call/sendMessage", user=agent, message=json.dumps(call))
    assert result(answer) == TOO_LARGE


def test_many_messages_that_fit_one_by_one(api, db, room):
    """Together they exceed what the database takes, so they are stored one by one."""
    answer = api.post("messages", user=db.manager(), visitor={"token": room.visitor.token},
                      messages=[{"msg": f"{n} " + "a" * 9000} for n in range(12)])
    assert answer.status == 200, answer
    texts = [row["msg"] for row in db.rows(
        "SELECT msg FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)]
    assert [text.split()[0] for text in texts] == [str(n) for n in range(12)]


def test_it_is_found_beforehand(site, config, db):
    """By the migration, and when the setting is changed."""
    for arguments in (["migrate"], ["setting", "set", "Message_MaxAllowedSize", "99999"]):
        done = servers.admin(config, *arguments)
        assert "max_allowed_packet" in done.stderr and str(PACKET) in done.stderr, done
    db.write_setting("Message_MaxAllowedSize", "100000")


def test_nothing_is_said_of_a_usual_database(mariadb, new_database):
    config = new_database("usual")
    mariadb.sql("SET GLOBAL max_allowed_packet = 1048576")
    try:
        for arguments in (["migrate"], ["setting", "set", "Message_MaxAllowedSize", "100000"]):
            assert servers.admin(config, *arguments).stderr == ""
    finally:
        mariadb.sql(f"SET GLOBAL max_allowed_packet = {PACKET}")


def test_a_large_mail(api, db, config):
    """A transcript is too large for the outbox: the request says so."""
    room = db.room(db.visitor(email="v@example.com"))
    for _ in range(4):
        db.message(room, "a" * 20000)
    answer = api.post("transcript", token=room.visitor.token, rid=room.id, email="v@example.com")
    assert result(answer) == TOO_LARGE, answer
    assert Data(config).value("SELECT COUNT(*) FROM outbox WHERE recipient = 'v@example.com'") == 0
