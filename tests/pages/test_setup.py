# SPDX-License-Identifier: MIT
"""From one uploaded program to the first answered message, in a browser: on a shared host whose Apache runs the
programs in cgi-bin under the customer's account, and does not read .htaccess files."""

import json
import os

import pytest

import servers
from harness.site import MODULES


class Host:
    """Apache under the account of its only customer, as suexec would run the programs."""

    def __init__(self, owner):
        account = owner.account
        self.port = servers.free_port()
        run = os.path.join(account.folder, "apache")
        os.mkdir(run)
        os.chown(run, account.uid, account.uid)
        modules = "".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so\n"
                          for name in ("mpm_event", "authz_core", "alias", "cgid", "dir", "mime"))
        conf = os.path.join(run, "httpd.conf")
        servers.write_file(conf, f"""ServerRoot {run}
Listen 127.0.0.1:{self.port}
ServerName localhost
PidFile {run}/pid
DefaultRuntimeDir {run}
ScriptSock {run}/cgisock
ErrorLog {run}/error.log
{modules}TypesConfig /etc/mime.types
DocumentRoot {account.public}
ScriptAlias /cgi-bin/ {account.cgi_bin}/
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<Directory {account.public}>
	Require all granted
</Directory>
""")
        prefix = [] if os.getuid() else [f"--reuid={account.uid}", f"--regid={account.uid}", "--clear-groups"]
        self.process = servers.Process("apache2", ["setpriv", *prefix, "/usr/sbin/apache2", "-X", "-f", conf][0 if prefix else 1:],
                                       os.path.join(run, "log"))
        self.process.wait_until(lambda: servers.port_error(self.port) is not None)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/cgi-bin/livechat.fcgi"


@pytest.fixture
def host(new_owner):
    owner = new_owner()
    made = Host(owner)
    made.owner = owner
    yield made
    made.process.stop()


def test_an_owner_sets_it_up_in_a_browser(host, node):
    node("setup.mjs", LIVECHAT_URL=host.url, LIVECHAT_DATABASE=json.dumps(host.owner.database()),
         LIVECHAT_PUBLIC=host.owner.account.public)
