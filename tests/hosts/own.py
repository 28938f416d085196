# SPDX-License-Identifier: MIT
"""A server of somebody's own: what people do there, where INSTALL has no command for it."""

import json
import os
import re
import urllib.parse

import install
import servers
from debian import URL
from harness.checks import wait_for
from install import block

PERSON = {"username": "lisa", "password": "a long password"}
# What INSTALL says of livechat.cnf, for install(1).
OPTION_FILES = {"only www-data may read": ["-o", "www-data", "-m", "600"],
                "belongs to root and the group livechat, with the mode 640": ["-g", "livechat", "-m", "640"]}
NGINX = "/etc/nginx/conf.d/livechat.conf"
PROGRAM = "/usr/local/lib/livechat/cgi-bin/livechat.fcgi"

KILL = """for of in /proc/[0-9]*; do
    [ "$(cat $of/comm 2>&-)" != livechat.fcgi ] || { echo $of; kill -KILL ${of#/proc/}; }
done"""


class Server:
    """Follows a way of INSTALL as root, and answers a visitor."""

    def __init__(self, debian, folder, node):
        self.debian, self.folder, self.node, self.text = debian, folder, node, None

    def database(self, sentence):
        """The statements of admin.md, and the option file of INSTALL as it stands there."""
        self.debian.sql(block(self.debian.of_archive("docs/admin.md"), "CREATE DATABASE livechat"))
        path, whose = re.search(r", and (/etc/\S+\.cnf), which (.*)\.$", sentence).groups()
        self.debian.run("install", *OPTION_FILES[whose], "/dev/null", path)
        self.debian.write(path, install.option_file(self.text))

    def name_host(self, _):
        text = self.debian.read(NGINX)
        assert text.count("server_name chat.example.com;") == 1
        self.debian.write(NGINX, text.replace("chat.example.com", urllib.parse.urlsplit(URL).hostname))

    def does(self):
        """What is done for the sentences of each way."""
        return {"As root, in the folder": None, "Make the database and its account": self.database,
                "Create the tables and your own account": None}

    def install(self, title, **does):
        """Returns the number of steps."""
        self.text = self.debian.unpack()
        return install.follow(self.text, title, lambda commands: self.debian.type(commands, PERSON["password"] + "\n"),
                              {**self.does(), **does})

    def answer(self):
        """Does what INSTALL says after all ways; returns what node printed."""
        assert re.search(r"^Then open https://your\.host/livechat/inbox, log in, and paste the line for your website that "
                         r"docs/site-owner\.md shows\.$", self.text, re.M)
        line = os.path.join(self.folder, "site-owner.md")
        with open(line, "w", encoding="utf-8") as file:
            file.write(self.debian.of_archive("docs/site-owner.md"))
        return self.node("../hosts/answered.mjs", LIVECHAT_URL=URL, LIVECHAT_AGENT=json.dumps(PERSON), LIVECHAT_LINE=line)

    def missing(self, example):
        """Returns the folders at the top of an example that are not there once everything is installed."""
        paths = re.findall(r'^(?:Define \S+ |var\.\S+ *= *")(/usr/[^"\n]+)', self.debian.of_archive(example), re.M)
        assert paths
        return [path for path in paths if not os.path.isdir(self.debian.path(path))]

    def without_program(self):
        """Ends the processes, which nothing can start again. Returns the status and the JSON of the answer then."""
        self.debian.run("chmod", "0", PROGRAM)
        # A process that ends may be replaced by one of the others meanwhile.
        wait_for(lambda: not self.debian.run("sh", "-c", KILL).stdout)
        return self.ask()

    def ask(self):
        status, text = servers.get(f"{URL}/api/info")
        return status, json.loads(text)
