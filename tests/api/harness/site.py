# SPDX-License-Identifier: MIT
"""Web servers that run Livechat with the example configurations."""

import contextlib
import glob
import os
import pwd
import re
import shutil

import servers
from harness.checks import PATIENCE_S
from harness.client import Client
from servers import ROOT, Process

MODULES = "/usr/lib/apache2/modules"
SANITIZER_REPORT = re.compile(r"ERROR: \w+Sanitizer|runtime error:|SUMMARY: \w+Sanitizer|Assertion .* failed")


class Site:
    """A running web server. `client` is a client of it; stop() ends all its processes."""

    def __init__(self, name, folder, config, workers=2, env=None,
                 ready=lambda status: status not in (0, 503)):
        """`ready`: the server is up when it answers with this status."""
        self.name = name
        self.folder = os.path.join(folder, name)
        while os.path.exists(self.folder):  # Two test files may use the same label.
            self.folder += "+"
        os.makedirs(self.folder)
        self.sockets = servers.socket_folder(self.folder)
        self.config = config
        self.workers = workers
        self.limits = os.path.join(self.folder, "limits")
        self.env = {"LIVECHAT_LIMITS": self.limits, **(env or {})}
        self.processes = []
        self.port = servers.free_port()
        self.client = Client("127.0.0.1", self.port)
        try:
            self.start()
            self.processes[-1].wait_until(
                lambda: ready(servers.get(self.client.url + "/api/info", timeout=PATIENCE_S)[0]), 2 * PATIENCE_S)
        except BaseException:
            self.stop()
            raise

    def start(self):
        raise NotImplementedError

    def spawn(self, *args, **kwargs):
        self.processes.append(Process(*args, **kwargs))

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def log(self):
        """Returns all that the server and the programs have logged so far."""
        said = ""
        for path in sorted(glob.glob(self.path("*.log"))):
            if not path.endswith("access.log"):
                with open(path, errors="replace") as file:
                    said += file.read()
        return said

    def sanitizer_reports(self):
        return [line for line in self.log().split("\n") if SANITIZER_REPORT.search(line)]

    def stop(self):
        for process in reversed(self.processes):
            process.stop()
        if self.sockets != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)


class Lighttpd(Site):
    """lighttpd-example.conf with one of its blocks active."""

    server = "lighttpd"
    block = "A"

    def start(self):
        conf = self.path("lighttpd.conf")
        self.start_programs()
        servers.write_file(conf, self.conf())
        self.spawn("lighttpd", ["lighttpd", "-D", "-f", conf], self.path("lighttpd.log"),
                   env=self.env)

    def conf(self):
        return servers.lighttpd_example(self.folder, self.sockets, self.port, self.config, self.block,
                                        self.workers)

    def start_programs(self):
        """Starts the programs that lighttpd does not start itself."""


class LighttpdCgi(Lighttpd):
    """Plain CGI: lighttpd does not pass its own environment on."""

    block = "C"

    def conf(self):
        variables = "".join(f', "{name}" => "{value}"' for name, value in self.env.items())
        return super().conf().replace('"LIVECHAT_CONFIG" => var.config )',
                                      f'"LIVECHAT_CONFIG" => var.config{variables} )')


class LighttpdEach(Lighttpd):
    block = "D"


def programs(site):
    """Returns the processes that run livechat.fcgi for a site, including those that supervise others."""
    found = []
    for pid in servers.processes_with(f"LIVECHAT_LIMITS={site.limits}"):
        with contextlib.suppress(OSError), open(f"/proc/{pid}/comm") as file:
            if file.read().strip() == "livechat.fcgi":
                found.append(pid)
    return sorted(found)


class SpawnFcgi(Lighttpd):
    """One process on a socket that spawn-fcgi has opened."""

    block = "B"

    def program(self):
        return [os.path.join(servers.CGI_BIN, "livechat.fcgi")]

    def socket(self):
        return os.path.join(self.sockets, "livechat.sock")

    def start_programs(self):
        self.spawn("spawn-fcgi", ["spawn-fcgi", "-n", "-s", self.socket(), "-M", "0600", "--", *self.program()],
                   self.path("programs.log"),
                   env={**self.env, "LIVECHAT_CONFIG": self.config, "LIVECHAT_IDLE_EXIT": "0"})


class Magnet(SpawnFcgi):
    """With the optional block of the example."""

    def conf(self):
        return servers.comment_in(super().conf(), "Optional")


