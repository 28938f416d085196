# SPDX-License-Identifier: MIT
"""The release: every part that an admin can ask names it."""

import os
import re
import subprocess

import servers

BEGIN = re.compile(r" info: (livechat \S+ serves.*)")


def release():
    with open(os.path.join(servers.ROOT, "VERSION")) as file:
        return file.read().strip()


def first_lines(site):
    return BEGIN.findall(site.log())


def test_the_tool_prints_the_release():
    result = subprocess.run([servers.ADMIN, "--version"], capture_output=True, text=True, check=False,
                            timeout=60)
    assert (result.returncode, result.stdout) == (0, f"livechat-admin {release()}\n"), result


def test_the_plug_in_for_wordpress_has_the_release():
    for name, begin in (("livechat.php", " * Version: "), ("readme.txt", "Stable tag: ")):
        with open(os.path.join(servers.ROOT, "contrib", "wordpress", name)) as file:
            assert f"{begin}{release()}\n" in file.read()


def test_api_info_has_the_release(api):
    assert api.get("/api/info").json["livechat"] == {"version": release()}


def test_the_log_has_the_release_when_a_process_begins(sites):
    site = sites("spawn-fcgi")
    assert site.client.get("config").status == 200
    assert first_lines(site) == [f"livechat {release()} serves"]


def test_the_supervisor_logs_the_release_once(new_site, config):
    site = new_site("spawn-fcgi", config, label="release", env={"LIVECHAT_PROCESSES": "3"})
    assert site.client.get("config").status == 200
    assert first_lines(site) == [f"livechat {release()} serves with 3 processes"]


def test_plain_cgi_does_not_log_the_release_with_each_request(sites):
    site = sites("lighttpd-cgi")
    assert site.client.get("config").status == 200
    assert first_lines(site) == []
