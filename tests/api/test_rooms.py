# SPDX-License-Identifier: MIT
"""GET /livechat/rooms: agents and managers search for rooms."""

import json

import pytest

from harness.checks import OF_OTHERS, invalid, refused, to_date
from harness.data import new_id, now_ms



@pytest.fixture
def manager(db):
    return db.manager()


@pytest.fixture
def found(api, db, manager):
    """A function that returns the ids of the rooms that a search finds, of those made in this test only: they
    are in a department of their own."""
    department = db.department("looked for")

    def find(**params):
        answer = api.get("rooms", user=manager, departmentId=department, count=100, **params)
        assert answer.status == 200, answer
        rooms = answer.json["rooms"]
        assert answer.json["count"] == len(rooms) == answer.json["total"]
        return [room["_id"] for room in rooms]

    find.department = department
    return find


def test_a_room_as_agents_see_it(api, db, found, manager):
    agent = db.agent()
    visitor = db.visitor("Vera Visitor", ip="203.0.113.9", email="vera@example.com")
    ts = now_ms() - 100000
    room = db.room(visitor, agent, ts=ts, department_id=found.department, topic="a topic",
                   tags_json='["a","b"]', visitor_ts=ts + 5, agent_ts=ts + 7, responses=1,
                   response_ms=2000, first_response_ms=2000, response_by_id=agent.id,
                   response_by_username=agent.username)
    db.insert("room_fields", rid=room.id, name="plan", value="gold")
    db.insert("room_fields", rid=room.id, name="area", value="north")
    message = db.message(room, "hello", ts=ts + 5)
    db.execute("UPDATE rooms SET is_open = 0, waiting = 0, closed_at = %s, closer = 'user',"
               " closed_by_id = %s, closed_by_username = %s WHERE id = %s",
               ts + 9000, agent.id, agent.username, room.id)
    db.message(room, "bye", by=agent, type="livechat-close", ts=ts + 9000,
               extra_json='"groupable":false')
    answer = api.get("rooms", user=manager, departmentId=found.department)
    assert answer.json["offset"] == 0 and answer.json["success"] is True
    (seen,) = answer.json["rooms"]
    last = seen.pop("lastMessage")
    assert (last["_id"], last["msg"], last["alias"]) == (message, "hello", "Vera Visitor")
    assert "token" not in last
    closing = seen.pop("closingMessage")
    assert (closing["t"], closing["msg"], closing["u"]["_id"], closing["ts"]) == \
        ("livechat-close", "bye", agent.id, to_date(ts + 9000))
    updated = seen.pop("_updatedAt")
    assert updated == to_date(db.value("SELECT updated_at FROM rooms WHERE id = %s", room.id))
    assert seen == {
        "_id": room.id, "msgs": 1, "usersCount": 2, "lm": to_date(ts + 5), "fname": "Vera Visitor",
        "t": "l", "ts": to_date(ts), "departmentId": found.department,
        "v": {"_id": visitor.id, "username": visitor.username, "status": "online",
              "lastMessageTs": to_date(ts + 5)},
        "cl": False, "source": {"type": "api"}, "queuedAt": to_date(ts), "priorityWeight": 99,
        "estimatedWaitingTimeQueue": 9999999,
        "servedBy": {"_id": agent.id, "username": agent.username, "ts": to_date(ts)},
        "metrics": {"v": {"lq": to_date(ts + 5)}, "servedBy": {"lr": to_date(ts + 7)},
                    "response": {"total": 1, "tt": 2, "avg": 2, "ft": 2}, "chatDuration": 9,
                    "serviceTimeDuration": 9},
        "topic": "a topic", "tags": ["a", "b"],
        "responseBy": {"_id": agent.id, "username": agent.username},
        "closedAt": to_date(ts + 9000), "closer": "user",
        "closedBy": {"_id": agent.id, "username": agent.username},
        "livechatData": {"area": "north", "plan": "gold"},
        "department": {"_id": found.department, "name": f"looked for {found.department}"},
    }
    assert list(seen["livechatData"]) == ["area", "plan"]
    assert visitor.token not in answer.text and "203.0.113.9" not in answer.text


