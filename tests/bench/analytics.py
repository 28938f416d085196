# SPDX-License-Identifier: MIT
"""Measures how long the figures about chats take: those of a month, of a year in which many rooms were closed. There
is one connection; the figures are medians."""

import os
import random
import time

from kit import load, systems
from kit.load import Figure
from kit.stage import QUICK, new_database
from kit.tables import table

from harness.data import Data

ROOMS = 10_000 if QUICK else 100_000
AGENTS, DEPARTMENTS = 20, 5
DAY_MS = 86_400_000
YEAR_MS = 365 * DAY_MS
END_MS = 1_800_000_000_000
ROUNDS, SECONDS = (1, 0.3) if QUICK else (3, 1)
GOAL = "<= 50 ms"
API = "/api/v1/livechat/analytics/"
CHUNK = 5_000


def fill(data):
    """Closed rooms, one after the other; in each an agent has answered some times."""
    chance = random.Random(1)
    for first in range(0, ROOMS, CHUNK):
        data.execute_many(
            "INSERT INTO rooms (id, visitor_id, visitor_token, fname, ts, last_ts, updated_at, is_open, waiting, version,"
            " msgs, listed, lm, visitor_ts, served_by_id, served_by_username, served_at, agent_ts, response_by_id,"
            " response_by_username, responses, response_ms, first_response_ms, reaction_ms, agent_msgs, agent_lm,"
            " department_id, closed_at, closer, closed_by_id, closed_by_username) VALUES"
            " (%s, %s, %s, 'Visitor', %s, %s, %s, 0, 0, 9, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
            " %s, %s, 'user', %s, %s)", [room(number, chance) for number in range(first, min(first + CHUNK, ROOMS))])
    for number in range(AGENTS):
        data.insert("users", id=f"agentOfNumber{number:04}", username=f"agent.{number}", roles=3, created_at=1, updated_at=1)
    for number in range(DEPARTMENTS):
        data.insert("departments", id=f"departmentOfNumber{number}", name=f"Department {number}", updated_at=1)
    data.execute("ANALYZE TABLE rooms")


def room(number, chance):
    ts = END_MS - YEAR_MS + number * YEAR_MS // ROOMS
    closed = ts + chance.randrange(60_000, 1_800_000)
    taken, last = ts + chance.randrange(1_000, 30_000), closed - 1_000
    messages, answers = chance.randrange(4, 40), chance.randrange(1, 5)
    agent = chance.randrange(AGENTS)
    agent_id, username = f"agentOfNumber{agent:04}", f"agent.{agent}"
    first = chance.randrange(1_000, 60_000)
    return (f"{chance.getrandbits(68):017x}", f"visitorOfRoom{number:08}", f"tokenOfTheVisitor{number:08}", ts, closed, closed,
            messages, messages + 1, last, last - 5_000, agent_id, username, taken, last, agent_id, username, answers,
            first * answers, first, first + 1_000, messages // 2, last,
            f"departmentOfNumber{chance.randrange(DEPARTMENTS)}", closed, agent_id, username)


def paths():
    """Returns the path of each question, about the sixth month."""
    begin = time.strftime("%Y-%m-%d", time.gmtime((END_MS - YEAR_MS // 2) // 1000))
    end = time.strftime("%Y-%m-%d", time.gmtime((END_MS - YEAR_MS // 2 + 29 * DAY_MS) // 1000))
    period = f"start={begin}T00:00:00.000Z&end={end}T23:59:59.999Z"
    days = f"from={begin}&to={end}"
    dashboards = [f"dashboards/{name}?{period}" for name in (
        "conversation-totalizers", "agents-productivity-totalizers", "chats-totalizers", "productivity-totalizers",
        "charts/chats", "charts/chats-per-agent", "charts/chats-per-department", "charts/agents-status", "charts/timings")]
    return [*dashboards,
            *(f"dashboards/charts-data?chartName={name}&start={begin}&end={end}" for name in (
                "Total_conversations", "Avg_response_time")),
            *(f"agent-overview?name={name}&{days}" for name in ("Total_conversations", "Avg_response_time")),
            *(f"overview?name={name}&{days}" for name in ("Conversations", "Productivity"))]


def run(stage):
    config = new_database(stage.server, "analytics")
    data = Data(config)
    data.lift_limits()
    print(f"Making {ROOMS:,} closed rooms ...", flush=True)
    fill(data)
    manager = data.manager()
    site = systems.LivechatLighttpd("analytics", stage.folder, config, workers=1)
    loads = {}
    try:
        for number, path in enumerate(paths()):
            reply = site.client.request("GET", API + path, headers=manager.headers)
            if reply.status != 200:
                raise OSError(f"{path}: {reply.status} {reply.text[:300]}")
            file = os.path.join(stage.folder, f"analytics-{number}")
            with open(file, "w") as target:
                listed = "|".join(f"{key}: {value}" for key, value in manager.headers.items())
                target.write(f"GET\t{API}{path}\t{listed}\t\n")
            loads[path] = lambda file=file: load.wrk(site.client.url, file, 1, SECONDS)
        samples = stage.rounds.run(loads, ROUNDS)
    finally:
        site.stop()
    print(f"\nMilliseconds, a month of a year with {ROOMS:,} closed rooms:\n")
    table(["figures", "median", "goal"], [
        (path.split("&")[0].split("?start")[0], Figure([s.p50_ms if s else None for s in samples[path]]), GOAL)
        for path in loads])
    for path, each in samples.items():
        load.tell_failures(each, path)
