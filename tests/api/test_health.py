# SPDX-License-Identifier: MIT
"""What is wrong with an installation, for admins who have no shell: livechat/health."""

import json
import os
import re
import shutil
import subprocess
import tempfile

import pytest

import servers
from harness.account import Account
from harness.data import Data, new_id

DATABASE = ["database", "database rights", "database connections", "clock", "tables", "max_allowed_packet", "accounts"]
MACHINE = ["mail program", "HTTPS"]
PROCESS = ["program file", "system account", "FastCGI", "option file", "log file", "limits file", "encryption"]
HEALTH = "/api/v1/livechat/health"


@pytest.fixture(scope="module")
def db(new_database):
    data = Data(new_database("health"))
    data.lift_limits()
    data.agent()
    return data


@pytest.fixture(scope="module")
def admin(db):
    return db.user("admin")


@pytest.fixture
def site(new_site, db):
    """A process that keeps its connection, and whose option file is its own."""
    folder = tempfile.mkdtemp(prefix="health", dir=os.path.dirname(db.config))
    os.chmod(folder, 0o755)
    config = os.path.join(folder, "livechat.cnf")
    shutil.copyfile(db.config, config)
    os.chmod(config, 0o600)
    site = new_site("lighttpd", config, label="health", workers=1, env={"LIVECHAT_SENDMAIL": "/bin/true"})
    yield site
    site.stop()


@pytest.fixture
def account(folder, db):
    """A customer of a shared host with plain CGI."""
    home = tempfile.mkdtemp(prefix="health", dir=folder)
    os.chmod(home, 0o755)
    account = Account(home, "customer", db.config)
    account.put()
    return account


def by_subject(findings):
    """The findings by their subjects: the level, and text and remedy together."""
    return {one["subject"]: (one["level"], f"{one['text']}: {one.get('remedy')}") for one in findings}


def findings(api, admin):
    answer = api.get("health", user=admin)
    assert answer.status == 200, answer
    return answer.json["findings"]


def find(api, admin, subject):
    return by_subject(findings(api, admin))[subject]


def asked(account, admin, run=None, **env):
    """The findings of a CGI program that gets these variables."""
    answer = (run or account.run)([account.program], **{
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": HEALTH, "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "localhost", "DOCUMENT_ROOT": account.public, "HTTP_X_USER_ID": admin.id,
        "HTTP_X_AUTH_TOKEN": admin.token, **env})
    head, _, body = answer.stdout.partition("\n\n")
    assert head.startswith("Status: 200"), answer
    return by_subject(json.loads(body)["findings"])


def test_it_says_what_the_doctor_says_and_more(site, db, admin):
    found = findings(site.client, admin)
    assert [one["subject"] for one in found] == DATABASE + MACHINE + PROCESS
    done = servers.admin(db.config, "doctor", "--json", "--sendmail", "/bin/true")
    told = {one["subject"]: one["level"] for one in json.loads(done.stdout)}
    assert {one["subject"]: one["level"] for one in found if one["subject"] not in PROCESS} == told
    assert all(one["text"] and ("remedy" not in one or one["level"] != "ok") for one in found)


def test_nothing_secret_is_in_it(site, db, admin):
    """Neither the password of the database nor anybody's token, whatever is wrong."""
    with open(site.config) as file:
        password = re.search(r"^password *= *(.+)$", file.read(), re.M)[1]
    secret = new_id()
    db.set(Livechat_push_private_key=secret)
    os.chmod(site.config, 0o644)
    texts = [site.client.get("health", user=admin).text]
    with open(site.config, "w") as file:
        file.write("nonsense")
    texts.append(site.client.get("health", user=admin).text)
    for text in texts:
        assert '"findings"' in text
        for word in (password, admin.token, secret):
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

def test_cgi_and_fastcgi(site, account, admin):
    level, text = find(site.client, admin, "FastCGI")
    assert level == "ok" and "many requests" in text
    level, text = asked(account, admin)["FastCGI"]
    assert level == "ok" and "plain CGI" in text


def test_an_account_that_is_not_root(account, admin):
    assert asked(account, admin)["system account"] == (
        "ok", f"the program runs under user id {account.uid}, not as root: None")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can run a program as root")
def test_root(account, admin):
    def run(argv, **env):
        return subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)

    level, text = asked(account, admin, run, LIVECHAT_CONFIG=os.path.join(account.home, "livechat.cnf"))["system account"]
    assert level == "warning" and "root" in text and "server.username" in text


def test_a_program_file_that_was_replaced(new_site, db, admin):
    """The processes of before go on with what it was; removing and renaming are no different."""
    site = new_site("apache-proxy", db.config, label="health-replaced")
    program = site.path("cgi-bin", "livechat.fcgi")
    level, text = find(site.client, admin, "program file")
    assert level == "ok" and program in text
    shutil.copy(program, program + ".new")
    os.rename(program + ".new", program)
    level, text = find(site.client, admin, "program file")
    assert level == "warning" and f"{program} was replaced" in text and "restart" in text
    os.rename(program, program + ".away")
    assert find(site.client, admin, "program file")[0] == "warning"


def test_an_option_file_that_others_may_read(site, admin):
    """The process has its connection, but no other would come about."""
    assert find(site.client, admin, "option file")[0] == "ok"
    os.chmod(site.config, 0o644)
    level, text = find(site.client, admin, "option file")
    assert level == "failure" and "chmod 600" in text and site.config in text


def test_a_log_file(account, admin):
    log = os.path.join(account.home, "livechat.log")
    assert asked(account, admin)["log file"] == ("ok", f"{log}: None")
    level, text = asked(account, admin, LIVECHAT_LOG="/dev/null")["log file"]
    assert level == "warning" and "there is none" in text and "LIVECHAT_LOG" in text
    level, text = asked(account, admin, LIVECHAT_LOG=account.home)["log file"]
    assert level == "warning" and account.home in text and "directory" in text


def test_a_limits_file(account, admin):
    limits = os.path.join(account.home, "livechat.limits")
    assert asked(account, admin)["limits file"] == ("ok", f"all processes count in {limits}: None")
    level, text = asked(account, admin, LIVECHAT_LIMITS="/tmp/limits")["limits file"]
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
def test_https(account, admin, db, level, words, env):
    db.set(trusted_proxies="10.0.0.0/8")
    found, text = asked(account, admin, **env)["encryption"]
    assert found == level and words in text
    db.reset_settings()


def test_a_path_of_any_bytes(account, admin):
    """Texts are UTF-8 that does no harm, whatever a host has named its folders."""
    log = os.path.join(account.home, os.fsdecode(b"caf\xe9\x1b[2J.log"))
    level, text = asked(account, admin, LIVECHAT_LOG=log)["log file"]
    assert level == "ok" and r"caf\xe9\x1b[2J.log" in text and os.path.exists(log)
