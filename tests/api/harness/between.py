# SPDX-License-Identifier: MIT
"""A socket between the programs and the database server that cuts connections at a point of choice."""

import os
import socket
import threading

CHUNK = 65536


class Between:
    """Listens on `path` and passes everything to the server's socket. The next `cuts` connections are cut when
    the program sends something that contains `at`."""

    def __init__(self, path, server, at=b""):
        self.path, self.server, self.at, self.cuts, self.cut = path, server, at, 0, 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o777)
        self.listener.listen(16)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                program, _ = self.listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.server)
            except OSError:  # It does not run at the moment.
                program.close()
                continue
            threading.Thread(target=self.pass_on, args=(program, server, True), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, program, False), daemon=True).start()

    def cuts_at(self, data):
        """Gets what a program has sent before the server does; returns whether the connection is cut here."""
        if not self.cuts or self.at not in data:
            return False
        self.cuts -= 1
        self.cut += 1
        return True

    def from_program(self, data):
        """What the server gets of what a program has sent."""
        return data

    def pass_on(self, source, target, from_program):
        try:
            while data := source.recv(CHUNK):
                if from_program and self.cuts_at(data):
                    break
                target.sendall(self.from_program(data) if from_program else data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
