# SPDX-License-Identifier: MIT
"""Connections to the database with TLS, as the option file and OpenSSL's configuration ask for them. They mean the
same with each client library."""

import os
import re
import shutil
import socket
import struct
import subprocess
import threading

import pytest

import servers
from harness.checks import mariadb_alone

MYSQL = servers.DATABASE == "mysql"
# Its certificate says 127.0.0.1, which can also be written so.
RIGHT_NAME, WRONG_NAME = "127.0.0.1", "127.1"
NONE_OF = "is none of DISABLED, PREFERRED, REQUIRED, VERIFY_CA and VERIFY_IDENTITY"


class OnNetwork(servers.KINDS[servers.DATABASE]):
    """A database server that also listens on a port of the loopback interface."""

    def __init__(self, folder, options):
        self.port = servers.free_port()
        super().__init__(folder, servers.socket_folder(folder), options)

    def serve(self):
        return [*(word for word in super().serve() if word != "--skip-networking"), "--bind-address=127.0.0.1",
                f"--port={self.port}"]


class Server:
    """Two accounts of such a server: `any` may connect as it likes, `tls` only encrypted. Both are new to it."""

    def __init__(self, folder, options):
        self.folder = folder
        self.database = OnNetwork(folder, options)
        self.database.create()
        self.database.start()
        self.configs = {}
        for user in "any", "tls":
            path = self.configs[user] = os.path.join(folder, user + ".cnf")
            self.database.add_database("tls", path, user=user)
            self.database.sql(f"RENAME USER '{user}'@localhost TO '{user}'@'%'; GRANT ALL ON tls.* TO '{user}'@'%'")
            servers.admin(path, "migrate")
        self.database.sql("ALTER USER tls@'%' REQUIRE SSL")

    def file(self, lines, user="tls", host=RIGHT_NAME, port=None, before=""):
        """Writes an option file with these lines and returns its path."""
        with open(self.configs[user]) as file:
            group, *rest = [line for line in file if not line.startswith("socket")]
        path = os.path.join(self.folder, "case.cnf")
        servers.write_file(path, f"{group}{before}{''.join(rest)}host = {host}\nport = {port or self.database.port}\n"
                                 f"{lines}\n", mode=0o600)
        return path

    def connect(self, lines, env=None, **how):
        """Returns what the program logs: nothing if it was connected."""
        argv = [servers.ADMIN, "--config", self.file(lines, **how), "department", "list"]
        result = subprocess.run(argv, env=dict(os.environ, **(env or {})), text=True, capture_output=True, check=False,
                                timeout=60)
        log, end, _ = result.stderr.partition("livechat-admin: the database cannot be used now")
        assert bool(result.returncode) == bool(end) == bool(log), result
        return log

    def stop(self):
        self.database.process.stop()


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


