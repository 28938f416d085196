# SPDX-License-Identifier: MIT
"""A Debian with its systemd, booted in namespaces of its own (tests/deb/boot)."""

import os
import subprocess

import servers
from harness.checks import wait_for

BOOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "boot")
STATES = {"running", "degraded"}  # of a systemd that has started everything; some units need what a machine has


class Machine:
    """run() runs a command in it, path() is one of its files as seen from here. Its network is that of this process."""

    def __init__(self, base, folder):
        self.folder = folder
        work = os.path.join(folder, "machine")
        os.mkdir(work)
        # The mounts of the boot are in a namespace, so that none is left behind.
        self.process = servers.Process("systemd", ["unshare", "--mount", "--propagation", "private", BOOT, base, work],
                                       os.path.join(folder, "boot.log"))
        self.pid = None
        self.process.wait_until(self.is_up, 120)

    def is_up(self):
        self.pid = self.first()
        return self.pid and self.run("systemctl", "is-system-running", check=False).stdout.strip() in STATES

    def first(self):
        """Returns the process that is the machine's first, once it is systemd; None before."""
        pid = self.process.pid
        while True:
            try:
                with open(f"/proc/{pid}/comm") as file:
                    if file.read().strip() == "systemd":
                        return pid
                with open(f"/proc/{pid}/task/{pid}/children") as file:
                    pid = int(file.read().split()[0])
            except (OSError, IndexError):
                return None

    def run(self, *argv, check=True, typed=""):
        result = subprocess.run(
            ["nsenter", f"--target={self.pid}", "--mount", "--pid", "--uts", "--ipc", "--cgroup", "--root", "--wd=/",
             "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8", *argv],
            capture_output=True, text=True, input=typed, check=False)
        assert not check or result.returncode == 0, (argv, result.stdout, result.stderr)
        return result

    def path(self, path):
        return f"/proc/{self.pid}/root{path}"

    def write(self, path, text):
        with open(self.path(path), "w") as file:
            file.write(text)

    def read(self, path):
        with open(self.path(path)) as file:
            return file.read()

    def state(self, unit):
        return self.run("systemctl", "show", "--value", "--property=ActiveState", unit).stdout.strip()

    def wait_for_state(self, unit, state):
        wait_for(lambda: self.state(unit) == state)

    def journal(self, unit):
        return self.run("journalctl", "--no-pager", "-o", "cat", "-u", unit).stdout

    def stop(self):
        self.process.stop()
