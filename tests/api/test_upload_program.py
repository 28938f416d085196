# SPDX-License-Identifier: MIT
"""livechat-upload.cgi, a second name of the program under which files are taken as plain CGI: the set-up makes it if it helps,
a later release renews it, and one of an earlier release never works on with the tables of a later one."""

import contextlib
import filecmp
import os
import shutil
import stat

import pytest

import servers
from harness.checks import wait_for
from harness.faults import own
from harness.site import SpawnFcgi

PROGRAM = "/cgi-bin/livechat.fcgi"
LATER = os.path.join(servers.BUILD, "tests", "later", "livechat.fcgi")
ADMIN = {"username": "lisa", "name": "Lisa Simpson", "password": "a long password"}
OLD = b"of an earlier release"


class Website:
    """Somebody who has proved that the web space is theirs; .copy is where the copy is made."""

    def __init__(self, owner):
        self.owner, self.account, self.root = owner, owner.account, owner.account.public
        self.copy = os.path.join(self.account.cgi_bin, "livechat-upload.cgi")
        self.note = os.path.join(self.account.home, "livechat.trial")
        owner.prove()

    def ask(self, action, through=PROGRAM, **env):
        self.owner.env = {"SCRIPT_NAME": PROGRAM, "REQUEST_URI": f"{through}/api/v1/livechat/setup.address", **env}
        status, reply = self.owner.ask(".address", action=action, files=True)
        self.owner.env = {}
        return status, reply

    def does(self, action, through=PROGRAM, **env):
        status, reply = self.ask(action, through, **env)
        assert status == 200, reply
        return reply

    def write(self, **env):
        probe = self.does("probe", **env)["probe"]
        self.does("write", f"/{probe}", **env)
        return probe

    def has_copy(self):
        """It is the program, and nothing else is left of making it."""
        made = [name for name in os.listdir(self.account.cgi_bin) if name.startswith("livechat-upload")]
        return made == ["livechat-upload.cgi"] and filecmp.cmp(self.copy, self.account.program, shallow=False)

    def expire(self):
        with open(self.note, encoding="utf-8") as file:
            _, rest = file.read().split("\n", 1)
        with open(self.note, "r+", encoding="utf-8") as file:
            file.write(f"{1:013d}\n{rest}")

    def put_old(self):
        self.account.put("public_html", "cgi-bin", "livechat-upload.cgi", content=OLD, mode=0o755)


@pytest.fixture
def website(new_owner):
    made = Website(new_owner())
    yield made
    with contextlib.suppress(FileNotFoundError):
        os.unlink(made.note)


# --- the set-up ----------------------------------------------------------------------------------

def test_it_is_tried_with_the_lines_and_kept_with_them(website):
    probe = website.write()
    for folder in (probe, ""):
        with open(os.path.join(website.root, folder, ".htaccess"), encoding="utf-8") as file:
            assert "<Files livechat-upload.cgi>\n" in file.read()
    assert os.path.samefile(website.copy, website.account.program)
    website.does("confirm", "")
    assert website.has_copy() and not os.path.exists(website.note)


@pytest.mark.parametrize("how", ["undone", "left alone", "finished"])
def test_it_goes_when_nobody_confirms_it(website, how):
    if how == "finished":
        website.owner.does(".database", **website.owner.database())
    website.write()
    assert website.has_copy()
    if how == "undone":
        website.does("undo")
    elif how == "finished":
        website.owner.does(".admin", **ADMIN)
    else:
        website.expire()
        website.account.request("GET", "/api/info")
    assert not os.path.exists(website.copy) and not os.path.exists(os.path.join(website.root, ".htaccess"))
    assert os.path.exists(website.account.program)


def test_where_lines_lead_to_it_already_it_is_kept_alone(website):
    website.does("probe")
    status, reply = website.ask("confirm")
    assert status == 400 and "short address" in reply["error"]
    website.does("confirm", "")
    assert website.has_copy() and os.listdir(website.root) == ["cgi-bin"]


def test_a_file_system_without_links(website):
    website.write(**website.account.preload("no_links"))
    website.does("confirm", "")
    assert website.has_copy() and not os.path.samefile(website.copy, website.account.program)
    copy, program = os.stat(website.copy), os.stat(website.account.program)
    assert stat.S_IMODE(copy.st_mode) == stat.S_IMODE(program.st_mode) and copy.st_mtime_ns == program.st_mtime_ns


def test_one_that_was_there_before_becomes_the_program_and_stays(website):
    website.put_old()
    website.write()
    assert website.has_copy()
    website.does("undo")
    assert website.has_copy()


def refused(website, words):
    status, reply = website.ask("probe")
    assert (status, reply["errorType"]) == (400, "error-setup-address") and words in reply["error"], reply
    assert not os.path.exists(website.note) and os.listdir(website.root) == ["cgi-bin"]


def test_what_is_no_file_of_the_account_is_left_alone(website):
    os.symlink("../../livechat.cnf", website.copy)
    refused(website, "no regular file")
    assert os.readlink(website.copy) == "../../livechat.cnf"
    os.unlink(website.copy)
    os.mkdir(website.copy)
    refused(website, "no regular file")
    os.rmdir(website.copy)
    if os.getuid() == 0:
        website.put_old()
        os.chown(website.copy, 4711, -1)
        refused(website, "another account")


