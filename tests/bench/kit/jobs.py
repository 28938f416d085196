# SPDX-License-Identifier: MIT
"""The requests of each job, in files that replay.lua sends to the servers."""

import json
import os
import random

from . import rows

API = "/api/v1/livechat/"
REQUESTS = 2000         # distinct requests per job
PLAIN = "I ordered two weeks ago and it still has not arrived."
BATCH = 10
NEW = 5

# The order is that of the tables; tests/bench/direct uses the same names.
JOBS = {
    "read": "read one message",
    "send": "send one message",
    "history": "newest 50 of a history",
    "list": "newest 50 with total, for an agent",
    "poll": "poll, nothing new",
    "poll5": f"poll, {NEW} new",
    "batch": f"batch of {BATCH}",
    "mix": "8 polls (2 find 5 new), 2 sends",
}


class Requests:
    """The requests of every job for one server, which has its own ETags. Other rooms are written to than
    read from, so that reads cost the same in each round."""

    def __init__(self, conversations, client, rooms):
        """`client` is a harness.client.Client, `rooms` the number of rooms that are polled."""
        self.conversations, self.client = conversations, client
        self.dice = random.Random(1)
        half = conversations.rooms // 2
        self.readable, self.writable = range(1, half + 1), range(half + 1, conversations.rooms + 1)
        self.polled = self.dice.sample(self.readable, min(rooms, half))
        self.etags = {}

    def path(self, room, query=""):
        return f"{API}messages.history/{rows.room_id(room)}?token={rows.visitor_token(room)}&limit=50{query}"

    def since(self, room):
        """Returns the path that reads the five newest messages of a room."""
        return self.path(room, f"&ts={rows.message_time(self.conversations.per_room - NEW + 1)}")

    def learn_etags(self):
        for room in self.polled:
            answer = self.client.request("GET", self.since(room))
            if answer.status != 200:
                raise OSError(f"polling: {answer}")
            self.etags[room] = answer.headers.get("ETag")

    def read(self):
        room = self.dice.choice(self.readable)
        _id = rows.message_id(room, self.dice.randint(1, self.conversations.per_room))
        return ("GET", f"{API}message/{_id}?token={rows.visitor_token(room)}&rid={rows.room_id(room)}", {}, None)

    def send(self):
        room = self.dice.choice(self.writable)
        return ("POST", f"{API}message", {}, {
            "token": rows.visitor_token(room), "rid": rows.room_id(room), "msg": PLAIN})

    def history(self):
        return ("GET", self.path(self.dice.choice(self.readable)), {}, None)

    def list(self):
        room = rows.room_id(self.dice.choice(self.readable))
        return ("GET", f"{API}messages/{room}?count=50", self.conversations.agent.headers, None)

    def poll(self):
        room = self.dice.choice(self.polled)
        etag = self.etags[room]
        return ("GET", self.since(room), {"If-None-Match": etag} if etag else {}, None)

    def poll5(self):
        room = self.dice.choice(self.polled)
        return ("GET", self.since(room), {"If-None-Match": '"0"'}, None)

    def batch(self):
        return ("POST", f"{API}messages", self.conversations.agent.headers, {
            "visitor": {"token": rows.visitor_token(self.dice.choice(self.writable))},
            "messages": [{"msg": PLAIN}] * BATCH})

    def mix(self):
        make = self.dice.choice([self.send] * 2 + [self.poll5] * 2 + [self.poll] * 6)
        return make()

    def make(self, job):
        return getattr(self, job)()

    def write_file(self, job, path, count=REQUESTS):
        """Writes the file of a job for replay.lua; returns its path."""
        with open(path, "w") as file:
            for _ in range(count):
                method, target, headers, body = self.make(job)
                if body:
                    headers = {**headers, "Content-Type": "application/json"}
                listed = "|".join(f"{name}: {value}" for name, value in headers.items())
                file.write(f"{method}\t{target}\t{listed}\t{json.dumps(body) if body else ''}\n")
        return path

    def write_files(self, folder):
        """Writes the files of all jobs; returns {job: path}."""
        os.makedirs(folder, exist_ok=True)
        self.learn_etags()
        return {job: self.write_file(job, os.path.join(folder, job)) for job in JOBS}


def write_keys(conversations, path):
    """Writes the file of keys for tests/bench/direct, which serves all jobs; returns its path."""
    half = conversations.rooms // 2
    dice = random.Random(1)
    since = rows.message_ts(conversations.per_room - NEW + 1)
    with open(path, "w") as file:
        for _ in range(REQUESTS):
            room, written = dice.randint(1, half), dice.randint(half + 1, 2 * half)
            _id = rows.message_id(room, dice.randint(1, conversations.per_room))
            file.write("\t".join(map(str, (
                rows.visitor_token(room), rows.room_id(room), _id, since,
                rows.visitor_token(written), rows.room_id(written)))) + "\n")
    return path
