# SPDX-License-Identifier: MIT
"""An agent who has no page open is told in their browsers that a visitor has written (Web Push): once, until they
come back."""

import datetime
import time

import pytest

from harness.checks import wait_for
from harness.counters import Counters, sends_at_once
from harness.data import SETTINGS_MAX_AGE_S, now_ms
from harness.pushes import (api, db, duties, empty, own_name, public_key, run, service, site, subscribed,
                            subscriptions)

HERE_MS = 90_000


def gone(db, agent, ms=HERE_MS + 10_000):
    """The agent was seen last so long ago."""
    db.execute("UPDATE users SET seen_at = %s WHERE id = %s", now_ms() - ms, agent.id)


def written(api, room, msg="Are you there?"):
    answer = api.post("message", token=room.visitor.token, rid=room.id, msg=msg)
    assert answer.status == 200, answer


def told(db):
    """What is due is done, also what follows from it."""
    for _ in range(3):
        run(db)


@pytest.fixture
def agent(db):
    return db.agent(name="Served")


@pytest.fixture
def browser(api, agent, service):
    return subscribed(api, agent, service)


@pytest.fixture
def room(db, agent, browser):
    room = db.room(agent=agent)
    gone(db, agent)
    return room


def test_an_agent_who_is_away_is_told_after_the_time_and_once(db, api, browser, room):
    db.set(Livechat_push_unread_seconds="45", Livechat_inbox_url="https://example.com/inbox")
    begin = now_ms()
    written(api, room)
    duty, = duties(db, "unread")
    assert duty["ref"] == room.id and begin + 45_000 <= duty["due_at"] <= now_ms() + 45_000
    first = db.value("SELECT visitor_ts FROM rooms WHERE id = %s", room.id)
    written(api, room, "Hello?")
    told(db)
    message, = browser.messages()
    since = datetime.datetime.fromisoformat(message.pop("since").replace("Z", "+00:00"))
    assert message == {"type": "message", "rid": room.id, "name": room.visitor.name, "url": "https://example.com/inbox"}
    assert round(since.timestamp() * 1000) == first
    written(api, room, "Still there?")
    told(db)
    assert len(browser.requests()) == 1 and not duties(db, "unread") and not duties(db)


def test_what_was_written_is_told_only_if_a_setting_says_so(db, api, agent, browser, room):
    db.set(Livechat_mail_message_text="true")
    written(api, room, "old")
    assert api.post("/api/v1/subscriptions.read", user=agent, rid=room.id).status == 200
    db.message(room, "of an agent", by=agent)
    gone(db, agent)
    for text in ("my secret", "é" * 2000):
        written(api, room, text)
    told(db)
    message, = browser.messages()
    assert message["msg"].startswith("my secret\né") and len(message["msg"]) < 1000


def test_after_the_agent_has_been_there_the_next_message_is_told_again(db, api, agent, browser, room):
    written(api, room)
    told(db)
    browser.messages(1)
    db.execute("UPDATE rooms SET agent_told_ts = agent_told_ts - 1000000, visitor_ts = visitor_ts - 1000000"
               " WHERE id = %s", room.id)
    written(api, room)
    told(db)
    browser.messages(2)


def test_after_the_agent_has_read_the_next_message_is_told_again(db, api, agent, browser, room):
    written(api, room)
    told(db)
    browser.messages(1)
    assert api.post("/api/v1/subscriptions.read", user=agent, rid=room.id).status == 200
    gone(db, agent)
    written(api, room)
    told(db)
    browser.messages(2)


def test_who_has_a_page_open_is_not_told(db, api, agent, browser, room):
    written(api, room)
    assert api.get("inbox.sync", user=agent).status == 200
    told(db)
    assert not browser.requests() and not duties(db, "unread")


def test_who_may_have_left_before_the_message_is_told_when_that_is_known(db, api, agent, browser, room):
    gone(db, agent, 30_000)
    seen = db.value("SELECT seen_at FROM users WHERE id = %s", agent.id)
    written(api, room)
    run(db)
    duty, = duties(db, "unread")
    assert duty["due_at"] == seen + HERE_MS and not browser.requests()
    gone(db, agent)
    told(db)
    browser.messages(1)


def test_what_was_read_in_between_is_not_told(db, api, agent, browser, room):
    written(api, room)
    assert api.post("/api/v1/subscriptions.read", user=agent, rid=room.id).status == 200
    gone(db, agent)
    told(db)
    assert not browser.requests() and not duties(db, "unread")


def test_what_was_answered_or_closed_in_between_is_not_told(db, api, agent, browser):
    answered, closed = db.room(agent=agent), db.room(agent=agent)
    gone(db, agent)
    for room in (answered, closed):
        written(api, room)
    assert api.post("/api/v1/chat.sendMessage", user=agent, message={"rid": answered.id, "msg": "Yes"}).status == 200
    assert api.post("room.close", token=closed.visitor.token, rid=closed.id).status == 200
    gone(db, agent)
    told(db)
    assert not browser.requests() and not duties(db, "unread")


@pytest.mark.parametrize("moment", ["before the duty", "before the push"])
def test_after_a_transfer_only_the_new_agent_is_told(db, api, agent, browser, room, service, moment):
    second = db.agent()
    other = subscribed(api, second, service)
    written(api, room)
    if moment == "before the push":
        # The duty is done, but its pushes are not sent yet.
        db.execute("DELETE FROM duties WHERE kind = 'unread'")
        db.insert("duties", kind="push", due_at=1,
                  ref=f"{db.value('SELECT id FROM push_subscriptions WHERE user_id = %s', agent.id)} {room.id}")
    assert api.post("room.forward", user=agent, roomId=room.id, userId=second.id).status == 200
    for user in (agent, second):
        gone(db, user)
    written(api, room)
    told(db)
    assert [message["rid"] for message in other.messages(1)] == [room.id]
    assert not browser.requests()


