# SPDX-License-Identifier: MIT
"""The fields of the eight message routes, compared case by case with the validators of the reference server
(tests/data/validation-cases.jsonl), over HTTP. DEVIATIONS lists where this server differs on purpose, and
why."""

import json
import os

import pytest

from harness.checks import JSON_TYPE, invalid, plain, result
from harness.data import new_id

CASES = os.path.join(os.path.dirname(__file__), "..", "data", "validation-cases.jsonl")

# The token and rid of the cases are replaced by those of an existing room.
TOKEN, RID = "iNKE8a6k6cjbqWhWd", "zRAeTszXor8CCPceB"

POST, GET, PUT = "isPOSTLivechatMessageParams", "isGETLivechatMessageIdParams", "isPUTLivechatMessageIdParams"
DELETE, HISTORY = "isDELETELivechatMessageIdParams", "isGETLivechatMessagesHistoryRidParams"
BATCH, LIST = "isGETLivechatMessagesParams", "isLivechatRidMessagesProps"
OFFLINE = "isPOSTLivechatOfflineMessageParams"
FROM_QUERY = (GET, HISTORY, LIST)

# (schema, params) -> the expected result instead: True when valid, or the text of the refusal.
DEVIATIONS = {
    # A deletion may contain nothing but the id. The error for an empty id is then a missing token.
    (DELETE, '{}'): "must have required property 'token'",
    # A history can begin at a time, and a limit in time must be a date.
    (HISTORY, '{"token":"iNKE8a6k6cjbqWhWd","ts":"2018-09-14T13:31:33.201Z"}'): True,
    (HISTORY, '{"token":"iNKE8a6k6cjbqWhWd","end":"x"}'): 'must match format "date-time"',
    # An array of one string is an array, where a string is expected.
    (BATCH, '{"visitor":{"token":["iNKE8a6k6cjbqWhWd"]},"messages":[{"msg":"test"},{"msg":"hello"}]}'):
        "must be string",
    (HISTORY, '{"token":["iNKE8a6k6cjbqWhWd"]}'): "must be string",
    (GET, '{"token":["a"],"rid":"zRAeTszXor8CCPceB"}'): "must be string",
    (GET, '{"token":"iNKE8a6k6cjbqWhWd","rid":["b"]}'): "must be string",
}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def read_cases():
    with open(CASES, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


# These cases are for rules that this server adds to the reference's.
MORE = [
    {"schema": schema, "params": params, "valid": error is None,
     "error": f"{error} [invalid-params]" if error else None}
    for schema, params, error in (
        (POST, None, "must be object"), (POST, True, "must be object"), (POST, [[]], "must be object"),
        (PUT, None, "must be object"), (PUT, 1, "must be object"), (PUT, "x", "must be object"),
        (DELETE, [], "must be object"), (DELETE, None, "must be object"),
        (BATCH, None, "must be object"), (BATCH, "x", "must be object"), (BATCH, 1, "must be object"),
        (OFFLINE, None, "must be object"), (OFFLINE, 1, "must be object"), (OFFLINE, "", "must be object"),
        (POST, {}, "must have required property 'token'"),
        (POST, {"token": TOKEN, "msg": "x"}, "must have required property 'rid'"),
        (POST, {"token": TOKEN, "rid": RID}, "must have required property 'msg'"),
        (POST, {"token": TOKEN, "rid": RID, "msg": "x", "_id": {}}, "must be string"),
        (POST, {"token": TOKEN, "rid": RID, "msg": "x", "agent": {"agentId": "a"}},
         "must have required property 'username'"),
        (POST, {"token": TOKEN, "rid": RID, "msg": "x",
                "agent": {"agentId": "a", "username": "u", "x": 1}}, "must NOT have additional properties"),
        (POST, {"token": TOKEN, "rid": RID, "msg": "x", "agent": None}, "must be object"),
        (POST, {"token": [TOKEN], "rid": RID, "msg": "x"}, "must be string"),
        (POST, {"token": {}, "rid": RID, "msg": "x", "foo": 1}, "must NOT have additional properties"),
        (GET, {"token": ["a"], "rid": RID}, "must be string"),
        (GET, {"token": TOKEN, "rid": ["b"]}, "must be string"),
        (GET, {"token": TOKEN, "rid": {"a": "1"}}, "must be string"),
        (PUT, {"token": TOKEN, "rid": [RID], "msg": "x"}, "must be string"),
        (PUT, {"token": TOKEN, "rid": RID, "msg": "x", "_updatedAt": 1},
         "must NOT have additional properties"),
        (DELETE, {"rid": RID}, "must have required property 'token'"),
        (DELETE, {"token": TOKEN, "rid": RID, "msg": "x"}, "must NOT have additional properties"),
        (DELETE, {"token": TOKEN, "rid": RID, "offset": {}}, "must be number"),
        (DELETE, {"token": TOKEN, "rid": RID, "count": [5]}, "must be number"),
        (DELETE, {"token": TOKEN, "rid": RID, "sort": {}}, "must be string"),
        (DELETE, {"token": TOKEN, "rid": RID, "count": "10", "offset": "", "sort": "x"}, None),
        (HISTORY, {"token": TOKEN, "ts": "2018-09-14T13:31:33.201Z"}, None),
        (HISTORY, {"token": TOKEN, "ts": "x"}, 'must match format "date-time"'),
        (HISTORY, {"token": TOKEN, "ts": ["2018-09-14"]}, "must be string"),
        (HISTORY, {"token": TOKEN, "limit": ["5"]}, None),
        (HISTORY, {"token": TOKEN, "limit": "abc"}, "must be number"),
        (HISTORY, {"token": TOKEN, "limit": "NaN"}, "must be number"),
        (HISTORY, {"token": TOKEN, "limit": {"a": "1"}}, "must be number"),
        (HISTORY, {"token": TOKEN, "offset": "10", "searchText": ""}, None),
        (HISTORY, {"token": TOKEN, "searchText": "x"}, 'searchText is not supported and must be empty, not "x"'),
        (LIST, {"count": ["10"]}, None),
        (LIST, {"count": ["1", "2"]}, "must be number"),
        (LIST, {"query": "{}"}, "must NOT have additional properties"),
        (LIST, {"searchTerm": ["a", "b"]}, "must be string"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": ["x"]}, "must be object"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": [None]}, "must be object"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": "x"}, "must be object"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": None}, "must be object"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": [[]]}, "must be object"),
        (BATCH, {"visitor": {}, "messages": [{"msg": "x"}]}, "must have required property 'token'"),
        (BATCH, {"visitor": None, "messages": [{"msg": "x"}]}, "must be object"),
        (BATCH, {"visitor": "x", "messages": [{"msg": "x"}]}, "must be object"),
        (BATCH, {"visitor": [], "messages": [{"msg": "x"}]}, "must be object"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": [{"msg": {}}]}, "must be string"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": [{"msg": ["x"]}]}, "must be string"),
        (BATCH, {"visitor": {"token": TOKEN}, "messages": [{"msg": "x", "_id": "y"}]},
         "must NOT have additional properties"),
        (OFFLINE, {}, "must have required property 'name'"),
        (OFFLINE, {"name": "a"}, "must have required property 'email'"),
        (OFFLINE, {"name": "a", "email": "b", "message": {}}, "must be string"),
        (OFFLINE, {"name": "a", "email": "b", "message": "c", "host": {}}, "must be string"),
        (OFFLINE, {"name": "a", "email": ["b"], "message": "c"}, "must be string"),
    )
]


