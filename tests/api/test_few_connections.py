# SPDX-License-Identifier: MIT
"""A host that allows its customer ten connections to the database, and a web server that starts a hundred processes."""

import concurrent.futures
import time

from harness.data import new_id, without_limits

PROCESSES, CONNECTIONS, PEOPLE, MESSAGES = 100, 10, 30, 20
OF_THE_TEST = 1


def talk(client, room):
    """Sends messages, each until it is acknowledged. Returns their ids."""
    sent = [new_id() for _ in range(MESSAGES)]
    for one in sent:
        while (answer := client.post("message", token=room.visitor.token, rid=room.id, msg="x", _id=one)).status != 200:
            assert answer.status == 503 and int(answer.headers["Retry-After"]) >= 1, answer
            time.sleep(0.05)
    return sent


def test_more_processes_than_connections_lose_nothing(new_database, new_site, mariadb):
    db = without_limits(new_database("few"))
    site = new_site("lighttpd", db.config, label="few", workers=PROCESSES)
    mariadb.sql(f"ALTER USER '{db.options['user']}'@'localhost' WITH MAX_USER_CONNECTIONS {CONNECTIONS + OF_THE_TEST}")
    rooms = [db.room() for _ in range(PEOPLE)]
    with concurrent.futures.ThreadPoolExecutor(PEOPLE) as pool:
        talks = pool.map(lambda room: talk(site.client.clone(), room), rooms)
        for room, sent in zip(rooms, talks):
            stored = db.rows("SELECT id FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
            assert [row["id"] for row in stored] == sent
