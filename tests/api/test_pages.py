# SPDX-License-Identifier: MIT
"""The pages that are built into the program: what browsers get, and how long they keep it."""

import gzip
import json
import os
import re

import pytest

import servers
from harness.calls.visitors import asset

MEDIA_TYPES = {"": "text/html; charset=utf-8", "/widget.js": "text/javascript; charset=utf-8",
               "/icon.svg": "image/svg+xml"}


def get(client, path, **headers):
    return client.raw("GET", f"/livechat{path}", [(name.replace("_", "-"), text) for name, text in headers.items()])


def built(name):
    with open(os.path.join(servers.BUILD, "web", name), "rb") as file:
        return file.read()


def launcher_settings(answer):
    return json.loads(re.search(r"\}\)\((\{.*\})\);\n$", answer.text)[1])


def test_every_server_serves_them(every_site):
    for path, media_type in MEDIA_TYPES.items():
        answer = get(every_site.client, path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, media_type), answer
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer = get(every_site.client, f"/assets/{asset('icon.svg')}", Accept_Encoding="gzip")
    assert gzip.decompress(answer.body) == built("icon.svg")
    answer = get(every_site.client, "/nothing.js")
    assert (answer.status, answer.json["message"]) == (404, "API endpoint does not exist")


def test_the_settings_of_the_button_are_there_for_a_copy_of_it_in_a_folder(instant):
    instant.set(Livechat_launcher_text="Fragen?")
    answer = get(instant.api, "/widget-settings.json", Origin="https://shop.example")
    assert json.loads(answer.text) == launcher_settings(get(instant.api, "/widget.js"))
    assert {name: answer.headers[name] for name in (
        "Content-Type", "Cache-Control", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")} == {
            "Content-Type": "application/json", "Cache-Control": "public, max-age=60",
            "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    assert get(instant.api, "/widget-settings.json", If_None_Match=answer.headers["ETag"]).status == 304
    instant.set(Livechat_launcher_text="Noch Fragen?")
    assert get(instant.api, "/widget-settings.json", If_None_Match=answer.headers["ETag"]).status == 200


def test_a_host_without_rewriting_serves_them(sites):
    answer = sites("htaccess").client.raw("GET", "/cgi-bin/livechat.fcgi/livechat/icon.svg")
    assert answer.body == built("icon.svg")


def test_documents_load_nothing_from_elsewhere_and_run_no_script_of_a_person(api):
    policy = dict(part.strip().split(" ", 1) for part in get(api, "").headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["worker-src"] == policy["form-action"] == "'self'"
    assert policy["img-src"] == "'self' data: blob:"
    assert not any("unsafe" in value for value in policy.values())


def test_the_page_of_visitors_may_be_framed_where_the_api_may_be_called(instant):
    assert get(instant.api, "").headers["Content-Security-Policy"].endswith("frame-ancestors 'self' *")
    instant.set(API_CORS_Origin="https://shop.example, https://*.shop.example")
    policy = get(instant.api, "").headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors 'self' https://shop.example https://*.shop.example")
    assert get(instant.api, "/icon.svg").headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_scripts_of_all_websites_may_load_the_files(instant):
    instant.set(API_CORS_Origin="https://shop.example")
    for path in ("/widget.js", f"/assets/{asset('icon.svg')}"):
        answer = get(instant.api, path, Origin="https://other.example")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    answer = get(instant.api, "", Origin="https://other.example")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("accepted,compressed", [
    (None, False), ("", False), ("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
    ("identity", False), ("xgzip, gzipx", False), ("*", False), ("deflate,gzip , br", True)])
def test_they_are_compressed_for_those_who_take_that(api, accepted, compressed):
    headers = {} if accepted is None else {"Accept_Encoding": accepted}
    for path, plain in (("/icon.svg", built("icon.svg")), ("/widget.js", None)):
        answer = get(api, path, **headers)
        assert (answer.headers.get("Content-Encoding") == "gzip") == compressed, answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"
        body = gzip.decompress(answer.body) if compressed else answer.body
        assert body == (plain or get(api, path).body)


@pytest.mark.parametrize("path", ["", "/icon.svg", "/widget.js"])
def test_what_a_browser_has_is_not_sent_again(api, path):
    plain, packed = get(api, path), get(api, path, Accept_Encoding="gzip")
    assert plain.headers["ETag"] != packed.headers["ETag"], "two forms have one strong ETag"
    for answer in (plain, packed):
        again = get(api, path, If_None_Match=answer.headers["ETag"], Accept_Encoding="gzip")
        assert (again.status, again.body) == (304, b"")
        assert again.headers["Cache-Control"] == answer.headers["Cache-Control"]
        assert again.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in again.headers
    assert get(api, path, If_None_Match='"other"').status == 200


def test_a_name_with_a_hash_is_kept_for_ever_and_others_are_asked_for(api):
    name = asset("icon.svg")
    assert get(api, f"/assets/{name}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get(api, "/icon.svg").headers["Cache-Control"] == get(api, "").headers["Cache-Control"] == "no-cache"
    assert get(api, f"/assets/{name.replace('icon.', 'icon.0')}").status == 404


@pytest.mark.parametrize("name", ["panel.js", "room.js", "extras.js", "de.json", "pt-BR.json"])
def test_a_page_from_before_an_upgrade_gets_what_its_chat_loads_later(api, name):
    """The website's page has the button of the release before, whose parts had other hashes in their names."""
    now = asset(name)
    stem, digits, suffix = now.rsplit(".", 2)
    before = f"/assets/{stem}.{'0' * len(digits)}.{suffix}"
    answer = get(api, before)
    assert (answer.status, answer.body) == (200, get(api, f"/assets/{now}").body)
    assert answer.headers["Cache-Control"] == "no-cache", "the next release has another one"
    assert get(api, before, If_None_Match=answer.headers["ETag"]).status == 304
    for wrong in (f"{stem}.{'0' * 11}.{suffix}", f"{stem}.{'0' * 13}.{suffix}", f"{stem}.{'g' * 12}.{suffix}",
                  f"{stem}.{'0' * 12}.css", f"{stem}.{'0' * 12}", f"{stem}x.{'0' * 12}.{suffix}", stem):
        assert get(api, f"/assets/{wrong}").status == 404, wrong


@pytest.mark.parametrize("name", ["inbox.js", "manage.js", "setup.js", "icon.svg"])
def test_our_own_pages_from_before_an_upgrade_are_loaded_anew(api, name):
    stem, _, suffix = asset(name).rsplit(".", 2)
    assert get(api, f"/assets/{stem}.{'0' * 12}.{suffix}").status == 404


def test_the_launcher_has_the_settings_in_it(instant):
    before = get(instant.api, "/widget.js")
    assert before.headers["Cache-Control"] == "public, max-age=60"
    assert launcher_settings(before) == {"enabled": True, "side": "right", "color": "#C1272D", "triggers": False}
    instant.set(Livechat_widget_position="left", Livechat_title_color="#123456", Language="de",
                Livechat_launcher_text="Fragen? </script>", Livechat_enabled="false")
    after = get(instant.api, "/widget.js")
    assert launcher_settings(after) == {
        "enabled": False, "side": "left", "color": "#123456", "language": "de", "text": "Fragen? </script>",
        "triggers": False}
    assert after.headers["ETag"] != before.headers["ETag"]
    assert get(instant.api, "/widget.js", If_None_Match=before.headers["ETag"]).status == 200


def test_the_launcher_says_whether_there_are_triggers(instant):
    manager = instant.db.manager()
    trigger = {"name": "hello", "description": "", "enabled": True, "runOnce": False,
               "conditions": [{"name": "time-on-site", "value": 5}],
               "actions": [{"name": "send-message", "params": {"sender": "queue", "msg": "hi", "name": ""}}]}
    answer = instant.api.post("triggers", user=manager, json=trigger)
    assert answer.status == 200, answer
    assert launcher_settings(get(instant.api, "/widget.js"))["triggers"] is True
    _id = instant.api.get("triggers", user=manager).json["triggers"][0]["_id"]
    assert instant.api.delete(f"triggers/{_id}", user=manager).status == 200
    assert launcher_settings(get(instant.api, "/widget.js"))["triggers"] is False


def test_a_slash_at_the_end_of_a_document_leads_to_the_one_without(api):
    """The URLs in it would mean other files."""
    answer = api.raw("GET", "/livechat/")
    assert (answer.status, answer.headers["Location"], answer.body) == (308, "../livechat", b"")


def test_they_are_read_only(api):
    answer = api.raw("POST", "/livechat", body=b"{}")
    assert answer.status == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}
    head = api.raw("HEAD", "/livechat")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(built("index"))


def test_they_are_there_without_a_database(new_site, folder):
    """Only the launcher needs the settings; a page says in words that the chat is away."""
    config = os.path.join(folder, "no-database.cnf")
    servers.write_file(config, "[livechat]\nuser=nobody\npassword=x\nsocket=/nowhere\n", 0o600)
    client = new_site("lighttpd", config, label="pages").client
    assert get(client, "").status == get(client, "/icon.svg").status == 200
    assert get(client, "/widget.js").status == 503
