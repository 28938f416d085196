# SPDX-License-Identifier: MIT
"""Connections to the database with TLS, as the option file and OpenSSL's configuration ask for them."""

import os
import subprocess

import pytest

import servers


@pytest.fixture(scope="module")
def home(folder):
    path = os.path.join(folder, "tls")
    os.makedirs(path)
    return path


@pytest.fixture(scope="module")
def certificate(home):
    return new_certificate(home, "server")


def new_certificate(home, name):
    """Creates a self-signed certificate and its key."""
    paths = os.path.join(home, name + ".pem"), os.path.join(home, name + ".key")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-out", paths[0], "-keyout", paths[1]],
                   check=True, capture_output=True)
    return paths


@pytest.fixture(scope="module")
def config(home, certificate):
    """The option file, without TLS options, of a user who may only connect with TLS."""
    options = [f"--ssl-cert={certificate[0]}", f"--ssl-key={certificate[1]}"]
    with servers.database(home, options, servers.socket_folder(home)) as server:
        path = os.path.join(home, "plain.cnf")
        server.add_database("tls", path, user="tls")
        servers.admin(path, "migrate")
        server.sql("ALTER USER tls@localhost REQUIRE SSL")
        yield path


@pytest.fixture
def ask(home, config, new_site, request):
    """ask(lines of the option file) returns (status, lines of the log)."""
    def make(lines, **env):
        path = os.path.join(home, request.node.name + ".cnf")
        with open(config) as file:
            servers.write_file(path, file.read() + lines, mode=0o600)
        site = new_site("lighttpd", path, label=request.node.name, workers=1, env=env, ready=lambda status: status != 0)
        try:
            return site.client.get("visitor/no-such-token").status, site.log()
        finally:
            site.stop()
    return make


def test_without_ssl_options_there_is_no_tls(ask):
    """The user can only connect with TLS, so the tests below, which connect, used it."""
    assert ask("")[0] == 503


def test_ssl_options_switch_tls_on(ask, certificate):
    assert ask(f"ssl-ca = {certificate[0]}\nssl-verify-server-cert\n")[0] == 400


def test_ssl_options_in_an_included_file_switch_tls_on(ask, home, certificate):
    other = os.path.join(home, "other.cnf")
    servers.write_file(other, f"[livechat]\nssl-ca = {certificate[0]}\n")
    assert ask(f"!include {other}\n")[0] == 400


def test_an_untrusted_certificate_is_refused(ask, home):
    """OpenSSL's message is in the log."""
    other, _ = new_certificate(home, "stranger")
    status, log = ask(f"ssl-ca = {other}\nssl-verify-server-cert\n")
    assert status == 503
    assert "error 2026" in log and "signed certificate" in log, log


def test_the_configuration_of_openssl_applies(ask, home, certificate):
    """A setting of OpenSSL's configuration for all programs of the machine applies here as well."""
    conf = os.path.join(home, "openssl.cnf")
    servers.write_file(conf, "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n"
                             "[limits]\nMaxProtocol = TLSv1.1\nMinProtocol = TLSv1.1\n")
    assert ask(f"ssl-ca = {certificate[0]}\n", OPENSSL_CONF=conf)[0] == 503
