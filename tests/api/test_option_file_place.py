# SPDX-License-Identifier: MIT
"""Where the programs look for the option file on a shared host, where they refuse it, and that each refusal
says what to do."""

import os
import tempfile

import pytest

import servers
from harness.account import Account
from harness.faults import own


@pytest.fixture
def account(folder, config):
    home = tempfile.mkdtemp(prefix="account", dir=folder)
    os.chmod(home, 0o755)
    return Account(home, "customer", config)


def refused(account, *words, **env):
    """The request is answered 503, and one line says why."""
    status, log = account.ask(**env)
    errors = [line for line in log if " error: " in line and "database: " in line]
    assert status == 503 and len(errors) == 1, (status, log)
    for word in words:
        assert word in errors[0], (word, errors[0])
    return errors[0]


def works(account, **env):
    status, log = account.ask(**env)
    assert (status, log) == (200, [])


# --- found -------------------------------------------------------------------------------------

def test_above_the_published_folder(account):
    account.put()
    works(account)


def test_in_a_folder_further_up(account):
    """A site in a folder of its own, as control panels make them for each further domain."""
    account.put()
    works(account, DOCUMENT_ROOT=account.cgi_bin)


def test_the_nearest_counts(account):
    account.put()
    account.put("public_html", "livechat.cnf", content=b"[livechat]\nsocket = /nobody/here\n")
    refused(account, "/nobody/here", DOCUMENT_ROOT=account.cgi_bin)


def test_what_the_web_server_names_counts_first(account):
    account.put(content=b"[livechat]\nsocket = /nobody/here\n")
    named = account.put("named.cnf")
    works(account, LIVECHAT_CONFIG=named)
    works(account, REDIRECT_LIVECHAT_CONFIG=named)


def test_in_the_home_folder_where_it_names_the_program(account):
    """The folders above the program are the host's."""
    home = os.path.join(account.home, "home")
    os.mkdir(home)
    own(home, 0o755)
    os.chown(account.public, 0, 0)
    there = account.at_home(home)
    account.put("home", "livechat.cnf")
    refused(account, home + "/livechat.cnf", f"program-folder = {account.cgi_bin}", **there)
    account.put("home", "livechat.cnf", more=b"program-folder = /nowhere\n")
    refused(account, f"program-folder = {account.cgi_bin}", **there)
    folder = os.path.join(account.public, "..", "public_html", "cgi-bin").encode()
    for line in (b"program-folder=%s", b"program_folder = '%s'\r", b'  program-folder = "%s/"  ',
                 b"program-folder = /nowhere\nprogram-folder = %s"):
        account.put("home", "livechat.cnf", more=line % folder + b"\n")
        works(account, **there)
    account.put("home", "livechat.cnf", more=b"[other]\nprogram-folder=%s\n" % folder)
    refused(account, "program-folder", **there)


def test_home_is_not_what_the_variable_says(account):
    os.chown(account.public, 0, 0)
    account.put(more=f"program-folder = {account.cgi_bin}\n".encode())
    works(account, **account.at_home(account.home))
    refused(account, "LIVECHAT_CONFIG", HOME=account.home)


# --- refused -----------------------------------------------------------------------------------

def test_none_anywhere(account):
    """The place that is named is one where it is found, and nobody can download it."""
    line = refused(account, "[livechat]", "LIVECHAT_CONFIG", f"as {account.home}/livechat.cnf")
    assert "public_html" not in line
    account.put()
    works(account)


@pytest.mark.parametrize("root", ["public_html", "link", "public_html/../public_html/", "cgi-bin only"])
def test_in_the_published_folder(account, root):
    os.symlink("public_html", os.path.join(account.home, "link"))
    roots = {"DOCUMENT_ROOT": os.path.join(account.home, root)}
    if root == "cgi-bin only":  # A folder of mod_userdir, which DOCUMENT_ROOT does not contain.
        roots = {"DOCUMENT_ROOT": "/var/www/html", "CONTEXT_DOCUMENT_ROOT": account.public}
    for path in (account.put("public_html", "livechat.cnf"), account.put("public_html", "cgi-bin", "x.cnf")):
        named = {"LIVECHAT_CONFIG": path} if path.endswith("x.cnf") else {}
        refused(account, path, "publishes", f"move it to {account.home}/livechat.cnf", **roots, **named)
    account.put()
    works(account, **roots)


