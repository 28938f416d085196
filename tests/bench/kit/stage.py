# SPDX-License-Identifier: MIT
"""The environment of the measurements: a folder, a MariaDB and a million messages. Each of them is
created when it is first used and removed at the end."""

import contextlib
import os
import shutil
import subprocess
import tempfile

import servers

from . import rows
from .load import Rounds

QUICK = bool(os.environ.get("QUICK"))
ROOMS = 2000
PER_ROOM = 60 if QUICK else 500

MEMORY = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
POOL = min(1 << 30 if QUICK else 10 << 30, MEMORY * 45 // 100)

# Every commit is flushed to the disk, and the buffer pool holds all rows.
SERVER_OPTIONS = [
    "--innodb-flush-log-at-trx-commit=1", "--innodb-flush-method=O_DIRECT", "--max-connections=400",
    "--innodb-io-capacity=5000", "--innodb-io-capacity-max=40000", f"--innodb-buffer-pool-size={POOL}",
    f"--innodb-log-file-size={'512M' if QUICK else '4G'}",
]


@contextlib.contextmanager
def temporary_folder():
    """A folder with a path that is short enough for sockets. It is removed at the end."""
    path = tempfile.mkdtemp(prefix="livechat-bench-", dir="/tmp")
    os.chmod(path, 0o755)
    try:
        yield path
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(path, ignore_errors=True)


def new_database(server, name):
    """Creates a database with all tables; returns the path of its option file."""
    config = os.path.join(server.folder, f"{name}.cnf")
    server.add_database(name, config, user=name)
    servers.admin(config, "migrate")
    return config


def build(*programs):
    """Builds programs of tests/bench; returns their paths."""
    paths = [os.path.join(servers.BUILD, "tests/bench", name) for name in programs]
    subprocess.run(["make", "-s", f"O={os.path.relpath(servers.BUILD, servers.ROOT)}",
                    *(os.path.relpath(path, servers.ROOT) for path in paths)],
                   cwd=servers.ROOT, check=True, stdout=subprocess.DEVNULL)
    return paths


class Stage(contextlib.ExitStack):
    """A context manager that stops everything it started when it exits."""

    def __init__(self):
        super().__init__()
        self.folder = self.enter_context(temporary_folder())
        self.rounds = Rounds()
        self._server = self._conversations = None

    @property
    def server(self):
        if not self._server:
            self._server = self.enter_context(servers.database(self.folder, SERVER_OPTIONS, kind="mariadb"))
        return self._server

    @property
    def conversations(self):
        """Returns a database with many messages, in rooms of one length."""
        if not self._conversations:
            print(f"Loading {ROOMS * PER_ROOM:,} messages in {ROOMS:,} rooms ...", flush=True)
            self._conversations = rows.Conversations(
                self.server, new_database(self.server, "chat"), ROOMS, PER_ROOM)
            self._conversations.finish()
        return self._conversations
