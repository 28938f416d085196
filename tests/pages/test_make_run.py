# SPDX-License-Identifier: MIT
"""What somebody finds who has just typed `make run`."""

import json
import os
import subprocess
import time

import pytest

import servers
from harness import npm
from harness.client import Client

START_SECONDS = 120


# What browsers get: joined scripts, or the modules as they are in web/.
FORMS = {"joined": servers.BUILD, "modules": os.path.join(servers.BUILD, "modules")}


@pytest.fixture(params=FORMS)
def demo(folder, request):
    """A running demo, as demo.json describes it."""
    run_dir = os.path.join(folder, f"run-{request.param}")
    described = os.path.join(run_dir, "demo.json")
    with open(os.path.join(folder, f"run-{request.param}.log"), "w+") as log:
        run = subprocess.Popen([os.path.join(servers.ROOT, "scripts", "run")], stdout=log, stderr=log,
                               env={**os.environ, "PORT": "0", "RUN_DIR": run_dir, "WORKERS": "2",
                                    "BUILD": FORMS[request.param]})
        try:
            end = time.monotonic() + START_SECONDS
            while not os.path.exists(described):
                assert run.poll() is None and time.monotonic() < end, servers.tail(log.name)
                time.sleep(0.1)
            with open(described) as file:
                yield json.load(file)
        finally:
            run.terminate()
            run.wait()


def test_the_agent_can_log_in_and_has_the_token_of_the_examples(demo):
    agent, client = demo["agent"], Client("127.0.0.1", int(demo["url"].rsplit(":", 1)[1]))
    answer = client.get("/api/v1/me", headers={"X-User-Id": agent["userId"], "X-Auth-Token": agent["authToken"]})
    assert (answer.status, answer.json["username"]) == (200, agent["username"])
    answer = client.post("/api/v1/login", json={"user": agent["username"], "password": agent["password"]})
    assert answer.status == 200, answer


def test_the_first_five_minutes(demo):
    path = npm.package("pages", "playwright-core")
    if not os.path.exists("/usr/bin/chromium"):
        pytest.skip("NOT RUN, the first five minutes need a browser: /usr/bin/chromium (package chromium)")
    done = subprocess.run(["node", "--test", "--test-reporter=spec", "first-chat.mjs"], cwd=path, check=False,
                          capture_output=True, text=True, timeout=600,
                          env={**os.environ, "LIVECHAT_URL": demo["url"], "LIVECHAT_AGENT": json.dumps(demo["agent"])})
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
