# SPDX-License-Identifier: MIT
"""Who is there, as every part of the API that shows or uses it says."""

import contextlib

import servers
from harness.checks import listed
from harness.data import new_id

PASSWORD = "correct horse"
ME = "/api/v1/me"
HERE, GONE = ("online", "available"), ("offline", "not-available")


def admin(own, *args, **kwargs):
    return servers.admin(own.db.config, *args, **kwargs)


def log_in(api, user):
    answer = api.post("/api/v1/login", user=None, json={"user": user.username, "password": PASSWORD})
    assert answer.json["data"]["me"]["status"] == "online"
    return {"X-User-Id": user.id, "X-Auth-Token": answer.json["data"]["authToken"]}


@contextlib.contextmanager
def routing(own, method):
    """Gives rooms to agents in that way for a moment."""
    name = "Livechat_Routing_Method"
    before = own.db.value("SELECT value FROM settings WHERE name = %s", name) or "Manual_Selection"
    own.db.set(**{name: method})
    yield
    own.db.set(**{name: before})


def shown(own, agent):
    """Returns the agent's status and statusLivechat. Every place that shows or uses them must agree."""
    api, db = own.api, own.db
    manager = db.user("livechat-manager")
    (listing,) = [user for user in listed(api.get("users/agent", user=manager, text=agent.username), "users")]
    one = api.get(f"users/agent/{agent.id}", user=manager).json["user"]
    said = listing["status"], listing["statusLivechat"]
    assert (one["status"], one["statusLivechat"]) == said
    online = ("users/agent", {"showIdleAgents": "false", "text": agent.username})
    assert len(api.get(online[0], user=manager, **online[1]).json["users"]) == (said[0] != "offline")
    available = api.get("users/agent", user=manager, onlyAvailable="true", text=agent.username).json
    assert available["total"] == len(available["users"]) == (said[1] == "available")
    is_there = said[0] != "offline" and said[1] == "available"
    assert api.get("config").json["config"]["online"] is is_there
    with routing(own, "Auto_Selection"):
        assert (api.get(f"agent.next/{new_id()}").status == 200) is is_there
    room = db.room(agent=agent)
    card = api.get(f"agent.info/{room.id}/{room.visitor.token}").json["agent"]
    assert card["status"] == said[0]
    db.execute("UPDATE rooms SET is_open = 0 WHERE id = %s", room.id)
    taken = api.post("inquiries.take", user=db.manager(available=False), userId=agent.id,
                     inquiryId=db.value("SELECT id FROM inquiries WHERE rid = %s", db.room().id))
    assert (taken.status == 200) is is_there, taken
    return said


def program(own, *more):
    """An agent whose only login is a personal access token, made by livechat-admin."""
    bot = own.db.agent(status="offline", available=False)
    own.db.execute("DELETE FROM auth_tokens WHERE user_id = %s", bot.id)
    made = admin(own, "token", "add", bot.username, "bridge", *more).stdout
    return bot, {"X-User-Id": bot.id, "X-Auth-Token": made.split("X-Auth-Token: ")[1].split()[0]}
