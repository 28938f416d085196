"""What measurements happen on: a folder, a MariaDB, a million messages. All is made when it is
first asked for, and gone at the end."""

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

# Every commit reaches the disk before it is answered; all rows fit into memory.
SERVER_OPTIONS = [
    "--innodb-flush-log-at-trx-commit=1", "--innodb-flush-method=O_DIRECT", "--max-connections=400",
    "--innodb-io-capacity=5000", "--innodb-io-capacity-max=40000", f"--innodb-buffer-pool-size={POOL}",
    f"--innodb-log-file-size={'512M' if QUICK else '4G'}",
]


@contextlib.contextmanager
def temporary_folder():
    """Short, because sockets live there, and removed in the end."""
    path = tempfile.mkdtemp(prefix="livechat-bench-", dir="/tmp")
    os.chmod(path, 0o755)
    try:
        yield path
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(path, ignore_errors=True)


def new_database(server, name):
    """A migrated database; the path of its option file."""
    config = os.path.join(server.folder, f"{name}.cnf")
    server.add_database(name, config, user=name)
    servers.admin(config, "migrate")
    return config


def build(*programs):
    """Programs of tests/bench; their paths."""
    paths = [os.path.join(servers.BUILD, "tests/bench", name) for name in programs]
    subprocess.run(["make", "-s", f"O={os.path.relpath(servers.BUILD, servers.ROOT)}",
                    *(os.path.relpath(path, servers.ROOT) for path in paths)],
                   cwd=servers.ROOT, check=True, stdout=subprocess.DEVNULL)
    return paths


class Stage(contextlib.ExitStack):
    """Ends all it started when it is left."""

    def __init__(self):
        super().__init__()
        self.folder = self.enter_context(temporary_folder())
        self.rounds = Rounds()
        self._server = self._conversations = None

    @property
    def server(self):
        if not self._server:
            self._server = self.enter_context(servers.mariadb(self.folder, SERVER_OPTIONS))
        return self._server

    @property
    def conversations(self):
        """A database with many messages, in rooms of one length."""
        if not self._conversations:
            print(f"Loading {ROOMS * PER_ROOM:,} messages in {ROOMS:,} rooms ...", flush=True)
            self._conversations = rows.Conversations(
                self.server, new_database(self.server, "chat"), ROOMS, PER_ROOM)
            self._conversations.finish()
        return self._conversations