def test_a_folder_that_the_program_may_not_write_to(website):
    os.chmod(website.account.cgi_bin, 0o555)
    try:
        refused(website, "cannot be made")
    finally:
        own(website.account.cgi_bin, 0o755)


@pytest.mark.parametrize("path", ["{home}/livechat.log", "{home}/livechat-upload.cgi/", "livechat-upload.cgi.old", "/"])
def test_a_note_that_names_another_file(website, path):
    kept = website.account.put("livechat.log", content=b"x")
    path = path.replace("{home}", website.account.home)
    website.account.put("livechat.trial", content=f"1\nx\n{PROGRAM}\n-\n-\n{website.root}\n{path}\n".encode())
    assert website.account.request("GET", "/api/info")[0] == 200
    assert os.path.exists(kept) and os.path.exists(website.account.program) and not os.path.exists(website.note)


# --- an upgrade ----------------------------------------------------------------------------------

class InOwnFolder(SpawnFcgi):
    """The program in a folder in which it may make files."""

    name_of_program = "livechat.fcgi"

    def program(self):
        folder = self.path("programs")
        if not os.path.isdir(folder):
            os.mkdir(folder)
            shutil.copy(os.path.join(servers.CGI_BIN, self.name_of_program), folder)
            servers.write_file(os.path.join(folder, "livechat-upload.cgi"), "of an earlier release", 0o755)
            self.prepare(folder)
        return [os.path.join(folder, self.name_of_program)]

    def prepare(self, folder):
        """What else is in it."""

    def names(self):
        return sorted(os.listdir(self.path("programs")))

    def is_renewed(self):
        return os.path.samefile(self.path("programs", "livechat-upload.cgi"), self.path("programs", "livechat.fcgi"))


class WithFolder(InOwnFolder):
    """Something that cannot be replaced has the name."""

    def prepare(self, folder):
        os.unlink(os.path.join(folder, "livechat-upload.cgi"))
        os.mkdir(os.path.join(folder, "livechat-upload.cgi"))


class OfOneEndpoint(InOwnFolder):
    name_of_program = "message.fcgi"


@pytest.fixture
def serving(folder, config):
    started = []

    def start(kind):
        started.append(kind(kind.__name__, folder, config))
        return started[-1]
    yield start
    for site in started:
        site.stop()


def test_the_program_renews_it_when_it_begins_to_serve(serving):
    site = serving(InOwnFolder)
    assert site.is_renewed() and site.names() == ["livechat-upload.cgi", "livechat.fcgi"]
    program = site.path("programs", "livechat.fcgi")
    shutil.copy(program, f"{program}.new")
    os.rename(f"{program}.new", program)
    assert not site.is_renewed()
    # The process notices that it was replaced, and the new one serves the next request.
    wait_for(lambda: site.client.get("config").status == 200 and site.is_renewed(), 60)
    assert site.names() == ["livechat-upload.cgi", "livechat.fcgi"]


def test_a_program_with_one_endpoint_does_not_take_its_place(serving):
    site = serving(OfOneEndpoint)
    assert site.client.post("message").status == 400
    with open(site.path("programs", "livechat-upload.cgi"), encoding="utf-8") as file:
        assert file.read() == "of an earlier release"


def test_one_that_cannot_be_renewed_is_said(serving):
    site = serving(WithFolder)
    lines = [line for line in site.log().splitlines() if "livechat-upload.cgi takes files" in line]
    assert len(lines) == 1 and "no regular file" in lines[0] and "save livechat.fcgi once more" in lines[0], lines
    site.client.get("config")
    assert site.log().count("livechat-upload.cgi takes files") == 1


def test_one_of_an_earlier_release_does_not_take_files_into_later_tables(website):
    owner, account = website.owner, website.account
    owner.does(".database", **owner.database())
    owner.does(".admin", **ADMIN)
    shutil.copy(account.program, website.copy)
    own(website.copy, 0o755)
    account.install(LATER)
    owner.key = None
    owner.prove()
    program, account.program = account.program, website.copy
    assert account.request("GET", "/api/v1/livechat/config")[0] == 200, "the tables are those of before"
    account.program = program
    owner.does(".migrate")
    account.program = website.copy
    for path in ("/api/v1/livechat/upload/none", "/api/v1/rooms.media/none"):
        status, reply, log = account.request("POST", path, {})
        assert (status, reply["details"]) == (503, {"reason": "tables-newer"}), reply
        assert "livechat-upload.cgi" in reply["error"], reply
        assert any("save livechat.fcgi once more as livechat-upload.cgi" in line for line in log), log
    account.install(LATER)
    assert account.request("GET", "/api/v1/livechat/config")[0] == 200, "it was saved once more"


def test_health_says_that_it_is_of_another_release(serving, db):
    """Where the program did not begin anew since somebody saved it."""
    site, agent = serving(InOwnFolder), db.user("admin")
    path = site.path("programs", "livechat-upload.cgi")

    def found():
        return [one for one in site.client.get("health", user=agent).json["findings"] if one["subject"] == "upload program"]
    assert found() == []
    os.unlink(path)
    servers.write_file(path, "of an earlier release", 0o755)
    (one,) = found()
    assert one["level"] == "warning" and path in one["text"] and "save livechat.fcgi once more" in one["remedy"], one
    os.unlink(path)
    assert found() == []
