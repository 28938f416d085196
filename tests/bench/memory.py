# SPDX-License-Identifier: MIT
"""Measures the memory of the processes and whether it grows."""

import os

from kit import jobs, load, systems
from kit.machine import descendants, memory_kib
from kit.stage import QUICK
from kit.tables import number, table

SECONDS = int(os.environ.get("MEMORY_SECONDS") or (5 if QUICK else 60))
REQUESTS_MAX = 1_000_000
STEP_S = 5


def workers(site):
    """Returns the (resident, proportional) set size of each process in KiB, including the parent."""
    return [memory_kib(pid) for pid in descendants(site.processes[-1].pid, "livechat.fcgi")]


def everything(requests, path):
    """Writes a file with requests of all kinds."""
    often = ["read", "poll", "poll", "poll5", "history", "list", "send", "mix", "mix", "mix"]
    with open(path, "w") as file:
        for job in (often * 5 + ["batch"]) * 40:
            requests.write_file(job, path + ".part", 1)
            with open(path + ".part") as part:
                file.write(part.read())
    return path


def mib(kib):
    return number(kib / 1024)


def measured(stage, label, count, seconds):
    """Returns (memory of each process before the load, after it, requests, failures). No other process of
    the program runs at the same time, since it would share memory with these."""
    site = systems.LivechatLighttpd(label, stage.folder, stage.conversations.config, workers=count)
    try:
        requests = jobs.Requests(stage.conversations, site.client, 50)
        requests.learn_etags()
        file = everything(requests, os.path.join(stage.folder, label + ".everything"))
        load.wrk(site.client.url, file, 32, 1)
        before, done, why = workers(site), 0, []
        for _ in range(seconds // STEP_S):
            result = load.wrk(site.client.url, file, 32, STEP_S)
            done, why = done + result["requests"], why + [result["why"]] * (result["failed"] > 0)
            if done >= REQUESTS_MAX:
                break
        return before, workers(site), done, why
    finally:
        site.stop()


def run(stage):
    _, [(one_rss, one_pss)], _, _ = measured(stage, "memory-alone", 1, STEP_S)
    before, after, done, why = measured(stage, "memory", systems.WORKERS, SECONDS)
    grown = [(sum(rss for rss, _ in each) / len(each)) for each in (before, after)]
    further = (sum(pss for _, pss in after) - one_pss) / (systems.WORKERS - 1)
    print()
    table(["memory, MiB", "", "goal"], [
        ("one process alone, resident", mib(one_rss), "<= 6"),
        (f"one of {systems.WORKERS}, resident", mib(max(rss for rss, _ in after)), ""),
        ("each further one, proportional", mib(further), "<= 0.8"),
        (f"all {systems.WORKERS} and their parent, proportional", mib(sum(pss for _, pss in after)), ""),
        (f"growth of each in {done:,} requests of all kinds", mib(grown[1] - grown[0]), "0"),
    ])
    if why:
        print(f"FAILED: {'; '.join(why)} requests")
