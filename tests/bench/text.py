# SPDX-License-Identifier: MIT
"""Measures how long it takes to parse the text of a message, in nanoseconds of processor time per byte.
Our parser and the original one take turns on the same texts in the same run.

Ours writes the md tree as JSON and the lists of links and mentions; for the original, the time
includes JSON.stringify() of the tree."""

import os
import select
import statistics
import subprocess
import sys
import time

from kit.tables import table

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", "build")
QUICK = bool(os.environ.get("QUICK"))

ROUNDS = 5 if QUICK else 11
ROUND_S = 0.005 if QUICK else 0.02   # the minimal duration of a round; short texts are repeated
CELL_S = 0.05 if QUICK else 0.3       # the duration of all rounds; slow texts get fewer rounds
TIMEOUT_S = 0.25 if QUICK else 2.0    # the limit of the reference for one text
WARM_UP_MAX_S = 4 if QUICK else 60
SIZES = (1_000, 10_000, 100_000)

LINES = [
    "Hi",
    "Hello, is anybody there?",
    "Hello, I need help with my order #1234!",
    "I ordered two weeks ago and it still has not arrived :(",
    "Can you send it to joe.doe@example.com? Thanks :)",
    "see https://www.example.com/shop?item=5&color=red, please...",
    "My number is +5551999999999 (home)",
    "I paid 20% *twice*: once on 12/03, once on 13/03.",
    "what???",
    "it's _really_ **urgent** :(",
    "1. open the app\n2. tap \"Settings\"\n3. nothing happens",
    "> You wrote: the parcel is on its way\nYes, that one",
    "Error: ```\nTypeError: x is not a function\n  at main.js:10\n```",
    "ok 👍",
    "❤️❤️❤️",
    "LOL :D :D",
    "C:\\Users\\me\\file_name_v2.txt",
    "Hi @agent, in #support they said \"no\".",
    "- milk\n- eggs\n- bread",
    "tel: +1 (800) 555-0199",
    "http://192.168.0.1:8080/admin?x=[1,2]",
    "Between 12:30 and 14:00?",
    "{\"a\": [1, 2], \"b\": \"c\"}",
    "<b>bold</b> &amp; <a href=\"http://example.com\">x</a>",
    "Привет, мне нужна помощь с заказом 😀",
    "こんにちは、注文についてお聞きしたいことがあります。",
    "Vielen Dank für die schnelle Antwort, jetzt läuft alles wieder!",
    "Please look at [our terms](https://www.example.com/terms) and use `code-2026` at checkout.",
    "Good morning Anna. I have checked with our warehouse: your parcel left on Monday and should be "
    "with you by Thursday at the latest. If it is not, write to us here and we send a new one.",
    "| item | price |\n|---|---:|\n| shoes | 49.90 |\n| socks | 5.00 |",
]