@pytest.mark.parametrize("end", ["demoted", "deactivated", "returned"])
def test_after_the_agent_has_left_the_room_they_are_not_told_of_the_message(db, api, agent, browser, room, service, end):
    admin, second = db.user("admin"), db.agent()
    other = subscribed(api, second, service)
    written(api, room)
    if end == "demoted":
        answer = api.delete(f"users/agent/{agent.id}", user=admin)
    elif end == "deactivated":
        answer = api.post("/api/v1/users.setActiveStatus", user=admin, json={"userId": agent.id, "activeStatus": False})
    else:
        answer = api.post("/api/v1/livechat/inquiries.returnAsInquiry", user=agent, roomId=room.id)
    assert answer.status == 200, answer
    told(db)
    # The visitor waits now, which all agents are told.
    assert [message["type"] for message in other.messages(1)] == ["waiting"]
    assert [browser.decrypt(request.body)["type"] for request in browser.requests()] == \
        (["waiting"] if end == "returned" else [])


def test_it_is_off_with_zero_and_for_agents_without_a_browser(db, api, agent, room):
    db.set(Livechat_push_unread_seconds="0")
    written(api, room)
    assert not duties(db, "unread")
    db.set(Livechat_push_unread_seconds="10")
    other = db.agent()
    unserved, served = db.room(), db.room(agent=other)
    gone(db, other)
    for room in (unserved, served):
        written(api, room)
    assert not duties(db, "unread")


def test_quiet_hours(db, api, browser, room):
    now = datetime.datetime.now(datetime.timezone.utc)
    begin, end = ((now + datetime.timedelta(hours=hours)).strftime("%H:%M") for hours in (-2, 2))
    db.set(Livechat_mail_quiet_hours=f"{begin}-{end}", site_time_zone="Etc/UTC")
    written(api, room)
    run(db)
    duty, = duties(db, "unread")
    assert duty["due_at"] > now_ms() + 118 * 60_000 and not browser.requests()
    db.set(Livechat_mail_quiet_hours="")
    told(db)
    browser.messages(1)


def test_what_a_killed_process_had_begun_is_done_later_and_once(db, api, browser, room):
    written(api, room)
    db.execute("UPDATE duties SET lease = 'gone', due_at = 1, attempts = 1 WHERE kind = 'unread'")
    db.do_duties()
    browser.messages(1)
    told(db)
    browser.messages(1)


def test_several_messages_at_once(db, api, browser, room):
    """bridges send them as one batch."""
    manager = db.manager()
    batch = {"visitor": {"token": room.visitor.token}, "messages": [{"msg": "one"}, {"msg": "two"}]}
    assert api.post("messages", user=manager, json=batch).status == 200
    told(db)
    browser.messages(1)


def test_a_send_costs_no_statement_more_while_nobody_has_subscribed(db, api, agent, service, new_site):
    fast = new_site("lighttpd", db.config, label="push-send").client
    room, counters = db.room(agent=agent), Counters(db)
    gone(db, agent)

    def cost():
        time.sleep(SETTINGS_MAX_AGE_S)  # Then each process reads the settings before its next request.
        return min(counters.of(lambda: written(fast, room))["Com_stmt_execute"] for _ in range(8))
    db.execute("DELETE FROM settings WHERE name = 'Livechat_push_private_key'")
    without = cost()
    public_key(api, agent)
    gone(db, agent)
    assert cost() == without
    browser = subscribed(api, agent, service)
    gone(db, agent)
    # Where a send is no single statement, one stores the duty.
    assert cost() == without + (0 if sends_at_once(db) else 1)
    assert len(duties(db, "unread")) == 1
    told(db)
    browser.messages(1)


# --- how many ---

def test_no_more_than_so_many_an_hour(db, api, agent, browser, service):
    db.set(Livechat_pushes_per_hour="2")
    other_agent = db.agent()
    other = subscribed(api, other_agent, service)
    for _ in range(3):
        written(api, db.room(agent=agent))
    written(api, db.room(agent=other_agent))
    for user in (agent, other_agent):
        gone(db, user)
    log = run(db) + run(db)
    browser.messages(2)
    other.messages(1)
    assert "Livechat_pushes_per_hour" in log
    duty, = duties(db)
    assert duty["due_at"] > now_ms() + 60_000 and duty["attempts"] == 0
    db.execute("UPDATE push_subscriptions SET hour_at = hour_at - 3600000")
    told(db)
    browser.messages(3)
    db.set(Livechat_pushes_per_hour="0")
    for _ in range(3):
        written(api, db.room(agent=agent))
    gone(db, agent)
    told(db)
    browser.messages(6)


def test_attempts_at_the_same_push_count_once(db, api, browser, room, service):
    db.set(Livechat_pushes_per_hour="1")
    service.answers(browser, 503)
    written(api, room)
    told(db)
    service.answers(browser, 201)
    run(db)
    assert not duties(db) and len(browser.requests()) >= 2
    assert subscriptions(db)[0]["hour_count"] == 1


def test_too_many_mails_are_logged_with_the_setting(db, api):
    db.set(Livechat_mails_per_hour="1", Livechat_waiting_email="desk@example.com", From_Email="chat@example.com")
    db.agent()
    for _ in range(2):
        assert api.get("room", token=db.visitor().token).status == 200
    assert "Livechat_mails_per_hour" in run(db)
    wait_for(lambda: len(duties(db, "waiting")) == 1)
