# SPDX-License-Identifier: MIT
"""Measures requests per second: Livechat, the empty responder, the database alone, the minimal
responder, PHP and Node."""

import contextlib
import os

from kit import jobs, load, same, systems
from kit.load import Figure, rates, ratio, ratio_to_limit, tell_failures
from kit.stage import QUICK, build
from kit.tables import number, table

CONNECTIONS = (32,) if QUICK else (1, 8, 32)
POLLED_ROOMS = 100 if QUICK else 300
# Rounds and seconds per measurement: MAIN at 32 connections behind lighttpd, OTHER for the rest.
MAIN = (1, 0.4) if QUICK else (4, 0.8)
OTHER = (1, 0.25) if QUICK else (2, 0.5)
WARM_UP_S = {"Node": 0.3 if QUICK else 1.0}     # its code is compiled while it runs

GOALS_T = {"read": 0.85, "send": 0.82, "history": 0.85}
GOALS_PHP = {"read": 3.5, "send": 2.1, "history": 2.5, "mix": 2.5}


class Field:
    """The servers behind one kind of web server, with the requests for each of them."""

    def __init__(self, stage, kinds, label):
        conversations = stage.conversations
        self.stage, self.label = stage, label
        self.sites = systems.start(kinds, stage.folder, conversations.config, label)
        stage.callback(systems.stop, self.sites)
        self.requests = {name: jobs.Requests(conversations, site.client, POLLED_ROOMS)
                         for name, site in self.sites.items() if name != "H"}
        self.files = {name: each.write_files(os.path.join(stage.folder, f"{label}-{name}"))
                      for name, each in self.requests.items()}
        for name in self.requests:
            if name != "Livechat":
                same.check("Livechat", name, name, [job for job in jobs.JOBS if job != "mix"], self.requests)
        # The empty responder gets the same requests as Livechat.
        if "H" in self.sites:
            self.files["H"] = self.files["Livechat"]

    def load(self, name, job, connections, seconds):
        return lambda: load.wrk(self.sites[name].client.url, self.files[name][job], connections, seconds)

    def loads(self, job, connections, seconds):
        """Returns {name: load} of all servers for a job."""
        return {name: self.load(name, job, connections, seconds) for name in self.sites}

    def warm_up(self):
        for job in jobs.JOBS:
            for name in self.sites:
                self.load(name, job, 32, WARM_UP_S.get(name, 0.2))()


@contextlib.contextmanager
def least_load(stage, lighttpd, keys, job, connections, seconds):
    """Runs the minimal responder and sends it the same requests as Livechat."""
    site = systems.LeastLighttpd(stage.folder, stage.conversations, keys, job)
    try:
        yield lambda: load.wrk(site.client.url, lighttpd.files["Livechat"][job], connections, seconds)
    finally:
        site.stop()


def direct_load(stage, keys, job, connections, seconds):
    conversations = stage.conversations
    return lambda: load.direct(conversations.config, keys, conversations.agent_hash, job, connections, seconds)


def rate_table(title, samples, names):
    """Prints the requests per second of a job at each number of connections."""
    print(f"\n{title}\n")
    table(["requests/s", "connections", *names], [
        (jobs.JOBS[job], connections, *(rates(each.get(name, [])) for name in names))
        for (job, connections), each in samples.items()])


def summary(samples, names):
    """Prints the main results, at 32 connections, with the goals."""
    print("\nBehind lighttpd, 8 workers, 32 connections. T = 1/(1/H + 1/D): what is possible when the empty "
          "responder's work\nand the database's have to be done on the same processors. M is the least responder: "
          "it asks what D asks and\nanswers the rows. What M lacks of T is nobody's program.\n")
    rows = []
    for job in jobs.JOBS:
        each = samples[job, 32]
        to_limit = ratio_to_limit(each["Livechat"], each["H"], each["D"])
        rows.append((jobs.JOBS[job], rates(each["Livechat"]), to_limit, goal(GOALS_T, job),
                     ratio(each["Livechat"], each["M"]), ratio_to_limit(each["M"], each["H"], each["D"]),
                     *(column for name in names if name in ("PHP", "Node")
                       for column in (ratio(each["Livechat"], each[name]), *([goal(GOALS_PHP, job)] if name == "PHP" else [])))))
    columns = ["32 connections", "requests/s", "of T", "goal", "of M", "M of T"]
    for name in names:
        columns += {"PHP": ["times PHP", "goal"], "Node": ["times node"]}.get(name, [])
    table(columns, rows)
    others(samples)


def goal(goals, job):
    return f">= {goals[job]}" if job in goals else ""


