# SPDX-License-Identifier: MIT
"""Short addresses, which the set-up writes into the .htaccess file of a website: they come only after they were tried, stay only
once they were seen to work, and whatever else is in that file, or in the folder, is as before."""

import contextlib
import os
import re
import shutil
import stat
import time

import pytest

from harness.checks import at_once, wait_for
from harness.faults import own
from harness.owner import ADMIN

PROGRAM = "/cgi-bin/livechat.fcgi"
LONG, SHORT = PROGRAM, ""
LINES = f"""# BEGIN livechat
# Written by the set-up of Livechat. Without these lines its long address still works.
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteCond %{{DOCUMENT_ROOT}}/cgi-bin/livechat-upload.cgi -f
RewriteRule ^api/v1/(livechat/upload|rooms\\.(media|upload))(/|$) /cgi-bin/livechat-upload.cgi [PT,L]
RewriteRule ^(api|avatar|file-upload|livechat)(/|$) {PROGRAM} [PT,L]
</IfModule>
# END livechat
"""
WORDPRESS = """# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule . /index.php [L]
</IfModule>
# END WordPress
"""
REDIRECT = "RewriteEngine On\nRewriteCond %{HTTPS} off\nRewriteRule ^ https://example.com%{REQUEST_URI} [R=301,L]\n"


class Website:
    """The website of somebody who has proved that the web space is theirs, and what their browser does."""

    def __init__(self, owner):
        self.owner, self.root = owner, owner.account.public
        self.file, self.before = self.path(".htaccess"), self.path(".htaccess.before-livechat")
        self.note = os.path.join(owner.account.home, "livechat.trial")
        owner.prove()

    def path(self, *names):
        return os.path.join(self.root, *names)

    def put(self, text, *names, mode=0o644):
        return self.owner.account.put("public_html", *(names or (".htaccess",)),
                                      content=text if isinstance(text, bytes) else text.encode(), mode=mode)

    def ask(self, action, through=LONG, **env):
        self.owner.env = {"SCRIPT_NAME": PROGRAM, "REQUEST_URI": f"{through}/api/v1/livechat/setup.address", **env}
        status, reply = self.owner.ask(".address", action=action)
        self.owner.env = {}
        return status, reply

    def does(self, action, through=LONG, **env):
        status, reply = self.ask(action, through, **env)
        assert status == 200, reply
        return reply

    def refused(self, words, action, through=LONG, **env):
        status, reply = self.ask(action, through, **env)
        assert (status, reply["errorType"]) == (400, "error-setup-address") and words in reply["error"], reply

    def write(self):
        """Tries the lines, and has them written."""
        probe = self.does("probe")["probe"]
        assert self.does("write", f"/{probe}")["pending"]
        return probe

    @property
    def text(self):
        with contextlib.suppress(FileNotFoundError), open(self.file, "rb") as file:
            return file.read()

    def expire(self):
        """The minute is over: what else is in the note stays."""
        with open(self.note, encoding="utf-8") as file:
            _, rest = file.read().split("\n", 1)
        with open(self.note, "r+", encoding="utf-8") as file:
            file.write(f"{1:013d}\n{rest}")

    def listing(self):
        """All that is there, but for what proves the web space."""
        return {os.path.relpath(os.path.join(folder, name), self.root) for folder, folders, names in os.walk(self.root)
                for name in folders + names if not name.endswith(".txt") or name == "probe.txt"}

    def is_as_before(self, text):
        return self.text == (None if text is None else text.encode()) and \
            self.listing() - {".htaccess"} == {"cgi-bin", "cgi-bin/livechat.fcgi"} and not os.path.exists(self.note)


@pytest.fixture
def site(new_owner):
    """When its note is gone the process that waits ends."""
    made = Website(new_owner())
    yield made
    with contextlib.suppress(FileNotFoundError):
        os.unlink(made.note)


# --- the whole way -------------------------------------------------------------------------------

def test_lines_are_tried_in_a_folder_then_written_then_kept(site):
    state = site.does("look")
    assert state == {"success": True, "pending": False, "fastcgi": False, "lines": LINES}
    probe = site.does("probe")["probe"]
    assert re.fullmatch(r"livechat-probe-\w{17}", probe)
    with open(site.path(probe, ".htaccess"), encoding="utf-8") as file:
        assert file.read() == LINES
    assert [stat.S_IMODE(os.stat(site.path(probe, name)).st_mode) for name in ("", ".htaccess", "probe.txt")] == [
        0o755, 0o644, 0o644]
    assert site.text is None
    assert site.does("write", f"/{probe}")["pending"] and site.text == LINES.encode()
    assert site.does("look", SHORT)["pending"]
    assert site.does("confirm", SHORT) == {"success": True, "pending": False, "lines": LINES}
    assert site.text == LINES.encode() and site.listing() == {".htaccess", "cgi-bin", "cgi-bin/livechat.fcgi"}
    assert not os.path.exists(site.note)


