# SPDX-License-Identifier: MIT
"""POST /livechat/room.survey: a visitor answers the survey."""

import json

import pytest

from harness.checks import invalid, plain, result
from harness.data import new_id


def answer_survey(api, room, *answers, token=None):
    return api.post("room.survey", json={
        "rid": room.id, "token": token or room.visitor.token,
        "data": [{"name": name, "value": value} for name, value in answers]})


def kept(db, room):
    text = db.value("SELECT survey_json FROM rooms WHERE id = %s", room.id)
    return json.loads(text) if text else None


ALL = {"satisfaction": "5", "agentKnowledge": "4", "agentResposiveness": "3", "agentFriendliness": "1",
       "additionalFeedback": "Fine \"work\" <b>\\ 世😀\n"}


def test_answers_are_stored_and_returned_as_an_object(api, db):
    room = db.room()
    assert result(answer_survey(api, room, *ALL.items())) == (200, {"rid": room.id, "data": ALL, "success": True})
    assert kept(db, room) == ALL


def test_answers_are_accepted_after_the_room_was_closed(api, db):
    room = db.room(closed=True)
    assert answer_survey(api, room, ("satisfaction", "1")).json["data"] == {"satisfaction": "1"}
    assert kept(db, room) == {"satisfaction": "1"}


def test_later_answers_are_added_or_replace_earlier_ones(api, db):
    room = db.room()
    answer_survey(api, room, ("satisfaction", "1"), ("agentKnowledge", "2"))
    answer = answer_survey(api, room, ("satisfaction", "5"), ("additionalFeedback", "better"))
    assert answer.json["data"] == {"satisfaction": "5", "additionalFeedback": "better"}
    assert kept(db, room) == {"satisfaction": "5", "agentKnowledge": "2", "additionalFeedback": "better"}
    assert answer_survey(api, room, ("additionalFeedback", "")).json["data"] == {"additionalFeedback": ""}
    assert kept(db, room)["additionalFeedback"] == ""


def test_answers_to_unknown_questions_are_ignored(api, db):
    room = db.room()
    answer = answer_survey(api, room, ("satisfaction", "6"), ("__proto__", "1"), ("satisfaction", "2"),
                  ("satisfaction", "five"), ("agentResponsiveness", "1"), ("agentKnowledge", ""))
    assert result(answer) == (200, {"rid": room.id, "data": {"satisfaction": "2"}, "success": True})
    assert kept(db, room) == {"satisfaction": "2"}


@pytest.mark.parametrize("name,value", [("x", "1"), ("satisfaction", "0"), ("satisfaction", "11"),
                                        ("satisfaction", " 1"), ("", "")])
def test_a_survey_without_a_valid_answer_is_an_error(api, db, name, value):
    room = db.room()
    assert result(answer_survey(api, room, (name, value))) == plain("invalid-data")
    assert kept(db, room) is None


def test_only_the_rooms_visitor_may_answer(api, db):
    room, other = db.room(), db.room()
    good = ("satisfaction", "1")
    assert result(answer_survey(api, room, good, token=new_id())) == plain("invalid-token")
    assert result(answer_survey(api, room, good, token=other.visitor.token)) == plain("invalid-room")
    assert result(answer_survey(api, room, ("x", "y"), token=other.visitor.token)) == plain("invalid-room")
    assert kept(db, room) is None and kept(db, other) is None


def test_messages_and_their_version_are_untouched(api, db):
    room = db.room()
    before = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    answer_survey(api, room, ("satisfaction", "1"))
    after = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
    assert after.pop("survey_json") and before.pop("survey_json") is None
    assert after == before


@pytest.mark.parametrize("change,text", [
    ({"token": None}, "must have required property 'token'"),
    ({"rid": None}, "must have required property 'rid'"),
    ({"data": None}, "must have required property 'data'"),
    ({"data": []}, "must NOT have fewer than 1 items"), ({"data": {}}, "must be array"),
    ({"data": ["x"]}, "must be object"), ({"data": [{}]}, "must have required property 'name'"),
    ({"data": [{"name": "x"}]}, "must have required property 'value'"),
    ({"data": [{"name": "x", "value": []}]}, "must be string"),
    ({"data": [{"name": "x", "value": "y", "z": 1}]}, "must NOT have additional properties"),
    ({"data": [{"name": "additionalFeedback", "value": "x" * 4097}]},
     "must NOT have more than 4096 characters"),
    ({"x": 1}, "must NOT have additional properties")])
def test_an_invalid_survey_is_refused(api, change, text):
    body = {"token": "a", "rid": "b", "data": [{"name": "satisfaction", "value": "1"}], **change}
    body = {name: value for name, value in body.items() if value is not None}
    assert result(api.post("room.survey", json=body)) == invalid(text)


def test_numbers_are_accepted_as_text(api, db):
    room = db.room()
    assert answer_survey(api, room, ("satisfaction", 4)).json["data"] == {"satisfaction": "4"}


def test_the_longest_answer_is_stored(api, db):
    room = db.room()
    for words in ("\u0001" * 4096, "世" * 4096, "😀" * 2048):
        assert answer_survey(api, room, ("additionalFeedback", words)).status == 200
        assert kept(db, room) == {"additionalFeedback": words}
