# SPDX-License-Identifier: MIT
"""A visitor's rooms and messages cannot be reached by other visitors, who do not even learn that they
exist."""

import json

import pytest

from harness.data import new_id

PLAIN = {"success": False}
ROOM_ERROR = b'{"success":false,"error":"invalid-room"}'
MESSAGE_ERROR = b'{"success":false,"error":"invalid-message"}'
TOKEN_ERROR = b'{"success":false,"error":"invalid-token"}'


class World:
    """Two visitors with a room each, and an agent in both; the first visitor also has an older room."""

    def __init__(self, db):
        self.agent = db.agent(name="Agnes Agent", email="agnes.private@example.com")
        self.own = db.room(agent=self.agent)
        self.older = db.room(visitor=self.own.visitor, closed=True)
        self.other = db.room(db.visitor("Other Visitor", email="other.private@example.com",
                                        phone="+49 555 1234", ip="203.0.113.77"), agent=self.agent)
        self.ids = {
            "another visitor's": db.message(self.other, "secret of the other"),
            "another visitor's, with an id of that visitor's choice": db.message(self.other, "secret", id_by_client=1),
            "an agent's in another's room": db.message(self.other, "secret", by=self.agent),
            "the server's in another's room": db.value(
                "SELECT id FROM messages WHERE rid = %s AND type IS NOT NULL", self.other.id),
            "one's own in an older room": db.message(self.older, "secret of my own"),
            "unknown": new_id(),
            "unknown, of another length": "x",
            "too long": "x" * 65,
            "no id at all": "a b",
        }
        self.message = db.message(self.own, "mine")
        self.agents_message = db.message(self.own, "the agent's", by=self.agent)
        self.who = {"token": self.own.visitor.token, "rid": self.own.id}


@pytest.fixture
def world(db):
    return World(db)


def look(db, *rooms):
    return [(db.row("SELECT * FROM rooms WHERE id = %s", room.id),
             db.rows("SELECT * FROM messages WHERE rid = %s ORDER BY ts", room.id)) for room in rooms]


def requests(api, world, _id):
    """The three requests for one message."""
    yield "GET", lambda who: api.get(f"message/{_id}", **who)
    yield "PUT", lambda who: api.put(f"message/{_id}", **who, msg="changed by a stranger")
    yield "DELETE", lambda who: api.delete(f"message/{_id}", **who)


def test_messages_elsewhere_look_unknown(api, db, world):
    """With the token and the room of one visitor, every message that is not in that room gets the same
    answer."""
    before = look(db, world.own, world.older, world.other)
    for what, _id in world.ids.items():
        for method, request in requests(api, world, _id):
            answer = request(world.who)
            assert (answer.status, answer.body) == (400, MESSAGE_ERROR), (what, method, answer)
    assert look(db, world.own, world.older, world.other) == before


def test_headers_disclose_nothing_either(api, world):
    seen = set()
    for _id in world.ids.values():
        answer = api.get(f"message/{_id}", **world.who)
        seen.add(tuple(sorted((name, value) for name, value in answer.headers.items()
                              if name not in ("X-Request-Id", "Date"))))
    assert len(seen) == 1, seen


def test_strangers_rooms_look_unknown(api, db, world):
    token = world.own.visitor.token
    _id = world.ids["another visitor's"]
    before = look(db, world.other)
    for rid in (world.other.id, new_id(), "", "x", "a b", "x" * 300):
        who = {"token": token, "rid": rid}
        for method, request in requests(api, world, _id):
            answer = request(who)
            assert (answer.status, answer.body) == (400, ROOM_ERROR), (rid, method, answer)
        answer = api.post("message", **who, msg="x")
        assert (answer.status, answer.body) == (400, ROOM_ERROR), rid
        if rid and " " not in rid:
            answer = api.get(f"messages.history/{rid}", token=token)
            assert (answer.status, answer.json and answer.json.get("error")) in (
                (400, "invalid-room"), (404, None)), (rid, answer)
            if rid == world.other.id:
                unknown = api.get(f"messages.history/{new_id()}", token=token)
                assert answer.body == unknown.body == ROOM_ERROR
        if rid:
            assert api.get("room", token=token, rid=rid).body == ROOM_ERROR
    assert look(db, world.other) == before


def test_wrong_tokens_look_unknown(api, db, world):
    """A token that differs in one byte, in case or by a blank is as wrong as any other."""
    token, rid = world.other.visitor.token, world.other.id
    _id = world.ids["another visitor's"]
    before = look(db, world.other)
    for wrong in (new_id(), token[:-1], token + "x", token.upper(), token.swapcase(), token + " ",
                  " " + token, token + "\t", token.replace("t", "ţ", 1), token.replace("o", "о", 1),
                  "%", "_" * len(token), token[:-1] + "_", token[:-1] + "%", world.agent.token,
                  world.other.visitor.id, "x" * 256, "", "\\", "'", token + "\u0301", "😀"):
        who = {"token": wrong, "rid": rid}
        for method, request in requests(api, world, _id):
            answer = request(who)
            assert (answer.status, answer.body) == (400, TOKEN_ERROR), (wrong, method, answer)
        for answer in (api.post("message", **who, msg="x"),
                       api.get(f"messages.history/{rid}", token=wrong),
                       api.get("room", token=wrong)):
            assert (answer.status, answer.body) == (400, TOKEN_ERROR), (wrong, answer)
    assert look(db, world.other) == before


