"""What the machine is, and whether others use it."""

import os
import re
import shutil
import subprocess

from .tables import number

TICKS = os.sysconf("SC_CLK_TCK")


def output_of(*argv):
    """What a program prints, whatever its status: some find asking for their version wrong."""
    program = shutil.which(argv[0], path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program is None:
        return ""
    return subprocess.run([program, *argv[1:]], capture_output=True, text=True, check=False).stdout.strip()


def version(pattern, *argv):
    """The first part of what a program prints that looks like the pattern."""
    found = re.search(pattern, output_of(*argv))
    return found[0] if found else "absent"


def description():
    """What figures depend on, in some lines."""
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
    """Processor time so far, in seconds: of the machine, of others' virtual machines included, and
    of this process and its descendants, by the name of the program."""

    def __init__(self):
        with open("/proc/stat") as file:
            user, nice, system, _, _, _, _, steal = map(int, file.readline().split()[1:9])
        # Interrupts are left out: those of our own sockets are counted there as well.
        self.machine = (user + nice + system + steal) / TICKS
        self.ours = own_times()

    def since(self, before, seconds):
        """(share of the machine that others took, {program: seconds of ours})."""
        ours = {name: used - before.ours.get(name, 0) for name, used in self.ours.items()}
        others = (self.machine - before.machine) - sum(ours.values())
        return max(0.0, others / seconds / os.cpu_count()), ours


def own_times():
    """{program: seconds} of this process and all below it. Those that have ended count for the one
    that waited for them."""
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
    """(resident, proportional) memory of a process."""
    with open(f"/proc/{pid}/smaps_rollup") as file:
        text = file.read()
    return tuple(int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) for name in ("Rss", "Pss"))


def descendants(pid, program):
    """The ids of a process's descendants of that name."""
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
