# SPDX-License-Identifier: MIT
"""What bash completes of a command line of livechat-admin."""

import os
import subprocess

import pytest

import servers

SCRIPT = os.path.join(servers.ROOT, "admin", "completion.bash")


def completed(line):
    """Returns what bash offers at the end of the line."""
    words = line.split(" ")
    done = subprocess.run(
        ["bash", "-c", 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _livechat_admin; '
         'printf "%s\\n" "${COMPREPLY[@]}"', "bash", SCRIPT, servers.ADMIN, *words],
        capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize("line, expected", [
    ("us", ["user"]), ("user a", ["add"]), ("department ", ["list", "add", "members", "remove"]),
    ("mig", ["migrate"]), ("--config /x.cnf set", ["setting"]), ("user add lisa --na", ["--name"]),
    ("doctor --s", ["--sendmail"]), ("--config /x.cnf jobs run --se", ["--seconds", "--sendmail"]),
    ("nothing ", []), ("user add lisa ", [])])
def test_commands_and_options(line, expected):
    assert sorted(completed(line)) == sorted(expected)


def test_every_command_is_offered_once():
    offered = completed("")
    assert len(set(offered)) == len(offered) and {"migrate", "doctor", "user", "reparse"} <= set(offered)


def test_files_after_config(tmp_path):
    (tmp_path / "livechat.cnf").write_text("")
    assert completed(f"--config {tmp_path}/live") == [f"{tmp_path}/livechat.cnf"]