def test_a_waiting_room_has_no_agent(api, db, found, manager):
    room = db.room(department_id=found.department)
    (seen,) = api.get("rooms", user=manager, departmentId=found.department).json["rooms"]
    assert seen["_id"] == room.id and seen["open"] is True and seen["waitingResponse"] is True
    assert not {"servedBy", "closedAt", "closer", "closedBy", "topic", "tags", "livechatData",
                "lastMessage", "closingMessage", "responseBy"} & set(seen)


def test_who_may_search(api, db):
    agent, other = db.agent(), db.agent()
    mine = db.room(agent=agent)
    theirs = db.room(agent=other)
    for user in (agent, db.user()):
        assert (api.get("rooms", user=user).status, api.get("rooms", user=user).json) == \
            OF_OTHERS
    for agents in ([other.id], [agent.id, other.id], [agent.username], [f"{agent.id},{other.id}"]):
        answer = api.get("rooms", user=agent, query={"agents[]": agents})
        assert (answer.status, answer.json) == OF_OTHERS, agents
    assert api.get("rooms", user=db.user(), query={"agents[]": "x"}).status == 403
    answer = api.get("rooms", user=agent, query={"agents[]": agent.id})
    assert [room["_id"] for room in answer.json["rooms"]] == [mine.id]
    assert api.get("rooms").status == 401
    for user in (db.manager(), db.user("livechat-monitor"), db.user("admin")):
        answer = api.get("rooms", user=user, count=0)
        assert {mine.id, theirs.id} <= {room["_id"] for room in answer.json["rooms"]}


def test_no_condition_shows_an_agent_more_rooms(api, db):
    """Other conditions apply in addition to the one that an agent sees their own rooms."""
    agent, other = db.agent(), db.agent()
    mine, theirs = db.room(agent=agent), db.room(agent=other, fname="theirs")
    for more in ({"query": '{}'}, {"fields": '{"v.token":1}'}, {"roomName": "theirs"},
                 {"units[]": ""}, {"open": "true"}, {"queued": "true"},
                 {"customFields": '{"a":"%"}'}, {"sort": '{"servedBy.username":1}'}):
        answer = api.get("rooms", user=agent, query={"agents[]": agent.id, **more})
        assert answer.status == 200
        assert {room["_id"] for room in answer.json["rooms"]} <= {mine.id}, more
        assert theirs.id not in answer.text and mine.visitor.token not in answer.text


def test_rooms_are_found_by_agent_and_department(api, db, found, manager):
    first, second, third = db.agent(), db.agent(), db.agent()
    rooms = [db.room(agent=agent, department_id=found.department)
             for agent in (first, second, third)]
    assert set(found(**{"agents[]": [first.id, third.id]})) == {rooms[0].id, rooms[2].id}
    assert found(agents=second.id) == [rooms[1].id]
    assert set(found(**{"agents[]": [first.username, third.id]})) == {rooms[0].id, rooms[2].id}
    assert found(agents="nobody") == []
    other = db.department("other")
    elsewhere = db.room(department_id=other)
    answer = api.get("rooms", user=manager, query={"departmentId[]": [found.department, other]})
    assert {r["_id"] for r in answer.json["rooms"]} == {r.id for r in rooms} | {elsewhere.id}
    answer = api.get("rooms", user=manager, departmentId=other)
    assert [r["_id"] for r in answer.json["rooms"]] == [elsewhere.id]
    for none in ("undefined", ""):
        assert api.get("rooms", user=manager, departmentId=none).json["total"] == \
            db.value("SELECT COUNT(*) FROM rooms")


def test_rooms_are_found_by_state(db, found):
    queued = db.room(department_id=found.department).id
    served = db.room(agent=db.agent(), department_id=found.department).id
    closed = db.room(closed=True, department_id=found.department).id
    assert set(found()) == {queued, served, closed}
    assert found(open="true") == [served]
    assert found(open="false") == [closed]
    assert set(found(open="")) == {queued, served, closed}
    for yes in ("true", "t", "1"):
        assert found(queued=yes) == [queued]
        assert found(onhold=yes) == []
    assert found(queued="true", open="false") == found(queued="true", open="true") == [queued]
    assert set(found(queued="false", onhold="false", open="")) == {queued, served, closed}


