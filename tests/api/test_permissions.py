# SPDX-License-Identifier: MIT
"""Permissions: every kind of user calls each route, and the result is compared with the table of the program,
which docs/api.md also contains. Permitted calls change exactly what they should; all others change
nothing."""

import copy
import json
import os
import subprocess

import pytest

from harness.calls import CALLS, routes
from servers import BUILD, ROOT

ROUTES = routes()


def test_the_reference_is_what_the_program_says():
    made = subprocess.run([os.path.join(ROOT, "scripts", "api-doc")], env={**os.environ, "BUILD": BUILD},
                          capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with open(os.path.join(ROOT, "docs", "api.md")) as file:
        assert made.stdout == file.read(), "docs/api.md is out of date: run make docs"


def test_every_route_has_a_call():
    assert set(CALLS) == set(ROUTES), "add the route to tests/api/harness/calls"


def is_refusal(expected, answer):
    """Checks for the refusal that the table has; a method call words it differently."""
    if answer.json and isinstance(answer.json.get("message"), str) and "msg" in answer.json["message"]:
        inner = json.loads(answer.json["message"])["error"]
        return (answer.status, answer.json["success"], f'{inner["reason"]} [{inner["error"]}]') == \
            (expected["status"], False, expected["body"]["error"])
    return (answer.status, answer.json) == (expected["status"], expected["body"])


@pytest.mark.parametrize("route", sorted(ROUTES), ids=" ".join)
@pytest.mark.parametrize("name", list(next(iter(ROUTES.values()))["callers"]))
def test_who_may(stage, route, name):
    world, call, expected = stage.world, CALLS[route], ROUTES[route]["callers"][name]
    caller = stage.callers[name]
    try:
        if call.before:
            call.before(world)
        fields, before = call.fields(world, caller), world.checksums()
        answer = call.send(stage.api.elsewhere(), caller, fields)
        changed = world.changed(before)
        if expected["may"]:
            assert answer.status == 200, answer
            assert changed == call.changes_by(caller), answer
            assert call.done(world, caller, answer), answer
        elif expected.get("seesNothing"):
            unknown = call.send(stage.api, caller, {**fields, "msgId": "unknown"})
            assert (answer.status, answer.text) == (expected["status"], unknown.text.replace(
                "unknown", fields["msgId"])), answer
        else:
            assert is_refusal(expected, answer), answer
        assert expected["may"] or not changed
    finally:
        world.restore()


OF_A_ROOM = [key for key, route in sorted(ROUTES.items())
             if route["access"] in ("reader", "member", "agent")]


@pytest.mark.parametrize("route", OF_A_ROOM, ids=" ".join)
def test_while_a_room_waits(stage, route):
    """Any agent may read a waiting room, but change nothing before they take it. What only those get who may read all
    rooms is no agent's."""
    world, call, caller = copy.copy(stage.world), CALLS[route], stage.callers["agent"]
    world.room, world.ann = world.waiting, world.zoe
    try:
        answer = call.send(stage.api, caller, call.fields(world, caller))
        if ROUTES[route]["access"] == "reader" and ROUTES[route]["permission"] != ROUTES[route]["override"]:
            assert answer.status == 200, answer
        else:
            assert is_refusal(ROUTES[route]["callers"]["agent"], answer), answer
            assert not world.changed(world.sums)
    finally:
        world.restore()


@pytest.mark.parametrize("name", list(next(iter(ROUTES.values()))["callers"]))
def test_without_a_token_messages_sync_is_for_agents(stage, name):
    """The route then needs the same permission as its other name, which is for agents only."""
    rid, caller = stage.world.room.id, stage.callers[name]
    expected = ROUTES["GET", "/api/v1/chat.syncMessages"]["callers"][name]
    answer = stage.api.get(f"messages.sync/{rid}", headers=caller.headers, lastUpdate=0)
    if expected["may"]:
        assert answer.status == 200 and stage.world.messages["ann"] in answer.text
    elif name == "nobody":
        assert answer.json["error"] == "must have required property 'token' [invalid-params]"
    else:
        assert answer.status == expected["status"] and "result" not in answer.json


WANTS_TOKEN = [key for key, route in sorted(ROUTES.items())
               if not route["login"] and any(f["name"] == "token" and f.get("required") for f in route["fields"])]


@pytest.mark.parametrize("route", WANTS_TOKEN, ids=" ".join)
def test_without_a_token(stage, route):
    """Even a caller who knows all ids is refused."""
    world, call = stage.world, CALLS[route]
    fields = call.fields(world, stage.callers["nobody"])
    del fields["token"]
    answer = call.send(stage.api.elsewhere(), stage.callers["nobody"], fields)
    assert answer.status == 400 and answer.json["error"] in (
        "must have required property 'token' [invalid-params]", "Match error: Missing key 'token'"), answer
    assert not world.changed(world.sums)
