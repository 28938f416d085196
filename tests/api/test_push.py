# SPDX-License-Identifier: MIT
"""Agents' browsers are told that a visitor waits (Web Push)."""

import datetime

import pytest

import servers
from harness.checks import at_once, invalid, refused, wait_for
from harness.data import Room, now_ms, token_hash
from harness.forms import send_file
from harness.push_service import decoded
from harness.pushes import (api, away, db, duties, empty, own_name, public_key, run, service, site, subscribed,
                            subscriptions)

KEY = "Livechat_push_private_key"
WRONG_ENDPOINT = invalid("endpoint must be a URL that begins with https://")
WRONG_KEYS = invalid("keys must be those of a push subscription")


def opened(api, visitor):
    answer = api.get("room", token=visitor.token)
    assert answer.status == 200 and answer.json["newRoom"]
    return answer.json["room"]["_id"]


def test_the_key_is_made_once_and_its_secret_is_not_shown(db, api):
    agent, admin = db.agent(), db.user("admin")
    db.execute("DELETE FROM settings WHERE name = %s", KEY)
    keys = at_once(*[lambda: public_key(api.elsewhere(), agent)] * 4)
    assert len(set(keys)) == 1 and len(decoded(keys[0])) == 65
    secret = db.value("SELECT value FROM settings WHERE name = %s", KEY)
    shown = api.get(f"/api/v1/settings/{KEY}", user=admin)
    assert shown.json["value"] == "" and shown.json["secret"] is True
    for answer in (shown, api.get("/api/v1/settings", user=admin, count=0), api.get("config")):
        assert answer.status == 200 and secret not in answer.text


def test_a_waiting_visitor_is_told_at_once_and_once_when_nobody_is_there(db, api, service):
    db.set(From_Email="chat@example.com", Livechat_inbox_url="https://example.com/inbox")
    agent = away(db)
    browser, key = subscribed(api, agent, service), public_key(api, agent)
    rid = opened(api, db.visitor(name='Ann "<é>"'))
    message, = browser.messages()
    since = message.pop("since")
    assert message == {"type": "waiting", "rid": rid, "name": 'Ann "<é>"', "url": "https://example.com/inbox"}
    assert since.endswith("Z")
    request, = browser.requests()
    assert request.claims(service, key)["sub"] == "mailto:chat@example.com"
    assert (request.headers["TTL"], request.headers["Urgency"]) == ("1800", "high")
    assert request.headers["Content-Encoding"] == "aes128gcm" and len(request.headers["Topic"]) == 32
    service.wait_for(lambda: not duties(db, "alert") and not duties(db))
    run(db)
    browser.messages(1)


def test_when_an_agent_is_there_it_is_told_after_the_time_unless_the_chat_was_taken(db, api, service):
    agent = db.agent()
    browser = subscribed(api, agent, service)
    taken, waiting = (opened(api, db.visitor(name=name)) for name in ("Taken", "Waiting"))
    for rid in (taken, waiting):
        assert {d["ref"]: d["due_at"] for d in duties(db, "alert")}[rid] == \
            db.value("SELECT ts FROM rooms WHERE id = %s", rid) + 60_000
    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", taken)
    assert api.post("inquiries.take", user=agent, inquiryId=inquiry).status == 200
    run(db)
    assert [message["name"] for message in browser.messages()] == ["Waiting"]


def test_a_chat_that_is_taken_before_it_is_sent_is_not_told(db, api, service):
    agent = db.agent()
    browser = subscribed(api, agent, service)
    rid = opened(api, db.visitor())
    db.execute("DELETE FROM duties")
    db.insert("duties", kind="push", ref=f"{subscriptions(db)[0]['id']} {rid}", due_at=1)
    db.execute("UPDATE rooms SET served_by_id = %s WHERE id = %s", agent.id, rid)
    run(db)
    assert not duties(db) and not browser.requests()


def test_what_the_visitor_wrote_is_told_only_if_a_setting_says_so(db, api, service):
    browser = subscribed(api, db.agent(), service)
    for shown in ("false", "true"):
        db.set(Livechat_mail_message_text=shown)
        visitor = db.visitor(name=shown)
        rid = opened(api, visitor)
        for text in ("my secret", "é" * 5000):
            assert api.post("message", token=visitor.token, rid=rid, msg=text).status == 200
        run(db)
    told = {message["name"]: message.get("msg") for message in browser.messages(2)}
    assert told["false"] is None and told["true"].startswith("my secret\né") and len(told["true"]) < 1000


def test_a_file_is_told_by_its_name(db, api, service):
    db.set(Livechat_mail_message_text="true")
    browser, visitor = subscribed(api, db.agent(), service), db.visitor()
    assert send_file(api, Room(opened(api, visitor), visitor), "plan.txt", b"text", "text/plain").status == 200
    run(db)
    assert browser.messages()[0]["msg"] == "plan.txt"


