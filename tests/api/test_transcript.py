# SPDX-License-Identifier: MIT
"""POST /livechat/transcript: a visitor has their conversation mailed."""

import os
import re
import time

import pytest

from harness.checks import coded, invalid, plain, reasoned, result, wait_for
from harness.data import new_id, without_limits
from harness.forms import send_file
from harness.mailbox import Mailbox

SENT = (200, {"message": "Omnichannel transcript sent", "success": True})
FAILED = (400, {"success": False, "error": "Error sending Omnichannel transcript",
                "message": "Error sending Omnichannel transcript"})
OFF = coded("Transcripts are switched off (setting Livechat_enable_transcript)",
            "error-transcript-not-enabled")
NOON = 1783339200000  # 2026-07-06 12:00 UTC


BASE = {"Livechat_enable_transcript": "true", "From_Email": "chat@example.com"}


class Office:
    """A site, its rows, and its sendmail program."""

    def __init__(self, site, db, mailbox):
        self.site, self.api, self.db, self.mailbox = site, site.client, db, mailbox

    def ask(self, room, email="me@example.com", token=None, **more):
        return self.api.post("transcript", rid=room.id, token=token or room.visitor.token, email=email, **more)

    def mail(self, *args, **kwargs):
        """Returns the one mail that is sent: its arguments and the message."""
        assert result(self.ask(*args, **kwargs)) == SENT
        return self.mailbox.mails(1)[0]

    def rows(self, room):
        return self.db.rows("SELECT * FROM outbox WHERE ref_id = %s", room.id)

    def row_when(self, room, **columns):
        """Waits until the only row is like that and returns it; mail is sent after the reply."""
        return wait_for(lambda: next((row for row in self.rows(room)
                                      if {name: row[name] for name in columns} == columns), None))


@pytest.fixture(scope="module")
def desk_(new_database, new_site, folder):
    mailbox = Mailbox(os.path.join(folder, "transcripts"))
    config = new_database("transcript")
    db = without_limits(config, **BASE)
    return Office(new_site("spawn-fcgi", config, label="transcript",
                         env={"LIVECHAT_SENDMAIL": mailbox.program}), db, mailbox)


@pytest.fixture
def desk(desk_):
    desk_.db.execute("DELETE FROM outbox")
    desk_.mailbox.clear()
    yield desk_
    desk_.db.reset_settings()


def body(message):
    return message.get_content()


def paragraphs(message):
    """Returns (name, time, text) of each paragraph."""
    return re.findall(r"<p><strong>(.*?)</strong> <em>(.*?)</em><br>\n(.*?)</p>\n", body(message), re.S)


# --- the mail -------------------------------------------------------------------------------------

def test_internal_notes_are_not_mailed(desk):
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    desk.db.message(room, "the question")
    assert desk.api.post("note", user=agent, rid=room.id, msg="a difficult customer").status == 200
    _, message = desk.mail(room)
    assert "the question" in body(message) and "difficult" not in body(message)


def test_a_conversation_is_mailed_in_its_order_with_names_and_times(desk):
    db, agent = desk.db, desk.db.agent(name="Agnes")
    agent.name = "Agnes"
    db.set(site_time_zone="UTC")
    room = db.room(db.visitor("Joe"), agent=agent, ts=NOON)
    for i, (by, text) in enumerate([(None, "Hello"), (agent, "Hi Joe"), (None, "Bye")]):
        db.message(room, text, by=by, ts=NOON + (i + 1) * 60000)
    arguments, message = desk.mail(room)
    assert arguments[-1] == "me@example.com"
    assert paragraphs(message) == [("Joe", "6 July 2026, 12:01 UTC", "Hello"),
                                   ("Agnes", "6 July 2026, 12:02 UTC", "Hi Joe"),
                                   ("Joe", "6 July 2026, 12:03 UTC", "Bye")]


