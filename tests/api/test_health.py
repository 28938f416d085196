# SPDX-License-Identifier: MIT
"""What is wrong with an installation, for admins who have no shell: livechat/health, livechat/health.log, and
livechat/health.echo, with which a client finds out what the web server lets through."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from urllib.parse import quote

import pytest

import servers
from harness.account import Account
from harness.checks import BODY_MAX, JSON_TYPE
from harness.data import Data, new_id
from harness.faults import own

DATABASE = ["database", "database rights", "database connections", "clock", "tables", "max_allowed_packet", "accounts"]
MACHINE = ["mail program", "HTTPS", "files"]
PROCESS = ["program file", "system account", "FastCGI", "option file", "log file", "limits file", "encryption"]
HEALTH = "/api/v1/livechat/health"


@pytest.fixture(scope="module")
def data(new_database):
    made = Data(new_database("health"))
    made.lift_limits()
    made.agent()
    return made


@pytest.fixture(scope="module")
def boss(data):
    return data.user("admin")


@pytest.fixture
def site(new_site, data):
    """A process that keeps its connection, and whose option file is its own."""
    folder = tempfile.mkdtemp(prefix="health", dir=os.path.dirname(data.config))
    os.chmod(folder, 0o755)
    config = os.path.join(folder, "livechat.cnf")
    shutil.copyfile(data.config, config)
    os.chmod(config, 0o600)
    site = new_site("lighttpd", config, label="health", workers=1, env={"LIVECHAT_SENDMAIL": "/bin/true"})
    yield site
    site.stop()


@pytest.fixture
def account(folder, data):
    """A customer of a shared host with plain CGI."""
    home = tempfile.mkdtemp(prefix="health", dir=folder)
    os.chmod(home, 0o755)
    account = Account(home, "customer", data.config)
    account.put()
    return account


def by_subject(findings):
    """The findings by their subjects: the level, and text and remedy together."""
    return {one["subject"]: (one["level"], f"{one['text']}: {one.get('remedy')}") for one in findings}


def findings(api, boss):
    answer = api.get("health", user=boss)
    assert answer.status == 200, answer
    return answer.json["findings"]


def find(api, boss, subject):
    return by_subject(findings(api, boss))[subject]


def cgi(account, boss, uri, run=None, **env):
    """What a CGI program answers that gets these variables."""
    answer = (run or account.run)([account.program], **{
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": uri, "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "localhost", "DOCUMENT_ROOT": account.public, "HTTP_X_USER_ID": boss.id,
        "HTTP_X_AUTH_TOKEN": boss.token, **env})
    head, _, body = answer.stdout.partition("\n\n")
    assert head.startswith("Status: 200"), answer
    return json.loads(body)


def asked(account, boss, run=None, **env):
    """The findings of such a program."""
    return by_subject(cgi(account, boss, HEALTH, run, **env)["findings"])


def test_it_says_what_the_doctor_says_and_more(site, data, boss):
    found = findings(site.client, boss)
    assert [one["subject"] for one in found] == DATABASE + MACHINE + PROCESS
    done = servers.admin(data.config, "doctor", "--json", "--sendmail", "/bin/true")
    told = {one["subject"]: one["level"] for one in json.loads(done.stdout)}
    assert {one["subject"]: one["level"] for one in found if one["subject"] not in PROCESS} == told
    assert all(one["text"] and ("remedy" not in one or one["level"] != "ok") for one in found)


def test_nothing_secret_is_in_it(site, data, boss):
    """Neither the password of the database nor anybody's token, whatever is wrong."""
    with open(site.config) as file:
        password = re.search(r"^password *= *(.+)$", file.read(), re.M)[1]
    secret = new_id()
    data.set(Livechat_push_private_key=secret)
    os.chmod(site.config, 0o644)
    texts = [site.client.get("health", user=boss).text]
    with open(site.config, "w") as file:
        file.write("nonsense")
    texts.append(site.client.get("health", user=boss).text)
    for text in texts:
        assert '"findings"' in text
        for word in (password, boss.token, secret):
            assert word not in text, word


