# SPDX-License-Identifier: MIT
"""A setting takes no value that means nothing, whoever sets it: the command line tool, an admin over HTTP, a
manager who changes the appearance."""

import json

import pytest

WRONG = {
    "boolean": ["yes", "1", "TRUE", ""],
    "integer": ["x", "1.5", "1e3", "0x10", "99999999999999999999", ""],
    "color": ["redd", "#ff", "#ggg", "#12345678", "rgb(1,2,3)", "red;", "nonsense", "#"],
    "emails": ["nonsense", "a@example.com, nonsense", "@example.com", "a@", "a b@example.com"],
    "choice": ["nonsense", "", "none "],
    "list": ["a b", "a;b"],
}
# Texts with a format of their own.
TEXTS = {
    "API_CORS_Origin": ["nonsense", "example.com", "https://", "https://a.example/path"],
    "Language": ["nonsense words", "en_US!", "x" * 50, "nonsense", "e"],
    "Livechat_background": ["red; color: blue", "a{b"],
    "Livechat_chat_url": ["nonsense", "www.example.com", "http://", "https://", "https:///x", "javascript:alert(1)",
                          "https://exa mple.com"],
    "Livechat_inbox_url": ["nonsense", "https://", "ftp://example.com"],
    "Site_Url": ["nonsense", "https://", "https://?x"],
    "Livechat_mail_quiet_hours": ["nonsense", "22-7", "25:00-07:00"],
    "Livechat_push_private_key": ["nonsense"],
    "outgoing_ca_file": ["nonsense", "ca.pem"],
    "outgoing_private_networks": ["nonsense", "10.0.0.0/33", "example.com"],
    "site_time_zone": ["nonsense", "Europe/Nowhere", "../../etc/passwd"],
    "trusted_proxies": ["nonsense", "1.2.3", "1.2.3.4/"],
}
RIGHT = {
    "color": ["red", "RebeccaPurple", "#fff", "#C1272D"], "emails": ["a@example.com"],
    "Language": ["en", "pt-BR", "zh-Hant-TW", "de_DE", ""],
    "Site_Url": ["https://chat.example.com", "http://localhost:3000/x", "http://[::1]:8080", ""],
    "Livechat_chat_url": ["https://example.com/chat?x=1#y"],
}


@pytest.fixture(scope="module")
def listed(admin):
    return {row["name"]: row for row in json.loads(admin("setting", "list", "--json").stdout)}


def wrong_values(setting):
    return TEXTS.get(setting["name"], WRONG.get(setting["type"], []))


def test_over_http(instant, listed):
    user = instant.db.user("admin")
    accepted = []
    for name, setting in listed.items():
        if name == "Livechat_guest_count":
            continue
        for value in wrong_values(setting):
            answer = instant.api.post(f"/api/v1/settings/{name}", user=user, value=value)
            if answer.status != 400:
                accepted.append((name, value, answer.status))
    assert not accepted


def test_what_is_right_is_taken(instant, listed):
    user = instant.db.user("admin")
    for name, setting in listed.items():
        for value in RIGHT.get(name, RIGHT.get(setting["type"], [])):
            answer = instant.api.post(f"/api/v1/settings/{name}", user=user, value=value)
            assert answer.status == 200, (name, value, answer)


def test_by_the_command_line(admin, listed):
    accepted = [(name, value) for name, setting in listed.items() for value in wrong_values(setting)
                if admin("setting", "set", name, value, check=False).returncode == 0]
    assert not accepted
