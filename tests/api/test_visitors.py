# SPDX-License-Identifier: MIT
"""visitors.*: agents look up visitors and their earlier conversations."""

import json

import pytest

from harness.checks import invalid, refused, to_date
from harness.data import new_id, now_ms


def with_fields(db, visitor, **fields):
    for name, value in fields.items():
        db.insert("visitor_fields", visitor_id=visitor.id, name=name, value=value)
    return visitor


@pytest.fixture
def word():
    """Returns a part of the names of the visitors of one test."""
    return "W" + new_id(10)


# --- info ---

def test_info_of_a_visitor(api, db):
    department = db.department()
    visitor = with_fields(db, db.visitor(
        "Ida", email="ida@example.com", phone="+49 555", ip="203.0.113.5", user_agent="Browser/1",
        host="example.org", department_id=department), plan="gold", area="n")
    db.room(visitor, closed=True, ts=now_ms() - 500000)
    last = db.room(visitor, ts=now_ms() - 4000)
    ts = db.value("SELECT ts FROM visitors WHERE id = %s", visitor.id)
    answer = api.get("visitors.info", user=db.agent(), visitorId=visitor.id)
    assert answer.status == 200
    assert answer.json == {"success": True, "visitor": {
        "_id": visitor.id, "username": visitor.username, "status": "online", "ts": to_date(ts),
        "_updatedAt": to_date(ts), "name": "Ida", "phone": [{"phoneNumber": "+49 555"}],
        "visitorEmails": [{"address": "ida@example.com"}], "department": department,
        "livechatData": {"area": "n", "plan": "gold"},
        "lastChat": {"_id": last.id, "ts": to_date(db.value("SELECT ts FROM rooms WHERE id = %s",
                                                        last.id))}}}


def test_info_of_a_visitor_without_data(api, db):
    visitor = db.visitor(name=None)
    answer = api.get("visitors.info", user=db.agent(), visitorId=visitor.id)
    assert set(answer.json["visitor"]) == {"_id", "username", "status", "ts", "_updatedAt"}


def test_info_of_an_unknown_visitor(api, db):
    agent, visitor = db.agent(), db.visitor()
    for wrong in ("", new_id(), visitor.token, visitor.id.swapcase(), visitor.id + " ", "%", "x" * 300):
        refused(api.get("visitors.info", user=agent, visitorId=wrong), "visitor-not-found")
    refused(api.get("visitors.info", user=agent), invalid("must have required property 'visitorId'"))
    refused(api.get("visitors.info", user=agent, visitorId="x", token="y"),
            invalid("must NOT have additional properties"))
    refused(api.get("visitors.info", user=agent, query={"visitorId[$ne]": "x"}), invalid("must be string"))


# --- search ---

def test_search(api, db, word):
    agent = db.agent()
    visitor = with_fields(db, db.visitor(f"Ms {word}", email=f"{word}@Example.com",
                                         phone=f"+49 {word}", ip="203.0.113.6"), plan="gold")
    other = db.visitor("Other", username=f"the.{word}.one")
    db.visitor("Somebody else")
    answer = api.get("visitors.search", user=agent, term=word.lower())
    assert answer.status == 200
    assert {v["_id"] for v in answer.json["visitors"]} == {visitor.id, other.id}
    assert (answer.json["count"], answer.json["offset"], answer.json["total"]) == (2, 0, 2)
    assert visitor.token not in answer.text and "203.0.113.6" not in answer.text
    one = next(v for v in answer.json["visitors"] if v["_id"] == visitor.id)
    assert one["name"] == f"Ms {word}" and one["username"] == visitor.username
    assert one["phone"] == [{"phoneNumber": f"+49 {word}"}]
    assert one["visitorEmails"] == [{"address": f"{word}@Example.com"}]
    assert one["livechatData"] == {"plan": "gold"} and "lastChat" not in one

    def found(term):
        return [v["_id"] for v in api.get("visitors.search", user=agent, term=term).json["visitors"]]

    assert found(f"+49 {word}") == found(f"{word.upper()}@example.com") == [visitor.id]
    for part in (f"{word}@", f"49 {word}", f"{word}%", f"_{word[1:]}", "^((ab)*)+$", visitor.token):
        assert found(part) == [], part


def test_an_international_address_is_found_in_both_spellings(api, db, word):
    agent, visitor = db.agent(), db.visitor("Ann", email=f"{word}@xn--bcher-kva.example")
    for term in (f"{word}@Bücher.example", f"{word}@xn--bcher-kva.example"):
        answer = api.get("visitors.search", user=agent, term=term)
        assert [v["_id"] for v in answer.json["visitors"]] == [visitor.id], term


def test_search_pages_and_sorts(api, db, word):
    agent = db.agent()
    base = now_ms() - 1_000_000
    rows = [("b", "3", "x@a", 5), ("C", "1", "z@a", 4), ("a", "2", "y@a", 6)]
    visitors = []
    for i, (name, phone, email, last) in enumerate(rows):
        visitor = db.visitor(f"{name} {word}", phone=phone, email=email, ts=base + i,
                             username=f"{phone}.{word}")
        db.room(visitor, ts=base + last)
        visitors.append(visitor.id)

    def search(**params):
        answer = api.get("visitors.search", user=agent, term=word, **params).json
        assert answer["total"] == 3 and answer["count"] == len(answer["visitors"])
        return [visitors.index(v["_id"]) for v in answer["visitors"]]

    assert search() == [2, 1, 0]
    assert search(count=2) == [2, 1] and search(count=2, offset=2) == [0]
    assert search(offset=3) == [] and search(count=0) == [2, 1, 0]
    for key, ascending in {"ts": [0, 1, 2], "name": [2, 0, 1], "username": [1, 2, 0],
                           "phone": [1, 2, 0], "phone.phoneNumber": [1, 2, 0],
                           "visitorEmails.address": [0, 2, 1], "lastChat.ts": [1, 0, 2]}.items():
        assert search(sort=json.dumps({key: 1})) == ascending, key
        assert search(sort=json.dumps({key: -1})) == ascending[::-1], key
    assert search(sort='{"_id":1}') == sorted(range(3), key=lambda i: visitors[i])
    answer = api.get("visitors.search", user=agent, term=word, sort="x")
    assert answer.json["errorType"] == "error-invalid-sort"