@pytest.mark.parametrize("old, new", [
    ("", LINES), (REDIRECT, LINES + REDIRECT), ("Options -Indexes", LINES + "Options -Indexes"),
    (WORDPRESS, LINES + WORDPRESS), (REDIRECT + WORDPRESS, REDIRECT + LINES + WORDPRESS),
    (REDIRECT + WORDPRESS.rstrip(), REDIRECT + LINES + WORDPRESS.rstrip()),
    ((REDIRECT + WORDPRESS).replace("\n", "\r\n"), (REDIRECT + LINES + WORDPRESS).replace("\n", "\r\n")),
    ("\ufeff" + REDIRECT, "\ufeff" + LINES + REDIRECT),
    ("# it goes on \\\n" + WORDPRESS, LINES + "# it goes on \\\n" + WORDPRESS),
    (REDIRECT + LINES.replace("cgi-bin", "old") + WORDPRESS, REDIRECT + LINES + WORDPRESS),
    ("caf\xe9\0".encode("latin-1"), LINES.encode() + "caf\xe9\0".encode("latin-1"))],
    ids=["empty", "rules", "no-line-end", "wordpress", "rules-and-wordpress", "wordpress-no-line-end", "crlf", "mark", "goes-on",
         "own", "bytes"])
def test_every_other_byte_stays(site, old, new):
    old, new = (text if isinstance(text, bytes) else text.encode() for text in (old, new))
    site.put(old, mode=0o640)
    inode = os.stat(site.file).st_ino
    site.write()
    assert site.text == new
    with open(site.before, "rb") as file:
        assert file.read() == old
    assert stat.S_IMODE(os.stat(site.file).st_mode) == stat.S_IMODE(os.stat(site.before).st_mode) == 0o640
    site.does("undo")
    assert site.text == old and os.stat(site.file).st_ino == inode and not os.path.exists(site.before)
    site.write()
    site.does("confirm", SHORT)
    site.does("undo")
    assert site.text == new
    with open(site.before, "rb") as file:
        assert file.read() == old


def test_the_group_of_the_file_stays(site):
    """Its mode may let the web server read it for the sake of its group alone."""
    if os.getuid() != 0:
        pytest.skip("only root gives files away")
    site.put(WORDPRESS, mode=0o640)
    os.chown(site.file, site.owner.account.uid, 4711)
    probe = site.does("probe")["probe"]
    site.refused("cannot be written", "write", f"/{probe}")
    site.does("undo")
    assert site.is_as_before(WORDPRESS)
    os.chmod(site.file, 0o644)
    site.write()
    assert site.text == (LINES + WORDPRESS).encode(), "others may read it, too"


# --- a browser that never comes back -------------------------------------------------------------

@pytest.mark.parametrize("old", [None, WORDPRESS])
@pytest.mark.parametrize("request_of", ["a visitor", "the owner", "nobody"])
def test_what_nobody_confirms_is_put_back(site, old, request_of):
    if old:
        site.put(old)
    site.write()
    account = site.owner.account
    if request_of == "nobody":
        site.expire()
        wait_for(lambda: site.is_as_before(old))
        return
    assert account.request("GET", "/api/info")[0] == 200 and LINES.encode() in site.text, "its minute is not over"
    site.expire()
    if request_of == "a visitor":
        account.request("GET", "/livechat/widget.js")
    else:
        site.refused("begin anew", "confirm", SHORT)
    assert site.is_as_before(old)
    site.does("look")


def test_a_folder_to_try_it_in_goes_when_nobody_comes_back(site):
    probe = site.does("probe")["probe"]
    site.expire()
    site.owner.account.request("GET", "/api/info")
    assert site.is_as_before(None) and not os.path.exists(site.path(probe))


def test_the_end_of_the_set_up_ends_the_trial(site):
    site.owner.does(".database", **site.owner.database())
    site.put(WORDPRESS)
    site.write()
    site.owner.does(".admin", **ADMIN)
    assert site.is_as_before(WORDPRESS)
    for action in ("look", "probe", "confirm", "undo"):
        status, reply = site.ask(action)
        assert (status, reply["errorType"]) == (403, "error-setup-finished")


def test_what_others_have_changed_meanwhile_stays(site):
    site.put(REDIRECT + WORDPRESS)
    site.write()
    site.put(site.text + b"# a plugin\n")
    site.refused("changed meanwhile", "confirm", SHORT)
    site.does("undo")
    assert site.text == (REDIRECT + WORDPRESS + "# a plugin\n").encode()


