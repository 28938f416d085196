# SPDX-License-Identifier: MIT
"""A push service, as the makers of browsers have them, and the browsers that subscribe to it. It checks what
RFC 8291 and RFC 8292 demand of a sender, and decrypts as a browser does."""

import base64
import datetime
import http.server
import ipaddress
import json
import os
import secrets
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from harness.checks import wait_for


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point(key):
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def public_key(data):
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def derived(secret, salt, info, length):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class Browser:
    """One that has subscribed."""

    def __init__(self, service):
        self.path = "/push/" + secrets.token_urlsafe(16)
        self.endpoint = service.url + self.path
        self.service = service
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = secrets.token_bytes(16)

    def subscription(self):
        return {"endpoint": self.endpoint, "expirationTime": None,
                "keys": {"p256dh": encoded(point(self.key.public_key())), "auth": encoded(self.auth)}}

    def decrypt(self, body):
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, ciphertext = body[21:21 + length], body[21 + length:]
        assert length == 65 and 18 <= len(ciphertext) <= size
        shared = self.key.exchange(ec.ECDH(), public_key(sender))
        secret = derived(shared, self.auth, b"WebPush: info\0" + point(self.key.public_key()) + sender, 32)
        text = AESGCM(derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)).decrypt(
            derived(secret, salt, b"Content-Encoding: nonce\0", 12), ciphertext, None)
        text = text.rstrip(b"\0")
        assert text.endswith(b"\x02")
        return json.loads(text[:-1])

    def requests(self):
        return [request for request in self.service.requests if request.path == self.path]

    def messages(self, count=1):
        """Waits until there are this many messages, and returns them."""
        self.service.wait_for(lambda: len(self.requests()) >= count)
        assert len(self.requests()) == count
        return [self.decrypt(request.body) for request in self.requests()]


@dataclass
class Request:
    path: str
    headers: dict
    body: bytes

    def claims(self, service, key):
        """Checks the signature, and that it is of the key which browsers were told."""
        scheme, _, rest = self.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid" and parts["k"] == key
        signed, _, signature = parts["t"].rpartition(".")
        header, claims = (json.loads(decoded(part)) for part in signed.split("."))
        r_and_s = decoded(signature)
        assert header == {"typ": "JWT", "alg": "ES256"} and len(r_and_s) == 64
        public_key(decoded(key)).verify(
            utils.encode_dss_signature(int.from_bytes(r_and_s[:32], "big"), int.from_bytes(r_and_s[32:], "big")),
            signed.encode(), ec.ECDSA(hashes.SHA256()))
        assert claims["aud"] == service.url and time.time() < claims["exp"] <= time.time() + 86400
        return claims


class PushService:
    """Listens on 127.0.0.1 with a certificate of its own authority, whose file is `ca_file`. `other_request`: a function
    that sends a request to the program."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.ca_file, self.requests, self.statuses = os.path.join(folder, "ca.pem"), [], {}
        self.other_request = lambda: None
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.requests.append(Request(self.path, dict(self.headers), body))
                self.send_response(service.statuses.get(self.path, 201))
                self.send_header("Location", service.url + "/push/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certify(folder))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def certify(self, folder):
        key, path = ec.generate_private_key(ec.SECP256R1()), os.path.join(folder, "service.pem")
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push service")])
        now = datetime.datetime.utcnow()
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(
                [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256())).public_bytes(serialization.Encoding.PEM)
        with open(self.ca_file, "wb") as file:
            file.write(certificate)
        with open(path, "wb") as file:
            file.write(certificate + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return path

    def browser(self):
        return Browser(self)

    def answers(self, browser, status):
        """From now on it answers what is sent to the browser with that status."""
        self.statuses[urlsplit(browser.endpoint).path] = status

    def wait_for(self, condition):
        """What is left to be done after a reply, because that lasts a bounded time, follows after the next reply."""
        wait_for(lambda: condition() or (self.other_request(), condition())[1], pause=0.2)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
