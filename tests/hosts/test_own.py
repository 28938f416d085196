# SPDX-License-Identifier: MIT
"""Servers of one's own, from the unpacked archive to an answered visitor, by the commands of INSTALL."""

import pytest

from harness.checks import wait_for
from own import Server


@pytest.fixture
def server(debian, folder, node):
    return Server(debian, folder, node)


def unavailable(answer):
    """Whether a client is told in JSON to come again."""
    status, reply = answer
    return status in (500, 503) and reply["success"] is False


def test_lighttpd(server, answered):
    def way():
        steps = server.install("A server of your own with lighttpd", **{
            "Install lighttpd:": None, "Add the example to its configuration": None})
        return steps, server.answer()
    answered("lighttpd, lighttpd-example.conf", way)
    assert server.missing("lighttpd-example.conf") == []
    assert unavailable(server.without_program())


def test_apache(server, answered):
    def way():
        steps = server.install("A server of your own with Apache", **{
            "Install Apache and what": None, "Copy the example, change the values": None})
        return steps, server.answer()
    answered("Apache as root, apache-example.conf", way)
    assert server.missing("apache-example.conf") == []
    assert unavailable(server.without_program())


def test_nginx_and_spawn_fcgi(server, answered):
    def way():
        steps = server.install("A server of your own with nginx", **{
            "Install nginx, and start the program": None, "Copy the example:": None,
            "Write the name of your host": server.name_host})
        return steps, server.answer()
    answered("nginx and spawn-fcgi, nginx-example.conf", way)
    server.debian.run("systemctl", "stop", "mariadb.socket", "mariadb")
    wait_for(lambda: server.debian.status("/api/v1/livechat/visitor/nobody") == 503)
    assert "error: database: " in server.debian.read("/var/lib/livechat/livechat.log")
    assert unavailable(server.without_program())


def test_nginx_and_systemd(server, answered):
    def way():
        steps = server.install("A server of your own with nginx and systemd", **{
            "Have systemd start the program": None, "Install nginx and copy the example:": None,
            "Write the name of your host": server.name_host})
        return steps, server.answer()
    answered("nginx and systemd's socket, nginx-example.conf", way)
    assert server.debian.state("livechat.service") == "active"
    assert "serves with 4 processes" in server.debian.journal("livechat.service")
    server.debian.run("systemctl", "stop", "livechat.service")
    assert server.debian.status() == 200, "the next request starts it"
    server.debian.run("systemctl", "stop", "livechat.socket")
    assert unavailable(server.ask())
