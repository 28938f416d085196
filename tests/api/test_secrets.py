# SPDX-License-Identifier: MIT
"""No answer contains data that its caller may not see. Every kind of user calls every route, in the right way
and in many wrong ways; then the bytes of all answers, including their headers, are searched for every name,
address, text and secret in the world."""

import pytest

from harness.calls import CALLS, routes

ROUTES = routes()
VISITORS = {"nobody": None, "visitor": "ann", "other visitor": "bob"}
USERS = {"user": "user", "agent": "agent", "serving agent": "serving", "manager": "manager",
         "admin": "admin"}
GUESTS = ("ann", "bob", "zoe")
# These routes return the token of the room's visitor to users, and messages of waiting rooms.
TOKEN_SHOWN = [("GET", "/api/v1/" + path) for path in (
    "livechat/messages/:rid", "livechat/:rid/messages")]
MESSAGE_LISTS = TOKEN_SHOWN + [("GET", "/api/v1/" + path) for path in (
    "livechat/messages.sync/:rid", "chat.syncMessages", "chat.search")]

LOOKS = [(method, "/api/v1/livechat/appearance") for method in ("GET", "POST")]
ROOMS_READ = [*MESSAGE_LISTS, ("GET", "/api/v1/rooms.info")]

# A visitor may read these data of their own; the website or an agent may have added some of them.
OWN = ("name", "username", "token", "email", "phone", "key", "value", "visitor", "room", "contact", "said", "heard")
# Nobody may read these: how visitors came, what was written to the host, and credentials.
NOBODYS = ("ip", "agent", "host", "off", "mail", "setting", "login", "hash", "bot", "password")
# These were said in a room, or noted about it.
TALK = ("said", "heard", "topic", "tag", "note", "remark")


def is_one_of(what, kinds):
    return any(what == kind or what.removesuffix("True").removesuffix("False") == kind
               or kind == "off" and what.startswith("off") for kind in kinds)


def kept_from_visitor(world, owner):
    """All secrets except the visitor's own."""
    for other, own in world.secrets.items():
        for what, text in own.items():
            if other != owner or not is_one_of(what, OWN):
                yield f"{what} of {other}", text


def kept_from_user(world, name, route, fields):
    """The secrets that a user may not see: all of them, or what was said in rooms that are not theirs; and
    visitors' tokens, except in the list of messages of a room that they may read."""
    own_name = USERS[name]
    named = fields if isinstance(fields, dict) else {}
    for other, own in world.secrets.items():
        rid = named.get("rid", named.get("roomId"))
        asked = route in ROOMS_READ and rid in (own.get("roomTrue"), own.get("roomFalse"))
        for what, text in own.items():
            hidden = is_one_of(what, NOBODYS)
            # One of the settings of the look is an address.
            hidden &= what != "setting" or route not in LOOKS or name not in ("manager", "admin")
            if other in GUESTS:
                hidden |= what == "token" and not (asked and route in TOKEN_SHOWN)
                # Any agent may read a waiting room.
                hidden |= name == "agent" and is_one_of(what, TALK) and not (asked and other == "zoe")
            if name == "user" and other != own_name:
                # Any user may write in a visitor's name, and gets the visitor's username.
                hidden |= what != "username" or route != ("POST", "/api/v1/livechat/messages")
            if hidden:
                yield f"{what} of {other}", text


def strangers(world, caller):
    """Other ids of the kinds that requests contain."""
    of = world.secrets
    return {"rid": (of["bob"]["roomFalse"], of["zoe"]["roomFalse"], of["ann"]["roomTrue"]),
            "roomId": (of["bob"]["roomFalse"], of["zoe"]["roomFalse"]),
            "_id": (world.messages["bob"], world.messages["to ann"]),
            "msgId": (world.messages["bob"], world.messages["ann"]),
            "visitorId": (world.bob.id, world.zoe.id),
            "token": (of["ann"]["token"] + "x", caller.name.replace(" ", ""))}


def fields_tried(world, caller, call):
    """The fields as they should be, with ids of others, without one of them, and with one of another type."""
    right = call.fields(world, caller)
    yield right
    if isinstance(right, list):
        return
    for name, others in strangers(world, caller).items():
        if name in right:
            yield from ({**right, name: other} for other in others)
    if not caller.user:
        yield {**right, "unknown": "x"}
        for name in right:
            if f":{name}" not in call.path:
                yield {key: value for key, value in right.items() if key != name}
                yield {**right, name: [{"x": 1}]}
            else:
                yield {**right, name: "x" * 300}
                yield {**right, name: "a b%'\""}


def odd_answers(api, caller, call, fields):
    """The answers to requests that are refused before they reach a route."""
    path = call.path
    for name, value in fields.items() if isinstance(fields, dict) else ():
        path = path.replace(f":{name}", str(value))
    other = {"GET": "PATCH", "POST": "DELETE", "PUT": "PATCH", "DELETE": "POST"}[call.method]
    yield api.request(other, path, headers=caller.headers)
    yield api.request(call.method, path + "/more", headers=caller.headers)
    yield api.request("OPTIONS", path, headers=caller.headers)
    if call.method != "GET":
        head = {**caller.headers, "Content-Type": "application/json"}
        yield api.request(call.method, path, data=b'{"token": "' + caller.token.encode(), headers=head)
        yield api.request(call.method, path, data=b"{" + b" " * 140000 + b"}", headers=head)
        yield api.request(call.method, path, data=b"<x/>",
                          headers={**caller.headers, "Content-Type": "text/xml"})


def search(answer, hidden, sent):
    """Checks that the answer contains none of the secrets that the request did not contain. Case is
    ignored."""
    text = (str(answer.headers) + answer.text).lower()
    for what, secret in hidden:
        if secret.lower() in text and secret not in sent:
            pytest.fail(f"{what} is in the answer to {sent}: {answer.text}")


def tried(stage, api, caller, call):
    """What was sent and what was answered, one after the other; the world is restored each time."""
    for fields in fields_tried(stage.world, caller, call):
        if call.before:
            call.before(stage.world)
        answer = call.send(api, caller, fields)
        if answer.status == 200 or call.before:
            stage.world.restore()
        yield fields, answer
    assert not stage.world.changed(stage.world.sums), "what was refused has left something"


@pytest.mark.parametrize("route", [route for route in sorted(ROUTES) if not route[1].endswith(("/login", "/login.signed"))],
                         ids=" ".join)
@pytest.mark.parametrize("name", VISITORS)
def test_visitors_see_only_their_own_data(stage, route, name):
    world, call, caller, api = stage.world, CALLS[route], stage.callers[name], stage.api.elsewhere()
    hidden = [*kept_from_visitor(world, VISITORS[name]), ("their own address", api.source)]
    for fields, answer in tried(stage, api, caller, call):
        search(answer, hidden, str(fields))
    fields = call.fields(world, caller)
    for answer in odd_answers(api, caller, call, fields):
        search(answer, hidden, str(fields))
        if answer.status == 200 and not ROUTES[route]["fields"]:  # it ignores the body
            world.restore()
    assert not world.changed(world.sums)


@pytest.mark.parametrize("route", sorted(ROUTES), ids=" ".join)
@pytest.mark.parametrize("name", USERS)
def test_users_see_only_data_that_they_may_see(stage, route, name):
    for fields, answer in tried(stage, stage.api.elsewhere(), stage.callers[name], CALLS[route]):
        search(answer, kept_from_user(stage.world, name, route, fields), str(fields))
