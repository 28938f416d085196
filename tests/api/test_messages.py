# SPDX-License-Identifier: MIT
"""GET /livechat/messages/{rid}, also as /livechat/{rid}/messages: an agent reads a room."""

import itertools
import json

import pytest

from harness.checks import coded, invalid, listed, plain, result, to_ms
from harness.data import now_ms


@pytest.fixture(scope="module")
def agent(db):
    return db.agent()


@pytest.fixture(scope="module")
def room(db, agent):
    """A room with seven messages, some of which are system messages; the newest is the last."""
    room = db.room(agent=agent, ts=now_ms() - 100_000)
    start = now_ms() - 90_000
    for i, (msg, by) in enumerate([("delta", None), ("alpha", agent), ("charlie", None), ("bravo", agent),
                                   ("alpha", None)]):
        db.message(room, msg, by=by, ts=start + i)
    for i, kind in enumerate(["command", "uj", "livechat_navigation_history", "rm",
                              "livechat_transcript_history"]):
        db.message(room, kind, by=agent, type=kind, ts=start + 10 + i)
    db.message(room, "bye", by=agent, type="livechat-close", ts=start + 20)
    db.message(room, "after", ts=start + 21)
    return room


def ask(api, room, user, **params):
    return api.get(f"messages/{room.id}", user=user, **params)


def texts(answer):
    return [message["msg"] for message in listed(answer, "messages")]


NEWEST_FIRST = ["after", "bye", "alpha", "bravo", "charlie", "alpha", "delta"]


# --- the answer -----------------------------------------------------------------------------------

def test_lists_messages_and_the_closing_one_newest_first_without_other_system_messages(api, agent, room):
    answer = ask(api, room, agent)
    assert texts(answer) == NEWEST_FIRST
    assert list(answer.json) == ["messages", "offset", "count", "total", "success"]
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (0, 50, 7)
    stamps = [to_ms(message["ts"]) for message in answer.json["messages"]]
    assert stamps == sorted(stamps, reverse=True)


def test_both_paths_answer_the_same(api, agent, room):
    for params in ({}, {"count": "2", "offset": "1"}, {"searchTerm": "alpha"}, {"foo": "1"}):
        one = api.get(f"messages/{room.id}", user=agent, **params)
        assert api.get(f"{room.id}/messages", user=agent, **params).body == one.body


def test_messages_are_whole_documents_and_those_of_visitors_carry_the_token(api, db, agent):
    room = db.room(agent=agent)
    sent = api.post("message", token=room.visitor.token, rid=room.id, msg="from me").json["message"]
    db.message(room, "from the agent", by=agent, u_name="Lisa")
    theirs, mine = ask(api, room, agent).json["messages"]
    assert mine == sent and mine["token"] == room.visitor.token
    assert "token" not in theirs and "alias" not in theirs
    assert list(theirs) == ["_id", "rid", "msg", "ts", "u", "_updatedAt", "urls", "mentions", "channels"]
    assert theirs["u"] == {"_id": agent.id, "username": agent.username, "name": "Lisa"}


def test_the_closing_message_has_its_type(api, agent, room):
    assert ask(api, room, agent).json["messages"][1]["t"] == "livechat-close"


def test_an_empty_room_has_no_messages(api, db, agent):
    answer = ask(api, db.room(agent=agent), agent)
    assert result(answer) == (200, {"messages": [], "offset": 0, "count": 50, "total": 0, "success": True})


# --- paging ---------------------------------------------------------------------------------------

def test_count_is_what_was_asked_for_and_total_all_there_is(api, agent, room):
    answer = ask(api, room, agent, count="2")
    assert texts(answer) == NEWEST_FIRST[:2]
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (0, 2, 7)


def test_offset_skips_and_past_the_end_nothing_is_left(api, agent, room):
    answer = ask(api, room, agent, offset="5", count="10")
    assert texts(answer) == NEWEST_FIRST[5:]
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (5, 10, 7)
    answer = ask(api, room, agent, offset="7")
    assert texts(answer) == [] and answer.json["total"] == 7
    assert texts(ask(api, room, agent, offset="1000000000000")) == []


