# SPDX-License-Identifier: MIT
"""The manual pages describe every command, option, setting and variable."""

import json
import os
import re
import subprocess

import pytest

import servers

ADMIN_PAGE = "livechat-admin.1"


def page(name):
    with open(os.path.join(servers.ROOT, "man", name)) as file:
        return file.read()


def items(text, macro):
    """Yields (the rest of the line, the text that follows) of each list item of this kind."""
    for block in re.split(r"^\.It ", text, flags=re.M)[1:]:
        first, _, rest = block.partition("\n")
        if first.startswith(macro + " "):
            yield first[len(macro) + 1:], re.split(r"^\.(?:El|Sh|Ss)", rest, flags=re.M)[0]


def helped(*command):
    return subprocess.run([servers.ADMIN, *command, "--help"], check=True, capture_output=True, text=True,
                          timeout=60).stdout


def commands():
    """Returns the names of all commands, as the tool lists them."""
    listed = helped().split("Commands:\n")[1].split("\n\n")[0]
    return [re.match(r"  ([a-z]+(?: [a-z]+)*)", line)[1] for line in listed.split("\n")]


def options(command):
    return set(re.findall(r"^  --([a-z-]+)", helped(*command.split()), re.M)) - {"config", "help"}


def documented_commands():
    """Returns {name: options} as the manual page describes them."""
    documented = {}
    for line, _ in items(page(ADMIN_PAGE), "Cm"):
        name = re.match(r"[a-z]+( [a-z]+)*", line)[0]
        documented.setdefault(name, set()).update(re.findall(r"Fl -([a-z-]+)", line))
    return documented


def test_every_command_and_option_is_documented():
    assert documented_commands() == {command: options(command) for command in commands()}


@pytest.fixture(scope="module")
def settings(config):
    listed = subprocess.run([servers.ADMIN, "--config", config, "setting", "list", "--json"], check=True,
                            capture_output=True, text=True, timeout=60).stdout
    return {setting["name"]: setting for setting in json.loads(listed)}


def test_every_setting_is_documented(settings):
    documented = {name: " ".join(words.split()) for name, words in items(page(ADMIN_PAGE), "Va")}
    assert set(documented) == set(settings)
    for name, setting in settings.items():
        default = f"default {setting['default']}." if setting["default"] else "empty by default."
        assert documented[name].startswith(setting["help"]), f"{name} means: {setting['help']}"
        assert documented[name].endswith(default), f"{name}: {default}"


def variables():
    """Returns the names of the environment variables that the programs read."""
    found = set()
    for folder, _, names in os.walk(os.path.join(servers.ROOT, "common")):
        for name in names:
            if name.endswith(".c"):
                with open(os.path.join(folder, name)) as file:
                    found |= set(re.findall(r'"((?:LIVECHAT|FCGI)_[A-Z_]+)"', file.read()))
    return found


def test_every_variable_is_documented():
    documented = {name for name, _ in items(page("livechat.fcgi.8"), "Ev")}
    assert documented == variables() and len(documented) >= 6