def repeat(pattern):
    """Returns a function that repeats the pattern up to a size."""
    return lambda size: pattern * (size // len(pattern.encode()))


HOSTILE = {
    "`[` …": repeat("["),
    "`(` …": repeat("("),
    "`*` …": repeat("*"),
    "`_` …": repeat("_"),
    "`~` …": repeat("~"),
    "backtick …": repeat("`"),
    "`<` …": repeat("<"),
    "`>` …": repeat(">"),
    "`@` …": repeat("@"),
    "`#` …": repeat("#"),
    "bar …": repeat("|"),
    "`:` …": repeat(":"),
    "`!` …": repeat("!"),
    "`\\` …": repeat("\\"),
    "`-` …": repeat("-"),
    "line ends": repeat("\n"),
    "blanks": repeat(" "),
    "one long word": repeat("a"),
    "emoji": repeat("😀"),
    "emoji joined": repeat("😀\u200d"),
    "`> > >` …": repeat("> "),
    "quotes, a line each": repeat("> a\n"),
    "list items": repeat("- a\n"),
    "open code blocks": repeat("```\n"),
    "table of bars": repeat("|a|\n|-|\n"),
    "wide table": lambda size: "|a" * (size // 4) + "|\n" + "|-" * (size // 4) + "|",
    "nested brackets": lambda size: "[" * (size // 2) + "]" * (size // 2),
    "`*_~[` …": repeat("*_~["),
    "`*a _b ~c ` …": repeat("*a _b ~c "),
    "`a_b_` …": repeat("a_b_"),
    "`[a](` …": repeat("[a]("),
    "`![](` …": repeat("![]("),
    "`[a](b.com)` …": repeat("[a](b.com) "),
    "`a@b.` …": repeat("a@b."),
    "`a.b.` …": repeat("a.b."),
    "a very long URL": lambda size: "https://example.com/" + "a1-_?&=/%" * ((size - 20) // 9),
    "`http://` …": repeat("http://"),
    "`:)` …": repeat(":)"),
    "`<t:1630360800` …": repeat("<t:1630360800"),
    "`+1(` …": repeat("+1("),
}


class Failed(Exception):
    pass


class Parser:
    """A process that parses texts on request and measures the time."""

    def __init__(self, *argv):
        self.argv = argv
        self.process = None

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def used_s(self):
        """Returns the processor time of the process."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def answers_within(self, timeout_s):
        end = self.used_s() + timeout_s
        while not select.select([self.process.stdout], [], [], 0.05)[0]:
            if self.used_s() >= end:
                return False
        return True

    def ask(self, texts, rounds, timeout_s=None):
        """Returns the seconds it took to parse all texts `rounds` times; None: it took too long, NaN: it
        cannot parse them."""
        if not self.process:
            self.process = subprocess.Popen(self.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.ask(["x"], 1)
        encoded = [text.encode() for text in texts]
        self.process.stdin.write(b"%d %d\n" % (rounds, len(encoded)) + b"".join(
            b"%d\n%s" % (len(text), text) for text in encoded))
        self.process.stdin.flush()
        if timeout_s and not self.answers_within(timeout_s):
            self.stop()
            return None
        answer = self.process.stdout.readline().strip()
        if answer == b"failed":
            return float("nan")
        if not answer:
            raise Failed(f"{' '.join(self.argv)} ended with {self.process.wait()}")
        return int(answer) / 1e9


class Figure:
    """A number of nanoseconds per byte, with its spread, or a word that replaces it."""

    def __init__(self, samples=(), bound=None, word=None):
        self.median = statistics.median(samples) if samples else bound
        self.spread = None
        if len(samples) > 2:
            low, _, high = statistics.quantiles(samples, method="inclusive")
            self.spread = (high - low) / 2 / self.median
        self.is_bound, self.word = bound is not None, word

    def __str__(self):
        if self.word:
            return self.word
        text = f"{self.median:.1f}" if self.median < 10 else f"{self.median:,.0f}"
        if self.is_bound:
            return "> " + text
        return text if self.spread is None else f"{text} ±{100 * self.spread:.0f}%"


NOT_TRIED = Figure(word="-")
CANNOT = Figure(word="fails")


def ratio(ours, reference):
    """Returns how many times as long the reference takes, as a Figure; None: unknown."""
    if reference.word:
        return None
    factor = reference.median / ours.median
    return Figure(bound=factor) if reference.is_bound else Figure([factor])


def plan(parser, texts, timeout_s):
    """Returns (repeats of the texts that fill a round, rounds); None: too slow, NaN: it cannot parse."""
    repeats = 1
    while True:
        used_s = parser.ask(texts, repeats, timeout_s)
        if used_s is None or used_s != used_s:
            return used_s
        if used_s >= ROUND_S / 2:
            break
        repeats *= 2 if used_s > ROUND_S / 20 else 10
    return repeats, max(3, min(ROUNDS, round(CELL_S / used_s)))


def compare(ours, reference, texts, skip_reference=False):
    """Measures both parsers in turn; returns (Figure of ours, Figure of the reference)."""
    size = sum(len(text.encode()) for text in texts)
    found = {reference: NOT_TRIED}
    plans = {ours: plan(ours, texts, None)}
    if reference and not skip_reference:
        planned = plan(reference, texts, TIMEOUT_S)
        if planned is None:
            found[reference] = Figure(bound=TIMEOUT_S * 1e9 / size)
        elif planned != planned:
            found[reference] = CANNOT
        else:
            plans[reference] = planned
    samples = {parser: [] for parser in plans}
    for i in range(ROUNDS):
        for parser, (repeats, rounds) in plans.items():
            if i < rounds:
                samples[parser].append(parser.ask(texts, repeats) / repeats * 1e9 / size)
    found.update((parser, Figure(values)) for parser, values in samples.items())
    return found[ours], found[reference]


def warm_up(parser):
    """Runs the reference until it gets no faster, since it is compiled while it runs."""
    end, best, since = time.monotonic() + WARM_UP_MAX_S, float("inf"), 0
    while since < 10 and time.monotonic() < end:
        took = parser.ask(LINES, 20)
        since = since + 1 if took > 0.98 * best else 0
        best = min(best, took)


def shown(line):
    text = line.replace("\n", "⏎").replace("|", "¦").replace("`", "'")
    return text if len(text) <= 44 else text[:43] + "…"


def ordinary(ours, reference):
    rows = []
    for name, texts in [(f"all {len(LINES)} lines", LINES), *((shown(line), [line]) for line in LINES)]:
        a, b = compare(ours, reference, texts)
        rows.append((name, sum(len(text.encode()) for text in texts), a, b, ratio(a, b) or "-"))
    table(["ordinary lines", "bytes", "Livechat", "reference", "ratio"], rows)


def hostile(ours, reference):
    kib = [f"{size // 1000} KB" for size in SIZES]
    rows, worst = [], (0, "")
    for name, make in HOSTILE.items():
        mine, theirs, ratios, skip = [], [], [], False
        for size in SIZES:
            a, b = compare(ours, reference, [make(size)], skip)
            skip = skip or b.is_bound or b is CANNOT
            mine.append(a)
            theirs.append(b)
            ratios.append(ratio(a, b))
        worst = max(worst, (mine[-1].median / mine[0].median, name))
        # at the largest size that it finished, or at its time limit if that is a larger ratio
        known = [next((r for r in reversed(ratios) if r and not r.is_bound), None),
                 next((r for r in ratios if r and r.is_bound), None)]
        factor = max(filter(None, known), key=lambda r: r.median, default="-")
        rows.append((name, *mine, *theirs, factor))
    table(["hostile texts", *(f"Livechat {size}" for size in kib),
           *(f"reference {size}" for size in kib), "ratio"], rows)
    print(f"\nOurs at {kib[-1]}, compared with {kib[0]}: at most {worst[0]:.1f} times the time a "
          f"byte ({worst[1]}).")


def prepare_ours():
    program = os.path.join(BUILD, "tests/bench/bench_text")
    subprocess.run(["make", f"O={BUILD}", program], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return Parser(os.path.join(ROOT, program))


def prepare_reference():
    """Returns the reference parser; None, after a message, if it is not available."""
    md = os.path.join(ROOT, "tests/md")
    install = ["install", "--no-package-lock"]
    if os.path.exists(os.path.join(md, "package-lock.json")):
        install = ["ci"]
    try:
        if not os.path.isdir(os.path.join(md, "node_modules/@rocket.chat/message-parser")):
            subprocess.run(["npm", *install, "--no-audit", "--no-fund", "--ignore-scripts",
                            "--silent"], cwd=md, check=True)
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Without the reference, which needs node and npm (Debian: nodejs, npm) and, the first "
              f"time, the network: {error}")
        return None
    print(f"The reference is @rocket.chat/message-parser 0.32.0 on node {node.stdout.strip()}.")
    return Parser("node", os.path.join(ROOT, "tests/bench/reference.mjs"))


def main():
    print("Reading message text, nanoseconds of processor time a byte.")
    parsers = []
    try:
        ours, reference = prepare_ours(), prepare_reference()
        parsers = [parser for parser in (ours, reference) if parser]
        print(f"Medians of up to {ROUNDS} rounds in turn, ± half the distance of the quartiles.\n"
              f"> given up after {TIMEOUT_S:g} s; - not tried, a smaller one was too much; ratio: "
              "reference to Livechat, at\nthe largest size it managed or, if that says more, where it "
              "was given up.\n", flush=True)
        for parser in parsers:
            warm_up(parser)
        ordinary(ours, reference)
        print()
        hostile(ours, reference)
    except (OSError, subprocess.CalledProcessError, Failed) as error:
        print(f"text: {error}", file=sys.stderr)
        return 1
    finally:
        for parser in parsers:
            parser.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