def test_pages_put_together_are_the_whole_list(api, agent, room):
    pages = [texts(ask(api, room, agent, offset=str(i), count="3")) for i in range(0, 9, 3)]
    assert sum(pages, []) == NEWEST_FIRST


@pytest.mark.parametrize("sent,shown", [("", 50), ("100", 100), ("101", 100), ("1e9", 100), ("0", 0),
                                        ("2.9", 2), ("-2", 2)])
def test_count_is_50_unless_said_and_100_at_most(api, agent, room, sent, shown):
    answer = ask(api, room, agent, count=sent)
    assert answer.json["count"] == shown
    assert len(answer.json["messages"]) == min(shown or 7, 7)


def test_count_0_means_all(api, db, agent):
    room = db.room(agent=agent, ts=now_ms() - 10_000)
    for i in range(130):
        db.message(room, str(i), ts=now_ms() - 9_000 + i)
    assert len(ask(api, room, agent, count="0").json["messages"]) == 130
    assert len(ask(api, room, agent, count="500").json["messages"]) == 100
    assert len(ask(api, room, agent).json["messages"]) == 50
    assert texts(ask(api, room, agent, count="0", offset="128")) == ["1", "0"]


def test_pages_far_into_a_long_room_are_those_of_the_whole_list(api, db, agent):
    room = db.room(agent=agent, ts=now_ms() - 10_000)
    for i in range(700):
        db.message(room, str(i), ts=now_ms() - 9_000 + i, **({"type": "uj"} if i % 7 == 3 else {}))
    listed = [str(i) for i in range(700) if i % 7 != 3]
    for sort, expected in ({}, listed[::-1]), ({"sort": '{"ts":1}'}, listed):
        for offset in (190, 199, 200, 201, 290, 299, 300, 301, 310, 550, 590, 599, 600, 601, 5000):
            answer = ask(api, room, agent, count="100", offset=str(offset), **sort)
            assert texts(answer) == expected[offset:offset + 100], offset
            assert answer.json["total"] == 600


def test_a_negative_offset_does_no_harm(api, agent, room):
    answer = ask(api, room, agent, offset="-1")
    assert answer.status in (200, 400) and isinstance(answer.json, dict)
    if answer.status == 200:
        assert texts(answer) == NEWEST_FIRST and answer.json["offset"] == 0


def test_defaults_and_bounds_of_count_are_settings(instant):
    db, api = instant.db, instant.api
    agent = db.agent()
    room = db.room(agent=agent, ts=now_ms() - 10_000)
    for i in range(8):
        db.message(room, str(i), ts=now_ms() - 9_000 + i)
    instant.set(API_Default_Count="3", API_Upper_Count_Limit="5")
    assert (ask(api, room, agent).json["count"], len(texts(ask(api, room, agent)))) == (3, 3)
    assert ask(api, room, agent, count="7").json["count"] == 5
    assert len(texts(ask(api, room, agent, count="0"))) == 8
    instant.set(API_Allow_Infinite_Count="false")
    assert len(texts(ask(api, room, agent, count="0"))) == 3


# --- sort -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("sort,expected", [
    ('{"ts":1}', NEWEST_FIRST[::-1]),
    ('{"ts":-1}', NEWEST_FIRST),
    ('{"msg":1,"ts":1}', ["after", "alpha", "alpha", "bravo", "bye", "charlie", "delta"]),
    ('{"msg":-1}', ["delta", "charlie", "bye", "bravo", "alpha", "alpha", "after"]),
    ('{"value":-1,"ts":1}', NEWEST_FIRST[::-1]),
    ('{"value":-1}', NEWEST_FIRST),
    ('{}', NEWEST_FIRST),
    ("", NEWEST_FIRST),
    (' { "ts" : 1.0 } ', NEWEST_FIRST[::-1]),
])
def test_sort_orders_by_its_keys_in_turn_and_ignores_unknown_ones(api, agent, room, sort, expected):
    assert texts(ask(api, room, agent, sort=sort)) == expected