def name_of(case):
    return f"{case['schema'].removeprefix('is').removesuffix('Params')} {compact(case['params'])}"


def test_every_case_is_read():
    cases = read_cases()
    assert len(cases) == 137
    assert {case["schema"] for case in cases} == {POST, GET, PUT, DELETE, HISTORY, BATCH, LIST, OFFLINE}


def flat_query(params):
    """Writes parameters into a query as clients do: a[]=1&a[]=2, a[b]=1."""
    pairs = []
    for name, value in params.items():
        if isinstance(value, list):
            pairs += [(f"{name}[]", item) for item in value]
            if not value:
                pairs.append((f"{name}[]", None))
        elif isinstance(value, dict):
            pairs += [(f"{name}[{key}]", item) for key, item in value.items()]
        else:
            pairs.append((name, value))
    return [pair for pair in pairs if pair[1] is not None]


class Sender:
    """Sends a case to its route, with token and rid of a new room."""

    def __init__(self, api, db):
        self.api, self.db = api, db
        self.agent = db.manager()
        self.room = db.room(agent=self.agent)
        self.message = db.message(self.room)
        self.token = self.room.visitor.token

    def replace(self, value):
        text = compact(value)
        return json.loads(text.replace(TOKEN, self.token).replace(RID, self.room.id))

    def send(self, schema, params):
        method, path = {
            POST: ("POST", "message"), GET: ("GET", f"message/{self.message}"),
            PUT: ("PUT", f"message/{self.message}"), DELETE: ("DELETE", f"message/{self.message}"),
            HISTORY: ("GET", f"messages.history/{self.room.id}"), BATCH: ("POST", "messages"),
            LIST: ("GET", f"messages/{self.room.id}"), OFFLINE: ("POST", "offline.message"),
        }[schema]
        user = self.agent if schema in (BATCH, LIST) else None
        if schema in FROM_QUERY:
            return self.api.request(method, path, query=flat_query(params), user=user)
        # Offline messages are limited by network, in seconds.
        client = self.api.elsewhere() if schema == OFFLINE else self.api
        return client.request(method, path, data=compact(params).encode(), headers=JSON_TYPE, user=user)


@pytest.fixture
def sender(api, db):
    return Sender(api, db)


def expectation(case):
    key = case["schema"], compact(case["params"])
    expected = DEVIATIONS.get(key, True if case["valid"] else case["error"].removesuffix(" [invalid-params]"))
    # An empty array cannot be written into a query, so nothing is sent.
    if case["schema"] in FROM_QUERY and case["params"].get("token") == []:
        return "must have required property 'token'"
    return expected


