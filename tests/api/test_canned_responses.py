# SPDX-License-Identifier: MIT
"""canned-responses: texts that agents send again and again, and the placeholders that agents' messages may have."""

import pytest

from harness.checks import coded, invalid, listed, plain, result, to_date
from harness.data import new_id, now_ms

PATH = "/api/v1/canned-responses"
SAVING, REMOVING = {"method": "saveCannedResponse"}, {"method": "removeCannedResponse"}
ALL = "{{contact.name}}|{{contact.email}}|{{contact.phone}}|{{agent.name}}|{{agent.email}}"


def save(api, user, **fields):
    answer = api.post(PATH, user=user, **{"shortcut": new_id(), "text": "Hello", "scope": "user", **fields})
    assert answer.status == 200, answer
    return answer.json["_id"]


def seen(api, user, **query):
    """The ids of those that the user sees."""
    found = [c["_id"] for c in listed(api.get(PATH, user=user, count=0, **query), "cannedResponses")]
    if not query:
        answer = api.get("/api/v1/canned-responses.get", user=user).json
        assert [c["_id"] for c in answer["responses"]] == found
    return found


@pytest.fixture
def people(db):
    """Two agents, a manager and a monitor; the first agent is in a department."""
    db.execute("DELETE FROM canned_responses")
    one, two = db.agent(), db.agent()
    yield {"one": one, "two": two, "manager": db.manager(), "monitor": db.user("livechat-monitor"),
           "sales": db.department("sales", one)}
    db.execute("DELETE FROM canned_responses")


def test_an_agent_keeps_texts_of_their_own(api, db, people):
    one = people["one"]
    _id = save(api, one, shortcut="hi", text="Hello {{contact.name}}", tags=["a", "b"], departmentId=people["sales"])
    row = db.row("SELECT * FROM canned_responses WHERE id = %s", _id)
    assert abs(row["created_at"] - now_ms()) < 60000
    assert api.get(f"{PATH}/{_id}", user=one).json == {"success": True, "cannedResponse": {
        "_id": _id, "shortcut": "hi", "text": "Hello {{contact.name}}", "scope": "user", "tags": ["a", "b"],
        "userId": one.id, "createdBy": {"_id": one.id, "username": one.username},
        "_createdAt": to_date(row["created_at"]), "_updatedAt": to_date(row["updated_at"])}}
    assert seen(api, one) == [_id]
    for other in ("two", "manager", "monitor"):
        assert seen(api, people[other]) == []
        answer = api.get(f"{PATH}/{_id}", user=people[other])
        assert (answer.status, answer.json) == (404, {"success": False, "error": "Resource not found"})


def test_a_department_and_everybody_share_texts(api, people):
    of_sales = save(api, people["monitor"], shortcut="a", scope="department", departmentId=people["sales"])
    of_all = save(api, people["manager"], shortcut="b", scope="global")
    for who, expected in (("one", [of_sales, of_all]), ("two", [of_all]), ("manager", [of_sales, of_all]),
                          ("monitor", [of_sales, of_all])):
        assert seen(api, people[who]) == expected, who
    # To ask for a department does not show what is in it.
    assert seen(api, people["two"], departmentId=people["sales"]) == []
    assert seen(api, people["one"], departmentId=people["sales"]) == [of_sales]


def test_who_writes_into_which_scope(api, db, people):
    def refusal(scope, details):
        return coded(f"Not allowed to modify canned responses on *{scope}* scope", "error-not-allowed",
                     details=details)

    for who, scope in (("one", "department"), ("one", "global"), ("monitor", "global")):
        answer = api.post(PATH, user=people[who], shortcut="x", text="x", scope=scope,
                          departmentId=people["sales"])
        assert result(answer) == refusal(scope, SAVING)
        stored = db.canned(people["manager"], scope=scope, department_id=people["sales"])
        answer = api.post(PATH, user=people[who], _id=stored, shortcut=new_id(), text="x", scope="user")
        assert result(answer) == refusal(scope, SAVING)
        assert result(api.request("DELETE", f"{PATH}/{stored}", user=people[who])) == refusal(scope, REMOVING)
    assert db.value("SELECT COUNT(*) FROM canned_responses") == 3