class LighttpdFolder(Lighttpd):
    """lighttpd serves the files of the widget from a folder, as they are after `make install`."""

    def conf(self):
        share = self.path("share")
        os.makedirs(share)
        os.symlink(os.path.join(ROOT, "errors"), os.path.join(share, "errors"))
        shutil.copytree(os.path.join(servers.BUILD, "web"), os.path.join(share, "web"))
        return servers.set_variables(servers.comment_in(super().conf(), "Folder"), {"share": share})


class Multiwatch(SpawnFcgi):
    """Several processes on one socket, supervised by multiwatch."""

    def program(self):
        return ["/usr/bin/multiwatch", "-f", str(self.workers), "--", *super().program()]


class Apache(Site):
    """Apache with the example inside a configuration like a host's. As root the programs run under the
    account www-data, which gets copies that it can read."""

    server = "apache"
    block = "A"
    modules = ("mpm_event", "authz_core", "alias", "asis", "env", "dir", "mime", "fcgid")

    def start(self):
        for name in ("htdocs", "run"):
            os.makedirs(self.path(name))
        self.account = ""
        if os.getuid() == 0:
            self.account = "User www-data\nGroup www-data\n"
            for folder in (self.folder, os.path.dirname(self.folder)):
                os.chmod(folder, 0o755)
        os.makedirs(self.path("account"))
        self.own("account")
        if self.env["LIVECHAT_LIMITS"] == self.limits:
            self.limits = self.env["LIVECHAT_LIMITS"] = self.path("account", "limits")
        self.config = self.give(self.config, os.path.join("account", "livechat.cnf"), 0o600)
        conf = self.path("apache.conf")
        servers.write_file(conf, self.host() + self.example())
        self.start_programs()
        self.spawn("apache2", ["apache2", "-d", self.folder, "-f", conf, "-DFOREGROUND"],
                   self.path("error.log"), env=self.env)

    def start_programs(self):
        """Starts the programs that Apache does not start itself."""

    def give(self, source, name, mode):
        """Makes a copy for the account that runs the programs."""
        target = self.path(name)
        shutil.copyfile(source, target)
        os.chmod(target, mode)
        self.own(name)
        return target

    def own(self, name):
        if self.account:
            account = pwd.getpwnam("www-data")
            os.chown(self.path(name), account.pw_uid, account.pw_gid)

    def give_programs(self, folder, *names):
        os.makedirs(self.path(folder))
        for name in names or os.listdir(servers.CGI_BIN):
            if name.endswith(".fcgi"):
                self.give(os.path.join(servers.CGI_BIN, name), os.path.join(folder, name), 0o755)

    def host(self):
        """Returns the part of the configuration that the host provides."""
        run = self.path("run")
        limits = "\n".join(f"SetEnv {name} {value}" for name, value in self.env.items())
        initial = "\n".join(f"FcgidInitialEnv {name} {value}" for name, value in {
            **self.env, **{n: v for n, v in os.environ.items() if n.endswith("SAN_OPTIONS")}}.items())
        return f"""ServerRoot {self.folder}
Listen 127.0.0.1:{self.port}
ServerName localhost
{self.account}PidFile {run}/pid
DefaultRuntimeDir {run}
ErrorLog {self.path("error.log")}
DocumentRoot {self.path("htdocs")}
{"".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" + chr(10) for name in self.modules)}
TypesConfig /dev/null
<Directory />
	AllowOverride None
	Require all denied
</Directory>
<FilesMatch "^\\.ht">
	Require all denied
</FilesMatch>
<Directory {self.path("htdocs")}>
	Require all granted
</Directory>
{limits}
<IfModule mod_fcgid.c>
	FcgidIPCDir {self.short(run)}/sock
	FcgidProcessTableFile {run}/shm
	{initial}
</IfModule>
<IfModule mod_cgid.c>
	ScriptSock {self.short(run)}/cgisock
</IfModule>
"""

    def short(self, folder):
        return folder if self.sockets == self.folder else self.sockets

    def socket(self):
        return os.path.join(self.short(self.path("run")), "livechat.sock")

    def example(self):
        """Returns apache-example.conf with its values replaced."""
        self.give_programs("cgi-bin")
        os.makedirs(self.path("share", "errors"))
        self.give(os.path.join(ROOT, "errors", "503.asis"), "share/errors/503.asis", 0o644)
        with open(os.path.join(ROOT, "apache-example.conf")) as file:
            text = file.read()
        for name, value in (("LIVECHAT_CGI_BIN", self.path("cgi-bin")),
                            ("LIVECHAT_SHARE", self.path("share")),
                            ("LIVECHAT_CONFIG", self.config),
                            ("LIVECHAT_SOCKET", self.socket())):
            text, count = re.subn(rf"^Define {name} .*$", f"Define {name} {value}", text, flags=re.M)
            assert count == 1
        return servers.choose_block(text, self.block)


