# SPDX-License-Identifier: MIT
"""The servers that are measured, each with eight worker processes: Livechat, a program that does
nothing, a program that only queries the database, and PHP and Node programs of about a hundred lines
that do the same jobs."""

import os
import re
import shutil
import subprocess

import servers
from harness.site import Apache, Lighttpd, Site

from . import BENCH

WORKERS = 8
PHP_FPM = "/usr/sbin/php-fpm8.2"


class LivechatLighttpd(Lighttpd):
    """Livechat with lighttpd-example.conf."""

    programs = ("livechat.fcgi",)


class LivechatApache(Apache):
    """Livechat with apache-example.conf and as many processes as the other servers have."""

    programs = ("livechat.fcgi",)

    def example(self):
        text, count = re.subn(r"^FcgidMaxProcessesPerClass \d+$", f"FcgidMaxProcessesPerClass {WORKERS}",
                              super().example(), flags=re.M)
        assert count == 1
        return text


def stand_in(site, program):
    """Creates a folder with a program of tests/bench under the name of livechat.fcgi."""
    folder = os.path.join(site.folder, program)
    os.makedirs(folder)
    shutil.copy(os.path.join(servers.BUILD, "tests/bench", program), os.path.join(folder, "livechat.fcgi"))
    return folder


def with_stand_in(site, text, program):
    """Changes a configuration so that lighttpd starts all processes, as the program does not fork."""
    text, count = re.subn(r'^(\s*)"max-procs" => 1,$', rf'\1"min-procs" => {WORKERS},\1"max-procs" => {WORKERS},',
                          text, flags=re.M)
    assert count == 1
    return text.replace(servers.CGI_BIN, stand_in(site, program))


class HelloLighttpd(LivechatLighttpd):
    """The program that does nothing, with the same configuration."""

    def conf(self):
        return with_stand_in(self, super().conf(), "hello")


class LeastLighttpd(LivechatLighttpd):
    """The program that only runs the queries of one job, with the same configuration."""

    def __init__(self, folder, conversations, keys, job):
        super().__init__(f"least-{job}", folder, conversations.config, WORKERS, {
            "LEAST_JOB": job, "LEAST_KEYS": keys, "LEAST_HASH": conversations.agent_hash})

    def conf(self):
        return with_stand_in(self, super().conf(), "least")


class HelloApache(LivechatApache):
    def example(self):
        folder = stand_in(self, "hello")
        return re.sub(r"^Define LIVECHAT_CGI_BIN .*$", f"Define LIVECHAT_CGI_BIN {folder}",
                      super().example(), flags=re.M)


class Php:
    """PHP-FPM with eight processes, mysqli and opcache, on a socket for the sites below."""

    programs = ("php-fpm8.2",)

    def start_php(self):
        options = database_of(self.config)
        account = "www-data" if os.getuid() == 0 else ""
        self.php_socket = os.path.join(self.sockets, "php.sock")
        self.script = self.path("php", "api.php")
        os.makedirs(self.path("php"))
        shutil.copy(os.path.join(BENCH, "php", "api.php"), self.script)
        conf = self.path("php-fpm.conf")
        servers.write_file(conf, f"""[global]
daemonize = no
error_log = {self.path("php.log")}
[api]
{f"user = {account}" if account else ""}
listen = {self.php_socket}
listen.mode = 0666
listen.backlog = 1024
pm = static
pm.max_children = {WORKERS}
clear_env = no
""" + "".join(f"env[{name}] = {value}\n" for name, value in options.items()))
        self.spawn("php-fpm", [PHP_FPM, "--nodaemonize", "--fpm-config", conf, "-c", "/dev/null",
                               *(f"-d{each}" for each in php_settings())], self.path("php.log"))


def php_settings():
    """Names the extensions, since no configuration of the machine is read."""
    folder = subprocess.run(["php", "-n", "-r", "echo ini_get('extension_dir');"], check=True,
                            capture_output=True, text=True).stdout
    return [f"zend_extension={folder}/opcache.so", *(f"extension={folder}/{name}.so" for name in (
        "mysqlnd", "mysqli")), "opcache.enable=1", "opcache.validate_timestamps=0", "expose_php=0",
            "display_errors=0", "log_errors=1"]


class PhpLighttpd(Php, LivechatLighttpd):
    """PHP in the place of Livechat, with lighttpd-example.conf."""

    def start_programs(self):
        self.start_php()

    def conf(self):
        text = super().conf()
        block = re.compile(r"^# A: .*?^# A ends\.$", re.M | re.S)
        assert len(block.findall(text)) == 1
        return block.sub(lambda _: f"""server.modules += ( "mod_rewrite" )
$HTTP["url"] =~ "^/(api|avatar)(/|$)" {{
	url.rewrite-once = ( "^[^?]*(.*)$" => "/api.php$1" )
}}
alias.url = ( "/api.php" => "{self.script}" )
fastcgi.server = ( "/api.php" => (( "socket" => "{self.php_socket}", "check-local" => "disable" )) )""", text)


class PhpApache(Php, Apache):
    """PHP behind Apache with mod_proxy_fcgi, which is the usual setup."""

    modules = ("mpm_event", "authz_core", "alias", "env", "mime", "headers", "proxy", "proxy_fcgi")

    def start(self):
        self.start_php()
        super().start()

    def example(self):
        return f"""AliasMatch "^/api/.*$" "{self.script}"
<Directory "{self.path("php")}">
	<Files "api.php">
		Require all granted
		SetHandler "proxy:unix:{self.php_socket}|fcgi://localhost"
	</Files>
</Directory>
"""


class Node(Site):
    """Node, which serves HTTP itself, without a web server in front of it."""

    server = "node"
    programs = ("node",)

    def start(self):
        self.spawn("node", ["node", os.path.join(BENCH, "node", "server.mjs"), str(self.port),
                            str(WORKERS)], self.path("node.log"),
                   env={"NODE_ENV": "production", **database_of(self.config)})


def database_of(config):
    """Returns the content of the option file as environment variables."""
    with open(config) as file:
        options = dict(re.findall(r"^(\w+) = (.*)$", file.read(), flags=re.M))
    return {"DB_SOCKET": options["socket"], "DB_USER": options["user"],
            "DB_PASSWORD": options["password"], "DB_NAME": options["database"]}


def fetch_node_packages():
    """Installs the packages. Returns why Node cannot be measured; None if it can."""
    folder = os.path.join(BENCH, "node")
    if not shutil.which("node"):
        return "there is no node (Debian: nodejs, npm)"
    if not os.path.isdir(os.path.join(folder, "node_modules", "fastify")):
        install = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                                 capture_output=True, text=True, check=False)
        if install.returncode:
            return f"npm ci failed in tests/bench/node: {install.stderr.strip()[-200:]}"
    return None


LIGHTTPD = {"Livechat": LivechatLighttpd, "H": HelloLighttpd, "PHP": PhpLighttpd, "Node": Node}
APACHE = {"Livechat": LivechatApache, "H": HelloApache, "PHP": PhpApache}


def start(kinds, folder, config, label):
    """Returns {name: running site} of the available kinds; the caller stops them."""
    running = {}
    try:
        for name, kind in kinds.items():
            why_not = fetch_node_packages() if kind is Node else None
            if why_not:
                print(f"Without {name}: {why_not}", flush=True)
                continue
            running[name] = kind(f"{label}-{name.lower()}", folder, config, workers=WORKERS)
    except BaseException:
        stop(running)
        raise
    return running


def stop(running):
    for site in running.values():
        site.stop()
