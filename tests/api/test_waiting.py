# SPDX-License-Identifier: MIT
"""Agents are told by mail that a visitor waits."""

import datetime
import os
import random
import signal
import subprocess

import pytest

import servers
from harness.checks import wait_for
from harness.data import Data, Room, new_id, now_ms
from harness.forms import send_file
from harness.mailbox import Mailbox


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("waiting"), settings_age_s=0)
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def mailbox(folder):
    return Mailbox(os.path.join(folder, "waiting-mail"))


@pytest.fixture(scope="module")
def site(new_site, db, mailbox):
    return new_site("lighttpd-cgi", db.config, label="waiting", env={"LIVECHAT_SENDMAIL": mailbox.program})


@pytest.fixture(autouse=True)
def empty(db, mailbox):
    for table in ("outbox", "duties", "rooms", "inquiries", "users"):
        db.execute(f"DELETE FROM {table}")
    mailbox.clear()
    db.set(Livechat_waiting_email="desk@example.com", From_Email="chat@example.com",
           Livechat_inbox_url="https://example.com/inbox?a=1")
    yield
    db.reset_settings()


def opened(site, visitor):
    answer = site.client.get("room", token=visitor.token)
    assert answer.status == 200 and answer.json["newRoom"]
    return answer.json["room"]["_id"]


def duty(db, rid):
    return db.row("SELECT * FROM duties WHERE kind = 'waiting' AND ref = %s", rid)


def time_passes(db, mailbox):
    """All duties become due and are done."""
    db.make_due()
    db.do_duties("--sendmail", mailbox.program)


def body(mail):
    return mail.get_content()


def test_when_nobody_is_there_a_mail_is_sent_at_once_and_once(db, site, mailbox):
    rid = opened(site, db.visitor(name="Ann <b>"))
    (arguments, mail), = mailbox.mails(1)
    assert arguments[-1] == "desk@example.com" and mail["From"].addresses[0].addr_spec == "chat@example.com"
    assert "Ann <b>" in mail["Subject"] and "Ann &lt;b&gt;" in body(mail)
    assert 'href="https://example.com/inbox?a=1"' in body(mail)
    wait_for(lambda: db.value("SELECT COUNT(*) FROM duties") == 0)
    assert db.row("SELECT kind, ref_id, state FROM outbox") == {"kind": "waiting", "ref_id": rid, "state": "sent"}


def test_when_an_agent_is_there_it_is_sent_after_the_time_unless_the_chat_was_taken(db, site, mailbox):
    db.set(Livechat_waiting_seconds="45")
    agent = db.agent()
    taken, waiting = (opened(site, db.visitor(name=name)) for name in ("Taken", "Waiting"))
    for rid in (taken, waiting):
        assert duty(db, rid)["due_at"] == db.value("SELECT ts FROM rooms WHERE id = %s", rid) + 45_000
    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", taken)
    assert site.client.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    time_passes(db, mailbox)
    (_, mail), = mailbox.mails(1)
    assert "Waiting" in mail["Subject"]
    assert db.value("SELECT COUNT(*) FROM duties") == 0
    time_passes(db, mailbox)
    mailbox.mails(1)


@pytest.mark.parametrize("server", ["lighttpd-cgi", "lighttpd"])
def test_the_first_poll_after_the_time_sends_it(db, new_site, mailbox, server):
    """Whosoever polls: a page asks every few seconds."""
    db.set(Livechat_waiting_seconds="2")
    site = new_site(server, db.config, label=f"waiting-{server}", env={"LIVECHAT_SENDMAIL": mailbox.program})
    db.agent()
    other, rid = db.room(), opened(site, db.visitor())

    def poll():
        return site.client.get(f"messages.history/{other.id}", token=other.visitor.token).status
    due = duty(db, rid)["due_at"]
    assert poll() == 200 and (now_ms() >= due or mailbox.files() == [])
    wait_for(lambda: now_ms() > due)
    assert poll() == 200
    (_, mail), = mailbox.mails(1)
    assert "is waiting" in mail["Subject"]


def test_the_department_s_address_comes_first(db, site, mailbox):
    department = db.department("sales", email="sales@example.com, boss@example.com")
    visitor = db.visitor(department_id=department)
    opened(site, visitor)
    assert sorted(arguments[-1] for arguments, _ in mailbox.mails(2)) == ["boss@example.com", "sales@example.com"]


def test_without_an_address_nobody_is_told(db, site):
    db.set(Livechat_waiting_email="")
    opened(site, db.visitor())
    assert db.value("SELECT COUNT(*) FROM duties") == 0 and db.value("SELECT COUNT(*) FROM outbox") == 0


