# SPDX-License-Identifier: MIT
"""Shared hosts: Apache as a hoster configures it, with suexec, which runs the programs under a customer's account. What
the customer does by FTP is done under that account; they have no other way in but a browser."""

import json
import os
import re

import install
import servers
from debian import PLACE, URL
from harness.checks import wait_for
from harness.client import Client
from install import block

HOME = "/home/customer"
PUBLIC = f"{HOME}/public_html"
PROGRAM = f"{PUBLIC}/cgi-bin/livechat.fcgi"
DATABASE = {"database": "customer_chat", "user": "customer_chat", "password": "what the panel shows"}
PERSON = {"username": "marge", "password": "a first password", "newPassword": "a password of my own"}
PHPMYADMIN = "http://127.0.0.1:8081"
MODULES = ("suexec", "rewrite", "headers", "alias", "env")
# Debian's suexec reads what others have compiled in: where programs may be, and the folder of a home that is published.
SUEXEC = "/etc/apache2/suexec/www-data"

CGI = f"ScriptAlias /cgi-bin/ {PUBLIC}/cgi-bin/"
FCGID = f"""<Directory {PUBLIC}/cgi-bin>
    Options +ExecCGI
    AddHandler fcgid-script .fcgi
</Directory>"""


class SharedHost:
    """.allows is what .htaccess files may contain, .programs how Apache runs programs, .address what the set-up finds out
    about short addresses."""

    # The folder below PUBLIC into which the customer uploads the proof.
    proof = ""
    suexec = "SuexecUserGroup customer customer"

    def __init__(self, debian, node, allows, programs=CGI):
        self.debian, self.node, self.text, self.said = debian, node, None, None
        self.address = {"says": "Your host does not follow such lines. Nothing was changed."} if allows == "None" else {
            "short": True}
        debian.run("useradd", "--create-home", "--shell", "/usr/sbin/nologin", "customer")
        debian.run("chmod", "711", HOME)
        self.account = debian.run("id", "-u", "customer").stdout.strip()
        self.ftp("mkdir", "-p", f"{PUBLIC}/cgi-bin")
        debian.write(SUEXEC, "/home\npublic_html\n")
        debian.write("/etc/apache2/sites-available/customer.conf", f"""<VirtualHost *:80>
    ServerName your.host
    DocumentRoot {PUBLIC}
    {self.suexec}
    ErrorLog /var/log/apache2/error.log
    <Directory {PUBLIC}>
        Require all granted
        AllowOverride {allows}
    </Directory>
    {programs}
</VirtualHost>
""")
        debian.run("a2dissite", "000-default")
        debian.run("a2ensite", "customer")
        debian.run("a2enmod", *MODULES, "fcgid" if programs == FCGID else "cgid")
        debian.run("systemctl", "restart", "apache2")

    def ftp(self, *argv, **options):
        return self.debian.run("setpriv", f"--reuid={self.account}", f"--regid={self.account}", "--clear-groups", *argv,
                               **options)

    def upload(self, name, path, mode):
        """The customer has the archive on a computer of their own."""
        with open(self.debian.path(f"{PLACE}/{name}"), "rb") as file:
            content = file.read()
        self.put(path, content, mode)

    def put(self, path, content, mode="644"):
        """FTP programs write to the file itself, and then change its mode."""
        outside = self.debian.path(path)
        self.ftp("touch", path)
        with open(outside, "wb") as file:
            file.write(content)
        self.ftp("chmod", mode, path)

    # --- what INSTALL says -----------------------------------------------------------------------

    def control_panel(self, _):
        self.debian.sql(f"CREATE DATABASE {DATABASE['database']} CHARACTER SET utf8mb4; CREATE USER {DATABASE['user']}@localhost "
                        f"IDENTIFIED BY '{DATABASE['password']}'; GRANT ALL ON {DATABASE['database']}.* TO "
                        f"{DATABASE['user']}@localhost;")

    def upload_program(self, sentence):
        name, folder, mode = re.fullmatch(
            r"Upload (\S+) \(binary mode\) into (\S+), with mode 0(\d+)\.", sentence).groups()
        self.upload(name, os.path.join(HOME, folder, os.path.basename(name)), mode)

    def upload_option_file(self, sentence):
        path, folder, mode = re.fullmatch(r"Upload (\S+) into the folder above (\S+), with mode 0(\d+)\.", sentence).groups()
        assert folder == "public_html"
        self.put(f"{HOME}/{path}", install.option_file(self.text, **DATABASE).encode(), mode)

    def in_phpmyadmin(self, **variables):
        """Debian's phpMyAdmin, which the hoster offers."""
        php = self.debian.spawn("setpriv", "--reuid=www-data", "--regid=www-data", "--init-groups", "php", "-S", "127.0.0.1:8081",
                                "-t", "/usr/share/phpmyadmin")
        try:
            wait_for(lambda: servers.get(PHPMYADMIN)[0] == 200)
            self.node("../hosts/phpmyadmin.mjs", PHPMYADMIN=PHPMYADMIN, LIVECHAT_DATABASE=json.dumps(DATABASE), **variables)
        finally:
            php.stop()

    def import_schema(self, sentence):
        name = re.search(r"have it import (\S+)\.$", sentence)[1]
        self.in_phpmyadmin(LIVECHAT_FILE=self.debian.path(f"{PLACE}/{name}"))

    def insert_user(self, sentence):
        name, section = re.search(r"statement of (\S+), section \"(.+?)\"", sentence).groups()
        text = self.debian.of_archive(name).split(f"\n## {section}\n")[1]
        statement = block(text, "INSERT INTO users")
        for shown, own in (("'lisa'", f"'{PERSON['username']}'"), ("the first password", PERSON["password"])):
            assert statement.count(shown) == 1
            statement = statement.replace(shown, own)
        self.in_phpmyadmin(LIVECHAT_STATEMENT=statement)

    def log_in(self, sentence):
        base = re.match(r"Open https://your\.host(\S+)/livechat/inbox in a browser, log in", sentence)[1]
        self.said = self.node("../hosts/answered.mjs", LIVECHAT_URL=URL + base, LIVECHAT_AGENT=json.dumps(PERSON),
                              LIVECHAT_LINE=self.debian.path(f"{PLACE}/docs/site-owner.md"))

    def set_up(self, sentence):
        path = re.match(r"Open https://your\.host(\S+) in a browser: ", sentence)[1]
        self.said = self.node("setup.mjs", LIVECHAT_URL=URL + path, LIVECHAT_ENTRY="",
                              LIVECHAT_PUBLIC=self.debian.path(PUBLIC), LIVECHAT_PROOF=self.proof, LIVECHAT_ACCOUNT=self.account,
                              LIVECHAT_ADDRESS=json.dumps(self.address), LIVECHAT_DATABASE=json.dumps(DATABASE))

    def install(self):
        """Returns the number of steps, and what node printed."""
        self.text = self.debian.unpack()
        steps = install.follow(self.text, "A shared host with Apache, without root", None, {
            "Make a database and an account": self.control_panel, "Upload cgi-bin/livechat.fcgi": self.upload_program,
            "Open https://your.host/cgi-bin/livechat.fcgi": self.set_up,
            "It ends with the line for your website.": None})
        return steps, self.said

    def install_with_phpmyadmin(self):
        self.text = self.debian.unpack()
        steps = install.follow(self.text, "A shared host with Apache, with phpMyAdmin in place of the set-up", None, {
            "Make a database and an account": self.control_panel, "Upload livechat.cnf": self.upload_option_file,
            "Upload cgi-bin/livechat.fcgi": self.upload_program, "In phpMyAdmin choose": self.import_schema,
            'Choose "SQL" there': self.insert_user,
            "Open https://your.host/cgi-bin/livechat.fcgi/livechat/inbox": self.log_in})
        return steps, self.said

    # --- what the host answers -------------------------------------------------------------------

    def answers(self, *paths):
        return [self.debian.status(path) for path in paths]

    def ask_anew(self):
        """Processes that are running stay; the hoster's restart ends them."""
        self.debian.run("systemctl", "restart", "apache2")

    def setup_state(self):
        """What a stranger's browser is told about the set-up."""
        return Client("127.0.0.1", 80).request(
            "POST", "/cgi-bin/livechat.fcgi/api/v1/livechat/setup", json={"nonce": "n" * 34}).json

    def server_logs(self):
        """What the hoster reads; customers see at most the first of them."""
        return self.debian.read("/var/log/apache2/error.log") + self.debian.read("/var/log/apache2/suexec.log")

    def htaccess_example(self, part):
        """Returns one of the two parts of the example, by the file that its line names."""
        parts = re.split(r"^# ===== \d\. (\S+) =====$", self.debian.of_archive("htaccess-example"), flags=re.M)
        return dict(zip(parts[1::2], parts[2::2]))[part].encode()


class WithoutSuexec(SharedHost):
    """Programs run under the web server's account, and the hoster has made a folder of that account for the customer."""

    proof = "cgi-bin"
    suexec = "# no suexec"
    private = f"{HOME}/livechat"

    def __init__(self, debian, node):
        super().__init__(debian, node, "All")
        self.address = {"impossible": True}
        debian.run("install", "-d", "-o", "www-data", "-g", "www-data", "-m", "700", self.private)

    def upload_program(self, sentence):
        """And what shared-host.md says of such a host."""
        super().upload_program(sentence)
        line = block(self.debian.of_archive("docs/shared-host.md"), "SetEnv LIVECHAT_CONFIG ")
        self.put(f"{PUBLIC}/.htaccess", line.replace("/home/user/livechat/", f"{self.private}/").encode())
