# SPDX-License-Identifier: MIT
"""livechat/department: agents read departments, managers create, change and remove them."""

import json

import pytest

from harness.checks import invalid, listed, reasoned, refused, to_date
from harness.data import new_id, now_ms

NOT_FOUND = {"success": False, "error": "Department not found [error-department-not-found]",
             "errorType": "error-department-not-found"}


def body(**more):
    return {"department": {"name": "Sales", "email": "sales@example.com", "enabled": True,
                           "showOnRegistration": True, "showOnOfflineForm": False, **more}}


def row_of(db, _id):
    return db.row("SELECT * FROM departments WHERE id = %s", _id)


def members(db, _id):
    return {r["user_id"]: (r["chats_order"], r["chats_count"]) for r in
            db.rows("SELECT * FROM department_agents WHERE department_id = %s", _id)}


@pytest.fixture
def manager(db):
    return db.manager()


# --- making and changing ---

def test_a_department_is_created(api, db, manager):
    first, second = db.agent(), db.agent()
    answer = api.post("department", user=manager, **body(description="who sells"), agents=[
        {"agentId": first.id, "username": first.username, "count": 3, "order": 2},
        {"agentId": second.id}, {"agentId": new_id(), "username": "nobody"},
        {"agentId": db.user().id}])
    assert answer.status == 200, answer
    department = answer.json["department"]
    _id, row = department["_id"], row_of(db, department["_id"])
    assert len(_id) == 17 and abs(row["updated_at"] - now_ms()) < 10000
    assert department == {
        "_id": _id, "name": "Sales", "description": "who sells", "email": "sales@example.com",
        "enabled": True, "showOnRegistration": True, "showOnOfflineForm": False, "numAgents": 2,
        "_updatedAt": to_date(row["updated_at"])}
    agents = {a["agentId"]: a for a in answer.json["agents"]}
    assert agents == {
        first.id: {"_id": _id + first.id, "agentId": first.id, "departmentId": _id, "count": 3,
                   "departmentEnabled": True, "username": first.username, "order": 2},
        second.id: {"_id": _id + second.id, "agentId": second.id, "departmentId": _id, "count": 0,
                    "departmentEnabled": True, "username": second.username, "order": 0}}
    assert (row["name"], row["enabled"], row["show_on_registration"], row["show_on_offline_form"],
            row["archived"]) == ("Sales", 1, 1, 0, 0)
    plain_one = api.post("department", user=manager, **body(email="", enabled=False)).json
    assert "email" not in plain_one["department"] and "description" not in plain_one["department"]
    assert plain_one["department"]["enabled"] is False and plain_one["agents"] == []


def test_a_department_needs_its_required_fields(api, db, manager):
    before = db.value("SELECT COUNT(*) FROM departments")

    def post(**sent):
        return api.post("department", user=manager, json=sent)

    refused(post(), invalid("must have required property 'department'"))
    refused(post(department="x"), invalid("must be object"))
    needed = ["name", "email", "enabled", "showOnRegistration", "showOnOfflineForm"]
    for i, name in enumerate(needed):
        some = {n: body()["department"][n] for n in needed[:i]}
        refused(post(department=some), invalid(f"must have required property '{name}'"))
    refused(post(**body(), other=1), invalid("must NOT have additional properties"))
    refused(post(**body(enabled="perhaps")), invalid("must be boolean"))
    refused(post(**body(name={"$ne": 1})), invalid("must be string"))
    refused(post(**body(name="x" * 192)), invalid("must NOT have more than 191 characters"))
    refused(post(**body(), agents=[{}]), invalid("must have required property 'agentId'"))
    refused(post(**body(), agents=[{"agentId": "x", "count": "many"}]), invalid("must be number"))
    refused(post(**body(), agents={}), invalid("must be array"))
    for blank in ("", " \t"):
        answer = post(**body(name=blank))
        assert (answer.status, answer.json["errorType"]) == (400, "error-invalid-department-name")
    for wrong in ("x", "a@b", "a@example.com\r\nBcc: c@example.com", "a b@example.com", "-a@b.c"):
        answer = post(**body(email=wrong))
        assert reasoned(answer) == (400, {
            "success": False, "error": "Invalid email address [error-invalid-email]",
            "errorType": "error-invalid-email"}), wrong
    assert db.value("SELECT COUNT(*) FROM departments") == before
    extra = post(**body(requestTagBeforeClosingChat=False, chatClosingTags=["a"], maxChats=5),
                 departmentUnit={"_id": "x"})
    assert extra.status == 200 and "maxChats" not in extra.json["department"]


