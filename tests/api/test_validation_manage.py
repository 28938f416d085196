# SPDX-License-Identifier: MIT
"""The fields of the routes with which agents, managers and admins manage things, compared case by case with the
validators of the reference server (tests/data/validation-manage.jsonl), over HTTP. DEVIATIONS lists where this
server differs on purpose, and why."""

import json
import os

import pytest

from harness.checks import JSON_TYPE, invalid, plain, result

CASES = os.path.join(os.path.dirname(__file__), "..", "data", "validation-manage.jsonl")

TRIGGER, TRIGGERS = "isPOSTLivechatTriggersParams", "isGETLivechatTriggersParams"
APPEARANCE = "isPOSTLivechatAppearanceParams"
CANNED, CANNED_LIST, CANNED_REMOVE = (
    "isPOSTCannedResponsesProps", "isCannedResponsesProps", "isDELETECannedResponsesProps")

FIELDS, FIELD_SAVE, FIELD_REMOVE = (
    "isLivechatCustomFieldsProps", "isPOSTLivechatSaveCustomFieldsParams", "isPOSTLivechatRemoveCustomFields")

DEPARTMENTS = "isGETLivechatDepartmentProps"

CONTACT_OLD, CONTACT_SEARCH_OLD = "isPOSTOmnichannelContactProps", "isGETOmnichannelContactSearchProps"
CONTACTS = "/api/v1/omnichannel/contact"

# schema: method and path of its route.
ROUTES = {
    TRIGGER: ("POST", "triggers"), TRIGGERS: ("GET", "triggers"),
    APPEARANCE: ("POST", "appearance"),
    FIELDS: ("GET", "custom-fields"), FIELD_SAVE: ("POST", "custom-fields.save"),
    FIELD_REMOVE: ("POST", "custom-fields.delete"),
    "isPOSTLivechatCustomFieldParams": ("POST", "custom.field"),
    "isPOSTLivechatCustomFieldsParams": ("POST", "custom.fields"),
    "isGETLivechatVisitorsPagesVisitedRoomIdParams": ("GET", "visitors.pagesVisited/unknown"),
    "isGETLivechatAgentsAgentIdDepartmentsParams": ("GET", "agents/unknown/departments"),
    "contacts.block/unblock": ("POST", "/api/v1/omnichannel/contacts.block"),
    CONTACT_OLD: ("POST", CONTACTS), CONTACT_SEARCH_OLD: ("GET", CONTACTS + ".search"),
    "isPOSTOmnichannelContactsProps": ("POST", CONTACTS + "s"),
    "isPOSTUpdateOmnichannelContactsProps": ("POST", CONTACTS + "s.update"),
    "isPOSTOmnichannelContactDeleteProps": ("POST", CONTACTS + "s.delete"),
    "isPOSTOmnichannelContactsConflictsProps": ("POST", CONTACTS + "s.conflicts"),
    "isGETOmnichannelContactsProps": ("GET", CONTACTS + "s.get"),
    "isGETOmnichannelContactsSearchProps": ("GET", CONTACTS + "s.search"),
    "isGETOmnichannelContactsCheckExistenceProps": ("GET", CONTACTS + "s.checkExistence"),
    "isGETOmnichannelContactHistoryProps": ("GET", CONTACTS + "s.history"),
    "isGETOmnichannelContactsChannelsProps": ("GET", CONTACTS + "s.channels"),
    CANNED: ("POST", "/api/v1/canned-responses"), CANNED_LIST: ("GET", "/api/v1/canned-responses"),
    CANNED_REMOVE: ("DELETE", "/api/v1/canned-responses"),
    "isPOSTLivechatRemoveRoomParams": ("POST", "rooms.delete"),
    "isLiveChatRoomSaveInfoProps": ("POST", "room.saveInfo"),
    DEPARTMENTS: ("GET", "department"),
    "isSubscriptionsReadProps": ("POST", "/api/v1/subscriptions.read"),
    "isSubscriptionsGetProps": ("GET", "/api/v1/subscriptions.get"),
    "isSubscriptionsGetOneProps": ("GET", "/api/v1/subscriptions.getOne"),
    "isUsersInfoParamsGetProps": ("GET", "/api/v1/users.info"),
    "isUserCreateParamsPOST": ("POST", "/api/v1/users.create"),
    "isUserSetActiveStatusParamsPOST": ("POST", "/api/v1/users.setActiveStatus"),
    "isGETDashboardTotalizerParams": ("GET", "analytics/dashboards/charts/chats"),
    "isGETDashboardsAgentStatusParams": ("GET", "analytics/dashboards/charts/agents-status"),
    "isGETLivechatAnalyticsDashboardsChartDataParams": ("GET", "analytics/dashboards/charts-data"),
    "isLivechatAnalyticsAgentOverviewProps": ("GET", "analytics/agent-overview"),
    "isLivechatAnalyticsOverviewProps": ("GET", "analytics/overview"),
}

