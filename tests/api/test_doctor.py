# SPDX-License-Identifier: MIT
"""livechat-admin doctor: whatever is wrong is one line with its cause, and says what to do about it."""

import json
import os
import re
import subprocess

import pytest

import servers
from harness.between import Between
from harness.checks import mariadb_alone
from harness.data import Data
from harness.shifted_clock import ShiftedClock


class Patient:
    """A database of its own, in which things go wrong."""

    def __init__(self, name, config, mariadb):
        self.name, self.config, self.mariadb = name, config, mariadb
        self.user = name[:servers.USER_MAX]
        self.db = Data(config)

    def findings(self, *options, status=0, **environment):
        done = subprocess.run([servers.ADMIN, "--config", self.config, "doctor", "--json", *options], text=True,
                              capture_output=True, check=False, env={**os.environ, **environment})
        found = json.loads(done.stdout)
        assert done.stderr == "" and done.returncode == status, [one for one in found if one["level"] != "ok"]
        return found

    def find(self, subject, **other):
        """Returns the level of the subject, and text and remedy together."""
        (found,) = [one for one in self.findings(**other) if one["subject"] == subject]
        return found["level"], f"{found['text']}: {found['remedy']}"


@pytest.fixture
def patient(new_database, mariadb, request):
    name = "doctor_" + str(abs(hash(request.node.name)) % 10**8)
    patient = Patient(name, new_database(name), mariadb)
    patient.db.agent()
    yield patient
    mariadb.sql(f"GRANT ALL ON `{name}`.* TO '{patient.user}'@'localhost';"
                f"ALTER USER '{patient.user}'@'localhost' WITH MAX_USER_CONNECTIONS 0")


def test_all_is_well(patient):
    patient.db.set(From_Email="shop@example.com")
    found = patient.findings("--sendmail", "/bin/true")
    assert [one for one in found if one["level"] != "ok"] == []
    assert [one["subject"] for one in found] == [
        "database", "database rights", "database connections", "clock", "tables", "max_allowed_packet", "accounts",
        "mail program", "HTTPS", "files"]
    assert all(one["remedy"] is None for one in found)


def test_people_read_lines(patient):
    """A remedy stands below what it is for."""
    done = servers.admin(patient.config, "doctor", "--sendmail", "/nowhere")
    lines = done.stdout.split("\n")
    (at,) = [i for i, line in enumerate(lines) if "/nowhere cannot be run" in line]
    assert lines[at].startswith("warning  mail program ") and "LIVECHAT_SENDMAIL" in lines[at + 1]
    assert lines[at + 1].startswith(" ")


def change_option_file(patient, before, after):
    with open(patient.config) as file:
        text = file.read()
    assert before in text
    servers.write_file(patient.config, text.replace(before, after), mode=0o600)
    return text


@pytest.mark.parametrize("before, after, cause, remedy", [
    ("database.sock", "nothing.sock", "no server listens there", "socket="),
    ("password = ", "password = not", "password are wrong", "password="),
    ("database = ", "database = not", "no such database", "database="),
])
def test_a_database_that_cannot_be_used(patient, before, after, cause, remedy):
    right = change_option_file(patient, before, after)
    level, text = patient.find("database", status=1)
    assert level == "failure" and cause in text and remedy in text, text
    password = right.split("password = ")[1].split("\n")[0]
    assert password not in text
    # What does not need the database is told all the same.
    assert patient.find("HTTPS", status=1)[0] == "ok"


def test_no_tables(new_database):
    patient = Patient("doctor_bare", new_database("doctor_bare", migrate=False), None)
    level, text = patient.find("database", status=1)
    assert level == "failure" and "migrate" in text


def test_rights(patient):
    patient.mariadb.sql(f"REVOKE ALL ON `{patient.name}`.* FROM '{patient.user}'@'localhost';"
                        f"GRANT SELECT, UPDATE, DELETE ON `{patient.name}`.* TO '{patient.user}'@'localhost'")
    level, text = patient.find("database rights", status=1)
    assert level == "failure" and "may not INSERT" in text and "GRANT INSERT" in text and "quota" in text
    patient.mariadb.sql(f"GRANT INSERT ON `{patient.name}`.* TO '{patient.user}'@'localhost'")
    level, text = patient.find("database rights")
    assert level == "ok" and "migrate" in text and "CREATE, ALTER, INDEX, DROP" in text


def test_rights_to_all_databases(patient):
    """Many hosts grant rights to a pattern, and test servers to everything."""
    patient.mariadb.sql(f"REVOKE ALL ON `{patient.name}`.* FROM '{patient.user}'@'localhost';"
                        f"GRANT ALL ON *.* TO '{patient.user}'@'localhost'")
    assert patient.find("database rights") == ("ok", "the account may serve requests and change tables: None")
    pattern = patient.name.replace("_", r"\_")
    patient.mariadb.sql(f"REVOKE ALL ON *.* FROM '{patient.user}'@'localhost';"
                        f"GRANT ALL ON `{pattern}`.* TO '{patient.user}'@'localhost'")
    assert patient.find("database rights") == ("ok", "the account may serve requests and change tables: None")
    patient.mariadb.sql(f"REVOKE ALL ON `{pattern}`.* FROM '{patient.user}'@'localhost'")