def test_sort_by_id_is_by_bytes_both_ways(api, agent, room):
    up = [m["_id"] for m in ask(api, room, agent, sort='{"value":-1,"_id":1}').json["messages"]]
    down = [m["_id"] for m in ask(api, room, agent, sort='{"_id":-1}').json["messages"]]
    assert up == sorted(up) and down == up[::-1]


def test_the_second_key_decides_where_the_first_is_equal_however_often_and_in_whatever_order(
        api, agent, room):
    value = {"msg": lambda m: m["msg"], "ts": lambda m: m["ts"], "_id": lambda m: m["_id"],
             "u.username": lambda m: m["u"]["username"], "_updatedAt": lambda m: m["_updatedAt"]}
    keys = list(itertools.permutations(value, 2)) + [(name, "value") for name in value]
    for (first, second), one, two in itertools.product(keys, (1, -1), (1, -1)):
        shown = ask(api, room, agent, sort=json.dumps({first: one, second: two})).json["messages"]
        expected = sorted(shown, key=value["ts"], reverse=True)
        for name, direction in ((second, two), (first, one)):
            if name in value:
                expected.sort(key=value[name], reverse=direction < 0)
        assert [m["_id"] for m in shown] == [m["_id"] for m in expected], (first, one, second, two)


def test_sort_applies_before_paging(api, agent, room):
    assert texts(ask(api, room, agent, sort='{"ts":1}', count="2", offset="1")) == ["alpha", "charlie"]


@pytest.mark.parametrize("sort", ["x", "[]", "1", "null", '"ts"', '{"ts":2}', '{"ts":"1"}', '{"ts":true}',
                                  '{"ts":0}', '{"ts":null}', '{"ts":1', '{"ts":{"a":1}}', "ts", "-ts",
                                  '{ts:1}', '[{"ts":1}]'])
def test_a_sort_that_is_no_object_of_plus_and_minus_one_is_refused_as_sent(api, agent, room, sort):
    refused = coded(f'Invalid sort parameter provided: "{sort}"', "error-invalid-sort",
                    details={"helperMethod": "parseJsonQuery"})
    assert result(ask(api, room, agent, sort=sort)) == refused


def test_sort_is_checked_after_the_fields_and_before_the_room(api, db, agent):
    assert result(api.get("messages/unknown", user=agent, sort="x", foo="1")) \
        == invalid("must NOT have additional properties")
    assert api.get("messages/unknown", user=agent, sort="x").json["errorType"] == "error-invalid-sort"
    assert api.get("messages/unknown", user=db.user(), sort="x").status == 403


def test_sort_keys_never_become_sql(api, agent, room):
    for key in ("ts; DROP TABLE messages", "m.token", "' OR 1=1 -- ", "(SELECT 1)", "x" * 5000, "", "é",
                "__proto__"):
        assert sorted(texts(ask(api, room, agent, sort=json.dumps({key: -1})))) == sorted(NEWEST_FIRST)
    many = json.dumps({f"k{i}": 1 for i in range(200)})
    assert ask(api, room, agent, sort=many).status in (200, 400)


# --- search ---------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def searched(db, agent):
    room = db.room(agent=agent, ts=now_ms() - 10_000)
    for i, msg in enumerate(["100% sure", "100 sure", "a_b", "axb", "c:\\dir", "c:dir", "Ünïcödé ÉCOLE",
                             "unicode ecole", "a.*b", "[x]", "it's \"q\"", "Straße", "x|y", "ΣΊΣΥΦΟΣ",
                             "Привет", "😀 smile", "two words"]):
        db.message(room, msg, ts=now_ms() - 9_000 + i)
    return room


