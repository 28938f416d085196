# SPDX-License-Identifier: MIT
"""An upgrade puts another file in the place of the program that runs: requests meanwhile are answered, and the
processes of the file of before give way to the new one."""

import concurrent.futures
import os
import shutil
import subprocess
import threading
import time

import pytest

import servers
from harness.checks import wait_for
from harness.site import programs

PERSISTENT = ["lighttpd", "spawn-fcgi", "apache", "apache-proxy"]
LOOKS_S = 5  # the program looks every two seconds, and has to look twice


class Installed:
    """A site with a program of its own. .path: where that is."""

    def __init__(self, name, new_site, config, folder, monkeypatch, kind):
        own = os.path.join(folder, f"{kind}-{name}-programs")
        os.makedirs(own)
        shutil.copy(os.path.join(servers.CGI_BIN, "livechat.fcgi"), own)
        monkeypatch.setattr(servers, "CGI_BIN", own)
        self.site = new_site(name, config, label=f"{kind}-{name}", workers=2)
        if self.site.server == "apache":
            own = self.site.path("htdocs/cgi-bin" if name.startswith("htaccess") else "cgi-bin")
        self.path = os.path.join(own, "livechat.fcgi")

    def replace(self):
        subprocess.run(["cp", "-p", self.path, f"{self.path}.new"], check=True)
        os.rename(f"{self.path}.new", self.path)

    def files(self):
        """Returns the numbers of the files that the processes run."""
        found = set()
        for pid in programs(self.site):
            try:
                found.add(os.stat(f"/proc/{pid}/exe").st_ino)
            except OSError:
                pass  # It has ended meanwhile.
        return found

    def runs_only(self, file):
        return self.files() <= {file}


@pytest.fixture
def install(new_site, config, folder, monkeypatch, request):
    kind = request.node.originalname.removeprefix("test_")[:16]
    return lambda name: Installed(name, new_site, config, folder, monkeypatch, kind)


def statuses(site, room, done):
    """Sends messages until the event, and returns the statuses of the replies."""
    client, found = site.client.clone(), []
    while not done.is_set():
        found.append(client.post("message", token=room.visitor.token, rid=room.id, msg=f"{len(found)}").status)
    return found


@pytest.mark.parametrize("name", [*PERSISTENT, "lighttpd-cgi", "htaccess-cgi"])
def test_no_request_is_lost(name, install, room):
    installed, done = install(name), threading.Event()

    def replace():
        while not done.wait(0.05):
            installed.replace()

    with concurrent.futures.ThreadPoolExecutor() as pool:
        replacing = pool.submit(replace)
        try:
            found = [installed.site.client.post("message", token=room.visitor.token, rid=room.id, msg=f"{n}").status
                     for n in range(60)]
        finally:
            done.set()
        replacing.result()
    assert set(found) == {200}


@pytest.mark.parametrize("name", PERSISTENT)
def test_the_processes_of_before_leave(name, install, db):
    """While people write, and when nobody does."""
    installed, done, rooms = install(name), threading.Event(), [db.room() for _ in range(2)]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        writing = [pool.submit(statuses, installed.site, room, done) for room in rooms]
        try:
            wait_for(installed.files)
            installed.replace()
            new = os.stat(installed.path).st_ino
            wait_for(lambda: installed.files() == {new}, 60)
        finally:
            done.set()
        found = [status for sent in writing for status in sent.result()]
    assert set(found) == {200}
    assert len(found) == sum(db.value("SELECT COUNT(*) FROM messages WHERE rid = %s AND type IS NULL", room.id) for room in rooms)
    installed.replace()
    wait_for(lambda: installed.runs_only(os.stat(installed.path).st_ino), 60)
    assert installed.site.client.request("GET", "/api/info").status == 200


@pytest.mark.parametrize("name", ["lighttpd", "spawn-fcgi"])
def test_what_cannot_be_run_changes_nothing(name, install):
    """A file without the right to be run may be an upload that goes on; and what starts these processes would not
    start others in their place. The right file then is noticed all the same."""
    good = os.path.join(servers.CGI_BIN, "livechat.fcgi")
    installed = install(name)
    assert installed.site.client.request("GET", "/api/info").status == 200
    before, running = installed.files(), programs(installed.site)
    for content, mode in (("half a file", 0o644), ("no program", 0o755)):
        servers.write_file(installed.path, content, mode)
        time.sleep(LOOKS_S)
        assert installed.site.client.request("GET", "/api/info").status == 200
        assert installed.files() == before and installed.site.log().count("cannot be run") == (mode == 0o755)
    assert programs(installed.site)[0] == running[0]
    shutil.copy(good, f"{installed.path}.new")
    os.rename(f"{installed.path}.new", installed.path)
    wait_for(lambda: installed.files() == {os.stat(installed.path).st_ino}, 60)
    assert installed.site.client.request("GET", "/api/info").status == 200