def test_what_is_wrong_with_the_tables_is_an_answer_too(new_database, new_site):
    data = Data(new_database("health_broken"))
    data.execute("DROP TABLE outbox")
    api = new_site("lighttpd-cgi", data.config, label="health-broken").client
    found = findings(api, data.user("admin"))
    assert [one["text"] for one in found if one["subject"] == "tables"] == ["there is no table outbox"]
    assert [one["level"] for one in found if one["subject"] == "database"] == ["ok", "failure"]
    assert found[-1]["subject"] == PROCESS[-1], "the rest is told all the same"


# --- the process and its files ----------------------------------------------------------------------------------------

def test_cgi_and_fastcgi(site, account, boss):
    level, text = find(site.client, boss, "FastCGI")
    assert level == "ok" and "many requests" in text
    level, text = asked(account, boss)["FastCGI"]
    assert level == "ok" and "plain CGI" in text


def test_an_account_that_is_not_root(account, boss):
    assert asked(account, boss)["system account"] == (
        "ok", f"the program runs under user id {account.uid}, not as root: None")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can run a program as root")
def test_root(account, boss):
    def run(argv, **env):
        return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)

    level, text = asked(account, boss, run, LIVECHAT_CONFIG=os.path.join(account.home, "livechat.cnf"))["system account"]
    assert level == "warning" and "root" in text and "server.username" in text


def test_a_program_file_that_was_replaced(new_site, data, boss):
    """The processes of before go on with what it was; removing and renaming are no different."""
    site = new_site("apache-proxy", data.config, label="health-replaced")
    program = site.path("cgi-bin", "livechat.fcgi")
    level, text = find(site.client, boss, "program file")
    assert level == "ok" and program in text
    shutil.copy(program, program + ".new")
    os.rename(program + ".new", program)
    level, text = find(site.client, boss, "program file")
    assert level == "warning" and f"{program} was replaced" in text and "restart" in text
    os.rename(program, program + ".away")
    assert find(site.client, boss, "program file")[0] == "warning"


def test_an_option_file_that_others_may_read(site, boss):
    """The process has its connection, but no other would come about."""
    assert find(site.client, boss, "option file")[0] == "ok"
    os.chmod(site.config, 0o644)
    level, text = find(site.client, boss, "option file")
    assert level == "failure" and "chmod 600" in text and site.config in text


def test_a_log_file(account, boss):
    log = os.path.join(account.home, "livechat.log")
    assert asked(account, boss)["log file"] == ("ok", f"{log}: None")
    level, text = asked(account, boss, LIVECHAT_LOG="/dev/null")["log file"]
    assert level == "warning" and "there is none" in text and "LIVECHAT_LOG" in text
    level, text = asked(account, boss, LIVECHAT_LOG=account.home)["log file"]
    assert level == "warning" and account.home in text and "directory" in text


def test_a_limits_file(account, boss):
    limits = os.path.join(account.home, "livechat.limits")
    assert asked(account, boss)["limits file"] == ("ok", f"all processes count in {limits}: None")
    level, text = asked(account, boss, LIVECHAT_LIMITS="/tmp/limits")["limits file"]
    assert level == "failure" and "everybody may write" in text and "LIVECHAT_LIMITS" in text


@pytest.mark.parametrize("level, words, env", [
    ("warning", "without HTTPS", {}),
    ("warning", "without HTTPS", {"HTTPS": "off", "REQUEST_SCHEME": "http"}),
    ("ok", "by HTTPS", {"HTTPS": "on"}),
    ("ok", "by HTTPS", {"REQUEST_SCHEME": "https"}),
    ("warning", "trusted_proxies", {"HTTP_X_FORWARDED_PROTO": "https"}),
    ("ok", "by HTTPS", {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "10.1.2.3"}),
    ("ok", "by HTTPS", {"HTTP_X_FORWARDED_PROTO": "HTTPS, https", "REMOTE_ADDR": "10.1.2.3"}),
    ("warning", "without HTTPS", {"HTTP_X_FORWARDED_PROTO": "https, http", "REMOTE_ADDR": "10.1.2.3"}),
    ("warning", "without HTTPS", {"HTTP_X_FORWARDED_PROTO": "http", "REMOTE_ADDR": "10.1.2.3"}),
])
def test_https(account, boss, data, level, words, env):
    data.set(trusted_proxies="10.0.0.0/8")
    found, text = asked(account, boss, **env)["encryption"]
    assert found == level and words in text
    data.reset_settings()


