# SPDX-License-Identifier: MIT
"""The official widget, the npm package @rocket.chat/livechat, unmodified, in a real browser, on a page that does
not make it live: what a visitor of a website sees. The package is fetched from the npm registry once; where that or
the browser is missing, these tests are reported as skipped."""

import os
import re
import shutil
from urllib.parse import urlsplit

import pytest

import servers
from harness import npm
from harness.browser import Driver, Pages
from harness.data import without_limits
from harness.mailbox import Mailbox

ASSETS = os.path.join(servers.ROOT, "tests", "clients", "widget")
API = "/api/v1/livechat/"

CHAT_BUTTON = "//button[contains(@class, 'chat-button')]"
COMPOSER = "//div[@contenteditable='true']"

NO_WEBSOCKET = re.compile(
    r"WebSocket connection to 'ws://[^']*/websocket' failed|"
    r"\"Connecting error: |WebSocket is already in CLOSING or CLOSED state")


def button(text):
    return f"//button[normalize-space()='{text}']"


@pytest.fixture(scope="module")
def build():
    """The package's files."""
    path = npm.package("clients", "@rocket.chat/livechat")
    return os.path.join(path, "node_modules", "@rocket.chat", "livechat", "build")


@pytest.fixture(scope="module")
def driver(folder):
    driver = Driver(os.path.join(folder, "browser"))
    yield driver
    driver.stop()


@pytest.fixture(scope="module")
def mailbox(folder):
    return Mailbox(os.path.join(folder, "widget-mailbox"))


@pytest.fixture(scope="module")
def server(build, driver, new_database, new_site, mailbox):
    """Livechat with lighttpd-example.conf; .db is its database."""
    config = new_database("widget")
    db = without_limits(config)
    site = new_site("lighttpd", config, label="widget", env={"LIVECHAT_SENDMAIL": mailbox.program})
    site.db = db
    return site


@pytest.fixture
def settings(server):
    yield server.db.set
    server.db.reset_settings()


@pytest.fixture(scope="module")
def elsewhere(build, folder):
    """The widget's files on a separate host, with the package's own page."""
    pages = Pages(os.path.join(folder, "widget-pages"))
    os.symlink(build, os.path.join(pages.folder, "livechat"))
    shutil.copy(os.path.join(build, "index.html"), os.path.join(pages.folder, "index.html"))
    yield pages
    pages.stop()


@pytest.fixture(scope="module")
def shop(folder):
    """A function that returns the URL of a shop's page, on the shop's own host, with the widget in it."""
    pages = Pages(os.path.join(folder, "shop"))
    with open(os.path.join(ASSETS, "shop.html")) as file:
        template = file.read()

    def page(name, frame, files):
        servers.write_file(os.path.join(pages.folder, name),
                           template.replace("@PAGE@", frame).replace("@FILES@", files))
        return f"{pages.url}/{name}"
    yield page
    pages.stop()


@pytest.fixture
def browser(driver):
    browser = driver.browser()
    yield browser
    browser.close()


class Widget:
    """What a visitor does with the widget, and what they see."""

    def __init__(self, browser, page):
        self.browser = browser
        browser.open(page)

    def unfold(self):
        self.browser.click(CHAT_BUTTON)

    def say(self, text):
        self.browser.type(COMPOSER, text + "\n")

    def messages(self):
        """Returns (author, text) of each visible message, from the top."""
        return [tuple(pair) for pair in self.browser.script("""
            return Array.from(document.querySelectorAll('ol > li[id]')).map(li => [
                li.className.includes('--system') ? 'notice' :
                    li.className.includes('--reverse') ? 'mine' : 'theirs',
                li.querySelector('[class*=message-text]').innerText.trim()]);""")]

    def shows(self, *messages):
        self.browser.wait(lambda: self.messages() == list(messages),
                          lambda: f"{self.messages()} instead of {messages}")

    def sees(self, text):
        self.browser.wait(lambda: text in self.browser.text(), f"showing {text!r}")

    def errors(self):
        """Returns the errors in the console, except that there is no WebSocket."""
        return [c for c in self.browser.complaints() if not NO_WEBSOCKET.search(c)]

    def images(self):
        """Returns whether all images (True), some (True and False) or none of them have loaded."""
        return set(self.browser.script("return Array.from(document.images).map(i => i.naturalWidth > 0);"))

    def calls(self, server):
        """Returns (method, name) of the requested endpoints, all of which succeeded."""
        responses = self.browser.responses()
        assert [r for r in responses if r[2] not in (200, 204, 304)] == []
        paths = [(method, urlsplit(url).path) for method, url, _ in responses
                 if url.startswith(server.client.url)]
        return {(method, path[len(API):].split("/")[0]) for method, path in paths if path.startswith(API)}


