# SPDX-License-Identifier: MIT
"""Users' accounts over HTTP: users.create, users.update, users.delete, users.setActiveStatus, users.info,
users.list and users.updateOwnBasicInfo."""

import hashlib
import threading

import pytest

from harness.checks import at_once, coded, invalid, listed, plain, reasoned, refused, result, to_ms, wait_for
from harness.data import User, new_id, now_ms, token_hash

V1 = "/api/v1/"
PASSWORD = "correct horse"
UNKNOWN = coded('The required "userId" or "username" param provided does not match any users',
                "error-invalid-user")
SHORT = coded("A password has 8 to 1024 bytes", "error-password-policy-not-met")
USERNAME = coded("A username has 1 to 64 letters (a-z), digits, dots, dashes and underscores",
                 "error-input-is-not-a-valid-field", details={"field": "username"})
NAME = coded("A name has 1 to 255 characters, and no control characters",
             "error-input-is-not-a-valid-field", details={"field": "name"})
TAKEN = coded("This username is already in use", "error-field-unavailable", details={"field": "username"})
EMAIL_TAKEN = coded("This email address is already in use", "error-field-unavailable",
                    details={"field": "email"})
ROLE = coded("The roles are user, livechat-agent, livechat-manager, livechat-monitor and admin",
             "error-invalid-role")
LAST_ADMIN = coded("Leaving the app without an active admin is not allowed", "error-action-not-allowed",
                   details={"action": "Remove_last_admin"})
SELF = coded("Users can neither deactivate nor delete themselves", "error-action-not-allowed",
             details={"action": "Remove_self"})
DUE = 403, {"success": False, "errorType": "error-password-change-required",
            "error": "You have to change your password first, by users.updateOwnBasicInfo"
                     " [error-password-change-required]"}


@pytest.fixture
def admin_user(db):
    return db.user("admin")


def about(**changes):
    name = "user." + new_id(8).lower()
    return {"email": f"{name}@example.com", "name": "Nora New", "password": PASSWORD, "username": name,
            **changes}


def create(api, admin_user, **changes):
    answer = api.post(V1 + "users.create", user=admin_user, **about(**changes))
    assert answer.status == 200, answer
    return answer.json["user"]


def update(api, admin_user, user, **data):
    user_id = user if isinstance(user, str) else user.id
    return api.post(V1 + "users.update", user=admin_user, json={"userId": user_id, "data": data})


def login(api, name, password=PASSWORD):
    return api.post(V1 + "login", json={"user": name, "password": password})


def session(api, name, password=PASSWORD):
    answer = login(api, name, password)
    assert answer.status == 200, answer
    data = answer.json["data"]
    return User(data["userId"], name, data["authToken"])


def me(api, user):
    return api.get(V1 + "me", user=user)


# --- create ---

def test_a_created_user_logs_in(api, db, admin_user):
    fields = about(roles=["livechat-agent", "livechat-manager"])
    answer = api.post(V1 + "users.create", user=admin_user, **fields)
    user = answer.json["user"]
    assert answer.status == 200 and PASSWORD not in answer.text and "$y$" not in answer.text
    assert (user["username"], user["name"], user["type"], user["active"], user["status"]) == (
        fields["username"], "Nora New", "user", True, "offline")
    assert user["roles"] == ["user", "livechat-agent", "livechat-manager"]
    assert user["emails"] == [{"address": fields["email"], "verified": True}]
    assert me(api, session(api, fields["username"])).json["roles"] == user["roles"]
    assert session(api, fields["email"].upper()).id == user["_id"]


def test_a_user_may_be_created_inactive(api, admin_user):
    user = create(api, admin_user, active=False)
    assert user["active"] is False and user["roles"] == ["user"]
    assert login(api, user["username"]).status == 401


