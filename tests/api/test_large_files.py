# SPDX-License-Identifier: MIT
"""Files that are larger than other bodies: they arrive whole through each kind of web server, occupy no memory, and those
who send them slowly do not occupy all processes."""

import contextlib
import http.client
import json
import os
import re

import pytest

from harness.checks import PATIENCE_S
from harness.site import programs

BOUNDARY = "----livechatLargeFile"
END = f"\r\n--{BOUNDARY}--\r\n".encode()
PIECE = os.urandom(65536)
MEBIBYTE = 1024 * 1024
BYTE_LIMIT = 104857600  # FileUpload_MaxFileSize


def head(name="a.bin"):
    return (f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n").encode()


def pieces(size):
    """The file, without having it in memory."""
    for _ in range(size // len(PIECE)):
        yield PIECE
    yield PIECE[:size % len(PIECE)]


class Upload:
    """An upload of a file of that many bytes into the visitor's room, of which the client sends what the test says."""

    def __init__(self, client, room, size, chunked=False):
        self.size, self.chunked = size, chunked
        self.connection = http.client.HTTPConnection(client.host, client.port, timeout=2 * PATIENCE_S)
        self.connection.putrequest("POST", f"/api/v1/livechat/upload/{room.id}")
        self.connection.putheader("X-Visitor-Token", room.visitor.token)
        self.connection.putheader("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
        if chunked:
            self.connection.putheader("Transfer-Encoding", "chunked")
        else:
            self.connection.putheader("Content-Length", str(len(head()) + size + len(END)))
        self.connection.endheaders()

    def send(self, data):
        if data:
            self.connection.send(b"%x\r\n%s\r\n" % (len(data), data) if self.chunked else data)

    def begin(self):
        self.send(head())
        return self

    def finish(self):
        """Sends the file and its end; returns the answer."""
        # A server that refuses it may close the connection before all was sent.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces(self.size):
                self.send(piece)
            self.send(END)
            if self.chunked:
                self.connection.send(b"0\r\n\r\n")
        return self.answer()

    def answer(self):
        answer = self.connection.getresponse()
        answer.text = answer.read()
        answer.json = json.loads(answer.text)
        self.connection.close()
        return answer


def upload(client, room, size, **how):
    return Upload(client, room, size, **how).begin().finish()


def download(client, room, file, **headers):
    """Reads the file piece by piece; returns the answer and whether its bytes are those that were uploaded."""
    connection = http.client.HTTPConnection(client.host, client.port, timeout=2 * PATIENCE_S)
    connection.request("GET", f"/file-upload/{file['_id']}/{file['name']}",
                       headers={"X-Visitor-Token": room.visitor.token, **headers})
    answer = connection.getresponse()
    size = file["size"] if answer.status == 200 else 0
    same = all(answer.read(len(piece)) == piece for piece in pieces(size))
    answer.text = answer.read()
    connection.close()
    return answer, same


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_file_arrives_whole_and_comes_back(every_site, room, chunked):
    client = every_site.client
    sent = upload(client, room, 3 * MEBIBYTE + 17, chunked=chunked)
    assert sent.status == 200, sent.text
    file = sent.json["file"]
    assert (file["name"], file["size"]) == ("a.bin", 3 * MEBIBYTE + 17)
    got, same = download(client, room, file)
    assert (got.status, got.text, same) == (200, b"", True)
    assert got.getheader("Content-Length") == str(file["size"])
    assert got.getheader("ETag") == f'"{file["_id"]}"'
    part, _ = download(client, room, file, Range="bytes=-17")
    assert part.status == 206
    assert part.text == PIECE[:17]
    assert part.getheader("Content-Range") == f"bytes {3 * MEBIBYTE}-{3 * MEBIBYTE + 16}/{file['size']}"
    none, _ = download(client, room, file, **{"If-None-Match": f'"{file["_id"]}"'})
    assert (none.status, none.text) == (304, b"")
    beyond, _ = download(client, room, file, Range="bytes=99999999-")
    assert beyond.status == 416
    assert beyond.getheader("Content-Range") == f"bytes */{file['size']}"


def test_what_is_too_large_is_refused_in_words(every_site, room):
    """By Livechat, or by a web server that lets no such body through and asks Livechat what to say."""
    for size in (BYTE_LIMIT + 1000, BYTE_LIMIT + 1000000):
        answer = upload(every_site.client, room, size)
        assert answer.status in (400, 413), answer.text
        assert answer.json["reason"] == "error-size-not-allowed"


def test_a_refused_file_is_answered_before_all_of_it_was_read(every_site, room):
    """Whoever may not send it, and does, sees why."""
    room.visitor.token = "nobody"
    answer = upload(every_site.client, room, 40 * MEBIBYTE)
    assert answer.status == 403, answer.text
    assert answer.json == {"success": False, "error": "unauthorized"}


def memory_kib(pid, what):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(rf"^{what}:\s+(\d+) kB", status.read(), re.M)[1])


def test_a_process_is_as_small_as_before(sites, room):
    site = sites("multiwatch")
    first = upload(site.client, room, 1000)
    assert first.status == 200, first.text
    before = {pid: memory_kib(pid, "VmRSS") for pid in programs(site)}
    sent = upload(site.client, room, 60 * MEBIBYTE)
    assert sent.status == 200, sent.text
    got, same = download(site.client, room, sent.json["file"])
    assert got.status == 200 and same
    # At no time did it have more.
    assert all(memory_kib(pid, "VmHWM") <= rss + 1024 for pid, rss in before.items())


def test_slow_uploads_leave_half_of_the_processes_free(new_site, config, db):
    """Apache's mod_proxy_fcgi passes a body on as it comes."""
    site = new_site("apache-proxy", config, workers=2)
    slow, other = db.room(), db.room()
    first = Upload(site.client, slow, 1000).begin()
    # Until a process reads it, another may be first.
    refused = None
    for _ in range(200):
        answer = upload(site.client, other, 1000)
        if answer.status == 503:
            refused = answer
            break
        assert answer.status == 200, answer.text
    assert refused, "both processes took uploads"
    assert refused.json["reason"] == "error-too-many-transfers"
    assert refused.getheader("Retry-After") == "5"
    assert site.client.get(f"messages.history/{other.id}", token=other.visitor.token).status == 200
    assert first.finish().status == 200
    assert upload(site.client, other, 1000).status == 200
