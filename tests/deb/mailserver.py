# SPDX-License-Identifier: MIT
"""A mail server on port 25 that keeps the mails."""

import socketserver
import threading


class Conversation(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self.say("220 here")
        for line in self.rfile:
            word = line.decode().split(" ")[0].strip().upper()
            self.say({"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 well"))
            if word == "QUIT":
                return
            if word == "DATA":
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.say("250 taken")


class Mailserver(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 25), Conversation)
        self.mails = []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *args):
        self.shutdown()
        super().__exit__(*args)