@pytest.mark.parametrize("old", [None, WORDPRESS])
def test_what_others_change_while_it_is_written_stays(site, old):
    if old:
        site.put(old)
    probe = site.does("probe")["probe"]
    site.refused("changed meanwhile", "write", f"/{probe}", EDITED_FILE=site.file,
                 **site.owner.account.preload("edits_meanwhile"))
    site.does("undo")
    assert site.is_as_before((old or "") + "# edited\n")


@pytest.mark.parametrize("old", [None, WORDPRESS])
def test_a_process_that_is_killed_while_it_writes_leaves_nothing(site, old):
    if old:
        site.put(old)
    probe = site.does("probe")["probe"]
    with pytest.raises(AssertionError, match="returncode=-9"):
        site.ask("write", f"/{probe}", KILLED="yes", **site.owner.account.preload("edits_meanwhile"))
    assert site.text == (old.encode() if old else None)
    site.expire()
    site.owner.account.request("GET", "/api/info")
    assert site.is_as_before(old)


def test_a_copy_that_was_changed_is_not_put_back(site):
    site.put(REDIRECT)
    site.write()
    os.unlink(site.before)
    site.put("Deny from all\n", ".htaccess.before-livechat")
    site.does("undo")
    assert site.text == REDIRECT.encode()


# --- who may, and through which address ----------------------------------------------------------

def test_a_stranger_may_nothing(site):
    probe = site.write()
    site.owner.key = None
    name = next(name for name in os.listdir(site.owner.account.cgi_bin) if name.endswith(".txt"))
    os.unlink(os.path.join(site.owner.account.cgi_bin, name))
    for action, through in (("look", LONG), ("probe", LONG), ("write", f"/{probe}"), ("confirm", SHORT), ("undo", LONG)):
        status, reply = site.ask(action, through)
        assert (status, reply["errorType"]) == (403, "error-setup-not-proved") and "lines" not in reply
    assert site.text == LINES.encode()


def test_an_address_that_was_not_called_proves_nothing(site):
    probe = site.does("probe")["probe"]
    for through in (LONG, SHORT, f"/{probe}x", f"{LONG}/{probe}", "/x"):
        site.refused("did not come through", "write", through)
    site.refused("begin anew", "confirm", SHORT)
    assert site.text is None
    site.does("write", f"/{probe}")
    site.refused("did not come through", "write", f"/{probe}")
    for through in (LONG, f"/{probe}", "/x"):
        site.refused("did not come through", "confirm", through)
    site.does("confirm", SHORT)
    site.refused("begin anew", "confirm", SHORT)
    site.refused("begin anew", "write", f"/{probe}")


def test_one_browser_at_a_time(site):
    answers = at_once(*[lambda: site.owner.account.request(
        "POST", f"{LONG}/api/v1/livechat/setup.address",
        {"nonce": site.owner.nonce, "key": site.owner.key, "action": "probe"}, SCRIPT_NAME=PROGRAM) for _ in range(4)])
    assert sorted(status for status, _, _ in answers) == [200, 400, 400, 400], answers
    assert len([name for name in os.listdir(site.root) if name.startswith("livechat-probe-")]) == 1
    site.refused("another browser", "probe")
    site.does("undo")
    site.does("probe")


# --- what is in the way --------------------------------------------------------------------------

def obstructed(site, words, **env):
    """The page is told why, and nothing is tried."""
    listing = site.listing()
    cause = site.does("look", **env)["cause"]
    assert words in cause, cause
    site.refused(words, "probe", **env)
    assert site.listing() == listing and not os.path.exists(site.note)


@pytest.mark.parametrize("program", [None, "", "/cgi-bin/live chat.fcgi", "/$1.fcgi", "/x\n.fcgi", "/%{ENV:x}", "x.fcgi"])
def test_a_path_that_means_something_to_apache_is_not_written(site, program):
    obstructed(site, "under which path", SCRIPT_NAME=program)
    assert "lines" not in site.does("look", SCRIPT_NAME=program)


@pytest.mark.parametrize("root", [None, "", "relative", "/", "/nobody/here", "/etc"])
def test_a_folder_of_others_is_not_touched(site, root):
    obstructed(site, "does not belong", DOCUMENT_ROOT=root, LIVECHAT_CONFIG=site.owner.option_file)


def test_a_folder_without_the_right_to_write(site):
    os.chmod(site.root, 0o555)
    try:
        obstructed(site, "may not write into")
    finally:
        own(site.root, 0o755)


def test_a_folder_by_another_name(site):
    """Hosts have links such as www for public_html."""
    link = os.path.join(site.owner.account.home, "www")
    os.symlink(site.root, link)
    site.does("probe", DOCUMENT_ROOT=link)


