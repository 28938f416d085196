# SPDX-License-Identifier: MIT
"""Two people chat in two browsers over bad networks: network.mjs."""

import servers
from control import Control

PASSWORD = "correct horse"


def test_two_people_chat_over_bad_networks(new_demo, node):
    demo = new_demo("network")
    for name in ("3g", "bad", "dead"):
        servers.admin(demo.config, "user", "add", f"agent.{name}", "--role", "agent", typed=PASSWORD + "\n")
    with Control(demo.db) as control:
        node("network.mjs", LIVECHAT_URL=demo.url, LIVECHAT_CONTROL=control.url, LIVECHAT_PASSWORD=PASSWORD)