@pytest.mark.parametrize("changes,expected", [
    ({"password": "seven77"}, SHORT), ({"password": "x" * 1025}, SHORT), ({"password": ""}, SHORT),
    ({"username": "with blank"}, USERNAME), ({"username": ""}, USERNAME), ({"username": "ü"}, USERNAME),
    ({"username": "x" * 65}, USERNAME), ({"name": ""}, NAME), ({"name": "a\nb"}, NAME),
    ({"roles": ["owner"]}, ROLE), ({"roles": {}}, invalid("must be array")),
    ({"roles": "admin"}, invalid("must be array")),
    ({"more": 1}, invalid("must NOT have additional properties")),
    ({"sendWelcomeEmail": True}, invalid("setRandomPassword and sendWelcomeEmail must be false: no mail is"
                                         " sent to new users"))])
def test_a_refusal_says_which_rule_was_broken(api, db, admin_user, changes, expected):
    user = db.user()
    before = db.rows("CHECKSUM TABLE users")
    refused(api.post(V1 + "users.create", user=admin_user, **about(**changes)), expected)
    refused(update(api, admin_user, user, **changes), expected)
    assert db.rows("CHECKSUM TABLE users") == before


def test_an_invalid_address_is_refused_with_the_reason(api, admin_user):
    answer = api.post(V1 + "users.create", user=admin_user, **about(email="nobody"))
    assert reasoned(answer) == coded("Invalid email address", "error-invalid-email")


@pytest.mark.parametrize("name", ["email", "name", "password", "username"])
def test_what_is_required(api, admin_user, name):
    fields = about()
    del fields[name]
    refused(api.post(V1 + "users.create", user=admin_user, **fields),
            invalid(f"must have required property '{name}'"))


def test_names_and_addresses_are_taken_in_any_case(api, db, admin_user):
    user = create(api, admin_user)
    address = user["emails"][0]["address"]
    post = V1 + "users.create"
    refused(api.post(post, user=admin_user, **about(username=user["username"].upper())), TAKEN)
    refused(api.post(post, user=admin_user, **about(email=address.upper())), EMAIL_TAKEN)
    other = db.user()
    refused(update(api, admin_user, other, username=user["username"].upper()), TAKEN)
    refused(update(api, admin_user, other, email=address), EMAIL_TAKEN)
    assert update(api, admin_user, user["_id"], username=user["username"], email=address).status == 200


def test_of_two_who_want_the_same_name_at_once_one_gets_it(api, db, admin_user):
    name = "user." + new_id(8)
    answers = at_once(*[lambda spelled=spelled: api.elsewhere().post(
        V1 + "users.create", user=admin_user, **about(username=spelled))
        for spelled in (name, name.upper(), name.lower(), name)])
    assert sorted(answer.status for answer in answers) == [200, 400, 400, 400]
    assert db.value("SELECT COUNT(*) FROM users WHERE LOWER(CONVERT(username USING utf8mb4)) = %s", name.lower()) == 1


# --- update ---

def test_what_is_not_sent_stays(api, db, admin_user):
    user = create(api, admin_user, roles=["livechat-agent"])
    answer = update(api, admin_user, user["_id"], name="Other Name")
    assert answer.status == 200, answer
    assert {**answer.json["user"], "_updatedAt": 0} == {**user, "name": "Other Name", "_updatedAt": 0}
    session(api, user["username"])


def test_a_new_password_ends_the_logins_of_a_user(api, db, admin_user):
    user = create(api, admin_user)
    before = session(api, user["username"])
    answer = update(api, admin_user, user["_id"], password="another horse")
    assert answer.status == 200 and "another horse" not in answer.text
    assert me(api, before).status == 401
    assert login(api, user["username"]).status == 401
    session(api, user["username"], "another horse")


def test_an_admin_who_changes_their_own_password_stays_logged_in(api, db, admin_user):
    db.set_password(admin_user)
    first, second = session(api, admin_user.username), session(api, admin_user.username)
    assert update(api, first, first.id, password="another horse").status == 200
    assert me(api, first).status == 200 and me(api, second).status == 401


def test_a_new_username_is_shown_by_the_rooms(api, db, admin_user):
    agent = db.agent()
    room, name = db.room(agent=agent), "user." + new_id(6)
    assert update(api, admin_user, agent, username=name).status == 200
    shown = api.get("room", token=room.visitor.token, rid=room.id).json["room"]
    assert shown["servedBy"]["username"] == name