def test_a_department_is_changed(api, db, manager):
    agent, other = db.agent(), db.agent()
    _id = db.department("old", agent, description="stays", updated_at=5)
    answer = api.put(f"department/{_id}", user=manager,
                     **body(name="New", enabled=False, showOnOfflineForm=True),
                     agents=[{"agentId": other.id, "username": other.username}])
    assert answer.status == 200
    department = answer.json["department"]
    assert (department["_id"], department["name"], department["enabled"]) == (_id, "New", False)
    assert (department["description"], department["showOnOfflineForm"]) == ("stays", True)
    assert department["numAgents"] == 2 and department["_updatedAt"] > "2026"
    assert {a["agentId"] for a in answer.json["agents"]} == {agent.id, other.id}
    assert not any(a["departmentEnabled"] for a in answer.json["agents"])
    again = api.put(f"department/{_id}", user=manager, **body(description="new"), agents=None)
    assert again.json["department"]["description"] == "new"
    answer = api.put(f"department/{new_id()}", user=manager, **body())
    assert (answer.status, answer.json) == (400, NOT_FOUND)
    refused(api.put(f"department/{_id}", user=manager, json={}),
            invalid("must have required property 'department'"))
    answer = api.put(f"department/{_id}", user=manager, **body(email="no"))
    assert answer.json["errorType"] == "error-invalid-email"
    assert row_of(db, _id)["email"] == "sales@example.com"


def test_a_department_is_removed(api, db, manager):
    agent = db.agent()
    _id, other = db.department("gone", agent), db.department("stays", agent)
    visitor = db.visitor(department_id=_id)
    room, elsewhere = db.room(visitor, department_id=_id), db.room(department_id=other)
    db.execute("UPDATE inquiries SET department_id = %s WHERE rid = %s", _id, room.id)
    answer = api.delete(f"department/{_id}", user=manager)
    assert (answer.status, answer.json) == (200, {"success": True})
    assert row_of(db, _id) is None and members(db, _id) == {}
    for table, key, value in (("rooms", "id", room.id), ("inquiries", "rid", room.id),
                              ("visitors", "id", visitor.id)):
        assert db.value(f"SELECT department_id FROM {table} WHERE {key} = %s", value) is None
    assert members(db, other) != {}
    assert db.value("SELECT department_id FROM rooms WHERE id = %s", elsewhere.id) == other
    refused(api.delete(f"department/{_id}", user=manager), "error-department-not-found")


def test_a_department_is_archived_and_unarchived(api, db, manager):
    _id = db.department("shelved", updated_at=5)
    assert api.post(f"department/{_id}/archive", user=manager).json == {"success": True}
    row = row_of(db, _id)
    assert (row["archived"], row["enabled"]) == (1, 0) and row["updated_at"] > 5
    assert api.get(f"department/{_id}", user=manager).json["department"]["archived"] is True

    def ids(**params):
        answer = api.get("department", user=manager, text=_id, **params)
        return [d["_id"] for d in listed(answer, "departments")]

    assert ids() == [] and ids(showArchived="true") == [_id]
    assert api.post(f"department/{_id}/unarchive", user=manager).json == {"success": True}
    row = row_of(db, _id)
    assert (row["archived"], row["enabled"]) == (0, 0)
    assert ids() == [_id]
    assert "archived" not in api.get(f"department/{_id}", user=manager).json["department"]
    for what in ("archive", "unarchive"):
        refused(api.post(f"department/{new_id()}/{what}", user=manager), "error-department-not-found")
        refused(api.post(f"department/{what}/{new_id()}", user=manager), "error-department-not-found")


def test_the_documented_way_to_archive(api, db, manager):
    _id = db.department("shelved")
    for what, archived in (("archive", 1), ("unarchive", 0)):
        assert api.post(f"department/{what}/{_id}", user=manager).json == {"success": True}
        assert row_of(db, _id)["archived"] == archived


