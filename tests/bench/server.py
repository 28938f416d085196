# SPDX-License-Identifier: MIT
"""Runs those benchmarks that share a database: server.py NAME..."""

import importlib
import signal
import subprocess
import sys
import time

from kit.machine import description
from kit.stage import Stage

import servers


def main(names):
    print(description(), flush=True)
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda *_: sys.exit(1))
    try:
        with Stage() as stage:
            for name in names:
                begin = time.monotonic()
                print(f"\n## {name}", flush=True)
                importlib.import_module(name).run(stage)
                print(f"\n({name}: {time.monotonic() - begin:.0f} s)", flush=True)
            print(stage.rounds.verdict())
    except (OSError, subprocess.CalledProcessError, servers.Failure) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(sys.argv[1:])
