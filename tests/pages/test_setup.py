# SPDX-License-Identifier: MIT
"""From one uploaded program to the first answered message, in a browser, on shared hosts of several kinds: Apache runs
under the customer's account, as suexec would run the programs."""

import filecmp
import json
import os
import re
import shutil
import urllib.error
import urllib.request

import pytest

import servers
from harness.faults import own
from harness.forms import form
from harness.site import MODULES

BASIC = ("mpm_event", "authz_core", "alias", "dir", "mime", "env", "setenvif")


class Host:
    """Apache with a home folder of which public_html is published; .url is the base of what the program serves, .entry
    where its owner begins."""

    modules = (*BASIC, "cgid")
    entry = ""
    address = {"says": "Your host does not follow such lines. Nothing was changed."}
    refuses_files = False

    def __init__(self, owner):
        self.owner, self.account, self.port = owner, owner.account, servers.free_port()
        self.run = os.path.join(self.account.folder, "apache")
        os.mkdir(self.run)
        own(self.run, 0o755)
        modules = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n" for name in self.modules)
        conf = os.path.join(self.run, "httpd.conf")
        servers.write_file(conf, f"""ServerRoot {self.run}
Listen 127.0.0.1:{self.port}
ServerName localhost
PidFile {self.run}/pid
DefaultRuntimeDir {self.run}
ErrorLog {self.run}/error.log
{modules}TypesConfig /etc/mime.types
DocumentRoot {self.account.public}
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<Directory {self.account.public}>
	Require all granted
</Directory>
{self.more()}
""")
        become = [] if os.getuid() else [f"--reuid={self.account.uid}", f"--regid={self.account.uid}", "--clear-groups"]
        self.process = servers.Process(
            "apache2", ["setpriv", *become, "/usr/sbin/apache2", "-DFOREGROUND", "-f", conf], os.path.join(self.run, "log"))
        self.process.wait_until(lambda: servers.port_error(self.port) is not None)

    @property
    def short(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"{self.short}/cgi-bin/livechat.fcgi"

    def more(self):
        return f"ScriptSock {self.run}/cgisock\nScriptAlias /cgi-bin/ {self.account.cgi_bin}/"


class WithHtaccess(Host):
    """It reads .htaccess files, in which the customer has saved htaccess-example, and has mod_fcgid."""

    modules = (*BASIC, "fcgid", "headers", "rewrite")
    entry = "/livechat/setup"
    address = None
    refuses_files = True

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def more(self):
        with open(os.path.join(servers.ROOT, "htaccess-example"), encoding="utf-8") as file:
            _, top, below = re.split(r"^# =====.*=====$", file.read(), flags=re.M)
        self.account.put("public_html", ".htaccess", content=top.encode(), mode=0o644)
        self.account.put("public_html", "cgi-bin", ".htaccess", content=below.encode(), mode=0o644)
        return f"""FcgidIPCDir {self.run}/sock
FcgidProcessTableFile {self.run}/shm
FcgidMaxProcesses 3
<Directory {self.account.public}>
	AllowOverride FileInfo Options=ExecCGI
</Directory>"""


class Allowing(Host):
    """It reads .htaccess files, in which .allows may stand."""

    modules = (*BASIC, "fcgid", "rewrite")
    allows = "All"
    address = {"short": True}
    refuses_files = True

    def more(self):
        return f"""FcgidIPCDir {self.run}/sock
FcgidProcessTableFile {self.run}/shm
FcgidMaxProcesses 3
<Directory {self.account.public}>
	AllowOverride {self.allows}
</Directory>
<Directory {self.account.cgi_bin}>
	Options +ExecCGI
	SetHandler fcgid-script
</Directory>"""

    def ask(self, path):
        """The status and the text of a page of the website."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


WORDPRESS = """# BEGIN WordPress
# The directives (lines) between "BEGIN WordPress" and "END WordPress" are
# dynamically generated, and should only be modified via WordPress filters.
# Any changes to the directives between these markers will be overwritten.
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule .* - [E=HTTP_AUTHORIZATION:%{HTTP:Authorization}]
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>

# END WordPress
"""

FRONT = """#!/bin/sh
case $REQUEST_URI in
/ | /hello/) ;;
*) echo 'Status: 404' ;;
esac
echo 'Content-Type: text/plain'
echo
echo "WordPress shows $REQUEST_URI"
"""


class BesideWordPress(Allowing):
    """Plain CGI in a folder of scripts, and a website of an application that takes every address."""

    modules = (*BASIC, "cgid", "rewrite")
    allows = "FileInfo"
    refuses_files = False

    def more(self):
        self.account.put("public_html", ".htaccess", content=WORDPRESS.encode(), mode=0o644)
        self.account.put("public_html", "index.php", content=FRONT.encode(), mode=0o755)
        return f"""ScriptSock {self.run}/cgisock
