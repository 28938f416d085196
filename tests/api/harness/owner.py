# SPDX-License-Identifier: MIT
"""Somebody with a website on a shared host, who sets the program up in a browser."""

import configparser
import os

import servers
from harness.checks import wait_for
from harness.data import Data, new_id
from harness.faults import own

NOT_PROVED = "error-setup-not-proved"
FINISHED = "error-setup-finished"
ADMIN = {"username": "lisa", "name": "Lisa Simpson", "password": "a long password"}


class Owner:
    """.ask() sends the requests that the page of the set-up sends; .account is where the program is, .config an option
    file of the database."""

    def __init__(self, account, config):
        read = configparser.RawConfigParser()
        read.read(config)
        self.config, self.options = config, dict(read["livechat"])
        self.account, self.nonce, self.key, self.env, self.log = account, new_id() * 2, None, {}, []

    def ask(self, what="", **fields):
        """Returns the status and the reply of a route of the set-up."""
        status, reply, self.log = self.account.request("POST", f"/api/v1/livechat/setup{what}", {
            "nonce": self.nonce, "key": self.key, **fields}, **self.env)
        return status, reply

    def does(self, what="", **fields):
        status, reply = self.ask(what, **fields)
        assert status == 200, f"{reply} {self.log}"
        return reply

    def refused(self, code, what, **fields):
        status, reply = self.ask(what, **fields)
        assert (status, reply["errorType"]) == (403, code), reply

    def prove(self, *folders):
        """Uploads the file that the page names, and takes the key."""
        name = self.does()["fileName"]
        self.account.put(*(folders or ("public_html", "cgi-bin")), name, content=b"", mode=0o644)
        reply = self.does()
        assert reply["proved"]
        self.key = reply["key"]
        return name

    def database(self, **others):
        """What the owner types in of the database."""
        return {"socket": self.options["socket"], "user": self.options["user"], "password": self.options["password"],
                "database": self.options["database"], **others}

    @property
    def option_file(self):
        return os.path.join(self.account.home, "livechat.cnf")

    def without_rights(self, run):
        """Calls the function while the program may not make files beside its option file."""
        home = self.account.home
        os.chmod(home, 0o555)
        try:
            return run()
        finally:
            own(home, 0o755)


def log_in(owner, **person):
    person = {**ADMIN, **person}
    status, reply, _ = owner.account.request("POST", "/api/v1/login", {
        "user": person["username"], "password": person["password"]}, **owner.env)
    return status, reply


def slowed_down(owner):
    """Keeps tables from being made in the owner's database: returns a connection that does, until it is closed, and a
    function that waits until a request is held up."""
    plain = os.path.join(owner.account.folder, "plain.cnf")
    servers.write_file(plain, owner.account.options.decode())
    data = Data(plain)
    holder = data.connect()
    holder.cursor().execute("SELECT GET_LOCK(CONCAT('livechat ', LEFT(SHA2(DATABASE(), 256), 32)), 60)")

    def wait():
        wait_for(lambda: data.rows("SELECT 1 FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = %s"
                                   " AND info LIKE %s", owner.options["user"], "%GET_LOCK%"))
    return holder, wait
