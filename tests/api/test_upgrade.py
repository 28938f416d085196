# SPDX-License-Identifier: MIT
"""An upgrade by somebody without a shell: they upload the program of a later release, which needs tables that the
database lacks, and a browser applies the schema files."""

import concurrent.futures
import os

import pytest

import servers
from harness.checks import at_once, wait_for
from harness.data import Data
from harness.owner import ADMIN

LATER = os.path.join(servers.BUILD, "tests", "later", "livechat.fcgi")
LATER_FILES = sorted(os.listdir(os.path.join(servers.ROOT, "tests", "data", "schema")))
NOT_PROVED = "error-setup-not-proved"


class Upgrade:
    """An installation that was set up in a browser, with the program of a later release in it."""

    def __init__(self, owner):
        self.owner, self.program = owner, os.path.join(servers.CGI_BIN, "livechat.fcgi")
        owner.prove()
        owner.does(".database", **owner.database())
        owner.does(".admin", **ADMIN)
        self.owner.key = None
        self.data = Data(owner.config)
        owner.account.install(LATER)

    def files(self):
        return [row["file"] for row in self.data.rows("SELECT file FROM schema_version ORDER BY version")]

    def log_in(self):
        status, _, log = self.owner.account.request("POST", "/api/v1/login", {
            "user": ADMIN["username"], "password": ADMIN["password"]})
        return status, log


@pytest.fixture
def upgrade(new_owner):
    return Upgrade(new_owner())


def test_its_owner_applies_the_schema_files_in_a_browser(upgrade):
    owner, before = upgrade.owner, upgrade.files()
    status, log = upgrade.log_in()
    assert status == 503 and "or open livechat/setup in a browser" in str(log), log
    owner.prove()
    state = owner.does()
    assert (state["open"], state["filesMissing"]) == (False, len(LATER_FILES))
    assert any("its schema is version" in one["text"] for one in state["findings"]), state
    assert owner.does(".migrate") == {"success": True}
    assert upgrade.files() == before + LATER_FILES
    assert owner.does()["filesMissing"] == 0
    assert upgrade.log_in()[0] == 200
    assert owner.does(".migrate") == {"success": True}
    assert upgrade.files() == before + LATER_FILES


def test_whoever_asks_meanwhile_is_told_what_it_waits_for(upgrade):
    account = upgrade.owner.account
    for method, path, body in (("GET", "/api/v1/livechat/config", None), ("POST", "/api/v1/livechat/visitor", {"visitor": {}}),
                               ("POST", "/api/v1/login", {"user": "x", "password": "y"})):
        status, reply, log = account.request(method, path, body)
        assert (status, reply["errorType"], reply["details"]) == (
            503, "error-service-unavailable", {"reason": "tables-older"}), reply
        assert "/livechat/setup" in reply["error"] and "livechat-admin migrate" in reply["error"], reply
        assert "livechat/setup" in str(log) and "its schema is version" in str(log), log
    upgrade.owner.prove()
    upgrade.owner.does(".migrate")
    assert account.request("GET", "/api/v1/livechat/config")[0] == 200


def test_another_cause_is_no_reason_to_open_the_set_up(upgrade):
    owner = upgrade.owner
    with open(owner.option_file, encoding="utf-8") as file:
        text = file.read()
    owner.account.put(content=text.replace("password =", "#password =").encode())
    status, reply, _ = owner.account.request("GET", "/api/v1/livechat/config")
    assert status == 503 and "details" not in reply and "temporarily" in reply["error"], reply


def test_the_program_of_before_works_with_the_tables_of_the_later_one(upgrade):
    upgrade.owner.prove()
    upgrade.owner.does(".migrate")
    upgrade.owner.account.install(upgrade.program)
    assert upgrade.log_in()[0] == 200
    assert upgrade.owner.does()["filesMissing"] == 0


def test_a_stranger_applies_nothing_and_is_told_nothing(upgrade):
    owner, before = upgrade.owner, upgrade.files()
    assert "filesMissing" not in owner.does()
    for key in (None, "", "k" * 43):
        status, reply = owner.ask(".migrate", key=key)
        assert (status, reply["errorType"]) == (403, NOT_PROVED), reply
    status, reply, _ = owner.account.request("POST", "/api/v1/livechat/setup.migrate", {})
    assert (status, reply["errorType"]) == (403, NOT_PROVED), reply
    assert upgrade.files() == before


def test_two_browsers_at_once(upgrade):
    before = upgrade.files()
    upgrade.owner.prove()
    assert at_once(*[lambda: upgrade.owner.ask(".migrate")] * 2) == [(200, {"success": True})] * 2
    assert upgrade.files() == before + LATER_FILES


def test_what_keeps_it_from_being_applied_is_said(upgrade):
    owner, before = upgrade.owner, upgrade.files()
    owner.prove()
    with open(owner.option_file, encoding="utf-8") as file:
        text = file.read()
    for written, mode, cause in ((text.replace("password =", "#password ="), 0o600, "user name or password are wrong"),
                                 (text, 0o644, "chmod 600")):
        owner.account.put(content=written.encode(), mode=mode)
        status, reply = owner.ask(".migrate")
        assert (status, reply["errorType"]) == (400, "error-setup-database") and cause in reply["error"], reply
        assert owner.does()["filesMissing"] == 0
    os.unlink(owner.option_file)
    status, reply = owner.ask(".migrate")
    assert status == 400 and "there is no option file" in reply["error"], reply
    owner.account.put(content=text.encode())
    assert upgrade.files() == before
    owner.does(".migrate")


def test_a_file_that_was_interrupted_is_completed(upgrade):
    """The server ends the connection in the middle of a file; the owner presses the button again."""
    owner, before = upgrade.owner, upgrade.files()
    owner.prove()
    holder = Data(owner.config)
    holder.connection.begin()
    holder.rows("SELECT COUNT(*) FROM rooms")  # No ALTER TABLE until the end of this transaction.
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(owner.ask, ".migrate")
        waits = ("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'ALTER TABLE%%'"
                 " AND id <> CONNECTION_ID()")
        upgrade.data.execute("KILL %s", wait_for(lambda: upgrade.data.value(waits), 30))
        status, reply = asked.result()
    assert (status, reply["errorType"]) == (400, "error-setup-database") and LATER_FILES[0] in reply["error"], reply
    holder.connection.rollback()
    assert upgrade.files() == before
    assert owner.does(".migrate") == {"success": True}
    assert upgrade.files() == before + LATER_FILES
