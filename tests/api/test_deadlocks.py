# SPDX-License-Identifier: MIT
"""Whatever happens at the same time, no two transactions wait for each other: all take their rows in the order of
common/db/README.md. Reruns would hide it from clients, so the database's own counter is read. The test finds what it
finds at any speed; without deadlocks it cannot fail."""

import os
import random
import secrets
import threading

import pytest

import servers
from harness.data import Data, User, new_id, now_ms, token_hash
from harness.push_service import PushService

ROUNDS = int(os.environ.get("FULL", "0")) * 40 + 10
V1 = "/api/v1/"


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("deadlocks"), settings_age_s=0)
    data.lift_limits()
    data.set(Livechat_waiting_email="desk@example.com", From_Email="chat@example.com", Livechat_waiting_seconds="0",
             Livechat_push_unread_seconds="1", Livechat_mails_per_hour="0", Livechat_pushes_per_hour="0",
             Livechat_push_private_key="A" * 42 + "E", Livechat_chat_url="https://example.com/",
             Site_Url="https://example.com/", Livechat_request_comment_when_closing_conversation="false")
    return data


@pytest.fixture(scope="module")
def site(new_site, db):
    return new_site("lighttpd", db.config, label="deadlocks", env={"LIVECHAT_SENDMAIL": "/bin/true"})


@pytest.fixture(scope="module")
def service(folder):
    service = PushService(os.path.join(folder, "deadlocks-push"))
    yield service
    service.stop()


class Scene:
    """Two agents in two departments, and visitors with several open rooms each, all of which both agents may see."""

    def __init__(self, db, service):
        self.db = db
        self.admin = db.user("livechat-agent", "livechat-manager", "admin")
        self.agents = [db.agent(), db.agent()]
        self.departments = [db.department("d", *self.agents), db.department("d", *reversed(self.agents))]
        self.visitors = [db.visitor(email="ann@example.com") for _ in range(3)]
        self.rooms = []
        for n, visitor in enumerate(self.visitors * 3):
            agent = self.agents[n % 2] if n % 3 else None
            self.rooms.append(db.room(visitor, agent=agent, department_id=self.departments[n % 2]))
            db.insert("room_members", rid=self.rooms[-1].id, user_id=self.agents[1 - n % 2].id, joined_at=1)
        db.execute("UPDATE inquiries i JOIN rooms r ON r.id = i.rid SET i.department_id = r.department_id")
        for agent in self.agents:
            db.insert("inboxes", user_id=agent.id)
            browser = service.browser().subscription()
            db.insert("push_subscriptions", id=new_id(), user_id=agent.id, token_hash=token_hash(agent.token),
                      endpoint=browser["endpoint"], p256dh=browser["keys"]["p256dh"], auth=browser["keys"]["auth"],
                      created_at=1, updated_at=1)
        db.execute("UPDATE users SET seen_at = 1 WHERE id = %s", self.agents[0].id)


# --- what happens ---

def send(api, db, scene, dice):
    room = dice.choice(scene.rooms)
    return api.post("message", token=room.visitor.token, rid=room.id, msg="x")


def answer(api, db, scene, dice):
    return api.post(V1 + "chat.sendMessage", user=scene.admin, message={"rid": dice.choice(scene.rooms).id, "msg": "y"})


def batch(api, db, scene, dice):
    return api.post("messages", user=scene.admin, json={
        "visitor": {"token": dice.choice(scene.visitors).token}, "messages": [{"msg": "1"}, {"msg": "2"}]})


def note(api, db, scene, dice):
    return api.post("note", user=scene.admin, rid=dice.choice(scene.rooms).id, msg="z")


def read(api, db, scene, dice):
    return api.post(V1 + "subscriptions.read", user=dice.choice(scene.agents), rid=dice.choice(scene.rooms).id)


def rename(api, db, scene, dice):
    return api.post("visitor", visitor={"token": dice.choice(scene.visitors).token, "name": new_id(),
                                        "customFields": [{"key": "plan", "value": new_id(), "overwrite": True}]})


def save_info(api, db, scene, dice):
    room = dice.choice(scene.rooms)
    return api.post("room.saveInfo", user=scene.admin, guestData={"_id": room.visitor.id, "name": new_id()},
                    roomData={"_id": room.id, "topic": new_id(), "livechatData": {"note": new_id()}})


def forward(api, db, scene, dice):
    return api.post("room.forward", user=scene.admin, roomId=dice.choice(scene.rooms).id,
                    departmentId=dice.choice(scene.departments))


def give(api, db, scene, dice):
    return api.post("room.forward", user=scene.admin, roomId=dice.choice(scene.rooms).id,
                    userId=dice.choice(scene.agents).id)


def take(api, db, scene, dice):
    inquiries = api.get("inquiries.list", user=scene.admin).json["inquiries"]
    inquiry = dice.choice(inquiries)["_id"] if inquiries else "none"
    return api.post("inquiries.take", user=scene.admin, inquiryId=inquiry, userId=dice.choice(scene.agents).id)


def give_back(api, db, scene, dice):
    return api.post("inquiries.returnAsInquiry", user=scene.admin, roomId=dice.choice(scene.rooms).id,
                    departmentId=dice.choice(scene.departments))