class Authority:
    """Signs certificates."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.file, self.key = (os.path.join(folder, name + end) for end in (".pem", ".key"))
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-out", self.file, "-keyout", self.key)

    def sign(self, name, names):
        """Returns the files with a new certificate and with its key."""
        request, file, key, more = (os.path.join(self.folder, name + end) for end in (".csr", ".pem", ".key", ".ext"))
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-out", request, "-keyout", key)
        servers.write_file(more, f"subjectAltName={names}\n")
        openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self.key, "-CAcreateserial", "-days", "2",
                "-extfile", more, "-out", file)
        return file, key


@pytest.fixture(scope="module")
def home(folder):
    path = os.path.join(folder, "tls")
    os.makedirs(path)
    return path


@pytest.fixture(scope="module")
def authority(home):
    return Authority(home, "authority")


@pytest.fixture(scope="module")
def stranger(home):
    return Authority(home, "stranger")


@pytest.fixture(scope="module")
def server(home, authority):
    """A server whose certificate the authority has signed."""
    file, key = authority.sign("server", f"DNS:localhost,IP:{RIGHT_NAME}")
    server = Server(os.path.join(home, "encrypted"), [f"--ssl-ca={authority.file}", f"--ssl-cert={file}",
                                                      f"--ssl-key={key}"])
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bare(home):
    """A server without TLS."""
    server = Server(os.path.join(home, "bare"), ["--tls-version=" if MYSQL else "--skip-ssl"])
    yield server
    server.stop()


@pytest.fixture(scope="module")
def lines(home, authority, stranger):
    """Replaces CA and OTHER in lines of the option file by the files of the two authorities, and / by a line end."""
    def make(text):
        files = {"CA": f"ssl-ca = {authority.file}", "OTHER": f"ssl-ca = {stranger.file}",
                 "CAPATH": f"ssl-capath = {capath}"}
        return "\n".join(files.get(part, part) for part in text.split(" / "))
    capath = os.path.join(home, "capath")
    os.makedirs(capath)
    shutil.copy(authority.file, capath)
    openssl("rehash", capath)
    return make


# --- a server with TLS --------------------------------------------------------------------------

ENCRYPTED = ["ssl-mode = PREFERRED", "ssl-mode=REQUIRED", "ssl_mode = required # a comment", "ssl-mode = 'REQUIRED'",
             "ssl-mode = DISABLED / ssl-mode = REQUIRED", "ssl", "ssl = 1", "ssl-enforce", "tls-enforce = yes"]
CHAIN = ["CA", "CA / ssl-mode = VERIFY_CA", "CAPATH / ssl-mode = VERIFY_CA", "CA / ssl-mode = REQUIRED", "CAPATH",
         "CA / skip-ssl-verify-server-cert", "CA / ssl-verify-server-cert = OFF"]
IDENTITY = ["CA / ssl-mode = VERIFY_IDENTITY", "CA / ssl-verify-server-cert", "CA / ssl-verify-server-cert=1",
            "CA / ssl_verify_server_cert = ON", "CAPATH / ssl-verify-server-cert = true", "CA / tls-verify-peer",
            "CA / ssl-verify-server-cert # a comment",
            "ssl-mode = REQUIRED / CA / ssl-verify-server-cert", "ssl-verify-server-cert = 0 / ssl-mode = VERIFY_CA / CA / "
            "ssl-verify-server-cert = 1"]


@pytest.mark.parametrize("text", ENCRYPTED + CHAIN + IDENTITY)
def test_the_right_certificate_is_accepted(server, lines, text):
    """The account may not connect without encryption."""
    assert server.connect(lines(text)) == ""


@pytest.mark.parametrize("text", ENCRYPTED + CHAIN)
def test_another_name_does_not_matter_unless_it_is_checked(server, lines, text):
    assert server.connect(lines(text), host=WRONG_NAME) == ""


@pytest.mark.parametrize("text", IDENTITY)
def test_a_certificate_with_another_name_is_refused(server, lines, text):
    log = server.connect(lines(text), host=WRONG_NAME)
    assert "no encrypted connection: check the ssl-... lines" in log and "error 2026" in log, log


@pytest.mark.parametrize("text", CHAIN + IDENTITY)
def test_a_certificate_of_another_authority_is_refused(server, lines, text):
    log = server.connect(lines(re.sub(r"(^|/ )CA(PATH)?($| /)", r"\1OTHER\3", text)))
    assert "error 2026" in log, log


@pytest.mark.parametrize("text", ENCRYPTED)
def test_whose_certificate_it_is_does_not_matter_where_nobody_asks(server, lines, text):
    assert server.connect(lines(text)) == ""


@pytest.mark.parametrize("text", ["ssl-mode = VERIFY_CA", "ssl-mode = VERIFY_IDENTITY", "ssl-verify-server-cert"])
def test_without_an_authority_those_of_the_machine_count(server, authority, text):
    """OpenSSL finds them by these variables, and else where the distribution has put them."""
    assert "error 2026" in server.connect(text)
    assert server.connect(text, env={"SSL_CERT_FILE": authority.file, "SSL_CERT_DIR": "/nonexistent"}) == ""


@pytest.mark.parametrize("text", ["ssl-mode = DISABLED", "ssl-mode = disabled", "skip-ssl", "ssl = 0", "ssl-enforce=off"])
def test_encryption_can_be_switched_off(server, text):
    assert "error 1045" in server.connect(text)
    assert server.connect(text, user="any") == "" or MYSQL


@pytest.mark.parametrize("text", ["", "host = localhost"])
def test_on_a_socket_the_name_is_localhost(server, home, lines, text):
    path = os.path.join(home, "socket.cnf")
    with open(server.configs["tls"]) as file:
        servers.write_file(path, file.read() + lines("CA / ssl-mode = VERIFY_IDENTITY / " + text), mode=0o600)
    assert servers.admin(path, "department", "list").stderr == ""


def test_lines_that_the_library_cannot_read_make_nothing_less_safe(server, lines):
    """It leaves the rest of the file unread."""
    text = lines("CA / ssl-verify-server-cert")
    assert server.connect(text, before="!includedir /nonexistent\n", host=WRONG_NAME) != ""
    assert server.connect(text + "\n[other", host=WRONG_NAME) != ""


@pytest.mark.parametrize("group", ["livechat", "client"])
def test_included_files_count(server, home, lines, group):
    other = os.path.join(home, "other.cnf")
    servers.write_file(other, f"[ignored]\nssl-mode = nothing\n[{group}]\n" + lines("CA / ssl-verify-server-cert"))
    assert server.connect(f"!include {other}") == ""
    assert "error 2026" in server.connect(f"!include {other}", host=WRONG_NAME)


def test_a_folder_of_files_is_included(server, home, lines):
    folder = os.path.join(home, "included")
    os.makedirs(folder)
    servers.write_file(os.path.join(folder, "one.cnf"), lines("[livechat] / CA"))
    servers.write_file(os.path.join(folder, "two.cnf"), "[livechat]\nssl-mode = VERIFY_IDENTITY\n")
    servers.write_file(os.path.join(folder, "three.txt"), "[livechat]\nssl-mode = DISABLED\n")
    assert server.connect(f"!includedir {folder}") == ""
    assert "error 2026" in server.connect(f"!includedir {folder}", host=WRONG_NAME)


# --- a server without TLS -----------------------------------------------------------------------

@pytest.mark.parametrize("text", ["ssl-mode = PREFERRED", "ssl-mode = DISABLED", "ssl = 0", ""])
def test_a_server_without_tls_will_do_where_nothing_demands_it(bare, text):
    assert bare.connect(text, user="any") == ""


DEMANDING = ["ssl-mode = REQUIRED", "ssl", "ssl-enforce=1", *CHAIN, *IDENTITY, "ssl-mode = VERIFY_CA"]


@pytest.mark.parametrize("text", DEMANDING)
def test_a_server_without_tls_is_refused_where_it_is_demanded(bare, lines, text):
    log = bare.connect(lines(text), user="any")
    assert log.count("\n") == 1 and "no encrypted connection: check the ssl-... lines" in log, log


@pytest.mark.parametrize("text", DEMANDING)
def test_such_a_server_learns_nothing_of_the_account(bare, lines, text):
    """What comes in between could take TLS out of the server's greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        got = []

        def greet():
            with listener.accept()[0] as peer:
                # Version 10 of the protocol, all that a server can do but TLS.
                body = (b"\x0a8.0.36\0" + struct.pack("<I", 7) + b"12345678\0" + struct.pack("<H", 0xf7ff) + b"\x2d"
                        + struct.pack("<HH", 2, 0x01ff & ~0x0080) + b"\x15" + bytes(10) + b"901234567890\0"
                        + b"mysql_native_password\0")
                peer.sendall(struct.pack("<I", len(body))[:3] + b"\0" + body)
                peer.settimeout(30)
                while piece := peer.recv(4096):
                    got.append(piece)
        thread = threading.Thread(target=greet)
        thread.start()
        log = bare.connect(lines(text), user="any", port=listener.getsockname()[1])
        thread.join()
    assert "error 2026" in log, log
    assert b"".join(got) == b""