def test_who_becomes_an_agent_while_online_takes_chats(api, db, admin_user):
    user = db.user(available=False)
    update(api, admin_user, user, roles=["livechat-agent"])
    assert me(api, user).json["statusLivechat"] == "available"
    update(api, admin_user, user, roles=["user"])
    assert me(api, user).json["roles"] == ["user"]
    assert db.value("SELECT available FROM users WHERE id = %s", user.id) == 0


def test_users_that_do_not_exist(api, admin_user):
    refused(update(api, admin_user, "nobody", name="X"), UNKNOWN)
    refused(api.post(V1 + "users.delete", user=admin_user, userId="nobody"), UNKNOWN)
    refused(api.post(V1 + "users.delete", user=admin_user, username="no body"), UNKNOWN)
    refused(api.post(V1 + "users.setActiveStatus", user=admin_user, userId="nobody", activeStatus=True), UNKNOWN)
    for query in ({"userId": "nobody"}, {"username": "nobody"}, {"email": "nobody@example.com"}):
        refused(api.get(V1 + "users.info", user=admin_user, **query), plain("User not found."))


# --- deactivate, delete ---

def leave(api, admin_user, user, how):
    if how == "deactivated":
        return api.post(V1 + "users.setActiveStatus", user=admin_user, userId=user.id, activeStatus=False)
    if how == "no agent":
        return update(api, admin_user, user, roles=["livechat-manager"])
    if how == "nothing but a user":
        return update(api, admin_user, user, roles=["user"])
    if how == "removed from the agents":
        return api.delete(f"users/agent/{user.id}", user=admin_user)
    return api.post(V1 + "users.delete", user=admin_user, userId=user.id)


@pytest.mark.parametrize("how", [
    "deactivated", "deleted", "no agent", "nothing but a user", "removed from the agents"])
def test_who_leaves_gives_their_rooms_back(api, db, admin_user, how):
    agent, colleague = db.agent(), db.agent()
    department = db.department("sales", agent, colleague)
    rooms = [db.room(agent=agent, department_id=department) for _ in range(3)]
    others, closed = db.room(agent=colleague), db.room(agent=agent, closed=True)
    joined = db.room(agent=colleague, users_count=3)
    db.insert("room_members", rid=joined.id, user_id=agent.id, joined_at=1)
    answer = leave(api, admin_user, agent, how)
    assert answer.status == 200, answer
    for room in rooms:
        row = db.row("SELECT * FROM rooms WHERE id = %s", room.id)
        assert (row["served_by_id"], row["is_open"], row["department_id"]) == (None, 1, department)
        assert db.value("SELECT status FROM inquiries WHERE rid = %s", room.id) == "queued"
        told = api.get(f"messages.history/{room.id}", token=room.visitor.token).json["messages"]
        assert [m["t"] for m in told[:2]] == ["ul", "livechat_transfer_history"]
        assert told[1]["transferData"]["transferredBy"]["_id"] == admin_user.id
        assert told[0]["msg"] == agent.username
    assert db.value("SELECT served_by_id FROM rooms WHERE id = %s", others.id) == colleague.id
    assert db.value("SELECT served_by_id FROM rooms WHERE id = %s", closed.id) == agent.id
    gone, locked_out = how == "deleted", how in ("deleted", "deactivated")
    left = how in ("deleted", "nothing but a user", "removed from the agents")
    assert db.value("SELECT COUNT(*) FROM users WHERE id = %s", agent.id) == int(not gone)
    assert db.value("SELECT COUNT(*) FROM auth_tokens WHERE user_id = %s", agent.id) == int(not locked_out)
    assert db.value("SELECT COUNT(*) FROM room_members WHERE user_id = %s", agent.id) == int(not left)
    assert db.value("SELECT users_count FROM rooms WHERE id = %s", joined.id) == 3 - left
    assert db.value("SELECT COUNT(*) FROM department_agents WHERE user_id = %s", agent.id) == int(
        how == "deactivated")
    assert (me(api, agent).status == 401) == locked_out
    if left and not locked_out:
        sent = api.post(V1 + "chat.sendMessage", user=agent, message={"rid": joined.id, "msg": "x"})
        assert sent.status == 400, "they read and write no room any more"


