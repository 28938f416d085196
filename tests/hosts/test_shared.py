# SPDX-License-Identifier: MIT
"""Shared hosts, from an uploaded program to an answered visitor: one upload, a browser, and what the host allows."""

import pytest

from harness.checks import wait_for
from shared import CGI, FCGID, HOME, PROGRAM, PUBLIC, SharedHost, WithoutSuexec

LONG = "/cgi-bin/livechat.fcgi/api/info"
SHORT = "/api/info"


@pytest.fixture
def host(debian, node):
    def start(*what):
        return SharedHost(debian, node, *what)
    return start


@pytest.fixture
def host(debian, node):
    def start(*what):
        return SharedHost(debian, node, *what)
    return start


def check_files(shared):
    """What is there at the end is the customer's alone, and nobody can fetch it."""
    found = shared.debian.run("find", HOME, "-name", "livechat.*", "-not", "-name", "*.fcgi", "-printf", "%p %u %m\n").stdout
    assert sorted(found.splitlines()) == [f"{HOME}/livechat.{name} customer 600" for name in (
        "cnf", "limits", "log", "setup")]
    assert shared.answers("/livechat.cnf", "/cgi-bin/livechat.cnf", "/livechat.log") == [404, 404, 404]


def check_causes(shared):
    """The table of shared-host.md: what the host answers, and where the reason is."""
    for path in (PROGRAM, f"{PUBLIC}/cgi-bin"):
        shared.ftp("chmod", "775", path)
        shared.ask_anew()
        assert shared.answers(LONG) == [500]
        shared.ftp("chmod", "755", path)
        assert shared.answers(LONG) == [200]
    assert "writable by others" in shared.server_logs()
    shared.ftp("chmod", "644", f"{HOME}/livechat.cnf")
    shared.ask_anew()
    assert shared.answers("/cgi-bin/livechat.fcgi/api/v1/livechat/config") == [503]
    for text in (shared.debian.read(f"{HOME}/livechat.log"), shared.server_logs()):
        assert "chmod 600" in text
    shared.ftp("chmod", "600", f"{HOME}/livechat.cnf")
    # After a database that did not answer, none is asked for a moment.
    wait_for(lambda: shared.answers("/cgi-bin/livechat.fcgi/api/v1/livechat/config") == [200])


def test_apache_that_allows_file_info(host, answered):
    shared = host("FileInfo", CGI)
    answered("Apache, plain CGI and suexec, AllowOverride FileInfo", shared.install)
    assert shared.answers(LONG, SHORT) == [200, 200]
    check_files(shared)
    shared.put(f"{PUBLIC}/.htaccess", shared.htaccess_example("public_html/.htaccess"))
    assert shared.answers(LONG, SHORT) == [200, 200]
    below = shared.htaccess_example("public_html/cgi-bin/.htaccess")
    shared.put(f"{PUBLIC}/cgi-bin/.htaccess", below)
    assert shared.answers(LONG, SHORT) == [500, 500] and "not allowed here" in shared.server_logs()
    shared.put(f"{PUBLIC}/cgi-bin/.htaccess", below.replace(b"Options +ExecCGI\n", b""))
    assert shared.answers(LONG, SHORT) == [200, 200]


def test_apache_that_reads_no_htaccess_files(host, answered):
    shared = host("None", FCGID)
    answered("Apache, mod_fcgid and suexec, AllowOverride None", shared.install)
    assert shared.answers(LONG, SHORT) == [200, 404]
    check_files(shared)


def test_apache_with_mod_fcgid_and_suexec(host, answered):
    shared = host("All", FCGID)
    answered("Apache, mod_fcgid and suexec, AllowOverride All", shared.install)
    assert shared.answers(LONG, SHORT) == [200, 200]
    check_files(shared)
    check_causes(shared)


def test_apache_with_plain_cgi_and_suexec(host, answered):
    shared = host("All", CGI)
    answered("Apache, plain CGI and suexec, AllowOverride All", shared.install)
    assert shared.answers(LONG, SHORT) == [200, 200]
    check_files(shared)
    check_causes(shared)


def test_phpmyadmin_in_place_of_the_set_up(host, answered):
    shared = host("None", CGI)
    answered("phpMyAdmin: import of schema.sql", shared.install_with_phpmyadmin)
    assert shared.setup_state()["open"] is False


def test_programs_under_the_web_servers_account(debian, node, answered):
    shared = WithoutSuexec(debian, node)
    answered("Apache, plain CGI without suexec", shared.install)
    found = debian.run("find", shared.private, "-type", "f", "-printf", "%f %u %m\n").stdout
    assert sorted(found.splitlines()) == [f"livechat.{name} www-data 600" for name in ("cnf", "limits", "log", "setup")]
    assert shared.answers(LONG, SHORT) == [200, 404]
