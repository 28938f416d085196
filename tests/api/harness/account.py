# SPDX-License-Identifier: MIT
"""A customer of a shared host: an account that is not root, with a home folder, a published folder in it, and
the program as plain CGI in that."""

import json
import os
import re
import shutil
import subprocess

import servers
from harness.faults import NOBODY, own

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def compiled(folder, name):
    """Compiles a library to preload, unless it is there."""
    library = os.path.join(folder, f"{name}.so")
    if not os.path.exists(library):
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", library, os.path.join(HERE, f"{name}.c"),
                        "-ldl"], check=True)
    return library


class Account:
    """.home, .public and .cgi_bin are its folders; .put() writes files, .ask() sends a request, .location is where the
    last reply sends a browser."""

    def __init__(self, folder, name, config):
        self.folder, self.location = folder, None
        self.uid = NOBODY if os.getuid() == 0 else os.getuid()
        self.home = os.path.join(folder, name)
        self.public = os.path.join(self.home, "public_html")
        self.cgi_bin = os.path.join(self.public, "cgi-bin")
        for path in (self.home, self.public, self.cgi_bin):
            os.mkdir(path)
            own(path, 0o755)
        self.program = os.path.join(self.cgi_bin, "livechat.fcgi")
        self.install(os.path.join(servers.CGI_BIN, "livechat.fcgi"))
        with open(config, "rb") as file:
            self.options = file.read()

    def install(self, program):
        """Uploads this program under another name, and renames it."""
        shutil.copy(program, f"{self.program}.new")
        own(f"{self.program}.new", 0o755)
        os.rename(f"{self.program}.new", self.program)

    def put(self, *names, more=b"", content=None, mode=0o600):
        """Writes a file of the account below its home folder, an option file unless said otherwise."""
        path = os.path.join(self.home, *(names or ("livechat.cnf",)))
        with open(path, "wb") as file:
            file.write(self.options + more if content is None else content)
        own(path, mode)
        return path

    def run(self, argv, typed="", **env):
        """Runs a program under the account, as suexec does: with few variables."""
        env = {"PATH": "/usr/bin:/bin", **{name: value for name, value in env.items() if value is not None},
               **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        prefix = [] if os.getuid() != 0 else ["/usr/bin/setpriv", f"--reuid={self.uid}", f"--regid={self.uid}",
                                              "--clear-groups"]
        return subprocess.run([*prefix, *argv], env=env, cwd="/", input=typed, capture_output=True, text=True,
                              errors="surrogateescape", timeout=60, check=False)

    def ask(self, path="/api/v1/livechat/config", **env):
        """Sends a GET request; returns its status and the lines of the log."""
        status, _, log = self.request("GET", path, **env)
        return status, log

    def request(self, method, path, body=None, **env):
        """Sends a request, with this value as JSON unless None; returns its status, the JSON of the reply or None,
        and the lines of the log."""
        sent = "" if body is None else json.dumps(body)
        result = self.run([self.program], sent, **{
            "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": method, "REQUEST_URI": path,
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "DOCUMENT_ROOT": self.public,
            **({} if body is None else {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(sent))}), **env})
        assert result.returncode == 0, result
        head, _, text = result.stdout.partition("\n\n")
        text.encode()  # It is UTF-8, whatever the names of folders are; the log may not be.
        self.location = next((line.split(": ", 1)[1] for line in head.splitlines() if line.startswith("Location: ")), None)
        is_json = "application/json" in head
        return int(re.match(r"Status: (\d+)", head)[1]), json.loads(text) if is_json and text else None, result.stderr.splitlines()

    def at_home(self, home):
        """Returns the variables with which the program finds this home folder in the list of accounts."""
        accounts = os.path.join(self.folder, "passwd")
        servers.write_file(accounts, f"root:x:0:0::/root:/bin/sh\nother:x:4711:4711::{self.folder}:/bin/sh\n"
                                     f"customer:x:{self.uid}:{self.uid}::{home}:/bin/sh\n")
        return {**self.preload("other_accounts"), "OTHER_ACCOUNTS": accounts}

    def preload(self, name):
        """Returns the variables with which the program loads this library first."""
        return {"LD_PRELOAD": compiled(self.folder, name),
                "ASAN_OPTIONS": ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0")))}
