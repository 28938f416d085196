# SPDX-License-Identifier: MIT
"""The fixtures of the tests of the pages: those of tests/api, and a site with the demo data of `make run`.

    new_demo     new_demo("name"): a site with a database of its own, .url and .db
    node         node("chat.mjs", NAME="value"): runs a file of this folder with these variables
    run_node     run_node("widget.test.mjs"): runs a file of this folder against the demo site

NODE_TEST_ARGS=--test-name-pattern=menu.that.is.open runs some tests of the files only."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest

API = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "api")
sys.path.insert(0, API)

import harness  # noqa: E402,F401  (finds scripts/servers.py)
import servers  # noqa: E402
from harness import npm  # noqa: E402
from harness.data import ROLES, without_limits  # noqa: E402
from harness.signed import login_secret  # noqa: E402

SPEC = importlib.util.spec_from_file_location("conftest_of_api", os.path.join(API, "conftest.py"))
api = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(api)
pytest_configure = api.pytest_configure
folder, mariadb, new_database, new_site, new_owner = api.folder, api.mariadb, api.new_database, api.new_site, api.new_owner

AGENT = {"username": "lisa", "password": "livechat-demo"}
OTHER = {"username": "test.cat", "password": "livechat-demo"}
CHROMIUM = "/usr/bin/chromium"


class Demo:
    def __init__(self, site, db, config, secret):
        self.site, self.db, self.config, self.url, self.secret = site, db, config, site.client.url, secret


@pytest.fixture(scope="session")
def new_demo(new_database, new_site, mariadb):
    """A function that starts a site with a database of its own and the demo data of `make run`."""
    def start(name, server="lighttpd"):
        config = new_database(name)
        with open(os.path.join(servers.ROOT, "scripts", "demo.sql")) as file:
            mariadb.sql(file.read(), name)
        mariadb.sql(f"UPDATE users SET roles = roles | {ROLES['admin']} WHERE username = '{AGENT['username']}'", name)
        for person in (AGENT, OTHER):
            servers.admin(config, "user", "password", person["username"], typed=person["password"] + "\n")
        db, secret = without_limits(config), login_secret(config)
        return Demo(new_site(server, config, label=name, workers=4), db, config, secret)
    return start


@pytest.fixture(scope="session")
def node():
    """Runs a file of this folder with node and these variables, and returns what it printed. The test fails with that."""
    def run(name, **variables):
        path = npm.package("pages", "playwright-core")
        if not os.path.exists(CHROMIUM):
            pytest.skip(f"NOT RUN, {name} needs a browser: {CHROMIUM} (package chromium)")
        done = subprocess.run(
            ["node", "--test", "--test-reporter=spec", *os.environ.get("NODE_TEST_ARGS", "").split(), name],
            cwd=path, capture_output=True, text=True, check=False, timeout=1200, env={**os.environ, "CHROMIUM": CHROMIUM, **variables})
        print(done.stdout[-30000:] + done.stderr[-4000:])
        assert done.returncode == 0, f"{name}: see what node printed"
        return done.stdout
    return run


@pytest.fixture(scope="session")
def run_node(new_demo, node):
    """Runs a file of this folder with node, against a site of its own."""
    def run(name, server="lighttpd"):
        demo = new_demo(f"{name.split('.')[0]}_{server}".replace("-", "_"), server)
        node(name, LIVECHAT_URL=demo.url, LIVECHAT_AGENT=json.dumps(AGENT), LIVECHAT_OTHER_AGENT=json.dumps(OTHER),
             LIVECHAT_ADMIN=json.dumps([servers.ADMIN, "--config", demo.config]),
             LIVECHAT_PAGES=os.path.join(servers.BUILD, "web"), LIVECHAT_LOGIN_SECRET=demo.secret)
    return run