def started(text):
    return ("notice", "Chat started"), ("mine", text)


def answer(server, agent, inquiry, text):
    """The agent takes the room and answers."""
    assert server.client.post("inquiries.take", user=agent, inquiryId=inquiry["_id"]).status == 200
    sent = server.client.post("/api/v1/chat.sendMessage", user=agent,
                              message={"rid": inquiry["rid"], "msg": text})
    assert sent.status == 200, sent


def test_a_conversation(server, settings, browser, shop, elsewhere):
    """The shop, the widget and Livechat are on three hosts, with the package's own page."""
    api, db = server.client, server.db
    settings(Livechat_registration_form="false")
    agent = db.agent(name="Agnes")

    def waiting():
        return api.get("inquiries.queuedForUser", user=agent).json["inquiries"]

    widget = Widget(browser, shop("conversation.html", f"{elsewhere.url}/index.html?serverUrl={api.url}",
                                  f"{elsewhere.url}/livechat"))
    widget.unfold()
    widget.say("is 1 < 2?")
    widget.shows(*started("is 1 < 2?"))
    inquiry, = waiting()
    rid = inquiry["rid"]
    widget.say("second")
    browser.wait(lambda: db.value("SELECT msgs FROM rooms WHERE id = %s", rid) == 2, "storing it")
    answer(server, agent, inquiry, "Yes, I think")

    browser.reload()
    widget.unfold()
    widget.shows(*started("is 1 < 2?"), ("mine", "second"), ("theirs", "Yes, I think"))
    widget.sees("Agnes")
    browser.wait(lambda: widget.images() == {True}, "showing the pictures of both")

    browser.click(button("Options"))
    browser.click(button("Finish this chat"))
    browser.click(button("Yes"))
    widget.sees("Chat Finished")
    assert db.row("SELECT is_open, closer FROM rooms WHERE id = %s", rid) == {
        "is_open": 0, "closer": "visitor"}

    browser.click(button("New Chat"))
    widget.say("once more")
    widget.shows(*started("once more"))
    inquiry, = waiting()
    visitors = db.rows("SELECT visitor_id FROM rooms WHERE id IN (%s, %s)", rid, inquiry["rid"])
    assert len(visitors) == 2 and visitors[0] == visitors[1]

    called = widget.calls(server)
    expected = {("GET", "config"), ("POST", "page.visited"), ("POST", "visitor"), ("GET", "room"),
                ("POST", "message"), ("GET", "messages.history"), ("POST", "visitor.status"),
                ("POST", "room.close")}
    assert widget.errors() == []
    assert called >= expected
    assert {name for method, name in called if method == "OPTIONS"} >= {name for _, name in expected}


def test_without_an_agent_the_offline_form_is_shown(server, settings, browser, shop, elsewhere, mailbox):
    """The files are on three hosts."""
    api, db = server.client, server.db
    settings(Livechat_accept_chats_with_no_agents="false", Livechat_offline_email="desk@example.com",
             From_Email="chat@example.com")
    db.execute("UPDATE users SET available = 0")
    widget = Widget(browser, shop("offline.html", f"{elsewhere.url}/index.html?serverUrl={api.url}",
                                  f"{elsewhere.url}/livechat"))
    widget.unfold()
    widget.sees("Leave a message")
    assert not browser.find(COMPOSER)
    browser.type("//input[@name='name']", "Oscar")
    browser.type("//input[@name='email']", "oscar@example.com")
    browser.type("//textarea[@name='message']", "Where is my order?")
    browser.click(button("Send"))
    widget.sees("Livechat offline message sent")
    browser.click(button("OK"))
    stored, = db.rows("SELECT name, email, message, host FROM offline_messages")
    assert stored == {"name": "Oscar", "email": "oscar@example.com", "message": "Where is my order?",
                      "host": elsewhere.url}
    (arguments, mail), = mailbox.mails()
    assert arguments[-1] == "desk@example.com" and mail["Reply-To"].addresses[0].addr_spec == stored["email"]
    assert stored["message"] in mail.get_content()
    assert ("OPTIONS", "offline.message") in widget.calls(server)
    assert widget.errors() == []