@mariadb_alone("an account of MySQL sees what it may do by its roles")
def test_rights_of_a_role(patient):
    """The account may do everything, but the server does not say so."""
    role = f"{patient.user}_role"
    patient.mariadb.sql(f"CREATE ROLE `{role}`; GRANT ALL ON `{patient.name}`.* TO `{role}`;"
                        f"REVOKE ALL ON `{patient.name}`.* FROM '{patient.user}'@'localhost';"
                        f"GRANT `{role}` TO '{patient.user}'@'localhost';"
                        f"SET DEFAULT ROLE `{role}` FOR '{patient.user}'@'localhost'")
    try:
        assert patient.find("database rights") == ("ok", "the server does not tell what the account may do: None")
    finally:
        patient.mariadb.sql(f"DROP ROLE `{role}`")


class Forgetful(Between):
    """A proxy that shares connections, so that another client's time zone holds."""

    def from_program(self, data):
        return data.replace(b"time_zone='+00:00'", b"time_zone='+01:00'")


def test_a_session_that_does_not_hold(patient, folder):
    proxy = Forgetful(os.path.join(folder, "forgetful.sock"), patient.mariadb.socket)
    change_option_file(patient, patient.mariadb.socket, proxy.path)
    try:
        level, text = patient.find("database session", status=1)
    finally:
        proxy.close()
    assert level == "failure" and "does not hold" in text and "proxy" in text and "host=" in text


def test_connections(patient):
    patient.mariadb.sql(f"ALTER USER '{patient.user}'@'localhost' WITH MAX_USER_CONNECTIONS 4")
    level, text = patient.find("database connections")
    assert level == "warning" and "of at most 4 are open for this account" in text and "LIVECHAT_PROCESSES" in text


TABLES = {
    "missing": ("DROP TABLE blocks", "there is no table blocks", "backup"),
    "another engine": ("ALTER TABLE blocks ENGINE=MyISAM", "blocks is broken or not of InnoDB", "ENGINE=InnoDB"),
    "another character set": ("ALTER TABLE blocks DEFAULT CHARACTER SET latin1", "blocks is not in utf8mb4",
                              "utf8mb4"),
}


@pytest.mark.parametrize("statement, cause, remedy", TABLES.values(), ids=TABLES)
def test_tables(patient, statement, cause, remedy):
    patient.db.execute(statement)
    level, text = patient.find("tables", status=1)
    assert level == "failure" and cause in text and remedy in text, text


def test_the_longest_message(patient):
    before = patient.mariadb.sql("SELECT @@GLOBAL.max_allowed_packet").strip()
    patient.mariadb.sql("SET GLOBAL max_allowed_packet = 131072")
    try:
        level, text = patient.find("max_allowed_packet")
    finally:
        patient.mariadb.sql(f"SET GLOBAL max_allowed_packet = {before}")
    assert level == "warning" and "413" in text and "Message_MaxAllowedSize" in text


def test_nobody_can_answer(patient):
    patient.db.execute("UPDATE users SET active = 0")
    level, text = patient.find("accounts")
    assert level == "warning" and "user add" in text


def test_mails(patient):
    assert patient.find("mail program", LIVECHAT_SENDMAIL="/nowhere")[0] == "warning"
    patient.db.set(Livechat_offline_email="help@example.com")
    level, text = patient.find("mail program", status=1, LIVECHAT_SENDMAIL="/nowhere")
    assert level == "failure" and "/nowhere" in text and "No such file" in text and "LIVECHAT_SENDMAIL" in text
    level, text = patient.find("mail program", LIVECHAT_SENDMAIL="/bin/true")
    assert level == "warning" and "From_Email" in text
    patient.db.execute("INSERT INTO outbox (id, kind, recipient, content, state, created_at)"
                       " VALUES ('a', 'offline', 'help@example.com', '', 'failed', 1)")
    level, text = patient.find("mails", LIVECHAT_SENDMAIL="/bin/true")
    assert level == "warning" and "1 could not be sent" in text and "outbox" in text


def test_certificate_authorities(patient):
    patient.db.set(outgoing_ca_file="/nowhere/ca.pem")
    level, text = patient.find("HTTPS")
    assert level == "warning" and "outgoing_ca_file names cannot be read" in text
    patient.db.set(outgoing_ca_file="")
    assert patient.find("HTTPS")[0] == "ok"


def test_duties_that_nobody_does(patient):
    patient.db.execute("INSERT INTO duties (kind, ref, due_at) VALUES ('tidy', 'x', 1)")
    level, text = patient.find("duties")
    assert level == "warning" and "jobs run" in text


def test_a_clock_that_is_wrong(patient, folder):
    """The clocks of the machine and the database are a day apart."""
    clock = ShiftedClock(folder, "doctor")
    clock.set(-86400_000)
    level, text = patient.find("clock", **clock.environment)
    assert level == "warning" and re.search("clock of this machine is 86[34].. s behind that", text) and "NTP" in text


def test_the_folder_of_files(patient):
    folder = os.path.join(os.path.dirname(patient.config), "livechat-files")
    level, text = patient.find("files")
    assert level == "ok" and folder in text
    missing = os.path.join(os.path.dirname(patient.config), "nowhere", "files")
    level, text = patient.find("files", status=1, LIVECHAT_FILES=missing)
    assert level == "failure" and missing in text and "files-folder" in text
    shared = os.path.join(os.path.dirname(patient.config), patient.name)
    os.mkdir(shared)
    os.chmod(shared, 0o777)
    assert patient.find("files", status=1, LIVECHAT_FILES=shared)[0] == "failure"
    patient.db.set(FileUpload_Min_Free=str(1 << 60))
    assert "Min_Free" in patient.find("files", status=1)[1]
    patient.db.set(FileUpload_Enabled="false")
    assert patient.find("files")[0] == "ok"
