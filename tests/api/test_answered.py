# SPDX-License-Identifier: MIT
"""A visitor who has left and is answered is told by mail: once, until they come back, and not when they do not
want to be told."""

import datetime
import os
import re
import time

import pytest

import servers
from harness.browser import Driver
from harness.checks import coded, refused, wait_for
from harness.counters import Counters, sends_at_once
from harness.data import SETTINGS_MAX_AGE_S, Data, new_id, now_ms
from harness.forms import send_agent_file
from harness.mailbox import Mailbox

UNSEEN_MS = 180_000
UNKNOWN = coded("This link is not or no longer known", "error-mail-key-unknown")


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("answered"), settings_age_s=0)
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def mailbox(folder):
    return Mailbox(os.path.join(folder, "answered-mail"))


@pytest.fixture(scope="module")
def api(new_site, db, mailbox):
    return new_site("lighttpd-cgi", db.config, label="answered", env={"LIVECHAT_SENDMAIL": mailbox.program}).client


@pytest.fixture(autouse=True)
def empty(db, mailbox):
    for table in ("outbox", "duties", "rooms", "messages", "inquiries", "mail_stops"):
        db.execute(f"DELETE FROM {table}")
    mailbox.clear()
    db.set(From_Email="chat@example.com", Livechat_chat_url="https://example.com/chat?a=1&b=2",
           Site_Url="https://api.example.com/", Livechat_mail_quiet_hours="", Livechat_mails_per_hour="20",
           Livechat_mail_message_text="false")
    yield
    db.reset_settings()


@pytest.fixture(scope="module")
def agent(db):
    return db.agent()


def asked(api, db, agent, email="ann@example.com", **visitor):
    """A room in which the visitor has asked something."""
    room = db.room(db.visitor(email=email, **visitor), agent=agent)
    assert api.post("message", token=room.visitor.token, rid=room.id, msg="my question").status == 200
    return room


def answer(api, room, agent, msg="our <answer>"):
    reply = api.post("/api/v1/chat.sendMessage", user=agent, message={"rid": room.id, "msg": msg})
    assert reply.status == 200
    return reply.json["message"]


def poll(api, room, tag=None):
    reply = api.get(f"messages.history/{room.id}", token=room.visitor.token,
                    headers={"If-None-Match": tag} if tag else {})
    assert reply.status in (200, 304)
    return reply


def duties(db):
    return db.rows("SELECT * FROM duties WHERE kind = 'answered'")


def time_passes(db, mailbox, ms=UNSEEN_MS):
    """All that happened did so earlier by this time; what is due is done."""
    db.execute(f"UPDATE messages SET ts = ts - {ms} ORDER BY ts")
    db.execute(f"UPDATE rooms SET last_ts = last_ts - {ms}, lm = lm - {ms}, visitor_ts = visitor_ts - {ms},"
               f" visitor_seen_ts = GREATEST(0, CAST(visitor_seen_ts AS SIGNED) - {ms}),"
               f" visitor_told_ts = GREATEST(0, CAST(visitor_told_ts AS SIGNED) - {ms})")
    db.execute(f"UPDATE duties SET due_at = due_at - {ms} WHERE kind = 'answered'")
    db.do_duties("--sendmail", mailbox.program)
    db.do_duties("--sendmail", mailbox.program)


def test_a_visitor_who_has_left_is_told_once_with_a_link_back(api, db, agent, mailbox):
    room = asked(api, db, agent)
    before = now_ms()
    answer(api, room, agent)
    duty, = duties(db)
    assert duty["ref"] == room.id and before + UNSEEN_MS <= duty["due_at"] <= now_ms() + UNSEEN_MS
    time_passes(db, mailbox)
    (arguments, mail), = mailbox.mails(1)
    assert arguments[-1] == "ann@example.com" and mail["From"].addresses[0].addr_spec == "chat@example.com"
    text = mail.get_content()
    assert 'href="https://example.com/chat?a=1&amp;b=2"' in text
    assert "answer&gt;" not in text and "question" not in text and room.visitor.token not in mail.as_string()
    assert duties(db) == [] and db.value("SELECT kind FROM outbox") == "answered"
    # Further answers of the same silence are not told.
    answer(api, room, agent)
    assert duties(db) == []
    time_passes(db, mailbox)
    mailbox.mails(1)


