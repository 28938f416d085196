# SPDX-License-Identifier: MIT
"""Web servers that serve the files of the widget from a folder, with the block "Folder" of the examples. The pages in a
browser are in tests/pages/widget-folder.test.mjs."""

import os
import re

import pytest

import servers
from harness.site import SPECIAL_SITES

FILES = {".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}


@pytest.fixture(scope="module", params=[name for name in SPECIAL_SITES if name.endswith("-folder")])
def client(request, new_site, config, db):
    return new_site(request.param, config).client


def served():
    """The paths below /livechat/ that are in the folder, one of each kind."""
    assets = os.listdir(os.path.join(servers.BUILD, "web", "assets"))
    return ["widget.js", "rocketchat-livechat.min.js", "icon.svg",
            *("assets/" + next(name for name in sorted(assets) if name.endswith(kind)) for kind in FILES)]


def test_the_web_server_has_the_files_and_sends_what_browsers_need(client):
    for name in served():
        answer = client.raw("GET", "/livechat/" + name)
        with open(os.path.join(servers.BUILD, "web", name), "rb") as file:
            assert (answer.status, answer.body) == (200, file.read()), name
        header = answer.headers.get
        assert header("X-Request-Id") is None, f"{name} is answered by the program"
        assert re.split("; *", header("Content-Type"))[0] == FILES[os.path.splitext(name)[1]], name
        assert [header(field) for field in (
            "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy", "X-Content-Type-Options", "Cache-Control")
                ] == ["*", "cross-origin", "nosniff", "no-cache"], name
        again = client.raw("GET", "/livechat/" + name, [("If-None-Match", header("ETag"))])
        assert again.status == 304, name


@pytest.mark.parametrize("path, status", [
    ("/livechat", 200), ("/livechat/inbox", 200), ("/livechat/inbox-sw.js", 200), ("/livechat/widget-settings.json", 200),
    ("/livechat/assets/", 404), ("/livechat/assets/../inbox", 404), ("/livechat/web/widget.js", 404), ("/api/info", 200)])
def test_everything_else_remains_with_the_program(client, path, status):
    answer = client.raw("GET", path)
    assert answer.status == status
    assert answer.headers["X-Request-Id"]


def test_a_file_that_is_gone_is_answered_in_json(client):
    answer = client.get("/livechat/assets/gone.0123456789ab.js")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/json"), answer
