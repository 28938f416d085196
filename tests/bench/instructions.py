# SPDX-License-Identifier: MIT
"""Counts the instructions that the program executes for a request. The count is the same on an idle
and on a busy machine, so it shows small changes of the program.

`make instructions` prints the counts beside the committed ones (instructions.json). With RENEW=1 it
replaces the committed ones. With COMPARE=1 it fails if a count differs; .ci/run does this before a
change is merged, if the compiler and the libraries are those of the committed counts."""

import json
import os
import re
import subprocess
import sys

from kit import BENCH, stage
from kit.callgrind import Counted
from kit.machine import version
from kit.tables import number, table
from kit.texts import TEXTS

import servers
from harness.data import Data

FIGURES = os.path.join(BENCH, "instructions.json")
PROGRAM = os.path.join(servers.CGI_BIN, "livechat.fcgi")
API = "/api/v1/livechat/"
REPEATS = 15
ROWS = 60               # in the room that requests read from
TOLERANCE = 0.05
HOW_TO_RENEW = ("If that is as it should be, record the new counts: make instructions RENEW=1, and commit "
                "tests/bench/instructions.json. KEEP=1 keeps what callgrind_annotate reads.")
INBOX_ROOMS = 50        # that the agent serves who polls an inbox
INBOX_QUEUE = 20        # rooms that wait meanwhile
GOALS = {"read": 46_000, "send": 68_000, "history of 50": 260_000, "poll, nothing new": 38_000,
         "inbox, nothing new": 52_000, "inbox, one room": 85_000}


# --- counting ----------------------------------------------------------------------------------

class Counting:
    """The jobs, on rooms with fixed ids and texts in a database that contains nothing else."""

    read, written = "roomThatIsReadFrom", "roomThatIsWritten"
    token = "tokenOfTheVisitorWhoIsCounted"

    def __init__(self, program, data):
        self.program = program
        self.agent = data.manager().headers
        self.tag = None
        data.insert("visitors", id="visitorWhoIsCounted", token=self.token, username="guest-2",
                    name="Test Visitor", ts=1, updated_at=1)
        # The room that is read is served, as most are; polls of one that waits are told its place in the queue,
        # which takes a statement more.
        # Batches are sent to the oldest open room, so the rooms that are read do not change.
        for ts, room in enumerate((self.written, self.read), 1):
            data.insert("rooms", id=room, visitor_id="visitorWhoIsCounted", visitor_token=self.token,
                        fname="Test Visitor", ts=ts, last_ts=ts, updated_at=ts,
                        served_by_id="agentWhoServesIt1" if room == self.read else None)

        self.serving = data.agent()
        self.served = []
        for number in range(INBOX_ROOMS + INBOX_QUEUE):
            queued = number >= INBOX_ROOMS
            room = data.room(agent=None if queued else self.serving)
            self.served += [] if queued else [room]

    def ask(self, name, method, path, headers=None, body=None, status=200):
        reply = self.program.count(name, method, API + path, headers, body)
        if reply.status != status:
            raise OSError(f"{name}: {reply.status} instead of {status}: {reply.body[:300]}")
        return reply

    def send(self, name, room, text, _id):
        self.ask(name, "POST", "message", body={
            "token": self.token, "rid": room, "msg": text, "_id": _id})

    def fill(self):
        """Lets the program itself store the messages that are read later."""
        for i in range(ROWS):
            self.send("fill", self.read, TEXTS[i % len(TEXTS)], f"messageOfNumber{i:02}")

    def run(self):
        who = f"token={self.token}"
        history = f"messages.history/{self.read}?{who}&limit=50"
        batch = {"visitor": {"token": self.token}, "messages": [{"msg": text} for text in TEXTS[:10]]}
        for i in range(REPEATS):
            self.ask("read", "GET", f"message/messageOfNumber40?{who}&rid={self.read}")
            self.send("send", self.written, TEXTS[2], f"messageThatIsSent{i:02}")
            page = self.ask("history of 50", "GET", history)
            self.ask("list of 50", "GET", f"messages/{self.read}?count=50", self.agent)
            self.ask("batch of 10", "POST", "messages", self.agent, batch)
            if "etag" in page.headers:
                self.ask("poll, nothing new", "GET", history,
                         {"If-None-Match": page.headers["etag"]}, status=304)
        self.follow_inbox()
        self.ask("the last", "GET", "nothing", status=404)

    def follow_inbox(self):
        """An agent's page polls while now and then a visitor writes."""
        page = self.ask("fill", "GET", "inbox.sync", self.serving.headers)
        for i in range(REPEATS):
            cursor, tag = json.loads(page.body)["cursor"], {"If-None-Match": page.headers["etag"]}
            headers = {**self.serving.headers, **tag}
            self.ask("inbox, nothing new", "GET", f"inbox.sync?since={cursor}", headers, status=304)
            room = self.served[i]
            self.ask("fill", "POST", "message", body={
                "token": room.visitor.token, "rid": room.id, "msg": TEXTS[2]})
            page = self.ask("inbox, one room", "GET", f"inbox.sync?since={cursor}", headers)