def others(samples):
    """Prints the comparisons between jobs."""
    at_32 = {job: samples[job, 32]["Livechat"] for job in jobs.JOBS}
    polls = ratio(at_32["poll"], at_32["read"])
    idle, full = ([sample.bytes for sample in at_32[job] if sample] for job in ("poll", "history"))
    batch = Figure([jobs.BATCH * a.rate / b.rate for a, b in zip(at_32["batch"], at_32["send"]) if a and b])
    print()
    table(["32 connections, lighttpd", "", "goal"], [
        ("polls with nothing new, to reading one message", polls, ">= 0.9"),
        ("bytes of such a poll, to a history of 50",
         number(idle[0] / full[0]) if idle and full else "-", "<= 0.1"),
        (f"messages/s in batches of {jobs.BATCH}, to those sent alone", batch, ">= 8"),
    ])


# The programs of each server that use processor time. wrk and `direct` have ended when it is read, so
# their time is counted for python3, which waited for them.
PROGRAMS = {
    "Livechat": {"responder": "livechat.fcgi", "database": "mariadbd", "web server": "lighttpd", "wrk": "python3"},
    "PHP": {"responder": "php-fpm8.2", "database": "mariadbd", "web server": "lighttpd", "wrk": "python3"},
    "D": {"responder": "python3", "database": "mariadbd"},
}
PROGRAMS["H"] = PROGRAMS["M"] = PROGRAMS["Livechat"]
USERS = ("responder", "database", "web server", "wrk")


def used(samples):
    """Prints the processor time per request, by program and by cause."""
    print("\nProcessor time of a request at 32 connections behind lighttpd, in microseconds; the responder of D "
          "is the program that\nsends the queries.\n")
    rows = []
    for job in jobs.JOBS:
        for name in ("Livechat", "M", "D", "H", "PHP"):
            if any(samples[job, 32].get(name, [])):
                rows.append((jobs.JOBS[job], name, *(microseconds(samples[job, 32], name, who) for who in USERS),
                             microseconds(samples[job, 32], name)))
    table(["job", "server", *USERS, "all"], rows)
    print("\nThe empty responder's work and the database's take more time together than alone: M - (H + D). "
          "Livechat's own\npart is what it takes beyond M.\n")
    table(["microseconds", "Livechat", "H and D alone", "dearer together", "of that the database", "its own"], [
        (jobs.JOBS[job], *map(number, shares(samples[job, 32]))) for job in jobs.JOBS])


def microseconds(each, name, who=None):
    """Returns the median over the rounds for one of the USERS, or for all of them, in one server."""
    programs = [PROGRAMS[name].get(who)] if who else PROGRAMS[name].values()
    return Figure([1e6 * sum(sample.used.get(program, 0) for program in programs) / sample.requests
                   for sample in each.get(name, []) if sample and any(programs)])


def shares(each):
    """Returns a row of the table of causes; None if a part of it was not measured."""
    livechat, least, hello, direct = (microseconds(each, name).median for name in ("Livechat", "M", "H", "D"))
    apart = add(hello, direct)
    database = add(microseconds(each, "M", "database").median, microseconds(each, "D", "database").median, -1)
    return livechat, apart, add(least, apart, -1), database, add(livechat, least, -1)


def add(first, second, sign=1):
    return None if first is None or second is None else first + sign * second


def errors(samples):
    for (job, connections), each in samples.items():
        for name, values in each.items():
            tell_failures(values, f"{name}, {jobs.JOBS[job]}, {connections} connections")


def run(stage):
    build("hello", "direct", "least")
    stage.conversations.add_plain_messages()
    keys = jobs.write_keys(stage.conversations, os.path.join(stage.folder, "keys"))
    lighttpd = Field(stage, systems.LIGHTTPD, "lighttpd")
    lighttpd.warm_up()
    samples = {}
    for job in jobs.JOBS:
        for connections in CONNECTIONS:
            rounds, seconds = MAIN if connections == 32 else OTHER
            loads = {**lighttpd.loads(job, connections, seconds),
                     "D": direct_load(stage, keys, job, connections, seconds)}
            with contextlib.ExitStack() as least:
                if connections == 32:
                    loads["M"] = least.enter_context(least_load(stage, lighttpd, keys, job, connections, seconds))
                samples[job, connections] = stage.rounds.run(loads, rounds)
    names = [*lighttpd.sites, "D", "M"]
    rate_table("Behind lighttpd, 8 workers each (node answers by itself). H is the empty responder, D the database "
               "alone,\nM the least responder, which asks what D asks.", samples, names)
    summary(samples, names)
    used(samples)
    errors(samples)
    apache = Field(stage, systems.APACHE, "apache")
    apache.warm_up()
    behind = {}
    for job in jobs.JOBS:
        for connections in CONNECTIONS:
            behind[job, connections] = stage.rounds.run(apache.loads(job, connections, OTHER[1]), OTHER[0])
    rate_table("Behind Apache: Livechat and H with mod_fcgid, PHP with mod_proxy_fcgi.", behind, list(apache.sites))
    errors(behind)
    systems.stop(apache.sites)
