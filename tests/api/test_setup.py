# SPDX-License-Identifier: MIT
"""The set-up in a browser: somebody with FTP, phpMyAdmin and a browser makes an installation complete."""

import concurrent.futures
import copy
import os
import re
import stat

import pytest

from harness.checks import at_once
from harness.faults import own
from harness.owner import ADMIN, FINISHED, NOT_PROVED, log_in, slowed_down


@pytest.fixture
def owner(new_owner):
    return new_owner()


# --- the whole way -------------------------------------------------------------------------------

@pytest.mark.parametrize("where", [("public_html", "cgi-bin"), ("public_html",), ()])
def test_from_one_uploaded_program_to_a_login(owner, where):
    state = owner.does()
    assert (state["open"], state["proved"], state["takesKey"]) == (True, False, False)
    assert "optionFile" not in state and re.fullmatch(r"livechat-[\w-]{20}\.txt", state["fileName"])
    owner.prove(*where)
    state = owner.does()
    assert state["optionFile"] == owner.option_file and not state["hasOptionFile"]
    assert owner.does(".database", **owner.database()) == {"success": True, "optionFile": owner.option_file}
    mode = os.stat(owner.option_file)
    assert stat.S_IMODE(mode.st_mode) == 0o600 and mode.st_uid == owner.account.uid
    assert owner.does()["hasOptionFile"]
    assert owner.does(".admin", **ADMIN) == {
        "success": True, "username": "lisa", "keyRemains": False, "optionFile": owner.option_file}
    status, reply = log_in(owner)
    assert status == 200 and set(reply["data"]["me"]["roles"]) == {"user", "livechat-agent", "livechat-manager", "admin"}
    assert owner.account.ask() == (200, [])
    text = open(owner.option_file, encoding="utf-8").read()
    assert "setup-key" not in text and "setup-finished" in text
    assert not [name for name in os.listdir(owner.account.home) if name.startswith("livechat.") and name not in (
        "livechat.cnf", "livechat.log", "livechat.limits")]


def test_with_a_key_in_an_uploaded_option_file(owner):
    options = "".join(f"{name} = {value}\n" for name, value in owner.options.items())
    owner.account.put(content=f"[livechat]\n{options}setup-key = four words make a key\n".encode())
    assert owner.does()["takesKey"]
    owner.refused(NOT_PROVED, ".database")
    owner.key = "four words make a kez"
    assert not owner.does()["proved"]
    owner.refused(NOT_PROVED, ".database")
    owner.key = "four words make a key"
    owner.key = owner.does()["key"]
    owner.does(".database")
    owner.does(".admin", **ADMIN)
    assert log_in(owner)[0] == 200


@pytest.mark.parametrize("written", ["a key#with a sign  ", "'a key#with a sign'", '"a key#with a sign"   # for the chat',
                                     "a key#with a sign # for the chat", "a key#with a sign\t# # x"])
def test_a_comment_behind_a_key_is_no_part_of_it(owner, written):
    owner.account.put(content=f"[livechat]\nsetup-key = {written}\n".encode())
    owner.key = "a key#with a sign"
    assert owner.does()["proved"]


@pytest.mark.parametrize("key", ["short", "fifteen letters", ""])
def test_a_key_that_is_too_short_opens_nothing(owner, key):
    options = "".join(f"{name} = {value}\n" for name, value in owner.options.items())
    owner.account.put(content=f"[livechat]\n{options}setup-key = {key}\n".encode())
    state = owner.does(key=key or "x")
    assert (state["open"], state["takesKey"], state["proved"]) == (False, False, False)
    owner.refused(FINISHED, ".database", key=key or "x")


@pytest.mark.parametrize("mode", [0o644, 0o666])
@pytest.mark.parametrize("name", ["setup-key", "setup_key"])
def test_a_key_that_others_on_the_machine_may_read_proves_nothing(owner, mode, name):
    """FTP programs make such files."""
    text = f"[livechat]\n{name} = four words make a key\n".encode()
    owner.account.put(content=text, mode=mode)
    owner.key = "four words make a key"
    state = owner.does()
    assert (state["open"], state["takesKey"], state["proved"]) == (True, False, False)
    owner.refused(NOT_PROVED, ".database", **owner.database())
    key, owner.key = owner.key, None
    owner.prove()
    status, reply = owner.ask(".database")
    assert status == 400 and "chmod 600" in reply["error"]
    owner.account.put(content=text)
    owner.key = key
    assert owner.does()["proved"]