def test_a_link_into_the_published_folder_or_out_of_it(account):
    published = account.put("public_html", "options.txt")
    os.symlink(published, os.path.join(account.home, "livechat.cnf"))
    refused(account, "publishes", LIVECHAT_CONFIG=os.path.join(account.home, "livechat.cnf"))
    os.unlink(os.path.join(account.home, "livechat.cnf"))
    os.symlink(account.put("options"), os.path.join(account.public, "livechat.cnf"))
    refused(account, "publishes", "livechat.cnf")


@pytest.mark.parametrize("root", ["/", "//", "", "nowhere", "/nowhere", "relative/path", None])
def test_a_document_root_that_says_nothing(account, root):
    """Web servers that are shut up in a folder call it so."""
    account.put()
    works(account, DOCUMENT_ROOT=root)


def test_the_whole_home_is_published(account):
    account.put()
    line = refused(account, "publishes", "LIVECHAT_CONFIG", DOCUMENT_ROOT=account.home)
    assert "user id" in line and f"move it to {account.home}" not in line


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_folder_or_file_of_somebody_else(account):
    """Somebody could have the program talk to their database."""
    path = account.put()
    os.chown(path, 4711, 4711)
    os.chmod(path, 0o644)
    refused(account, path, "another account", "chown")
    account.put()
    os.chown(account.home, 4711, 4711)
    refused(account, "LIVECHAT_CONFIG", DOCUMENT_ROOT=None)
    os.chown(account.home, account.uid, account.uid)
    os.chown(account.public, 4711, 4711)
    refused(account, "LIVECHAT_CONFIG")


# --- who may read it ---------------------------------------------------------------------------

@pytest.mark.parametrize("mode, words", [
    (0o644, "everybody on this machine may read its password"), (0o604, "everybody on this machine may read"),
    (0o602, "everybody may write"), (0o660, "its group may write"), (0o666, "everybody may write")])
def test_too_many_may_read_it(account, mode, words):
    path = account.put(mode=mode)
    if os.getuid() != 0 and mode == 0o660:
        pytest.skip("root has no such rule")
    refused(account, path, words, f"chmod 600 {path}", "FTP")


def test_everybody_may_read_one_without_a_password(account):
    account.put(content=b"[livechat]\nsocket = /nobody/here\n", mode=0o644)
    refused(account, "/nobody/here")


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_group_of_the_process_or_file_of_root(account):
    path = account.put(mode=0o640)
    works(account)
    os.chown(path, account.uid, 4711)
    refused(account, path, "a group of which this user is no member")
    os.chown(path, 0, account.uid)
    works(account)


# --- how it was written ------------------------------------------------------------------------

@pytest.mark.parametrize("change", [
    lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n"),
    lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"), lambda text: text.rstrip(b"\n"),
    lambda text: b"\n\n# a comment\n\t" + text.replace(b" = ", b"=")])
def test_editors(account, change):
    """A byte-order mark, line ends of Windows, no line end: none matters."""
    account.put(content=change(account.options))
    works(account)
    account.put("public_html", "cgi-bin", "x", content=b"")
    listed = account.run([servers.ADMIN, "--config", os.path.join(account.home, "livechat.cnf"), "setting", "list"])
    assert listed.returncode == 0, listed


def test_utf16(account):
    path = account.put(content=account.options.decode().encode("utf-16"))
    refused(account, path, "UTF-16", "UTF-8")


def test_a_mark_hides_no_password(account):
    account.put(content=b"\xef\xbb\xbf" + account.options, mode=0o644)
    refused(account, "chmod 600")


# --- the command line tool ---------------------------------------------------------------------

def test_the_tool_finds_the_same(account, folder):
    tool = os.path.join(account.home, "bin", "livechat-admin")
    os.mkdir(os.path.dirname(tool))
    own(os.path.dirname(tool), 0o755)
    os.symlink(servers.ADMIN, tool)
    os.unlink(tool)
    with open(servers.ADMIN, "rb") as source, open(tool, "wb") as copy:
        copy.write(source.read())
    own(tool, 0o755)
    missing = account.run([tool, "user", "list"])
    assert missing.returncode == 3 and f"{account.home}/bin/livechat.cnf" not in missing.stderr
    assert f"{account.home}/livechat.cnf" in missing.stderr, missing.stderr
    path = account.put(mode=0o644)
    open_to_all = account.run([tool, "user", "list"])
    assert open_to_all.returncode == 3 and f"chmod 600 {path}" in open_to_all.stderr
    account.put()
    assert account.run([tool, "user", "list"]).returncode == 0
