# SPDX-License-Identifier: MIT
"""Clients that poll: whatever answers are lost, and however often a client begins again, it shows what the
server has, nothing twice and everything in its order."""

import os
import random
import socket
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest

from harness.checks import at_once, to_ms, wait_for
from harness.data import new_id

FULL = os.environ.get("FULL") == "1"
CHANGES = 2000 if FULL else 600  # for both writers together


@pytest.fixture(scope="module")
def site(new_site, config, db):
    return new_site("lighttpd", config, label="pollers", workers=4)


class Lost(Exception):
    """The answer did not arrive, or the client died before it processed it."""


# --- a client ----------------------------------------------------------------------------------

class Poller:
    """`picture`: the messages that the client shows, by _id. A client begins with begin(), which may be
    needed again at any time, and polls with poll(); either may raise Lost at each request. poll() returns
    whether there was nothing new."""

    def __init__(self, site, room, agent, seed):
        self.client, self.room, self.agent = site.client.clone(), room, agent
        self.random = random.Random(seed)
        self.counts = Counter()
        self.calm = False  # In the end no answers are lost.
        self.forget()

    def forget(self):
        self.picture, self.begun, self.announced = {}, False, set()

    def ask(self, path, known=None, user=None, **query):
        """Returns an answer of 200 or 304, or raises Lost."""
        fate = 1.0 if self.calm else self.random.random()
        headers = {"If-None-Match": known} if known else {}
        if fate < 0.05:
            self.cut(path, {**headers, **(user.headers if user else {})}, query)
            self.counts["cut"] += 1
            raise Lost
        answer = self.client.get(path, user=user, headers=headers, query=query)
        assert answer.status in (200, 304), answer
        self.counts[answer.status] += 1
        if fate < 0.15:
            self.counts["dropped"] += 1
            raise Lost
        return answer

    def cut(self, path, headers, query):
        """Ends the connection before the answer is read, or even before the request is complete."""
        path = path if path.startswith("/") else "/api/v1/livechat/" + path
        lines = [f"GET {path}?{urlencode(query)} HTTP/1.1", "Host: x",
                 *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        with socket.create_connection((self.client.host, self.client.port), 10) as connection:
            connection.sendall("\r\n".join(lines).encode()[:None if self.random.random() < 0.7 else -20])

    def run(self, done):
        while not done.is_set():
            try:
                self.step()
            except Lost:
                continue
            if self.random.random() < 0.04:
                self.counts["restarts"] += 1
                self.forget()
            time.sleep(self.random.random() * 0.2)
        self.calm = True
        for _ in range(20):
            if self.step():
                return self
        raise AssertionError("it never came to rest")

    def step(self):
        if not self.begun:
            self.begin()
            self.begun = True
            return False
        return self.poll()

    # --- what the person in front of it sees ---

    def shown(self):
        return sorted(self.picture.values(), key=lambda m: m["ts"])

    def show(self, updated, removed):
        """Applies the changes of one or more answers to the picture and checks the result: new messages come
        below all that were shown."""
        newest = max((m["ts"] for m in self.picture.values()), default="")
        for message in updated:
            before = self.picture.get(message["_id"])
            if before is None or before["ts"] != message["ts"]:
                assert message["ts"] > newest, "a new message above an old one"
                # _id and time identify a message together, because the _id can be used again after a
                # deletion.
                name = (message["_id"], message["ts"])
                assert name not in self.announced, "a message was announced twice"
                self.announced.add(name)
            self.picture[message["_id"]] = message
        for _id in removed:
            self.picture.pop(_id, None)
        times = [m["ts"] for m in self.shown()]
        assert len(set(times)) == len(times), "two messages at one time"

    # --- ways to read ---

    def history(self, known=None, **query):
        return self.ask(f"messages.history/{self.room.id}", known, token=self.room.visitor.token, **query)

    def history_back(self, first, **query):
        """Reads the pages behind a full one."""
        page = messages = first.json["messages"]
        while len(page) == 100:
            page = self.history(**query, limit=100, end=page[-1]["ts"]).json["messages"]
            messages = messages + page
        return messages

    def sync(self, since):
        return self.ask(f"messages.sync/{self.room.id}", token=self.room.visitor.token, lastUpdate=since)


class Sync(Poller):
    """A client that asks for the changes since the last change that it knows."""

    def begin(self):
        self.since = "1970-01-01T00:00:00.000Z"
        self.poll()

    def poll(self):
        updated, deleted, since = {}, {}, self.since
        while True:
            result = self.sync(since).json["result"]
            changes = [m["_updatedAt"] for m in result["updated"]] + [
                d["_deletedAt"] for d in result["deleted"]]
            assert len(set(changes)) == len(changes) <= 100
            assert all(change > since for change in changes), "the answer has changes that were known"
            assert [m["_updatedAt"] for m in result["updated"]] == sorted(
                m["_updatedAt"] for m in result["updated"])
            for message in result["updated"]:
                updated[message["_id"]] = message
                deleted.pop(message["_id"], None)
            for removal in result["deleted"]:
                updated.pop(removal["_id"], None)
                deleted[removal["_id"]] = True
            since = max(changes, default=since)
            if "more" not in result:
                break
        self.show(sorted(updated.values(), key=lambda m: m["ts"]), deleted)
        nothing, self.since = since == self.since, since
        return nothing


class SyncFromHistory(Sync):
    """A client that begins with the newest page, shows no older messages and ignores their changes."""

    def begin(self):
        page = self.history(limit=30).json["messages"]
        self.oldest = page[-1]["ts"]
        self.since = max(m["_updatedAt"] for m in page)
        self.show(page[::-1], ())

    def show(self, updated, removed):
        super().show([m for m in updated if m["ts"] >= self.oldest], removed)


class SyncOnChange(Sync):
    """A client that asks first whether the room has changed, for which it need not send `since`."""

    def begin(self):
        self.tag = None
        super().begin()

    def changed(self):
        return self.history(self.tag, limit=1)

    def poll(self):
        answer = self.changed()
        if answer.status == 304:
            return True
        super().poll()
        self.tag = answer.headers["ETag"]
        return False


class AgentSync(Sync):
    def sync(self, since):
        return self.ask(f"messages.sync/{self.room.id}", user=self.agent, lastUpdate=since)


class AgentChatSync(Sync):
    def sync(self, since):
        return self.ask("/api/v1/chat.syncMessages", user=self.agent, roomId=self.room.id, lastUpdate=since)


class AgentSyncOnChange(SyncOnChange):
    sync = AgentSync.sync

    def changed(self):
        return self.ask(f"messages/{self.room.id}", self.tag, user=self.agent, count=1)


class History(Poller):
    """A client that uses only the history: new messages by `ts`, other changes by the ETag. An answer to `ts`
    says nothing about older messages, so the client only keeps the ETag of a complete reading."""

    def begin(self):
        first = self.history(limit=100)
        messages = self.history_back(first)
        self.tag = first.headers["ETag"]
        kept = {m["_id"] for m in messages}
        self.show(messages[::-1], [_id for _id in self.picture if _id not in kept])

    def poll(self):
        since = max((to_ms(m["ts"]) + 1 for m in self.picture.values()), default=0)
        first = self.history(self.tag, limit=100, ts=since)
        if first.status == 304:
            return True
        new = self.history_back(first, ts=since)
        if new:
            self.show(new[::-1], ())
        else:
            self.begin()
        return False


# --- what they follow --------------------------------------------------------------------------

class Writer:
    """Sends, edits and deletes messages, sends again what may have been stored, and reuses a free _id."""

    def __init__(self, site, room, agent, seed):
        self.client, self.room, self.agent = site.client.clone(), room, agent
        self.random = random.Random(seed)
        self.ids, self.free, self.count = [], [], 0
        self.who = {"token": room.visitor.token, "rid": room.id}

    def run(self, changes):
        for self.count in range(changes):
            choice = self.random.random()
            if choice < 0.6 or not self.ids:
                again = self.free and self.random.random() < 0.3
                _id = self.free.pop() if again else new_id()
                for _ in range(2 if self.random.random() < 0.1 else 1):
                    self.check(self.send(_id, f"{self.count}"))
                self.ids.append(_id)
            elif choice < 0.85:
                self.check(self.edit(self.random.choice(self.ids), f"{self.count} edited"))
            else:
                _id = self.ids.pop(self.random.randrange(len(self.ids)))
                self.check(self.remove(_id))
                self.free.append(_id)

    def check(self, answer):
        assert answer.status == 200, answer


class VisitorWriter(Writer):
    def send(self, _id, msg):
        return self.client.post("message", **self.who, msg=msg, _id=_id)

    def edit(self, _id, msg):
        return self.client.put(f"message/{_id}", **self.who, msg=msg)

    def remove(self, _id):
        return self.client.delete(f"message/{_id}", **self.who)


class AgentWriter(Writer):
    def call(self, name, **body):
        return self.client.post(f"/api/v1/chat.{name}", user=self.agent, **body)

    def send(self, _id, msg):
        return self.call("sendMessage", message={"_id": _id, "rid": self.room.id, "msg": msg})

    def edit(self, _id, msg):
        return self.call("update", roomId=self.room.id, msgId=_id, text=msg)

    def remove(self, _id):
        return self.call("delete", roomId=self.room.id, msgId=_id)


KINDS = [Sync] * 3 + [SyncFromHistory] * 3 + [SyncOnChange] * 3 + [History] * 4 + [
    AgentSync] * 2 + [AgentChatSync] * 2 + [AgentSyncOnChange] * 3


def test_pollers(site, db):
    agent = db.agent()
    room = db.room(agent=agent)
    for n in range(120):  # more than a page, and more than one answer of messages.sync
        db.message(room, str(n), by=agent if n % 2 else None)
    done = threading.Event()

    def seen():
        """Counts what has happened to all clients together."""
        return sum((poller.counts for poller in pollers), Counter())
    seed = random.randrange(10**6)
    print("seed", seed)
    pollers = [kind(site, room, agent, f"{seed} {n}") for n, kind in enumerate(KINDS)]
    assert len(pollers) == 20

    def write():
        try:
            at_once(*(lambda kind=kind: kind(site, room, agent, seed).run(CHANGES // 2)
                      for kind in (VisitorWriter, AgentWriter)))
            wait_for(lambda: all(seen()[what] > 0 for what in (200, 304, "cut", "dropped")))
        finally:
            done.set()
    at_once(write, *(lambda poller=poller: poller.run(done) for poller in pollers))
    stored = db.rows("SELECT id, ts, msg, updated_at FROM messages WHERE rid = %s ORDER BY ts", room.id)
    for poller in pollers:
        kind = type(poller).__name__
        expected = [(row["id"], row["ts"], row["msg"], row["updated_at"]) for row in stored]
        if isinstance(poller, SyncFromHistory):
            expected = [row for row in expected if row[1] >= to_ms(poller.oldest)]
        assert [(m["_id"], to_ms(m["ts"]), m["msg"], to_ms(m["_updatedAt"]))
                for m in poller.shown()] == expected, kind
    print(dict(seen()))
    # The visitor's answer has the token, that of agents who sync has not.
    shown = [{key: value for key, value in m.items() if key != "token"}
             for poller in pollers for m in poller.picture.values() if m["_id"] == stored[-1]["id"]]
    assert len(shown) == 20 and len({str(m) for m in shown}) == 1, "the same document in every view"


def test_the_last_change(site, db):
    """A tag never promises more than the answer that it came with: a client that asks during a change, and
    then gets a 304, has seen the change."""
    agent = db.agent()
    room = db.room(agent=agent)
    _id = db.message(room, "first")
    token = room.visitor.token
    newest = {"token": token, "limit": 1}
    views = [(f"messages.history/{room.id}", newest, None)] * 3 + [
        (f"messages/{room.id}", {"count": 1}, agent), (f"message/{_id}", {"token": token, "rid": room.id}, None)]

    def follow(client, view, written):
        path, query, user = view
        known = text = None
        while True:
            finished = written.is_set()
            answer = client.get(path, query=query, user=user, headers={"If-None-Match": known or '""'})
            if answer.status == 304 and finished:
                return text
            if answer.status == 200:
                known = answer.headers["ETag"]
                text = (answer.json.get("message") or answer.json["messages"][0])["msg"]

    def write(client, msg, written):
        time.sleep(random.random() * 0.01)
        assert client.put(f"message/{_id}", token=token, rid=room.id, msg=msg).status == 200
        written.set()
    clients = [site.client.clone() for _ in range(len(views) + 1)]
    for n in range(300 if FULL else 60):
        written = threading.Event()
        seen = at_once(lambda: write(clients[-1], str(n), written), *(
            lambda c=client, v=view: follow(c, v, written) for client, view in zip(clients, views)))
        assert seen[1:] == [str(n)] * len(views)


def test_the_last_message_where_there_was_none(site, db):
    """The same for a history without messages, which reads the room twice."""
    room = db.room()
    token, path = room.visitor.token, f"messages.history/{room.id}"
    clients = [site.client.clone() for _ in range(5)]
    for n in range(300 if FULL else 60):
        since = db.value("SELECT last_ts FROM rooms WHERE id = %s", room.id) + 1
        written = threading.Event()

        def follow(client):
            while True:
                # Without a condition the server reads the room anew.
                answer = client.get(path, token=token, ts=since)
                while True:
                    finished = written.is_set()
                    again = client.get(path, token=token, ts=since,
                                       headers={"If-None-Match": answer.headers["ETag"]})
                    if again.status == 304 and finished:
                        return [m["msg"] for m in answer.json["messages"]]
                    if again.status == 200 or not finished:
                        break

        def write():
            time.sleep(random.random() * 0.01)
            assert clients[-1].post("message", token=token, rid=room.id, msg=str(n)).status == 200
            written.set()
        seen = at_once(write, *(lambda c=client: follow(c) for client in clients[:-1]))
        assert seen[1:] == [[str(n)]] * 4
