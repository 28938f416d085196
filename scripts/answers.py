# SPDX-License-Identifier: MIT
"""Reads scripts/answers.txt, which describes the responses of all routes. docs/api.md is generated
from it, and the tests check responses against it."""

import os
import re

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "answers.txt")
ROUTE = re.compile(r"(GET|POST|PUT|DELETE) (\S+)$")
ROW = re.compile(r"(\S+?)(\?)?\s+(\S+)\s*(.*)$")
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


class Row:
    """A member of a response. key: its path, such as `a.b[].c`; types: the types its value may have,
    or those of each element if `many`; words: the description; always: it is never missing."""

    def __init__(self, line):
        found = ROW.match(line)
        if not found:
            raise ValueError(f"scripts/answers.txt: not a row: {line}")
        self.key, self.types, self.words = found[1], found[3].split("|"), found[4]
        self.always = not found[2]
        self.many = self.key.endswith("[]")
        self.members = {}


class Entry:
    """The response of a route, or a document that several responses contain. rows: the members in
    order; members: the same as a tree; parts: names of documents with further members; errors: those
    that the route table of the program does not list; plain: the response has no member `success`;
    array: it is an array of such objects; csv: it may be CSV instead; body: a description of a response
    that is not JSON."""

    def __init__(self):
        self.rows, self.members, self.parts, self.errors = [], {}, [], []
        self.words, self.plain, self.body = "", False, None
        self.array = self.csv = False

    def add(self, line):
        if line.startswith("+ "):
            self.parts.append(line[2:])
        elif line.startswith("! "):
            self.errors.append(line[2:])
        elif line == "without success":
            self.plain = True
        elif line == "an array":
            self.array = True
        elif line == "or csv":
            self.csv = True
        elif line.startswith("body "):
            self.body = line[5:]
        else:
            row = Row(line)
            inside = self.members
            *outer, last = row.key.split(".")
            for name in outer:
                inside = inside[name.replace("[]", "")].members
            inside[last.replace("[]", "")] = row
            self.rows.append(row)


class Table:
    """documents: {name: Entry}; routes: {(method, path): Entry}."""

    def __init__(self, text):
        self.documents, self.routes = {}, {}
        for block in re.sub(r"^#.*\n", "", text, flags=re.M).strip().split("\n\n"):
            entries = []  # one for each route: Check finds out which of them the tests have covered
            for line in block.split("\n"):
                if line.startswith(" "):
                    for entry in entries:
                        entry.add(line.strip())
                    continue
                entries.append(Entry())
                if found := ROUTE.match(line):
                    self.routes[found[1], found[2]] = entries[-1]
                else:
                    name, _, entries[-1].words = line.partition(": ")
                    self.documents[name] = entries[-1]


def read():
    with open(TABLE) as file:
        return Table(file.read())


SIMPLE = {
    "string": lambda value: isinstance(value, str),
    "date": lambda value: isinstance(value, str) and DATE.match(value),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "true": lambda value: value is True,
    "null": lambda value: value is None,
    "any": lambda value: True,
    "texts": lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
    "object": lambda value: isinstance(value, dict),
}


class Check:
    """Compares responses with the table. seen: (entry, key, type) of all members in responses so far."""

    def __init__(self, table):
        self.table, self.seen = table, set()

    def route(self, method, path, answer):
        """Returns a list of all that is wrong with a successful response of the route."""
        entry = self.table.routes.get((method, path))
        if not entry:
            return ["scripts/answers.txt does not have this route"]
        if entry.body:
            return [] if answer.json is None else ["this is JSON"]
        if entry.csv and answer.headers["Content-Type"].startswith("text/csv"):
            return []
        if entry.array:
            return self.elements(entry, answer.json)
        if not isinstance(answer.json, dict):
            return ["this is no JSON object"]
        members = dict(answer.json)
        wrong = []
        if not entry.plain and members.pop("success", None) is not True:
            wrong.append("no success")
        return wrong + list(self.entry(entry, members, ""))

    def elements(self, entry, value):
        """The same of an array; a success without one has nothing to show."""
        if value == {"success": True}:
            return []
        if not isinstance(value, list) or not all(isinstance(element, dict) for element in value):
            return ["this is no array of objects"]
        return [text for element in value for text in self.entry(entry, element, "[].")]

    def entry(self, entry, value, at):
        yield from self.rows(self.rows_of(entry), value, at)

    def rows_of(self, entry):
        """Returns the members of an entry and of its parts."""
        rows = {name: (entry, row) for name, row in entry.members.items()}
        for part in entry.parts:
            rows.update(self.rows_of(self.table.documents[part]))
        return rows

    def rows(self, rows, value, at):
        for name in value.keys() - rows.keys():
            if "*" in rows:
                yield from self.member(*rows["*"], value[name], at + name)
            else:
                yield f"{at}{name} is not told of"
        for name, (entry, row) in rows.items():
            if name in value:
                yield from self.member(entry, row, value[name], at + name)
            elif row.always:
                yield f"{at}{name} is missing"

    def member(self, entry, row, value, at):
        if not row.many:
            yield from self.value(entry, row, value, at)
        elif not isinstance(value, list):
            yield f"{at} is no array"
        elif row.types == ["nothing"]:
            self.seen.add((entry, row.key, "nothing"))
            if value:
                yield f"{at} is not empty"
        else:
            for element in value:
                yield from self.value(entry, row, element, at + "[]")

    def value(self, entry, row, value, at):
        for kind in row.types:
            document = self.table.documents.get(kind)
            if (SIMPLE["object"] if document else SIMPLE[kind])(value):
                break
        else:
            yield f"{at} is no {' or '.join(row.types)}"
            return
        self.seen.add((entry, row.key, kind))
        if document:
            yield from self.entry(document, value, at + ".")
        elif kind == "object":
            yield from self.rows({name: (entry, inner) for name, inner in row.members.items()}, value,
                                 at + ".")

    def unseen(self, entry):
        return [f"{row.key} {kind}" for row in entry.rows for kind in row.types
                if (entry, row.key, kind) not in self.seen]