def test_archived_departments_are_listed_alone(api, db, manager):
    name = new_id()
    agent = db.agent()
    made = {part: db.department("x", *([agent] if part == "b" else []), name=f"{name} {part}", archived=int(part != "c"))
            for part in "cba"}

    def ids(**params):
        answer = api.get("departments/archived", user=manager, text=name, **params)
        return [d["_id"] for d in listed(answer, "departments")]

    assert ids() == [made["a"], made["b"]]
    assert ids(count=1, offset=1) == [made["b"]] and ids(sort='{"name":-1}') == [made["b"], made["a"]]
    assert ids(excludeDepartmentId=made["a"]) == [made["b"]]
    mine = api.get("departments/archived", user=agent, text=name, onlyMyDepartments="true")
    assert [d["_id"] for d in mine.json["departments"]] == [made["b"]]


# --- looking ---

def test_departments_by_their_ids(api, db):
    agent = db.agent()
    first, second = db.department("x", name="b"), db.department("x", name="a", archived=1)
    answer = api.get("department.listByIds", user=agent, query={"ids[]": [first, new_id(), second]})
    assert [d["_id"] for d in answer.json["departments"]] == [second, first]
    assert answer.json["departments"][1] == api.get(f"department/{first}", user=agent).json["department"]
    for query in ({}, {"ids": ""}):
        refused(api.get("department.listByIds", user=agent, query=query), "The 'ids' param is required")
    refused(api.get("department.listByIds", user=agent, ids=first), "The 'ids' param must be an array")


def completed(api, user, selector, **params):
    answer = api.get("department.autocomplete", user=user, selector=json.dumps(selector), **params)
    assert answer.status == 200, answer
    return [item["_id"] for item in answer.json["items"]]


def test_departments_by_the_beginning_of_their_names(api, db):
    word, agent = "Wort" + new_id(), db.agent()
    first = db.department("x", agent, name=word + "a")
    second, hidden, off = (db.department("x", name=word + end, **more) for end, more in (
        ("B", {}), ("c", {"archived": 1}), ("d", {"enabled": 0})))
    db.department("x", name="not " + word)
    items = api.get("department.autocomplete", user=agent, selector=json.dumps({"term": word.upper()})).json["items"]
    assert items == [{"_id": first, "name": word + "a"}, {"_id": second, "name": word + "B"}, {"_id": off, "name": word + "d"}]
    assert completed(api, agent, {"term": word, "exceptions": [first, off]}) == [second]
    assert completed(api, agent, {"term": word, "conditions": {"enabled": True}}) == [first, second]
    assert completed(api, agent, {"term": word}, showArchived="true") == [first, second, hidden, off]
    assert completed(api, agent, {"term": word}, onlyMyDepartments="true") == [first]
    assert len(completed(api, agent, {})) <= 10


@pytest.mark.parametrize("selector,says", [
    (None, "The 'selector' param is required"), ("", "The 'selector' param is required"),
    ("{", "The 'selector' param must be a JSON object"), ("[]", "The 'selector' param must be a JSON object"),
    ('{"conditions":["enabled"]}', 'The \'conditions\' of the selector may be {"enabled": true} only'),
    ('{"conditions":{"$where":"1"}}', 'The \'conditions\' of the selector may be {"enabled": true} only')])
def test_selectors_that_are_none(api, db, selector, says):
    refused(api.get("department.autocomplete", user=db.agent(), **({} if selector is None else {"selector": selector})), says)


def test_departments_can_always_be_made(api, db, manager):
    answer = api.get("department/isDepartmentCreationAvailable", user=manager)
    assert answer.json == {"isDepartmentCreationAvailable": True, "success": True}


