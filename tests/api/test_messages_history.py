# SPDX-License-Identifier: MIT
"""GET /livechat/messages.history/{rid}: a visitor reads their room, newest first."""

import pytest

from harness.checks import at_once, invalid, listed, plain, result, to_date, to_ms
from harness.data import now_ms

START = 1_700_000_000_000


@pytest.fixture(scope="module")
def room(db):
    """A room with 45 messages "1" to "45" at START + 10 i, after the message that started it at START."""
    room = db.room(ts=START)
    for i in range(1, 46):
        db.message(room, str(i), ts=START + 10 * i)
    return room


def ask(api, room, **params):
    return api.get(f"messages.history/{room.id}", token=room.visitor.token, **params)


def texts(answer):
    return [message["msg"] for message in listed(answer, "messages")]


def numbers(first, last):
    """Returns the texts from `first` down to `last`; 0 is the message that started the room."""
    return [str(i) if i else "" for i in range(first, last - 1, -1)]


# --- the answer and the ladder --------------------------------------------------------------------

def test_a_fresh_room_shows_the_message_and_before_it_that_it_was_started(api, db):
    room = db.room()
    sent = api.post("message", token=room.visitor.token, rid=room.id, msg="hi").json["message"]
    answer = ask(api, room)
    assert answer.status == 200 and list(answer.json) == ["messages", "unreadNotLoaded", "success"]
    assert answer.json["unreadNotLoaded"] == 0
    message, started = answer.json["messages"]
    assert message == sent
    assert (started["t"], started["msg"], started["groupable"]) == ("livechat-started", "", False)
    assert started["u"]["_id"] == room.visitor.id


def test_edited_messages_are_shown_as_they_are_now(api, db):
    room = db.room()
    message = db.message(room)
    edited = api.put(f"message/{message}", token=room.visitor.token, rid=room.id, msg="new").json["message"]
    assert ask(api, room).json["messages"][0] == edited
    assert edited["editedBy"] == {"_id": room.visitor.id, "username": room.visitor.username}


def test_checks_fields_then_token_then_room(api, room):
    path = f"messages.history/{room.id}"
    token = room.visitor.token
    assert result(api.get(path)) == invalid("must have required property 'token'")
    assert result(api.get(path, foo="1")) == invalid("must have required property 'token'")
    for name in ("foo", "searchTerm", "rid", "_id"):
        assert result(ask(api, room, **{name: "1"})) == invalid("must NOT have additional properties")
    assert result(api.get("messages.history/unknown", token="unknown")) == plain("invalid-token")
    assert result(api.get(path, token="")) == plain("invalid-token")
    assert result(api.get("messages.history/unknown", token=token)) == plain("invalid-room")
    for query in ({"offset": "5"}, {"offset": "1000"}, {"limit": "1", "offset": "100"},
                  {"end": "1990-01-01"}, {"ts": "2090-01-01"}):
        assert result(api.get("messages.history/unknown", token=token, **query)) == plain("invalid-room")
        assert result(api.get(path, token="unknown", **query)) == plain("invalid-token")


def test_another_visitors_room_is_an_unknown_one(api, db, room):
    other = db.room()
    answer = api.get(f"messages.history/{other.id}", token=room.visitor.token)
    assert result(answer) == plain("invalid-room")
    assert answer.body == api.get("messages.history/unknown", token=room.visitor.token).body


def test_a_closed_room_can_be_read(api, db):
    room = db.room(closed=True)
    db.message(room, "last words")
    assert texts(ask(api, room)) == ["last words", ""]


def test_agents_and_system_messages_are_there(api, db):
    agent = db.agent()
    room = db.room(agent=agent)
    db.message(room, "connected", by=agent, type="command")
    db.message(room, "hello", by=agent)
    db.message(room, "", by=agent, type="rm")
    answer = ask(api, room)
    assert [m.get("t") for m in answer.json["messages"]] == ["rm", None, "command", "livechat-started"]
    assert ["token" in m for m in answer.json["messages"]] == [False, False, False, True]