def test_an_update_keeps_who_created_it(api, db, people):
    one, manager = people["one"], people["manager"]
    _id = save(api, manager, scope="global")
    other = db.user("admin")
    assert save(api, other, _id=_id, shortcut="new", text="New", scope="department",
                departmentId=people["sales"]) == _id
    found = api.get(f"{PATH}/{_id}", user=one).json["cannedResponse"]
    assert (found["shortcut"], found["scope"], found["createdBy"]["_id"]) == ("new", "department", manager.id)
    assert found["departmentId"] == people["sales"] and "userId" not in found


@pytest.mark.parametrize("how", ["path", "body"])
def test_a_response_is_deleted_by_its_owner(api, people, how):
    one, _id = people["one"], save(api, people["one"])

    def remove(user, _id):
        if how == "path":
            return api.request("DELETE", f"{PATH}/{_id}", user=user)
        return api.request("DELETE", PATH, user=user, json={"_id": _id})
    missing = coded("Canned Response not found", "error-canned-response-not-found", details=REMOVING)
    assert result(remove(people["manager"], _id)) == missing
    assert remove(one, _id).json == {"success": True} and seen(api, one) == []
    assert result(remove(one, _id)) == missing


def test_a_shortcut_is_used_once(api, db, people):
    taken = coded("Shortcut provided already exists", "error-invalid-shortcut", details=SAVING)
    one = save(api, people["one"], shortcut="Hi")
    other = save(api, people["two"], shortcut="hi")
    assert result(api.post(PATH, user=people["two"], shortcut="Hi", text="x", scope="user")) == taken
    assert result(api.post(PATH, user=people["two"], _id=other, shortcut="Hi", text="x", scope="user")) == taken
    assert save(api, people["one"], _id=one, shortcut="Hi", text="changed") == one
    assert db.value("SELECT COUNT(*) FROM canned_responses") == 2


@pytest.mark.parametrize("fields,error", [
    ({"scope": "department"}, coded("Invalid department", "error-invalid-department", details=SAVING)),
    ({"scope": "department", "departmentId": "unknown"},
     coded("Invalid department", "error-invalid-department", details=SAVING)),
    ({"departmentId": "unknown"}, coded("Invalid department", "error-invalid-department", details=SAVING)),
    ({"_id": "unknown"},
     coded("Canned Response not found", "error-canned-response-not-found", details=SAVING)),
    ({"scope": "all"}, coded("The scope of a canned response is user, department or global",
                             "error-invalid-scope", details=SAVING)),
    ({"shortcut": " "}, coded("A canned response needs a shortcut and a text",
                              "error-invalid-canned-response", details=SAVING)),
    ({"text": ""}, coded("A canned response needs a shortcut and a text",
                         "error-invalid-canned-response", details=SAVING)),
    ({"tags": "x"}, invalid("must be array")),
    ({"tags": ["x" * 65]}, invalid("must NOT have more than 64 characters")),
    ({"tags": ["x"] * 17}, invalid("must NOT have more than 16 items")),
    ({"shortcut": "x" * 129}, invalid("must NOT have more than 128 characters")),
    ({"text": "x" * 10001}, invalid("must NOT have more than 10000 characters"))])
def test_what_cannot_be_stored_says_why(api, db, people, fields, error):
    answer = api.post(PATH, user=people["manager"], **{"shortcut": "x", "text": "x", "scope": "user", **fields})
    assert result(answer) == error
    assert db.value("SELECT COUNT(*) FROM canned_responses") == 0


def test_the_list_is_searched(api, people):
    one, manager = people["one"], people["manager"]
    a = save(api, one, shortcut="a", text="100% Größe", tags=["x", 'q"uote'])
    b = save(api, manager, shortcut="b%", text="other", scope="global", tags=["y"])
    for query, expected in (
            ({"shortcut": "a"}, [a]), ({"shortcut": "A"}, []), ({"text": "grosse"}, []), ({"text": "GRÖSSE"}, []),
            ({"text": "größe"}, [a]), ({"text": "%"}, [a, b]), ({"text": "0%"}, [a]), ({"scope": "global"}, [b]),
            ({"scope": "x"}, []), ({"createdBy": one.id}, [a]), ({"createdBy": manager.username}, [b]),
            ({"tags": "x"}, [a]), ({"tags[]": 'q"uote'}, [a]), ({"tags": "z"}, []), ({"scope": ""}, [a, b]),
            ({"sort": '{"shortcut":-1}'}, [b, a])):
        assert seen(api, one, **query) == expected, query
    answer = api.request("GET", PATH, user=one, query=[("tags[]", "x"), ("tags[]", "y"), ("count", "1")])
    assert [c["_id"] for c in answer.json["cannedResponses"]] == [a] and answer.json["total"] == 2