def test_departments_are_listed(api, db):
    agent = db.agent()
    tag = "T" + new_id(8)
    mine = db.department(f"b {tag}", agent, email="c@example.com", updated_at=3)
    off = db.department(f"A {tag}", enabled=0, email="a@example.com", updated_at=9)
    both = db.department(f"c 100% {tag}", agent, db.agent(), email="b@example.com", updated_at=6)
    names = {mine: "mine", off: "off", both: "both"}

    def found(**params):
        answer = api.get("department", user=agent, **{"text": tag, **params})
        departments = listed(answer, "departments")
        assert answer.json["count"] == len(departments)
        return [names[d["_id"]] for d in departments], answer.json["total"]

    assert found() == (["off", "mine", "both"], 3)
    assert found(text=tag.lower()) == (["off", "mine", "both"], 3)
    assert found(text="00% " + tag) == (["both"], 1)
    assert found(text="_ " + tag) == ([], 0)
    assert found(enabled="true") == (["mine", "both"], 2)
    assert found(enabled="false") == (["off", "mine", "both"], 3)
    assert found(onlyMyDepartments="true") == (["mine", "both"], 2)
    assert found(excludeDepartmentId=mine) == (["off", "both"], 2)
    assert found(onlyMyDepartments="true", excludeDepartmentId=mine, enabled="true") == (["both"], 1)
    assert found(count=1) == (["off"], 3)
    assert found(count=1, offset=2) == (["both"], 3)
    for key, order in {"name": ["off", "mine", "both"], "email": ["off", "both", "mine"],
                       "_updatedAt": ["mine", "both", "off"],
                       "numAgents": ["off", "mine", "both"]}.items():
        assert found(sort=json.dumps({key: 1}))[0] == order, key
        assert found(sort=json.dumps({key: -1}))[0] == order[::-1], key
    assert found(sort='{"enabled":-1,"name":-1}')[0] == ["both", "mine", "off"]
    assert [names[i] for i in sorted(names)] == found(sort='{"_id":1}')[0]
    answer = api.get("department", user=agent, text=tag, count=1)
    (one,) = answer.json["departments"]
    assert one == {"_id": off, "name": f"A {tag} {off}", "email": "a@example.com", "enabled": False,
                   "showOnRegistration": False, "showOnOfflineForm": False, "numAgents": 0,
                   "_updatedAt": to_date(9)}
    refused(api.get("department", user=agent, other=1), invalid("must NOT have additional properties"))
    assert api.get("department", user=agent, sort="x").json["errorType"] == "error-invalid-sort"
    everything = api.get("department", user=agent).json
    assert everything["total"] == db.value("SELECT COUNT(*) FROM departments WHERE archived = 0")


def test_a_department_is_read_by_its_id(api, db, manager):
    agent, stranger = db.agent(), db.agent()
    _id = db.department("seen", agent)
    answer = api.get(f"department/{_id}", user=manager)
    assert list(answer.json) == ["department", "agents", "success"]
    assert answer.json["department"]["_id"] == _id
    assert [a["agentId"] for a in answer.json["agents"]] == [agent.id]
    assert list(api.get(f"department/{_id}", user=manager, includeAgents="false").json) == \
        ["department", "success"]
    assert "agents" in api.get(f"department/{_id}", user=manager, includeAgents="true").json
    assert list(api.get(f"department/{_id}", user=agent).json) == ["department", "success"]

    def mine(user):
        return api.get(f"department/{_id}", user=user, onlyMyDepartments="true").json["department"]

    assert mine(agent)["_id"] == _id and mine(stranger) is None
    assert api.get(f"department/{new_id()}", user=manager).json == {
        "department": None, "agents": [], "success": True}
    refused(api.get(f"department/{_id}", user=agent, x=1), invalid("must NOT have additional properties"))


def test_the_agents_of_a_department_are_listed(api, db, manager):
    agents = sorted((db.agent() for _ in range(3)), key=lambda a: a.username)
    _id = db.department("full", *agents)
    for agent, order, count in zip(agents, (2, 10, 1), (5, 4, 30)):
        db.execute("UPDATE department_agents SET chats_order = %s, chats_count = %s"
                   " WHERE user_id = %s", order, count, agent.id)
    ids = [a.id for a in agents]

    def found(**params):
        answer = api.get(f"department/{_id}/agents", user=agents[0], **params).json
        assert answer["total"] == 3 and answer["count"] == len(answer["agents"])
        return [ids.index(a["agentId"]) for a in answer["agents"]]

    assert found() == [0, 1, 2]
    assert found(count=1, offset=1) == [1]
    for key, order in {"username": [0, 1, 2], "order": [2, 0, 1], "count": [1, 0, 2]}.items():
        assert found(sort=json.dumps({key: 1})) == order, key
        assert found(sort=json.dumps({key: -1})) == order[::-1], key
    first = api.get(f"department/{_id}/agents", user=agents[0], count=1).json["agents"][0]
    assert first == {"_id": _id + ids[0], "agentId": ids[0], "departmentId": _id,
                     "departmentEnabled": True, "username": agents[0].username, "count": 5,
                     "order": 2}
    assert api.get(f"department/{new_id()}/agents", user=manager).json == {
        "agents": [], "offset": 0, "count": 0, "total": 0, "success": True}