DirectoryIndex index.php
<Directory {self.account.public}>
	AllowOverride {self.allows}
	Options +ExecCGI
	<Files "index.php">
		SetHandler cgi-script
	</Files>
</Directory>
ScriptAlias /cgi-bin/ {self.account.cgi_bin}/"""


class Refusing(Allowing):
    allows = "AuthConfig"


class WithCgi(Allowing):
    """It also runs plain CGI, where the customer says so."""

    modules = (*Allowing.modules, "cgid")
    allows = "FileInfo"
    refuses_files = False

    def more(self):
        return f"{super().more()}\nScriptSock {self.run}/cgisock"


class WithHtaccessAndCgi(WithHtaccess):
    modules = (*WithHtaccess.modules, "cgid")
    refuses_files = False

    def more(self):
        return f"{super().more()}\nScriptSock {self.run}/cgisock"


class WithLargeBodies(WithCgi):
    """Its hoster has raised the limit of mod_fcgid."""

    def more(self):
        return f"{super().more()}\nFcgidMaxRequestLen 104923136"


@pytest.fixture
def new_host(new_owner):
    """A function that starts a host of a class."""
    started = []

    def start(kind):
        started.append(kind(new_owner()))
        return started[-1]
    yield start
    for host in started:
        host.process.stop()


def set_up(host, node):
    node("setup.mjs", LIVECHAT_URL=host.url, LIVECHAT_ENTRY=host.entry, LIVECHAT_PUBLIC=host.account.public,
         LIVECHAT_LATER=os.path.join(servers.BUILD, "tests", "later", "livechat.fcgi"),
         LIVECHAT_REFUSES_FILES="yes" if host.refuses_files else "", LIVECHAT_ADDRESS=json.dumps(host.address), LIVECHAT_DATABASE=json.dumps(host.owner.database()))


@pytest.mark.parametrize("kind", [Host, WithHtaccess], ids=["cgi", "htaccess"])
def test_an_owner_sets_it_up_in_a_browser(new_host, kind, node):
    host = new_host(kind)
    set_up(host, node)
    log = os.path.join(host.account.home, "livechat.log")
    assert os.path.exists(log), "processes that ran before there was an option file use the log beside it"


# --- large files ---------------------------------------------------------------------------------

LARGE = 200000


def copy_of(host):
    return os.path.join(host.account.cgi_bin, "livechat-upload.cgi")


def takes_large_files(host):
    """Whether the program answers to them, rather than the web server."""
    body, headers = form("a.bin", b"x" * LARGE)
    request = urllib.request.Request(f"{host.short}/api/v1/livechat/upload/none", body, headers)
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as error:
        return error.code == 403 and json.load(error) == {"success": False, "error": "unauthorized"}
    return False


@pytest.mark.parametrize("kind", [WithCgi, WithHtaccessAndCgi], ids=["lines of its own", "lines of before"])
def test_a_copy_of_the_program_takes_large_files(new_host, kind, node):
    """Also after an upgrade, which is the last thing that happens here."""
    host = new_host(kind)
    set_up(host, node)
    assert filecmp.cmp(copy_of(host), host.account.program, shallow=False) and takes_large_files(host)
    with open(os.path.join(host.account.public, ".htaccess"), encoding="utf-8") as file:
        assert "<Files livechat-upload.cgi>" in file.read() or kind is WithHtaccessAndCgi
    assert not os.path.exists(os.path.join(host.account.home, "livechat.trial"))


@pytest.mark.parametrize("kind", [Allowing, WithLargeBodies], ids=["nothing runs it", "not needed"])
def test_where_a_copy_does_not_help_there_is_none(new_host, kind, node):
    host = new_host(kind)
    set_up(host, node)
    assert not os.path.exists(copy_of(host)) and takes_large_files(host) is not host.refuses_files
    with open(os.path.join(host.account.public, ".htaccess"), encoding="utf-8") as file:
        assert "<Files" not in file.read()


class ByHand(WithCgi):
    """Its owner set it up without short addresses, or before there was a copy."""


def health(host, node, name):
    """What the page "Health" says about large files to an admin."""
    said = node("health_files.mjs", LIVECHAT_URL=host.url, LIVECHAT_NAME=name,
                LIVECHAT_ADMIN=json.dumps([servers.ADMIN, "--config", host.owner.option_file]))
    return json.loads(re.search(r"^FOUND (.*)$", said, re.M)[1])


def test_an_admin_is_told_how_large_files_get_through(new_host, node):
    """The limit of mod_fcgid is as it is by default; then somebody does what the page says."""
    host = new_host(ByHand)
    host.owner.prove()
    host.owner.does(".database", **host.owner.database())
    found = health(host, node, "refused")
    assert re.search(r"Failure\s+Files of more than 128 KiB are refused by the web server: status 500\. Smaller ones arrive",
                     found["text"]), found
    assert "FcgidMaxRequestLen" in found["text"] and f"{host.short}/livechat" in found["text"], found
    host.account.put("public_html", ".htaccess", content=found["lines"].encode(), mode=0o644)
    shutil.copy(host.account.program, copy_of(host))
    own(copy_of(host), 0o755)
    host.__class__ = type("Short", (ByHand,), {"url": property(lambda self: self.short)})
    found = health(host, node, "arrives")
    assert re.search(r"In order\s+Files of more than 128 KiB arrive", found["text"]) and not found["lines"], found
    stored = os.path.join(host.account.home, "livechat-files")
    assert not os.path.exists(stored) or not [name for _, _, names in os.walk(stored) for name in names]


def test_the_website_beside_it_answers_as_before(new_host, node):
    host = new_host(BesideWordPress)
    paths = ("/", "/hello/", "/nowhere", "/cgi-bin/nowhere", "/index.php")
    before = [host.ask(path) for path in paths]
    assert before[1] == (200, "WordPress shows /hello/\n") and before[2][0] == 404
    set_up(host, node)
    assert [host.ask(path) for path in paths] == before
    assert host.ask("/api/info")[1].startswith("{") and "WordPress" in host.ask("/apis")[1]
    with open(os.path.join(host.account.public, ".htaccess"), encoding="utf-8") as file:
        text = file.read()
    assert text.endswith(f"# END livechat\n{WORDPRESS}")
    assert sorted(name for name in os.listdir(host.account.public) if not name.endswith(".txt")) == [
        ".htaccess", ".htaccess.before-livechat", "cgi-bin", "index.php"]


# --- where short addresses do not work -------------------------------------------------------------

def address(host, node, **variables):
    """Has an owner, whose tables are there, try it in a browser; .htaccess is as before."""
    path = os.path.join(host.account.public, ".htaccess")

    def text():
        return open(path, "rb").read() if os.path.exists(path) else None
    before = text()
    host.owner.prove()
    host.owner.does(".database", **host.owner.database())
    node("address.mjs", LIVECHAT_URL=host.url, LIVECHAT_HOME=host.account.home,
         LIVECHAT_PROOF=json.dumps({"nonce": host.owner.nonce, "key": host.owner.key}), **variables)
    assert text() == before
    assert not [name for name in os.listdir(host.account.public) if name.startswith((".htaccess.", "livechat-probe"))]


def test_a_host_that_does_not_allow_the_lines(new_host, node):
    address(new_host(Refusing), node, LIVECHAT_SAYS="Your host does not allow such lines. Nothing was changed.")


def test_a_website_with_such_an_address_of_its_own(new_host, node):
    host = new_host(Allowing)
    host.account.put("public_html", "avatar.html", content=b"mine", mode=0o644)
    host.account.put("public_html", ".htaccess", content=b"RewriteEngine On\nRewriteRule ^avatar/ /avatar.html [L]\n", mode=0o644)
    address(host, node, LIVECHAT_SAYS="Your website itself answers at")


def test_other_lines_that_switch_ours_off(new_host, node):
    host = new_host(Allowing)
    host.account.put("public_html", ".htaccess", content=b"RewriteEngine On\n" + WORDPRESS.encode() + b"RewriteEngine Off\n", mode=0o644)
    address(host, node, LIVECHAT_SAYS="The chat did not answer at the short address")


def test_lines_that_break_the_website_and_the_way_to_the_program(new_host, node):
    """Rules slept in the file, which ours wake up: no request arrives any more."""
    host = new_host(Allowing)
    host.account.put("public_html", ".htaccess", content=b"RewriteRule ^ - [F]\n", mode=0o644)
    address(host, node, LIVECHAT_SAYS="With the lines your website did not answer as before. All is as it was again.",
            LIVECHAT_BREAKS="yes")


def test_a_page_that_is_left_while_it_tries(new_host, node):
    host = new_host(Allowing)
    host.account.put("public_html", ".htaccess", content=b"# mine\n", mode=0o644)
    address(host, node, LIVECHAT_LEAVES="yes")


def test_a_file_that_the_program_may_not_change(new_host, node):
    host = new_host(Allowing)
    host.account.put("public_html", ".htaccess", content=b"# mine\n", mode=0o444)
    address(host, node, LIVECHAT_CAUSE="it is protected against writing")