class ApacheEach(Apache):
    block = "B"


class ApacheProxy(Apache):
    """mod_proxy_fcgi, and one process on a socket of spawn-fcgi that starts the others."""

    block = "C"
    modules = tuple(m for m in Apache.modules if m != "fcgid") + ("proxy", "proxy_fcgi")

    def start_programs(self):
        account = ["-u", "www-data", "-g", "www-data"] if self.account else []
        self.spawn("spawn-fcgi", ["spawn-fcgi", "-n", "-s", self.socket(), "-M", "0600", *account, "--",
                                  self.path("cgi-bin", "livechat.fcgi")],
                   self.path("programs.log"), env={**self.env, "LIVECHAT_CONFIG": self.config,
                                                   "LIVECHAT_PROCESSES": str(self.workers)})


class Htaccess(Apache):
    """A shared host: the customer has a folder and may write .htaccess files into it."""

    modules = (*Apache.modules, "headers", "rewrite", "cgid")
    allow = "FileInfo Options=ExecCGI"
    script_alias = False

    def example(self):
        public = self.path("htdocs")
        self.give_programs("htdocs/cgi-bin", "livechat.fcgi")
        self.give(os.path.join(servers.CGI_BIN, "livechat.fcgi"), "htdocs/cgi-bin/livechat-upload.cgi", 0o755)
        with open(os.path.join(ROOT, "htaccess-example")) as file:
            parts = re.split(r"^# =====.*=====$", file.read(), flags=re.M)
        assert len(parts) == 3
        top, count = re.subn(r"^#SetEnv LIVECHAT_CONFIG .*$", f"SetEnv LIVECHAT_CONFIG {self.config}",
                             parts[1], flags=re.M)
        assert count == 1
        servers.write_file(os.path.join(public, ".htaccess"), top)
        servers.write_file(os.path.join(public, "cgi-bin", ".htaccess"), self.cgi_bin_part(parts[2]))
        alias = f'ScriptAlias /cgi-bin/ "{public}/cgi-bin/"\n' if self.script_alias else ""
        return f"{alias}<Directory {public}>\n\tAllowOverride {self.allow}\n</Directory>\n"

    def cgi_bin_part(self, part):
        return part


class HtaccessCgi(Htaccess):
    """A shared host without mod_fcgid."""

    modules = tuple(m for m in Htaccess.modules if m != "fcgid")


class HtaccessScriptAlias(HtaccessCgi):
    """A shared host that runs the programs in cgi-bin and does not allow Options."""

    allow = "FileInfo"
    script_alias = True

    def cgi_bin_part(self, part):
        return part.replace("Options +ExecCGI\n", "")


class WithFolder:
    """Apache serves the files of the widget from a folder, as they are after `make install`."""

    def example(self):
        text = servers.comment_in(super().example(), "Folder")
        shutil.copytree(os.path.join(servers.BUILD, "web"), self.path("share", "web"))
        return text


class ApacheFolder(WithFolder, Apache):
    modules = (*Apache.modules, "headers")


class ApacheEachFolder(WithFolder, ApacheEach):
    modules = (*ApacheEach.modules, "headers")


class ApacheProxyFolder(WithFolder, ApacheProxy):
    modules = (*ApacheProxy.modules, "headers")


# What is tested with them says so.
SPECIAL_SITES = {"lighttpd-folder": LighttpdFolder, "apache-folder": ApacheFolder,
                 "apache-each-folder": ApacheEachFolder, "apache-proxy-folder": ApacheProxyFolder}

SITES = {
    "lighttpd": Lighttpd,
    "lighttpd-cgi": LighttpdCgi,
    "lighttpd-each": LighttpdEach,
    "spawn-fcgi": SpawnFcgi,
    "magnet": Magnet,
    "multiwatch": Multiwatch,
    "apache": Apache,
    "apache-each": ApacheEach,
    "apache-proxy": ApacheProxy,
    "htaccess": Htaccess,
    "htaccess-cgi": HtaccessCgi,
    "htaccess-scriptalias": HtaccessScriptAlias,
}
