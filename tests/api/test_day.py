# SPDX-License-Identifier: MIT
"""A working day, from the first visitor to the last: 3 agents, 2 departments and 20 visitors, over the REST
API alone. After each step every list and every total is checked."""

import concurrent.futures
import os

import pytest

from harness.data import without_limits
from harness.mailbox import Mailbox

AGENTS, VISITORS = 3, 20


class Day:
    """The site, its agents, and the expected state of every room."""

    def __init__(self, site, db, mailbox):
        self.site, self.api, self.db, self.mailbox = site, site.client, db, mailbox
        self.manager = db.manager(available=False)
        self.agents = [self.login(f"secret of {n}") for n in range(AGENTS)]
        self.sales, self.support = (self.department(name) for name in ("Sales", "Support"))
        self.queued, self.open, self.closed = set(), {}, set()  # rids; rid -> agent; rids
        self.visitors, self.said = {}, {}  # rid -> token; rid -> what people wrote, in order

    def login(self, password):
        """Returns an agent who has logged in with their password."""
        user = self.db.set_password(self.db.agent(), password)
        answer = self.api.post("/api/v1/login", username=user.username, password=password)
        assert answer.status == 200, answer
        data = answer.json["data"]
        assert data["userId"] == user.id
        user.token = data["authToken"]
        return user

    def department(self, name):
        answer = self.api.post("department", user=self.manager, json={
            "department": {"name": name, "email": "desk@example.com", "enabled": True,
                           "showOnRegistration": True, "showOnOfflineForm": False},
            "agents": [{"agentId": a.id, "username": a.username} for a in self.agents]})
        assert answer.status == 200, answer
        return answer.json["department"]["_id"]

    def all(self, jobs):
        """Runs functions at the same time and returns their results in order."""
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda job: job(), jobs))

    def check(self):
        """Checks that the lists show what has happened."""
        queue = self.whole("inquiries.list", "inquiries")
        assert {i["rid"] for i in queue} == self.queued
        for agent in self.agents:
            mine = {rid for rid, owner in self.open.items() if owner is agent}
            rooms = self.whole("rooms", "rooms", open="true", **{"agents[]": agent.id})
            assert {r["_id"] for r in rooms} == mine
            assert all(r["servedBy"]["_id"] == agent.id for r in rooms)
        for name, rids in (("open", set(self.open)), ("queued", self.queued)):
            assert {r["_id"] for r in self.whole("rooms", "rooms", **{name: "true"})} == rids
        over = self.whole("rooms", "rooms", open="false")
        assert {r["_id"] for r in over} == self.closed
        for rid, token in self.visitors.items():
            page = self.api.get(f"messages.history/{rid}", token=token, limit=100).json["messages"]
            stamps = [m["ts"] for m in page]
            assert stamps == sorted(set(stamps), reverse=True)
            assert [m["msg"] for m in page[::-1] if "t" not in m] == self.said[rid]
            answer = self.api.get(f"messages/{rid}", user=self.manager, count=100)
            ended = rid in self.closed
            assert answer.json["total"] == len(answer.json["messages"]) == len(self.said[rid]) + ended

    def whole(self, path, key, **params):
        """Reads a complete list in pages of 7."""
        found = []
        while True:
            page = self.api.get(path, user=self.manager, count=7, offset=len(found), **params).json
            found += page[key]
            assert page["count"] == len(page[key])
            if len(found) >= page["total"]:
                assert len(found) == page["total"]
                return found


@pytest.fixture(scope="module")
def desk(new_database, new_site, folder):
    mailbox = Mailbox(os.path.join(folder, "day-mail"))
    config = new_database("day")
    db = without_limits(config)
    db.set(Livechat_enable_transcript="true", From_Email="chat@example.com")
    return Day(new_site("lighttpd", config, label="day", env={"LIVECHAT_SENDMAIL": mailbox.program}),
                db, mailbox)


def visit(desk, number):
    api, token = desk.api.clone(), f"visitor-{number}-of-the-day"
    department = (None, desk.sales, desk.support)[number % 3]
    visitor = {"token": token, "name": f"Visitor {number}", "email": f"v{number}@example.com"}
    if department:
        visitor["department"] = department
    assert api.post("visitor", visitor=visitor).status == 200
    room = api.get("room", token=token).json["room"]
    assert room.get("departmentId") == department
    for text in ("Hello", f"I am number {number}"):
        assert api.post("message", token=token, rid=room["_id"], msg=text).status == 200
    return room["_id"], token


