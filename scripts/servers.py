# SPDX-License-Identifier: MIT
"""Private servers for `make run` and for the tests: a MariaDB or MySQL, and web servers with the example
configurations. No server that runs on the machine is used or changed.

Each server ends together with the process that started it, even if that process is killed.
"""

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, os.environ.get("BUILD", "build"))
CGI_BIN = os.path.join(BUILD, "cgi-bin")
ADMIN = os.path.join(BUILD, "livechat-admin")

USER_MAX = 32  # characters in the name of an account of MySQL
SOCKET_PATH_MAX = 95  # bytes: the size of sun_path less the suffixes that servers add


class Failure(Exception):
    """An error that the user can correct; its text says how."""


# --- processes ---------------------------------------------------------------------------------

class Process:
    """A server that runs in the foreground. It has its own session, so Ctrl-C does not reach it."""

    def __init__(self, name, argv, log, env=None, cwd=None):
        self.name = name
        self.log = log
        program = shutil.which(argv[0], path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        if program is None:
            raise Failure(f"{argv[0]} is not installed: scripts/install-packages run check")
        with open(log, "ab") as output:
            self.popen = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", program, *argv[1:]], stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, env={**os.environ, **(env or {})}, cwd=cwd,
                start_new_session=True)
        self.pid = self.popen.pid

    def alive(self):
        return self.popen.poll() is None

    def stop(self, seconds=20):
        """Sends SIGTERM, waits and, if the process has not ended by then, sends SIGKILL."""
        if self.alive():
            self.popen.terminate()
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
        self.popen.wait()

    def wait_until(self, ready, seconds=30):
        """Waits until ready() is true; raises Failure if the process ends or it takes too long."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.alive():
                raise Failure(f"{self.name} ended while starting:\n{tail(self.log)}")
            if time.monotonic() > end:
                raise Failure(f"{self.name} is not ready after {seconds} s:\n{tail(self.log)}")
            time.sleep(0.03)


def tail(path, lines=15):
    try:
        with open(path, errors="replace") as file:
            return "".join(f"    {line}" for line in file.readlines()[-lines:]) + f"  ({path})"
    except OSError as error:
        return f"    {error}"


def stop_pid(pid, seconds=20):
    """Stops a process that is not a child of this one."""
    end = time.monotonic() + seconds
    try:
        os.kill(pid, signal.SIGTERM)
        while time.monotonic() < end:
            os.kill(pid, 0)
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def processes_with(text):
    """Returns the ids of the processes that have `text` in their command line or environment,
    except this process and its parent. Processes of other users are skipped."""
    found = []
    needle = os.fsencode(text)
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) in (os.getpid(), os.getppid()):
            continue
        try:
            for part in ("cmdline", "environ"):
                with open(f"/proc/{name}/{part}", "rb") as file:
                    if any(needle in item for item in file.read().split(b"\0")):
                        found.append(int(name))
                        break
        except OSError:
            continue
    return found


def parent(pid):
    """Returns the id of the parent of a process; None if the process has ended."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return None


def free_port():
    """Returns a port on which no process listens. It lies outside of the ephemeral range, so that it
    is still free when a server binds it."""
    for _ in range(100):
        port = 10000 + secrets.randbelow(20000)
        # Browsers refuse to connect to this port.
        if port != 10080 and port_error(port) is None:
            return port
    raise Failure("there is no free port from 10000 to 30000")


