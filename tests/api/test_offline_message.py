# SPDX-License-Identifier: MIT
"""POST /livechat/offline.message: the message is stored first, then mailed through the host's sendmail."""

import email
import email.header
import email.policy
import glob
import os
import re
import subprocess
import time

import pytest

import servers
from harness.checks import at_once, invalid, reasoned, result, wait_for
from harness.data import Data, new_id, now_ms
from harness.mailbox import Mailbox

STORED = (200, {"message": "Livechat offline message sent", "success": True})
FAILED = (400, {"success": False, "error": "Error sending Omnichannel offline message",
                "message": "Error sending Omnichannel offline message"})

@pytest.fixture(scope="module")
def mailbox_(folder):
    return Mailbox(os.path.join(folder, "mailbox"))


@pytest.fixture(scope="module")
def offline_site(new_database, new_site, mailbox_):
    config = new_database("offline")
    site = new_site("spawn-fcgi", config, label="offline", env={"LIVECHAT_SENDMAIL": mailbox_.program})
    site.db = Data(config)
    site.db.set(Livechat_limit_offline_interval_seconds="5")
    return site


@pytest.fixture
def mailbox(mailbox_, offline_site):
    offline_site.db.execute("UPDATE outbox SET state = 'sent' WHERE state <> 'sent'")
    mailbox_.clear()
    return mailbox_


@pytest.fixture(scope="module")
def db(offline_site):
    return offline_site.db


@pytest.fixture(scope="module")
def api(offline_site):
    return offline_site.client


@pytest.fixture(scope="module")
def with_recipient(db, api):
    """Sets the recipient once for all tests, since processes read settings only every second."""
    db.set(Livechat_offline_email="desk@example.com", From_Email="chat@example.com")


def leave(api, name="Livechat Visitor", email="visitor@pimenta.chat", message="I need help", **more):
    """Leaves an offline message, from another network each time because the limit counts by network."""
    return api.elsewhere().post("offline.message", name=name, email=email, message=message, **more)


def failed_because(reason):
    return FAILED[0], {**FAILED[1], "details": {"reason": reason}}


def stored(db, **columns):
    where = " AND ".join(f"{name} = %s" for name in columns)
    return db.rows(f"SELECT * FROM offline_messages WHERE {where} ORDER BY ts", *columns.values())


def run_program(site, program, request="/api/info"):
    """Sends a request to the program itself, as plain CGI. It does not know when to look for mails."""
    return subprocess.run(
        [os.path.join(servers.CGI_BIN, "livechat.fcgi")], stdin=subprocess.DEVNULL, capture_output=True,
        check=True, timeout=60, env={
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1",
            "REQUEST_URI": request, "REMOTE_ADDR": "127.0.0.1", "LIVECHAT_CONFIG": site.config,
            "LIVECHAT_LIMITS": f"{site.limits}.{new_id()}", "LIVECHAT_SENDMAIL": program, "PATH": os.environ["PATH"]})


def do_due_mails(db, site, program):
    """Runs the program until no mail is due, and returns what it logged: a run lasts a bounded time, and other
    duties may come first."""
    said = []

    def nothing_is_due():
        said.append(run_program(site, program).stderr.decode())
        return db.value("SELECT COUNT(*) FROM duties WHERE kind = 'mail' AND due_at <= %s", now_ms()) == 0
    wait_for(nothing_is_due)
    return "".join(said)


# --- kept -----------------------------------------------------------------------------------------

def test_without_a_recipient_it_is_stored_and_the_answer_is_200(api, db, mailbox):
    assert db.value("SELECT COUNT(*) FROM settings WHERE name = 'Livechat_offline_email'") == 0
    before = now_ms()
    answer = leave(api, name="Ann", message="I need help\nsoon", department="sales",
                   host="https://shop.example/cart")
    assert result(answer) == STORED and list(answer.json) == ["message", "success"]
    row, = stored(db, name="Ann")
    assert (row["email"], row["message"], row["department"], row["host"]) == (
        "visitor@pimenta.chat", "I need help\nsoon", "sales", "https://shop.example/cart")
    assert before <= row["ts"] <= now_ms() and row["ip"].startswith("127.")
    assert db.value("SELECT COUNT(*) FROM outbox") == 0


def test_department_and_host_may_be_null_or_left_out(api, db):
    name = new_id()
    assert result(leave(api, name=name)) == STORED
    assert result(leave(api, name=name, department=None, host=None)) == STORED
    assert [(row["department"], row["host"]) for row in stored(db, name=name)] == [(None, None)] * 2


