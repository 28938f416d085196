# SPDX-License-Identifier: MIT
"""The outbox over HTTP: what waits, was sent or was given up."""

import pytest

from harness.checks import coded, invalid, listed, refused, to_ms
from harness.data import Data, new_id, now_ms

UNKNOWN = coded("No mail with this id waits or was given up", "error-mail-not-found")
EITHER = invalid("must have either mailId or all")
FAR = 3_600_000


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("outbox"))
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def api(new_site, db):
    """The host has no sendmail program that works."""
    return new_site("lighttpd-cgi", db.config, label="outbox", env={"LIVECHAT_SENDMAIL": "/bin/false"}).client


@pytest.fixture(autouse=True)
def empty(db):
    for table in ("outbox", "duties"):
        db.execute(f"DELETE FROM {table}")


@pytest.fixture(scope="module")
def admin(db):
    return db.user("admin")


def mail(db, state, due_at=None, **columns):
    """Stores a mail; due_at is that of its duty."""
    _id = new_id()
    db.insert("outbox", **{**dict(id=_id, kind="offline", recipient="a@example.com", content="To: a\n\nSecret words\n",
                                  state=state, created_at=now_ms()), **columns})
    if due_at:
        db.insert("duties", kind="mail", ref=_id, due_at=due_at, attempts=3)
    return _id


def ids(api, admin, **query):
    return [m["_id"] for m in listed(api.get("outbox", user=admin, **query), "mails")]


def test_the_list_says_what_became_of_each_mail(api, db, admin):
    at = now_ms() + FAR
    queued = mail(db, "queued", at, created_at=3000, kind="transcript", last_error="exit status 75: try <later>")
    sent = mail(db, "sent", created_at=2000, attempts=1, sent_at=2500)
    failed = mail(db, "failed", created_at=1000, attempts=10, last_error="no such program")
    answer = api.get("outbox", user=admin)
    assert "Secret words" not in answer.text
    shown = listed(answer, "mails")
    assert [m["_id"] for m in shown] == [queued, sent, failed]
    assert to_ms(shown[0].pop("nextTryAt")) == at and to_ms(shown[1].pop("sentAt")) == 2500
    assert [to_ms(m.pop("createdAt")) for m in shown] == [3000, 2000, 1000]
    common = {"recipient": "a@example.com"}
    assert shown == [
        {"_id": queued, "kind": "transcript", "state": "queued", "attempts": 3,
         "lastError": "exit status 75: try <later>", **common},
        {"_id": sent, "kind": "offline", "state": "sent", "attempts": 1, **common},
        {"_id": failed, "kind": "offline", "state": "failed", "attempts": 10, "lastError": "no such program", **common}]


def test_the_list_has_pages_an_order_and_a_state(api, db, admin):
    made = [mail(db, ("failed", "sent")[n % 2], created_at=1000 + n, recipient=f"{9 - n}@example.com", attempts=n * 5)
            for n in range(5)]
    answer = api.get("outbox", user=admin, count=2, offset=1)
    assert [m["_id"] for m in answer.json["mails"]] == made[::-1][1:3]
    assert (answer.json["count"], answer.json["offset"], answer.json["total"]) == (2, 1, 5)
    assert ids(api, admin, sort='{"createdAt":1}') == ids(api, admin, sort='{"recipient":-1}') == made
    assert ids(api, admin, sort='{"attempts":-1}') == made[::-1]
    assert ids(api, admin, sort='{"state":-1,"createdAt":1}') == [made[n] for n in (1, 3, 0, 2, 4)]
    answer = api.get("outbox", user=admin, state="failed", count=1)
    assert (answer.json["mails"][0]["_id"], answer.json["total"]) == (made[4], 3)


def test_what_was_given_up_is_tried_again(api, db, admin):
    failed, other = mail(db, "failed", attempts=10), mail(db, "failed")
    assert api.post("outbox.retry", user=admin, mailId=failed).json == {"count": 1, "success": True}
    assert db.value("SELECT state FROM outbox WHERE id = %s", failed) == "queued"
    assert db.value("SELECT state FROM outbox WHERE id = %s", other) == "failed"
    # Sent again after a failure it is no error, although the mail is due anyway.
    assert api.post("outbox.retry", user=admin, mailId=failed).json == {"count": 0, "success": True}


def test_all_that_wait_for_long_are_tried_again(api, db, admin):
    far = now_ms() + FAR
    waiting, lost, failed = mail(db, "queued", far), mail(db, "queued"), mail(db, "failed")
    soon, sent = mail(db, "queued", now_ms() + 60_000), mail(db, "sent")
    assert api.post("outbox.retry", user=admin, all=True).json == {"count": 3, "success": True}
    assert {row["ref"] for row in db.rows("SELECT ref FROM duties WHERE due_at < %s", far)} == {waiting, lost, failed, soon}
    assert db.value("SELECT state FROM outbox WHERE id = %s", sent) == "sent"
    db.execute("DELETE FROM duties")
    db.execute("DELETE FROM outbox")
    assert api.post("outbox.retry", user=admin, all=True).json["count"] == 0


def test_what_is_dropped_is_not_sent(api, db, admin):
    queued, failed = mail(db, "queued", now_ms() + FAR), mail(db, "failed")
    for _id in (queued, failed):
        assert api.post("outbox.drop", user=admin, mailId=_id).json == {"count": 1, "success": True}
        refused(api.post("outbox.drop", user=admin, mailId=_id), UNKNOWN)
    assert db.value("SELECT COUNT(*) FROM outbox") == db.value("SELECT COUNT(*) FROM duties") == 0


def test_all_that_were_given_up_are_dropped_and_no_others(api, db, admin):
    kept = [mail(db, "queued", now_ms() + FAR), mail(db, "sent")]
    for _ in range(3):
        mail(db, "failed")
    assert api.post("outbox.drop", user=admin, all=True).json == {"count": 3, "success": True}
    assert sorted(ids(api, admin)) == sorted(kept) and db.value("SELECT COUNT(*) FROM duties") == 1
    assert api.post("outbox.drop", user=admin, all=True).json == {"count": 0, "success": True}


def test_what_is_refused(api, db, admin):
    sent = mail(db, "sent")
    for name in ("outbox.retry", "outbox.drop"):
        for _id in (sent, "unknown", "", "%", "x" * 300, "'"):
            refused(api.post(name, user=admin, mailId=_id), UNKNOWN)
        for fields in ({}, {"all": False}, {"all": True, "mailId": sent}):
            refused(api.post(name, user=admin, **fields), EITHER)
        refused(api.post(name, user=admin, mailId=[sent]), invalid("must be string"))
        refused(api.post(name, user=admin, all="yes"), invalid("must be boolean"))
        for user in (db.user(), db.agent(), db.manager(), db.user("livechat-monitor")):
            assert api.post(name, user=user, mailId=sent).status == 403
    assert api.get("outbox", user=db.manager()).status == 403 and api.get("outbox").status == 401
    assert api.get("outbox", user=admin, sort="up").json["errorType"] == "error-invalid-sort"
    assert api.get("outbox", user=admin, state="lost").status == 400
    assert db.value("SELECT COUNT(*) FROM outbox") == 1