@pytest.mark.parametrize("name", ["api", "avatar", "file-upload", "livechat"])
def test_what_the_website_has_under_these_names_stays_in_reach(site, name):
    probe = site.does("probe")["probe"]
    site.put("x", name)
    site.refused(f"a file or folder {name}", "write", f"/{probe}")
    site.does("undo")
    os.unlink(site.path(name))
    os.symlink("/nobody/here", site.path(name))
    obstructed(site, f"a file or folder {name}")


def link_to_own(site):
    site.put(WORDPRESS, "other")
    os.symlink("other", site.file)


def fifo(site):
    os.mkfifo(site.file)
    os.chown(site.file, site.owner.account.uid, -1)


def of_another(site):
    if os.getuid() != 0:
        pytest.skip("only root gives files away")
    os.chown(site.put(WORDPRESS), 4711, -1)


@pytest.mark.parametrize("make, words", [
    (link_to_own, "symbolic link"), (fifo, "no regular file"), (of_another, "another account"),
    (lambda site: site.put(WORDPRESS, mode=0o444), "protected"), (lambda site: os.mkdir(site.file), "no regular file"),
    (lambda site: site.put("#" * 70000), "longer"), (lambda site: site.put("# BEGIN livechat\n" + WORDPRESS), "no pair"),
    (lambda site: site.put("# END livechat\n" + LINES), "no pair"), (lambda site: site.put(LINES + LINES), "no pair")],
    ids=["link", "fifo", "other", "protected", "folder", "long", "half", "end-first", "twice"])
def test_a_file_that_is_not_for_us_is_left_alone(site, make, words):
    probe = site.does("probe")["probe"]
    make(site)
    listing, seen = site.listing(), os.lstat(site.file)
    status, reply = site.ask("write", f"/{probe}")
    assert status == 400 and words in reply["error"]
    site.does("undo")
    now = os.lstat(site.file)
    assert (now.st_ino, now.st_mtime_ns, now.st_size) == (seen.st_ino, seen.st_mtime_ns, seen.st_size)
    assert site.listing() == {name for name in listing if not name.startswith("livechat-probe-")}
    obstructed(site, words)


def test_links_are_not_followed(site):
    """Another application of the account, which somebody has got into, may make any names in the folder."""
    outside = os.path.join(site.owner.account.home, "outside")
    os.mkdir(outside)
    own(outside, 0o755)
    for name in (".htaccess", "probe.txt"):
        site.owner.account.put("outside", name, content=b"mine")
    probe = site.does("probe")["probe"]
    site.put(WORDPRESS)
    for name in (".htaccess.before-livechat", ".htaccess.livechat-new"):
        os.symlink("../outside/probe.txt", site.path(name))
    site.does("write", f"/{probe}")
    assert site.text == (LINES + WORDPRESS).encode() and not os.path.islink(site.before)
    shutil.rmtree(site.path(probe))
    os.symlink("../outside", site.path(probe))
    site.does("undo")
    assert sorted(os.listdir(outside)) == [".htaccess", "probe.txt"]
    for name in os.listdir(outside):
        with open(os.path.join(outside, name), "rb") as file:
            assert file.read() == b"mine"


@pytest.mark.parametrize("note", [b"", b"1\n", b"1\na/../b\n/x\n-\n-\n/\n", b"\xff" * 9000, b"1\nx\n/$1\n-\n-\n{root}\n"])
def test_a_note_that_the_program_did_not_write(site, note):
    site.put(WORDPRESS)
    site.owner.account.put("livechat.trial", content=note.replace(b"{root}", site.root.encode()))
    assert site.owner.account.request("GET", "/api/info")[0] == 200
    assert site.is_as_before(WORDPRESS)


@pytest.mark.parametrize("how", ["readable", "link"])
def test_a_note_of_others_is_not_believed(site, how):
    site.put(LINES)
    content = f"1\nx\n{PROGRAM}\n-\n-\n{site.root}\n".encode()
    if how == "link":
        os.symlink(site.owner.account.put("other", content=content), site.note)
    else:
        site.owner.account.put("livechat.trial", content=content, mode=0o644)
    site.owner.account.request("GET", "/api/info")
    assert site.text == LINES.encode() and os.path.lexists(site.note)


def test_where_nothing_can_be_noted_nothing_is_tried(site):
    site.owner.without_rights(lambda: site.refused("cannot be made", "probe"))
    assert site.is_as_before(None)


def test_it_takes_no_longer_than_a_minute(site):
    site.write()
    with open(site.note, encoding="utf-8") as file:
        until = int(file.readline()) / 1000
    assert until - 60 <= time.time() < until
