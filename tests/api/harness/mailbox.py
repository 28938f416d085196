# SPDX-License-Identifier: MIT
"""A program that takes the place of the host's sendmail, and the mails that it was given."""

import email
import email.policy
import glob
import os

from harness.checks import wait_for

SENDMAIL = """#!/bin/sh
# Stands in for the host's sendmail: a mail becomes a file; or it refuses, as the file says; before
# that it takes its time, or waits while a file says so.
cd "{folder}" || exit 1
[ -f slow ] && sleep "$(cat slow)"
while [ -f hold ]; do sleep 0.05; done
[ -f refuse ] && {{ cat refuse >&2; cat >/dev/null; exit 75; }}
name=$(mktemp XXXXXXXX.new)
{{ printf '%s\\n' "$#" "$@"; cat; }} >"$name"
mv "$name" "${{name%.new}}.mail"
"""


class Mailbox:
    """A sendmail program and the mails that it was given."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)
        self.program = os.path.join(folder, "sendmail")
        with open(self.program, "w") as file:
            file.write(SENDMAIL.format(folder=folder))
        os.chmod(self.program, 0o755)

    def say(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def unsay(self, name):
        os.unlink(os.path.join(self.folder, name))

    def clear(self):
        for path in glob.glob(f"{self.folder}/*"):
            if path != self.program:
                os.unlink(path)

    def files(self):
        return sorted(glob.glob(f"{self.folder}/*.mail"))

    def mails(self, count=1):
        """Waits until there are this many mails, and returns each as (arguments, message)."""
        wait_for(lambda: len(self.files()) >= count)
        assert len(self.files()) == count
        return [self.read(path) for path in self.files()]

    def read(self, path):
        with open(path, "rb") as file:
            lines = file.read().split(b"\n")
        number = int(lines[0])
        arguments = [line.decode() for line in lines[1:number + 1]]
        return arguments, email.message_from_bytes(b"\n".join(lines[number + 1:]), policy=email.policy.default)
