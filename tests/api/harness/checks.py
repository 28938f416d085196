# SPDX-License-Identifier: MIT
"""Functions with which tests check answers and wait:

    result(answer)          the status and the body, for comparison with one of the next three
    plain(text)             status 400 with a text
    coded(text, code)       status 400 with a text and an error code
    invalid(text)           status 400 for invalid fields
    refused(answer, what)   asserts that the answer is `what`, or a 400 with that text
    listed(answer, name)    the list of that name from a successful answer
    card(agent)             the members of an agent that visitors see
    to_ms(date), to_date(ms) convert between dates of answers and milliseconds
    mariadb_alone(reason)   a mark: on MySQL the test is skipped for this reason
    wait_for(condition)     waits until it is true and returns its value
    at_once(*functions)     runs them together in threads and returns their results"""

import concurrent.futures
import re
import threading
import time
from datetime import datetime, timezone

import pytest

import servers

JSON_TYPE = {"Content-Type": "application/json"}
BODY_MAX = 131072  # in bytes
NOT_LOGGED_IN = b'{"status":"error","message":"You must be logged in to do this."}'
FORBIDDEN = (b'{"success":false,"error":"User does not have the permissions required for this action'
             b' [error-unauthorized]"}')
OF_OTHERS = 403, {"success": False, "error": "unauthorized"}

# How long a test waits for a condition. Only a test that fails waits that long.
PATIENCE_S = 60

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def mariadb_alone(reason):
    return pytest.mark.skipif(servers.DATABASE != "mariadb", reason=reason)


# --- answers ------------------------------------------------------------------------------------

def result(answer):
    """Returns the status and the complete body, for comparison with one of those below."""
    return answer.status, answer.json


def reasoned(answer):
    """Returns the same without details.reason, which must be there."""
    body = dict(answer.json)
    assert list(body["details"]) == ["reason"] and len(body.pop("details")["reason"]) > 5, answer
    return answer.status, body


def plain(text):
    """A status 400 with this text."""
    return 400, {"success": False, "error": text}


def coded(text, code, **more):
    """A status 400 with this text and an error code."""
    return 400, {"success": False, "error": f"{text} [{code}]" if text else f"[{code}]",
                 "errorType": code, **more}


def invalid(text):
    """A status 400 for invalid fields."""
    return coded(text, "invalid-params")


def refused(answer, what):
    """Asserts that the answer is `what`: plain(), coded(), invalid(), or the text of plain()."""
    assert result(answer) == (plain(what) if isinstance(what, str) else what)


def listed(answer, name):
    """Returns the list of that name from a successful answer."""
    assert answer.status == 200 and answer.json["success"] is True, answer
    return answer.json[name]


def card(agent, name="Test Agent", **more):
    """Returns the members of an agent that visitors see."""
    return {"_id": agent.id, "username": agent.username, "name": name, "status": "online", **more}


def to_ms(date):
    """Converts a date of an answer to milliseconds; it must have the form that all dates have."""
    assert DATE.fullmatch(date), date
    parsed = datetime.strptime(date, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return round(parsed.timestamp() * 1000)


def to_date(ms):
    """Converts milliseconds to a date as clients write it."""
    return (datetime.fromtimestamp(ms // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
            + f".{ms % 1000:03d}Z")


# --- time ---------------------------------------------------------------------------------------

def wait_for(condition, seconds=PATIENCE_S, pause=0.01):
    """Waits until condition() is true and returns its value. `seconds` is an upper bound for a failing test;
    never shorten it to check that something is fast."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"it has not happened in {seconds} s"
        time.sleep(pause)
    return found


def at_once(*functions):
    """Runs the functions in threads that begin together and returns their results in order."""
    gate = threading.Barrier(len(functions))

    def begin(function):
        gate.wait()
        return function()
    with concurrent.futures.ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(begin, f) for f in functions]]
