# SPDX-License-Identifier: MIT
"""What scripts in a browser's tests ask Python for."""

import http.server
import json
import threading
import traceback
import types


class Control:
    """typists.mjs calls this by HTTP: the path names a method, the body is a JSON list of its arguments."""

    def __init__(self, db):
        self.db = db
        # One thread serves all: processes that it starts end with it.
        self.http = http.server.HTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    def handler(self):
        control = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                arguments = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    status, answer = 200, getattr(control, "do_" + self.path[1:])(*arguments)
                except Exception:
                    status, answer = 500, traceback.format_exc()
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        return Handler

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    def room(self, visitor):
        return types.SimpleNamespace(id=self.db.value("SELECT id FROM rooms WHERE fname = %s", visitor))

    def do_stored(self, visitor):
        """Returns the texts of a visitor's room, and checks that the room counts them."""
        room = self.room(visitor)
        rows = self.db.rows("SELECT id, msg FROM messages WHERE rid = %s AND type IS NULL ORDER BY ts", room.id)
        state = self.db.row("SELECT msgs, last_message_id FROM rooms WHERE id = %s", room.id)
        assert (state["msgs"], state["last_message_id"]) == (len(rows), rows[-1]["id"])
        return [row["msg"] for row in rows]
