# SPDX-License-Identifier: MIT
"""Measures the pages, with a visitor and an agent in two browsers: from one person's Enter to the other's
screen, the requests that a page makes each minute, and the bytes that it loads."""

import glob
import gzip
import json
import os
import statistics
import subprocess

import servers
from harness import npm

from kit import systems
from kit.stage import QUICK, new_database
from kit.tables import table

EXCHANGES = 6 if QUICK else 40
QUIET_SECONDS = 0 if QUICK else 120
AGENT = {"username": "lisa", "password": "livechat-demo"}
# What has to be loaded to show each page: files and the most bytes, compressed.
PARTS = {
    "widget, closed": (["widget.js"], 4096),
    "widget, open": (["widget.js", "assets/panel.*.js", "assets/en.*.json"], 20480),
    "inbox": (["inbox", "assets/inbox.*.css", "assets/inbox.*.js", "assets/inbox.en.*.json"], 61440),
}
POLLS_PER_MINUTE = {"active": {"visitor": 31, "inbox": 31}, "idle": {"visitor": 4, "inbox": 4},
                    "hidden": {"visitor": 1, "inbox": 4}}


def sizes():
    """Returns rows of what each page loads."""
    rows = []
    for page, (patterns, most) in PARTS.items():
        paths = [path for pattern in patterns for path in glob.glob(os.path.join(servers.BUILD, "web", pattern))]
        total = 0
        for path in paths:
            with open(path, "rb") as file:
                total += len(gzip.compress(file.read(), 9))
        rows.append((page, len(paths), f"{total:,}", f"<= {most:,}"))
    return rows


def measured(server, config, url):
    path = npm.package("pages", "playwright-core")
    with open(os.path.join(servers.ROOT, "scripts", "demo.sql")) as file:
        server.sql(file.read(), "pages")
    servers.admin(config, "user", "password", AGENT["username"], typed=AGENT["password"] + "\n")
    servers.admin(config, "setting", "set", "Livechat_registration_form", "false")
    done = subprocess.run(["node", "measure.mjs", str(EXCHANGES), str(QUIET_SECONDS)], cwd=path, check=True,
                          capture_output=True, text=True, env={
                              **os.environ, "LIVECHAT_URL": url, "LIVECHAT_AGENT": json.dumps(AGENT)})
    return json.loads(done.stdout)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def per_minute(counts, kind):
    return f"{counts.get(kind, 0) * 60 / counts['seconds']:.1f}"


def goal(state, page, counts):
    """An active page polls once more after each message that it has sent."""
    most = POLLS_PER_MINUTE[state][page]
    return f"<= {most + counts.get('sends', 0) * 60 / counts['seconds']:.1f}"


def run(stage):
    config = new_database(stage.server, "pages")
    site = systems.LivechatLighttpd("pages", stage.folder, config, workers=systems.WORKERS)
    try:
        result = measured(stage.server, config, site.client.url)
    finally:
        site.stop()
    print("\nWhat a page loads, compressed:\n")
    table(["page", "files", "bytes", "goal"], sizes())
    print(f"\nFrom Enter to the other person's screen, {EXCHANGES} messages each way, while both are active:\n")
    table(["to", "median ms", "95 % ms", "longest ms", "goal"], [
        (to, round(statistics.median(result[key])), percentile(result[key], 0.95), max(result[key]),
         "median <= 1,200, 95 % <= 2,200") for to, key in (("the agent", "toAgent"), ("the visitor", "toVisitor"))])
    print("\nRequests a minute:\n")
    table(["page", "state", "polls", "goal", "sends", "typing", "news", "others"], [
        (page, state, per_minute(counts, "polls"), goal(state, page, counts),
         *(per_minute(counts, kind) for kind in ("sends", "typing", "news", "others")))
        for state in POLLS_PER_MINUTE for page, counts in result.get(state, {}).items()])
