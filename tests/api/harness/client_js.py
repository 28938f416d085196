# SPDX-License-Identifier: MIT
"""Clients by other authors, written in JavaScript, that node runs unmodified."""

import json
import os
import subprocess

import pytest

from harness import npm


class Refused(Exception):
    """The error that a client throws, with the status and the body of the answer."""


class JsClient:
    """client.sendMessage(...) calls the method of that name in the client of an npm package, which a script
    in tests/clients drives."""

    def __init__(self, package, script, url):
        folder = npm.package("clients", package)
        self.process = subprocess.Popen(
            ["node", os.path.join(folder, script), url], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)

    def __getattr__(self, call):
        def method(*args):
            self.process.stdin.write(json.dumps({"call": call, "args": args}) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
            if "thrown" in answer:
                raise Refused(answer["thrown"])
            return answer.get("result")
        return method

    def refusal(self, call, *args):
        """Returns the status and the body of a call that is refused."""
        with pytest.raises(Refused) as refused:
            getattr(self, call)(*args)
        thrown = refused.value.args[0]
        assert isinstance(thrown, dict), f"{call} could not be read by the client: {thrown}"
        return thrown["status"], thrown["data"]

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=60)
