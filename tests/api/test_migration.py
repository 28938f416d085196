# SPDX-License-Identifier: MIT
"""Migration of a database to a later release. The later release is a livechat-admin with the files of the
folder schema and those in tests/data/schema. A database from before 0.9.0 is refused, whatever its version
is."""

import os
import subprocess

import pymysql
import pytest

import servers
from harness.checks import wait_for
from harness.data import Data, import_file

LATER = os.path.join(servers.BUILD, "tests", "later", "livechat-admin")
FOLDERS = [os.path.join(servers.ROOT, "schema"), os.path.join(servers.ROOT, "tests", "data", "schema")]
FILES, LATER_FILES = ([os.path.join(folder, name) for name in sorted(os.listdir(folder))] for folder in FOLDERS)
NAMES = [os.path.basename(file) for file in [*FILES, *LATER_FILES]]

OK, DATABASE = 0, 3


def number(name):
    return int(name.split("-")[0])


NOW, LATER_NOW = number(os.path.basename(FILES[-1])), number(NAMES[-1])


class Admin:
    """A livechat-admin on one database."""

    def __init__(self, program, config):
        self.argv = [program, "--config", config]

    def start(self, *args):
        return subprocess.Popen([*self.argv, *args], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args, code=OK):
        """Returns its output, or its standard error if it should fail."""
        result = subprocess.run([*self.argv, *args], capture_output=True, text=True, check=False)
        assert result.returncode == code, result
        return result.stderr if code else result.stdout


class Installation:
    """A database with rooms in it, made by today's release, and the tools of both releases."""

    def __init__(self, config):
        self.data = Data(config)
        self.today, self.later = Admin(servers.ADMIN, config), Admin(LATER, config)
        self.rooms = [self.data.message(room) and room.id for room in (self.data.room(), self.data.room())]
        self.before = self.content()

    def content(self):
        """Returns all rows from before the later release."""
        rooms = self.data.rows("SELECT * FROM rooms ORDER BY id")
        for room in rooms:
            room.pop("mood", None)
        return rooms, *(self.data.rows(f"SELECT * FROM {table} ORDER BY id")
                        for table in ("messages", "visitors", "inquiries"))

    def files(self):
        """Returns the files that are recorded in the database."""
        return [row["file"] for row in self.data.rows("SELECT file FROM schema_version ORDER BY version")]

    def check_is_of_today(self):
        assert self.files() == NAMES[:len(FILES)]
        assert self.content() == self.before
        self.today.run("user", "list")

    def check_is_later(self):
        assert self.files() == NAMES
        assert self.content() == self.before
        moods = [{"rid": rid, "mood": f"mood of {rid}"} for rid in sorted(self.rooms)]
        assert self.data.rows("SELECT rid, mood FROM moods ORDER BY rid") == moods
        self.later.run("user", "list")

    def hold(self):
        """Opens a connection that blocks ALTER TABLE on the tables of rooms until it is closed."""
        holder = self.data.connect(autocommit=False)
        with holder.cursor() as cursor:
            cursor.execute("SELECT id FROM rooms LIMIT 1")
        return holder

    def waiting(self, words):
        """Returns the connections of a tool that waits in such a statement."""
        return [row["id"] for row in self.data.rows(
            "SELECT id FROM information_schema.processlist WHERE user = %s AND info LIKE %s"
            " AND id <> CONNECTION_ID()", self.data.options["user"], words)]


@pytest.fixture
def installation(new_database, request):
    assert os.path.exists(LATER), f"build it first: make {os.path.relpath(LATER, servers.ROOT)}"
    return Installation(new_database(request.node.name.removeprefix("test_")[:50]))


# --- a later release ---------------------------------------------------------------------------

def test_a_later_release_applies_its_files(installation):
    said = installation.later.run("user", "list", code=DATABASE)
    assert f"version {NOW}" in said and f"needs {LATER_NOW}" in said and NAMES[-1] in said
    lines = [f" {name}\n" for name in NAMES[len(FILES):]]
    assert installation.later.run("migrate", "--dry-run") == "".join("Would apply" + line for line in lines)
    installation.check_is_of_today()
    assert installation.later.run("migrate") == (
        "".join("Applied" + line for line in lines) + f"The schema is version {LATER_NOW} now.\n")
    installation.check_is_later()


def test_migrating_twice_changes_nothing_more(installation):
    installation.later.run("migrate")
    assert "up to date" in installation.later.run("migrate")
    assert installation.later.run("migrate", "--dry-run") == f"The schema is version {LATER_NOW}, up to date.\n"
    installation.check_is_later()


def test_the_release_before_continues_to_work(installation):
    installation.later.run("migrate")
    installation.today.run("user", "list")
    assert f"{LATER_NOW}, newer" in installation.today.run("migrate")
    installation.check_is_later()


def test_what_was_interrupted_is_completed(installation):
    """A server that ends the connection in the middle of a file; the next try completes the file."""
    holder = installation.hold()
    tool = installation.later.start("migrate")
    wait_for(lambda: installation.waiting("ALTER TABLE%"), 30)
    for connection in installation.waiting("ALTER TABLE%"):
        installation.data.execute("KILL %s", connection)
    said, complaint = tool.communicate()
    assert tool.returncode == DATABASE and NAMES[len(FILES)] in complaint and "Applied" not in said
    holder.close()
    assert installation.data.rows("SELECT * FROM moods") == []
    installation.check_is_of_today()
    installation.later.run("migrate")
    installation.check_is_later()