def test_what_the_visitor_wrote_is_shown_only_if_a_setting_says_so(db, site, mailbox):
    db.agent()
    for shown in ("false", "true"):
        db.set(Livechat_mail_message_text=shown)
        visitor = db.visitor(name=f"shown {shown}")
        rid = opened(site, visitor)
        assert site.client.post("message", token=visitor.token, rid=rid, msg="my <secret>").status == 200
        time_passes(db, mailbox)
    assert {str(mail["Subject"]): "my &lt;secret&gt;" in body(mail) for _, mail in mailbox.mails(2)} == {
        "shown false is waiting in the livechat": False, "shown true is waiting in the livechat": True}


def test_a_file_that_the_visitor_sent_is_named(db, site, mailbox):
    db.agent()
    db.set(Livechat_mail_message_text="true")
    room = Room(opened(site, visitor := db.visitor()), visitor)
    assert send_file(site.client, room, "plan.txt", b"text", "text/plain").status == 200
    time_passes(db, mailbox)
    (_, mail), = mailbox.mails(1)
    assert "<p><em>File: plan.txt</em></p>" in body(mail)


def test_no_more_than_so_many_an_hour(db, site, mailbox):
    db.set(Livechat_mails_per_hour="2")
    rids = [opened(site, db.visitor()) for _ in range(3)]
    mailbox.mails(2)
    wait_for(lambda: db.value("SELECT COUNT(*) FROM outbox WHERE state = 'sent'") == 2)
    wait_for(lambda: duty(db, rids[2])["lease"] == "" and duty(db, rids[2])["due_at"] > now_ms() + 60_000)
    db.execute("UPDATE outbox SET created_at = created_at - 3600000")
    time_passes(db, mailbox)
    mailbox.mails(3)


def hours(begin, end):
    now = datetime.datetime.now(datetime.timezone.utc)
    return "-".join((now + datetime.timedelta(minutes=minutes)).strftime("%H:%M") for minutes in (begin, end))


def test_quiet_hours(db, site, mailbox):
    db.set(Livechat_mail_quiet_hours=hours(-120, 120), site_time_zone="Etc/UTC")
    rid = opened(site, db.visitor())
    wait_for(lambda: duty(db, rid)["due_at"] > now_ms() + 118 * 60_000)
    assert duty(db, rid)["due_at"] <= now_ms() + 121 * 60_000 and mailbox.files() == []
    db.set(Livechat_mail_quiet_hours=hours(120, -120))
    time_passes(db, mailbox)
    mailbox.mails(1)


def test_settings_that_make_no_sense_are_refused(db):
    for name, value in (("Livechat_mail_quiet_hours", "22-7"), ("Livechat_mail_quiet_hours", "24:00-07:00"),
                        ("Livechat_mail_quiet_hours", "22:00-07:60"), ("Livechat_inbox_url", "javascript:x"),
                        ("Livechat_inbox_url", 'https://x/"onclick')):
        assert servers.admin(db.config, "setting", "set", name, value, check=False).returncode != 0


def test_ten_thousand_duties_with_processes_that_are_killed(db):
    """Each has its effect once: the mail and the end of the duty are one transaction."""
    count = 10_000
    db.set(Livechat_mails_per_hour="0")
    visitor = db.visitor()
    rids = [new_id() for _ in range(count)]
    with db.connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO rooms (id, visitor_id, visitor_token, fname, ts, last_ts, updated_at)"
            " VALUES (%s, %s, %s, 'x', 1, 1, 1)", [(rid, visitor.id, visitor.token) for rid in rids])
    db.execute("INSERT INTO duties (kind, ref, due_at) SELECT 'waiting', id, 1 FROM rooms WHERE visitor_id = %s",
               visitor.id)

    def left():
        return db.value("SELECT COUNT(*) FROM duties WHERE kind = 'waiting' AND due_at = 1")

    def start():
        return subprocess.Popen(
            [servers.ADMIN, "--config", db.config, "jobs", "run", "--max", "1000000", "--seconds", "600",
             "--sendmail", "/bin/true"], stdout=subprocess.DEVNULL)
    processes, kills = [start() for _ in range(4)], 0
    try:
        step = count // 20
        for goal in range(count - step, -1, -step):
            wait_for(lambda: left() <= goal, seconds=300)
            victim = random.randrange(4)
            processes[victim].send_signal(signal.SIGKILL)
            processes[victim].wait()
            kills += 1
            processes[victim] = start()
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert kills >= 20
    # What the killed ones had begun is due again when their leases end.
    db.execute("UPDATE duties SET due_at = 0 WHERE kind = 'waiting'")
    remaining = db.value("SELECT COUNT(*) FROM duties WHERE kind = 'waiting'")
    if remaining:
        servers.admin(db.config, "jobs", "run", "--max", str(remaining), "--sendmail", "/bin/true")
    assert db.value("SELECT COUNT(*) FROM duties WHERE kind = 'waiting'") == 0
    assert db.value("SELECT COUNT(*) FROM outbox") == count
    assert db.value("SELECT COUNT(DISTINCT ref_id) FROM outbox") == count
