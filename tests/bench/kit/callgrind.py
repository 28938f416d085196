# SPDX-License-Identifier: MIT
"""Runs a FastCGI program under valgrind's callgrind, which counts the instructions of each request.

The count of a request lasts from one call of fastcgi_accept to the next: it includes accepting the
connection, handling the request and writing the reply. It excludes the kernel and other processes, so
it does not depend on the load of the machine."""

import glob
import os
import re
import statistics

from . import fastcgi

DUMP = re.compile(r"^(?:totals|summary): (\d+)", re.M)


class Counted(fastcgi.Program):
    """The running program; count() its requests, then counts() ends it."""

    def __init__(self, program, folder, env):
        self.folder = folder
        self.counted = []     # the name of each request, in order
        super().__init__(program, folder, env, [
            "valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={folder}/counted.out",
            "--dump-before=fastcgi_accept"])

    def count(self, name, *args):
        """Sends a request with the arguments of encode(), counts it under the name, returns the reply."""
        self.counted.append(name)
        return self.ask(*args)

    def counts(self):
        """Ends the program. Returns {name: median of its requests}, and "start" for the instructions
        before the first request. The last request is not counted. The median ignores the few requests
        that include periodic work."""
        self.stop()
        # Each call of accept writes the count since the call before.
        dumps = glob.glob(os.path.join(self.folder, "counted.out.*"))
        dumps.sort(key=lambda path: int(path.rpartition(".")[2]))
        if len(dumps) != len(self.counted):
            raise OSError(f"{len(self.counted)} requests, but {len(dumps)} counts: {self.said()[-2000:]}")
        found = {"start": [instructions(dumps[0])]}
        for name, path in zip(self.counted, dumps[1:]):
            found.setdefault(name, []).append(instructions(path))
        return {name: int(statistics.median(each)) for name, each in found.items()}


def instructions(path):
    with open(path) as file:
        return int(DUMP.search(file.read())[1])
