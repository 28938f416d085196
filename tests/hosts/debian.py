# SPDX-License-Identifier: MIT
"""A Debian that is booted for one test, as the host on which somebody installs the archive. Its network is that of this
process: http://127.0.0.1 is its web server."""

import os
import shutil

import servers
from harness.checks import wait_for
from machine import Machine

URL = "http://127.0.0.1"
PLACE = "/root/archive"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # root's, when it logs in


class Debian(Machine):
    def __init__(self, base, folder, archive):
        super().__init__(base, folder)
        self.archive = archive
        wait_for(lambda: self.state("mariadb") == "active")

    def unpack(self):
        """Unpacks the archive and returns what INSTALL in it says."""
        self.run("mkdir", PLACE)
        shutil.copy(self.archive, self.path(f"{PLACE}.tar.gz"))
        self.run("tar", "-xzf", f"{PLACE}.tar.gz", "-C", PLACE, "--strip-components=1")
        self.run("sha256sum", "--quiet", "-c", "SHA256SUMS", folder=PLACE)
        return self.of_archive("INSTALL")

    def of_archive(self, name):
        return self.read(os.path.join(PLACE, name))

    def run(self, *argv, folder="/", **options):
        return super().run("env", f"--chdir={folder}", f"PATH={PATH}", *argv, **options)

    def spawn(self, *argv):
        """Starts a server in it, which the caller stops."""
        return servers.Process(argv[0], ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--uts", "--ipc", "--root",
                                         "--wd=/", "--", *argv], os.path.join(self.folder, "spawned.log"))

    def type(self, commands, typed=""):
        """Runs each line as root types it in the unpacked archive."""
        for line in commands.replace("\\\n", " ").splitlines():
            self.run("sh", "-c", line, folder=PLACE, typed=typed)

    def sql(self, text):
        return self.run("mariadb", "-N", typed=text).stdout

    def status(self, path="/api/info"):
        return servers.get(URL + path)[0]
