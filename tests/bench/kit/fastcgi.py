# SPDX-License-Identifier: MIT
"""Sends requests directly to a FastCGI program, without a web server."""

import json
import os
import socket
import struct
import subprocess
from urllib.parse import urlsplit

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6
RESPONDER = 1


class Reply:
    """The status, the headers (with names in lower case) and the body of a reply."""

    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        self.headers = {}
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.status = int(self.headers.get("status", "200").split()[0])

    @property
    def json(self):
        return json.loads(self.body)


def variables(method, url, headers, body):
    """Returns the parameters of a request as lighttpd sends them to a program."""
    parts = urlsplit(url)
    found = {
        "CONTENT_LENGTH": str(len(body)), "SCRIPT_NAME": parts.path, "PATH_INFO": "",
        "SCRIPT_FILENAME": "/var/www/html" + parts.path, "DOCUMENT_ROOT": "/var/www/html",
        "REQUEST_URI": url, "QUERY_STRING": parts.query, "REQUEST_METHOD": method,
        "REDIRECT_STATUS": "200", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_SOFTWARE": "lighttpd/1.4.69",
        "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_SCHEME": "http", "SERVER_PORT": "80",
        "SERVER_ADDR": "127.0.0.1", "SERVER_NAME": "chat.example.com", "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "40000", "HTTP_HOST": "chat.example.com",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "HTTP_ACCEPT": "*/*", "HTTP_ACCEPT_ENCODING": "gzip, deflate",
    }
    for name, value in headers.items():
        found["HTTP_" + name.upper().replace("-", "_")] = value
    if body:
        found["CONTENT_TYPE"] = "application/json"
    return found


def length(number):
    return bytes([number]) if number < 128 else struct.pack(">I", number | 1 << 31)


def records(kind, data):
    """Encodes a stream as records, including the empty one that ends it."""
    made = b""
    for at in range(0, len(data), 65528):
        part = data[at:at + 65528]
        made += struct.pack(">BBHHBB", 1, kind, 1, len(part), 0, 0) + part
    return made + struct.pack(">BBHHBB", 1, kind, 1, 0, 0, 0)


def encode(method, url, headers=None, body=None, keep=False):
    """Encodes a request. `body` is written as JSON; `keep` sets FCGI_KEEP_CONN."""
    body = b"" if body is None else json.dumps(body).encode()
    pairs = b""
    for name, value in variables(method, url, headers or {}, body).items():
        name, value = name.encode(), value.encode()
        pairs += length(len(name)) + length(len(value)) + name + value
    begin = struct.pack(">BBHHBBHB5x", 1, BEGIN, 1, 8, 0, 0, RESPONDER, keep)
    return begin + records(PARAMS, pairs) + records(STDIN, body)


def decode(data):
    """Decodes the output of a program into a Reply; None if the reply is not complete."""
    output, at = b"", 0
    while at + 8 <= len(data):
        _, kind, _, size, padding, _ = struct.unpack(">BBHHBB", data[at:at + 8])
        if kind == STDOUT:
            output += data[at + 8:at + 8 + size]
        if kind == END:
            return Reply(output)
        at += 8 + size + padding
    return None


def ask(path, request, timeout=60):
    """Sends an encoded request to the socket at `path`; returns the Reply."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        connection.connect(path)
        connection.sendall(request)
        data = b""
        while True:
            part = connection.recv(1 << 20)
            data += part
            if not part or decode(data):
                break
    reply = decode(data)
    if reply is None:
        raise OSError(f"the program hung up after {len(data)} bytes")
    return reply


def listen(path):
    """Returns a listening socket for a program."""
    if os.path.exists(path):
        os.unlink(path)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen(1024)
    return listening


class Program:
    """A running FastCGI program with one process."""

    def __init__(self, program, folder, env, wrapper=()):
        """`wrapper`: a command that runs the program, if any."""
        name = os.path.basename(program).partition(".")[0]
        self.socket = os.path.join(folder, name + ".direct")
        self.log = self.socket + ".log"
        with listen(self.socket) as listening, open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *wrapper, program], stdin=listening, stdout=log,
                stderr=log, env={**os.environ, "LIVECHAT_IDLE_EXIT": "0", **env}, start_new_session=True)

    def ask(self, *args, **kwargs):
        """Sends a request with the arguments of encode(); returns the Reply."""
        return ask(self.socket, encode(*args, **kwargs))

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    def said(self):
        with open(self.log, errors="replace") as file:
            return file.read()