@pytest.mark.parametrize("case", read_cases() + MORE, ids=name_of)
def test_fields_are_validated_as_by_the_reference(sender, case):
    schema, params = case["schema"], sender.replace(case["params"])
    if schema == DELETE and params == {}:
        sender.message = new_id()  # The id alone would delete an existing message.
    if schema == POST and isinstance(params, dict) and params.get("_id") in ("abc", 1):
        sender.db.execute("DELETE FROM messages WHERE id IN ('abc', '1')")
    answer = sender.send(schema, params)
    expected = expectation(case)
    if expected is not True:
        assert result(answer) == invalid(expected)
        return
    assert answer.json.get("errorType") != "invalid-params", answer
    coerced = sender.replace(case.get("coerced") or case["params"])
    check_used(sender, schema, coerced, answer)


def check_used(sender, schema, params, answer):
    """Valid fields reach the action, with the values that they were converted to."""
    if schema in (POST, PUT, GET, DELETE) and params["token"] != sender.token:
        assert result(answer) == plain("invalid-token")
    elif schema in (POST, PUT, GET, DELETE) and params["rid"] != sender.room.id:
        assert result(answer) == plain("invalid-room")
    elif schema in (POST, PUT) and not params["msg"]:
        assert answer.json["errorType"] == "error-message-blank"
    elif schema == BATCH and not all(message["msg"] for message in params["messages"]):
        assert answer.json["errorType"] in ("error-message-blank", "error-invalid-token")
    elif schema == HISTORY and params["token"] != sender.token:
        assert result(answer) == plain("invalid-token")
    elif schema == BATCH and params["visitor"]["token"] == "":
        assert answer.status == 400 and answer.json["errorType"] == "error-invalid-token"
    elif schema == LIST and params.get("sort") == "x":
        assert answer.status == 400 and answer.json["errorType"] == "error-invalid-sort"
    elif schema == OFFLINE and params["email"] == "":
        assert answer.json["error"] == "Error sending Omnichannel offline message"
    else:
        assert answer.status == 200, answer
        check_effect(sender, schema, params, answer)


def check_effect(sender, schema, params, answer):
    db, body = sender.db, answer.json
    if schema in (POST, PUT):
        assert body["message"]["msg"] == params["msg"]
        assert db.value("SELECT msg FROM messages WHERE id = %s", body["message"]["_id"]) == params["msg"]
        if params.get("_id"):
            assert body["message"]["_id"] == params["_id"]
    elif schema == BATCH:
        assert [m["msg"] for m in body["messages"]] == [m["msg"] for m in params["messages"]]
    elif schema == LIST:
        assert body["offset"] == int(params.get("offset") or 0)
        assert body["count"] == int(params.get("count", 50)
                                    if not isinstance(params.get("count"), list) else 10)
    elif schema == DELETE:
        assert db.row("SELECT 1 FROM messages WHERE id = %s", sender.message) is None
    elif schema == OFFLINE:
        row = db.row("SELECT * FROM offline_messages ORDER BY ts DESC LIMIT 1")
        assert (row["name"], row["email"], row["message"]) == (
            params["name"], params["email"], params["message"])
        assert row["department"] == params.get("department") and row["host"] == params.get("host")


@pytest.mark.parametrize("number,text", [
    (42, "42"), (12.5, "12.5"), (-1.5e300, "-1.5e+300"), (0, "0"), ("-0.0", "0"), ("1e21", "1e+21"),
    ("1e20", "100000000000000000000"), ("0.000001", "0.000001"), ("1e-7", "1e-7"), ("0.1", "0.1"),
    ("123456789012345680", "123456789012345680"), ("5e-324", "5e-324"), ("1.0", "1"), ("1E2", "100"),
    ("true", "true"), ("false", "false")])
def test_scalars_become_text_as_javascript_writes_them(sender, number, text):
    body = f'{{"token":"{sender.token}","rid":"{sender.room.id}","msg":{number}}}'
    answer = sender.api.post("message", data=body, headers=JSON_TYPE)
    assert answer.status == 200 and answer.json["message"]["msg"] == text


@pytest.mark.parametrize("text,number", [
    ("5", 5), (" 5 ", 5), ("1e1", 10), ("0x10", 16), ("1.5", 1), ("2.999", 2), ("", 50), ("+7", 7),
    ("\t8\n", 8), ("007", 7), ("Infinity", 100), ("1e400", 100), ("101", 100), ("0", 0), ("-3", 3),
    ("0.5", 0)])
def test_text_becomes_a_number_as_javascript_reads_it(sender, text, number):
    answer = sender.api.get(f"messages/{sender.room.id}", user=sender.agent, count=text)
    assert answer.status == 200 and answer.json["count"] == number, answer


@pytest.mark.parametrize("text", ["abc", "NaN", "null", "5x", "1e", "0x", "--1", "1,5", "1 2", "true", "e5",
                                  "infinity", "٣"])
def test_text_that_is_not_a_number_is_refused(sender, text):
    answer = sender.api.get(f"messages/{sender.room.id}", user=sender.agent, count=text)
    assert result(answer) == invalid("must be number")
    answer = sender.api.get(f"messages.history/{sender.room.id}", token=sender.token, limit=text)
    assert result(answer) == invalid("must be number")
