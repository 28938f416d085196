# SPDX-License-Identifier: MIT
"""Measures the poll of an agent's inbox, of 50 rooms while 20 others wait: when nothing has changed, and when
a visitor has written in one room."""

import json
import os

from harness.data import Data

from kit import load, systems
from kit.load import Figure, rates, tell_failures
from kit.stage import QUICK, new_database
from kit.tables import number, table
from kit.texts import TEXTS

SERVED, WAITING = 50, 20
ROUNDS, SECONDS = (2, 0.5) if QUICK else (5, 1)
CONNECTIONS = (1, 32)   # one request at a time, and as many as the other jobs have
API = "/api/v1/livechat/"


class Inbox:
    """An agent with rooms, and what their page asks for."""

    def __init__(self, client, data):
        self.client = client
        self.agent = data.agent()
        self.rooms = [data.room(agent=self.agent) for _ in range(SERVED)]
        for _ in range(WAITING):
            data.room()

    def ask(self, method, path, status=200, **request):
        answer = self.client.request(method, API + path, **request)
        if answer.status != status:
            raise OSError(f"{method} {path}: {answer}")
        return answer

    def poll(self, page, status=200):
        """Asks for what has changed since a page; returns the answer and the line of it for replay.lua."""
        path = f"inbox.sync?since={page.json['cursor']}"
        headers = {**self.agent.headers, "If-None-Match": page.headers["ETag"]}
        listed = "|".join(f"{name}: {value}" for name, value in headers.items())
        return self.ask("GET", path, status, headers=headers), f"GET\t{API}{path}\t{listed}\t\n"

    def lines(self):
        """Returns {job: line}. The page that is behind stays so: the same room is in each answer."""
        before = self.ask("GET", "inbox.sync", headers=self.agent.headers)
        room = self.rooms[SERVED // 2]
        self.ask("POST", "message", json={"token": room.visitor.token, "rid": room.id, "msg": TEXTS[2]})
        after, one = self.poll(before)
        if len(after.json["rooms"]) != 1:
            raise OSError(f"not one room has changed: {json.dumps(after.json)[:300]}")
        _, idle = self.poll(after, 304)
        return {"inbox, nothing new": idle, "inbox, one room": one}


def run(stage):
    config = new_database(stage.server, "inbox")
    data = Data(config)
    data.lift_limits()
    site = systems.LivechatLighttpd("inbox", stage.folder, config, workers=systems.WORKERS)
    try:
        files = {}
        for job, line in Inbox(site.client, data).lines().items():
            files[job] = os.path.join(stage.folder, job.replace(", ", "-").replace(" ", "-"))
            with open(files[job], "w") as file:
                file.write(line)
            load.wrk(site.client.url, files[job], 32, 0.3)
        samples = stage.rounds.run({
            (job, connections): lambda file=file, connections=connections: load.wrk(
                site.client.url, file, connections, SECONDS)
            for job, file in files.items() for connections in CONNECTIONS}, ROUNDS)
    finally:
        site.stop()
    print(f"\nThe inbox of an agent who serves {SERVED} rooms, while {WAITING} wait, behind lighttpd with "
          f"{systems.WORKERS} workers:\n")
    table(["job", "connections", "requests/s", "p50 ms", "p99 ms", "bytes"], [
        (job, connections, rates(each), *(Figure([getattr(sample, name) for sample in each if sample])
                                          for name in ("p50_ms", "p99_ms")),
         number(next((sample.bytes for sample in each if sample), None)))
        for (job, connections), each in samples.items()])
    for (job, connections), each in samples.items():
        tell_failures(each, f"{job}, {connections} connections")
