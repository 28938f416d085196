# SPDX-License-Identifier: MIT
"""Measures how the time of reads grows with the number of all messages and with that of the messages
in a room. There is one connection; the figures are medians."""

import os
import shutil

from kit import jobs, load, rows, systems
from kit.load import Figure
from kit.stage import PER_ROOM, POOL, QUICK, new_database
from kit.tables import table

SIZES = {"1 thousand": 1_000, "10 thousand": 10_000} if QUICK else {
    "1 thousand": 1_000, "100 thousand": 100_000, "1 million": None, "10 million": 10_000_000}
ROUNDS, SECONDS = (1, 0.3) if QUICK else (3, 0.5)
LENGTHS = (10, 100, 1_000, 10_000, 100_000)
LONGEST = 1_000_000         # the number of the first room with one of those lengths
ROW_BYTES = 800             # the disk space of a message, including the redo log and the indexes
READS = ("read", "history", "list", "poll")


def databases(stage):
    """Returns {size in words: Conversations}, the smallest first."""
    found = {}
    for name, size in SIZES.items():
        if size is None:
            found[name] = stage.conversations
        elif size * ROW_BYTES > shutil.disk_usage(stage.folder).free:
            print(f"Without {name} messages: there is no room for them on the disk.", flush=True)
        elif size * ROW_BYTES > POOL:
            print(f"Without {name} messages: they would not fit into memory.", flush=True)
        else:
            print(f"Loading {name} messages ...", flush=True)
            found[name] = rows.Conversations(
                stage.server, new_database(stage.server, f"growth{size}"), size // PER_ROOM or 2, PER_ROOM)
    if QUICK:
        found[f"{stage.conversations.messages // 1000} thousand"] = stage.conversations
    return found


def paths_of(room, length, agent):
    """Returns {label: (path, headers)} of the reads that could be slow in a long room."""
    history = f"{jobs.API}messages.history/{rows.room_id(room)}?token={rows.visitor_token(room)}&limit=50"
    listed = f"{jobs.API}messages/{rows.room_id(room)}?count=50"
    return {
        "newest 50": (history, {}),
        "50 before the middle (end)": (f"{history}&end={rows.message_time(length // 2 + 1)}", {}),
        "offset: half": (f"{history}&offset={length // 2}", {}),
        "offset: last 50": (f"{history}&offset={max(0, length - 50)}", {}),
        "newest 50 and total": (listed, agent.headers),
        "last 50 and total": (f"{listed}&offset={max(0, length - 50)}", agent.headers),
    }


def single(stage, name, path, headers):
    """Writes a file with one request; returns its path."""
    target = os.path.join(stage.folder, name)
    with open(target, "w") as file:
        listed = "|".join(f"{key}: {value}" for key, value in headers.items())
        file.write(f"GET\t{path}\t{listed}\t\n")
    return target


def milliseconds(samples):
    return Figure([sample.p50_ms if sample else None for sample in samples])


def between(upper, lower):
    return Figure([a.p50_ms / b.p50_ms for a, b in zip(upper, lower) if a and b])


def by_size(stage, sites, found):
    loads = {}
    for name, site in sites.items():
        requests = jobs.Requests(found[name], site.client, 20)
        requests.learn_etags()
        for job in READS:
            file = requests.write_file(job, os.path.join(stage.folder, f"growth-{site.name}-{job}"))
            loads[job, name] = lambda url=site.client.url, file=file: load.wrk(url, file, 1, SECONDS)
    # The sizes of one job are measured one after the other, because they are compared.
    samples = stage.rounds.run({key: loads[key] for key in sorted(loads, key=lambda key: READS.index(key[0]))}, ROUNDS)
    first, last = list(sites)[0], list(sites)[-1]
    print(f"\nMilliseconds, in rooms of {PER_ROOM} messages:\n")
    table(["messages in all", *sites, "last to first", "goal"], [
        (jobs.JOBS[job], *(milliseconds(samples[job, name]) for name in sites),
         between(samples[job, last], samples[job, first]), "<= 1.5" if job == "history" else "") for job in READS])


def by_length(stage, site, conversations):
    loads, paths = {}, []
    for i, length in enumerate(LENGTHS):
        conversations.add(LONGEST + i, 1, length)
        for what, (path, headers) in paths_of(LONGEST + i, length, conversations.agent).items():
            file = single(stage, f"length-{length}-{len(loads)}", path, headers)
            paths.append((path, headers))
            loads[what, length] = lambda file=file: load.wrk(site.client.url, file, 1, SECONDS)
    conversations.finish()
    for path, headers in paths:
        if site.client.request("GET", path, headers=headers).status != 200:
            raise OSError(f"not answered: {path}")
    whats = list(dict.fromkeys(what for what, _ in loads))
    samples = stage.rounds.run({(what, length): loads[what, length] for what in whats for length in LENGTHS}, ROUNDS)
    goals = {"newest 50": "<= 1.3", "50 before the middle (end)": "<= 1.3"}
    deep = {"offset: last 50", "last 50 and total", "newest 50 and total"}
    print(f"\nMilliseconds, among {conversations.messages:,} messages:\n")
    table(["messages in the room", *(f"{length:,}" for length in LENGTHS), "100,000 to 100", "goal"], [
        (what, *(milliseconds(samples[what, length]) for length in LENGTHS),
         between(samples[what, 100_000], samples[what, 100]), goals.get(what, "<= 5 ms" if what in deep else ""))
        for what in whats])
    for (what, length), each in samples.items():
        load.tell_failures(each, f"{what}, {length}")


def run(stage):
    found = databases(stage)
    sites = {}
    try:
        for name, conversations in found.items():
            conversations.finish()
            sites[name] = systems.LivechatLighttpd(f"growth-{len(sites)}", stage.folder, conversations.config, workers=1)
        by_size(stage, sites, found)
        last = list(sites)[-1]
        by_length(stage, sites[last], found[last])
    finally:
        systems.stop(sites)