# --- what is refused ----------------------------------------------------------------------------

@pytest.mark.parametrize("text, reason", [
    ("ssl-mode = VERIFY", f"ssl-mode = VERIFY {NONE_OF}"),
    ("ssl-mode", f"ssl-mode =  {NONE_OF}"),
    ("ssl-mode = REQUIRED / ssl-mode = 1", f"ssl-mode = 1 {NONE_OF}"),
    ("ssl-verify-server-cert = maybe", "ssl-verify-server-cert = maybe is neither 1 nor 0"),
    ("ssl-enforce = 2", "ssl-enforce = 2 is neither 1 nor 0"),
    ("ssl-mode = DISABLED / CA", "ssl-mode = DISABLED and ssl-ca exclude each other: remove one of them"),
    ("CAPATH / ssl-mode = PREFERRED", "ssl-mode = PREFERRED and ssl-capath exclude each other: remove one of them"),
    ("ssl-mode = PREFERRED / ssl-verify-server-cert",
     "ssl-mode = PREFERRED and ssl-verify-server-cert exclude each other: remove one of them"),
    ("ssl-mode = VERIFY_IDENTITY / CA / ssl-verify-server-cert = 0",
     "ssl-verify-server-cert = 0 and ssl-mode = VERIFY_IDENTITY exclude each other: remove one of them"),
    ("skip-ssl / CA", "skip-ssl and ssl-ca exclude each other: remove one of them"),
    ("ssl = 0 / ssl-mode = REQUIRED", "ssl = 0 and ssl-mode = REQUIRED exclude each other: remove one of them"),
    ("ssl-mode = DISABLED / ssl-key = x", "ssl-mode = DISABLED and ssl-key exclude each other: remove one of them"),
    ("ssl-veriyf-server-cert", "knows no option ssl-veriyf-server-cert"),
    ("SSL-CA = x", "knows no option SSL-CA"),
    ("tls-ca = x" if MYSQL else "tls-ciphersuites = x", "knows no option tls-c"),
])
def test_what_cannot_be_had_is_one_line_of_the_log(server, lines, text, reason):
    log = server.connect(lines(text))
    assert log.count("\n") == 1 and f"option file {server.folder}/case.cnf: " in log and reason in log, log


