# SPDX-License-Identifier: MIT
"""Describes the machine and measures how much other processes use it."""

import os
import re
import shutil
import subprocess

from .tables import number

TICKS = os.sysconf("SC_CLK_TCK")


def output_of(*argv):
    """Returns the output of a program. Its exit status is ignored: some fail when asked for their version."""
    program = shutil.which(argv[0], path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        return ""
    return subprocess.run([program, *argv[1:]], capture_output=True, text=True, check=False).stdout.strip()


def version(pattern, *argv):
    """Returns the first match of the pattern in the output of a program."""
    found = re.search(pattern, output_of(*argv))
    return found[0] if found else "absent"


def description():
    """Returns some lines with everything that the figures depend on."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*: (.*)", file.read(), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    with open("/etc/os-release") as file:
        system = re.search(r'^PRETTY_NAME="?(.*?)"?$', file.read(), re.M)[1]
    versions = {
        "gcc": version(r"\d+\.\d+\.\d+", "cc", "--version"),
        "MariaDB": version(r"\d+\.\d+\.\d+", "mariadbd", "--version"),
        "Connector/C": version(r".+", "pkg-config", "--modversion", "libmariadb"),
        "libfcgi": version(r"[\d.]+", "dpkg-query", "-W", "-f", "${Version}", "libfcgi-dev"),
        "lighttpd": version(r"\d+\.\d+\.\d+", "lighttpd", "-v"),
        "Apache": version(r"\d+\.\d+\.\d+", "apache2", "-v"),
        "PHP": version(r"\d+\.\d+\.\d+", "php", "-v"),
        "node": version(r"\d+\.\d+\.\d+", "node", "--version"),
        "wrk": version(r"\d+\.\d+\.\d+", "wrk", "-v"),
    }
    return (f"Machine: {model[1] if model else os.uname().machine}, {os.cpu_count()} processors, "
            f"{memory:.0f} GiB; {system}, Linux {os.uname().release}.\n"
            + ", ".join(f"{name} {each}" for name, each in versions.items()) + ".")


# --- processor time ------------------------------------------------------------------------------

class Usage:
    """The processor time until now, in seconds: that of the whole machine, with the steal time of other
    virtual machines, and that of this process and its descendants by the name of the program."""

    def __init__(self):
        with open("/proc/stat") as file:
            user, nice, system, _, _, _, _, steal = map(int, file.readline().split()[1:9])
        # The time of interrupts is excluded, since it contains those of our own sockets.
        self.machine = (user + nice + system + steal) / TICKS
        self.ours = own_times()

    def since(self, before, seconds):
        """Returns (share of the processors that other processes used, {our program: seconds})."""
        ours = {name: used - before.ours.get(name, 0) for name, used in self.ours.items()}
        others = (self.machine - before.machine) - sum(ours.values())
        return max(0.0, others / seconds / os.cpu_count()), ours


def own_times():
    """Returns {program: seconds} of this process and its descendants. The time of a process that has ended
    is counted for the parent that waited for it."""
    processes = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    text = file.read()
            except OSError:
                continue
            program, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
            processes[int(name)] = (program, int(rest[1]), sum(map(int, rest[11:15])) / TICKS)
    ours, known = {}, {os.getpid()}
    added = True
    while added:
        added = {pid for pid, (_, parent, _) in processes.items() if parent in known} - known
        known |= added
    for pid in known & processes.keys():
        program, _, used = processes[pid]
        ours[program] = ours.get(program, 0) + used
    return ours


def memory_kib(pid):
    """Returns the (resident, proportional) set size of a process in KiB."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        text = file.read()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) for name in ("Rss", "Pss"))


def descendants(pid, program):
    """Returns the ids of those descendants of a process that have this name."""
    children = output_of("ps", "-o", "pid=,ppid=,comm=", "-e").split("\n")
    below, found = {pid}, []
    for line in sorted(children, key=lambda line: int(line.split()[0])):
        child, parent, name = line.split(None, 2)
        if int(parent) in below:
            below.add(int(child))
            if name == program:
                found.append(int(child))
    return found


def percent(share):
    return f"{number(100 * share)} %"
