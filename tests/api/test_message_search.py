# SPDX-License-Identifier: MIT
"""Agents' clients look up messages: chat.getMessage and chat.search."""

import pytest

from harness.checks import coded, invalid, refused, result
from harness.data import new_id

V1 = "/api/v1/"
NOT_ALLOWED = coded("Not allowed", "error-not-allowed")


@pytest.fixture
def room(db):
    return db.room(agent=db.agent())


def test_one_message_as_the_list_shows_it(api, db, room):
    manager, message = db.manager(), db.message(room, "hello")
    answer = api.get(V1 + "chat.getMessage", user=manager, msgId=message)
    shown, = api.get(f"messages/{room.id}", user=manager).json["messages"]
    shown.pop("token")
    assert answer.json == {"message": shown, "success": True}


def test_a_message_that_is_none_or_of_others(api, db, room):
    message = db.message(room)
    assert result(api.get(V1 + "chat.getMessage", user=db.manager(), msgId=new_id())) == (400, {"success": False})
    refused(api.get(V1 + "chat.getMessage", user=db.agent(), msgId=message), NOT_ALLOWED)
    refused(api.get(V1 + "chat.getMessage", user=db.agent()), invalid("must have required property 'msgId'"))


def test_messages_that_contain_a_text_newest_first(api, db, room):
    manager = db.manager()
    found = [db.message(room, text) for text in ("An apple", "100 % APPLE", "pineapple")]
    db.message(room, "a pear")
    db.message(db.room(), "an apple elsewhere")

    def search(text, **page):
        answer = api.get(V1 + "chat.search", user=manager, roomId=room.id, searchText=text, **page)
        assert answer.status == 200, answer
        return [message["_id"] for message in answer.json["messages"]]

    assert search("apple") == found[::-1] and search("0 %") == [found[1]] and search("a%e") == []
    assert search("apple", count=1, offset=1) == [found[1]]
    answer = api.get(V1 + "chat.search", user=manager, roomId=room.id, searchText="An apple")
    assert room.visitor.token not in answer.text


def test_only_who_may_read_the_room_searches_it(api, db, room):
    for user, rid in ((db.agent(), room.id), (db.manager(), new_id())):
        refused(api.get(V1 + "chat.search", user=user, roomId=rid, searchText="x"), NOT_ALLOWED)