# --- limit and offset -----------------------------------------------------------------------------

@pytest.mark.parametrize("limit,count", [(None, 20), ("", 20), ("0", 20), ("5", 5), ("5.9", 5), ("-5", 5),
                                         ("1e1", 10), ("46", 46), ("100", 46), ("1000", 46),
                                         ("Infinity", 46), ("-Infinity", 46), ("1e300", 46), ("0.5", 20)])
def test_limit_is_20_unless_said(api, room, limit, count):
    answer = ask(api, room) if limit is None else ask(api, room, limit=limit)
    assert texts(answer) == numbers(45, 46 - count)


def test_more_than_100_are_never_sent_at_once(api, db):
    room = db.room(ts=START)
    for i in range(110):
        db.message(room, str(i), ts=START + 1 + i)
    assert len(texts(ask(api, room, limit="101"))) == 100
    assert len(texts(ask(api, room, limit="5000"))) == 100


def test_the_limits_bounds_are_settings(instant):
    room = instant.db.room(ts=START)
    for i in range(8):
        instant.db.message(room, str(i), ts=START + 1 + i)
    instant.set(Livechat_history_limit_default="3", Livechat_history_limit_max="5")
    assert len(texts(ask(instant.api, room))) == 3
    assert len(texts(ask(instant.api, room, limit="50"))) == 5


@pytest.mark.parametrize("offset,expected", [("0", numbers(45, 26)), ("", numbers(45, 26)),
                                             ("10", numbers(35, 16)), ("1.9", numbers(44, 25)),
                                             ("40", numbers(5, 0)), ("45", numbers(0, 0)), ("46", []),
                                             ("1000000", []), ("1e300", []), ("Infinity", [])])
def test_offset_skips_the_newest(api, room, offset, expected):
    assert texts(ask(api, room, offset=offset)) == expected


def test_an_offset_may_lead_far_back(api, db):
    room = db.room(ts=START)
    for i in range(320):
        db.message(room, str(i), ts=START + 1 + i, type="livechat_navigation_history" if i % 8 == 5 else None)
    shown = [str(i) for i in range(319, -1, -1) if i % 8 != 5] + [""]
    for offset in (0, 150, 199, 200, 201, 230, 275, 279, 280, 900):
        assert texts(ask(api, room, limit="50", offset=str(offset))) == shown[offset:offset + 50], offset
    since, before = to_date(START + 1 + 20), to_date(START + 1 + 300)
    within = [text for text in shown if text and 20 <= int(text) < 300]
    assert texts(ask(api, room, limit="20", offset="210", ts=since, end=before)) == within[210:230]
    stranger = api.get(f"messages.history/{room.id}", token="another", offset="210")
    assert result(stranger) == plain("invalid-token")


def test_a_negative_offset_does_no_harm(api, room):
    answer = ask(api, room, offset="-3")
    assert answer.status in (200, 400) and isinstance(answer.json, dict)


def test_count_and_sort_are_accepted_and_ignored(api, room):
    assert texts(ask(api, room, count="2", sort='{"ts":1}', searchText="")) == numbers(45, 26)
    assert texts(ask(api, room, sort="nonsense")) == numbers(45, 26)


# --- ts and end -----------------------------------------------------------------------------------

def test_end_is_exclusive_and_ts_inclusive(api, room):
    at = lambda i: to_date(START + 10 * i)  # noqa: E731
    assert texts(ask(api, room, end=at(10))) == numbers(9, 0)
    assert texts(ask(api, room, ts=at(40))) == numbers(45, 40)
    assert texts(ask(api, room, ts=at(10), end=at(13))) == numbers(12, 10)
    assert texts(ask(api, room, ts=to_date(START + 101), end=to_date(START + 131))) == numbers(13, 11)
    assert texts(ask(api, room, ts=at(10), end=at(10))) == []
    assert texts(ask(api, room, ts=at(13), end=at(10))) == []
    assert texts(ask(api, room, end=at(10), limit="3", offset="2")) == numbers(7, 5)


