# SPDX-License-Identifier: MIT
"""Files that stand in for those of the official widget: what they contain does not matter to the server."""

import gzip
import os

import servers

ENTRY = "bundle.31a95.js"
HOST_SCRIPT = "rocketchat-livechat.min.js"


def folder_beside(config):
    """Where the programs look for the files unless LIVECHAT_OFFICIAL names another folder."""
    return os.path.join(os.path.dirname(config), "livechat-official")


def install(folder):
    """Puts the script with which the page begins, compressed too, and the host's script into the folder."""
    os.makedirs(folder, exist_ok=True)
    for name in (ENTRY, HOST_SCRIPT):
        servers.write_file(os.path.join(folder, name), f"/* {name} of the official widget */\n")
    with open(os.path.join(folder, ENTRY), "rb") as plain, open(os.path.join(folder, ENTRY + ".gz"), "wb") as packed:
        packed.write(gzip.compress(plain.read()))
