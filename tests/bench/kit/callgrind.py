"""A FastCGI program under valgrind's callgrind, which counts its instructions, request by request.

The count of one request goes from FCGX_Accept_r to FCGX_Accept_r: taking the connection, all the
work, writing the reply, and waiting for the next. It knows nothing of the kernel and of other
processes, and so nothing of how busy the machine is."""

import glob
import os
import re
import statistics
import subprocess

from . import fastcgi

DUMP = re.compile(r"^(?:totals|summary): (\d+)", re.M)


class Counted:
    """The running program; ask() it, then counts() ends it."""

    def __init__(self, program, folder, env):
        self.folder = folder
        self.asked = []     # the name each request was asked under
        self.socket = os.path.join(folder, "counted.sock")
        self.log = os.path.join(folder, "counted.log")
        listening = fastcgi.listen(self.socket)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "valgrind", "--tool=callgrind", "--quiet",
                 f"--callgrind-out-file={folder}/counted.out", "--dump-before=FCGX_Accept_r", program],
                stdin=listening, stdout=log, stderr=log, env={**os.environ, **env}, start_new_session=True)
        listening.close()

    def ask(self, name, request):
        """Its reply; the instructions are counted under the name."""
        self.asked.append(name)
        return fastcgi.ask(self.socket, request)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()

    def counts(self):
        """{name: median of its requests}, and "start" for what came before the first of all; the
        last request is not counted. The median leaves out those few requests that had something
        to do now and then."""
        self.stop()
        # Each accept writes what was counted since the one before.
        dumps = glob.glob(os.path.join(self.folder, "counted.out.*"))
        dumps.sort(key=lambda path: int(path.rpartition(".")[2]))
        if len(dumps) != len(self.asked):
            raise OSError(f"{len(self.asked)} requests, but {len(dumps)} counts: {self.said()[-2000:]}")
        found = {"start": [instructions(dumps[0])]}
        for name, path in zip(self.asked, dumps[1:]):
            found.setdefault(name, []).append(instructions(path))
        return {name: int(statistics.median(each)) for name, each in found.items()}


def instructions(path):
    with open(path) as file:
        return int(DUMP.search(file.read())[1])