def test_search_needs_a_term(api, db):
    agent = db.agent()
    refused(api.get("visitors.search", user=agent), invalid("must have required property 'term'"))
    refused(api.get("visitors.search", user=agent, term="x", text="y"),
            invalid("must NOT have additional properties"))
    everybody = api.get("visitors.search", user=agent, term="", count=1).json
    assert everybody["total"] == db.value("SELECT COUNT(*) FROM visitors")


# --- what they talked about ---

def history(api, user, room, path="visitors.chatHistory", visitor=None, **params):
    return api.get(f"{path}/room/{room.id}/visitor/{(visitor or room.visitor).id}",
                   user=user, **params)


@pytest.fixture
def talks(db):
    """A visitor with three conversations, the newest of which the agent serves."""
    agent, other = db.agent(), db.agent()
    visitor = db.visitor("Often Here", ip="203.0.113.8")
    base = now_ms() - 1_000_000
    first = db.room(visitor, other, closed=True, ts=base, closed_at=base + 900)
    db.message(first, "about 100% Apples", ts=base + 10)
    db.message(first, "they are ripe", ts=base + 900, by=other, type="livechat-close",
               extra_json='"groupable":false')
    second = db.room(visitor, closed=True, ts=base + 1000)
    db.message(second, "about pears", ts=base + 1010)
    now = db.room(visitor, agent, ts=base + 2000)
    db.room()
    talks = type("Talks", (), {})()
    talks.agent, talks.other, talks.visitor, talks.rooms = agent, other, visitor, [now, second, first]
    return talks


def test_history(api, talks):
    answer = history(api, talks.agent, talks.rooms[0])
    assert answer.status == 200
    assert [r["_id"] for r in answer.json["history"]] == [room.id for room in talks.rooms]
    assert (answer.json["count"], answer.json["offset"], answer.json["total"]) == (3, 0, 3)
    assert talks.visitor.token not in answer.text and "203.0.113.8" not in answer.text
    last = answer.json["history"][-1]
    assert last["closingMessage"]["msg"] == "they are ripe"
    assert last["servedBy"]["_id"] == talks.other.id and last["closer"] == "visitor"
    assert "closingMessage" not in answer.json["history"][0]


def test_history_pages_and_sorts(api, talks):
    ids = [room.id for room in talks.rooms]

    def page(**params):
        answer = history(api, talks.agent, talks.rooms[0], **params).json
        return [r["_id"] for r in answer["history"]], answer["total"]

    assert page(count=1) == (ids[:1], 3) and page(count=1, offset=2) == (ids[2:], 3)
    assert page(sort='{"ts":1}') == (ids[::-1], 3)
    refused(history(api, talks.agent, talks.rooms[0], text="x"), invalid("must NOT have additional properties"))


def test_history_of_a_room_one_can_read(api, db, talks):
    for path in ("visitors.chatHistory", "visitors.searchChats"):
        refused(history(api, talks.other, talks.rooms[0], path), "error-not-allowed")
        assert history(api, db.manager(), talks.rooms[0], path).status == 200
        assert history(api, talks.other, talks.rooms[2], path).json["total"] == 3
        refused(api.get(f"{path}/room/{new_id()}/visitor/{talks.visitor.id}",
                      user=talks.agent), "invalid-room")


def test_history_of_the_rooms_visitor_only(api, db, talks):
    """The visitor must be the one of the room; otherwise an agent could read the history of every visitor."""
    stranger = db.room(agent=talks.other).visitor
    for user in (talks.agent, db.manager()):
        refused(history(api, user, talks.rooms[0], visitor=stranger), "invalid-room-visitor")
        answer = history(api, user, talks.rooms[0], "visitors.searchChats", visitor=stranger)
        assert answer.json == {"history": [], "count": 0, "offset": 0, "total": 0, "success": True}


def test_search_chats(api, talks):
    now, second, first = (room.id for room in talks.rooms)

    def found(**params):
        answer = history(api, talks.agent, talks.rooms[0], "visitors.searchChats", **params).json
        assert answer["count"] == len(answer["history"]) == answer["total"]
        return [r["_id"] for r in answer["history"]]

    assert found() == found(searchText="", closedChatsOnly="false", servedChatsOnly="false") == \
        [now, second, first]
    assert found(closedChatsOnly="true") == [second, first]
    assert found(servedChatsOnly="true") == [now, first]
    assert found(closedChatsOnly="true", servedChatsOnly="true") == [first]
    assert found(searchText="ABOUT") == [second, first]
    assert found(searchText="apples") == found(searchText="0% a") == [first]
    assert found(searchText="a%s") == found(searchText="a_ples") == []
    assert found(source="api") == found(source="") == [now, second, first] and found(source="widget") == []
    assert found(searchText="pears", servedChatsOnly="true") == []
    assert found(sort='{"ts":1}', searchText="about") == [first, second]
