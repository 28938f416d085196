# SPDX-License-Identifier: MIT
"""Compares every answer that a test gets with scripts/answers.txt, from which docs/api.md is generated."""

import functools
import json
import re

import answers
from harness.calls import routes

TABLE = answers.read()
CHECK = answers.Check(TABLE)
OF_ALL_ROUTES = re.compile(r"Match error|.*\[(invalid-params|error-password-change-required)\]$", re.S)


@functools.lru_cache(maxsize=None)
def patterns():
    """Returns a pattern for the path of each route; those with more literal segments come first."""
    return [(re.compile(re.sub(r":\w+", "[^/]+", path) + "$"), (method, path))
            for method, path in sorted(routes(), key=lambda key: key[1].count(":"))]


def find(method, path):
    """Returns the route as a key of routes(), or None."""
    path = path.split("?")[0]
    return next((key for pattern, key in patterns() if key[0] == method and pattern.match(path)), None)


@functools.lru_cache(maxsize=None)
def errors(route):
    """Returns the documented errors of the route, besides those that every route may answer."""
    refusals = [error_of(caller["body"]) for caller in routes()[route]["callers"].values()
                if not caller["may"]]
    return refusals + (TABLE.routes[route].errors if route in TABLE.routes else [])


def error_of(body):
    """Returns the error text of an answer; that of a method call is inside its message. Some say no more than that
    there was no success."""
    if body == {"success": False}:
        return '{"success":false}'
    if "error" not in body and body["message"].startswith("{"):
        inner = json.loads(body["message"])["error"]
        return f'{inner["reason"]} [{inner["error"]}]' if "reason" in inner else inner["error"]
    return body.get("error") or body["message"]


def is_documented(error, documented):
    return any(re.fullmatch(".*".join(map(re.escape, text.split("…"))), error, re.S) for text in documented)


def wrong(method, path, answer):
    """Returns in which way the answer differs from the documentation, as a list of texts."""
    route = find(method, path)
    if not route:
        return []
    if answer.status == 200:
        return CHECK.route(*route, answer)
    if answer.status in (400, 401, 403, 404) and isinstance(answer.json, dict):
        error = error_of(answer.json)
        if not OF_ALL_ROUTES.match(error) and not is_documented(error, errors(route)):
            return [f"the error is not documented of: {error}"]
    return []


def check(method, path, answer):
    said = wrong(method, path, answer)
    assert not said, f"{method} {path}: not as scripts/answers.txt has it: {said} in {answer}"


def rows(value, at=""):
    """Returns the members of a successful answer, as rows of the table."""
    if isinstance(value, list):
        yield from ([(at + "[]", "nothing")] if not value else
                    [row for element in value for row in rows(element, at + "[]")])
    elif isinstance(value, dict):
        if at:
            yield at, "object"
        for name, inner in value.items():
            yield from rows(inner, f"{at}.{name}" if at else name)
    else:
        yield at, next(kind for kind in ("null", "boolean", "number", "date", "string")
                       if answers.SIMPLE[kind](value))