def test_rooms_are_found_exactly(api, db, world):
    token, rid = world.own.visitor.token, world.own.id
    before = look(db, world.own)
    for wrong in (rid.swapcase(), rid + " ", " " + rid, rid[:-1], rid[:-1] + "_", rid[:-1] + "%",
                  rid + "\u0301", rid + "'"):
        answer = api.post("message", token=token, rid=wrong, msg="x")
        assert (answer.status, answer.body) == (400, ROOM_ERROR), (wrong, answer)
    assert look(db, world.own) == before


def test_two_tokens_must_agree(api, db, world):
    """When query, body and header have different tokens, the request is refused."""
    _id, other = world.ids["another visitor's"], world.other
    own = world.own.visitor.token
    before = look(db, world.own, other)
    header = {"X-Visitor-Token": other.visitor.token}
    answers = [
        api.get(f"message/{_id}", token=own, rid=other.id, headers=header),
        api.put(f"message/{_id}", token=own, rid=other.id, msg="x", headers=header),
        api.post("message", token=own, rid=other.id, msg="x", headers=header),
        api.delete(f"message/{_id}", token=own, rid=other.id, headers=header),
        api.delete(f"message/{_id}", token=own, rid=other.id, query={"token": other.visitor.token}),
    ]
    for answer in answers:
        assert (answer.status, answer.body) == (400, TOKEN_ERROR), answer
    answer = api.delete(f"message/{_id}", token=own, rid=world.own.id, query={"rid": other.id})
    assert (answer.status, answer.body) == (400, ROOM_ERROR), answer
    assert look(db, world.own, other) == before


def test_a_visitor_cannot_change_the_agents_messages(api, db, world):
    before = look(db, world.own)
    for answer in (api.put(f"message/{world.agents_message}", **world.who, msg="x"),
                   api.delete(f"message/{world.agents_message}", **world.who)):
        assert (answer.status, answer.json) == (400, {**PLAIN, "error": "error-action-not-allowed"})
    assert look(db, world.own) == before


def test_messages_that_cannot_be_deleted_by_their_id_alone(api, db, world):
    """Every message that cannot be deleted by its id alone gets the same answer, whether it exists or not."""
    world.ids.pop("another visitor's")
    world.ids.pop("one's own in an older room")
    world.ids["an agent's"] = world.agents_message
    before = look(db, world.own, world.older, world.other)
    bodies = {(answer.status, answer.body) for answer in (
        api.delete(f"message/{_id}") for _id in world.ids.values())}
    assert bodies == {(400, b'{"success":false,"error":"must have required property \'token\''
                            b' [invalid-params]","errorType":"invalid-params"}')}
    assert look(db, world.own, world.older, world.other) == before


def test_conditions_of_the_client_return_nothing_more(api, world):
    """Conditions that a client adds to a query are refused and have no effect."""
    path = f"messages.history/{world.own.id}"
    extras = ({"rid": world.other.id}, {"query": "{}"}, {"query": '{"rid":{"$exists":true}}'},
              {"fields": '{"token":1}'}, {"roomId": world.other.id}, {"searchTerm": "secret"},
              {"filter": "1 OR 1=1"}, {"_hidden": "true"}, {"showHidden": "true"})
    for extra in extras:
        answer = api.get(path, token=world.own.visitor.token, query=extra)
        assert answer.status == 400, (extra, answer)
        assert answer.json["error"] == "must NOT have additional properties [invalid-params]", extra
        answer = api.get(f"messages/{world.own.id}", user=world.agent, query=extra)
        assert answer.status == (200 if "searchTerm" in extra else 400), (extra, answer)
        assert "secret" not in answer.text.replace("searchTerm", ""), extra
        answer = api.get(f"message/{world.message}", **world.who, query={
            **extra, **({} if "rid" not in extra else {"x": "1"})})
        assert answer.status == 400, (extra, answer)
    for sort in ('{"rid":1}', '{"$where":1}', '{"token":1}'):
        answer = api.get(path, token=world.own.visitor.token, sort=sort)
        assert answer.status == 200 and "secret" not in answer.text


def test_other_visitors_cannot_close_or_transfer_a_room(api, db, world):
    """It makes no difference whether there is no token, a wrong one, or another visitor's."""
    other, before = world.other, look(db, world.other)
    for token in (world.own.visitor.token, new_id(), "", other.visitor.token.swapcase(), "%", None):
        for path, more in (("room.close", {}), ("room.transfer", {"department": "x"})):
            answer = api.post(path, rid=other.id, **({} if token is None else {"token": token}), **more)
            assert answer.status == 400, (path, token, answer)
            if token == world.own.visitor.token and path == "room.close":
                assert answer.body == ROOM_ERROR
                assert api.post(path, rid=new_id(), token=token).body == ROOM_ERROR
    assert look(db, world.other) == before


