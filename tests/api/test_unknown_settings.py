# SPDX-License-Identifier: MIT
"""A process that could not read the settings yet answers 503 to all that they decide: nobody knows whether
there are limits, and which proxies say who the client is."""

import os

import pytest

from harness.client import PREFIX
from harness.data import new_id
from harness.faults import (
    OneProcess, check_unavailable, check_works, db, fresh, offline_message, option_file, own, same_process,
    server)
from harness.site import LighttpdCgi


@pytest.fixture(autouse=True)
def readable(server, option_file):
    own(option_file)
    os.chmod(server.folder, 0o755)


def sends(api, room):
    who = {"token": room.visitor.token, "rid": room.id}
    return {
        "message": lambda: api.post("message", **who, msg="x"),
        "invalid message": lambda: api.post("message"),
        "edit": lambda: api.put(f"message/{new_id()}", **who, msg="x"),
        "register": lambda: api.post("visitor", visitor={"token": new_id()}),
        "field": lambda: api.post("custom.field", token=room.visitor.token, key="k", value="v",
                                  overwrite=True),
        "offline message": lambda: offline_message(api),
        "login": lambda: api.post("/api/v1/login", username="lisa", password="wrong"),
        "config": lambda: api.get("config"),
        "no video": lambda: api.get("video.call/x")}


@pytest.mark.parametrize("kind", [OneProcess, LighttpdCgi])
def test_what_the_settings_decide_is_unavailable_until_they_are_read(fresh, server, db, room, kind):
    """The limiter is off, so nobody may get a 429."""
    db.write_setting("API_Enable_Rate_Limiter", "false")
    server.process.stop()
    try:
        site = fresh(f"unknown-{kind.__name__}", kind=kind)
        for name, request in sends(site.client, room).items():
            for _ in range(12):
                answer = request()
                check_unavailable(answer, name)
                assert not any(header.startswith("X-RateLimit") for header in answer.headers)
        assert site.client.get("/api/info").status == 200
        assert site.client.get("/avatar/lisa").status == 200
        assert site.client.get("nothing").status == 404
        assert site.client.request("OPTIONS", PREFIX + "message").status == 204
    finally:
        server.start()
    try:
        check_works(site, room)
        for _ in range(12):
            answer = site.client.post("message", token=room.visitor.token, rid=room.id, msg="x")
            assert answer.status == 200 and "X-RateLimit-Limit" not in answer.headers
    finally:
        db.execute("DELETE FROM settings WHERE name = 'API_Enable_Rate_Limiter'")
        db.lift_limits()


def test_settings_that_were_read_stay_in_force(fresh, server, db, room):
    """The limiter stays off, and a request that needs no database is answered as always."""
    db.write_setting("API_Enable_Rate_Limiter", "false")
    site = fresh("known")
    try:
        check_works(site, room)
        server.process.stop()
        try:
            for _ in range(12):
                answer = site.client.post("message")
                assert answer.status == 400 and "X-RateLimit-Limit" not in answer.headers
        finally:
            server.start()
    finally:
        db.execute("DELETE FROM settings WHERE name = 'API_Enable_Rate_Limiter'")
        db.lift_limits()
    check_works(site, room)
