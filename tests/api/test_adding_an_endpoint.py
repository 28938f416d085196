# SPDX-License-Identifier: MIT
"""docs/adding-an-endpoint.md is followed to the letter, in a copy of the project."""

import os
import re
import shutil
import subprocess

import pytest

import servers

PAGE = os.path.join(servers.ROOT, "docs", "adding-an-endpoint.md")
STEP = re.compile(
    r"^(?:(?P<how>New file|At the end of) `(?P<path>[^`]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project's files and what was built of them; make builds what the page changes."""
    folder = tmp_path_factory.mktemp("project") / "livechat"
    listed = subprocess.check_output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                     cwd=servers.ROOT, text=True)
    for path in filter(None, listed.split("\0")):
        if os.path.exists(os.path.join(servers.ROOT, path)):
            os.makedirs(os.path.dirname(folder / path), exist_ok=True)
            shutil.copy2(os.path.join(servers.ROOT, path), folder / path)
    shutil.copytree(os.path.abspath(servers.BUILD), folder / "build", symlinks=True)
    return folder


def flags():
    with open(os.path.join(servers.BUILD, "flags")) as file:
        return file.read()


def run(folder, command):
    """Runs a line of the page as somebody in a shell would, not as a part of this run."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    env["MAKEFLAGS"] = "-j2 WERROR=1" if "-Werror" in flags() else "-j2"  # Others would build all anew.
    # Of the tests that call every route those of the others run anyway.
    env["PYTEST_ADDOPTS"] = "-k 'rooms.named or rooms_named or every or reference'"
    done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"


@pytest.mark.skipif("LIVECHAT_SANITIZE" in flags(), reason="the page builds without sanitizers")
def test_the_page_leads_to_an_endpoint_that_all_tests_accept(copy):
    with open(PAGE) as page:
        steps = list(STEP.finditer(page.read()))
    assert len(steps) > 8
    for step in steps:
        if step["kind"] == "sh":
            for command in step["text"].splitlines():
                run(copy, command)
        elif step["how"]:
            with open(copy / step["path"], "a" if step["how"] == "At the end of" else "x") as file:
                file.write(step["text"])
        else:
            pytest.fail(f"the page does not say where this belongs:\n{step['text']}")
    # What the unit tests alone use counts as used.
    units = sorted(str(path.relative_to(copy).with_suffix(".o")) for path in copy.glob("tests/unit/test_*.c"))
    run(copy, "make " + " ".join(f"build/{path}" for path in units))
    run(copy, "scripts/check-symbols")
