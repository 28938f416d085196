# SPDX-License-Identifier: MIT
"""The fixtures of these tests, which scripts/check-deb starts in a network of their own: a Debian with its systemd, and
in it the package, installed by dpkg, and set up as docs/admin.md says."""

import os
import re
import shutil
import signal
import sys
import tempfile

import pytest

API = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "api")
sys.path[:0] = [API, os.path.dirname(os.path.abspath(__file__))]

import harness  # noqa: E402,F401  (finds scripts/servers.py)
import servers  # noqa: E402
from harness import answers  # noqa: E402
from harness.checks import wait_for  # noqa: E402
from harness.client import Client  # noqa: E402
from harness.data import without_limits  # noqa: E402
from machine import Machine  # noqa: E402

CONFIG = "/etc/livechat/livechat.cnf"
PACKAGE = "/root/livechat.deb"
SOCKET = "/run/livechat/livechat.sock"


def pytest_configure(config):
    """Lets SIGTERM end the run as Ctrl-C does, so that the machine is stopped."""
    def stop(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)
    Client.check_answer = staticmethod(answers.check)


@pytest.fixture(scope="session")
def folder():
    path = tempfile.mkdtemp(prefix="livechat-deb-", dir="/tmp")
    yield path
    if not os.environ.get("KEEP"):
        shutil.rmtree(path)


@pytest.fixture(scope="session")
def bare(folder):
    """The machine without the package."""
    machine = Machine(os.environ["DEB_BASE"], folder)
    yield machine
    machine.stop()


def others(machine):
    """Returns what a package might change that it should not: the files of web servers, databases, and their accounts."""
    return machine.run("sh", "-c", "find /etc/nginx /etc/lighttpd /etc/apache2 /var/www | sort; "
                       "mariadb -N -e 'SHOW DATABASES; SELECT user FROM mysql.user'").stdout


@pytest.fixture(scope="session")
def found_before(bare):
    return others(bare)


@pytest.fixture(scope="session")
def machine(bare, found_before):
    """The machine with the package, as dpkg leaves it."""
    shutil.copy(os.environ["DEB"], bare.path(PACKAGE))
    bare.run("dpkg", "-i", PACKAGE)
    return bare


def block(section, begin):
    """Returns the indented block of a text that begins with these words."""
    lines = section[section.index(f"\n    {begin}") + 1:].split("\n")
    end = next(i for i, line in enumerate(lines) if line and not line.startswith("    "))
    return "\n".join(line[4:] for line in lines[:end]).strip() + "\n"


@pytest.fixture(scope="session")
def db(machine, folder):
    """The database, made and named in the option file as the documentation says; creates and reads rows of it."""
    text = machine.read("/usr/share/doc/livechat/docs/admin.md")
    machine.run("mariadb", typed=block(text, "CREATE DATABASE livechat"))
    commands = block(text, "install -o root -g livechat").replace("editor ", "test -w ")
    machine.run("sh", "-e", typed=commands)
    own = os.path.join(folder, "tester.cnf")
    servers.write_file(own, f"[livechat]\nsocket = {machine.path('/run/mysqld/mysqld.sock')}\nuser = livechat\n"
                            "password = a long random password\ndatabase = livechat\n", mode=0o600)
    return without_limits(own)


def nginx(machine):
    machine.write("/etc/nginx/conf.d/livechat.conf", machine.read("/usr/share/doc/livechat/nginx-example.conf"))
    machine.run("rm", "-f", "/etc/nginx/sites-enabled/default")


def lighttpd(machine):
    text = machine.read("/usr/share/doc/livechat/lighttpd-example.conf")
    text = servers.choose_block(servers.set_variables(text, {"run": os.path.dirname(SOCKET)}), "B")
    script = re.search(r"^    sed '([^']*)' lighttpd-example\.conf", machine.read(
        "/usr/share/doc/livechat/docs/admin.md"), re.M)[1]
    machine.write("/etc/lighttpd/conf-available/50-livechat.conf", machine.run("sed", script, typed=text).stdout)
    machine.run("lighty-enable-mod", "livechat")


def apache2(machine):
    text = machine.read("/usr/share/doc/livechat/apache-example.conf")
    machine.write("/etc/apache2/conf-available/livechat.conf", servers.choose_block(text, "C"))
    machine.run("a2enmod", "alias", "asis", "env", "proxy_fcgi")
    machine.run("a2enconf", "livechat")


SERVERS = {"nginx": nginx, "lighttpd": lighttpd, "apache2": apache2}


@pytest.fixture
def web_server(machine):
    """web_server("nginx") starts the web server of Debian's package with the documented lines, and returns a client."""
    running = []

    def start(name):
        SERVERS[name](machine)
        machine.run("systemctl", "restart", name)
        running.append(name)
        client = Client("127.0.0.1", 80)
        wait_for(lambda: servers.get(client.url)[0])
        return client
    yield start
    for name in running:
        machine.run("systemctl", "stop", name)
