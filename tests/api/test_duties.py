# SPDX-License-Identifier: MIT
"""Duties: what is due is done after a reply, or by livechat-admin jobs run, once, and asked for only when
it is due."""

import json
import os

import pytest

import servers
from harness.checks import wait_for
from harness.counters import Counters
from harness.data import Data, new_id, now_ms
from harness.mailbox import Mailbox


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("duties"))
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def mailbox(folder):
    return Mailbox(os.path.join(folder, "duties-mail"))


@pytest.fixture(scope="module")
def site(new_site, db, mailbox):
    return new_site("lighttpd", db.config, label="duties", env={"LIVECHAT_SENDMAIL": mailbox.program})


@pytest.fixture(autouse=True)
def empty(db, mailbox):
    for table in ("outbox", "duties"):
        db.execute(f"DELETE FROM {table}")
    mailbox.clear()


def a_mail(db, due_at):
    mail = new_id()
    db.insert("outbox", id=mail, kind="offline", recipient="a@example.com", content="To: a@example.com\n\nHi\n",
              state="queued", created_at=now_ms())
    db.insert("duties", kind="mail", ref=mail, due_at=due_at)
    return mail


def jobs(db, *args):
    return servers.admin(db.config, "jobs", *args).stdout


def test_nothing_is_asked_while_nothing_is_due(db, site):
    room = db.room(agent=db.agent())  # one that waits is told its place in the queue
    uri = {"token": room.visitor.token}
    a_mail(db, now_ms() + 3_600_000)
    counters = Counters(db)

    def asked():
        """How often the database was asked for the room, and how often for anything else, settings apart."""
        return min(counters.of(lambda: site.client.get(f"messages.history/{room.id}", **uri))["Com_stmt_execute"]
                   for _ in range(5))
    wait_for(lambda: asked() == 1)


def test_what_is_due_is_done_after_a_reply_on_whatever_process(db, site, mailbox):
    """The time is known to all processes although another one stored the duty."""
    db.set(Livechat_offline_email="desk@example.com", From_Email="chat@example.com")
    db.set(trusted_proxies="127.0.0.1")
    for network in ("192.0.2.1", "198.51.100.1"):
        answer = site.client.request("POST", "offline.message", headers={"X-Forwarded-For": network}, json={
            "name": "A", "email": "a@example.com", "message": "Hello"})
        assert answer.status == 200
    assert len(mailbox.mails(2)) == 2
    wait_for(lambda: db.value("SELECT COUNT(*) FROM duties") == 0)
    assert db.value("SELECT COUNT(*) FROM outbox WHERE state = 'sent'") == 2


def test_jobs_run_does_what_is_due_and_no_more(db, mailbox):
    due, later = a_mail(db, 1), a_mail(db, now_ms() + 3_600_000)
    listed = json.loads(jobs(db, "list", "--json"))
    assert [(job["kind"], job["ref"], job["attempts"]) for job in listed] == [("mail", due, 0), ("mail", later, 0)]
    assert jobs(db, "run", "--sendmail", mailbox.program) == "1 job was begun.\n"
    mailbox.mails(1)
    assert [job["ref"] for job in json.loads(jobs(db, "list", "--kind", "mail", "--json"))] == [later]
    assert json.loads(jobs(db, "list", "--kind", "other", "--json")) == []
    assert jobs(db, "run") == "0 jobs were begun.\n"


def test_a_duty_of_a_process_that_died_is_done_by_another(db, mailbox):
    mail = a_mail(db, now_ms() + 90_000)
    db.execute("UPDATE duties SET lease = 'of a dead process', attempts = 1")
    assert jobs(db, "run", "--sendmail", mailbox.program) == "0 jobs were begun.\n"
    db.execute("UPDATE duties SET due_at = due_at - 100000")
    assert jobs(db, "run", "--sendmail", mailbox.program) == "1 job was begun.\n"
    assert db.row("SELECT state, attempts FROM outbox WHERE id = %s", mail) == {"state": "sent", "attempts": 2}


def test_a_duty_of_a_later_release_waits_for_it(db):
    db.insert("duties", kind="from the future", ref="x", due_at=1)
    before = now_ms()
    jobs(db, "run")
    row = db.row("SELECT * FROM duties")
    assert row["due_at"] > before + 30_000 and row["lease"] == "" and row["attempts"] == 0