def test_who_has_seen_the_answer_is_not_told(api, db, agent, mailbox):
    for see in (lambda room: poll(api, room),
                lambda room: poll(api, room, tag='"other"'),
                lambda room: api.get(f"messages.sync/{room.id}", token=room.visitor.token, lastUpdate=0),
                lambda room: api.post("message", token=room.visitor.token, rid=room.id, msg="Thanks")):
        room = asked(api, db, agent)
        answer(api, room, agent)
        see(room)
        wait_for(lambda: db.value("SELECT GREATEST(visitor_seen_ts, visitor_ts) >= (SELECT MAX(ts) FROM messages"
                                  " WHERE rid = r.id AND by_visitor = 0) FROM rooms r WHERE id = %s", room.id))
        time_passes(db, mailbox)
        assert duties(db) == [] and mailbox.files() == []


def test_who_comes_back_and_leaves_again_is_told_again(api, db, agent, mailbox):
    room = asked(api, db, agent)
    answer(api, room, agent)
    time_passes(db, mailbox)
    mailbox.mails(1)
    poll(api, room)
    wait_for(lambda: db.value("SELECT visitor_seen_ts FROM rooms WHERE id = %s", room.id) > 0)
    answer(api, room, agent)
    time_passes(db, mailbox)
    mailbox.mails(2)


def test_three_minutes_count_from_the_first_answer_that_was_not_seen(api, db, agent, mailbox):
    room = asked(api, db, agent)
    answer(api, room, agent)
    poll(api, room)
    time_passes(db, mailbox, 100_000)
    later = answer(api, room, agent, "later")
    assert len(duties(db)) == 1
    time_passes(db, mailbox, 100_000)
    due, = duties(db)
    ts = db.value("SELECT ts FROM messages WHERE id = %s", later["_id"])
    assert due["due_at"] == ts + UNSEEN_MS and due["lease"] == "" and mailbox.files() == []
    time_passes(db, mailbox, 100_000)
    mailbox.mails(1)


def test_what_was_said_is_shown_only_if_a_setting_says_so(api, db, agent, mailbox):
    db.set(Livechat_mail_message_text="true")
    room = asked(api, db, agent)
    answer(api, room, agent, "seen before")
    poll(api, room)
    wait_for(lambda: db.value("SELECT visitor_seen_ts FROM rooms WHERE id = %s", room.id) > 0)
    answer(api, room, agent)
    assert send_agent_file(api, room, agent, "plan.txt", b"text", "text/plain").status == 200
    time_passes(db, mailbox)
    (_, mail), = mailbox.mails(1)
    text = mail.get_content()
    assert "our &lt;answer&gt;" in text and "<p><em>File: plan.txt</em></p>" in text and "question" not in text and "seen before" not in text


@pytest.mark.parametrize("off", ["Livechat_chat_url", "Site_Url", "From_Email"])
def test_without_a_setting_nobody_is_told(api, db, agent, off):
    db.set(**{off: ""})
    room = asked(api, db, agent)
    answer(api, room, agent)
    poll(api, room)
    assert duties(db) == [] and db.value("SELECT visitor_seen_ts FROM rooms WHERE id = %s", room.id) == 0


def test_who_is_not_told(api, db, agent, mailbox):
    answer(api, asked(api, db, agent, email=None), agent)
    answer(api, asked(api, db, agent, email=""), agent)
    assert duties(db) == []
    closed = asked(api, db, agent)
    answer(api, closed, agent)
    assert api.post("room.close", token=closed.visitor.token, rid=closed.id).status == 200
    off = asked(api, db, agent)
    answer(api, off, agent)
    db.insert("duties", kind="answered", ref="no such room", due_at=1)
    db.execute("UPDATE visitors SET email = 'not an address' WHERE id = %s", off.visitor.id)
    time_passes(db, mailbox)
    assert duties(db) == [] and mailbox.files() == []