def test_files_are_named_in_the_mail(desk):
    room = desk.db.room()
    send_file(desk.api, room, "<plan>.txt", b"text", "text/plain")
    send_file(desk.api, room, "b.txt", b"text", "text/plain", fields=[("msg", "And this")])
    texts = [text for _, _, text in paragraphs(desk.mail(room)[1])]
    assert texts == ["<em>File: &lt;plan&gt;.txt</em>", "And this<br>\n<em>File: b.txt</em>"]


@pytest.mark.parametrize("zone,times", [
    ("Europe/Berlin", ["25 October 2026, 02:59 CEST", "25 October 2026, 02:00 CET"]),
    ("America/New_York", ["24 October 2026, 20:59 EDT", "24 October 2026, 21:00 EDT"]),
    ("Asia/Kathmandu", ["25 October 2026, 06:44 UTC+0545", "25 October 2026, 06:45 UTC+0545"])])
def test_times_are_in_the_zone_of_the_site(desk, zone, times):
    change = 1792890000000  # 2026-10-25 01:00 UTC: in Berlin, clocks go back from three to two.
    desk.db.set(site_time_zone=zone)
    room = desk.db.room(ts=change - 600_000)
    desk.db.message(room, ts=change - 60_000)
    desk.db.message(room, ts=change)
    assert [time for _, time, _ in paragraphs(desk.mail(room)[1])] == times


def test_the_headers_of_the_mail(desk):
    room = desk.db.room()
    desk.db.message(room)
    message = desk.mail(room)[1]
    assert message["To"] == "me@example.com" and message["From"] == "chat@example.com"
    assert message["Reply-To"] == "chat@example.com"
    assert message["Subject"] == "Transcript of your livechat conversation"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/html" and message.get_content_charset() == "utf-8"
    row = desk.row_when(room, state="sent")
    assert (row["kind"], row["recipient"], row["attempts"]) == ("transcript", "me@example.com", 1)
    assert room.visitor.token not in row["content"] + body(message)


def test_texts_never_become_markup(desk):
    db = desk.db
    evil = "<script>alert(\"1\")</script> & <img src=x onerror='y'>\nsecond line"
    room = db.room(db.visitor("<b>Joe</b>"))
    db.message(room, evil)
    message = desk.mail(room)[1]
    assert "<script" not in body(message) and "<img" not in body(message) and "<b>" not in body(message)
    assert [(name, text) for name, _, text in paragraphs(message)] == [(
        "&lt;b&gt;Joe&lt;/b&gt;",
        "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &lt;img src=x onerror='y'&gt;<br>\nsecond line")]


def test_system_messages_are_left_out(desk):
    db = desk.db
    room = db.room(closed=True)
    db.message(room, "said")
    db.message(room, "https://secret.example - title", type="livechat_navigation_history")
    db.message(room, "connected", type="command")
    db.message(room, "Closed by visitor", type="livechat-close")
    assert [text for _, _, text in paragraphs(desk.mail(room)[1])] == ["said"]


def test_names_are_shown_if_they_are_known(desk):
    db, agent = desk.db, desk.db.agent()
    agent.name = None
    room = db.room(db.visitor(None), agent=agent)
    db.message(room, "a")
    db.message(room, "b", by=agent)
    assert [name for name, _, _ in paragraphs(desk.mail(room)[1])] == [room.visitor.username, agent.username]


def test_a_hidden_agent_stays_hidden(desk):
    desk.db.set(Livechat_show_agent_info="false")
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    desk.db.message(room, "mine")
    desk.db.message(room, "the agent's", by=agent)
    message = desk.mail(room)[1]
    assert [name for name, _, _ in paragraphs(message)] == [room.visitor.name, "Agent"]
    assert agent.username not in body(message)


def test_the_mail_has_only_that_room(desk):
    room, other = desk.db.room(), desk.db.room()
    older = desk.db.room(room.visitor, closed=True)
    for each in (room, other, older):
        desk.db.message(each, f"said in {each.id}")
    assert [text for _, _, text in paragraphs(desk.mail(room)[1])] == [f"said in {room.id}"]


