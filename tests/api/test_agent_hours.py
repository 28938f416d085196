# SPDX-License-Identifier: MIT
"""Agents and business hours: while it is closed no agent takes chats, but programs answer."""

import pytest

from harness.checks import coded, listed, plain, result
from harness.data import new_id, now_ms, token_hash

NOBODY = coded("Sorry, no online agents", "no-agent-online")
CLOSED = plain("error-business-hours-are-closed")
ME, LOGIN = "/api/v1/me", "/api/v1/login"
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
PASSWORD = "correct horse"


class Office:
    """A site with business hours, without the agents of other tests."""

    def __init__(self, instant):
        self.api, self.db, self.set = instant.api, instant.db, instant.set
        self.db.execute("UPDATE users SET available = 0")
        self.manager = self.db.manager(available=False)
        self.default = self.db.value("SELECT id FROM business_hours WHERE type = 'default'")
        self.set(Livechat_enable_business_hours="true", Livechat_business_hour_type="Multiple")

    def save(self, is_open, **changes):
        answer = self.api.post("business-hours.save", user=self.manager, json={
            "name": "", "timezoneName": "UTC", "daysOpen": [], "active": True, "type": "default",
            "departmentsToApplyBusinessHour": "", "workHours": [
                {"day": day, "start": "00:00", "finish": "24:00", "open": is_open} for day in DAYS], **changes})
        assert answer.status == 200, answer

    def custom(self, is_open, *departments):
        name = new_id()
        self.save(is_open, type="custom", name=name, departmentsToApplyBusinessHour=",".join(departments))
        return self.db.value("SELECT id FROM business_hours WHERE name = %s", name)

    def shown(self, agent):
        """Returns statusLivechat and openBusinessHours, on which all answers must agree."""
        me = self.api.get(ME, user=agent).json
        one = self.api.get(f"users/agent/{agent.id}", user=self.manager).json["user"]
        (entry,) = listed(self.api.get("users/agent", user=self.manager, text=agent.username), "users")
        said = me["statusLivechat"], me.get("openBusinessHours")
        for other in (one, entry):
            assert (other["statusLivechat"], other.get("openBusinessHours")) == said
        available = self.api.get("users/agent", user=self.manager, text=agent.username, onlyAvailable="true").json
        assert available["total"] == (said[0] == "available")
        assert self.api.get("inbox.sync", user=agent).json["self"]["statusLivechat"] == said[0]
        return said

    def say(self, status, by, of=None):
        return self.api.post("agent.status", user=by, json={
            **({"status": status} if status else {}), **({"agentId": of.id} if of else {})})

    def program(self, agent):
        """Returns the headers of a program that answers for the agent."""
        token = new_id(43)
        self.db.insert("auth_tokens", hash=token_hash(token), user_id=agent.id, name=new_id(), created_at=now_ms())
        return {"X-User-Id": agent.id, "X-Auth-Token": token}


@pytest.fixture
def office(instant):
    before = instant.db.row("SELECT * FROM business_hours WHERE type = 'default'")
    yield Office(instant)
    instant.db.execute("UPDATE departments SET business_hour_id = NULL")
    instant.db.execute("DELETE FROM business_hours")
    instant.db.insert("business_hours", **before)


def test_while_it_is_closed_agents_are_not_available_and_afterwards_again(office):
    agent = office.db.agent()
    office.save(True)
    assert office.shown(agent) == ("available", [office.default])
    office.save(False)
    assert office.shown(agent) == ("not-available", [])
    office.save(True)
    assert office.shown(agent) == ("available", [office.default])
    office.set(Livechat_enable_business_hours="false")
    office.save(False)
    assert office.shown(agent) == ("available", None)


def test_who_has_no_chats_to_take_has_none_when_it_opens(office):
    agent = office.db.agent(available=False)
    office.save(True)
    assert office.shown(agent) == ("not-available", [office.default])


def test_agents_cannot_make_themselves_available_while_it_is_closed(office):
    agent = office.db.agent()
    office.save(False)
    for status in ("available", None):
        assert result(office.say(status, by=agent)) == CLOSED
    assert office.say("not-available", by=agent).json == {"status": "not-available", "success": True}
    office.save(True)
    assert office.shown(agent)[0] == "not-available"
    assert office.say("available", by=agent).json["status"] == "available"


def test_managers_change_no_agent_while_it_is_closed_and_are_told_how_it_is(office):
    agent = office.db.agent(available=False)
    office.save(False)
    for status in ("available", None):
        assert office.say(status, by=office.manager, of=agent).json == {"status": "not-available", "success": True}
    office.save(True)
    assert office.shown(agent)[0] == "not-available"
    assert office.say("available", by=office.manager, of=agent).json["status"] == "available"


