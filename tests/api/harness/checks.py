"""The words tests use to say what an answer has to be, and how they wait. Each has one meaning:

    result(answer)        status and body, to be compared with one of these:
    plain(text)             400 with a text
    coded(text, code)       400 with a text and an error code
    invalid(text)           400 because the fields are not as they must be
    refused(answer, what)   the answer is that, or 400 with that text
    listed(answer, name)    the list of that name in a successful answer
    card(agent)             what visitors are shown of an agent
    to_ms(date), to_date(ms)  dates of answers and in milliseconds
    wait_for(condition)     until it holds; its value
    at_once(*functions)     run together in threads; their results
"""

import concurrent.futures
import re
import threading
import time
from datetime import datetime, timezone

JSON_TYPE = {"Content-Type": "application/json"}
BODY_MAX = 131072  # bytes of a request
NOT_LOGGED_IN = b'{"status":"error","message":"You must be logged in to do this."}'
FORBIDDEN = (b'{"success":false,"error":"User does not have the permissions required for this action'
             b' [error-unauthorized]"}')
OF_OTHERS = 403, {"success": False, "error": "unauthorized"}

# How long a test waits for what has to happen. Only a test that fails waits so long.
PATIENCE_S = 60

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


# --- answers ------------------------------------------------------------------------------------

def result(answer):
    """What a test of an answer compares: the status and all of the body."""
    return answer.status, answer.json


def plain(text):
    """The answer to a refused action."""
    return 400, {"success": False, "error": text}


def coded(text, code, **more):
    """The same with an error code."""
    return 400, {"success": False, "error": f"{text} [{code}]" if text else f"[{code}]",
                 "errorType": code, **more}


def invalid(text):
    """The answer to fields that are not as they must be."""
    return coded(text, "invalid-params")


def refused(answer, what):
    """The answer is `what`: plain(), coded(), invalid(), or the text of a plain one."""
    assert result(answer) == (plain(what) if isinstance(what, str) else what)


def listed(answer, name):
    """The list of that name in an answer that succeeded."""
    assert answer.status == 200 and answer.json["success"] is True, answer
    return answer.json[name]


def card(agent, name="Test Agent", **more):
    """What visitors are shown of an agent."""
    return {"_id": agent.id, "username": agent.username, "name": name, "status": "online", **more}


def to_ms(date):
    """A date of an answer in milliseconds; it must have the one form all dates have."""
    assert DATE.fullmatch(date), date
    parsed = datetime.strptime(date, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    return round(parsed.timestamp() * 1000)


def to_date(ms):
    """The other way round, as clients write it."""
    return (datetime.fromtimestamp(ms // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
            + f".{ms % 1000:03d}Z")


# --- time ---------------------------------------------------------------------------------------

def wait_for(condition, seconds=PATIENCE_S, pause=0.01):
    """Until condition() holds; its value. `seconds` is patience, not a measure: never make it short
    to see whether something is fast."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, f"it has not happened in {seconds} s"
        time.sleep(pause)
    return found


def at_once(*functions):
    """Runs the functions in threads that begin together; their results in order."""
    gate = threading.Barrier(len(functions))

    def begin(function):
        gate.wait()
        return function()
    with concurrent.futures.ThreadPoolExecutor(len(functions)) as pool:
        return [future.result() for future in [pool.submit(begin, f) for f in functions]]