def test_rooms_are_found_by_time(api, db, found, manager):
    base = 1_700_000_000_000
    rooms = [db.room(ts=base + i * 1000, department_id=found.department).id for i in range(4)]
    gone = db.room(ts=base - 9000, closed=True, closed_at=base + 500,
                   department_id=found.department).id

    def created(**period):
        return found(createdAt=json.dumps(period))

    assert created(start=to_date(base + 1000), end=to_date(base + 2000)) == [rooms[2], rooms[1]]
    assert created(start=to_date(base + 1001)) == [rooms[3], rooms[2]]
    assert created(end=to_date(base - 1)) == [gone]
    assert len(created()) == len(created(start="", end=None)) == len(found(createdAt="")) == 5
    assert created(start="2023-11-14", end="2023-11-15") == [*rooms[::-1], gone]
    assert found(closedAt=json.dumps({"start": to_date(base + 500)})) == [gone]
    assert found(closedAt=json.dumps({"end": to_date(base + 500)})) == [gone]
    assert found(closedAt=json.dumps({"start": to_date(base + 501)})) == []
    assert found(closedAt=json.dumps({"end": to_date(base + 499)})) == []
    assert len(found(closedAt="{}")) == 5
    for name in ("createdAt", "closedAt"):
        for end in ("start", "end"):
            for wrong in ("yesterday", 5, ["x"], {"$gt": 1}, True):
                refused(api.get("rooms", user=manager, **{name: json.dumps({end: wrong})}),
                        f'The "{name}.{end}" query parameter must be a valid date.')
        for wrong in ("x", "[]", '"2026"', "{", '{"start":}'):
            refused(api.get("rooms", user=manager, **{name: wrong}),
                    f'The "{name}" query parameter must be a valid JSON.')


def test_rooms_are_found_by_name(db, found):
    names = {"Ann Lee": None, "joann": None, "ann lee": None, "50% Ann_x": None, "Zoë": None}
    for name in names:
        names[name] = db.room(db.visitor(name), department_id=found.department).id
    quoted = db.room(db.visitor('"Ann"'), department_id=found.department).id

    def those(*wanted):
        return {names[name] for name in wanted}

    assert set(found(roomName="ANN")) == those("Ann Lee", "joann", "ann lee", "50% Ann_x") | {quoted}
    assert set(found(roomName='"Ann Lee"')) == those("Ann Lee")
    assert set(found(roomName='"Ann Lee "')) == set()
    assert set(found(roomName='"Ann"')) == set()
    assert set(found(roomName='""Ann""')) == {quoted}
    assert set(found(roomName="50%")) == set(found(roomName="n_x")) == those("50% Ann_x")
    assert set(found(roomName="n.n")) == set(found(roomName="n|")) == set()
    assert set(found(roomName="zoë")) == set(found(roomName="zoe")) == those("Zoë")
    assert set(found(roomName="zoö")) == set()
    assert len(found(roomName="")) == 6
    assert set(found(roomName='"')) == {quoted}


def test_rooms_are_found_by_tag(db, found):
    def tagged(*tags):
        return db.room(department_id=found.department, tags_json=json.dumps(tags, ensure_ascii=False)).id

    vip, both, odd = tagged("vip"), tagged("vip", "new"), tagged('x","y', "ZOË", "a\\b")
    db.room(department_id=found.department)
    assert set(found(tags="vip")) == {vip, both}
    assert found(**{"tags[]": ["new", "nothing"]}) == [both]
    assert set(found(**{"tags[]": ["new", "vip", 'x","y']})) == {vip, both, odd}
    assert found(tags="a\\b") == found(tags="ZOË") == [odd]
    for part in ("vi", "vip ", "VIP", "x", ",", "%", "", "zoë", "null", '"vip"'):
        assert found(tags=part) == [], part


