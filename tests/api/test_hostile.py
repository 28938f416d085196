# SPDX-License-Identifier: MIT
"""Invalid input: the answer is always JSON and never a 5xx, and the process survives."""

import json
import os
import random
from urllib.parse import quote

import pytest

import servers
from harness.client import PREFIX
from harness.hostile import (
    DATE, ENDPOINTS, STRING, STRUCTURES, VALUES, address, api, check, check_invalid, db, fill,
    fill_path, site, to_query, world)

FULL = os.environ.get("FULL") == "1"
def workers(site):
    return sorted(servers.processes_with(f"LIVECHAT_CONFIG={site.config}"))


@pytest.fixture(autouse=True)
def processes_survive(site):
    """After each test the processes are the same as before it."""
    before = workers(site)
    yield
    assert workers(site) == before, site.log()[-3000:]


# --- wrong types -------------------------------------------------------------------------------

def replace(good, field, value):
    """Returns the valid request with one field replaced."""
    changed = json.loads(json.dumps(good))
    *outer, name = field.split(".")
    place = changed
    for step in outer:
        place = place[step]
        if isinstance(place, list):
            place = place[0]
    place[name] = value
    return changed


def ask(api, world, method, path, fields):
    if method == "GET":
        query = to_query(fields)
        if len(query) > 7000:
            return None  # This is more than the web server accepts; see test_long_queries.
        return api.raw("GET", f"{address(path)}?{query}",
                       list(world.agent.headers.items()))
    return api.request(method, path, json=fields, user=world.agent)


# Requests about things that do not exist, so that they can be repeated.
UNKNOWN = ("remove", "call", "take", "give back", "forward", "close", "transfer", "end")


@pytest.mark.parametrize("name", ENDPOINTS)
def test_valid_requests_are_understood(api, world, name):
    """The requests of the table above are valid: the server understands them."""
    method, path, good, _ = ENDPOINTS[name]
    answer = check(ask(api, world, method, fill_path(world, path), fill(world, good)))
    expected = {"delete": "invalid-message", "offline message": "Error sending Omnichannel offline message"}
    if name in expected:
        assert (answer.status, answer.json["error"]) == (400, expected[name])
    elif name in UNKNOWN:
        assert answer.status == 400 and not answer.json.get("errorType") == "invalid-params", answer
    else:
        assert answer.status == 200, answer


@pytest.mark.parametrize("name", [name for name, endpoint in ENDPOINTS.items() if endpoint[3]])
def test_every_field_with_every_value(api, world, name):
    """With FULL=1 every value is tried, otherwise half of them, the same ones each time."""
    dice = random.Random(name)
    method, path, good, fields = ENDPOINTS[name]
    path, good = fill_path(world, path), fill(world, good)
    for field, kind in fields.items():
        for value in VALUES if FULL else dice.sample(VALUES, len(VALUES) // 2):
            answer = ask(api, world, method, path, replace(good, field, value))
            if answer is None:
                continue
            check(answer, 200, 400)
            structure = isinstance(value, (dict, list)) and value and kind in (STRING, DATE)
            if structure and to_query({"x": value}):
                assert answer.status == 400, (field, value, answer)


@pytest.mark.parametrize("name", [name for name, endpoint in ENDPOINTS.items()
                                  if endpoint[3] and name not in ("register", "transfer")])
def test_structures_where_text_is_due(api, world, name):
    """Objects and arrays are refused and never reach a query of the database."""
    method, path, good, fields = ENDPOINTS[name]
    path, good = fill_path(world, path), fill(world, good)
    for field, kind in fields.items():
        if kind != STRING:
            continue
        for value in STRUCTURES:
            if method == "GET" and (not to_query({"x": value}) or value == ["x"] or value == [1]):
                continue
            answer = ask(api, world, method, path, replace(good, field, value))
            if name == "room":
                assert answer.json["error"].startswith("Match error: "), (field, value, answer)
            else:
                check_invalid(answer, "must be string")


def test_structures_in_a_registration(api, world):
    for field, kind in ENDPOINTS["register"][3].items():
        for value in STRUCTURES + [1, None, True]:
            if kind == STRING and not (value is None and field != "visitor.token"):
                answer = check(ask(api, world, "POST", "visitor", replace(
                    fill(world, ENDPOINTS["register"][2]), field, value)), 400)
                assert answer.json["error"].startswith("Match error: Expected string, got "), answer


@pytest.mark.parametrize("query", [
    "token[$ne]=x", "token[$gt]=", "token[$regex]=.*", "token[]=T&token[]=T", "token=T&token=T",
    "token[0]=T&token[1]=T", "token[a][b]=T", "token[$in][]=T", "[token][$ne]=x", "token%5B%24ne%5D=x"])
def test_operators_in_queries(api, world, query):
    query = query.replace("=T", f"={world.token}")
    for path, rest in ((f"messages.history/{world.rid}", ""), (f"message/{world.message}", f"&rid={world.rid}")):
        check_invalid(api.raw("GET", f"{PREFIX}{path}?{query}{rest}"), "must be string")
    answer = check(api.raw("GET", f"{PREFIX}room?{query}"), 400)
    assert answer.json["error"].startswith("Match error: Expected string"), answer
    answer = api.raw("POST", f"{PREFIX}message", [("Content-Type", "application/x-www-form-urlencoded")],
                     f"{query}&rid={world.rid}&msg=x".encode())
    check_invalid(answer, "must be string")


def test_numbers_of_any_size(api, world):
    """limit, offset and count accept any number, and never return more than allowed."""
    numbers = ["0", "-1", "-0", "1e3", "1e18", "1e308", "1e400", "-1e400", "Infinity", "-Infinity",
               "9223372036854775807", "9223372036854775808", "18446744073709551616",
               "-9223372036854775809", "4294967296", "2147483648", "0x7fffffffffffffff", "0b1", "1.9",
               "0.5", ".5", "1e-300", " 5 ", "%205", "9" * 1000]
    for number in numbers:
        for name in ("limit", "offset", "count"):
            answer = api.raw("GET", f"{PREFIX}messages.history/{world.rid}?token={world.token}&{name}="
                             + number.replace(" ", "+"))
            check(answer, 200, 400)
            if answer.status == 200:
                assert len(answer.json["messages"]) <= 100
        for name in ("offset", "count"):
            answer = api.raw("GET", f"{PREFIX}messages/{world.rid}?{name}=" + number.replace(" ", "+"),
                             list(world.agent.headers.items()))
            check(answer, 200, 400)
    for bad in ("abc", "NaN", "null", "1,5", "1 2", "--1", "0x", "1e", "undefined", "٣"):
        for path in (f"messages.history/{world.rid}?token={world.token}&limit=", f"messages/{world.rid}?count="):
            check_invalid(api.raw("GET", PREFIX + path + quote(bad), list(world.agent.headers.items())),
                    "must be number")
