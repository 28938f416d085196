# SPDX-License-Identifier: MIT
"""The widget in a real browser: each file widget*.test.mjs of this folder, against a site with the demo data."""

import os

import pytest

FOLDER = "widget-folder.test.mjs"
FILES = sorted(name for name in os.listdir(os.path.dirname(os.path.abspath(__file__)))
               if name.startswith("widget") and name.endswith(".test.mjs") and name != FOLDER)


@pytest.mark.parametrize("name", FILES)
def test_what_visitors_see_in(name, run_node):
    run_node(name)


@pytest.mark.parametrize("server", ["lighttpd-folder", "apache-folder"])
def test_a_web_server_that_serves_the_widget_from_a_folder(server, run_node):
    run_node(FOLDER, server)