def test_fields_come_first_in_their_order(api):
    send = lambda **body: api.elsewhere().post("offline.message", **body)  # noqa: E731
    post = lambda **body: result(send(**body))  # noqa: E731
    assert post() == invalid("must have required property 'name'")
    assert post(name="a") == invalid("must have required property 'email'")
    assert post(name="a", email="b") == invalid("must have required property 'message'")
    assert post(name="a", email="b", message="c", phone="1") == invalid("must NOT have additional properties")
    assert reasoned(send(name="a", email="b", message="c")) == FAILED


@pytest.mark.parametrize("address", [
    "", " ", "b", "a@", "@b.example", "a b@c.example", "a@b@c.example", "a@b", "a@.example",
    "a@b..example", "a@b.example\r\nBcc: all@b.example", "a@b.example\n", "\ra@b.example",
    "a@b.example\x01", "a@b.example,c@d.example", "<a@b.example>", "a@b.example>",
    "\"a\" <a@b.example>", "-a@b.example", "x" * 300 + "@b.example", "é@b.example",
    "a@b.example; rm -rf"])
def test_an_invalid_address_is_refused_with_both_keys_and_not_stored(api, db, address):
    before = db.value("SELECT COUNT(*) FROM offline_messages")
    answer = leave(api, email=address)
    assert reasoned(answer) == FAILED and list(answer.json) == ["success", "error", "message", "details"]
    assert db.value("SELECT COUNT(*) FROM offline_messages") == before


def test_an_international_domain_is_converted(api, db, mailbox, with_recipient):
    assert result(leave(api, name="Zoë", email="zoe@Bücher.example")) == STORED
    (_, mail), = mailbox.mails()
    assert mail["Reply-To"].addresses[0].addr_spec == "zoe@xn--bcher-kva.example"
    assert stored(db, name="Zoë")[-1]["email"] == "zoe@xn--bcher-kva.example"


def test_the_domain_of_the_address_is_not_looked_up_unless_wanted(api):
    assert result(leave(api, email="a@nowhere.invalid")) == STORED


def test_the_form_can_be_switched_off(api, db):
    db.set(Livechat_display_offline_form="false")
    try:
        before = db.value("SELECT COUNT(*) FROM offline_messages")
        assert result(leave(api)) == FAILED
        assert db.value("SELECT COUNT(*) FROM offline_messages") == before
    finally:
        db.execute("DELETE FROM settings WHERE name = 'Livechat_display_offline_form'")
        time.sleep(1.1)


# --- mailed ---------------------------------------------------------------------------------------

