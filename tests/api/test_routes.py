"""The tables of the program: the API reference says what they say, and every route is open to
those the permission table names and to nobody else."""

import json
import os
import re
import subprocess

import pytest

from servers import BUILD, ROOT

KNOWN = json.loads(subprocess.check_output([os.path.join(BUILD, "routes")]))
ROUTES = [(route["method"], route["path"], route) for route in KNOWN["routes"]]

UNAUTHORIZED = {"status": "error", "message": "You must be logged in to do this."}
FORBIDDEN = {"success": False,
             "error": "User does not have the permissions required for this action [error-unauthorized]"}


def test_the_reference_is_what_the_program_says():
    made = subprocess.run([os.path.join(ROOT, "scripts", "api-doc")], env={**os.environ, "BUILD": BUILD},
                          capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    with open(os.path.join(ROOT, "docs", "api.md")) as file:
        assert made.stdout == file.read(), "docs/api.md is out of date: run make docs"


@pytest.fixture(scope="module")
def people(db):
    """One of each role, and what he is called in the permission table."""
    return {role: db.user(role) for role in
            ("user", "livechat-agent", "livechat-manager", "livechat-monitor", "admin")}


def call(api, method, path, user=None):
    filled = re.sub(r":\w+", "nothing", path)
    return api.request(method, filled, user=user, json={} if method in ("POST", "PUT") else None)


@pytest.mark.parametrize("method,path,route", ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
def test_who_may_call(api, people, method, path, route):
    nobody = call(api, method, path)
    assert (nobody.status == 401 and nobody.json == UNAUTHORIZED) == route["login"], nobody
    wrong = api.request(method, re.sub(r":\w+", "x", path),
                        headers={"X-User-Id": people["admin"].id, "X-Auth-Token": "wrong"})
    assert (wrong.status == 401 and wrong.json == UNAUTHORIZED) == route["login"], wrong
    if not route.get("permission"):
        return
    allowed = KNOWN["permissions"][route["permission"]]
    for role, user in people.items():
        answer = call(api, method, path, user)
        refused = answer.status == 403 and answer.json == FORBIDDEN
        assert refused == (role not in allowed), f"{role}: {answer}"
        assert answer.status < 500, answer