def test_rooms_are_found_by_custom_fields(api, db, found, manager):
    def room(**fields):
        rid = db.room(department_id=found.department).id
        for name, value in fields.items():
            db.insert("room_fields", rid=rid, name=name, value=value)
        return rid

    gold, silver, plain_room = room(plan="Gold 50%", area="N"), room(plan="silver", area="N"), room()

    def with_fields(**fields):
        return found(customFields=json.dumps(fields))

    assert with_fields(plan="gold") == [gold]
    assert set(with_fields(area="n")) == {gold, silver}
    assert with_fields(area="N", plan="SILVER") == [silver]
    assert with_fields(area="N", plan="x") == with_fields(Plan="gold") == with_fields(other="") == []
    assert with_fields(plan="0%") == [gold] and with_fields(plan="%g") == []
    assert set(with_fields()) == set(found(customFields="")) == {gold, silver, plain_room}
    for wrong in ("x", "[]", "1", "null", '{"a":{"$ne":1}}', '{"a":["x"]}', '{"a":1}', '{"a":null}'):
        refused(api.get("rooms", user=manager, customFields=wrong),
                'The "customFields" query parameter must be a valid JSON.')


def test_all_conditions_apply_together(db, found):
    agent = db.agent()
    room = db.room(db.visitor("Wanted"), agent, department_id=found.department, tags_json='["t"]')
    db.insert("room_fields", rid=room.id, name="f", value="v")
    everything = {"agents": agent.id, "tags": "t", "roomName": "want", "open": "true",
                  "customFields": '{"f":"v"}', "createdAt": '{"start":"2020-01-01"}'}
    assert found(**everything) == [room.id]
    for name, wrong in {"agents": "x", "tags": "x", "roomName": "x", "open": "false",
                        "customFields": '{"f":"x"}', "createdAt": '{"end":"2020-01-01"}'}.items():
        assert found(**{**everything, name: wrong}) == [], name


def test_the_list_is_paged(api, db, found, manager):
    base = now_ms() - 10_000_000
    rooms = [db.room(ts=base + i, department_id=found.department).id for i in range(5)][::-1]

    def page(**params):
        answer = api.get("rooms", user=manager, departmentId=found.department, **params).json
        assert answer["total"] == 5 and answer["count"] == len(answer["rooms"])
        return answer["offset"], [room["_id"] for room in answer["rooms"]]

    assert page() == (0, rooms)
    assert page(count=2) == (0, rooms[:2])
    assert page(count=2, offset=2) == (2, rooms[2:4])
    assert page(count=2, offset=4) == (4, rooms[4:])
    assert page(offset=5) == (5, [])
    assert page(count=0) == (0, rooms)
    same = [db.room(ts=base - 1, department_id=found.department).id for _ in range(4)]
    seen = [api.get("rooms", user=manager, departmentId=found.department, count=1,
                    offset=5 + i).json["rooms"][0]["_id"] for i in range(4)]
    assert sorted(seen) == sorted(same)


