# SPDX-License-Identifier: MIT
"""Parameters that select entries of a list: one that is not understood is refused, since a client would otherwise
receive everything and take it for what it asked for."""

import pytest

from harness.calls import routes
from harness.checks import invalid, result


@pytest.fixture(scope="module")
def manager(db):
    return db.manager()


TRUTHS = [("rooms", "open"), ("rooms", "onhold"), ("rooms", "queued"), ("department", "enabled"),
          ("department", "onlyMyDepartments"), ("department", "showArchived")]


@pytest.mark.parametrize("path,name", TRUTHS)
@pytest.mark.parametrize("value", ["yes", "2", "tru", " true", "{}"])
def test_what_says_neither_true_nor_false_is_refused(api, manager, path, name, value):
    answer = api.get(path, user=manager, **{name: value})
    assert result(answer) == invalid(f'{name} must be true or false, not "{value}"')


@pytest.mark.parametrize("path,name", TRUTHS)
@pytest.mark.parametrize("value", ["true", "True", "t", "1", "false", "FALSE", "f", "0", ""])
def test_truths_are_understood_as_clients_write_them(api, manager, path, name, value):
    assert api.get(path, user=manager, **{name: value}).status == 200


def test_open_selects_in_every_spelling(api, db, manager):
    agent = db.agent()
    rooms = {True: db.room(agent=agent).id, False: db.room(agent=agent, closed=True).id}

    def found(value):
        return [r["_id"] for r in api.request("GET", "rooms", user=manager, query=[
            ("agents[]", agent.id), ("open", value)]).json["rooms"]]

    for value in ("true", "True", "t", "1"):
        assert found(value) == [rooms[True]], value
    for value in ("false", "False", "f", "0"):
        assert found(value) == [rooms[False]], value


def test_searches_of_visitors_chats_and_members_of_a_department(api, db, manager):
    room = db.room(agent=manager)
    path = f"visitors.searchChats/room/{room.id}/visitor/{room.visitor.id}"
    for name in ("closedChatsOnly", "servedChatsOnly"):
        assert result(api.get(path, user=manager, **{name: "maybe"})) == invalid(
            f'{name} must be true or false, not "maybe"')
    _id = db.department("with members", manager)
    assert api.get(f"department/{_id}", user=manager, includeAgents="False").json.keys() == {
        "department", "success"}
    assert "agents" in api.get(f"department/{_id}", user=manager, includeAgents="True").json
    assert result(api.get(f"department/{_id}", user=manager, includeAgents="no")) == invalid(
        'includeAgents must be true or false, not "no"')


@pytest.mark.parametrize("name", ["createdAt", "closedAt"])
def test_a_period_has_a_start_and_an_end_and_nothing_else(api, manager, name):
    answer = api.get("rooms", user=manager, **{name: '{"strat":"2099-01-01"}'})
    assert result(answer) == invalid(f'{name} may have the members start and end, not "strat"')
    answer = api.get("rooms", user=manager, **{name: '{"start":"2099-01-01"}'})
    assert answer.status == 200 and answer.json["rooms"] == []


def test_of_a_member_that_a_period_has_twice_the_last_counts(api, db, manager):
    agent = db.agent()
    room = db.room(agent=agent)
    for starts, found in (("2000-01-01", "2099-01-01"), []), (("2099-01-01", "2000-01-01"), [room.id]):
        period = "{" + ",".join(f'"start":"{start}"' for start in starts) + "}"
        answer = api.request("GET", "rooms", user=manager, query=[("agents[]", agent.id), ("createdAt", period)])
        assert [r["_id"] for r in answer.json["rooms"]] == found


def test_the_reference_says_by_what_each_list_is_sorted():
    """And so the names which have no effect."""
    for route in routes().values():
        for field in route["fields"]:
            if field["name"] == "sort" and not field.get("ignored"):
                assert "sorts" in field, f"scripts/routes.c: by what can {route['path']} be sorted?"


@pytest.mark.parametrize("path,name", [("rooms", "query"), ("department", "query"), ("users/agent", "query")])
def test_filters_of_a_kind_that_does_not_exist_are_refused(api, manager, path, name):
    answer = api.request("GET", path, user=manager, query=[(name, '{"a":1}')])
    assert result(answer) == invalid(f'{name} is not supported and must be empty, not "{{"a":1}}"')
    for nothing in ("", "{}"):
        assert api.request("GET", path, user=manager, query=[(name, nothing)]).status == 200


def test_units_and_the_search_in_a_history_are_refused(api, db, manager):
    room = db.room()
    assert result(api.request("GET", "rooms", user=manager, query=[("units[]", "x")])) == invalid(
        'units is not supported and must be empty, not "x"')
    answer = api.get(f"messages.history/{room.id}", token=room.visitor.token, searchText="x")
    assert result(answer) == invalid('searchText is not supported and must be empty, not "x"')