def test_an_empty_conversation_and_a_closed_one(desk):
    room = desk.db.room(closed=True)
    assert paragraphs(desk.mail(room)[1]) == []


def test_a_very_long_conversation_is_cut_and_says_so(desk):
    room = desk.db.room()
    for i in range(20):
        desk.db.message(room, f"{i} " + "x" * 130000)
    message = desk.mail(room)[1]
    texts = [text for _, _, text in paragraphs(message)]
    assert 10 < len(texts) < 20 and texts[0].startswith("0 x")
    assert body(message).endswith("<p>The rest of this conversation is too long for a mail.</p>\n")


@pytest.mark.parametrize("asked,subject", [
    ("My own", "My own"), ("", "Transcript of your livechat conversation"), ("Grüße", "Grüße"),
    ("a\r\nBcc: evil@example.com", "a Bcc: evil@example.com"), ("世" * 200, "世" * 200)],
    ids=["asked", "empty", "umlauts", "a header in it", "long"])
def test_the_subject_of_the_mail(desk, asked, subject):
    arguments, message = desk.mail(desk.db.room(), subject=asked)
    assert message["Subject"] == subject and message["Bcc"] is None
    assert arguments[-1] == "me@example.com" and not any("evil" in word for word in arguments)


def test_the_admin_sets_the_default_subject(desk):
    desk.db.set(Livechat_transcript_email_subject="Grüße von uns")
    assert desk.mail(desk.db.room())[1]["Subject"] == "Grüße von uns"
    desk.mailbox.clear()
    assert desk.mail(desk.db.room(), subject="My own")[1]["Subject"] == "My own"


def test_without_a_from_address_the_first_recipient_of_offline_messages_is_the_sender(desk):
    desk.db.set(From_Email="", Livechat_offline_email="one@example.com, two@example.com")
    message = desk.mail(desk.db.room())[1]
    assert message["From"] == "one@example.com" and message["To"] == "me@example.com"


# --- refusals -------------------------------------------------------------------------------------

def test_transcripts_have_to_be_switched_on(desk):
    desk.db.set(Livechat_enable_transcript="false")
    room = desk.db.room()
    assert result(desk.ask(room)) == OFF
    assert result(desk.ask(room, token=new_id())) == OFF
    assert desk.rows(room) == []


def test_without_a_sender_it_fails_and_the_log_has_the_remedy(desk):
    desk.db.set(From_Email="", Livechat_offline_email="")
    room = desk.db.room()
    assert result(desk.ask(room)) == FAILED
    assert desk.rows(room) == []
    assert "livechat-admin setting set From_Email" in desk.site.log()


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@b.example\nBcc: c@d.example", "a@b.example,c@d.example",
                                   "<a@b.example>", "-f@b.example", "a b@c.example"])
def test_an_invalid_address_is_refused(desk, email):
    room = desk.db.room()
    assert reasoned(desk.ask(room, email=email)) == FAILED
    assert desk.rows(room) == []


def test_only_the_rooms_visitor_may_ask_for_it(desk):
    room, other = desk.db.room(), desk.db.room()
    assert result(desk.ask(room, token=new_id())) == plain("error-invalid-visitor")
    assert result(desk.ask(room, token=other.visitor.token)) == plain("error-invalid-room")
    assert result(desk.api.post("transcript", rid=new_id(), token=room.visitor.token,
                                email="me@example.com")) == plain("error-invalid-room")
    assert desk.rows(room) == desk.rows(other) == []


@pytest.mark.parametrize("body_,text", [
    ({}, "must have required property 'rid'"), ({"rid": "a"}, "must have required property 'token'"),
    ({"rid": "a", "token": "b"}, "must have required property 'email'"),
    ({"rid": "a", "token": "b", "email": []}, "must be string"),
    ({"rid": "a", "token": "b", "email": "c", "x": 1}, "must NOT have additional properties"),
    ({"rid": "a", "token": "b", "email": "c", "subject": "x" * 256},
     "must NOT have more than 255 characters")])
