# SPDX-License-Identifier: MIT
"""Measures files: how long large ones and photos take, how many small ones a second are stored, what that costs in memory,
and how long a text takes meanwhile."""

import os
import signal
import statistics
import subprocess
import threading
import time

import requests

from harness.data import without_limits
from harness.forms import form
from kit import systems
from kit.machine import descendants, memory_kib
from kit.stage import QUICK, build, new_database
from kit.tables import number, table

LARGE = (10 if QUICK else 100) << 20
ROUNDS = 2 if QUICK else 5
SMALL = 50 if QUICK else 200
TEXTS = 100 if QUICK else 400


class Chat:
    """A room, and a visitor who sends files and texts into it."""

    def __init__(self, site, db):
        self.site, self.room, self.session = site, db.room(), requests.Session()
        self.head = {"X-Visitor-Token": self.room.visitor.token}

    def url(self, path):
        return self.site.client.url + path

    def send(self, body, headers):
        answer = self.session.post(self.url(f"/api/v1/livechat/upload/{self.room.id}"), data=body,
                                   headers={**headers, **self.head}, timeout=120)
        if answer.status_code != 200:
            raise OSError(f"an upload was answered {answer.status_code} {answer.text[:200]}")
        return answer.json()["attachments"][0]["title_link"]

    def get(self, link, **headers):
        return self.session.get(self.url(link), headers={**headers, **self.head}, timeout=120)

    def text(self):
        return self.session.post(self.url("/api/v1/livechat/message"), timeout=30, json={
            "token": self.room.visitor.token, "rid": self.room.id, "msg": "hello"})


def seconds(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def median_s(action, rounds=ROUNDS):
    return statistics.median(seconds(action) for _ in range(rounds))


def p99_ms(chat):
    return 1000 * statistics.quantiles([seconds(chat.text) for _ in range(TEXTS)], n=100)[98]


def most_kib(site, action):
    """Returns by how much the largest process is larger while the action runs than before."""
    def largest():
        return max(memory_kib(pid)[0] for pid in descendants(site.processes[-1].pid, "livechat.fcgi"))
    before, seen, thread = largest(), [], threading.Thread(target=action)
    thread.start()
    while thread.is_alive():
        seen.append(largest())
        time.sleep(0.01)
    return max(seen) - before


def while_others_send(site, db, body, headers, measure):
    """Measures while four visitors send large files, one after the other. They are processes of their own: threads of
    this one would wait for each other."""
    path = os.path.join(site.folder, "large.body")
    with open(path, "wb") as file:
        file.write(body)
    others = []
    try:
        for _ in range(4):
            chat = Chat(site, db)
            heads = [part for name, value in {**headers, **chat.head, "Expect": ""}.items()
                     for part in ("-H", f"{name}: {value}")]
            others.append(subprocess.Popen(
                ["/bin/sh", "-c", 'while :; do curl "$@"; done', "sh", "-s", "-o", "/dev/null", "-X", "POST", "-T", path,
                 *heads, chat.url(f"/api/v1/livechat/upload/{chat.room.id}")], start_new_session=True))
        return measure()
    finally:
        for other in others:
            os.killpg(other.pid, signal.SIGTERM)
            other.wait()
        os.remove(path)


def run(stage):
    db = without_limits(new_database(stage.server, "files"))
    for name in ("FileUpload_Room_Quota", "FileUpload_Total_Quota", "FileUpload_Min_Free"):
        db.write_setting(name, "0")
    site = systems.LivechatLighttpd("files", stage.folder, db.config, workers=systems.WORKERS)
    try:
        chat = Chat(site, db)
        (photo,) = build("photo")
        pictures = {size: form("photo.jpg", subprocess.check_output([photo, *size.split("x")]), "image/jpeg")
                    for size in ("4000x3000", "6000x4000")}
        large = form("large.bin", os.urandom(LARGE), "application/octet-stream")
        small = form("small.txt", b"x" * 10240, "text/plain")
        link = chat.send(*large)
        etag = chat.get(link, Range="bytes=0-0").headers["ETag"]
        up, down = median_s(lambda: chat.send(*large)), median_s(lambda: chat.get(link))
        part = median_s(lambda: chat.get(link, Range="bytes=1000000-1065535"), 50)
        known = median_s(lambda: chat.get(link, **{"If-None-Match": etag}), 50)
        stored = SMALL / seconds(lambda: [chat.send(*small) for _ in range(SMALL)])
        photos = {size: median_s(lambda b=body, h=head: chat.send(b, h)) for size, (body, head) in pictures.items()}
        sent, fetched = most_kib(site, lambda: chat.send(*large)), most_kib(site, lambda: chat.get(link))
        idle = p99_ms(chat)
        busy = while_others_send(site, db, *large, lambda: p99_ms(chat))
        mib = LARGE >> 20
        print()
        table(["files, through lighttpd", "", "goal"], [
            (f"{mib} MiB sent, s", number(up), "<= 0.7 of 100 MiB"),
            (f"{mib} MiB fetched, MB/s", number(LARGE / down / 1e6), ">= 200"),
            ("64 KiB of it, ms", number(1000 * part), "<= 3"),
            ("of what is known (304), ms", number(1000 * known), "<= 3"),
            *((f"photo of {size}, {len(pictures[size][0]) >> 10:,} KiB, ms", number(1000 * took),
               "<= 150" if size == "4000x3000" else "") for size, took in photos.items()),
            ("small ones stored a second", number(stored), ">= 100"),
            ("a process larger while one is sent, KiB", number(sent), "<= 1,024"),
            ("a process larger while one is fetched, KiB", number(fetched), "<= 1,024"),
            ("p99 of a text, ms", number(idle), ""),
            ("p99 of a text while four send, ms", number(busy), "<= 2 times that"),
        ])
    finally:
        site.stop()