# (schema, params) -> the expected result instead: True when valid, the text of the refusal, or all of it.
DEVIATIONS = {
    # A condition that needs no value may be sent without one.
    (TRIGGER, '{"name":"n","description":"d","enabled":true,"runOnce":false,'
              '"conditions":[{"name":"time-on-site"}],"actions":[{"name":"send-message",'
              '"params":{"sender":"custom","msg":"hi","name":"Bot"}}]}'): True,
    # The reference's validator passes it, and its handler fails with this text.
    (FIELD_SAVE, "{}"): "must have required property 'customFieldData'",
    (FIELD_SAVE, '{"customFieldId":null}'): "must have required property 'customFieldData'",
    # All parameters that say yes or no take the same words, and one that says neither is told which it is.
    (DEPARTMENTS, '{"onlyMyDepartments":"yes"}'): 'onlyMyDepartments must be true or false, not "yes"',
    # The reference ignores it, and lists all departments to a client that asked for some.
    (DEPARTMENTS, '{"onlyMyDepartments":"false","enabled":"x","showArchived":"true"}'):
        'enabled must be true or false, not "x"',
    # The reference has these two validators, and its routes do not use them.
    (CONTACT_OLD, '{"token":"t"}'): plain("Match error: Missing key 'name'"),
    (CONTACT_OLD, '{"token":"t","name":"n"}'): True,
    (CONTACT_SEARCH_OLD, '{"custom":"{}"}'): True,
    # A query has no null and no array in place of one text: it leaves the parameter out, or has another form.
    ("isGETOmnichannelContactsProps", '{"contactId":null}'): "must have required property 'contactId'",
    ("isGETOmnichannelContactsSearchProps", '{"searchText":["a"]}'): "must be string",
    # Unknown members are refused before it is asked which of two schemas matches.
    ("isSubscriptionsReadProps", '{"rid":"r","x":1}'): "must NOT have additional properties",
}


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def read_cases():
    with open(CASES, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def name_of(case):
    return f"{case['schema'].removeprefix('is').removesuffix('Params')} {compact(case['params'])}"


def flat_query(params):
    """Writes parameters into a query as clients do: a[]=1&a[]=2."""
    pairs = []
    for name, value in params.items():
        pairs += [(f"{name}[]", item) for item in value] if isinstance(value, list) else [(name, value)]
    return [pair for pair in pairs if pair[1] is not None]


def test_every_route_has_cases():
    assert {case["schema"] for case in read_cases()} == set(ROUTES)


@pytest.mark.parametrize("case", read_cases(), ids=name_of)
def test_fields_are_validated_as_by_the_reference(api, db, case):
    schema, params = case["schema"], case["params"]
    method, path = ROUTES[schema]
    sent = ({"query": flat_query(params)} if method == "GET" else
            {"data": compact(params).encode(), "headers": JSON_TYPE})
    answer = api.request(method, path, user=db.user("admin"), **sent)
    expected = DEVIATIONS.get((schema, compact(params)),
                              case["valid"] or case["error"].removesuffix(" [invalid-params]"))
    if expected is True:
        if schema == APPEARANCE:
            db.execute("DELETE FROM settings WHERE name = 'Livechat_title'")
        db.execute("DELETE FROM field_definitions")
        assert not isinstance(answer.json, dict) or answer.json.get("errorType") != "invalid-params", answer
    else:
        assert result(answer) == (invalid(expected) if isinstance(expected, str) else expected)