def test_the_mail_says_who_wrote_what_and_is_answered_to_the_visitor(api, db, mailbox, with_recipient):
    answer = leave(api, name="Ann Lee", email="ann@shop.example", host="https://shop.example/cart?a=1&b=2",
                   message="My order <b>4711</b> is late\nand \"broken\" & wet")
    assert result(answer) == STORED
    (arguments, mail), = mailbox.mails()
    assert arguments[-2:] == ["--", "desk@example.com"] and "-oi" in arguments
    assert mail["To"].addresses[0].addr_spec == "desk@example.com"
    assert mail["Subject"] == "Livechat offline message from Ann Lee: My order <b>4711</b>"
    sender, reply = mail["From"].addresses[0], mail["Reply-To"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("Ann Lee - ann@shop.example", "chat@example.com")
    assert (reply.display_name, reply.addr_spec) == ("Ann Lee", "ann@shop.example")
    assert mail["Date"].datetime.timestamp() * 1000 == pytest.approx(now_ms(), abs=60_000)
    assert mail.get_content_type() == "text/html" and mail["Message-ID"]
    html = mail.get_content()
    assert "Ann Lee" in html and "ann@shop.example" in html
    assert "https://shop.example/cart?a=1&amp;b=2" in html
    assert re.search(r"My order &lt;b&gt;4711&lt;/b&gt; is late<br>\s*and (\"|&quot;)broken(\"|&quot;) &amp; wet",
                     html)
    message = stored(db, name="Ann Lee")[-1]["id"]
    row = wait_for(lambda: db.row("SELECT * FROM outbox WHERE ref_id = %s AND state = 'sent' AND sent_at IS NOT NULL",
                                  message))
    assert (row["recipient"], row["kind"], row["attempts"], row["last_error"]) == (
        "desk@example.com", "offline", 1, None)


def test_every_alphabet_arrives_in_subject_name_and_text(api, mailbox, with_recipient):
    leave(api, name="Zoë Ωmega 世界", message="日本語のメッセージは二十文字よりも長いです、ここまで😀")
    (_, mail), = mailbox.mails()
    assert mail["Subject"] == "Livechat offline message from Zoë Ωmega 世界: 日本語のメッセージは二十文字よりも長いで"
    assert mail["Reply-To"].addresses[0].display_name == "Zoë Ωmega 世界"
    assert "ここまで😀" in mail.get_content()
    head = bytes(mail).split(b"\n\n")[0]
    assert all(byte < 128 for byte in head)


def test_the_subject_is_one_line_and_ends_with_a_whole_character(api, mailbox, with_recipient):
    leave(api, name="Ann", message="Hello\r\n\tmy order  👨\u200d👩\u200d👧🇫🇷🇩🇪 and more")
    (_, mail), = mailbox.mails()
    assert mail["Subject"] == "Livechat offline message from Ann: Hello my order 👨\u200d👩\u200d👧🇫🇷🇩🇪 a"


def test_no_line_of_the_mail_is_too_long_and_a_long_message_is_whole(api, mailbox, with_recipient):
    leave(api, name="n" * 200, message="x" * 5000)
    (_, mail), = mailbox.mails()
    assert "x" * 5000 in mail.get_content()
    path, = glob.glob(f"{mailbox.folder}/*.mail")
    with open(path, "rb") as file:
        assert max(len(line) for line in file) <= 999


@pytest.mark.parametrize("line", ["\r\n", "\n", "\r", "\r\n\r\n", "\x0b", "\u2028", "\x85"])
def test_nothing_a_visitor_writes_becomes_a_header(api, mailbox, with_recipient, line):
    evil = f"Eve{line}Bcc: all@example.com"
    assert result(leave(api, name=evil, message=f"a{line}Bcc: b@x.yz", host=evil, department=evil)) == STORED
    (arguments, mail), = mailbox.mails()
    assert arguments[-1] == "desk@example.com" and "Bcc" not in mail and "Cc" not in mail
    assert set(mail.keys()) == {"From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted",
                                "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    for name in ("Subject", "From", "Reply-To"):
        raw = str(email.header.make_header(email.header.decode_header(mail[name])))
        assert not re.search(r"[\r\n\x00-\x1f\x7f]", raw), name
    assert [a.addr_spec for a in mail["From"].addresses] == ["chat@example.com"]
    assert [a.addr_spec for a in mail["Reply-To"].addresses] == ["visitor@pimenta.chat"]


@pytest.mark.parametrize("name", ["Eve <eve@x.example>, Bob", "\"Eve\" <a@b.c>;", "", " ", "(comment)",
                                  "=?utf-8?q?=0ABcc:_x?=", "a\\"])
def test_a_strange_name_does_not_change_the_addresses(api, mailbox, with_recipient, name):
    assert result(leave(api, name=name)) == STORED
    (_, mail), = mailbox.mails()
    assert [a.addr_spec for a in mail["From"].addresses] == ["chat@example.com"]
    assert [a.addr_spec for a in mail["Reply-To"].addresses] == ["visitor@pimenta.chat"]
    assert "Bcc" not in mail


def test_the_answer_does_not_wait_for_the_mail(api, db, mailbox, with_recipient):
    mailbox.say("hold", "")
    assert result(leave(api)) == STORED
    assert last_mail(db)["state"] == "queued" and not last_mail(db)["last_error"]
    mailbox.unsay("hold")
    mailbox.mails()


def test_a_sendmail_that_hangs_delays_nobody(api, db, mailbox, with_recipient):
    """When the site is stopped, the sendmail process must be gone as well."""
    mailbox.say("hold", "")
    assert result(leave(api)) == STORED
    for _ in range(5):
        assert api.get("/api/info").status == 200
        assert api.get("config").status == 200
    assert last_mail(db)["state"] == "queued" and not last_mail(db)["last_error"]
    mailbox.unsay("hold")
    mailbox.mails()
    assert wait_for(lambda: last_mail(db)["state"] == "sent")


# --- to whom --------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def departments(db):
    for id, name, address, enabled in (("depSales", "Sales", "sales@example.com", 1),
                                       ("depMute", "Mute", None, 1),
                                       ("depGone", "Gone", "gone@example.com", 0)):
        db.insert("departments", id=id, name=name, email=address, enabled=enabled, updated_at=now_ms())


@pytest.mark.parametrize("department,recipient", [
    ("depSales", "sales@example.com"), ("Sales", "sales@example.com"), ("Mute", "desk@example.com"),
    ("unknown", "desk@example.com"), ("null", "desk@example.com"), ("", "desk@example.com"),
    (None, "desk@example.com"), ("Gone", "desk@example.com")])
def test_it_goes_to_the_department_that_was_asked_for_if_that_has_an_address(
        api, mailbox, with_recipient, departments, department, recipient):
    assert result(leave(api, department=department)) == STORED
    (arguments, mail), = mailbox.mails()
    assert arguments[-1] == mail["To"].addresses[0].addr_spec == recipient


def test_several_recipients_get_a_mail_each(api, db, mailbox, with_recipient):
    db.set(Livechat_offline_email="one@example.com, two@example.com,three@example.com")
    try:
        leave(api)
        mails = mailbox.mails(3)
        assert sorted(arguments[-1] for arguments, _ in mails) == [
            "one@example.com", "three@example.com", "two@example.com"]
        assert all(mail["To"].addresses[0].addr_spec == arguments[-1] for arguments, mail in mails)
    finally:
        db.set(Livechat_offline_email="desk@example.com")


# --- when it cannot be mailed ---------------------------------------------------------------------

def last_mail(db):
    return db.row("SELECT * FROM outbox ORDER BY created_at DESC LIMIT 1")


def due_at(db, mail):
    return db.value("SELECT due_at FROM duties WHERE kind = 'mail' AND ref = %s", mail["id"])


def test_a_refused_mail_is_stored_with_the_reason_and_tried_again(
        api, db, mailbox, with_recipient, offline_site):
    mailbox.say("refuse", "mailbox on fire\nline two")
    before = now_ms()
    assert result(leave(api, name="Patient")) == STORED
    row = wait_for(lambda: (last := last_mail(db)) and last["last_error"] and last)
    assert row["state"] == "queued" and row["attempts"] == 1
    assert "mailbox on fire" in row["last_error"] and "75" in row["last_error"]
    due = due_at(db, row)
    assert due >= before + 30_000
    log = offline_site.log()
    assert row["id"] in log and "mailbox on fire" in log
    assert len([line for line in log.split("\n") if row["id"] in line]) == 1

    run_program(offline_site, mailbox.program)  # It is not due yet.
    assert last_mail(db)["attempts"] == 1
    db.make_due("mail")
    do_due_mails(db, offline_site, mailbox.program)  # It is still refused, and tried less often.
    again = last_mail(db)
    assert again["attempts"] == 2 and due_at(db, row) - now_ms() > due - before

    os.unlink(f"{mailbox.folder}/refuse")
    db.make_due("mail")
    do_due_mails(db, offline_site, mailbox.program)
    (arguments, mail), = mailbox.mails()
    assert "Patient" in mail["Subject"] and arguments[-1] == "desk@example.com"
    sent = last_mail(db)
    assert (sent["state"], sent["attempts"], sent["last_error"]) == ("sent", 3, None)
    run_program(offline_site, mailbox.program)
    mailbox.mails(1)


def test_a_mail_is_given_up_in_the_end_and_never_lost(db, mailbox, with_recipient, offline_site, api):
    mailbox.say("refuse", "no")
    assert result(leave(api)) == STORED
    wait_for(lambda: (last := last_mail(db)) and last["last_error"])
    for _ in range(20):
        db.make_due("mail")
        do_due_mails(db, offline_site, mailbox.program)
        if last_mail(db)["state"] == "failed":
            break
    row = last_mail(db)
    assert row["state"] == "failed" and 5 <= row["attempts"] <= 20
    assert row["last_error"].endswith("no") and "Subject: " in row["content"]


def test_one_request_is_enough_for_many_mails(db, mailbox, with_recipient, api):
    """More mails are due than are sent after one reply, and no other request follows."""
    for _ in range(12):
        _id = new_id()
        db.insert("outbox", id=_id, kind="offline", recipient="a@example.com", content="To: a\n\nx\n", state="queued",
                  created_at=now_ms())
        db.insert("duties", kind="mail", ref=_id, due_at=1)
    assert result(leave(api)) == STORED
    mailbox.mails(13)


def test_a_missing_sendmail_is_logged_with_the_remedy(api, db, mailbox, with_recipient, offline_site):
    mailbox.say("refuse", "later")
    assert result(leave(api)) == STORED
    wait_for(lambda: (last := last_mail(db)) and last["last_error"])
    db.make_due("mail")
    said = do_due_mails(db, offline_site, "/nowhere/sendmail")
    assert "/nowhere/sendmail" in said and "LIVECHAT_SENDMAIL" in said
    assert "/nowhere/sendmail" in last_mail(db)["last_error"]


def test_processes_at_the_same_time_send_a_mail_once(api, db, mailbox, with_recipient, offline_site):
    mailbox.say("refuse", "later")
    assert result(leave(api)) == STORED
    wait_for(lambda: (last := last_mail(db)) and last["last_error"])
    os.unlink(f"{mailbox.folder}/refuse")
    mailbox.say("slow", "0.5")
    db.make_due("mail")
    at_once(*[lambda: run_program(offline_site, mailbox.program)] * 5)
    mailbox.mails(1)
    assert last_mail(db)["state"] == "sent"


def test_the_next_offline_message_also_sends_what_is_due(api, db, mailbox, with_recipient):
    mailbox.say("refuse", "later")
    leave(api, name="First")
    wait_for(lambda: (last := last_mail(db)) and last["last_error"])
    os.unlink(f"{mailbox.folder}/refuse")
    db.make_due("mail")
    leave(api, name="Second")
    subjects = " ".join(str(mail["Subject"]) for _, mail in mailbox.mails(2))
    assert "First" in subjects and "Second" in subjects


# --- how often ------------------------------------------------------------------------------------

def test_one_in_five_seconds_from_a_network(api, db):
    client = api.elsewhere()
    body = dict(name=new_id(), email="a@b.example", message="x")
    first = client.post("offline.message", **body)
    assert result(first) == STORED
    assert first.headers["X-RateLimit-Limit"] == "1" and first.headers["X-RateLimit-Remaining"] == "0"
    begin, kept = time.monotonic(), 1
    while (second := client.post("offline.message", **body)).status == 200:
        assert time.monotonic() - begin > 4  # The machine was so slow that the next one was due.
        begin, kept = time.monotonic(), kept + 1
    assert second.status == 429
    wait = int(second.headers["Retry-After"])
    assert 1 <= wait <= 5
    assert second.json == {"success": False, "error": (
        "Error, too many requests. Please slow down. You must wait "
        f"{wait} seconds before trying this endpoint again. [error-too-many-requests]")}
    assert second.headers["X-RateLimit-Remaining"] == "0"
    assert int(second.headers["X-RateLimit-Reset"]) > now_ms()
    assert result(api.elsewhere().post("offline.message", **body)) == STORED
    assert len(stored(db, name=body["name"])) == kept + 1
    time.sleep(wait)
    assert result(client.post("offline.message", **body)) == STORED


def test_a_limited_number_in_an_hour_from_a_network(api, db):
    db.set(Livechat_limit_offline_per_hour="2", Livechat_limit_offline_interval_seconds="1")
    try:
        client = api.elsewhere()
        body = dict(name=new_id(), email="a@b.example", message="x")
        for _ in range(2):
            assert result(client.post("offline.message", **body)) == STORED
            time.sleep(1.05)
        answer = client.post("offline.message", **body)
        assert answer.status == 429 and 1 <= int(answer.headers["Retry-After"]) <= 60
        assert len(stored(db, name=body["name"])) == 2
    finally:
        db.set(Livechat_limit_offline_per_hour="1000000", Livechat_limit_offline_interval_seconds="5")


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2800", "\u00ad"])
def test_a_message_must_show_something(api, db, text):
    name = new_id()
    assert result(leave(api, name=name, message=text)) == failed_because("the message is blank")
    assert stored(db, name=name) == []


def test_a_message_is_as_limited_as_one_of_a_user(instant):
    instant.set(Message_MaxAllowedSize="4")
    name = new_id()
    for text in ("xxxxx", "xxx😀"):
        assert result(leave(instant.api, name=name, message=text)) == failed_because(
            "the message has more than 4 characters (UTF-16 code units)")
    assert stored(instant.db, name=name) == []
    assert result(leave(instant.api, name=name, message="xx😀")) == STORED
    assert [row["message"] for row in stored(instant.db, name=name)] == ["xx😀"]