def port_error(port):
    """Returns why a server cannot listen on the port; None if it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.strerror
    return None


def socket_folder(folder):
    """Returns a folder for sockets: `folder` itself or, if its path is too long, a new private
    folder under /tmp, which the caller removes."""
    if len(os.fsencode(folder)) + len("/livechat-message.sock") <= SOCKET_PATH_MAX:
        return folder
    return tempfile.mkdtemp(prefix="livechat-", dir="/tmp")


def get(url, headers=None, timeout=10):
    """Sends a GET request. Returns (status, body), or (0, reason) if there is no response."""
    request = urllib.request.Request(url, headers=headers or {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


# --- MariaDB and MySQL -------------------------------------------------------------------------

class MariaDB:
    """A MariaDB server that listens only on a unix socket. Its administrator is the user who started
    it, without a password; the database users for Livechat have passwords."""

    def __init__(self, folder, sockets, options=()):
        self.folder = folder
        self.data = os.path.join(folder, "data")
        self.socket = os.path.join(sockets, "database.sock")
        self.log = os.path.join(folder, "database.log")
        self.root = pwd.getpwuid(os.getuid()).pw_name
        # A server that starts deletes the files of temporary tables in this folder, so two servers
        # must not share it.
        self.temporary = os.path.join(folder, "tmp")
        self.options = [f"--datadir={self.data}", f"--user={self.root}",
                        f"--tmpdir={self.temporary}", "--innodb-buffer-pool-size=64M", *options]
        self.process = None

    def create(self):
        """Creates the data folder unless it exists. It is renamed into place when it is complete."""
        os.makedirs(self.temporary, exist_ok=True)
        if os.path.isdir(self.data):
            return
        new = self.data + ".new"
        shutil.rmtree(new, ignore_errors=True)
        argv = self.install(new)
        install = Process(argv[0], argv, self.log, env={"TMPDIR": self.temporary})
        try:
            install.popen.wait()
        except BaseException:
            os.killpg(install.pid, signal.SIGKILL)
            install.popen.wait()
            raise
        if install.popen.returncode != 0:
            raise Failure(f"{argv[0]} failed:\n{tail(self.log)}")
        os.rename(new, self.data)

    def install(self, data):
        """Returns the command that creates a data folder."""
        return ["mariadb-install-db", "--no-defaults", f"--datadir={data}", f"--user={self.root}",
                "--auth-root-authentication-method=socket", f"--auth-root-socket-user={self.root}",
                "--skip-test-db", *(o for o in self.options if o.startswith("--innodb-log-file"))]

    def serve(self):
        """Returns the command that serves the data folder."""
        return ["mariadbd", "--no-defaults", *self.options, f"--socket={self.socket}",
                f"--pid-file={self.data}/database.pid", "--skip-networking", "--skip-log-bin",
                "--skip-name-resolve", "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_general_ci", "--lc-messages=en_US"]

    def start(self, spawn=Process):
        for stale in (self.socket, os.path.join(self.data, "database.pid")):
            if os.path.lexists(stale):
                os.unlink(stale)
        argv = self.serve()
        self.process = spawn(os.path.basename(argv[0]), argv, self.log)
        self.process.wait_until(self.answers)

    def answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(self.socket)
                return bool(probe.recv(1))
        except OSError:
            return False

    def sql(self, text, database=""):
        """Runs statements as the administrator; returns the output of the client."""
        result = subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.socket}", f"--user={self.root}",
             "--default-character-set=utf8mb4", "-N", "-B", database], input=text, text=True,
            capture_output=True, check=False)
        if result.returncode != 0:
            raise Failure(f"SQL failed: {result.stderr.strip()}")
        return result.stdout

    def add_database(self, name, config, user="livechat"):
        """Creates a database and its user with a new password, and writes Livechat's option file."""
        password = secrets.token_hex(16)
        self.sql(f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4;"
                 f"DROP USER IF EXISTS '{user}'@'localhost';"
                 f"CREATE USER '{user}'@'localhost' IDENTIFIED BY '{password}';"
                 f"GRANT ALL ON `{name}`.* TO '{user}'@'localhost';")
        write_file(config, f"[livechat]\nsocket = {self.socket}\nuser = {user}\n"
                           f"password = {password}\ndatabase = {name}\n", mode=0o600)