def test_a_refusal_does_not_tell_agents_whether_a_room_exists(api, db, world):
    assert api.get(f"messages/{new_id()}", user=world.agent).body == ROOM_ERROR
    plain = db.user()
    forbidden = [api.get(f"messages/{rid}", user=plain) for rid in (world.own.id, new_id())]
    assert forbidden[0].body == forbidden[1].body


def test_a_visitors_token_is_not_a_login(api, world):
    """A visitor's token does not work as a login, wherever it is sent."""
    token = world.own.visitor.token
    for headers in ({}, {"X-Visitor-Token": token}, {"X-Auth-Token": token},
                    {"X-Auth-Token": token, "X-User-Id": world.own.visitor.id},
                    {"X-Auth-Token": world.agent.token, "X-User-Id": world.own.visitor.id},
                    {"X-Auth-Token": "", "X-User-Id": world.agent.id},
                    {"X-Auth-Token": world.agent.token.swapcase(), "X-User-Id": world.agent.id},
                    {"X-Auth-Token": world.agent.token + " x", "X-User-Id": world.agent.id},
                    {"Cookie": f"rc_token={world.agent.token}; rc_uid={world.agent.id}"},
                    {"Authorization": f"Bearer {world.agent.token}"}):
        answer = api.get(f"messages/{world.own.id}", headers=headers)
        assert (answer.status, answer.body) == (
            401, b'{"status":"error","message":"You must be logged in to do this."}'), headers
        answer = api.post("messages", headers=headers, visitor={"token": token}, messages=[{"msg": "x"}])
        assert answer.status == 401, headers


def test_expired_logins_are_refused(api, db, world):
    room = world.own
    assert api.get(f"messages/{room.id}", user=world.agent).status == 200
    db.execute("UPDATE auth_tokens SET expires_at = 1 WHERE user_id = %s", world.agent.id)
    assert api.get(f"messages/{room.id}", user=world.agent).status == 401
    db.execute("UPDATE auth_tokens SET expires_at = NULL WHERE user_id = %s", world.agent.id)
    assert api.get(f"messages/{room.id}", user=world.agent).status == 200
    db.execute("UPDATE users SET active = 0 WHERE id = %s", world.agent.id)
    assert api.get(f"messages/{room.id}", user=world.agent).status == 401


def test_what_a_client_claims_changes_nothing(api, db, world):
    """No field can claim another identity, another time or more permissions."""
    token = new_id(20)
    claims = {"_id": world.other.visitor.id, "id": world.other.visitor.id, "verified": True,
              "role": "admin", "roles": ["admin"], "isAdmin": True, "ts": "2000-01-01T00:00:00.000Z",
              "u": {"_id": world.agent.id}, "type": "agent", "status": "busy", "ip": "1.2.3.4"}
    answer = api.post("visitor", visitor={"token": token, "name": "Claims", **claims})
    assert answer.status == 200, answer
    row = db.row("SELECT * FROM visitors WHERE token = %s", token)
    assert row["id"] != world.other.visitor.id and len(row["id"]) == 17
    assert row["status"] == "online" and row["ip"] == "127.0.0.1" and row["ts"] > 1_600_000_000_000
    for name, value in claims.items():
        if name == "_id":
            continue
        answer = api.post("message", **world.who, msg="x", **{name: value})
        assert answer.status == 400, name
        assert answer.json["error"] == "must NOT have additional properties [invalid-params]"
    for answer in (api.post("message", **world.who, msg="x"),
                   api.put(f"message/{world.message}", **world.who, msg="x")):
        assert answer.json["message"]["u"]["_id"] == world.own.visitor.id


def test_ids_of_the_server_cannot_be_guessed(api, world):
    ids = [api.post("message", **world.who, msg="x").json["message"]["_id"] for _ in range(40)]
    alphabet = set("23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz")
    assert len(set(ids)) == 40
    assert all(len(_id) == 17 and set(_id) <= alphabet for _id in ids)
    for place in range(17):
        assert len({_id[place] for _id in ids}) > 8, f"character {place} hardly changes"


def test_tokens_stay_out_of_the_log(site, api, db, world):
    """Requests of all kinds, including refused ones, are sent; then the logs of the programs and the server
    are searched."""
    for _id in world.ids.values():
        for _, request in requests(api, world, _id):
            request(world.who)
    api.get(f"message/{world.message}", **world.who)
    api.post("message", **world.who, msg={"a": 1})
    api.get(f"messages/{world.own.id}", user=world.agent)
    said = site.log()
    with open(site.path("access.log"), errors="replace") as file:
        said += file.read()
    for secret in (world.own.visitor.token, world.agent.token, "secret of"):
        assert secret not in said


def test_json_of_every_refusal(api, world):
    for _id in world.ids.values():
        for _, request in requests(api, world, _id):
            answer = request(world.who)
            assert answer.headers["Content-Type"] == "application/json"
            assert json.loads(answer.text) == answer.json
