# SPDX-License-Identifier: MIT
"""The fixtures of the API tests. One private MariaDB and one lighttpd serve most tests; other servers are
started when a test asks for them. All are stopped at the end. With DATABASE=mysql the database is a MySQL.

    api          a client of the server that most tests use (harness/client.py)
    db           creates and reads rows of its database (harness/data.py)
    room         an open room of a new visitor
    settings     settings(Name="value") changes settings for one test and waits a second
    instant      a site with .api, .db and .set(), where settings take effect at once
    admin        admin("setting", "list"): livechat-admin on the database of api and db
    site         the server of api: its files, its log, its processes (harness/site.py)
    sites        sites("apache"): each other kind of server on the same database
    every_site   each kind of server in turn
    new_site     new_site("lighttpd", config, ...): a server for this test only
    new_database new_database("name"): a database for this test only; returns the path of its option file
    new_owner    new_owner(): somebody with an account on a shared host, who has set nothing up (harness/owner.py)
    config       the option file of the shared database
    mariadb      the database server, a MariaDB unless DATABASE says otherwise
    folder       the folder with the files of this run
    stage        a small world of users, visitors and secrets, for tests of permissions (harness/world.py)

Files that break a MariaDB or send invalid input have `db`, `api` and `site` of their own, from
harness/faults.py and harness/hostile.py. Functions that check answers are in harness/checks.py."""

import os
import shutil
import signal
import sys
import tempfile

import pytest

sys.path.insert(0, os.path.dirname(__file__))

import harness  # noqa: E402,F401  (finds scripts/servers.py)
import servers  # noqa: E402
from harness import answers  # noqa: E402
from harness.account import Account  # noqa: E402
from harness.client import Client  # noqa: E402
from harness.data import Data, new_id, without_limits  # noqa: E402
from harness.owner import Owner  # noqa: E402
from harness.site import SITES, SPECIAL_SITES  # noqa: E402
from harness.world import Stage, World  # noqa: E402


def pytest_configure(config):
    """Lets SIGTERM end the run as Ctrl-C does, so that everything is stopped."""
    if not os.path.exists(os.path.join(servers.BUILD, "routes")):
        pytest.exit(f"There is nothing to test in {servers.BUILD}: run make first; BUILD=folder names another.", 2)

    def stop(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)
    Client.check_answer = staticmethod(answers.check)


@pytest.fixture(scope="session")
def folder():
    """The folder with the files of this run. Its path is short, because it contains sockets."""
    path = tempfile.mkdtemp(prefix="livechat-test-", dir="/tmp")
    os.chmod(path, 0o755)
    yield path
    if not os.environ.get("KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb(folder):
    """A database server that is fast because it does not write durably."""
    with servers.database(folder, [
            "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
            "--performance-schema=OFF", "--max-connections=200"]) as database:
        yield database


@pytest.fixture(scope="session")
def new_database(mariadb, folder):
    """A function that creates a migrated database of the given name and returns the path of its option
    file. Its tidying is put off, because tests store rows that are old; those of it make it due."""
    def make(name, migrate=True):
        config = os.path.join(folder, f"{name}.cnf")
        mariadb.add_database(name, config, user=name[:servers.USER_MAX])
        if migrate:
            servers.admin(config, "migrate")
            Data(config).postpone("tidy")
        return config
    return make


@pytest.fixture(scope="session")
def new_owner(folder, new_database):
    """A function that makes an account on a shared host, with an empty database and nothing but the uploaded program."""
    def make(customer="customer"):
        name = f"setup{new_id()[:8].lower()}"
        config = new_database(name, migrate=False)
        home = os.path.join(folder, name)
        os.mkdir(home)
        os.chmod(home, 0o755)
        return Owner(Account(home, customer, config), config)
    return make


@pytest.fixture(scope="session")
def config(new_database):
    """The option file of the database that most tests share."""
    return new_database("livechat")


@pytest.fixture(scope="session")
def db(config):
    """Creates and reads rows, see harness.data.Data."""
    return without_limits(config)


@pytest.fixture
def room(db):
    """An open room of a new visitor; no agent serves it."""
    return db.room()


@pytest.fixture
def settings(db):
    """settings(Name=value, ...) changes settings for the test that uses this fixture."""
    yield db.set
    db.reset_settings()


@pytest.fixture(scope="session")
def new_site(folder):
    """A function that starts a server: new_site("apache", config). It is stopped at the end of the run, and
    reports of sanitizers or assertions in its log are then an error."""
    started = []

    def start(name, config, label=None, **options):
        kind = {**SITES, **SPECIAL_SITES}[name]
        site = type(kind.__name__, (kind,), {})(label or name, folder, config, **options)
        started.append(site)
        return site

    yield start
    reports = []
    for site in started:
        site.stop()
        reports += [f"{site.name}: {line}" for line in site.sanitizer_reports()]
    if reports:
        for site in started:
            if site.sanitizer_reports():
                print(site.log()[-20000:])
        pytest.fail("the programs said:\n" + "\n".join(reports))


@pytest.fixture(scope="session")
def sanitized():
    """Returns whether the program has sanitizers: they keep freed memory, reserve address space, and report
    signals that a test sends."""
    with open(os.path.join(servers.CGI_BIN, "livechat.fcgi"), "rb") as file:
        return b"__asan_init" in file.read()


@pytest.fixture(scope="session")
def sites(new_site, config, db):
    """A function that returns the server of that name and starts it on first use."""
    running = {}

    def get(name):
        if name not in running:
            running[name] = new_site(name, config)
        return running[name]
    return get


@pytest.fixture(scope="session")
def site(sites):
    """The server that most tests use."""
    return sites("lighttpd")


@pytest.fixture(scope="session")
def api(site):
    """A client of that server, see harness.client.Client."""
    return site.client


class Instant:
    """.site, .api and .db of a site of CGI programs with its own database. Each request reads the settings
    anew, so set() need not wait."""

    def __init__(self, site, db):
        self.site, self.api, self.db, self.set = site, site.client, db, db.set


@pytest.fixture(scope="session")
def instant_site(new_database, new_site):
    config = new_database("instant")
    data = without_limits(config, settings_age_s=0)
    return Instant(new_site("lighttpd-cgi", config, label="instant"), data)


@pytest.fixture
def instant(instant_site):
    """instant.set(Name=value) changes settings at once, for the test that uses this fixture."""
    yield instant_site
    instant_site.db.reset_settings()


@pytest.fixture(scope="session")
def stage(new_database, new_site):
    """A small world of its own, see harness.world. A test that changes it restores it."""
    world = World(new_database("stage"))
    return Stage(world, new_site("lighttpd", world.db.config, label="stage",
                                 env={"LIVECHAT_SENDMAIL": "/bin/true"}))


@pytest.fixture(scope="session", params=list(SITES))
def every_site(request, sites):
    """Each kind of server in turn."""
    return sites(request.param)


@pytest.fixture(scope="session")
def admin(config):
    """Runs livechat-admin on the shared database: admin("setting", "list").stdout"""
    def run(*args, check=True):
        return servers.admin(config, *args, check=check)
    return run
