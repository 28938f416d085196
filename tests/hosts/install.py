# SPDX-License-Identifier: MIT
"""The ways of INSTALL, as a script follows them: each has numbered steps, and each step has sentences for people and
indented commands. Commands are run as they stand there; for the sentences a host says what a person does, by how they
begin. A sentence that no host knows is an error, so that INSTALL cannot say what is not tested."""

import re

STEPS_MAX = 5
SAME = re.compile(r"1\. to (\d)\. as with (.+)\.$")
SENTENCE = re.compile(r"(?<=[.:])\s+(?=[A-Z])")


def block(text, begin):
    """Returns the indented block of a text that begins with these words."""
    return re.search(rf"^    {re.escape(begin)}.*\n(?:    .*\n)*", text, re.M)[0].replace("    ", "")


def ways(text):
    """Returns {title: the lines below it} of a text with underlined titles."""
    parts = re.split(r"^(.+)\n-+\n", text, flags=re.M)
    return {title: body.split("\n\n\n")[0] for title, body in zip(parts[1::2], parts[2::2])}


def option_file(text, **values):
    """Returns livechat.cnf as the text shows it, with other values."""
    shown = re.search(r"^    (\[livechat\]\n(?:    .*\n)+)", text, re.M)[1].replace("    ", "")
    for name, value in values.items():
        shown, count = re.subn(rf"^{name} = .*$", f"{name} = {value}", shown, flags=re.M)
        assert count == 1, name
    return shown


def steps(text, title):
    """Returns the steps of a way, each as [("say", sentence) or ("run", commands), ...]."""
    body = ways(text)[title]
    # What follows the steps is a paragraph of its own.
    lines = body.strip("\n").split("\n\n")[0].split("\n")
    found = []
    for line in lines:
        same = SAME.match(line)
        begins = re.match(r"(\d)\. (.+)", line)
        if same:
            other = [name for name in ways(text) if name.endswith(f"with {same[2]}")]
            assert len(other) == 1, line
            found += steps(text, other[0])[:int(same[1])]
            assert len(found) == int(same[1]), line
        elif begins:
            found.append([["say", begins[2]]])
            assert len(found) == int(begins[1]), f"the steps of {title} are not numbered one after the other"
        elif line.startswith("       "):
            if found[-1][-1][0] != "run":
                found[-1].append(["run", ""])
            found[-1][-1][1] += line.strip() + "\n"
        else:
            assert line.startswith("   ") and line[3] != " ", line
            if found[-1][-1][0] != "say":
                found[-1].append(["say", ""])
            found[-1][-1][1] += " " + line.strip()
    return [[("run", part) if kind == "run" else ("say", sentence)
             for kind, part in step for sentence in (SENTENCE.split(part.strip()) if kind == "say" else [""])]
            for step in found]


def follow(text, title, run, does):
    """Follows a way: run(commands) runs commands, and does is {how a sentence begins: function(sentence) or None where
    nothing is to be done}. Returns the number of steps."""
    way, used = steps(text, title), set()
    assert 0 < len(way) <= STEPS_MAX, f"{title}: {len(way)} steps"
    for number, step in enumerate(way, 1):
        for kind, part in step:
            if kind == "run":
                run(part)
                continue
            known = [begin for begin in does if part.startswith(begin)]
            assert len(known) == 1, f"{title}, step {number}: nothing in tests/hosts does this: {part}"
            used.add(known[0])
            if does[known[0]]:
                does[known[0]](part)
    assert used == set(does), f"{title} does not say any more: {set(does) - used}"
    return len(way)
