# SPDX-License-Identifier: MIT
"""The first user, made with the SQL that docs/shared-host.md has for people with phpMyAdmin only."""

import hashlib
import os
import re

import pytest

import servers

PASSWORD = "the first password"


@pytest.fixture(scope="module")
def statement():
    with open(os.path.join(servers.ROOT, "docs", "shared-host.md")) as file:
        return re.search(r"^    INSERT INTO users.*?;$", file.read(), re.M | re.S)[0]


@pytest.fixture
def lisa(instant, statement):
    instant.db.execute("DELETE FROM users WHERE username = 'lisa'")
    instant.db.lift_limits()
    instant.db.execute(statement.replace("%", "%%"))
    yield instant
    instant.db.execute("DELETE FROM users WHERE username = 'lisa'")


def log_in(api, password):
    return api.request("POST", "/api/v1/login", json={"user": "lisa", "password": password})


def check_first_login(api, answer):
    """The password has to be changed, and nothing else is possible before."""
    assert answer.status == 200, answer
    data = answer.json["data"]
    assert data["me"]["requirePasswordChange"] is True
    assert sorted(data["me"]["roles"]) == ["admin", "livechat-agent", "user"]
    headers = {"X-User-Id": data["userId"], "X-Auth-Token": data["authToken"]}
    assert api.request("GET", "rooms", headers=headers).status in (400, 403)
    return headers


def test_the_first_user_logs_in_and_chooses_a_password(lisa):
    headers = check_first_login(lisa.api, log_in(lisa.api, PASSWORD))
    changed = lisa.api.request("POST", "/api/v1/users.updateOwnBasicInfo", headers=headers, json={
        "data": {"currentPassword": PASSWORD, "newPassword": "a long password"}})
    assert changed.status == 200, changed
    assert lisa.api.request("GET", "rooms", headers=headers).status == 200
    assert log_in(lisa.api, PASSWORD).status == 401
    assert log_in(lisa.api, "a long password").status == 200
    assert lisa.db.row("SELECT password_hash LIKE '$y$%%' AS hashed FROM users WHERE username = 'lisa'")["hashed"]


def test_only_the_right_password(lisa):
    for password in ("", "the first passwor", "The first password", hashlib.sha256(PASSWORD.encode()).hexdigest()):
        assert log_in(lisa.api, password).status in (400, 401), password
    digest = {"digest": hashlib.sha256(PASSWORD.encode()).hexdigest(), "algorithm": "sha-256"}
    check_first_login(lisa.api, log_in(lisa.api, digest))


@pytest.mark.parametrize("stored", ["sha256:", "sha256:abc", "sha256:" + "0" * 64, "sha256:" + "0" * 65, "sha256"])
def test_nothing_else_is_a_password(lisa, stored):
    lisa.db.execute("UPDATE users SET password_hash = %s WHERE username = 'lisa'", stored)
    assert log_in(lisa.api, PASSWORD).status == 401
    assert log_in(lisa.api, "").status in (400, 401)