def test_only_the_department_s_agents_are_told(db, api, service):
    inside, outside = away(db), away(db)
    department = db.department("sales", inside)
    browsers = [subscribed(api, agent, service) for agent in (inside, outside)]
    opened(api, db.visitor(department_id=department))
    browsers[0].messages()
    service.wait_for(lambda: not duties(db))
    assert not browsers[1].requests()
    opened(api, db.visitor())
    browsers[0].messages(2)
    browsers[1].messages(1)


def test_quiet_hours(db, api, service):
    browser = subscribed(api, away(db), service)
    now = datetime.datetime.now(datetime.timezone.utc)
    begin, end = ((now + datetime.timedelta(hours=hours)).strftime("%H:%M") for hours in (-2, 2))
    db.set(Livechat_mail_quiet_hours=f"{begin}-{end}", site_time_zone="Etc/UTC")
    rid = opened(api, db.visitor())
    wait_for(lambda: [d["ref"] for d in duties(db, "alert") if d["due_at"] > now_ms() + 118 * 60_000] == [rid])
    assert not browser.requests()
    db.set(Livechat_mail_quiet_hours="")
    run(db)
    browser.messages()


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_is_dropped(db, api, service, status):
    agent = away(db)
    browser, other = subscribed(api, agent, service), subscribed(api, agent, service)
    service.answers(browser, status)
    opened(api, db.visitor())
    # One process may have no time for both.
    wait_for(lambda: api.get("config").status == 200 and not duties(db, "alert") and not duties(db))
    other.messages()
    assert [s["endpoint"] for s in subscriptions(db)] == [other.endpoint]
    assert len(browser.requests()) == 1


def test_what_fails_is_tried_again_a_bounded_number_of_times(db, api, service):
    browser = subscribed(api, away(db), service)
    service.answers(browser, 503)
    begin = now_ms()
    opened(api, db.visitor())
    for attempts, delay_s in enumerate((10, 30, 60, 120, 300, 600), start=1):
        wait_for(lambda n=attempts: [d["attempts"] for d in duties(db) if not d["lease"]] == [n])
        duty, = duties(db)
        assert duty["last_error"] == "the push service answered with status 503"
        assert begin + delay_s * 1000 <= duty["due_at"] <= now_ms() + delay_s * 1000
        begin = now_ms()
        run(db)
    assert not duties(db) and len(browser.requests()) == 7 and len(subscriptions(db)) == 1


def test_a_later_attempt_succeeds(db, api, service):
    browser = subscribed(api, away(db), service)
    service.answers(browser, 500)
    opened(api, db.visitor())
    wait_for(lambda: [d["attempts"] for d in duties(db) if not d["lease"]] == [1])
    service.answers(browser, 200)
    run(db)
    assert not duties(db) and len(browser.requests()) == 2


def test_what_a_killed_process_had_begun_is_sent_later(db, api, service):
    browser = subscribed(api, db.agent(), service)
    rid = opened(api, db.visitor())
    db.execute("DELETE FROM duties")
    db.insert("duties", kind="push", ref=f"{subscriptions(db)[0]['id']} {rid}", due_at=1, lease="gone", attempts=1)
    db.do_duties()
    browser.messages()
    assert not duties(db)


# --- where it may go ---

