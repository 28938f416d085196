# SPDX-License-Identifier: MIT
"""From one uploaded program to the first answered message, in a browser, on shared hosts of several kinds: Apache runs
under the customer's account, as suexec would run the programs."""

import json
import os
import re

import pytest

import servers
from harness.faults import own
from harness.site import MODULES

BASIC = ("mpm_event", "authz_core", "alias", "dir", "mime", "env", "setenvif")


class Host:
    """Apache with a home folder of which public_html is published; .url is the base of what the program serves, .entry
    where its owner begins."""

    modules = (*BASIC, "cgid")
    entry = ""

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
    def url(self):
        return f"http://127.0.0.1:{self.port}/cgi-bin/livechat.fcgi"

    def more(self):
        return f"ScriptSock {self.run}/cgisock\nScriptAlias /cgi-bin/ {self.account.cgi_bin}/"


class WithHtaccess(Host):
    """It reads .htaccess files, in which the customer has saved htaccess-example, and has mod_fcgid."""

    modules = (*BASIC, "fcgid", "headers", "rewrite")
    entry = "/livechat/setup"

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


@pytest.fixture(params=[Host, WithHtaccess], ids=["cgi", "htaccess"])
def host(new_owner, request):
    made = request.param(new_owner())
    yield made
    made.process.stop()


def test_an_owner_sets_it_up_in_a_browser(host, node):
    node("setup.mjs", LIVECHAT_URL=host.url, LIVECHAT_ENTRY=host.entry, LIVECHAT_PUBLIC=host.account.public,
         LIVECHAT_LATER=os.path.join(servers.BUILD, "tests", "later", "livechat.fcgi"), LIVECHAT_DATABASE=json.dumps(host.owner.database()))
    log = os.path.join(host.account.home, "livechat.log")
    assert os.path.exists(log), "processes that ran before there was an option file use the log beside it"
