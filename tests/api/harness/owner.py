# SPDX-License-Identifier: MIT
"""Somebody with a website on a shared host, who sets the program up in a browser."""

import configparser
import os

from harness.data import new_id
from harness.faults import own


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