def test_the_list_is_sorted(api, db, found, manager):
    agents = sorted((db.agent() for _ in range(3)), key=lambda a: a.username)
    base = now_ms() - 10_000_000
    columns = [
        dict(fname="Bea", msgs=10, ts=base, lm=base + 3, closed_at=base + 7, queued_at=base + 2),
        dict(fname="ann", msgs=9, ts=base + 2, lm=base + 1, closed_at=base + 9, queued_at=base + 1),
        dict(fname="Cid", msgs=200, ts=base + 1, lm=base + 2, closed_at=base + 8, queued_at=base),
    ]
    rooms = [db.room(agent=agent, closed=True, department_id=found.department, **row).id
             for agent, row in zip(agents, columns)]
    db.execute("UPDATE rooms SET updated_at = ts, is_open = id = %s WHERE department_id = %s",
               rooms[2], found.department)

    def order(*keys):
        return [rooms.index(rid) for rid in found(sort=json.dumps(dict(keys)))]

    assert order() == [1, 2, 0]
    for key, ascending in {"ts": [0, 2, 1], "fname": [1, 0, 2], "msgs": [1, 0, 2], "lm": [1, 2, 0],
                           "closedAt": [0, 2, 1], "queuedAt": [2, 1, 0], "_updatedAt": [0, 2, 1],
                           "servedBy": [0, 1, 2], "servedBy.username": [0, 1, 2]}.items():
        assert order((key, 1)) == ascending, key
        assert order((key, -1)) == ascending[::-1], key
    assert order(("_id", 1)) == sorted(range(3), key=lambda i: rooms[i])
    assert order(("open", -1), ("fname", 1)) == [2, 1, 0]
    assert order(("open", 1), ("fname", -1)) == [0, 1, 2]
    assert order(("department.name", 1), ("nothing", -1), ("msgs", 1)) == [1, 0, 2]
    assert order(("value", 1)) == [1, 2, 0]
    answer = api.get("rooms", user=manager, sort='{"ts":2}')
    assert answer.json == {
        "success": False, "errorType": "error-invalid-sort",
        "error": 'Invalid sort parameter provided: "{"ts":2}" [error-invalid-sort]',
        "details": {"helperMethod": "parseJsonQuery"}}


def test_the_sort_order_may_change_with_each_request(db, found):
    """The statement is prepared once, whatever it sorts by."""
    base = now_ms() - 10_000_000
    rooms = [db.room(ts=base + i, fname=name, department_id=found.department).id
             for i, name in enumerate("bca")]
    for _ in range(3):
        assert found(sort='{"fname":1}') == [rooms[2], rooms[0], rooms[1]]
        assert found(sort='{"ts":1}') == rooms
        assert found(sort='{"fname":-1,"ts":1}') == [rooms[1], rooms[0], rooms[2]]
        assert found(sort='{"ts":-1}') == rooms[::-1]


def test_invalid_conditions_are_refused(api, manager):
    refused(api.get("rooms", user=manager, other="x"), invalid("must NOT have additional properties"))
    refused(api.get("rooms", user=manager, count="x"), invalid("must be number"))
    refused(api.get("rooms", user=manager, query={"agents[a]": "x"}), invalid("must be array"))
    refused(api.get("rooms", user=manager, query={"open[]": ["true", "false"]}), invalid("must be string"))
    for name in ("agents", "departmentId", "tags"):
        ids = [new_id() for _ in range(17)]
        assert api.get("rooms", user=manager, query={f"{name}[]": ids[:16]}).status == 200
        refused(api.get("rooms", user=manager, query={f"{name}[]": ids}),
                invalid("must NOT have more than 16 items"))
    fields = {str(i): "x" for i in range(5)}
    refused(api.get("rooms", user=manager, customFields=json.dumps(fields)),
            invalid("must NOT have more than 4 properties"))


def test_each_of_many_rooms_has_its_own_custom_fields(api, db, found, manager):
    """There are more rooms than the program looks up together."""
    rooms = {}
    for i in range(40):
        rid = db.room(department_id=found.department).id
        rooms[rid] = {"n": str(i), "m": "x"} if i % 3 else None
        for name, value in (rooms[rid] or {}).items():
            db.insert("room_fields", rid=rid, name=name, value=value)
    answer = api.get("rooms", user=manager, departmentId=found.department, count=100).json
    assert {r["_id"]: r.get("livechatData") for r in answer["rooms"]} == rooms


# --- those of one visitor ---

def test_agents_see_a_visitors_open_rooms(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    visitor = room.visitor
    rooms = api.get(f"visitor/{visitor.token}/room", user=agent).json["rooms"]
    assert [(r["_id"], r["t"], r["cl"], r["servedBy"]["_id"]) for r in rooms] == \
        [(room.id, "l", False, agent.id)]
    api.post("room.close", rid=room.id, token=visitor.token)
    for token in (visitor.token, "nobody"):
        assert api.get(f"visitor/{token}/room", user=agent).json == {"rooms": [], "success": True}
    assert api.get(f"visitor/{visitor.token}/room").status == 401
