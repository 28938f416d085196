"""The fixtures. One private MariaDB and one lighttpd serve most tests; other servers are started when
a test asks for them, and all are stopped at the end.

    api          a client of the server that most tests use (harness/client.py)
    db           rows of its database, to begin a test with and to look at (harness/data.py)
    room         an open room of a visitor of its own
    settings     settings(Name="value") changes settings for one test; takes a second each time
    instant      a site with .api, .db and .set(): there a setting is changed in no time
    admin        admin("setting", "list"): livechat-admin on the database of api and db
    site         the server of api: its files, its log, its processes (harness/site.py)
    sites        sites("apache"): each other kind of server on the same database
    every_site   the test is run with each kind of server in turn
    new_site     new_site("lighttpd", config, ...): a server of the test's own
    new_database new_database("name"): a database of the test's own; the path of its option file
    config       the option file of the shared database
    mariadb      the MariaDB itself
    folder       where this run has its files
    stage        a small world of secrets and people, to see who may do what (harness/world.py)

Files that break a MariaDB or send rubbish have `db`, `api` and `site` of their own, from
harness/faults.py and harness/hostile.py. What tests say of answers is in harness/checks.py."""

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
from harness.client import Client  # noqa: E402
from harness.data import Data  # noqa: E402
from harness.site import SITES  # noqa: E402
from harness.world import Stage, World  # noqa: E402


def pytest_configure(config):
    """SIGTERM ends the run as Ctrl-C does: with everything stopped."""
    if not os.path.exists(os.path.join(servers.BUILD, "routes")):
        pytest.exit(f"There is nothing to test in {servers.BUILD}: run make first; BUILD=folder names another.", 2)

    def stop(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)
    Client.judge = staticmethod(answers.hold)


@pytest.fixture(scope="session")
def folder():
    """Where this run has its files; short, because sockets live there."""
    path = tempfile.mkdtemp(prefix="livechat-test-", dir="/tmp")
    os.chmod(path, 0o755)
    yield path
    if not os.environ.get("KEEP"):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def mariadb(folder):
    """A server that forgets on a power cut but is quick."""
    with servers.mariadb(folder, [
            "--innodb-log-file-size=16M", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
            "--performance-schema=OFF", "--max-connections=200"]) as database:
        yield database


@pytest.fixture(scope="session")
def new_database(mariadb, folder):
    """A function: makes a migrated database of the given name; the path of its option file."""
    def make(name, migrate=True):
        config = os.path.join(folder, f"{name}.cnf")
        mariadb.add_database(name, config, user=name)
        if migrate:
            servers.admin(config, "migrate")
        return config
    return make


@pytest.fixture(scope="session")
def config(new_database):
    """The option file of the database most tests share."""
    return new_database("livechat")


@pytest.fixture(scope="session")
def db(config):
    """Rows: see harness.data.Data."""
    data = Data(config)
    data.lift_limits()
    return data


@pytest.fixture
def room(db):
    """An open room of a visitor of its own; nobody serves it."""
    return db.room()


@pytest.fixture
def settings(db):
    """settings(Name=value, ...) changes settings for the test that asks for this."""
    yield db.set
    db.reset_settings()


@pytest.fixture(scope="session")
def new_site(folder):
    """A function: starts a server, new_site("apache", config); stopped at the end of the run,
    when what sanitizers and assertions said on it, if anything, becomes an error."""
    started = []

    def start(name, config, label=None, **options):
        kind = SITES[name]
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
def sites(new_site, config, db):
    """A function: the server of that name, started on first use."""
    running = {}

    def get(name):
        if name not in running:
            running[name] = new_site(name, config)
        return running[name]
    return get


@pytest.fixture(scope="session")
def site(sites):
    """The server most tests use."""
    return sites("lighttpd")


@pytest.fixture(scope="session")
def api(site):
    """A client of it: see harness.client.Client."""
    return site.client


class Instant:
    """.site, .api and .db of a site of CGI programs with a database of its own: each request
    reads the settings anew, so that set() need not wait."""

    def __init__(self, site, db):
        self.site, self.api, self.db, self.set = site, site.client, db, db.set


@pytest.fixture(scope="session")
def instant_site(new_database, new_site):
    config = new_database("instant")
    data = Data(config, settings_age_s=0)
    data.lift_limits()
    return Instant(new_site("lighttpd-cgi", config, label="instant"), data)


@pytest.fixture
def instant(instant_site):
    """instant.set(Name=value) changes settings at once, for the test that asks for this."""
    yield instant_site
    instant_site.db.reset_settings()


@pytest.fixture(scope="session")
def stage(new_database, new_site):
    """A small world of its own, see harness.world. Who changes it restores it."""
    world = World(new_database("stage"))
    return Stage(world, new_site("lighttpd", world.db.config, label="stage",
                                 env={"LIVECHAT_SENDMAIL": "/bin/true"}))


@pytest.fixture(scope="session", params=list(SITES))
def every_site(request, sites):
    """Each kind of server in turn."""
    return sites(request.param)


@pytest.fixture(scope="session")
def admin(config):
    """livechat-admin on the shared database: admin("setting", "list").stdout"""
    def run(*args, check=True):
        return servers.admin(config, *args, check=check)
    return run
