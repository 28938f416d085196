# SPDX-License-Identifier: MIT
"""The set-up in a browser is nobody's but its owner's: strangers change nothing, and once it is finished it stays
closed."""

import concurrent.futures
import configparser
import contextlib
import copy
import os

import pytest

import servers
from harness.checks import mariadb_alone, wait_for
from harness.data import new_id
from harness.faults import own
from harness.owner import ADMIN, FINISHED, NOT_PROVED, log_in, slowed_down


def copy_of(owner):
    """The same web space in another browser."""
    other = copy.copy(owner)
    other.nonce, other.key = new_id() * 2, None
    return other


@pytest.fixture
def owner(new_owner):
    return new_owner()


# --- strangers -----------------------------------------------------------------------------------

def test_a_file_of_another_browser_proves_nothing(owner):
    """Everybody may see the name of the owner's file: a web server may list the folder."""
    name = owner.prove()
    stranger = copy_of(owner)
    assert stranger.does()["fileName"] != name
    for key in (None, owner.key, owner.key[::-1], "9999999999999.x"):
        stranger.key = key
        assert not stranger.does()["proved"]
        stranger.refused(NOT_PROVED, ".database", **owner.database())
        stranger.refused(NOT_PROVED, ".admin", **ADMIN)
    assert os.listdir(owner.account.home).count("livechat.cnf") == 0


def test_a_key_ends_after_two_hours_and_a_name_after_one(owner):
    name = owner.prove()
    until = int(owner.key.split(".")[0])
    owner.key = f"{until - 1}.{owner.key.split('.')[1]}"
    os.unlink(os.path.join(owner.account.cgi_bin, name))
    assert not owner.does()["proved"], "the end of a key is signed"


def test_a_secret_that_others_may_read_is_not_used(owner):
    path = owner.account.put("livechat.setup", content=b"x" * 32, mode=0o644)
    state = owner.does()
    assert state["open"] and "fileName" not in state
    assert [line for line in owner.log if path in line and "remove it" in line]
    os.unlink(path)
    os.symlink("/etc/hostname", path)
    assert "fileName" not in owner.does()


def test_wrong_keys_are_limited(owner):
    owner.account.put(content=b"[livechat]\nsetup-key = four words make a key\n")
    statuses = [owner.ask(key=f"guess number {number}, which is long")[0] for number in range(150)]
    assert statuses[0] == 200 and 429 in statuses
    assert owner.ask(key="four words make a key")[0] == 429


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_file_of_another_customer_proves_nothing(owner):
    """Everybody may write to a folder with the mode 0777."""
    name = owner.does()["fileName"]
    path = owner.account.put("public_html", "cgi-bin", name, content=b"")
    os.chown(path, 4711, 4711)
    assert not owner.does()["proved"]
    os.chown(owner.account.cgi_bin, 4711, 4711)
    assert owner.does()["proved"], "a program that others have installed"


# --- closed for good -----------------------------------------------------------------------------

@pytest.fixture
def finished(owner):
    owner.prove()
    owner.does(".database", **owner.database())
    owner.does(".admin", **ADMIN)
    owner.key = None
    return owner


def test_a_finished_set_up_stays_closed(finished, mariadb):
    def is_closed():
        finished.key = None
        assert not finished.does()["open"]
        finished.prove()
        finished.refused(FINISHED, ".database", **finished.database())
        finished.refused(FINISHED, ".admin", **{**ADMIN, "username": "bart"})
    is_closed()
    mariadb.sql("DELETE FROM users", finished.options["database"])
    is_closed()
    with open(finished.option_file, encoding="utf-8") as file:
        text = file.read()
    finished.account.put(content=text.replace("socket", "#socket").encode())
    is_closed()
    finished.account.put(content=text.replace("setup-finished", "# setup-finished").encode() +
                         b"setup-key = the first key of sixteen\n")
    is_closed()


def test_a_slow_request_does_not_open_it_again(owner):
    owner.prove()
    owner.does(".database", **owner.database())
    late = copy.copy(owner)
    late.account = copy.copy(owner.account)
    holder, wait = slowed_down(owner)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        answer = threads.submit(late.ask, ".database", **late.database())
        wait()
        owner.does(".admin", **ADMIN)
        holder.close()
        assert answer.result()[1]["errorType"] == "error-setup-database"
    with open(owner.option_file, encoding="utf-8") as file:
        text = file.read()
    assert "setup-key" not in text and "setup-finished" in text


def test_a_lost_option_file_is_made_anew(finished):
    os.unlink(finished.option_file)
    finished.prove()
    finished.does(".database", **finished.database())
    with open(finished.option_file, encoding="utf-8") as file:
        text = file.read()
    assert "setup-key" not in text and "setup-finished" in text
    assert not finished.does()["open"] and log_in(finished)[0] == 200