def test_a_login_while_it_is_closed_says_so(office):
    agent = office.db.set_password(office.db.agent(status="offline", available=False), PASSWORD)
    office.save(False)
    data = office.api.post(LOGIN, user=None, json={"user": agent.username, "password": PASSWORD}).json["data"]
    me, agent.token = data["me"], data["authToken"]
    assert (me["status"], me["statusLivechat"], me["openBusinessHours"]) == ("online", "not-available", [])
    office.save(True)
    assert office.shown(agent)[0] == "available"


def test_a_user_who_becomes_an_agent_while_it_is_closed_is_not_available(office):
    user = office.db.user(available=False)
    office.save(False)
    assert office.api.post("users/agent", user=office.manager, json={"username": user.username}).status == 200
    assert office.shown(user) == ("not-available", [])
    office.save(True)
    assert office.shown(user) == ("available", [office.default])


def test_no_room_is_given_to_an_agent_while_it_is_closed(office):
    agent = office.db.agent()
    office.save(False)
    office.set(Livechat_Routing_Method="Auto_Selection", Livechat_accept_chats_outside_business_hours="true")
    answer = office.api.get("room", token=office.db.visitor().token)
    assert answer.status == 200 and "servedBy" not in answer.json["room"]
    rid = answer.json["room"]["_id"]
    inquiry = office.db.value("SELECT id FROM inquiries WHERE rid = %s", rid)
    taken = office.api.post("inquiries.take", user=office.manager, json={"inquiryId": inquiry, "userId": agent.id})
    assert taken.status == 400 and taken.json["errorType"] == "error-agent-status-service-offline"
    assert result(office.api.get(f"agent.next/{new_id()}")) == plain("agent-not-found")
    office.save(True)
    assert office.api.get(f"agent.next/{new_id()}").json["agent"]["_id"] == agent.id
    assert office.api.post("inquiries.take", user=office.manager, json={"inquiryId": inquiry, "userId": agent.id}).status == 200


def test_an_agent_is_covered_by_the_hours_of_each_department(office):
    db = office.db
    night, day = db.department("night"), db.department("day")
    free, both, nights, days = db.agent(), db.agent(), db.agent(), db.agent()
    for agent, departments in ((both, (night, day)), (nights, (night,)), (days, (day,))):
        for department in departments:
            db.insert("department_agents", department_id=department, user_id=agent.id)
    hour = office.custom(True, night)
    office.save(False)
    gone = ("not-available", [])
    here = ("available", [hour])
    assert [office.shown(agent) for agent in (free, both, nights, days)] == [gone, here, here, gone]
    office.save(True)
    here = ("available", [office.default])
    assert office.shown(free) == office.shown(days) == here
    assert office.shown(both) == ("available", sorted([office.default, hour]))
    assert office.shown(nights) == ("available", [hour])
    office.set(Livechat_business_hour_type="Single")
    assert {office.shown(agent) == here for agent in (free, both, nights, days)} == {True}


def test_programs_answer_visitors_at_any_time(office):
    db = office.db
    bot = db.agent(available=False, status="offline")
    db.execute("DELETE FROM auth_tokens WHERE user_id = %s", bot.id)
    department = db.department("bots", bot)
    office.save(False)
    headers = office.program(bot)
    answer = office.api.post("agent.status", headers=headers, json={"status": "available"})
    assert answer.json == {"status": "available", "success": True}
    me = office.api.get(ME, headers=headers).json
    assert (me["statusLivechat"], me["openBusinessHours"]) == ("available", [])
    config = office.api.get("config", department=department).json["config"]
    assert config["online"] is True
    visitor = db.visitor(department_id=department)
    assert office.api.get("room", token=visitor.token).status == 200
    other = db.visitor(department_id=db.department("people", db.agent()))
    assert result(office.api.get("room", token=other.token)) == NOBODY


def test_the_stored_opening_is_computed_again_when_it_is_over(office):
    """What it was a week ago says nothing about now."""
    office.save(True)
    agent = office.db.agent()
    for opens, closes in ((1, 2), (0, 0), (now_ms() + 10 ** 9, now_ms() + 2 * 10 ** 9)):
        office.db.execute("UPDATE business_hours SET opens_at = %s, closes_at = %s, next_check_at = 2", opens, closes)
        assert office.shown(agent) == ("available", [office.default])
