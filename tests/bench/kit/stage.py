"""A folder and a MariaDB for the time of a measurement."""

import contextlib
import os
import shutil
import tempfile

import servers


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


@contextlib.contextmanager
def database(folder, options=()):
    """A running MariaDB with its files in the folder."""
    server = servers.MariaDB(folder, folder, options)
    server.create()
    try:
        server.start()
        yield server
    finally:
        if server.process:
            server.process.stop()


def new_database(server, name):
    """A migrated database; the path of its option file."""
    config = os.path.join(server.folder, f"{name}.cnf")
    server.add_database(name, config, user=name)
    servers.admin(config, "migrate")
    return config
