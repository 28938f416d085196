# SPDX-License-Identifier: MIT
"""lighttpd-example.conf as an admin uses it: whole, started by root into the background; and without its part
"Server" inside the configuration that Debian's package brings."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile

import pytest

import servers
from harness.checks import wait_for
from harness.client import Client

DEBIAN = "/etc/lighttpd/lighttpd.conf"


def example():
    with open(os.path.join(servers.ROOT, "lighttpd-example.conf")) as file:
        return file.read()


class Place:
    """Folders of an account that is not root, with its option file and programs that it can read."""

    def __init__(self, folder, config):
        self.folder = tempfile.mkdtemp(prefix="l", dir=folder)
        os.chmod(self.folder, 0o755)
        self.account = pwd.getpwnam("www-data") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.port = servers.free_port()
        self.client = Client("127.0.0.1", self.port)
        for name in ("htdocs", "run", "own", "log", "programs"):
            os.mkdir(self.path(name))
        self.config = shutil.copyfile(config, self.path("own", "livechat.cnf"))
        os.chmod(self.config, 0o600)
        shutil.copy(os.path.join(servers.CGI_BIN, "livechat.fcgi"), self.path("programs"))
        shutil.copytree(os.path.join(servers.ROOT, "errors"), self.path("share", "errors"))
        servers.write_file(self.path("htdocs", "index.html"), "the shop")
        for name in ("run", "own", "own/livechat.cnf", "log"):
            if os.getuid() == 0:
                os.chown(self.path(name), self.account.pw_uid, self.account.pw_gid)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def values(self):
        return {"port": self.port, "bind": "127.0.0.1", "htdocs": self.path("htdocs"), "share": self.path("share"),
                "cgi_bin": self.path("programs"), "config": self.config, "run": self.path("run"),
                "log": self.path("log", "lighttpd.log"), "programs": self.path("log", "programs.log"),
                "accesses": self.path("log", "access.log"), "workers": 2}

    @contextlib.contextmanager
    def running(self, text):
        """Starts lighttpd in the background, as init scripts do."""
        conf = self.path("lighttpd.conf")
        servers.write_file(conf, text)
        lighttpd = shutil.which("lighttpd", path=os.environ["PATH"] + ":/usr/sbin")
        started = subprocess.run([lighttpd, "-f", conf], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                 timeout=60, check=False)
        try:
            assert started.returncode == 0, started
            wait_for(lambda: servers.get(self.client.url + "/api/info")[0] == 200)
            yield
        finally:
            for pid in servers.processes_with(conf):
                servers.stop_pid(pid)
            wait_for(lambda: not servers.processes_with(f"LIVECHAT_CONFIG={self.config}"))

    def uids(self):
        """Returns the accounts of the programs."""
        return {os.stat(f"/proc/{pid}").st_uid for pid in servers.processes_with(f"LIVECHAT_CONFIG={self.config}")}

    def check(self):
        assert servers.get(self.client.url + "/") == (200, "the shop")
        assert self.client.get("config").status == 200
        assert self.client.raw("GET", "/api/v1/livechat/message/a%2Fb").status == 404
        assert self.uids() == {self.account.pw_uid}


@pytest.fixture
def place(folder, config):
    return Place(folder, config)


def test_whole_and_in_the_background(place):
    """What the programs say is in the log, though nobody holds their standard error."""
    with place.running(servers.set_variables(example(), place.values())):
        place.check()
        with open(place.path("log", "programs.log")) as file:
            log = file.read()
    assert re.search(r"livechat\[\d+\] info: livechat [0-9.]+ serves with 2 processes", log), log
    assert "runs as root" not in log


@pytest.mark.skipif(not os.path.exists(DEBIAN), reason="this is not Debian's lighttpd")
def test_inside_debians_configuration(place):
    with open(os.path.join(servers.ROOT, "docs", "admin.md")) as file:
        script = re.search(r"^    sed '([^']*)' lighttpd-example\.conf", file.read(), re.M)[1]
    values = place.values()
    text = subprocess.run(["sed", script], input=servers.set_variables(example(), values), capture_output=True,
                          text=True, check=True).stdout
    assert "server.port" not in text and "server.http-parseopts" in text
    os.mkdir(place.path("conf-enabled"))
    servers.write_file(place.path("conf-enabled", "50-livechat.conf"), text)
    with open(DEBIAN) as file:
        debian = file.read()
    for old, new in (("/etc/lighttpd/conf-enabled", place.path("conf-enabled")), ("/var/www/html", values["htdocs"]),
                     ("/var/log/lighttpd/error.log", place.path("log", "error.log")),
                     ("/run/lighttpd.pid", place.path("pid")), ("/var/cache/lighttpd/uploads", place.path("run"))):
        assert old in debian
        debian = debian.replace(old, new)
    debian, count = re.subn(r"^(server\.port\s*=) 80$", rf"\1 {place.port}", debian, flags=re.M)
    assert count == 1
    debian = re.sub(r'^include_shell "/usr/share/lighttpd/use-ipv6.*$', 'server.bind = "127.0.0.1"', debian,
                    flags=re.M)
    with place.running(debian):
        place.check()
    with open(place.path("log", "error.log")) as file:
        assert not re.search(r"[Dd]uplicate|more than once|WARNING", file.read())


def test_a_process_of_root_says_so(place):
    if os.getuid() != 0:
        pytest.skip("only root can run it as root")
    os.chown(place.config, 0, 0)
    text = re.sub(r"^server\.(user|group)name.*\n", "", example(), flags=re.M)
    with place.running(servers.set_variables(text, place.values())), open(place.path("log", "programs.log")) as file:
        assert len(re.findall(r"info: it runs as root.*server\.username", file.read())) == 1
