# SPDX-License-Identifier: MIT
"""Shared hosts: Apache as a hoster configures it, with suexec, which runs the programs under a customer's account. What
the customer does by FTP is done under that account; they have no other way in but a browser."""

import json
import os
import re

import install
from debian import PLACE, URL

HOME = "/home/customer"
PUBLIC = f"{HOME}/public_html"
PROGRAM = f"{PUBLIC}/cgi-bin/livechat.fcgi"
DATABASE = {"database": "customer_chat", "user": "customer_chat", "password": "what the panel shows"}
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

    def __init__(self, debian, node, allows, programs=CGI):
        self.debian, self.node = debian, node
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
    SuexecUserGroup customer customer
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

    def set_up(self, sentence):
        path = re.match(r"Open https://your\.host(\S+) in a browser: ", sentence)[1]
        self.said = self.node("setup.mjs", LIVECHAT_URL=URL + path, LIVECHAT_ENTRY="",
                              LIVECHAT_PUBLIC=self.debian.path(PUBLIC), LIVECHAT_ACCOUNT=self.account,
                              LIVECHAT_ADDRESS=json.dumps(self.address), LIVECHAT_DATABASE=json.dumps(DATABASE))

    def install(self):
        """Returns the number of steps, and what node printed."""
        steps = install.follow(self.debian.unpack(), "A shared host with Apache, without root", None, {
            "Make a database and an account": self.control_panel, "Upload cgi-bin/livechat.fcgi": self.upload_program,
            "Open https://your.host/cgi-bin/livechat.fcgi": self.set_up,
            "It ends with the line for your website.": None})
        return steps, self.said

    # --- what the host answers -------------------------------------------------------------------

    def answers(self, *paths):
        return [self.debian.status(path) for path in paths]

    def ask_anew(self):
        """Processes that are running stay; the hoster's restart ends them."""
        self.debian.run("systemctl", "restart", "apache2")

    def server_logs(self):
        """What the hoster reads; customers see at most the first of them."""
        return self.debian.read("/var/log/apache2/error.log") + self.debian.read("/var/log/apache2/suexec.log")

    def htaccess_example(self, part):
        """Returns one of the two parts of the example, by the file that its line names."""
        parts = re.split(r"^# ===== \d\. (\S+) =====$", self.debian.of_archive("htaccess-example"), flags=re.M)
        return dict(zip(parts[1::2], parts[2::2]))[part].encode()