class MySQL(MariaDB):
    """The same with MySQL, whose program is $MYSQLD or the one in $PATH."""

    PROGRAM = os.environ.get("MYSQLD", "mysqld")
    # Our accounts log in with it, so it is the only one that needs no password.
    ADMINISTRATOR = "root"
    # What MySQL calls otherwise.
    OPTIONS = {"--innodb-log-file-size": "--innodb-redo-log-capacity"}

    def __init__(self, folder, sockets, options=()):
        super().__init__(folder, sockets, [self.option(text) for text in options])
        self.system_user, self.root = self.root, self.ADMINISTRATOR

    def option(self, text):
        name, equals, value = text.partition("=")
        return self.OPTIONS.get(name, name) + equals + value

    def install(self, data):
        return [self.PROGRAM, "--no-defaults", "--initialize-insecure", f"--datadir={data}",
                f"--user={self.system_user}", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"]

    def serve(self):
        return [self.PROGRAM, "--no-defaults", *self.options, f"--socket={self.socket}",
                f"--pid-file={self.data}/database.pid", "--skip-networking", "--mysqlx=OFF", "--skip-log-bin",
                "--secure-file-priv=NULL", "--skip-name-resolve", "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_general_ci", "--lc-messages=en_US"]


KINDS = {"mariadb": MariaDB, "mysql": MySQL}
DATABASE = os.environ.get("DATABASE", "mariadb")


@contextlib.contextmanager
def database(folder, options=(), sockets=None, kind=DATABASE):
    """Runs a new database server with its files in the folder and its socket there or in `sockets`. It is
    the one that the variable DATABASE names, mariadb or mysql."""
    server = KINDS[kind](folder, sockets or folder, options)
    server.create()
    try:
        server.start()
        yield server
    finally:
        if server.process:
            server.process.stop()


def write_file(path, text, mode=0o644):
    """Replaces a file atomically: readers see either the old or the new content."""
    new = f"{path}.new"
    if os.path.lexists(new):
        os.unlink(new)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
    os.rename(new, path)


def admin(config, *args, typed="", check=True):
    """Runs livechat-admin with `typed` as standard input; returns a CompletedProcess."""
    result = subprocess.run([ADMIN, "--config", config, *args], capture_output=True, text=True,
                            input=typed, check=False)
    if check and result.returncode != 0:
        raise Failure(f"livechat-admin {' '.join(args)} failed: {result.stderr.strip()}")
    return result


# --- example configurations --------------------------------------------------------------------

def set_variables(text, values):
    """Changes the values of the variables at the top of lighttpd-example.conf."""
    for name, value in values.items():
        line = rf"^var\.{name}(\s*)=.*$"
        text, count = re.subn(line, lambda m, n=name, v=value: f"var.{n}{m[1]}= {json.dumps(v)}",
                              text, flags=re.M)
        if count != 1:
            raise Failure(f"the example declares {name} {count} times")
    return text


def block(text, name):
    """Returns a block of an example: all of it, the comments at its head, its other lines, and its end."""
    match = re.search(rf"^# {name}: .*?^# {name} ends\.$", text, flags=re.M | re.S)
    if match is None:
        raise Failure(f"the example has no block {name}")
    lines = match[0].split("\n")
    start = next(i for i, line in enumerate(lines) if not line.startswith("# "))
    return match[0], lines[:start], lines[start:-1], lines[-1:]


def comment_in(text, name):
    """Makes a block active that is a comment."""
    whole, head, body, end = block(text, name)
    return text.replace(whole, "\n".join([*head, *(line.removeprefix("#") for line in body), *end]))


def choose_block(text, letter):
    """Comments block A out and the block of `letter` in, as the head of the example explains."""
    if letter == "A":
        return text
    whole, head, body, end = block(text, "A")
    text = text.replace(whole, "\n".join([*head, *("#" + line for line in body), *end]))
    return comment_in(text, letter)


def lighttpd_example(folder, sockets, port, config, letter="A", workers=4):
    """Returns the text of lighttpd-example.conf for a private server with its files in `folder`, which runs
    in the foreground, with one log, under the account that starts it, as these files are that account's."""
    htdocs = os.path.join(folder, "htdocs")
    os.makedirs(htdocs, exist_ok=True)
    with open(os.path.join(ROOT, "lighttpd-example.conf")) as file:
        text = re.sub(r"^server\.(username|groupname|breakagelog) = .*\n", "", file.read(), flags=re.M)
    return choose_block(set_variables(text, {
        "port": port, "bind": "127.0.0.1", "htdocs": htdocs, "cgi_bin": CGI_BIN,
        "share": ROOT, "config": config, "run": sockets,
        "log": os.path.join(folder, "lighttpd.log"), "workers": workers,
        "accesses": os.path.join(folder, "access.log")}), letter)
