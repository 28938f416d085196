# SPDX-License-Identifier: MIT
"""Counts the round trips to the database for each request, with a proxy between the program and the
database, and the statements that the server counts for it."""

import os
import selectors
import socket
import statistics
import threading
from dataclasses import dataclass

from kit import fastcgi, jobs
from kit.tables import number, table

import servers

REQUESTS = 30
GOALS = {"read": 1, "send": 2, "history": 1, "poll": 1}


@dataclass(eq=False)
class Pair:
    """A connection of the program and the connection to the database to which it is forwarded."""
    program: socket.socket
    database: socket.socket
    asking: bool = False        # the program was the last one to send


class Between:
    """A proxy between the program and the database, which counts how often the program sends a request
    and then waits."""

    def __init__(self, path, target):
        self.path, self.target, self.trips = path, target, 0
        self.listening = fastcgi.listen(path)
        os.chmod(path, 0o777)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listening, selectors.EVENT_READ)
        self.end = False
        self.thread = threading.Thread(target=self.work, daemon=True)
        self.thread.start()

    def work(self):
        while not self.end:
            for key, _ in self.selector.select(0.2):
                if key.fileobj is self.listening:
                    self.accept()
                elif key.fileobj.fileno() >= 0:
                    self.forward(key.fileobj, key.data)

    def accept(self):
        program, _ = self.listening.accept()
        database = socket.socket(socket.AF_UNIX)
        database.connect(self.target)
        pair = Pair(program, database)
        for each in (program, database):
            self.selector.register(each, selectors.EVENT_READ, pair)

    def forward(self, source, pair):
        data = source.recv(1 << 16)
        if not data:
            for each in (pair.program, pair.database):
                self.selector.unregister(each)
                each.close()
            return
        asking = source is pair.program
        # Data from the program counts once after each reply, however many parts it has.
        self.trips += asking and not pair.asking
        pair.asking = asking
        (pair.database if asking else pair.program).sendall(data)

    def stop(self):
        self.end = True
        self.thread.join()
        self.listening.close()


class Direct:
    """Sends requests to a FastCGI program with the interface of harness.client.Client."""

    def __init__(self, program):
        self.program = program

    def request(self, method, path, headers=None, json=None):
        reply = self.program.ask(method, path, headers, json)
        reply.headers = {{"etag": "ETag"}.get(name, name): value for name, value in reply.headers.items()}
        return reply


def statements(server):
    """Returns the number of statements that the server has counted so far."""
    return int(server.sql("SHOW GLOBAL STATUS LIKE 'Questions'").split()[1])


def run(stage):
    conversations, server = stage.conversations, stage.server
    between = Between(os.path.join(stage.folder, "between.sock"), server.socket)
    config = os.path.join(stage.folder, "between.cnf")
    with open(conversations.config) as file:
        servers.write_file(config, file.read().replace(server.socket, between.path), 0o600)
    program = fastcgi.Program(os.path.join(servers.CGI_BIN, "livechat.fcgi"), stage.folder, {
        "LIVECHAT_CONFIG": config, "LIVECHAT_LIMITS": config + ".limits"})
    try:
        client = Direct(program)
        requests = jobs.Requests(conversations, client, 20)
        requests.learn_etags()
        before = statements(server)
        looking = statements(server) - before    # the statements of the counting itself
        found = []
        for job in (job for job in jobs.JOBS if job != "mix"):
            trips, before = [], statements(server)
            for _ in range(REQUESTS):
                method, path, headers, body = requests.make(job)
                begin = between.trips
                status = client.request(method, path, headers, body).status
                if status not in (200, 304):
                    raise OSError(f"{job}: {status}")
                trips.append(between.trips - begin)
            counted = (statements(server) - before - looking) / REQUESTS
            found.append((jobs.JOBS[job], number(int(statistics.median(trips))), number(counted),
                          f"<= {GOALS[job]}" if job in GOALS else ""))
    finally:
        program.stop()
        between.stop()
    print("\nMedians; the server's count includes what is asked once in a while, such as the settings.\n")
    table(["a request", "round trips", "statements counted", "goal"], found)
