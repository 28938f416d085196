# SPDX-License-Identifier: MIT
"""livechat/triggers: managers write triggers, and the clients of visitors get them with their configuration."""

import pytest

from harness.checks import coded, invalid, listed, result, to_date
from harness.data import new_id, now_ms

MESSAGE = {"name": "send-message", "params": {"sender": "custom", "msg": "May I help?", "name": "Eve"}}
SERVICE = {"name": "use-external-service",
           "params": {"serviceUrl": "https://example.com", "serviceTimeout": 5000, "serviceFallbackMessage": "-"}}


def trigger(**more):
    return {"name": "greet", "description": "after a while", "enabled": True, "runOnce": True,
            "conditions": [{"name": "time-on-site", "value": "5"}], "actions": [MESSAGE], **more}


@pytest.fixture
def manager(db):
    db.execute("DELETE FROM triggers")
    yield db.manager()
    db.execute("DELETE FROM triggers")


def save(api, manager, **more):
    answer = api.post("triggers", user=manager, **trigger(**more))
    assert answer.status == 200, answer
    return answer.json["triggerId"]


def armed(api):
    return api.get("config").json["config"]["triggers"]


def test_a_trigger_is_stored_and_reaches_the_visitors_client(api, db, manager):
    _id = save(api, manager)
    updated_at = db.value("SELECT updated_at FROM triggers WHERE id = %s", _id)
    assert abs(updated_at - now_ms()) < 60000
    assert api.get(f"triggers/{_id}", user=manager).json["trigger"] == {
        "_id": _id, **trigger(), "_updatedAt": to_date(updated_at)}
    assert armed(api) == [{"_id": _id, "actions": [MESSAGE], "runOnce": True,
                           "conditions": [{"name": "time-on-site", "value": "5"}]}]


def test_clients_get_them_in_the_order_in_which_they_were_made(api, manager):
    made = [save(api, manager, name=name) for name in "cab"]
    save(api, manager, enabled=False)
    api.post("triggers", user=manager, **trigger(_id=made[0], name="later"))
    assert [t["_id"] for t in armed(api)] == made


def test_one_that_would_only_ask_another_service_is_not_armed(api, manager):
    save(api, manager, actions=[SERVICE])
    both = save(api, manager, actions=[SERVICE, MESSAGE])
    assert [t["_id"] for t in armed(api)] == [both]
    api.post("triggers", user=manager, **trigger(_id=both, actions=[SERVICE, SERVICE]))
    assert armed(api) == []


def test_a_chat_that_is_switched_off_arms_none(instant):
    _id = instant.db.trigger()
    assert [t["_id"] for t in armed(instant.api)] == [_id]
    instant.set(Livechat_enabled="false")
    config = instant.api.get("config").json["config"]
    instant.db.execute("DELETE FROM triggers")
    assert (config["enabled"], config["triggers"]) == (False, [])


def test_an_update_replaces_all_members(api, db, manager):
    _id = save(api, manager)
    new = trigger(name="", description="", enabled=False, runOnce=False, actions=[SERVICE],
                  conditions=[{"name": "page-url", "value": "/shop"}, {"name": "after-guest-registration"}])
    assert api.post("triggers", user=manager, **new, _id=_id).json == {"success": True, "triggerId": _id}
    found = api.get(f"triggers/{_id}", user=manager).json["trigger"]
    new["conditions"][1]["value"] = None
    assert {**found, **new} == found and db.value("SELECT COUNT(*) FROM triggers") == 1


@pytest.mark.parametrize("_id", ["", None])
def test_an_empty_id_creates_one(api, manager, _id):
    made = save(api, manager, _id=_id)
    assert len(made) == 17 and api.get(f"triggers/{made}", user=manager).json["trigger"]


def test_an_unknown_id_writes_nothing(api, db, manager):
    answer = api.post("triggers", user=manager, **trigger(_id=new_id()))
    assert (answer.status, answer.json) == (200, {"success": True})
    assert db.value("SELECT COUNT(*) FROM triggers") == 0
    assert api.get(f"triggers/{new_id()}", user=manager).json == {"trigger": None, "success": True}


def test_a_trigger_is_deleted(api, manager):
    _id = save(api, manager)
    for _ in range(2):  # It is no error to delete it again.
        answer = api.request("DELETE", f"triggers/{_id}", user=manager)
        assert (answer.status, answer.json) == (200, {"success": True})
    assert armed(api) == [] and api.get(f"triggers/{_id}", user=manager).json["trigger"] is None


def test_the_list_is_by_name_and_has_pages(api, manager):
    for name in ("b", "C", "a"):
        save(api, manager, name=name)
    answer = api.get("triggers", user=manager)
    assert [t["name"] for t in listed(answer, "triggers")] == ["a", "b", "C"]
    page = api.get("triggers", user=manager, count=1, offset=1, sort='{"name":-1}').json
    assert [t["name"] for t in page["triggers"]] == ["b"]
    assert (page["count"], page["offset"], page["total"]) == (1, 1, 3)


def test_there_are_at_most_a_hundred(api, db, manager):
    for _ in range(99):
        db.trigger()
    last = save(api, manager)
    assert result(api.post("triggers", user=manager, **trigger())) == coded(
        "There cannot be more than 100 triggers", "error-too-many-triggers")
    api.post("triggers", user=manager, **trigger(_id=last, name="changed"))
    assert api.get(f"triggers/{last}", user=manager).json["trigger"]["name"] == "changed"


@pytest.mark.parametrize("more,text", [
    ({"registeredOnly": True}, "must NOT have additional properties"),
    ({"_updatedAt": "x"}, "must NOT have additional properties"),
    ({"name": "x" * 192}, "must NOT have more than 191 characters"),
    ({"conditions": [{"name": "time-on-site", "value": "1"}] * 17}, "must NOT have more than 16 items"),
    ({"actions": [MESSAGE] * 17}, "must NOT have more than 16 items"),
    ({"conditions": [{"name": "page-url", "value": "x" * 2001}]}, "must NOT have more than 2000 characters"),
    ({"actions": None}, "must be array")])
def test_what_does_not_fit_is_refused(api, db, manager, more, text):
    assert result(api.post("triggers", user=manager, **trigger(**more))) == invalid(text)
    assert db.value("SELECT COUNT(*) FROM triggers") == 0