def test_the_shortcuts_of_who_is_deleted_are_free(api, db, admin_user):
    agent = db.agent()
    for scope in ("user", "global"):
        db.canned(agent, f"{scope}-{agent.id}", scope=scope)
    assert api.post(V1 + "users.delete", user=admin_user, userId=agent.id).status == 200
    assert [row["scope"] for row in db.rows(
        "SELECT scope FROM canned_responses WHERE shortcut LIKE %s", f"%-{agent.id}")] == ["global"]


def test_an_activated_user_logs_in_again(api, db, admin_user):
    user = create(api, admin_user)
    for active in (False, True):
        answer = api.post(V1 + "users.setActiveStatus", user=admin_user, userId=user["_id"], activeStatus=active)
        assert result(answer) == (200, {"user": {"_id": user["_id"], "active": active}, "success": True})
        assert login(api, user["username"]).status == (200 if active else 401)


def test_a_room_taken_meanwhile_goes_back_too(api, db, admin_user):
    """The agent takes a room while the change waits for another one: no room stays with somebody gone."""
    agent = db.agent()
    held, waiting = db.room(agent=agent), db.room()
    inquiry = db.value("SELECT id FROM inquiries WHERE rid = %s", waiting.id)
    with db.held(held):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(leave(api.elsewhere(), admin_user, agent, "deleted")))
        thread.start()
        wait_for(lambda: db.value(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
            " AND info LIKE '%%FROM rooms%%FOR UPDATE'"))
        taking = threading.Thread(target=lambda: answers.append(api.elsewhere().post(
            "inquiries.take", user=db.manager(), inquiryId=inquiry, userId=agent.id)))
        taking.start()
    thread.join()
    taking.join()
    assert db.value("SELECT COUNT(*) FROM users WHERE id = %s", agent.id) == 0
    assert db.value("SELECT COUNT(*) FROM rooms WHERE served_by_id = %s AND is_open = 1", agent.id) == 0
    assert db.value("SELECT status FROM inquiries WHERE rid = %s", waiting.id) == "queued"


def test_a_room_given_away_meanwhile_stays_where_it_is(api, db, admin_user):
    """The change waits for the first of the agent's rooms while a colleague gets the second."""
    agent, colleague = db.agent(), db.agent()
    first, second = sorted((db.room(agent=agent) for _ in range(2)), key=lambda room: room.id)
    with db.held(first):
        answers = []
        thread = threading.Thread(target=lambda: answers.append(leave(api.elsewhere(), admin_user, agent, "deleted")))
        thread.start()
        wait_for(lambda: db.value(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
            " AND info LIKE '%%FROM rooms%%FOR UPDATE'"))
        db.execute("UPDATE rooms SET served_by_id = %s, served_by_username = %s WHERE id = %s",
                   colleague.id, colleague.username, second.id)
    thread.join()
    assert answers[0].status == 200, answers
    assert db.value("SELECT served_by_id FROM rooms WHERE id = %s", first.id) is None
    assert db.value("SELECT served_by_id FROM rooms WHERE id = %s", second.id) == colleague.id
    assert db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type = 'ul'", second.id) == 0


def test_how_long_somebody_was_available_goes_with_them(api, db, admin_user):
    leaves, stays = db.agent(), db.agent()
    for agent in (leaves, stays):
        db.insert("agent_days", day=1, user_id=agent.id, available_ms=1)
    assert api.post(V1 + "users.delete", user=admin_user, userId=leaves.id).status == 200
    assert [row["user_id"] for row in db.rows(
        "SELECT user_id FROM agent_days WHERE user_id IN (%s, %s)", leaves.id, stays.id)] == [stays.id]


