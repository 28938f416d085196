# SPDX-License-Identifier: MIT
"""The inbox and the managers' pages in a real browser: each file inbox*.test.mjs and manage*.test.mjs of this folder,
against a site with the demo data. A file of its own, so that it runs beside test_pages.py."""

import os

import pytest

FILES = sorted(name for name in os.listdir(os.path.dirname(os.path.abspath(__file__)))
               if name.startswith(("inbox", "manage")) and name.endswith(".test.mjs"))


@pytest.mark.parametrize("name", FILES)
def test_what_agents_see_in(name, run_node):
    run_node(name)
