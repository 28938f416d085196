"""What a request costs the database, by its own counters."""


class Counters:
    """What the database did for a request."""

    NAMES = ("Com_stmt_execute", "Com_stmt_prepare", "Questions", "Handler_read_key", "Handler_read_next",
             "Handler_read_prev", "Handler_read_first", "Handler_read_rnd", "Handler_read_rnd_next",
             "Innodb_rows_read", "Handler_write", "Handler_update")

    def __init__(self, db):
        self.db = db
        self.read()
        before = self.read()
        self.own = self.difference(before, self.read())

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
    """The least of some tries: now and then a process looks at its settings and its mail, too."""
    counters = Counters(db)
    return min((counters.of(action) for _ in range(attempts)), key=lambda c: c["Com_stmt_execute"])