def test_what_is_deleted_may_be_named_by_username(api, db, admin_user):
    user = create(api, admin_user)
    delete = V1 + "users.delete"
    for both in ({}, {"userId": user["_id"], "username": user["username"]}):
        refused(api.post(delete, user=admin_user, **both), invalid("must have either userId or username"))
    assert api.post(delete, user=admin_user, username=user["username"]).json == {"success": True}
    assert login(api, user["username"]).status == 401


@pytest.fixture
def only_admin(db, admin_user):
    """An admin beside whom there is none."""
    others = [row["id"] for row in db.rows(
        "SELECT id FROM users WHERE roles & 16 AND active = 1 AND id <> %s", admin_user.id)]
    db.execute("UPDATE users SET active = 0 WHERE roles & 16 AND id <> %s", admin_user.id)
    yield admin_user
    for user_id in others:
        db.execute("UPDATE users SET active = 1 WHERE id = %s", user_id)


def test_the_last_admin_remains(api, db, only_admin, admin):
    refused(update(api, only_admin, only_admin, roles=["livechat-manager"]), LAST_ADMIN)
    done = admin("user", "disable", only_admin.username, check=False)
    assert "is the last active admin" in done.stderr
    assert db.value("SELECT roles FROM users WHERE id = %s", only_admin.id) == 17
    other = db.user("admin")
    assert update(api, other, only_admin, roles=["livechat-manager"]).status == 200


def test_of_two_admins_who_remove_each_other_one_remains(api, db, only_admin):
    for _ in range(5):
        pair = only_admin, db.user("admin")
        answers = at_once(*[lambda a=a, b=b: leave(api.elsewhere(), a, b, "deactivated")
                            for a, b in (pair, pair[::-1])])
        assert sorted(answer.status for answer in answers) in ([200, 400], [200, 401])
        assert db.value("SELECT COUNT(*) FROM users WHERE roles & 16 AND active = 1") == 1
        db.execute("UPDATE users SET active = 0 WHERE id = %s", pair[1].id)
        db.execute("UPDATE users SET active = 1 WHERE id = %s", only_admin.id)
        db.execute("REPLACE INTO auth_tokens (hash, user_id, created_at) VALUES (%s, %s, 1)",
                   token_hash(only_admin.token), only_admin.id)


def test_nobody_removes_themselves(api, db, admin_user):
    db.user("admin")
    refused(leave(api, admin_user, admin_user, "deleted"), SELF)
    refused(leave(api, admin_user, admin_user, "deactivated"), SELF)
    refused(update(api, admin_user, admin_user, active=False), SELF)


# --- info, list ---

def test_who_sees_what_of_a_user(api, db, admin_user):
    user = create(api, admin_user)
    of_admin = api.get(V1 + "users.info", user=admin_user, userId=user["_id"]).json["user"]
    assert of_admin == user
    other = api.get(V1 + "users.info", user=db.agent(), username=user["username"]).json["user"]
    assert sorted(other) == ["_id", "active", "name", "roles", "status", "type", "username"]
    own = session(api, user["username"])
    address = user["emails"][0]["address"]
    assert api.get(V1 + "users.info", user=own, email=address).json["user"]["emails"] == user["emails"]
    refused(api.get(V1 + "users.info", user=db.agent(), email=address), plain("User not found."))


def test_users_info_needs_exactly_one_name(api, admin_user):
    refused(api.get(V1 + "users.info", user=admin_user), invalid(
        "must have required property 'userId'\n must have required property 'username'\n"
        " must have required property 'importId'\n must have required property 'email'\n"
        " must have required property 'freeSwitchExtension'\n must match a schema in anyOf"))
    refused(api.get(V1 + "users.info", user=admin_user, userId="a", username="b"),
            invalid("must match a schema in anyOf"))


