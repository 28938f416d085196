# SPDX-License-Identifier: MIT
"""What a call is, and what calls of several groups use."""

import functools
import json
import os
import re
import subprocess
from dataclasses import dataclass

import servers
from harness.forms import form

V1 = "/api/v1/"
LIVECHAT = V1 + "livechat/"


@functools.lru_cache(maxsize=None)


def program():
    """Returns what the program prints about its routes, permissions and errors."""
    return json.loads(subprocess.check_output([os.path.join(servers.BUILD, "routes")]))


def routes():
    """Returns the program's routes by method and path."""
    return {(route["method"], route["path"]): route for route in program()["routes"]}


@dataclass
class Call:
    """fields(world, caller): the parameters that are sent, including those in the path. The call changes the
    tables in `changes` (or what that returns for a caller) and no others. done(world, caller, answer) checks
    its result. before(world) prepares it."""
    method: str
    path: str
    fields: object
    changes: object
    done: object
    before: object = None
    form: bool = False  # it is a form with a file, which is fields["file"]

    def changes_by(self, caller):
        return set((self.changes(caller) if callable(self.changes) else self.changes).split())

    def send(self, api, caller, fields):
        rest = fields if isinstance(fields, list) else dict(fields)
        path = re.sub(r":(\w+)", lambda found: rest.pop(found[1]), self.path)
        if self.form:
            body, headers = form("a.txt", str(rest.pop("file", "")), "text/plain")
            return api.request(self.method, path, data=body, query=rest, headers={**headers, **caller.headers})
        return api.request(self.method, path, headers=caller.headers,
                           **({"query": rest} if self.method == "GET" else {"json": rest}))


CALLS = {}


def call(method, path, fields, changes="", done=None, before=None, form=False):
    CALLS[method, path] = Call(method, path, fields, changes, done, before, form)


def own_token(world, caller):
    return {"token": caller.token}


def own_room(world, caller):
    """The request always names ann's room, whoever sends it."""
    return {"token": caller.token, "rid": world.room.id}


def shows(*paths):
    """The answer has the value that the world has: shows("room._id", lambda w, c: ...)."""
    where, expected = paths

    def check(world, caller, answer):
        found = answer.json
        for step in where.split("."):
            found = found[int(step) if isinstance(found, list) else step]
        return found == expected(world, caller)
    return check


def row_is(expected, sql):
    """The database has this value after the call."""
    def check(world, caller, answer):
        wanted = expected(world, caller) if callable(expected) else expected
        return world.value(sql.format(w=world, c=caller)) == wanted
    return check


def room_is(column, expected):
    return row_is(expected, f"SELECT {column} FROM rooms WHERE id = '{{w.room.id}}'")


def close_all(world):
    world.db.execute("UPDATE rooms SET is_open = 0")
    world.db.execute("DELETE FROM inquiries")


def message_is(owner, text):
    return row_is(text, f"SELECT msg FROM messages WHERE id = '{{w.messages[{owner}]}}'")
