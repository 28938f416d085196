"""Which release this is: told by every part that an admin could ask."""

import os
import re
import subprocess

import servers

BEGIN = re.compile(r" info: (livechat \S+ serves.*)")


def release():
    with open(os.path.join(servers.ROOT, "VERSION")) as file:
        return file.read().strip()


def said_at_the_beginning(site):
    return BEGIN.findall(site.log())


def test_the_tool_tells():
    result = subprocess.run([servers.ADMIN, "--version"], capture_output=True, text=True, check=False,
                            timeout=60)
    assert (result.returncode, result.stdout) == (0, f"livechat-admin {release()}\n"), result


def test_info_tells(api):
    assert api.get("/api/info").json["livechat"] == {"version": release()}


def test_the_log_tells_when_a_process_begins(sites):
    site = sites("spawn-fcgi")
    assert site.client.get("config").status == 200
    assert said_at_the_beginning(site) == [f"livechat {release()} serves"]


def test_the_watching_process_tells_for_all(new_site, config):
    site = new_site("spawn-fcgi", config, label="release", env={"LIVECHAT_PROCESSES": "3"})
    assert site.client.get("config").status == 200
    assert said_at_the_beginning(site) == [f"livechat {release()} serves with 3 processes"]


def test_plain_cgi_does_not_tell_with_each_request(sites):
    site = sites("lighttpd-cgi")
    assert site.client.get("config").status == 200
    assert said_at_the_beginning(site) == []
