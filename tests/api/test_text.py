# SPDX-License-Identifier: MIT
"""Compares the parser of message text with the parser of Rocket.Chat's clients, on generated messages: the
same sample each time. `make differential` compares any number."""

import os
import subprocess

import servers
from harness import npm

SAMPLE, SEED = 20000, 1


def test_text_is_parsed_as_the_original_parses_it():
    folder = npm.package("md", "@rocket.chat/message-parser")
    program = os.path.join(servers.BUILD, "tests", "md", "md_print")
    assert os.path.exists(program), f"it is not built: make check does, or make {program}"
    compared = subprocess.run(
        ["node", "differential.mjs", program, str(SAMPLE), str(SEED)], cwd=folder,
        capture_output=True, text=True, timeout=280, check=False)
    assert compared.returncode == 0, compared.stdout[-5000:] + compared.stderr[-2000:]
    assert f"{SAMPLE}" in compared.stdout
