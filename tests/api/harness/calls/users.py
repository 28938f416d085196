# SPDX-License-Identifier: MIT
"""The calls of users about themselves, and of admins about users."""

import base64
import hashlib

from harness.calls.call import LIVECHAT, V1, call, row_is, shows
from harness.signed import signed_login
from harness.world import PASSWORD, TOKEN_NAME

# --- logging in ---

call("POST", V1 + "login",
     lambda w, c: {"username": (c.user or w.free).username, "password": PASSWORD}, "auth_tokens users",
     lambda w, c, a: a.json["data"]["userId"] == (c.user or w.free).id)
call("POST", LIVECHAT + "login.signed",
     lambda w, c: signed_login(w.login_secret, c.user or w.free, {"admin": "admin", "manager": "livechat-manager"}.get(
         c.name, "livechat-agent")), "auth_tokens users signed_logins",
     lambda w, c, a: a.json["data"]["userId"] == (c.user or w.free).id)
for method in ("GET", "POST"):
    call(method, V1 + "logout", lambda w, c: {}, "auth_tokens users",
         lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=None) == 0
         and w.count("auth_tokens", user_id=c.user.id) == 1)
call("GET", LIVECHAT + "config/routing", lambda w, c: {}, done=lambda w, c, a: len(a.json["config"]) == 7)
call("GET", V1 + "me", lambda w, c: {}, done=shows("_id", lambda w, c: c.user.id))
call("POST", V1 + "users.setStatus", lambda w, c: {"userId": w.serving.id, "status": "busy", "message": "Lunch"},
     "users", row_is("busyLunch", "SELECT CONCAT(status, status_text) FROM users WHERE id = '{w.serving.id}'"))
call("GET", V1 + "users.getStatus", lambda w, c: {"userId": w.serving.id},
     done=shows("_id", lambda w, c: w.serving.id))
call("GET", V1 + "users.getPresence", lambda w, c: {"username": w.serving.username},
     done=shows("presence", lambda w, c: "online"))
call("GET", V1 + "users.presence", lambda w, c: {"ids": w.serving.id},
     done=lambda w, c, a: [u["_id"] for u in a.json["users"]] == [w.serving.id])
call("GET", V1 + "users.getPersonalAccessTokens", lambda w, c: {},
     done=lambda w, c, a: [t["name"] for t in a.json["tokens"]] == [TOKEN_NAME])
call("POST", V1 + "users.generatePersonalAccessToken", lambda w, c: {"tokenName": "new"}, "auth_tokens",
     lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name="new") == 1)
call("POST", V1 + "users.regeneratePersonalAccessToken", lambda w, c: {"tokenName": TOKEN_NAME},
     "auth_tokens", lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=TOKEN_NAME) == 1
     and w.count("auth_tokens", hash=w.secrets_of(c.user)["bot"]) == 0)
call("POST", V1 + "users.removePersonalAccessToken", lambda w, c: {"tokenName": TOKEN_NAME},
     "auth_tokens", lambda w, c, a: w.count("auth_tokens", user_id=c.user.id, name=TOKEN_NAME) == 0)


def free(world, caller):
    return {"userId": world.free.id}


def free_is(column, expected):
    return row_is(expected, f"SELECT {column} FROM users WHERE id = '{{w.free.id}}'")


call("POST", V1 + "users.create", lambda w, c: {
    "email": "new@example.com", "name": "New", "password": "a new password", "username": "new.user"}, "users",
    lambda w, c, a: w.count("users", username="new.user", id=a.json["user"]["_id"]) == 1)
call("POST", V1 + "users.update", lambda w, c: {**free(w, c), "data": {"name": "New"}}, "users",
     free_is("name", "New"))
call("POST", V1 + "users.setActiveStatus", lambda w, c: {**free(w, c), "activeStatus": False},
     "users auth_tokens", free_is("active", 0))
call("POST", V1 + "users.delete", free, "users auth_tokens department_agents inboxes canned_responses",
     free_is("id", None))
call("GET", V1 + "users.info", free, done=shows("user._id", lambda w, c: w.free.id))
call("GET", V1 + "users.list", lambda w, c: {"text": w.free.username},
     done=shows("users.0._id", lambda w, c: w.free.id))
call("POST", V1 + "users.updateOwnBasicInfo", lambda w, c: {"data": {"name": "New"}}, "users",
     row_is("New", "SELECT name FROM users WHERE id = '{c.user.id}'"))


def own_session(world, caller):
    """The request always names a session of the caller."""
    return {"_id": world.value("SELECT LEFT(SHA2(hash, 256), 24) FROM auth_tokens WHERE user_id = %s AND"
                               " name IS NULL", caller.user.id) if caller.user else "none"}


call("GET", LIVECHAT + "sessions", lambda w, c: {},
     done=shows("sessions.0._id", lambda w, c: own_session(w, c)["_id"]))
call("DELETE", LIVECHAT + "sessions", lambda w, c: {}, "auth_tokens",
     lambda w, c, a: w.count("auth_tokens", user_id=c.user.id) == 2,  # its own, and the program's
     before=lambda w: w.db.execute("INSERT INTO auth_tokens (hash, user_id, created_at) SELECT id, id, 1 FROM users"))
call("GET", LIVECHAT + "sessions/:_id", own_session,
     done=shows("session._id", lambda w, c: own_session(w, c)["_id"]))
call("DELETE", LIVECHAT + "sessions/:_id", own_session, "auth_tokens users",
     lambda w, c, a: own_session(w, c)["_id"] is None)

# --- their browsers ---

PUSH = LIVECHAT + "push.subscription"
PUSH_KEYS = {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
             "auth": "BTBZMqHH6r4Tts7J_aSIgg"}


def own_endpoint(user):
    return f"https://push.example/{user.id if user else 'nobody'}"


def push_key(world):
    """The program makes one otherwise."""
    world.db.execute("REPLACE INTO settings VALUES ('Livechat_push_private_key',"
                     " 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw')")


def subscribe_all(world):
    for row in world.db.rows("SELECT user_id, MIN(hash) AS hash FROM auth_tokens GROUP BY user_id"):
        user = row["user_id"]
        endpoint = f"https://push.example/{user}"
        world.db.insert("push_subscriptions", id=base64.urlsafe_b64encode(hashlib.sha256(endpoint.encode()).digest()[:18]),
                        user_id=user, token_hash=row["hash"], endpoint=endpoint, created_at=1, updated_at=1, **PUSH_KEYS)


call("GET", PUSH, lambda w, c: {}, done=lambda w, c, a: len(a.json["publicKey"]) == 87, before=push_key)
call("POST", PUSH, lambda w, c: {"endpoint": own_endpoint(c.user), "keys": PUSH_KEYS}, "push_subscriptions",
     lambda w, c, a: w.count("push_subscriptions", user_id=c.user.id, endpoint=own_endpoint(c.user)) == 1)
call("DELETE", PUSH, lambda w, c: {"endpoint": own_endpoint(c.user)}, "push_subscriptions",
     lambda w, c, a: w.count("push_subscriptions", user_id=c.user.id) == 0, before=subscribe_all)
