# SPDX-License-Identifier: MIT
"""Measures a request over CGI, from the start of the program to its end, and for comparison a program
that does nothing and one that only loads the client library of the database."""

import os
import subprocess
import time

from kit import fastcgi, jobs, load, rows
from kit.stage import QUICK, build
from kit.tables import table

import servers

REPEATS, ROUNDS = (40, 3) if QUICK else (200, 5)
PROGRAM = os.path.join(servers.CGI_BIN, "livechat.fcgi")


def spawn_ms(path, environment, actions):
    begin = time.perf_counter()
    pid = os.posix_spawn(path, [path], environment, file_actions=actions)
    _, status = os.waitpid(pid, 0)
    if status:
        raise OSError(f"{path} ended with status {status}")
    return 1000 * (time.perf_counter() - begin)


def starts(path, environment, actions):
    before, begin = os.times(), time.monotonic()
    times = sorted(spawn_ms(path, environment, actions) for _ in range(REPEATS))
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return {"requests": REPEATS, "seconds": time.monotonic() - begin, "p50_ms": times[len(times) // 2],
            "used_ms": 1000 * used / REPEATS}


def run(stage):
    conversations = stage.conversations
    bare, library = build("bare", "library")
    url = (f"{jobs.API}message/{rows.message_id(1, 1)}?token={rows.visitor_token(1)}&rid={rows.room_id(1)}")
    environment = {"PATH": "/usr/bin:/bin", "LIVECHAT_CONFIG": conversations.config,
                   "LIVECHAT_LIMITS": os.path.join(stage.folder, "cgi.limits"),
                   **fastcgi.variables("GET", url, {}, b"")}
    said = subprocess.run([PROGRAM], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    if b'"success":true' not in said.stdout:
        raise OSError(f"plain CGI answered {said.stdout[:300]}")
    actions = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", flags, 0) for fd, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY))]
    programs = {"nothing": bare, "the client library loaded": library, "one message read": PROGRAM}
    samples = stage.rounds.run({name: lambda path=path: starts(path, environment, actions)
                                for name, path in programs.items()}, ROUNDS)
    print(f"\nPlain CGI, medians of {REPEATS} starts:\n")
    table(["start to end", "ms", "of processor time", "goal"], [
        (name, load.Figure([sample.p50_ms for sample in each if sample]),
         load.Figure([sample.used_ms for sample in each if sample]),
         "<= 5.5, or 0.5 more than the library" if path is PROGRAM else "")
        for (name, path), each in zip(programs.items(), samples.values())])