# --- the database --------------------------------------------------------------------------------

@pytest.mark.parametrize("wrong, words", [
    ({"password": "wrong"}, "password"), ({"user": "nobody"}, "user"), ({"database": "nowhere"}, "database"),
    ({"socket": "/nobody/here"}, "no server listens there"),
    ({"socket": "", "host": "127.0.0.1", "port": "9"}, "no server listens there"),
    ({"socket": "", "host": "unknown.invalid"}, "host"),
    ({"password": "two\nlines"}, "line break"), ({"user": ""}, "needed")])
def test_what_is_wrong_with_the_database_is_said_in_a_sentence(owner, wrong, words):
    owner.prove()
    status, reply = owner.ask(".database", **owner.database(**wrong))
    assert status == 400 and reply["errorType"] == "error-setup-database" and words in reply["error"]
    assert "/proc/self" not in reply["error"] and not os.path.exists(owner.option_file)
    assert owner.ask(".database", **owner.database(**wrong))[1] == reply, "it is said each time"
    owner.does(".database", **owner.database())


@pytest.mark.parametrize("password", ["it's \"quoted\"", "back\\slash\\n", "# no comment; none", " blanks ", "pässwörd €", "a=b [c]"])
def test_any_password_of_a_database_works(owner, mariadb, password):
    user = owner.options["user"]
    hosts = [row for row in mariadb.sql(f"SELECT host FROM mysql.user WHERE user = '{user}'").split()]
    quoted = password.replace("\\", "\\\\").replace("'", "''")
    for host in hosts:
        mariadb.sql(f"ALTER USER '{user}'@'{host}' IDENTIFIED BY '{quoted}'")
    owner.prove()
    owner.does(".database", **owner.database(password=password))
    owner.does(".admin", **ADMIN)
    assert log_in(owner)[0] == 200


def test_tables_of_another_application_stay_as_they_are(owner, mariadb):
    mariadb.sql("CREATE TABLE messages (id INT)", owner.options["database"])
    owner.prove()
    status, reply = owner.ask(".database", **owner.database())
    assert status == 400 and "a table messages of another application" in reply["error"]
    assert "option file" not in reply["error"], "it was there for the moment only"
    assert mariadb.sql("SHOW TABLES", owner.options["database"]).split() == ["messages"]


def test_a_table_of_another_application_that_has_the_name_of_our_first(owner, mariadb):
    mariadb.sql("CREATE TABLE schema_version (version INT, description TEXT)", owner.options["database"])
    owner.prove()
    status, reply = owner.ask(".database", **owner.database())
    assert status == 400 and "another application" in reply["error"] and "a database of its own" in reply["error"], reply
    assert "option file" not in reply["error"] and mariadb.sql("SHOW TABLES", owner.options["database"]).split() == ["schema_version"]
    mariadb.sql("DROP TABLE schema_version", owner.options["database"])
    owner.does(".database", **owner.database())


@pytest.mark.parametrize("before", [None, b"[livechat]\nsetup-key = four words make a key\n"], ids=["no file", "a file"])
def test_of_two_databases_at_once_one_is_used_and_the_other_one_stays_empty(owner, new_owner, mariadb, before):
    if before:
        owner.account.put(content=before)
    owner.prove()
    late, others = copy.copy(owner), new_owner()
    late.account = copy.copy(owner.account)
    holder, wait = slowed_down(owner)
    with concurrent.futures.ThreadPoolExecutor() as threads:
        first = threads.submit(owner.ask, ".database", **owner.database())
        wait()
        for _ in range(2):
            status, reply = late.ask(".database", **others.database())
            assert (status, reply["errorType"]) == (400, "error-setup-database") and "another request" in reply["error"], reply
        holder.close()
        assert first.result()[0] == 200
    assert mariadb.sql("SHOW TABLES", others.options["database"]) == ""
    with open(owner.option_file, encoding="utf-8") as file:
        assert f'database = "{owner.options["database"]}"' in file.read()
    owner.does(".admin", **ADMIN)


