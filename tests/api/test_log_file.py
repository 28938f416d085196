# SPDX-License-Identifier: MIT
"""The log file of our own: the lines of the log for people who cannot read the web server's. Whatever is wrong
with it, requests are answered, and the web server's log has all lines."""

import os
import stat
import subprocess
import tempfile

import pytest

from harness.account import Account
from harness.faults import own

FULL = 1024 * 1024
WRONG = b"[livechat]\nsocket = /nobody/here\n"


@pytest.fixture
def account(folder, config):
    """Its option file names a database that is not there, so that each request is a line in the log."""
    home = tempfile.mkdtemp(prefix="log", dir=folder)
    os.chmod(home, 0o755)
    account = Account(home, "customer", config)
    account.put(content=WRONG)
    account.log = os.path.join(account.home, "livechat.log")
    return account


def lines(path):
    with open(path) as file:
        return file.read().splitlines()


def check_answered(account, *words, **env):
    """The request is answered 503, and the web server's log has the cause, and these words."""
    status, log = account.ask(**env)
    assert status == 503 and "/nobody/here" in "".join(log), (status, log)
    for word in words:
        assert word in "".join(log), (word, log)
    return log


# --- where it is -------------------------------------------------------------------------------

def test_beside_the_option_file(account):
    """It has what the web server's log has, and only the account may read it."""
    said = check_answered(account) + check_answered(account)
    assert lines(account.log) == said and len(said) == 2
    assert stat.S_IMODE(os.stat(account.log).st_mode) == 0o600


def test_where_the_variable_says(account):
    elsewhere = os.path.join(account.home, "elsewhere")
    said = check_answered(account, LIVECHAT_LOG=elsewhere)
    assert lines(elsewhere) == said and not os.path.exists(account.log)


def test_none(account):
    assert len(check_answered(account, LIVECHAT_LOG="/dev/null")) == 1
    assert not os.path.exists(account.log)


def test_a_fault_of_the_option_file_is_logged_beside_it(account):
    account.put(content=account.options, mode=0o644)
    status, said = account.ask()
    assert status == 503 and lines(account.log) == said and "chmod 600" in said[0]


def test_no_option_file_no_log_file(account):
    os.unlink(os.path.join(account.home, "livechat.cnf"))
    status, said = account.ask()
    assert status == 503 and len(said) == 1 and not os.path.exists(account.log)


def test_never_in_a_published_folder(account):
    for path in (os.path.join(account.public, "log"), os.path.join(account.cgi_bin, "..", "log")):
        check_answered(account, path, "publishes", "LIVECHAT_LOG", LIVECHAT_LOG=path)
        assert not os.path.exists(path)
    account.put("public_html", "livechat.cnf", content=WRONG)
    account.ask(LIVECHAT_CONFIG=os.path.join(account.public, "livechat.cnf"))
    assert not [name for name in os.listdir(account.public) if "log" in name]


def test_a_folder_that_is_not_the_accounts(account):
    """As /etc: nothing is made there, and nothing is said."""
    folder = os.path.join(account.home, "etc")
    os.mkdir(folder)
    config = account.put("etc", "livechat.cnf", content=WRONG)
    os.chmod(folder, 0o555)
    limits = os.path.join(account.home, "limits")
    assert len(check_answered(account, LIVECHAT_CONFIG=config, LIVECHAT_LIMITS=limits)) == 1
    assert os.listdir(folder) == ["livechat.cnf"]


# --- its size ----------------------------------------------------------------------------------

def fill(account, size, mode=0o600):
    with open(account.log, "wb") as file:
        file.write(b"x" * (size - 1) + b"\n")
    own(account.log, mode)


def test_one_old_file_is_kept(account):
    for _ in range(2):
        fill(account, FULL - 20)
        said = check_answered(account)
        assert lines(account.log) == said
        assert os.path.getsize(account.log + ".1") == FULL - 20
    fill(account, FULL - 2000)
    check_answered(account)
    assert FULL - 2000 < os.path.getsize(account.log) < FULL
    assert sorted(name for name in os.listdir(account.home) if "log" in name) == ["livechat.log", "livechat.log.1"]


def test_many_processes_rotate_once(account):
    """No line is lost or mixed, and the old file is the one that was full."""
    fill(account, FULL - 20)
    argv = [account.program] if os.getuid() != 0 else [
        "/usr/bin/setpriv", f"--reuid={account.uid}", f"--regid={account.uid}", "--clear-groups", account.program]
    env = {"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "REQUEST_URI": "/api/v1/livechat/config",
           "DOCUMENT_ROOT": account.public}
    running = [subprocess.Popen(argv, env=env, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True) for _ in range(12)]
    said = [line for process in running for line in process.communicate(timeout=60)[1].splitlines()]
    with open(account.log + ".1", "rb") as file:
        old = file.read()[FULL - 20:].decode().splitlines()
    assert sorted(lines(account.log) + old) == sorted(said) and len(said) == 12


# --- what somebody put there -------------------------------------------------------------------

@pytest.mark.parametrize("what, words", [
    ("link", "symbolic link"), ("link to nothing", "symbolic link"), ("hard link", "another name"),
    ("fifo", "log file"), ("fifo with a reader", "no regular file"), ("folder", "directory"),
    ("somebody else's", "log file"), ("full disk", "log file"), ("no folder", "No such file")])
def test_it_is_not_written(account, what, words):
    env, reader = {}, None
    other = account.put("other", content=b"as it was")
    if what.startswith("link"):
        os.symlink(other + ("x" if "nothing" in what else ""), account.log)
    elif what == "hard link":
        os.link(other, account.log)
    elif what.startswith("fifo"):
        os.mkfifo(account.log)
        own(account.log)
        reader = os.open(account.log, os.O_RDONLY | os.O_NONBLOCK) if "reader" in what else None
    elif what == "folder":
        os.mkdir(account.log)
    elif what == "somebody else's":
        if os.getuid() != 0:
            pytest.skip("only root gives files away")
        fill(account, 100, 0o666)
        os.chown(account.log, 4711, 4711)
    elif what == "full disk":
        env = {"LIVECHAT_LOG": "/dev/full"}
    else:
        env = {"LIVECHAT_LOG": os.path.join(account.home, "nowhere", "log")}
    try:
        log = check_answered(account, words, "LIVECHAT_LOG", **env)
        assert len(log) == 2
    finally:
        if reader is not None:
            os.close(reader)
    with open(other, "rb") as file:
        assert file.read() == b"as it was"
    assert not os.path.lexists(other + "x")


@pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a small disk")
def test_a_full_disk(account):
    disk = os.path.join(account.home, "disk")
    os.mkdir(disk)
    mount = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=4k", "none", disk], check=False,
                           capture_output=True)
    if mount.returncode != 0:
        pytest.skip("nothing can be mounted here")
    run = ("mount -t tmpfs -o size=8k,mode=777 none \"$1\" && (head -c 99999 /dev/zero >\"$1/rest\" || :) 2>/dev/null;"
           " shift; exec \"$@\"")
    argv = ["unshare", "-m", "sh", "-c", run, "sh", disk, "/usr/bin/setpriv", f"--reuid={account.uid}",
            f"--regid={account.uid}", "--clear-groups", account.program]
    env = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET",
           "REQUEST_URI": "/api/v1/livechat/config", "DOCUMENT_ROOT": account.public,
           "LIVECHAT_LOG": os.path.join(disk, "log")}
    result = subprocess.run(argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                            timeout=60, check=False)
    assert result.returncode == 0 and result.stdout.startswith("Status: 503"), result
    assert "/nobody/here" in result.stderr and len(result.stderr.splitlines()) == 1
