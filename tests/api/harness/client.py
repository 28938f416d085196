# SPDX-License-Identifier: MIT
"""An HTTP client for tests, which can also send invalid requests that a library would refuse to send."""

import itertools
import json
import secrets
import socket
import time

import requests
from requests.adapters import HTTPAdapter

PREFIX = "/api/v1/livechat/"

# Web servers close connections that are idle for 5 seconds. If that happens just as a request is sent, it
# looks like a failure.
IDLE_SECONDS = 3


# The numbers of networks that no client of this process has been in.
NETWORKS = itertools.count(secrets.randbelow(65280))


class Answer:
    """status, headers (names in any case), text, and json: the parsed text, or None."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        self.text = body.decode("utf-8", "replace")
        try:
            self.json = json.loads(body)
        except ValueError:
            self.json = None

    def __repr__(self):
        return f"<{self.status} {self.text[:300]}>"


class FromAddress(HTTPAdapter):
    def __init__(self, source):
        self.source = source
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, source_address=(self.source, 0), **kwargs)


class Client:
    """A client of one web server. A path without a leading / is below livechat: get("room", token=...)
    requests /api/v1/livechat/room?token=... and post("room", rid=...) sends {"rid":...}. `source` is the
    address to connect from."""

    check_answer = staticmethod(lambda method, path, answer: None)  # called for each answer

    def __init__(self, host, port, source="127.0.0.1"):
        self.host, self.port, self.source = host, port, source
        self.url = f"http://{host}:{port}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.mount("http://", FromAddress(source))
        self.used = time.monotonic()

    def clone(self):
        """Returns another client of the same server, for use in another thread."""
        return Client(self.host, self.port, self.source)

    def elsewhere(self):
        """Returns a client of the same server in another network each time, where rate limits begin anew."""
        number = next(NETWORKS)
        return Client(self.host, self.port, f"127.{number // 256 % 255 + 1}.{number % 256}.1")

    def request(self, method, path, *, json=None, data=None, headers=None, query=None, user=None,
                timeout=30):
        """json: the body as an object; data: the body as it is (bytes, text, an iterator for chunks). user:
        the logged-in user, see harness.data.User."""
        if not path.startswith("/"):
            path = PREFIX + path
        if time.monotonic() - self.used > IDLE_SECONDS:
            self.session.close()
        answer = self.session.request(
            method, self.url + path, json=json, data=data, params=query, timeout=timeout,
            headers={**(user.headers if user else {}), **(headers or {})}, allow_redirects=False)
        self.used = time.monotonic()
        answer = Answer(answer.status_code, answer.headers, answer.content)
        self.check_answer(method, path, answer)
        return answer

    def get(self, path, *, headers=None, user=None, query=None, **params):
        return self.request("GET", path, headers=headers, user=user, query={**(query or {}), **params})

    def post(self, path, *, headers=None, user=None, json=None, data=None, **body):
        if json is None and data is None:
            json = body
        return self.request("POST", path, headers=headers, user=user, json=json, data=data)

    def put(self, path, *, headers=None, user=None, json=None, data=None, **body):
        if json is None and data is None:
            json = body
        return self.request("PUT", path, headers=headers, user=user, json=json, data=data)

    def delete(self, path, *, headers=None, user=None, query=None, **body):
        return self.request("DELETE", path, headers=headers, user=user, query=query,
                            json=body or None)

    def raw(self, method, target, headers=(), body=b"", timeout=20):
        """Sends a request exactly as given: nothing in `target` is escaped or normalized."""
        head = [f"{method} {target} HTTP/1.1", f"Host: {self.host}:{self.port}",
                "Connection: close", *(f"{name}: {value}" for name, value in headers)]
        if body and not any(name.lower() in ("content-length", "transfer-encoding")
                            for name, _ in headers):
            head.append(f"Content-Length: {len(body)}")
        return self.raw_bytes("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body, timeout)

    def raw_bytes(self, data, timeout=20):
        """Sends bytes, reads until the server closes the connection, and returns the Answer."""
        received = b""
        with socket.create_connection((self.host, self.port), timeout,
                                      (self.source, 0)) as connection:
            try:
                connection.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass  # The server answered and closed before it had read everything.
            try:
                while chunk := connection.recv(65536):
                    received += chunk
            except ConnectionResetError:
                pass
        return parse(received)


def parse(received):
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not lines[0].startswith("HTTP/"):
        return Answer(0, requests.structures.CaseInsensitiveDict(), received)
    headers = requests.structures.CaseInsensitiveDict()
    for line in lines[1:]:
        name, _, value = line.partition(":")
        value = value.strip()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        body = unchunk(body)
    return Answer(int(lines[0].split()[1]), headers, body)


def unchunk(data):
    body = b""
    while data:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0] or b"0", 16)
        if length == 0:
            break
        body, data = body + data[:length], data[length + 2:]
    return body
