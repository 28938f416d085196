# SPDX-License-Identifier: MIT
"""Counts the work of the database for a request, with its own status counters."""

import re


class Counters:
    """The database's work for one request."""

    NAMES = ("Com_stmt_execute", "Com_stmt_prepare", "Questions", "Handler_read_key", "Handler_read_next",
             "Handler_read_prev", "Handler_read_first", "Handler_read_rnd", "Handler_read_rnd_next",
             "Innodb_rows_read", "Handler_write", "Handler_update")

    def __init__(self, db):
        self.db = db
        self.read()
        # Other processes may be at work during a reading: the least one is its own.
        self.own = min((self.difference(self.read(), self.read()) for _ in range(5)),
                       key=lambda spent: sum(spent.values()))

    def read(self):
        rows = self.db.rows("SHOW GLOBAL STATUS WHERE Variable_name IN %s", self.NAMES)
        return {row["Variable_name"]: int(row["Value"]) for row in rows}

    @staticmethod
    def difference(before, after):
        return {name: after[name] - before[name] for name in after}

    def of(self, action):
        before = self.read()
        action()
        spent = self.difference(before, self.read())
        return {name: spent[name] - self.own.get(name, 0) for name in spent}


def cost(db, action, attempts=5):
    """Returns the smallest of several counts: now and then a process also reads its settings and its mail."""
    counters = Counters(db)
    return min((counters.of(action) for _ in range(attempts)), key=lambda c: c["Com_stmt_execute"])


def sends_at_once(db):
    """Whether this server takes a message in one statement, as MariaDB does from 10.6.2 on. For the others it is a
    transaction of several."""
    version = db.value("SELECT VERSION()")
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", version).groups()
    return "MariaDB" in version and tuple(map(int, numbers)) >= (10, 6, 2)
