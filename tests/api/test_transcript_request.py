# SPDX-License-Identifier: MIT
"""livechat/transcript/{rid}: a manager has the transcript of a room mailed when it is closed."""

import os

import pytest

from harness.checks import coded, invalid, refused, result
from harness.data import new_id, without_limits
from harness.mailbox import Mailbox
from harness.messages import history

NO_ROOM = coded("Invalid room", "error-invalid-room")
REQUESTED = coded("Transcript already requested", "error-transcript-already-requested")
NOT_REQUESTED = coded("Transcript not requested", "error-transcript-not-requested")
DONE = (200, {"success": True})


class Office:
    """A site, its rows, its sendmail program, and a manager."""

    def __init__(self, site, db, mailbox):
        self.api, self.db, self.mailbox = site.client, db, mailbox
        self.manager = db.manager(name="Mona")

    def ask(self, room, email="me@example.com", subject="Our talk", user=None):
        return self.api.post(f"transcript/{room.id}", user=user or self.manager, json={"email": email, "subject": subject})

    def cancel(self, room, user=None):
        return self.api.delete(f"transcript/{room.id}", user=user or self.manager)

    def shown(self, room):
        rooms = self.api.get("rooms", user=self.manager, count=100).json["rooms"]
        return next(shown for shown in rooms if shown["_id"] == room.id).get("transcriptRequest")

    def mails(self, count=1):
        self.db.do_duties()
        return self.mailbox.mails(count)

    def close(self, room, **more):
        answer = self.api.post("room.closeByUser", user=self.manager, json={"rid": room.id, "comment": "bye", **more})
        assert result(answer) == DONE


@pytest.fixture(scope="module")
def office_(new_database, new_site, folder):
    mailbox = Mailbox(os.path.join(folder, "requested"))
    config = new_database("transcript_request")
    db = without_limits(config, From_Email="chat@example.com")
    site = new_site("spawn-fcgi", config, label="transcript-request", env={"LIVECHAT_SENDMAIL": mailbox.program})
    return Office(site, db, mailbox)


@pytest.fixture
def office(office_):
    for table in ("outbox", "transcript_requests"):
        office_.db.execute(f"DELETE FROM {table}")
    office_.mailbox.clear()
    yield office_
    office_.db.reset_settings()


@pytest.fixture
def room(office):
    room = office.db.room(agent=office.db.agent())
    office.db.message(room, "the question")
    return room


def test_it_is_mailed_when_the_room_is_closed(office, room):
    assert result(office.ask(room)) == DONE
    shown = office.shown(room)
    assert shown.pop("requestedAt") and shown == {
        "requestedBy": {"_id": office.manager.id, "username": office.manager.username, "name": "Mona", "utcOffset": 0},
        "email": "me@example.com", "subject": "Our talk"}
    assert office.db.value("SELECT COUNT(*) FROM outbox") == 0
    office.close(room)
    (_, mail), = office.mails()
    assert (mail["To"], mail["Subject"]) == ("me@example.com", "Our talk")
    assert "the question" in mail.get_content()
    assert office.shown(room) is None and office.db.value("SELECT COUNT(*) FROM transcript_requests") == 0
    last = history(office.api, room.visitor, room.id)[-1]
    assert (last["t"], last["msg"], last["u"]["username"]) == ("livechat_transcript_history", "", office.manager.username)
    assert last["requestData"] == {"type": "user", "user": {
        "_id": office.manager.id, "username": office.manager.username, "name": "Mona"}}
    assert "me@example.com" not in str(last), "the visitor need not see it"


def test_the_visitor_can_close_the_room_too(office, room):
    office.ask(room, subject="")
    assert office.api.post("room.close", token=room.visitor.token, rid=room.id).status == 200
    (_, mail), = office.mails()
    assert mail["Subject"] == "Transcript of your livechat conversation"


def test_there_is_one_at_a_time(office, room):
    office.ask(room)
    assert result(office.ask(room, email="other@example.com")) == REQUESTED
    assert office.shown(room)["email"] == "me@example.com"


def test_it_is_cancelled(office, room):
    office.ask(room)
    assert result(office.cancel(room)) == DONE
    assert office.shown(room) is None
    assert result(office.cancel(room)) == NOT_REQUESTED
    office.close(room)
    office.db.do_duties()
    assert office.db.value("SELECT COUNT(*) FROM outbox") == 0


def test_closing_decides_what_was_asked_before(office, room):
    other = office.db.room(agent=office.db.agent())
    for one in (room, other):
        office.ask(one)
    office.close(room, transcriptEmail={"sendToVisitor": False})
    office.close(other, transcriptEmail={"sendToVisitor": True,
                                         "requestData": {"email": "you@example.com", "subject": "Yours"}})
    (_, mail), = office.mails()
    assert (mail["To"], mail["Subject"]) == ("you@example.com", "Yours")


def test_what_is_refused(office, room):
    closed = office.db.room(closed=True)
    for other in (closed, type("Unknown", (), {"id": new_id()})):
        assert result(office.ask(other)) == NO_ROOM
        assert result(office.cancel(other)) == NO_ROOM
    refused(office.api.post(f"transcript/{room.id}", user=office.manager, json={}),
            invalid("must have required property 'email'"))
    refused(office.api.post(f"transcript/{room.id}", user=office.manager, json={"email": "a@example.com"}),
            invalid("must have required property 'subject'"))
    assert office.ask(room, email="nonsense").json["errorType"] == "error-invalid-email"
    assert office.ask(room, user=office.db.agent()).status == 403
    assert office.shown(room) is None


def test_without_an_address_to_send_from_it_is_given_up(office, room):
    office.db.set(From_Email="")
    office.ask(room)
    office.close(room)
    office.db.do_duties()
    for table, column in (("transcript_requests", "rid"), ("outbox", "ref_id"), ("duties", "ref")):
        assert office.db.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = %s", room.id) == 0, table


def test_who_dies_after_closing_leaves_the_mail_to_others(office, room):
    """What the transaction that closes a room leaves behind is enough for another process; and it is mailed once."""
    office.ask(room)
    office.db.execute("UPDATE rooms SET is_open = 0, closed_at = last_ts WHERE id = %s", room.id)
    for _ in range(2):
        office.db.insert("duties", kind="transcript", ref=room.id, due_at=1)
        office.db.do_duties()
        (mail,) = office.db.rows("SELECT * FROM outbox WHERE ref_id = %s", room.id)
        assert (mail["kind"], mail["recipient"]) == ("transcript", "me@example.com")


def test_erasing_the_room_erases_the_wish(office, room):
    office.ask(room)
    office.db.execute("UPDATE rooms SET is_open = 0, closed_at = last_ts WHERE id = %s", room.id)
    office.db.insert("duties", kind="transcript", ref=room.id, due_at=99999999999999)
    assert office.api.post("rooms.delete", user=office.manager, roomId=room.id).status == 200
    assert office.db.value("SELECT COUNT(*) FROM transcript_requests") == 0
    assert office.db.value("SELECT COUNT(*) FROM duties WHERE ref = %s", room.id) == 0