def test_who_was_answered_and_whose_chat_was_closed_by_an_agent_is_told(api, db, agent, mailbox):
    room = asked(api, db, agent)
    answer(api, room, agent)
    assert api.post("room.closeByUser", user=agent, rid=room.id, comment="done").status == 200
    time_passes(db, mailbox)
    mailbox.mails(1)


def test_switched_off_meanwhile(api, db, agent, mailbox):
    answer(api, asked(api, db, agent), agent)
    db.set(Livechat_chat_url="")
    time_passes(db, mailbox)
    assert duties(db) == [] and mailbox.files() == []


def test_an_answer_that_waits_for_the_clock_of_its_room_is_told(api, db, agent, mailbox):
    """It is stored by several statements then, as it always is on a server that knows no compound ones."""
    rooms = [asked(api, db, agent, email=email) for email in ("ann@example.com", None)]
    for room in rooms:
        db.execute("UPDATE rooms SET last_ts = %s WHERE id = %s", now_ms() + 1500, room.id)
        answer(api, room, agent)
    duty, = duties(db)
    assert duty["ref"] == rooms[0].id
    time_passes(db, mailbox, UNSEEN_MS + 5000)
    mailbox.mails(1)


def test_what_agents_do_besides_answering_tells_nobody(api, db, agent):
    room = asked(api, db, agent)
    assert api.post("room.saveInfo", user=agent, guestData={"_id": room.visitor.id, "name": "New"},
                    roomData={"_id": room.id, "topic": "x"}).status == 200
    assert duties(db) == []


# --- bounds ---

def hours(begin, end):
    now = datetime.datetime.now(datetime.timezone.utc)
    return "-".join((now + datetime.timedelta(minutes=minutes)).strftime("%H:%M") for minutes in (begin, end))


def test_quiet_hours(api, db, agent, mailbox):
    db.set(Livechat_mail_quiet_hours=hours(-120, 120), site_time_zone="Etc/UTC")
    answer(api, asked(api, db, agent), agent)
    time_passes(db, mailbox)
    duty, = duties(db)
    assert mailbox.files() == [] and now_ms() + 118 * 60_000 < duty["due_at"] <= now_ms() + 121 * 60_000
    db.set(Livechat_mail_quiet_hours="")
    db.make_due("answered")
    time_passes(db, mailbox)
    mailbox.mails(1)


def test_no_more_than_so_many_an_hour(api, db, agent, mailbox):
    db.set(Livechat_mails_per_hour="2")
    for n in range(3):
        answer(api, asked(api, db, agent, email=f"{n}@example.com"), agent)
    time_passes(db, mailbox)
    mailbox.mails(2)
    assert len(duties(db)) == 1
    db.execute("UPDATE outbox SET created_at = created_at - 3600000")
    db.make_due("answered")
    time_passes(db, mailbox)
    mailbox.mails(3)


# --- a way to stop them ---

def told(api, db, agent, mailbox, **visitor):
    room = asked(api, db, agent, **visitor)
    answer(api, room, agent)
    time_passes(db, mailbox)
    (_, mail), = mailbox.mails(1)
    mailbox.clear()
    return room, mail


def path_of(mail):
    found = re.fullmatch(r"<https://api\.example\.com(/api/v1/livechat/mail\.stop/[A-Za-z0-9]+)>", mail["List-Unsubscribe"])
    assert f'href="https://api.example.com{found[1]}"' in mail.get_content()
    return found[1]