def test_the_list_of_users(api, db, admin_user):
    word = new_id(10).lower()
    made = [create(api, admin_user, username=f"{word}.{end}", name=name)
            for end, name in (("b", "Änne"), ("a", "Zoe"), ("c", "Max"))]
    get = V1 + "users.list"
    answer = api.get(get, user=admin_user, text=word.upper())
    assert [user["_id"] for user in listed(answer, "users")] == [made[1]["_id"], made[0]["_id"], made[2]["_id"]]
    assert (answer.json["count"], answer.json["offset"], answer.json["total"]) == (3, 0, 3)
    answer = api.get(get, user=admin_user, text=word, sort='{"name":-1}', count=1, offset=1)
    assert len(answer.json["users"]) == 1 and answer.json["total"] == 3
    assert api.get(get, user=db.manager(), text=word).status == 403
    assert not any("lastLogin" in user for user in listed(api.get(get, user=admin_user, text=word), "users"))
    before = now_ms()
    assert login(api, f"{word}.a").status == 200
    user, _, _ = listed(api.get(get, user=admin_user, text=word), "users")
    assert before <= to_ms(user["lastLogin"]) <= now_ms()


# --- oneself ---

def own(api, user, **data):
    return api.post(V1 + "users.updateOwnBasicInfo", user=user, json={"data": data})


def test_users_change_their_own_password(api, db, admin_user):
    user = create(api, admin_user)
    first, second = session(api, user["username"]), session(api, user["username"])
    wrong = coded("currentPassword is not the current password", "error-invalid-password")
    refused(own(api, first, newPassword="another horse"), wrong)
    refused(own(api, first, newPassword="another horse", currentPassword="wrong horse"), wrong)
    refused(own(api, first, email="new@example.com"), wrong)
    refused(own(api, first, newPassword=PASSWORD, currentPassword=PASSWORD),
            coded("The new password cannot be the current one", "error-password-same-as-current"))
    refused(own(api, first, newPassword="short", currentPassword=PASSWORD), SHORT)
    answer = own(api, first, newPassword="another horse",
                 currentPassword=hashlib.sha256(PASSWORD.encode()).hexdigest())
    assert answer.status == 200 and answer.json["user"]["_id"] == user["_id"]
    assert "horse" not in answer.text
    assert me(api, first).status == 200 and me(api, second).status == 401
    session(api, user["username"], "another horse")


def test_users_change_their_own_name_and_no_more(api, db):
    user = db.user()
    assert own(api, user, name="Changed").json["user"]["name"] == "Changed"
    refused(own(api, user, roles=["admin"]), invalid("must NOT have additional properties"))


def test_a_first_password_must_be_changed(api, db, admin_user):
    user = create(api, admin_user, requirePasswordChange=True, roles=["livechat-manager"])
    assert user["requirePasswordChange"] is True
    answer = login(api, user["username"])
    assert answer.json["data"]["me"]["requirePasswordChange"] is True
    mine = session(api, user["username"])
    assert me(api, mine).json["requirePasswordChange"] is True
    for refusal in (api.get("rooms", user=mine), api.get("users/agent", user=mine),
                    api.post(V1 + "users.generatePersonalAccessToken", user=mine, tokenName="x"),
                    api.get("sessions", user=mine)):
        assert result(refusal) == DUE
    assert own(api, mine, newPassword="another horse", currentPassword=PASSWORD).status == 200
    assert "requirePasswordChange" not in me(api, mine).json
    assert api.get("rooms", user=mine).status == 200


def test_a_password_that_an_admin_sets_has_to_be_changed_as_the_first_one_had(api, admin_user):
    user = create(api, admin_user, requirePasswordChange=True)
    assert update(api, admin_user, user["_id"], password="another horse").json["user"]["requirePasswordChange"] is True
    mine = session(api, user["username"], "another horse")
    assert result(api.get("sessions", user=mine)) == DUE
    answer = update(api, admin_user, user["_id"], password="a third horse", requirePasswordChange=False)
    assert "requirePasswordChange" not in answer.json["user"]
    assert api.get("sessions", user=session(api, user["username"], "a third horse")).status == 200


def test_who_has_to_change_their_password_can_log_out(api, admin_user):
    user = create(api, admin_user, requirePasswordChange=True)
    mine = session(api, user["username"])
    assert api.post(V1 + "logout", user=mine).status == 200
