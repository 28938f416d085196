# SPDX-License-Identifier: MIT
"""npm packages that tests run or compare with. They are fetched once, in the versions of their folder's lock
file. Where that is not possible, the tests are reported as skipped."""

import fcntl
import json
import os
import shutil
import subprocess

import pytest

import servers


def package(folder, name):
    """Installs the packages of a folder below tests unless they are there, and returns its path. It skips the
    test, with the reason, when there is no node or no registry."""
    path = os.path.join(servers.ROOT, "tests", folder)
    manifest = os.path.join(path, "node_modules", name, "package.json")
    if not shutil.which("node"):
        not_run(name, "there is no node (package nodejs)")
    major = int(subprocess.run(["node", "-p", "process.versions.node.split('.')[0]"], check=True,
                               capture_output=True, text=True).stdout)
    if major < 18:
        not_run(name, f"node is {major}, 18 is needed")
    with open(os.path.join(path, "package-lock.json")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Several test files run at the same time.
        if not os.path.exists(manifest):
            install(path, name)
    with open(manifest) as file, open(os.path.join(path, "package.json")) as wanted:
        assert json.load(file)["version"] == json.load(wanted)["devDependencies"][name]
    return path


def install(path, name):
    if not shutil.which("npm"):
        not_run(name, "there is no npm to fetch it with (package npm)")
    npm = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
         "--fetch-retries=1", "--fetch-timeout=30000"],
        cwd=path, capture_output=True, text=True, check=False)
    if npm.returncode:
        said = " ".join(npm.stderr.split())
        not_run(name, f"npm ci failed in {os.path.relpath(path, servers.ROOT)}: {said[:300]}")


def not_run(name, why):
    pytest.skip(f"NOT RUN, {name} could not be tried: {why}")