def test_the_reader_or_their_mail_program_stops_the_mails(api, db, agent, mailbox):
    for n, (body, kind) in enumerate((
            (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
            (b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
             "multipart/form-data; boundary=x"),
            (b"", "application/x-www-form-urlencoded"))):
        address = f"stop{n}@example.com"
        room, mail = told(api, db, agent, mailbox, email=address)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        path = path_of(mail)
        page = api.get(path)
        assert page.status == 200 and '<form method="post">' in page.text
        assert page.headers["Content-Type"].startswith("text/html")
        assert db.value("SELECT stopped_at FROM mail_stops WHERE stop_key = %s", path.split("/")[-1]) is None
        for _ in range(2):
            done = api.request("POST", path, data=body, headers={"Content-Type": kind})
            assert done.status == 200 and "Stopped" in done.text
        assert "<form" not in api.get(path).text
        # In whatever case the address is written, and in whatever room.
        answer(api, asked(api, db, agent, email=address.upper()), agent)
        poll(api, room)
        wait_for(lambda: db.value("SELECT visitor_seen_ts FROM rooms WHERE id = %s", room.id) > 0)
        answer(api, room, agent)
        assert duties(db) == []


def test_the_page_works_in_a_browser(api, db, folder):
    key = new_id()
    db.insert("mail_stops", address="0" * 64, stop_key=key)
    driver = Driver(os.path.join(folder, "stop-browser"))
    try:
        browser = driver.browser()
        browser.driver.get(f"http://{api.host}:{api.port}/api/v1/livechat/mail.stop/{key}")
        assert db.value("SELECT stopped_at FROM mail_stops WHERE stop_key = %s", key) is None
        browser.click("//button")
        browser.wait(lambda: "Stopped" in browser.text(), "the page says that they are stopped")
        assert browser.complaints() == []
        browser.close()
    finally:
        driver.stop()
    assert db.value("SELECT stopped_at FROM mail_stops WHERE stop_key = %s", key)


def test_mails_that_are_due_already_are_stopped(api, db, agent, mailbox):
    _, mail = told(api, db, agent, mailbox)
    answer(api, asked(api, db, agent), agent)
    assert len(duties(db)) == 1
    assert api.post(path_of(mail)).status == 200
    time_passes(db, mailbox)
    assert duties(db) == [] and mailbox.files() == []


def test_an_address_without_encryption_is_no_one_click(api, db, agent, mailbox):
    db.set(Site_Url="http://api.example.com")
    _, mail = told(api, db, agent, mailbox)
    assert mail["List-Unsubscribe"].startswith("<http://api.example.com/api/v1/") and "List-Unsubscribe-Post" not in mail


def test_unknown_keys_are_refused(api, db):
    for key in ("x", new_id(), "%25", "a" * 200, "'"):
        for method in ("GET", "POST"):
            assert api.request(method, f"mail.stop/{key}").status in (400, 404)
    refused(api.get("mail.stop/unknown"), UNKNOWN)
    refused(api.post("mail.stop/unknown"), UNKNOWN)
    assert db.value("SELECT COUNT(*) FROM mail_stops") == 0


def test_the_table_has_no_addresses(api, db, agent, mailbox):
    told(api, db, agent, mailbox, email="Ann.Secret@example.com")
    assert "ecret" not in str(db.rows("SELECT * FROM mail_stops"))


# --- what it costs, and what is left of it ---

def test_a_poll_that_finds_nothing_new_asks_once(api, db, agent, new_site, mailbox):
    """Nor does one that is kept open: only an answer that is fetched is noted, once."""
    fast = new_site("lighttpd", db.config, label="answered-fast", env={"LIVECHAT_SENDMAIL": mailbox.program}).client
    room = asked(fast, db, agent)
    answer(fast, room, agent)
    counters = Counters(db)
    tag = poll(fast, room).headers["ETag"]
    wait_for(lambda: db.value("SELECT visitor_seen_ts FROM rooms WHERE id = %s", room.id) > 0)
    seen = db.row("SELECT * FROM rooms WHERE id = %s", room.id)

    def asked_for():
        return counters.of(lambda: poll(fast, room, tag))["Com_stmt_execute"]
    # Settings are read again at times, and duties looked for.
    assert min(asked_for() for _ in range(20)) <= 2
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == seen


def test_an_answer_costs_the_same_statements(api, db, agent, new_site, mailbox):
    """Where it is no single statement, one asks whether the visitor is told already, and one stores the duty."""
    fast = new_site("lighttpd", db.config, label="answered-send", env={"LIVECHAT_SENDMAIL": mailbox.program}).client
    counters = Counters(db)

    def cost():
        time.sleep(SETTINGS_MAX_AGE_S)  # Then each process reads the settings before its next request.
        room = asked(fast, db, agent)
        return min(counters.of(lambda: answer(fast, room, agent))["Com_stmt_execute"] for _ in range(8))
    on = cost()
    assert len(duties(db)) == 1
    db.set(Livechat_chat_url="")
    assert cost() == on - (0 if sends_at_once(db) else 2)


def test_erasing_a_visitor_erases_what_was_to_be_mailed(api, db, agent, mailbox):
    gone, kept = (asked(api, db, agent, email=f"{name}@example.com") for name in ("gone", "kept"))
    for room in (gone, kept):
        db.execute("UPDATE rooms SET is_open = 0, closed_at = 1 WHERE id = %s", room.id)
        db.execute("DELETE FROM inquiries WHERE rid = %s", room.id)
        for kind in ("waiting", "answered", "transcript"):
            mail = new_id()
            db.insert("outbox", id=mail, kind=kind, ref_id=room.id, recipient="a@example.com", content="To: a\n\nx\n",
                      state="queued", created_at=1)
            db.insert("duties", kind="mail", ref=mail, due_at=now_ms() + 3_600_000)
        for kind in ("waiting", "answered"):
            db.insert("duties", kind=kind, ref=room.id, due_at=now_ms() + 3_600_000)
        db.insert("mail_stops", address=db.value("SELECT SHA2(LOWER(email), 256) FROM visitors WHERE id = %s",
                                                 room.visitor.id), stop_key=new_id())
    assert api.delete(f"visitor/{gone.visitor.token}").status == 200
    assert {row["ref_id"] for row in db.rows("SELECT ref_id FROM outbox")} == {kept.id}
    assert db.value("SELECT COUNT(*) FROM duties WHERE kind <> 'tidy'") == 5
    assert db.value("SELECT COUNT(*) FROM mail_stops") == 1
    time_passes(db, mailbox, 4_000_000)
    assert mailbox.files() == [] or all("gone" not in open(path).read() for path in mailbox.files())


def test_erasing_a_room_erases_what_was_to_be_mailed(api, db, agent):
    room = asked(api, db, agent)
    answer(api, room, agent)
    assert api.post("room.closeByUser", user=agent, rid=room.id, comment="done").status == 200
    db.insert("outbox", id=new_id(), kind="answered", ref_id=room.id, recipient="a@example.com", content="x",
              state="sent", created_at=1)
    assert api.post("rooms.delete", user=db.manager(), roomId=room.id).status == 200
    assert duties(db) == [] and db.value("SELECT COUNT(*) FROM outbox") == 0


def test_a_stopped_address_stays_so_when_its_visitor_is_erased(api, db, agent, mailbox):
    room, mail = told(api, db, agent, mailbox)
    assert api.post(path_of(mail)).status == 200
    db.execute("UPDATE rooms SET is_open = 0, closed_at = 1")
    assert api.delete(f"visitor/{room.visitor.token}").status == 200
    answer(api, asked(api, db, agent), agent)
    assert duties(db) == []


def test_settings_that_make_no_sense_are_refused(db):
    for name in ("Livechat_chat_url", "Site_Url"):
        for value in ("javascript:x", 'https://x/"onclick', "https://x/a b", "example.com"):
            assert servers.admin(db.config, "setting", "set", name, value, check=False).returncode != 0
