# SPDX-License-Identifier: MIT
"""Generates load on a web server (with wrk) or on the database alone, in rounds of several loads."""

import json
import os
import signal
import statistics
import subprocess
import time

import servers

from . import BENCH
from .machine import Usage
from .tables import number

OTHERS_MAX = float(os.environ.get("OTHERS_MAX") or 10) / 100
ATTEMPTS = 3            # of a measurement that other processes disturb
REPEATS_MAX = 20 if os.environ.get("QUICK") else 60     # of all measurements together
DIRECT = os.path.join(servers.BUILD, "tests/bench/direct")


class Sample:
    """The result of some seconds of load."""

    def __init__(self, result, others=0.0, used=None):
        self.requests, self.seconds = result["requests"], result["seconds"]
        self.failed, self.why = result.get("failed", 0), result.get("why", "")
        self.bytes = result.get("bytes", 0) / max(1, self.requests)
        self.p50_ms, self.p99_ms = result.get("p50_ms"), result.get("p99_ms")
        self.used_ms = result.get("used_ms")
        self.others = others        # the share of the processors that other processes used
        self.used = used or {}      # the seconds of processor time by program

    @property
    def rate(self):
        return self.requests / self.seconds


def ended(process):
    """Sends SIGINT until the process ends: wrk loses a signal that arrives before it waits."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=3)
        except subprocess.TimeoutExpired:
            pass
    raise OSError("wrk does not end")


def wrk(url, file, connections, seconds):
    argv = ["setpriv", "--pdeathsig", "TERM", "wrk", "-t1", f"-c{connections}", "-d600s", "--timeout", "10s", "-s",
            os.path.join(BENCH, "replay.lua"), url, "--", file]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            # wrk accepts only whole seconds; after SIGINT it prints its results.
            time.sleep(seconds)
            output, errors = ended(process)
        except BaseException:
            process.kill()
            raise
    for line in output.split("\n"):
        if line.startswith("RESULT "):
            return json.loads(line[7:])
    raise OSError(f"wrk failed: {output[-500:]} {errors[-500:]}")


def direct(config, keys, agent_hash, job, connections, seconds):
    result = subprocess.run([DIRECT, config, keys, agent_hash, job, str(connections), str(seconds)],
                            capture_output=True, text=True, check=False)
    if result.returncode:
        raise OSError(f"direct {job}: {result.stderr.strip()}")
    return json.loads(result.stdout)


class Rounds:
    """Measures several loads in turn and repeats measurements that other processes disturbed."""

    def __init__(self):
        self.repeated = self.refused = 0
        self.others = []        # the share of the processors that other processes used, of each measurement

    def run(self, loads, rounds):
        """`loads`: {name: function that makes load and returns a Sample}. Returns {name: [Sample of each
        round]}, with None if other processes disturbed all attempts."""
        samples = {name: [] for name in loads}
        for _ in range(rounds):
            for name, load in loads.items():
                samples[name].append(self.once(load))
        return samples

    def once(self, load):
        for attempt in range(ATTEMPTS):
            if attempt > 0 and self.repeated >= REPEATS_MAX:
                break
            self.repeated += attempt > 0
            before, begin = Usage(), time.monotonic()
            result = load()
            others, used = Usage().since(before, time.monotonic() - begin)
            self.others.append(others)
            if others <= OTHERS_MAX:
                return Sample(result, others, used)
        self.refused += 1
        return None

    def verdict(self):
        """Returns a sentence about the disturbance of all measurements."""
        if not self.others:
            return ""
        return (f"\nOther programs took {100 * statistics.median(self.others):.0f} % of the machine in the median, "
                f"{100 * max(self.others):.0f} % at most. Measurements during\nwhich they took more than "
                f"{100 * OTHERS_MAX:.0f} % do not count: {self.repeated} were repeated for that, {self.refused} were "
                f"given up and are missing.")


class Figure:
    """The median and the spread of some values."""

    def __init__(self, values):
        self.values = [value for value in values if value is not None]

    @property
    def median(self):
        return statistics.median(self.values) if self.values else None

    def __str__(self):
        if not self.values:
            return "-"
        if len(self.values) == 1:
            return number(self.median)
        return f"{number(self.median)} ({number(min(self.values))}-{number(max(self.values))})"


def rates(samples):
    return Figure([sample.rate if sample else None for sample in samples])


def failures(samples):
    return sum(sample.failed for sample in samples if sample)


def tell_failures(samples, of):
    """Prints a line if requests failed, since the figures are invalid then."""
    if failures(samples):
        print(f"FAILED: {failures(samples)} requests of {of} "
              f"({'; '.join(sample.why for sample in samples if sample and sample.why)})")


def ratio(upper, lower):
    """Returns the Figure of the ratios of the rates in two lists of Samples, round by round."""
    return Figure([a.rate / b.rate for a, b in zip(upper, lower) if a and b])


def limit(hello, direct_samples):
    """Returns T, round by round: the rate that is possible if the same processors do the work of the
    empty responder and that of the database."""
    return [1 / (1 / h.rate + 1 / d.rate) if h and d else None for h, d in zip(hello, direct_samples)]


def ratio_to_limit(samples, hello, direct_samples):
    return Figure([s.rate / t for s, t in zip(samples, limit(hello, direct_samples)) if s and t])
