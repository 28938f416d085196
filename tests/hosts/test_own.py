# SPDX-License-Identifier: MIT
"""Servers of one's own, from the unpacked archive to an answered visitor, by the commands of INSTALL."""

import pytest

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