@pytest.mark.parametrize("term,expected", [
    ("%", ["100% sure"]), ("100%", ["100% sure"]), ("0%s", []), ("_", ["a_b"]), ("a_b", ["a_b"]),
    ("\\", ["c:\\dir"]), ("\\d", ["c:\\dir"]), ("c:dir", ["c:dir"]), (".*", ["a.*b"]), ("[x]", ["[x]"]),
    ("'", ["it's \"q\""]), ('"Q"', ["it's \"q\""]), ("|", ["x|y"]), ("X|Y", ["x|y"]),
    ("SURE", ["100 sure", "100% sure"]), ("école", ["unicode ecole", "Ünïcödé ÉCOLE"]),
    ("ecole", ["unicode ecole", "Ünïcödé ÉCOLE"]), ("ÜNÏ", ["unicode ecole", "Ünïcödé ÉCOLE"]), ("straße", ["Straße"]), ("strasse", []), ("ПРИВЕТ", ["Привет"]),
    ("привет", ["Привет"]), ("σί", ["ΣΊΣΥΦΟΣ"]), ("😀", ["😀 smile"]), ("😁", []), ("o w", ["two words"]),
    ("two  words", []), ("two words ", []), ("nothing like it", []), ("x" * 2000, [])])
def test_search_finds_the_literal_text_whatever_case_and_accents(api, agent, searched, term, expected):
    answer = ask(api, searched, agent, searchTerm=term)
    assert texts(answer) == expected
    assert answer.json["total"] == len(expected)


def test_an_empty_search_term_searches_for_nothing(api, agent, room):
    answer = ask(api, room, agent, searchTerm="")
    assert texts(answer) == NEWEST_FIRST and answer.json["total"] == 7


def test_search_comes_before_paging_and_total(api, agent, room):
    answer = ask(api, room, agent, searchTerm="ALPHA", count="1", offset="1", sort='{"ts":1}')
    assert texts(answer) == ["alpha"]
    assert (answer.json["offset"], answer.json["count"], answer.json["total"]) == (1, 1, 2)


def test_search_looks_at_listed_messages_alone(api, agent, room):
    assert texts(ask(api, room, agent, searchTerm="command")) == []
    assert texts(ask(api, room, agent, searchTerm="bye")) == ["bye"]


# --- who may read ---------------------------------------------------------------------------------

def test_an_unknown_room_is_invalid_room(api, agent):
    for rid in ("unknown", "x" * 100, "%27", "%C3%A9", "a%20b"):
        assert result(api.get(f"messages/{rid}", user=agent)) == plain("invalid-room")
        assert result(api.get(f"{rid}/messages", user=agent)) == plain("invalid-room")


def test_the_rooms_id_is_compared_exactly(api, agent, room):
    assert result(api.get(f"messages/{room.id.swapcase()}", user=agent)) == plain("invalid-room")


def test_the_agent_who_serves_a_room_may_read_it_and_another_agent_may_not(api, db, agent, room):
    assert ask(api, room, agent).status == 200
    assert result(ask(api, room, db.agent())) == plain("not-allowed")


@pytest.mark.parametrize("roles,status", [
    ((), 403), (("livechat-agent",), 400), (("livechat-manager",), 200), (("livechat-monitor",), 200),
    (("admin",), 200), (("livechat-agent", "livechat-manager"), 200), (("user",), 403)])
def test_managers_monitors_and_admins_may_read_every_room(api, db, room, roles, status):
    assert ask(api, room, db.user(*roles)).status == status


def test_a_queued_room_may_be_looked_into_by_any_agent_who_may_take_it(api, db, agent):
    queued = db.room()
    db.message(queued, "anybody?")
    assert texts(ask(api, queued, agent)) == ["anybody?"]
    assert ask(api, queued, db.user()).status == 403


def test_a_closed_room_is_still_read_by_who_served_it_and_by_no_other_agent(api, db, agent):
    closed = db.room(agent=agent, closed=True)
    assert ask(api, closed, agent).status == 200
    assert result(ask(api, closed, db.agent())) == plain("not-allowed")
    assert result(ask(api, db.room(closed=True), agent)) == plain("not-allowed")


def test_a_visitors_token_is_no_login(api, room):
    assert api.get(f"messages/{room.id}", headers={"X-Visitor-Token": room.visitor.token}).status == 401
    assert api.get(f"messages/{room.id}", token=room.visitor.token).status == 401


def test_reading_changes_nothing(api, db, agent, room):
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    ask(api, room, agent)
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