def test_the_second_of_two_waits_and_finds_nothing_to_do(installation):
    holder = installation.hold()
    tools = [installation.later.start("migrate") for _ in range(2)]
    wait_for(lambda: installation.waiting("ALTER TABLE%") and installation.waiting("%GET_LOCK%"), 30)
    holder.close()
    said = sorted(tool.communicate()[0] for tool in tools)
    assert [tool.returncode for tool in tools] == [OK, OK]
    assert said[0].startswith("Applied") and said[1] == f"The schema is version {LATER_NOW}, up to date.\n"
    installation.check_is_later()


def test_an_empty_database_gets_the_same_tables(installation, new_database):
    config = new_database("migration_nothing", migrate=False)
    said = Admin(LATER, config).run("migrate")
    assert [line.removeprefix("Applied ") for line in said.splitlines()[:-1]] == NAMES
    installation.later.run("migrate")
    assert tables(Data(config)) == tables(installation.data)


def test_an_import_does_what_migrate_does(installation, new_database):
    """A client such as phpMyAdmin sends one statement after the other; importing twice is harmless."""
    for _ in range(2):
        for file in [*FILES, *LATER_FILES]:
            import_file(installation.data, file)
        installation.check_is_later()
    assert "up to date" in installation.later.run("migrate")
    config = new_database("migration_import", migrate=False)
    for file in FILES:
        import_file(Data(config), file)
    assert "up to date" in Admin(servers.ADMIN, config).run("migrate")


def test_the_tables_of_another_application_are_left_alone(new_database):
    """A host's only database may hold another application already."""
    config = new_database("migration_shared", migrate=False)
    data, admin = Data(config), Admin(servers.ADMIN, config)
    data.execute("CREATE TABLE wp_posts (id INT)")
    data.execute("CREATE TABLE rooms (id INT)")
    was = tables(data)
    for args in (["migrate", "--dry-run"], ["migrate"]):
        complaints = admin.run(*args, code=DATABASE)
        assert "table rooms of another application" in complaints and config in complaints, complaints
        assert "database=" in complaints and tables(data) == was
    data.execute("DROP TABLE rooms")
    assert "Applied" in admin.run("migrate")


def test_a_first_migration_that_was_interrupted_is_completed(new_database):
    config = new_database("migration_half", migrate=False)
    data, admin = Data(config), Admin(servers.ADMIN, config)
    admin.run("migrate")
    was = tables(data)
    data.execute("DELETE FROM schema_version")
    data.execute("DROP TABLE auth_tokens")
    assert "Applied" in admin.run("migrate")
    assert tables(data) == was


def tables(data):
    names = [next(iter(row.values())) for row in data.rows("SHOW TABLES")]
    assert "rooms" in names
    return {name: data.rows(f"DESCRIBE {name}") for name in names}


# --- the schemas before the first release -------------------------------------------------------

@pytest.fixture(params=[1, 4])
def before(new_database, request):
    """The option file of a database from before 0.9.0, at that version."""
    config = new_database(f"before_{request.param}_{request.node.originalname.removeprefix('test_')[:30]}")
    data = Data(config)
    data.execute("ALTER TABLE schema_version DROP COLUMN file")
    data.execute("DELETE FROM schema_version")
    for version in range(1, request.param + 1):
        data.insert("schema_version", version=version, applied_at=1)
    return config


def check_is_refused(line, config):
    for words in ("before release 0.9.0", config, "make run FRESH=1", "export"):
        assert words in line, line


def test_the_tool_refuses_tables_from_before(before):
    was = tables(Data(before))
    for args in (["migrate"], ["migrate", "--dry-run"], ["user", "list"]):
        complaints = Admin(servers.ADMIN, before).run(*args, code=DATABASE).splitlines()
        check_is_refused(complaints[0], before)
        assert len(complaints) == 2 and "the line above" in complaints[1]
    assert tables(Data(before)) == was


def test_the_programs_refuse_tables_from_before(before, new_site):
    site = new_site("spawn-fcgi", before, label=os.path.basename(before), ready=lambda status: status != 0)
    try:
        wait_for(lambda: "Retry-After" in site.client.get("visitor/no-such-token").headers)
        for _ in range(3):
            answer = site.client.get("visitor/no-such-token")
            assert answer.status == 503 and answer.json["success"] is False
        lines = [line for line in site.log().splitlines() if " error: " in line]
        assert len(lines) == 1
        check_is_refused(lines[0], before)
    finally:
        site.stop()


def test_an_import_does_not_make_tables_from_before_look_new(before):
    with pytest.raises(pymysql.err.OperationalError, match="'file'"):
        import_file(Data(before), FILES[0])
    check_is_refused(Admin(servers.ADMIN, before).run("migrate", code=DATABASE), before)


# --- the build ---------------------------------------------------------------------------------

def test_a_removed_schema_file_is_removed_from_the_programs(tmp_path):
    """The programs know exactly the files that exist, even after one was added and removed."""
    def built(*files):
        target = f"{tmp_path}/gen/schema_files.c"
        subprocess.run(["make", "-s", "-C", servers.ROOT, f"O={tmp_path}", f"SCHEMA={' '.join(files)}", target],
                       check=True, env={name: value for name, value in os.environ.items() if "MAKE" not in name})
        with open(target) as file:
            return file.read()

    alone = built(FILES[0])
    assert "schema_newest_version = 1;" in alone and '"001-livechat.sql"' in alone
    both = built(FILES[0], LATER_FILES[0])
    assert "schema_newest_version = 801;" in both and '"801-mood.sql"' in both
    assert built(FILES[0]) == alone
