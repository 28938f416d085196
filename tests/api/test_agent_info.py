# SPDX-License-Identifier: MIT
"""GET /livechat/agent.info and agent.next: what visitors see of the agent."""

import pytest

from harness.checks import card, invalid, plain, result
from harness.data import new_id


def info(api, room, token=None):
    return api.get(f"agent.info/{room.id}/{token or room.visitor.token}")


# --- agent.info -----------------------------------------------------------------------------------

def test_the_agent_of_a_room_is_shown_without_what_is_private(api, db):
    agent = db.agent(name="Agnes", email="agnes.private@example.com")
    room = db.room(agent=agent)
    answer = info(api, room)
    assert result(answer) == (200, {"agent": card(agent, "Agnes"), "success": True})
    assert "private" not in answer.text and agent.token not in answer.text


def test_an_agent_without_a_name_has_none(api, db):
    agent = db.agent(name=None, status="away")
    expected = card(agent, status="away")
    del expected["name"]
    assert info(api, db.room(agent=agent)).json["agent"] == expected


def test_the_agent_of_a_closed_room_is_still_known(api, db):
    agent = db.agent()
    assert info(api, db.room(agent=agent, closed=True)).json["agent"] == card(agent)


def test_the_email_address_is_shown_if_the_admin_allows_it(instant):
    instant.set(Livechat_show_agent_email="true")
    agent, without = instant.db.agent(email="agnes@example.com"), instant.db.agent()
    assert info(instant.api, instant.db.room(agent=agent)).json["agent"] == card(
        agent, emails=[{"address": "agnes@example.com"}])
    assert info(instant.api, instant.db.room(agent=without)).json["agent"] == card(without)


def test_an_agent_can_be_hidden(instant):
    instant.set(Livechat_show_agent_info="false", Livechat_show_agent_email="true")
    agent = instant.db.agent(email="agnes@example.com")
    hidden = (200, {"agent": {"hiddenInfo": True}, "success": True})
    assert result(info(instant.api, instant.db.room(agent=agent))) == hidden
    instant.set(Livechat_Routing_Method="Auto_Selection")
    assert result(instant.api.get(f"agent.next/{new_id()}")) == hidden


def test_errors_in_their_order(api, db):
    room, other = db.room(agent=db.agent()), db.room(agent=db.agent())
    assert result(info(api, room, token=new_id())) == plain("invalid-token")
    assert result(info(api, room, token="%20")) == plain("invalid-token")
    assert result(info(api, room, token=other.visitor.token)) == plain("invalid-room")
    assert result(api.get(f"agent.info/{new_id()}/{room.visitor.token}")) == plain("invalid-room")
    assert result(info(api, db.room())) == plain("invalid-agent")
    db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = 'gone' WHERE id = %s",
               new_id(), room.id)
    assert result(info(api, room)) == plain("invalid-agent")


# --- agent.next -----------------------------------------------------------------------------------

@pytest.fixture
def agents(instant):
    """A site that gives rooms to agents, without any but those of the test."""
    instant.set(Livechat_Routing_Method="Auto_Selection")
    instant.db.execute("UPDATE users SET available = 0")
    return instant


def department(db, *agents, enabled=1):
    _id, name = new_id(), "Department " + new_id()
    db.insert("departments", id=_id, name=name, enabled=enabled, updated_at=1)
    for agent in agents:
        db.insert("department_agents", department_id=_id, user_id=agent.id)
    return _id, name


def test_the_least_busy_agent_is_next_even_for_an_unregistered_visitor(agents):
    api, db = agents.api, agents.db
    busy, free = db.agent(), db.agent(email="free.private@example.com")
    for agent in (busy, busy, free):
        db.room(agent=agent)
    for token in (new_id(), db.visitor().token, db.room(closed=True).visitor.token, "%20"):
        answer = api.get(f"agent.next/{token}")
        assert result(answer) == (200, {"agent": card(free), "success": True})
        assert result(api.get(f"agent.next/{token}", department="")) == result(answer)


def test_with_an_open_room_nobody_is_next(agents):
    agents.db.agent()
    token = agents.db.room().visitor.token
    assert result(agents.api.get(f"agent.next/{token}")) == (200, {"success": True})


def test_where_agents_take_rooms_themselves_nobody_is_next(agents):
    agents.set(Livechat_Routing_Method="Manual_Selection")
    agents.db.agent()
    assert result(agents.api.get(f"agent.next/{new_id()}")) == plain("agent-not-found")
    assert result(agents.api.get(f"agent.next/{agents.db.room().visitor.token}")) == (200, {"success": True})


def test_only_agents_of_the_department_are_next(agents):
    api, db = agents.api, agents.db
    there, elsewhere = db.agent(), db.agent()
    db.room(agent=there)
    _id, name = department(db, there)
    for asked in (_id, name):
        assert api.get(f"agent.next/{new_id()}", department=asked).json["agent"] == card(there)
    assert api.get(f"agent.next/{new_id()}").json["agent"] == card(elsewhere)


def test_without_an_available_agent_nobody_is_next(agents):
    api, db = agents.api, agents.db
    path = f"agent.next/{new_id()}"
    assert result(api.get(path)) == plain("agent-not-found")
    db.agent(available=False), db.agent(status="offline"), db.user("livechat-manager")
    assert result(api.get(path)) == plain("agent-not-found")
    agent = db.agent()
    assert api.get(path).status == 200
    for asked in ("unknown", department(db)[0], department(db, agent, enabled=0)[0]):
        assert result(api.get(path, department=asked)) == plain("agent-not-found")


def test_unknown_fields_are_refused(api):
    assert result(api.get(f"agent.next/{new_id()}", x="1")) == invalid("must NOT have additional properties")