def test_a_day_of_three_agents_and_twenty_visitors(desk):
    api, db = desk.api, desk.db
    desk.check()

    # Twenty visitors arrive at the same time and say hello.
    for rid, token in desk.all([lambda n=n: visit(desk, n) for n in range(VISITORS)]):
        desk.visitors[rid] = token
        desk.said[rid] = ["Hello", visitor_number(api, rid, token)]
        desk.queued.add(rid)
    desk.check()

    # All agents try to take the same twelve rooms; each room goes to one of them.
    wanted = sorted(desk.queued)[:12]
    inquiries = {i["rid"]: i["_id"] for i in desk.whole("inquiries.list", "inquiries")}
    jobs = [(agent, rid) for rid in wanted for agent in desk.agents]
    answers = desk.all([lambda a=a, r=r: api.clone().post(
        "inquiries.take", user=a, inquiryId=inquiries[r]).status for a, r in jobs])
    for rid in wanted:
        winners = [agent for (agent, r), status in zip(jobs, answers) if r == rid and status == 200]
        assert len(winners) == 1
        desk.open[rid] = winners[0]
        desk.queued.remove(rid)
    desk.check()

    # They answer, all at the same time, and the visitors thank them.
    def talk(rid, agent):
        here = api.clone()
        sent = here.post("/api/v1/chat.sendMessage", user=agent, message={"rid": rid, "msg": "How can I help?"})
        assert sent.status == 200, sent
        assert here.post("message", token=desk.visitors[rid], rid=rid, msg="Thanks").status == 200

    desk.all([lambda r=r, a=a: talk(r, a) for r, a in desk.open.items()])
    for rid in desk.open:
        desk.said[rid] += ["How can I help?", "Thanks"]
    desk.check()

    # Two rooms are forwarded to agents, two to the other department's queue, and one is put back.
    rids = sorted(desk.open)
    for rid in rids[:2]:
        giver = desk.open[rid]
        taker = desk.agents[(desk.agents.index(giver) + 1) % AGENTS]
        assert api.post("room.forward", user=giver, roomId=rid, userId=taker.id).status == 200
        desk.open[rid] = taker
    for rid in rids[2:4]:
        here = api.get("room", token=desk.visitors[rid]).json["room"].get("departmentId")
        other = desk.sales if here == desk.support else desk.support
        assert api.post("room.forward", user=desk.open.pop(rid), roomId=rid, departmentId=other).status == 200
        desk.queued.add(rid)
    assert api.post("inquiries.returnAsInquiry", user=desk.open.pop(rids[4]), roomId=rids[4]).status == 200
    desk.queued.add(rids[4])
    desk.check()

    # The visitor of one room asks for a transcript, which is mailed once.
    rid = rids[5]
    answer = api.post("transcript", token=desk.visitors[rid], rid=rid, email="keep@example.com")
    assert answer.status == 200, answer
    assert len(desk.mailbox.mails(1)) == 1

    # All close rooms: agents those that they serve, visitors some that wait.
    def close(rid):
        here = api.clone()
        if rid in desk.open:
            return here.post("room.closeByUser", user=desk.open[rid], rid=rid, comment="solved")
        return here.post("room.close", token=desk.visitors[rid], rid=rid)

    leaving = sorted(desk.open) + sorted(desk.queued)[:6]
    assert {answer.status for answer in desk.all([lambda r=r: close(r) for r in leaving])} == {200}
    for rid in leaving:
        desk.open.pop(rid, None)
        desk.queued.discard(rid)
        desk.closed.add(rid)
    desk.check()

    # A visitor who returns gets a new room and can still read the old one.
    rid = leaving[0]
    token = desk.visitors[rid]
    again = api.get("room", token=token).json
    assert again["newRoom"] is True and again["room"]["_id"] not in desk.visitors
    assert api.get(f"messages.history/{rid}", token=token).status == 200
    desk.visitors[again["room"]["_id"]], desk.said[again["room"]["_id"]] = token, []
    desk.queued.add(again["room"]["_id"])
    desk.check()

    # The agents log out; the rest waits until the next day.
    for agent in desk.agents:
        assert api.post("/api/v1/logout", user=agent).status == 200
        assert api.get("/api/v1/me", user=agent).status == 401
    assert db.value("SELECT COUNT(*) FROM rooms") == VISITORS + 1
    desk.check()


def visitor_number(api, rid, token):
    """Returns the visitor's number from the messages of this room."""
    page = api.get(f"messages.history/{rid}", token=token).json["messages"]
    return page[0]["msg"]