@pytest.mark.parametrize("write", [
    to_date, lambda ms: to_date(ms).replace("Z", "+00:00"), str,
    lambda ms: to_date(ms + 3_600_000).replace("Z", "+01:00"),
    lambda ms: to_date(ms - 19_800_000).replace("Z", "-05:30"),
    lambda ms: to_date(ms)[:-1] + "000Z"])
def test_dates_may_be_written_in_several_ways(api, room, write):
    assert texts(ask(api, room, end=write(START + 100))) == numbers(9, 0)
    assert texts(ask(api, room, ts=write(START + 400))) == numbers(45, 40)


def test_dates_without_fraction_and_bare_dates_begin_at_the_second_and_the_day(api, db):
    room = db.room(ts=START)  # 2023-11-14T22:13:20.000Z
    db.message(room, "a", ts=START + 500)
    db.message(room, "b", ts=START + 1000)
    assert texts(ask(api, room, end="2023-11-14T22:13:21Z")) == ["a", ""]
    assert texts(ask(api, room, ts="2023-11-14T22:13:21Z")) == ["b"]
    assert texts(ask(api, room, ts="2023-11-14")) == ["b", "a", ""]
    assert texts(ask(api, room, end="2023-11-14")) == []
    assert texts(ask(api, room, end="2023-11-15")) == ["b", "a", ""]


@pytest.mark.parametrize("bad", ["x", "not-a-date", "2023-13-01", "2023-02-30", "2023-11-14T25:00:00Z",
                                 "2023-11-14T22:13:20.000Z x", "12-11-2023", "--", "1e400x"])
def test_an_unparsable_ts_or_end_is_refused_and_such_an_ls_ignored(api, room, bad):
    wrong = invalid('must match format "date-time"')
    assert result(ask(api, room, ts=bad)) == wrong
    assert result(ask(api, room, end=bad)) == wrong
    answer = ask(api, room, ls=bad)
    assert texts(answer) == numbers(45, 26) and answer.json["unreadNotLoaded"] == 0


def test_an_empty_ts_end_or_ls_is_none(api, room):
    assert texts(ask(api, room, ts="", end="", ls="")) == numbers(45, 26)


def test_times_far_away_do_no_harm(api, room):
    for far in ("0", "-1", "253402300799999", "9999-12-31T23:59:59.999Z", "1970-01-01", "-8640000000000000",
                "8640000000000000"):
        for name in ("ts", "end", "ls"):
            assert ask(api, room, **{name: far}).status in (200, 400), (name, far)
    assert texts(ask(api, room, ts="0")) == numbers(45, 26)
    assert texts(ask(api, room, end="0")) == []


# --- ls and unreadNotLoaded -----------------------------------------------------------------------

@pytest.mark.parametrize("ls,unread", [(0, 25), (START - 1, 26), (START, 25), (START + 10, 24),
                                       (START + 249, 1), (START + 250, 0), (START + 260, 0),
                                       (START + 10_000, 0)])
def test_ls_filters_nothing_and_counts_what_is_newer_but_not_loaded(api, room, ls, unread):
    # The messages 45 to 26 are loaded; the oldest of them is from START + 260.
    if ls == 0:
        ls = START
    answer = ask(api, room, ls=to_date(ls))
    assert texts(answer) == numbers(45, 26)
    assert answer.json["unreadNotLoaded"] == unread


def test_unread_not_loaded_is_0_without_ls_and_without_messages(api, room):
    assert ask(api, room, limit="1").json["unreadNotLoaded"] == 0
    assert ask(api, room, ls=to_date(START), offset="100").json["unreadNotLoaded"] == 0
    assert ask(api, room, ls=to_date(START), limit="46").json["unreadNotLoaded"] == 0