def test_agents_are_added_and_removed(api, db, manager):
    stays, goes, comes = db.agent(), db.agent(), db.agent()
    _id, other = db.department("x", stays, goes), db.department("y", goes)
    db.execute("UPDATE department_agents SET chats_order = 7, chats_count = 8 WHERE user_id = %s",
               stays.id)

    def change(department=_id, upsert=(), remove=()):
        return api.post(f"department/{department}/agents", user=manager,
                        upsert=list(upsert), remove=list(remove))

    answer = change(upsert=[{"agentId": comes.id, "username": comes.username, "order": 3, "count": 1.9},
                            {"agentId": stays.id, "username": stays.username, "order": 9},
                            {"agentId": new_id(), "username": "nobody"},
                            {"agentId": db.user().id, "username": "no.agent"}],
                    remove=[{"agentId": goes.id, "username": goes.username, "_id": "x",
                             "departmentId": _id, "departmentEnabled": True, "_updatedAt": "x"},
                            {"agentId": new_id(), "username": "nobody"}])
    assert (answer.status, answer.json) == (200, {"success": True})
    assert members(db, _id) == {stays.id: (9, 8), comes.id: (3, 1)}
    assert set(members(db, other)) == {goes.id}
    assert change(upsert=[{"agentId": stays.id, "count": 4}, {"agentId": comes.id, "order": None}]).status == 200
    assert members(db, _id) == {stays.id: (9, 4), comes.id: (3, 1)}
    assert change(upsert=[{"agentId": comes.id, "order": 1e99, "count": -5}]).status == 200
    assert members(db, _id)[comes.id] == (10 ** 9, 0)
    answer = change(new_id(), upsert=[{"agentId": comes.id}])
    assert (answer.status, answer.json) == (400, NOT_FOUND)
    post = f"department/{_id}/agents"
    refused(api.post(post, user=manager, json={}), invalid("must have required property 'upsert'"))
    refused(api.post(post, user=manager, upsert=[]), invalid("must have required property 'remove'"))
    refused(change(remove=[{}]), invalid("must have required property 'agentId'"))
    refused(change(upsert=["x"]), invalid("must be object"))
    refused(change(upsert=[{"agentId": {"$ne": 1}}]), invalid("must be string"))
    assert set(members(db, _id)) == {stays.id, comes.id}


# --- the departments of an agent ---

def test_the_departments_of_an_agent(api, db, manager):
    agent = db.agent()
    sales, old = db.department("Sales", agent), db.department("Old", agent, enabled=0)
    for _id, name in ((sales, "Sales"), (old, "Old")):
        db.execute("UPDATE departments SET name = %s WHERE id = %s", name, _id)
    db.department("Without them", db.agent())
    db.execute("UPDATE department_agents SET chats_order = 2, chats_count = 3 WHERE department_id = %s", sales)
    answer = api.get(f"agents/{agent.id}/departments", user=agent)
    assert [entry["departmentName"] for entry in answer.json["departments"]] == ["Old", "Sales"]
    assert answer.json["departments"][1] == {
        "_id": sales + agent.id, "agentId": agent.id, "departmentId": sales, "departmentName": "Sales",
        "departmentEnabled": True, "username": agent.username, "count": 3, "order": 2,
        "_updatedAt": to_date(row_of(db, sales)["updated_at"])}
    assert answer.json["departments"][0]["departmentEnabled"] is False
    for only, names in (("true", ["Sales"]), ("false", ["Old", "Sales"]), ("1", ["Old", "Sales"]),
                        ("", ["Old", "Sales"])):
        answer = api.get(f"agents/{agent.id}/departments", user=manager, enabledDepartmentsOnly=only)
        assert [entry["departmentName"] for entry in answer.json["departments"]] == names, only
    assert api.get(f"agents/{new_id()}/departments", user=agent).json == {"departments": [], "success": True}
    assert api.get(f"agents/{agent.id}/departments", user=db.user()).status == 403
    assert api.get(f"agents/{agent.id}/departments", user=agent, other="x").status == 400