def count(config, folder):
    """Returns {job: instructions per request} for the database of an option file; it stays filled."""
    data = Data(config)
    data.lift_limits()
    program = Counted(PROGRAM, folder, {
        "LIVECHAT_CONFIG": config, "LIVECHAT_LIMITS": os.path.join(folder, "counted.limits")})
    try:
        counting = Counting(program, data)
        counting.fill()
        counting.run()
        counts = program.counts()
    finally:
        program.stop()
    del counts["fill"]
    return counts


# --- comparing ---------------------------------------------------------------------------------

def compiled_with():
    """Returns the compiler flags that change the instructions of the program."""
    with open(os.path.join(servers.BUILD, "flags")) as file:
        compiling = file.read().split("|")[0]
    return " ".join(re.findall(r"(?<= )-(?:O|f|m|g|D(?!_GNU))\S*", compiling))


def compiler():
    """Returns the version of the compiler, without the name of the command."""
    with open(os.path.join(servers.BUILD, "flags")) as file:
        return version(r"(?<= ).*", file.read().split()[0], "--version")


def surroundings():
    """Returns everything besides the source code that changes the counts."""
    with open("/proc/cpuinfo") as file:
        flags = set(re.search(r"^flags\s*: (.*)", file.read(), re.M)[1].split())
    libraries = {name: version(r".+", "pkg-config", "--modversion", name)
                 for name in ("libmariadb", "fcgi", "json-c", "libcrypto", "libpsl")}
    return {
        "compiler": compiler(), "flags": compiled_with(), "libc": os.confstr("CS_GNU_LIBC_VERSION"),
        **libraries,
        "mariadb": version(r"[\d.]+-MariaDB", "mariadbd", "--version"),
        "valgrind": version(r".+", "valgrind", "--version"),
        # libc and libcrypto choose their code by the CPU features that valgrind emulates
        "processor": " ".join([os.uname().machine, *sorted(flags & {"avx2", "erms", "bmi2", "ssse3"})]),
    }


def differences(recorded, here):
    """Returns what differs from the surroundings of the committed counts, in words."""
    return [f"{name} is {here.get(name)}, was {recorded.get(name)}"
            for name in sorted({*recorded, *here}) if recorded.get(name) != here.get(name)]


def compare(recorded, counted, tolerance):
    """Returns what is wrong with the counts, in words."""
    wrong = []
    for job in sorted({*recorded, *counted}):
        if job not in recorded or job not in counted:
            wrong.append(f"{job}: {'not counted' if job in recorded else 'not recorded'}")
            continue
        change = counted[job] / recorded[job] - 1
        if abs(change) > tolerance:
            wrong.append(f"{job}: {number(counted[job])}, recorded were {number(recorded[job])} ({change:+.1%})")
    return wrong


def recorded():
    with open(FIGURES) as file:
        return json.load(file)


# --- the program -------------------------------------------------------------------------------

def show(counts, before):
    rows = []
    for job, each in counts.items():
        old = before.get(job)
        rows.append((job, number(each), number(old), f"{each / old - 1:+.1%}" if old else "-",
                     f"<= {number(GOALS[job])}" if job in GOALS else ""))
    table(["instructions a request", "now", "recorded", "change", "goal"], rows)


def run(bench):
    """Runs as a part of the benchmark."""
    before = recorded()
    print()
    show(count(stage.new_database(bench.server, "counted"), bench.folder), before["counts"])
    for line in differences(before["with"], surroundings()):
        print(f"Not as recorded: {line}")


def main():
    renew, comparing = bool(os.environ.get("RENEW")), bool(os.environ.get("COMPARE"))
    here = surroundings()
    if comparing and (found := differences(recorded()["with"], here)):
        print(f"Not compared, the counts were recorded elsewhere: {'; '.join(found)}")
        return
    options = ["--performance-schema=OFF"]
    with stage.temporary_folder() as folder, servers.database(folder, options, kind="mariadb") as server:
        counts = count(stage.new_database(server, "counted"), folder)
        if os.environ.get("KEEP"):
            print(f"For callgrind_annotate, in the order of the requests: {folder}/counted.out.*")
    before = recorded() if os.path.exists(FIGURES) else {"with": {}, "counts": {}}
    show(counts, before["counts"])
    for line in differences(before["with"], here):
        print(f"Not as recorded: {line}")
    if renew:
        servers.write_file(FIGURES, json.dumps({"with": here, "counts": counts}, indent="\t") + "\n")
        print(f"Recorded in {os.path.relpath(FIGURES)}.")
    if comparing and (wrong := compare(before["counts"], counts, TOLERANCE)):
        sys.exit("\n".join(["More than 5 % off:", *wrong, HOW_TO_RENEW]))


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError, servers.Failure) as error:
        sys.exit(f"instructions: {error}")
