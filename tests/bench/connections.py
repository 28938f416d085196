# SPDX-License-Identifier: MIT
"""Measures a thousand concurrent clients against eight processes behind lighttpd."""

import os

from kit import jobs, load, systems
from kit.load import failures, rates, ratio
from kit.stage import QUICK
from kit.tables import number, table

ROUNDS, SECONDS = (2, 1) if QUICK else (5, 3)
MANY = 1000


def run(stage):
    site = systems.LivechatLighttpd("connections", stage.folder, stage.conversations.config, workers=systems.WORKERS)
    try:
        requests = jobs.Requests(stage.conversations, site.client, 50)
        requests.learn_etags()
        file = requests.write_file("read", os.path.join(stage.folder, "connections.read"))
        load.wrk(site.client.url, file, 32, 0.5)

        def some(connections):
            return lambda: load.wrk(site.client.url, file, connections, SECONDS)
        samples = stage.rounds.run({each: some(each) for each in (32, MANY)}, ROUNDS)
    finally:
        site.stop()
    print("\nReading one message:\n")
    table(["connections", "requests/s", "p99 ms", "failed", "rate to that at 32", "goal"], [
        (str(each), rates(samples[each]), load.Figure([s.p99_ms for s in samples[each] if s]),
         number(failures(samples[each])), ratio(samples[each], samples[32]) if each == MANY else "",
         ">= 0.8, none failed" if each == MANY else "") for each in samples])
    for each in samples:
        load.tell_failures(samples[each], f"{each} connections")
