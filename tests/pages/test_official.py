# SPDX-License-Identifier: MIT
"""The official widget in a real browser, on the page that makes it live, with the files that an admin has fetched."""

import os
import subprocess

import servers
from harness import npm


def test_what_people_see_of_the_official_widget(folder, run_node):
    """Without LIVECHAT_OFFICIAL its files are beside the option file, which is in `folder`."""
    package = os.path.join(npm.package("clients", "@rocket.chat/livechat"), "node_modules", "@rocket.chat", "livechat")
    subprocess.run(["node", "fetch.mjs", os.path.join(folder, "livechat-official"), package], check=True,
                   cwd=os.path.join(servers.ROOT, "scripts", "official"))
    run_node("official.test.mjs")