def test_files_that_include_each_other_end(server):
    path = server.file("")
    log = server.connect(f"!include {path}")
    assert log.count("\n") == 1 and "it includes too many files" in log, log


@mariadb_alone("MySQL's library knows no fingerprints")
def test_the_fingerprint_of_a_certificate_is_checked(server, bare, home):
    shown = subprocess.run(["openssl", "x509", "-in", os.path.join(home, "server.pem"), "-noout", "-fingerprint", "-sha1"],
                           check=True, capture_output=True, text=True).stdout.strip().partition("=")[2]
    assert server.connect(f"ssl-fp = {shown}") == ""
    assert "error 2026" in server.connect(f"ssl-fp = {'00:' + shown[3:]}")
    assert "error 2026" in bare.connect(f"ssl-fp = {shown}", user="any")


# --- the programs that serve --------------------------------------------------------------------

@pytest.fixture
def ask(server, home, new_site, request):
    """ask(lines of the option file) returns (status, lines of the log)."""
    def make(text, **env):
        path = os.path.join(home, request.node.name + ".cnf")
        shutil.copy(server.file(text), path)
        site = new_site("lighttpd", path, label=request.node.name, workers=1, env=env, ready=lambda status: status != 0)
        try:
            return site.client.get("visitor/no-such-token").status, site.log()
        finally:
            site.stop()
    return make


def test_the_option_file_switches_tls_on(ask, lines):
    assert ask(lines("CA / ssl-verify-server-cert"))[0] == 400


def test_an_untrusted_certificate_is_refused(ask, lines):
    """OpenSSL's message is in the log."""
    status, log = ask(lines("OTHER / ssl-verify-server-cert"))
    assert status == 503
    assert "error 2026" in log and "certificate" in log, log


def test_a_wrong_value_is_in_the_log(ask):
    status, log = ask("ssl-mode = ALWAYS")
    assert status == 503 and f"ssl-mode = ALWAYS {NONE_OF}" in log, log


@mariadb_alone("MySQL's library encrypts where the server can")
def test_without_ssl_options_there_is_no_tls(ask):
    """The user can only connect with TLS, so the tests above, which connect, used it."""
    assert ask("")[0] == 503


def test_the_configuration_of_openssl_applies(ask, home, lines):
    """A setting of OpenSSL's configuration for all programs of the machine applies here as well."""
    conf = os.path.join(home, "openssl.cnf")
    servers.write_file(conf, "openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = limits\n"
                             "[limits]\nMaxProtocol = TLSv1.1\nMinProtocol = TLSv1.1\n")
    assert ask(lines("CA"), OPENSSL_CONF=conf)[0] == 503
