# SPDX-License-Identifier: MIT
"""The last errors of the log, for admins who cannot read it: what livechat/health.log and the set-up page say of them.
They are kept in the limits file until the database has them."""

import os
import tempfile

import pytest

from harness.account import Account
from harness.checks import to_ms, wait_for
from harness.data import Data, now_ms

NO_FILE = {"LIVECHAT_LOG": "/dev/null"}
WRONG = b"[livechat]\nsocket = /nobody/here\n"


@pytest.fixture(scope="module")
def db(new_database):
    made = Data(new_database("errors"))
    made.lift_limits()
    return made


@pytest.fixture(scope="module")
def boss(db):
    return db.user("admin")


@pytest.fixture
def account(folder, db):
    """A customer of a shared host with plain CGI and no log file that can be read."""
    db.execute("DELETE FROM logged_errors")
    home = tempfile.mkdtemp(prefix="errors", dir=folder)
    os.chmod(home, 0o755)
    account = Account(home, "customer", db.config)
    account.put()
    return account


def away(account, times=1):
    """Sends requests while the option file names a server that is not there; returns the last id of a request."""
    account.put(content=WRONG)
    for _ in range(times):
        status, log = account.ask(**NO_FILE)
        assert status == 503 and len(log) == 1 and "/nobody/here" in log[0]
    account.put()
    return log[0].split()[2]


def listed(account, boss):
    status, answer, _ = account.request("GET", "/api/v1/livechat/health.log", HTTP_X_USER_ID=boss.id,
                                        HTTP_X_AUTH_TOKEN=boss.token, **NO_FILE)
    assert status == 200 and answer["lines"] == [] and "file" not in answer, answer
    return answer["errors"]


def fill(db, count):
    for n in range(count):
        db.execute("INSERT INTO logged_errors VALUES (UNHEX(SHA2(%s, 256)), %s, '', %s, %s, 1)",
                   f"error {n}", f"error {n}", n, n)


def test_an_error_outlives_the_process_and_the_database_keeps_it(account, boss, db):
    """Each request has a process of its own, and there is no database at that time."""
    begin = now_ms()
    request = away(account, times=3)
    error, = listed(account, boss)
    assert error["times"] == 3 and "/nobody/here" in error["text"] and error["requestId"] == request
    assert begin <= to_ms(error["firstAt"]) < to_ms(error["lastAt"]) <= now_ms()
    assert db.value("SELECT times FROM logged_errors") == 3, "the request before has stored it"
    assert listed(account, boss) == [error]
    os.unlink(os.path.join(account.home, "livechat.limits"))
    assert listed(account, boss) == [error]
    away(account)
    again, = listed(account, boss)
    assert again["times"] == 4 and again["firstAt"] == error["firstAt"] and again["lastAt"] > error["lastAt"]
    assert again["requestId"] != request and listed(account, boss) == [again]


def test_the_last_fifty_are_kept(account, boss, db):
    fill(db, 60)
    assert [one["text"] for one in listed(account, boss)] == [f"error {n}" for n in range(59, 9, -1)]
    away(account)
    account.ask(**NO_FILE)
    assert db.value("SELECT COUNT(*) FROM logged_errors") == 50
    texts = [one["text"] for one in listed(account, boss)]
    assert "/nobody/here" in texts[0] and texts[1:] == [f"error {n}" for n in range(59, 10, -1)]


def test_a_database_that_refuses_them(account, boss, db):
    """Requests are answered, and what was logged is stored later. The log does not grow by that."""
    db.execute("RENAME TABLE logged_errors TO elsewhere")
    try:
        away(account)
        assert [account.ask(**NO_FILE) for _ in range(3)] == [(200, [])] * 3
        status, answer, _ = account.request("GET", "/api/v1/livechat/health.log", HTTP_X_USER_ID=boss.id,
                                            HTTP_X_AUTH_TOKEN=boss.token, **NO_FILE)
        assert status == 200 and any("/nobody/here" in one["text"] for one in answer["errors"])
    finally:
        db.execute("RENAME TABLE elsewhere TO logged_errors")
    wait_for(lambda: account.ask(**NO_FILE)[0] == 200 and
             db.value("SELECT COUNT(*) FROM logged_errors WHERE INSTR(text, '/nobody/here') > 0"))


def test_more_texts_than_there_are_places(account, boss):
    """Those that were logged last stay."""
    for n in range(20):
        account.put(content=WRONG.replace(b"here", b"here%d" % n))
        assert account.ask(**NO_FILE)[0] == 503
    account.put()
    texts = [one["text"] for one in listed(account, boss)]
    assert len(texts) == 16
    for text, n in zip(texts, range(19, 3, -1)):
        assert f"/nobody/here{n}'" in text or f"/nobody/here{n} " in text or f"/nobody/here{n})" in text, text


def test_texts_of_any_bytes_do_no_harm(account, boss):
    account.put(content=b"[livechat]\nsocket = /caf\xe9\xe2\x80\xae/\x1b[2J\n")
    assert account.ask(**NO_FILE)[0] == 503
    account.put()
    error, = listed(account, boss)
    assert r"/caf\xe9" in error["text"] and "\u202e" not in error["text"] and "\x1b" not in error["text"], error


@pytest.mark.parametrize("part,shown", [("é" * 100, "ééé"), (os.fsdecode(b"\xff" * 200), r"\xff\xff")])
def test_a_text_that_is_too_long_is_cut(account, boss, folder, part, shown):
    deep = os.path.join(folder, *[part] * 8)
    os.makedirs(deep, exist_ok=True)
    os.chmod(deep, 0o755)
    limits = {"LIVECHAT_LIMITS": os.path.join(account.home, "livechat.limits")}
    assert account.ask(**NO_FILE, **limits, LIVECHAT_CONFIG=os.path.join(deep, "livechat.cnf"))[0] == 503
    for _ in range(2):
        error, = listed(account, boss)
        assert shown in error["text"] and 900 < len(error["text"].encode()) <= 1000, error
    assert account.ask(**NO_FILE) == (200, [])


def test_a_limits_file_that_somebody_wrote_to(account, boss):
    """What is no error with its sum is none."""
    away(account)
    path = os.path.join(account.home, "livechat.limits")
    with open(path, "r+b") as file:
        content = file.read()
        at = content.index(b"/nobody/here")
        file.seek(at)
        file.write(b"/nobody/else")
    assert listed(account, boss) == []
