# SPDX-License-Identifier: MIT
"""The fixtures of these tests, which scripts/check-hosts starts in a network of their own.

    host         host(Kind): a host of that kind, booted: a class of shared.py or own.py
    answered     answered("kind of host", way) runs way(), which returns (steps, when the visitor was answered), and adds
                 a line to the table at the end
    node         runs a file of tests/pages, or of this folder, with node"""

import importlib.util
import os
import re
import shutil
import signal
import sys
import tempfile
import time

import pytest

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, "api"), os.path.join(TESTS, "deb"), os.path.dirname(os.path.abspath(__file__))]

import harness  # noqa: E402,F401  (finds scripts/servers.py)
from debian import Debian  # noqa: E402

SPEC = importlib.util.spec_from_file_location("conftest_of_pages", os.path.join(TESTS, "pages", "conftest.py"))
pages = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(pages)
node = pages.node

ARCHIVE = os.environ["ARCHIVE"]
TABLE = []


def pytest_configure(config):
    """Lets SIGTERM end the run as Ctrl-C does, so that the hosts are stopped."""
    def stop(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, stop)


def pytest_terminal_summary(terminalreporter):
    if TABLE:
        width = max(len(name) for name, _, _ in TABLE)
        terminalreporter.write_line(f"\n{'host':{width}}  steps  seconds from {os.path.basename(ARCHIVE)} to the answer")
        for name, steps, seconds in TABLE:
            terminalreporter.write_line(f"{name:{width}}  {steps:5}  {seconds:7.1f}")


@pytest.fixture
def folder():
    path = tempfile.mkdtemp(prefix="livechat-hosts-", dir="/tmp")
    yield path
    if not os.environ.get("KEEP"):
        shutil.rmtree(path)


@pytest.fixture
def debian(folder):
    machine = Debian(os.environ["HOST_BASE"], folder, ARCHIVE)
    yield machine
    machine.stop()


@pytest.fixture
def answered(node):
    """The files that node runs print when the visitor reads the answer."""
    def add(name, way):
        began = time.time()
        steps, said = way()
        TABLE.append((name, steps, int(re.search(r"answered at (\d+)", said)[1]) / 1000 - began))
    return add