# --- messages that are hidden ---------------------------------------------------------------------

def test_hidden_system_messages_are_neither_shown_nor_counted(instant):
    db, api = instant.db, instant.api
    agent = db.agent()
    room = db.room(agent=agent, ts=START)
    for i, kind in enumerate(["command", None, "uj", None, "livechat-close"]):
        db.message(room, kind or "text", by=agent, type=kind, ts=START + 10 + i)
    assert [m.get("t") for m in ask(api, room).json["messages"]] == [
        "livechat-close", None, "uj", None, "command", "livechat-started"]
    instant.set(Hide_System_Messages="uj,command")
    shown = ["livechat-close", None, None, "livechat-started"]
    assert [m.get("t") for m in ask(api, room).json["messages"]] == shown
    assert [m.get("t") for m in ask(api, room, limit="2", offset="2").json["messages"]] == shown[2:]
    answer = ask(api, room, limit="1", ls=to_date(START + 1))
    assert answer.json["unreadNotLoaded"] == 2
    instant.set(Hide_System_Messages="livechat-started")
    assert "livechat-started" not in [m.get("t") for m in ask(api, room).json["messages"]]


# --- paging to the end ----------------------------------------------------------------------------

def collect_by_end(api, room, limit):
    """Pages back as clients do: end is the oldest message that they have."""
    seen, params = [], {}
    while True:
        page = ask(api, room, limit=str(limit), **params).json["messages"]
        if not page:
            return seen
        seen += [message["_id"] for message in page]
        params = {"end": page[-1]["ts"]}


@pytest.mark.parametrize("limit", [1, 7, 20, 46, 100])
def test_paging_back_by_end_shows_each_message_once(api, db, room, limit):
    stored = [row["id"] for row in db.rows("SELECT id FROM messages WHERE rid = %s ORDER BY ts DESC",
                                           room.id)]
    assert collect_by_end(api, room, limit) == stored


def test_paging_by_offset_and_by_a_growing_limit_show_the_same(api, room):
    pages = [texts(ask(api, room, limit="10", offset=str(i))) for i in range(0, 60, 10)]
    assert sum(pages, []) == numbers(45, 0)
    assert texts(ask(api, room, limit="30")) == numbers(45, 16)


def test_following_by_ts_misses_and_repeats_nothing_while_others_write(api, db):
    room = db.room()
    writers = [api.clone() for _ in range(4)]
    reader = api.clone()
    seen = {}

    def write(client, name):
        for i in range(12):
            answer = client.post("message", token=room.visitor.token, rid=room.id, msg=f"{name} {i}")
            assert answer.status == 200, answer

    def poll():
        newest, last = None, []
        for _ in range(400):
            params = {"ts": newest} if newest else {}
            page = ask(reader, room, limit="100", **params).json["messages"]
            for message in reversed(page):
                if newest and message["ts"] == newest:  # ts is inclusive, so this is the message that is known already.
                    assert message["_id"] == last
                    continue
                assert message["_id"] not in seen
                seen[message["_id"]] = message["ts"]
                newest, last = message["ts"], message["_id"]
            if len(seen) == 49:
                return

    at_once(poll, *[lambda c=c, i=i: write(c, i) for i, c in enumerate(writers)])
    stored = db.rows("SELECT id, ts FROM messages WHERE rid = %s ORDER BY ts", room.id)
    assert list(seen) == [row["id"] for row in stored] and len(stored) == 49
    assert [to_ms(ts) for ts in seen.values()] == [row["ts"] for row in stored]
    assert len({row["ts"] for row in stored}) == 49


def test_reading_changes_nothing(api, db, room):
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    ask(api, room, ls=to_date(now_ms()))
    assert db.row("SELECT * FROM rooms WHERE id = %s", room.id) == before