def test_a_department_takes_its_responses_along(api, db, people):
    save(api, people["manager"], scope="department", departmentId=people["sales"])
    assert api.request("DELETE", f"department/{people['sales']}", user=people["manager"]).status == 200
    assert db.value("SELECT COUNT(*) FROM canned_responses") == 0


# --- placeholders ---

@pytest.fixture
def talk(db):
    """An agent, and their room with a visitor whose data are known."""
    agent = db.agent(name="Lisa", email="lisa@example.com")
    visitor = db.visitor("Anna {{agent.email}}", email="anna@example.com", phone="+49 30")
    return agent, db.room(visitor, agent)


FILLED = "Anna {{agent.email}}|anna@example.com|+49 30|Lisa|lisa@example.com"


def send(api, agent, room, text, **more):
    return api.post("/api/v1/chat.sendMessage", user=agent, message={"rid": room.id, "msg": text, **more})


def test_placeholders_of_an_agents_message_are_filled(api, db, talk):
    agent, room = talk
    answer = send(api, agent, room, f"*{ALL}* {{{{agent.name }}}} {{{{x")
    message = answer.json["message"]
    assert message["msg"] == f"*{FILLED}* {{{{agent.name }}}} {{{{x"
    assert db.value("SELECT msg FROM messages WHERE id = %s", message["_id"]) == message["msg"]
    assert "Lisa" in str(message["md"]) and "{{contact.name}}" not in str(message)
    posted = api.post("/api/v1/chat.postMessage", user=agent, roomId=room.id, text="{{agent.name}}")
    assert posted.json["message"]["msg"] == "Lisa"
    edited = api.post("/api/v1/chat.update", user=agent, roomId=room.id, msgId=message["_id"],
                      text="by {{agent.name}}")
    assert edited.json["message"]["msg"] == "by Lisa"


def test_what_is_unknown_becomes_nothing(api, db):
    agent = db.agent(name="Lisa", email=None)
    room = db.room(db.visitor("Anna", email=None, phone=None), agent)
    assert send(api, agent, room, ALL).json["message"]["msg"] == "Anna|||Lisa|"


def test_the_agent_is_who_serves_the_room(api, db, talk):
    other = db.agent(name="Other")
    db.insert("room_members", rid=talk[1].id, user_id=other.id, joined_at=now_ms())
    assert send(api, other, talk[1], "{{agent.name}}").json["message"]["msg"] == "Lisa"


def test_a_visitors_message_stays_as_it_is(api, talk):
    visitor = talk[1].visitor
    assert api.post("message", token=visitor.token, rid=talk[1].id, msg=ALL).json["message"]["msg"] == ALL


def test_a_message_that_is_sent_again_is_stored_once(api, db, talk):
    agent, room = talk
    _id = new_id()
    first = send(api, agent, room, "Hello {{contact.name}}, I am {{agent.name}}.", _id=_id).json["message"]
    db.execute("UPDATE visitors SET name = 'Other' WHERE id = %s", room.visitor.id)
    again = send(api, agent, room, "Hello {{contact.name}}, I am {{agent.name}}.", _id=_id)
    assert again.json["message"] == first
    for other in ("Hello {{contact.name}}!", "{{contact.name}}, I am here.", "Bye {{contact.name}}"):
        assert send(api, agent, room, other, _id=_id).json["errorType"] == "error-message-exists"


def test_a_text_that_is_too_long_when_it_is_filled_is_refused(api, db, talk):
    before = db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", talk[1].id)
    answer = send(api, *talk, "{{contact.email}}{{agent.email}}" * 250)
    assert answer.status == 400
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s", talk[1].id) == before


def test_a_preview_shows_what_would_be_sent(api, db, talk):
    agent, room = talk
    _id = save(api, agent, text=ALL)
    answer = api.get(f"{PATH}/{_id}", user=agent, rid=room.id)
    assert answer.json["preview"] == FILLED and answer.json["cannedResponse"]["text"] == ALL
    queued = db.room()
    assert api.get(f"{PATH}/{_id}", user=agent, rid=queued.id).json["preview"] == ALL
    others = db.room(agent=db.agent())
    assert result(api.get(f"{PATH}/{_id}", user=agent, rid=others.id)) == plain("error-not-allowed")
    assert result(api.get(f"{PATH}/{_id}", user=agent, rid="unknown")) == plain("invalid-room")
