# SPDX-License-Identifier: MIT
"""Agents are told by mail and in their browsers that a visitor waits, by whatever way the room has come into the
queue: once for each stay there."""

import os

import pytest

import servers
from harness.data import Data, now_ms
from harness.inquiries import inquiry_of, take
from harness.mailbox import Mailbox

WAYS = ["opened", "returned", "returned elsewhere", "forwarded", "forwarded by the visitor", "demoted", "deactivated",
        "deactivated by livechat-admin", "deleted"]


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("telling"), settings_age_s=0)
    data.lift_limits()
    return data


@pytest.fixture(scope="module")
def mailbox(folder):
    return Mailbox(os.path.join(folder, "telling-mail"))


@pytest.fixture(scope="module")
def api(new_site, db, mailbox):
    return new_site("lighttpd-cgi", db.config, label="telling", env={"LIVECHAT_SENDMAIL": mailbox.program}).client


@pytest.fixture(autouse=True)
def empty(db, mailbox):
    for table in ("outbox", "duties", "rooms", "inquiries", "users", "auth_tokens", "departments", "push_subscriptions"):
        db.execute(f"DELETE FROM {table}")
    mailbox.clear()
    # The key of the pushes is any; there is no browser to which one would be sent.
    db.set(Livechat_waiting_email="desk@example.com", From_Email="chat@example.com", Livechat_waiting_seconds="45",
           Livechat_push_private_key="A" * 42 + "E")
    yield
    db.reset_settings()


def enter(api, db, way):
    """Brings a room into the queue while an agent is there, and returns its id."""
    admin, agent, colleague = db.user("admin"), db.agent(), db.agent()
    first, second = db.department("first", agent, colleague), db.department("second", colleague)
    if way == "opened":
        return api.get("room", token=db.visitor().token).json["room"]["_id"]
    room = db.room(agent=agent, department_id=first)
    if way == "returned":
        answer = api.post("inquiries.returnAsInquiry", user=agent, roomId=room.id)
    elif way == "returned elsewhere":
        answer = api.post("inquiries.returnAsInquiry", user=agent, roomId=room.id, departmentId=second)
    elif way == "forwarded":
        answer = api.post("room.forward", user=agent, roomId=room.id, departmentId=second)
    elif way == "forwarded by the visitor":
        answer = api.post("room.transfer", token=room.visitor.token, rid=room.id, department=second)
    elif way == "demoted":
        answer = api.delete(f"users/agent/{agent.id}", user=admin)
    elif way == "deactivated":
        answer = api.post("/api/v1/users.setActiveStatus", user=admin, json={"userId": agent.id, "activeStatus": False})
    elif way == "deactivated by livechat-admin":
        servers.admin(db.config, "user", "disable", agent.username)
        return room.id
    else:
        answer = api.post("/api/v1/users.delete", user=admin, json={"userId": agent.id})
    assert answer.status == 200, answer
    return room.id


def duties(db, rid):
    return {d["kind"]: d["due_at"] for d in db.rows("SELECT * FROM duties WHERE ref = %s", rid)}


def run(db, mailbox):
    db.make_due()
    for _ in range(2):
        db.do_duties("--sendmail", mailbox.program)


@pytest.mark.parametrize("way", WAYS)
def test_agents_are_told_after_the_time_by_whatever_way_the_room_came(api, db, mailbox, way):
    begin = now_ms()
    rid = enter(api, db, way)
    assert inquiry_of(db, rid)["status"] == "queued"
    due = duties(db, rid)
    assert set(due) == {"waiting", "alert"}
    assert all(begin + 45_000 <= at <= now_ms() + 45_000 for at in due.values())
    run(db, mailbox)
    mailbox.mails(1)
    assert duties(db, rid) == {}
    run(db, mailbox)
    mailbox.mails(1)


def test_each_stay_is_told_once_at_its_time(api, db, mailbox):
    agent = db.agent()
    rid = api.get("room", token=db.visitor().token).json["room"]["_id"]
    # The first stay ends before it was told; what was stored for it does not shorten the second one.
    first = duties(db, rid)["waiting"]
    assert take(api, db, rid, agent).status == 200
    db.execute("UPDATE duties SET due_at = %s WHERE ref = %s", first - 30_000, rid)
    begin = now_ms()
    assert api.post("inquiries.returnAsInquiry", user=agent, roomId=rid).status == 200
    assert all(at >= begin + 45_000 for at in duties(db, rid).values())
    run(db, mailbox)
    mailbox.mails(1)
    assert take(api, db, rid, agent).status == 200
    assert api.post("inquiries.returnAsInquiry", user=agent, roomId=rid).status == 200
    run(db, mailbox)
    mailbox.mails(2)


def test_what_goes_to_another_agent_is_not_told(api, db):
    agent, other = db.agent(), db.agent()
    room = db.room(agent=agent)
    assert api.post("room.forward", user=agent, roomId=room.id, userId=other.id).status == 200
    assert duties(db, room.id) == {}


def test_when_nobody_is_there_a_returned_room_is_told_at_once(api, db, mailbox):
    agent = db.agent(available=False)
    room = db.room(agent=agent)
    assert api.post("inquiries.returnAsInquiry", user=agent, roomId=room.id).status == 200
    mailbox.mails(1)
    assert room.visitor.name in str(mailbox.mails(1)[0][1]["Subject"])


def test_nobody_is_told_where_no_setting_says_so(api, db):
    db.set(Livechat_waiting_email="", Livechat_push_private_key="")
    for way in WAYS:
        assert duties(db, enter(api, db, way)) == {}