def test_invalid_fields_are_refused(desk, body_, text):
    assert result(desk.api.post("transcript", json=body_)) == invalid(text)


def test_five_in_a_minute_for_a_network(desk):
    desk.db.set(Livechat_limit_transcript_per_minute="5")
    here = desk.api.elsewhere()
    begin, statuses = time.monotonic(), []
    while 429 not in statuses:
        room = desk.db.room()
        statuses.append(here.post("transcript", rid=room.id, token=room.visitor.token,
                                  email="a@example.com").status)
    assert set(statuses) == {200, 429}
    assert 5 <= statuses.count(200) <= 5 + (time.monotonic() - begin) / 12
    answer = here.post("transcript")
    assert answer.status == 429 and 1 <= int(answer.headers["Retry-After"]) <= 60
    assert desk.api.elsewhere().post("transcript").status == 400


# --- afterwards -----------------------------------------------------------------------------------

def test_an_unsent_transcript_is_stored_and_erased_with_its_visitor(desk):
    desk.mailbox.say("refuse", "no room for more mail")
    room = desk.db.room(closed=True)
    assert result(desk.ask(room)) == SENT
    desk.row_when(room, attempts=1, state="queued")
    assert "no room for more mail" in wait_for(lambda: desk.rows(room)[0]["last_error"])
    assert desk.api.delete(f"visitor/{room.visitor.token}").status == 200
    assert desk.rows(room) == []


# --- an agent who closes a conversation has it mailed ---------------------------------------------

def close(desk, room, agent, transcript, **more):
    return desk.api.post("room.closeByUser", user=agent, rid=room.id, comment="done", transcriptEmail=transcript, **more)


def test_an_agent_has_a_conversation_mailed_when_closing_it(desk):
    desk.db.set(Livechat_enable_transcript="false")
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    desk.db.message(room, "Good bye")
    answer = close(desk, room, agent, {"sendToVisitor": True, "requestData": {
        "email": "me@example.com", "subject": "Our talk"}})
    assert result(answer) == (200, {"success": True})
    arguments, message = desk.mailbox.mails(1)[0]
    assert arguments[-1] == "me@example.com" and message["Subject"] == "Our talk"
    assert [text for _, _, text in paragraphs(message)] == ["Good bye"]


def test_nothing_is_mailed_when_the_agent_does_not_want_it(desk):
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    desk.db.message(room)
    answer = close(desk, room, agent, {"sendToVisitor": False, "requestData": {
        "email": "me@example.com", "subject": "Our talk"}})
    assert result(answer) == (200, {"success": True})
    assert not desk.rows(room)


def test_a_room_stays_open_when_its_transcript_has_no_address(desk):
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    assert result(close(desk, room, agent, {"sendToVisitor": True})) == \
        invalid("must have required property 'requestData'")
    assert reasoned(close(desk, room, agent, {"sendToVisitor": True, "requestData": {
        "email": "nowhere", "subject": ""}})) == coded("Invalid email address", "error-invalid-email")
    assert desk.db.row("SELECT is_open FROM rooms WHERE id = %s", room.id)["is_open"] == 1


def test_a_room_is_closed_though_nobody_is_set_to_send_its_transcript(desk):
    desk.db.set(From_Email="")
    agent = desk.db.agent()
    room = desk.db.room(agent=agent)
    answer = close(desk, room, agent, {"sendToVisitor": True, "requestData": {
        "email": "me@example.com", "subject": ""}})
    assert result(answer) == (200, {"success": True})
    assert desk.db.row("SELECT is_open FROM rooms WHERE id = %s", room.id)["is_open"] == 0
    assert not desk.rows(room)