def failed(db):
    """Waits for the reason for which the push was not sent."""
    wait_for(lambda: [d for d in duties(db) if d["last_error"]])
    return duties(db)[0]["last_error"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"])
def test_private_addresses_are_not_called(db, api, service, host):
    db.set(outgoing_private_networks="10.0.0.0/8")
    agent = away(db)
    public_key(api, agent)
    browser = service.browser()
    browser.endpoint = browser.endpoint.replace("127.0.0.1", host)
    assert api.post("push.subscription", user=agent, json=browser.subscription()).status == 200
    opened(api, db.visitor())
    assert failed(db) == "its address is none of the public internet (outgoing_private_networks)"
    assert not service.requests


def test_a_certificate_that_nobody_has_signed_is_not_believed(db, api, service):
    db.set(outgoing_ca_file="")
    subscribed(api, away(db), service)
    opened(api, db.visitor())
    assert "certificate" in failed(db) and not service.requests


def test_a_redirection_is_not_followed(db, api, service):
    browser = subscribed(api, away(db), service)
    service.answers(browser, 307)
    opened(api, db.visitor())
    assert failed(db) == "the push service answered with status 307"
    assert [request.path for request in service.requests] == [browser.path]


def test_no_proxy_is_used(db, api, service, monkeypatch):
    browser = subscribed(api, db.agent(), service)
    opened(api, db.visitor())
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    run(db)
    browser.messages()


# --- subscriptions ---

def test_the_same_browser_is_stored_once_and_follows_its_user(db, api, service):
    first, second = db.agent(), db.agent()
    browser = subscribed(api, first, service)
    renewed = {**browser.subscription(), "keys": service.browser().subscription()["keys"]}
    assert api.post("push.subscription", user=first, json=renewed).status == 200
    row, = subscriptions(db)
    assert (row["p256dh"], row["auth"]) == (renewed["keys"]["p256dh"], renewed["keys"]["auth"])
    assert api.post("push.subscription", user=second, json=renewed).status == 200
    row, = subscriptions(db)
    assert (row["user_id"], row["token_hash"]) == (second.id, token_hash(second.token))
    assert api.delete("push.subscription", user=first, endpoint=browser.endpoint).status == 200
    assert len(subscriptions(db)) == 1
    for _ in range(2):
        assert api.delete("push.subscription", user=second, endpoint=browser.endpoint).status == 200
        assert not subscriptions(db)


def test_the_oldest_go_when_there_are_too_many(db, api, service):
    agent, other = db.agent(), db.agent()
    subscribed(api, other, service)
    browsers = []
    for n in range(12):
        browsers.append(subscribed(api, agent, service))
        db.execute("UPDATE push_subscriptions SET updated_at = %s WHERE endpoint = %s", n + 1, browsers[-1].endpoint)
    mine = {s["endpoint"] for s in subscriptions(db) if s["user_id"] == agent.id}
    assert mine == {browser.endpoint for browser in browsers[2:]}
    assert len(subscriptions(db)) == 11


@pytest.mark.parametrize("end", ["logout", "sessions", "deactivated", "deleted", "expired", "no agent"])
def test_who_has_gone_is_told_nothing(db, api, service, end):
    agent, admin = away(db), db.user("admin")
    browser = subscribed(api, agent, service)
    hashed = token_hash(agent.token)
    if end == "logout":
        assert api.post("/api/v1/logout", user=agent).status == 200
    elif end == "sessions":
        db.execute("INSERT INTO auth_tokens (hash, user_id, created_at) VALUES (%s, %s, 1)",
                   token_hash("another"), agent.id)
        agent.token = "another"
        assert api.delete("sessions", user=agent).status == 200
    elif end == "deactivated":
        answer = api.post("/api/v1/users.setActiveStatus", user=admin, json={"userId": agent.id, "activeStatus": False})
        assert answer.status == 200, answer
    elif end == "deleted":
        assert api.post("/api/v1/users.delete", user=admin, json={"userId": agent.id}).status == 200
    elif end == "expired":
        db.execute("UPDATE auth_tokens SET expires_at = 1 WHERE hash = %s", hashed)
    else:
        db.execute("UPDATE users SET roles = 1 WHERE id = %s", agent.id)
    opened(api, db.visitor())
    service.wait_for(lambda: not duties(db, "alert"))
    assert not duties(db) and not browser.requests()
    db.insert("duties", kind="tidy", ref="", due_at=1)
    run(db)
    assert len(subscriptions(db)) == (1 if end == "no agent" else 0)


@pytest.mark.parametrize("endpoint", [
    "http://push.example/x", "https://", "https:///x", "https://:443/x", "https://user@push.example/", "//push.example",
    "https://push.example/\r\nX-Injected: 1", "https://push.example/a b", "https://push.example/é", "file:///etc/passwd",
    "https://push.example\\@127.0.0.1/"])
def test_an_endpoint_that_is_none_is_refused(db, api, service, endpoint):
    subscription = {**service.browser().subscription(), "endpoint": endpoint}
    refused(api.post("push.subscription", user=db.agent(), json=subscription), WRONG_ENDPOINT)


def test_keys_that_are_none_are_refused(db, api, service):
    agent, right = db.agent(), service.browser().subscription()
    for wrong in ({"auth": ""}, {"auth": "AAAA"}, {"p256dh": ""}, {"p256dh": "B" + "A" * 86},
                  {"p256dh": right["keys"]["auth"]}, {"p256dh": "\U0001f600" * 20}):
        refused(api.post("push.subscription", user=agent, json={**right, "keys": {**right["keys"], **wrong}}), WRONG_KEYS)
    for name in ("endpoint", "keys"):
        refused(api.post("push.subscription", user=agent, json={k: v for k, v in right.items() if k != name}),
                invalid(f"must have required property '{name}'"))
    for keys in ("x", [], {"auth": "x"}, {"p256dh": 1, "auth": "x"}):
        assert api.post("push.subscription", user=agent, json={**right, "keys": keys}).status == 400
    assert api.post("push.subscription", user=agent, json={**right, "endpoint": "https://x/" + "y" * 2000}).status == 400
    assert not subscriptions(db)


def test_without_a_key_nothing_is_stored(db, api):
    db.execute("DELETE FROM settings WHERE name = %s", KEY)
    opened(api, db.visitor())
    assert not duties(db, "alert") and not duties(db)


def test_settings_that_make_no_sense_are_refused(db):
    for name, value in ((KEY, "short"), (KEY, "A" * 43), ("outgoing_ca_file", "ca.pem"),
                        ("outgoing_private_networks", "localhost"), ("outgoing_private_networks", "10.0.0.0/33")):
        assert servers.admin(db.config, "setting", "set", name, value, check=False).returncode != 0