@pytest.mark.parametrize("more, remains", [
    pytest.param("\0\n[other]\nuser = x\n", False, marks=mariadb_alone("MySQL's library reads such a file otherwise")),
    ("# more\n" * 10000 + "[other]\nuser = x\n", True)], ids=["a NUL", "too long"])
def test_nothing_else_in_the_option_file_is_lost(owner, more, remains):
    options = "".join(f"{name} = {value}\n" for name, value in owner.options.items())
    owner.account.put(content=f"[livechat]\n{options}setup-key = four words make a key\n# {more}".encode())
    owner.key = "four words make a key"
    owner.does(".database")
    assert owner.does(".admin", **ADMIN)["keyRemains"] is remains
    with open(owner.option_file, encoding="utf-8") as file:
        assert file.read().endswith(more)
    assert not owner.does()["open"]


def test_the_admin_is_in_the_database_of_the_option_file(new_site, new_database, folder):
    """A process that serves for long may be connected to what was typed in before."""
    path, key = os.path.join(folder, "two-databases.cnf"), "four words make a key"
    places = []
    for name in ("setup_first", "setup_second"):
        read = configparser.RawConfigParser()
        read.read(new_database(name, migrate=False))
        places.append(dict(read["livechat"]))
    options = "".join(f"{name} = {value}\n" for name, value in places[0].items())
    servers.write_file(path, f"[livechat]\n{options}setup-key = {key}\n")
    os.chmod(path, 0o600)
    site = new_site("spawn-fcgi", path, label="two-databases", workers=1, ready=lambda status: status != 0)
    proof = {"nonce": new_id() * 2, "key": key}

    def does(what, **fields):
        answer = site.client.post(f"/api/v1/livechat/setup{what}", json={**proof, **fields})
        assert answer.status == 200, answer.json
        return answer.json
    proof["key"] = does("")["key"]
    does(".database")
    wait_for(lambda: site.client.get("config").status == 200)
    does(".database", **places[1])
    does(".admin", **ADMIN)
    assert "lisa" in servers.admin(path, "user", "list").stdout


def test_a_process_of_before_writes_the_log_beside_the_new_option_file(new_site, folder):
    home = os.path.join(folder, "log-of-before")
    os.mkdir(home)
    path, log = os.path.join(home, "livechat.cnf"), os.path.join(home, "livechat.log")
    site = new_site("spawn-fcgi", path, label="log-of-before", workers=1, ready=lambda status: status != 0)
    assert site.client.get("config").status == 503 and not os.path.exists(log)
    servers.write_file(path, "[livechat]\nsocket = /nobody/here\n")
    os.chmod(path, 0o600)

    def says():
        assert site.client.get("config").status == 503
        with contextlib.suppress(FileNotFoundError), open(log, encoding="utf-8") as file:
            return "/nobody/here" in file.read()
    wait_for(says)


def test_an_admin_who_was_made_elsewhere_closes_it(owner):
    owner.prove()
    owner.does(".database", **owner.database())
    servers.admin(owner.option_file, "user", "add", "marge", "--role", "admin", "--no-password")
    owner.refused(FINISHED, ".admin", **ADMIN)


def test_an_installation_of_before_has_no_set_up(owner):
    owner.account.put()
    state = owner.does()
    assert (state["open"], state["takesKey"]) == (False, False)
    owner.prove()
    owner.refused(FINISHED, ".database", **owner.database())


def test_its_owner_is_told_what_is_wrong_when_all_is_set_up(finished):
    assert not {"findings", "errors"} & finished.does().keys()
    finished.prove()
    subjects = {one["subject"]: one["level"] for one in finished.does()["findings"]}
    assert subjects["database"] == "ok"
    with open(finished.option_file, encoding="utf-8") as file:
        text = file.read()
    finished.account.put(content=text.replace("password =", "#password =").encode())
    findings = finished.does()["findings"]
    assert [one["level"] for one in findings if one["subject"] == "database"] == ["failure"]
    state = finished.does()
    assert any("Access denied" in one["text"] and one["times"] > 0 for one in state["errors"]), state
    finished.account.put(content=text.encode(), mode=0o644)
    state = finished.does()
    assert "chmod 600" in str(state), state


def test_where_there_is_no_place_for_an_option_file_it_is_not_called_over(owner):
    assert owner.does()["hasPlace"]
    os.chown(owner.account.home, 4711, 4711) if os.getuid() == 0 else pytest.skip("only root gives files away")
    state = owner.does()
    assert (state["open"], state["hasPlace"]) == (False, False)
    own(owner.account.home, 0o755)
    for content, mode in ((b"[livechat]\n".decode().encode("utf-16"), 0o600), (b"[livechat]\npassword = x\n", 0o644)):
        owner.account.put(content=content, mode=mode)
        state = owner.does()
        assert (state["open"], state["hasPlace"]) == (False, False)