def test_many_databases_at_once_leave_a_whole_file_of_one_that_works(owner, new_owner):
    owner.prove()
    places = [owner.database(), new_owner().database(), owner.database(password="wrong")]
    body = {"nonce": owner.nonce, "key": owner.key}
    answers = at_once(*[lambda place=place: owner.account.request(
        "POST", "/api/v1/livechat/setup.database", {**body, **place}) for place in places * 2])
    done = [place["database"] for place, answer in zip(places * 2, answers) if answer[0] == 200]
    refused = [reply for status, reply, _ in answers if status != 200]
    assert done and all(one["errorType"] == "error-setup-database" for one in refused), answers
    with open(owner.option_file, encoding="utf-8") as file:
        used = re.search(r'^database = "(.*)"$', file.read(), re.M)[1]
    assert used in done
    assert [name for name in os.listdir(owner.account.home) if name.startswith("livechat.cnf")] == ["livechat.cnf"]
    owner.does(".admin", **ADMIN)
    assert log_in(owner)[0] == 200


def test_where_the_program_may_write_nothing_its_owner_uploads_the_file(owner):
    """It cannot keep a secret there either, so that the key in the file is shown with each request."""
    owner.account.put(content=b"[livechat]\nsetup-key = four words make a key\n")
    state = os.path.join(owner.account.home, "state")
    os.mkdir(state)
    own(state, 0o700)
    owner.env = {"LIVECHAT_CONFIG": owner.option_file, "LIVECHAT_LIMITS": os.path.join(state, "limits")}
    os.chmod(owner.account.home, 0o555)
    if os.getuid() == 0:
        os.chown(owner.account.home, 0, 0)
    owner.key = "four words make a key"
    state = owner.does()
    assert state["proved"] and state["key"] == owner.key and "fileName" not in state
    assert [line for line in owner.log if "livechat.setup" in line and "make that file" in line]
    text = owner.does(".database", **owner.database())["text"]
    with open(owner.option_file, "w", encoding="utf-8") as file:
        file.write(text)
    owner.key = re.search(r'setup-key = "(.*)"', text)[1]
    assert owner.does(".admin", **ADMIN)["keyRemains"] is True
    owner.refused(FINISHED, ".admin", **{**ADMIN, "username": "bart"})
    assert log_in(owner)[0] == 200


# --- where it is ---------------------------------------------------------------------------------

def test_the_url_of_the_program_leads_to_what_is_next(owner):
    def opens(uri, **env):
        status, _, _ = owner.account.request("GET", uri, SCRIPT_NAME="/cgi-bin/livechat.fcgi", **env)
        return status, owner.account.location
    for page in ("setup", "inbox"):
        assert opens("/cgi-bin/livechat.fcgi") == (307, f"livechat.fcgi/livechat/{page}")
        assert opens("/cgi-bin/livechat.fcgi?x=/api") == (307, f"livechat.fcgi/livechat/{page}")
        assert opens("/cgi-bin/livechat.fcgi/", PATH_INFO="/") == (307, f"livechat/{page}")
        assert opens("/cgi-bin/livechat.fcgi/nowhere", PATH_INFO="/nowhere") == (404, None)
        assert opens("/cgi-bin/other.fcgi") == (404, None)
        if page == "setup":
            owner.prove()
            owner.does(".database", **owner.database())
    assert owner.account.request("GET", "/livechat/setup")[0] == 200


# --- the first admin -----------------------------------------------------------------------------

@pytest.mark.parametrize("wrong, status", [
    ({"username": "two words"}, 400), ({"password": "short"}, 400), ({"email": "nowhere"}, 400), ({"name": "x" * 300}, 400)])
def test_what_is_wrong_with_the_first_admin(owner, wrong, status):
    owner.prove()
    owner.does(".database", **owner.database())
    assert owner.ask(".admin", **{**ADMIN, **wrong})[0] == status
    owner.does(".admin", **ADMIN)


def test_two_at_once_make_one_admin(owner, mariadb):
    """The later one of two requests that both found no admin is refused, and its account is gone."""
    owner.prove()
    owner.does(".database", **owner.database())
    answers = at_once(*[lambda name=name: copy.copy(owner).ask(".admin", **{**ADMIN, "username": name})
                        for name in ("lisa", "bart", "maggie", "marge")])
    assert sorted(status for status, _ in answers)[0] == 200
    done = [reply for status, reply in answers if status == 200]
    assert len(done) == 1 and not done[0]["keyRemains"], answers
    assert mariadb.sql("SELECT username FROM users", owner.options["database"]).split() == [done[0]["username"]]


def test_a_folder_whose_name_is_no_utf_8(new_owner):
    """Old FTP programs write names in Latin-1."""
    owner = new_owner("caf\udce9")
    owner.prove()
    assert owner.does()["optionFile"].endswith("/livechat.cnf")
    owner.does(".database", **owner.database())
    owner.does(".admin", **ADMIN)
    assert log_in(owner)[0] == 200
