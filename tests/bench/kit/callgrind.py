"""A FastCGI program under valgrind's callgrind, which counts its instructions, request by request.

The count of one request goes from fastcgi_accept to fastcgi_accept: taking the connection, all the
work, writing the reply, and waiting for the next. It knows nothing of the kernel and of other
processes, and so nothing of how busy the machine is."""

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
        self.counted = []     # the name each request was counted under
        super().__init__(program, folder, env, [
            "valgrind", "--tool=callgrind", "--quiet", f"--callgrind-out-file={folder}/counted.out",
            "--dump-before=fastcgi_accept"])

    def count(self, name, *args):
        """The reply to a request, arguments as encode() takes them, counted under the name."""
        self.counted.append(name)
        return self.ask(*args)

    def counts(self):
        """{name: median of its requests}, and "start" for what came before the first of all; the
        last request is not counted. The median leaves out those few requests that had something
        to do now and then."""
        self.stop()
        # Each accept writes what was counted since the one before.
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