def test_a_path_of_any_bytes(account, boss):
    """Texts are UTF-8 that does no harm, whatever a host has named its folders."""
    log = os.path.join(account.home, os.fsdecode(b"caf\xe9\x1b[2J.log"))
    level, text = asked(account, boss, LIVECHAT_LOG=log)["log file"]
    assert level == "ok" and r"caf\xe9\x1b[2J.log" in text and os.path.exists(log)


# --- the log ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def log(account):
    """The log file of the account, with these bytes in it."""
    def put(content):
        return account.put("livechat.log", content=content)
    return put


def end(account, boss, **env):
    """What is said of the log file; test_logged_errors.py has the errors."""
    answer = cgi(account, boss, HEALTH + ".log", **env)
    del answer["errors"]
    return answer


def lines(account, boss, **env):
    return end(account, boss, **env)["lines"]


def test_the_last_lines_of_the_log(account, boss, log):
    path = log(b"".join(b"line %d\n" % n for n in range(1000)))
    assert end(account, boss) == {
        "lines": [f"line {n}" for n in range(950, 1000)], "file": path, "success": True}
    log(b"one\ntwo\n")
    assert lines(account, boss) == ["one", "two"]
    log(b"")
    assert lines(account, boss) == []


def test_what_the_program_has_logged_is_there(account, boss):
    account.put(content=b"nonsense")
    status, said = account.ask()
    account.put()
    # MySQL's library writes lines of its own to the standard error output.
    own_lines = [line for line in said if " livechat[" in line]
    assert status == 503 and lines(account, boss) == own_lines and own_lines


def test_lines_do_no_harm_and_are_not_endless(account, boss, log):
    log(b"\xff\x1b[2J caf\xc3\xa9 \xe2\x80\xae\n" + b"x" * 5000 + b"\nno end")
    harmless, long, last = lines(account, boss)
    assert harmless == r"\xff\x1b[2J caf" + "é " + r"\xe2\x80\xae" and last == "no end"
    assert long == "x" * 2048
    log(b"y" * 200_000)
    assert lines(account, boss) == [], "the end has no beginning of a line"
    log(b"y" * 200_000 + b"\nlast\n")
    assert lines(account, boss) == ["last"]


def test_no_log_file_and_none_to_be_trusted(account, boss, log):
    assert end(account, boss, LIVECHAT_LOG="/dev/null") == {"lines": [], "success": True}
    secret = account.put("secret", content=b"secret words\n")
    path = os.path.join(account.home, "livechat.log")
    for link in (os.symlink, os.link):
        link(secret, path)
        assert end(account, boss) == {"lines": [], "success": True}
        os.unlink(path)
    os.mkfifo(path)
    own(path, 0o600)
    assert end(account, boss) == {"lines": [], "success": True}, "nobody waits for a FIFO"


# --- what arrives -----------------------------------------------------------------------------------------------------

TEXT = "50% of ä+b & c=d;e?f#g%2F"
EMPTY_LENGTH = len('{"filler":""}')


@pytest.fixture(scope="module")
def asker(every_site, db):
    """Requests by an admin for what arrives of a request: asker(method, headers={...}, ...)."""
    user = db.user("admin")

    def ask(method, **options):
        answer = every_site.client.request(method, "health.echo/" + quote(TEXT, safe=""), user=user, **options)
        assert answer.status == 200, answer
        return answer.json
    return ask


def test_methods_and_paths_arrive(asker):
    for method in ("GET", "POST", "PUT", "DELETE"):
        assert asker(method) == {"method": method, "text": TEXT, "length": 0, "headers": ["X-Auth-Token", "X-User-Id"],
                                 "success": True}
    for method in ("PUT", "DELETE"):
        said = asker("POST", headers={"X-HTTP-Method-Override": method})
        assert said["method"] == method and "X-HTTP-Method-Override" in said["headers"]


def test_header_fields_arrive(asker):
    said = asker("GET", headers={"If-None-Match": '"x"', "X-Visitor-Token": "x"})["headers"]
    assert said == ["If-None-Match", "X-Auth-Token", "X-User-Id", "X-Visitor-Token"]


def test_the_largest_body_arrives(asker):
    for method in ("POST", "PUT", "DELETE"):
        filled = '{"filler":"' + "x" * (BODY_MAX - EMPTY_LENGTH) + '"}'
        assert asker(method, data=filled, headers=JSON_TYPE)["length"] == BODY_MAX - EMPTY_LENGTH
