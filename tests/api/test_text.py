"""Message text against the parser that clients were made for, on made-up messages: a sample that is
the same each time. `make differential` compares as many as one likes."""

import os
import subprocess

import servers
from harness import npm

SAMPLE, SEED = 20000, 1


def test_text_is_read_as_the_original_reads_it():
    folder = npm.package("md", "@rocket.chat/message-parser")
    program = os.path.join(servers.BUILD, "tests", "md", "md_print")
    assert os.path.exists(program), f"it is not built: make check does, or make {program}"
    compared = subprocess.run(
        ["node", "differential.mjs", program, str(SAMPLE), str(SEED)], cwd=folder,
        capture_output=True, text=True, timeout=280, check=False)
    assert compared.returncode == 0, compared.stdout[-5000:] + compared.stderr[-2000:]
    assert f"{SAMPLE}" in compared.stdout