def join(api, db, scene, dice):
    return api.get("room.join", user=scene.admin, roomId=dice.choice(scene.rooms).id)


def close_and_open(api, db, scene, dice):
    visitor = {"token": secrets.token_hex(16), "name": new_id(), "department": dice.choice(scene.departments)}
    api.post("visitor", visitor=visitor)
    rid = api.get("room", token=visitor["token"]).json["room"]["_id"]
    api.post("room.forward", user=scene.admin, roomId=rid, userId=dice.choice(scene.agents).id)
    return api.post("room.closeByUser", user=scene.admin, rid=rid, comment="x")


def deactivate(api, db, scene, dice):
    for active in (False, True):
        last = api.post(V1 + "users.setActiveStatus", user=scene.admin,
                        json={"userId": scene.agents[1].id, "activeStatus": active})
    return last


def demote(api, db, scene, dice):
    api.delete(f"users/agent/{scene.agents[1].id}", user=scene.admin)
    return api.post("users/agent", user=scene.admin, username=scene.agents[1].username)


def rename_agent(api, db, scene, dice):
    agent = scene.agents[0]
    agent.username = "agent." + new_id(8).lower()
    return api.post(V1 + "users.update", user=scene.admin, json={"userId": agent.id, "data": {"username": agent.username}})


def save_members(api, db, scene, dice):
    agents = dice.sample(scene.agents, 2)
    return api.post(f"department/{dice.choice(scene.departments)}/agents", user=scene.admin, json={
        "upsert": [{"agentId": a.id, "username": a.username, "count": 0, "order": 0} for a in agents], "remove": []})


def remove_department(api, db, scene, dice):
    made = api.post("department", user=scene.admin, department={
        "enabled": True, "name": new_id(), "showOnRegistration": False, "showOnOfflineForm": False, "email": "a@example.com"},
        agents=[{"agentId": a.id} for a in dice.sample(scene.agents, 2)]).json["department"]["_id"]
    for _ in range(2):
        api.post("room.forward", user=scene.admin, roomId=dice.choice(scene.rooms).id, departmentId=made)
    return api.delete(f"department/{made}", user=scene.admin)


def log_out(api, db, scene, dice):
    agent = scene.agents[0]
    token = secrets.token_urlsafe(32)
    db.insert("auth_tokens", hash=token_hash(token), user_id=agent.id, name=None, created_at=now_ms())
    return api.post(V1 + "logout", user=User(agent.id, agent.username, token))


def resume(api, db, scene, dice):
    agent = scene.agents[0]
    return api.post(V1 + "login", user=None, json={"resume": agent.token})


def erase(api, db, scene, dice):
    room = db.room(closed=True, agent=dice.choice(scene.agents))
    other = db.room(room.visitor, closed=True)
    api.post("rooms.delete", user=scene.admin, roomId=room.id)
    db.insert("outbox", id=new_id(), kind="transcript", ref_id=other.id, recipient="a@example.com", content="x",
              state="queued", created_at=1)
    return api.delete(f"visitor/{room.visitor.token}")


ACTIONS = [send, answer, batch, note, read, rename, save_info, forward, give, take, give_back, join, close_and_open,
           deactivate, demote, rename_agent, save_members, remove_department, log_out, resume, erase]


def deadlocks(mariadb):
    return int(mariadb.sql("SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'"
                           if servers.DATABASE == "mysql" else
                           "SELECT variable_value FROM information_schema.global_status"
                           " WHERE variable_name = 'Innodb_deadlocks'"))


def latest(mariadb):
    """The statements of the latest deadlock."""
    status = mariadb.sql("SHOW ENGINE INNODB STATUS").replace("\\n", "\n")
    part = status.partition("LATEST DETECTED DEADLOCK")[2].partition("\nTRANSACTIONS")[0]
    return [line[:400] for line in part.split("\n") if line[:6].isupper() or "index" in line]


def together(site, db, scene, actions):
    """Each of the actions happens again and again in two threads. Returns the answers that were errors of the server."""
    failed, gate = [], threading.Barrier(2 * len(actions))

    def repeat(action, seed):
        api, own, dice = site.client.clone(), Data(db.config), random.Random(seed)
        gate.wait()
        for _ in range(ROUNDS):
            got = action(api, own, scene, dice)
            if got.status >= 500:
                failed.append((action.__name__, got))
        own.connection.close()
    threads = [threading.Thread(target=repeat, args=(action, f"{action.__name__} {n}"))
               for action in actions for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.parametrize("first", ACTIONS)
def test_no_two_wait_for_each_other(site, db, mariadb, service, first):
    found = []
    for second in ACTIONS[ACTIONS.index(first):]:
        scene, before = Scene(db, service), deadlocks(mariadb)
        failed = together(site, db, scene, [first, second])
        if failed or deadlocks(mariadb) > before:
            found.append((second.__name__, deadlocks(mariadb) - before, failed[:1], latest(mariadb)))
    assert not found, "\n".join(str(part) for each in found for part in (*each[:3], *each[3]))
