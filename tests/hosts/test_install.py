# SPDX-License-Identifier: MIT
"""INSTALL and these tests say the same: no way, step or sentence of it is without a test."""

import glob
import os

import pytest

import install
import servers

TITLE = "A server of your own with bells"
WAY = f"""{TITLE}
{'-' * len(TITLE)}

1. Ring them, twice
   or more. Then listen:
       ring --times 2
2. Go home.


Then rest.
"""


@pytest.mark.parametrize("title", install.ways(open(os.path.join(servers.ROOT, "INSTALL"), encoding="utf-8").read()))
def test_every_way_is_followed(title):
    here = os.path.dirname(os.path.abspath(__file__))
    texts = [open(path, encoding="utf-8").read() for path in glob.glob(f"{here}/*.py")]
    assert any(f'"{title}"' in text for text in texts)


def follow(text):
    done = []
    steps = install.follow(text, TITLE, done.append, {
        "Ring them": done.append, "Then listen:": None, "Go home.": done.append})
    return steps, done


def test_commands_and_sentences_are_done_in_their_order():
    assert follow(WAY) == (2, ["Ring them, twice or more.", "ring --times 2\n", "Go home."])


@pytest.mark.parametrize("change", [
    ("Go home.", "Go home. Sleep."), ("Go home.", "Stay."), ("2. Go", "3. Go"), (" Then listen:", ""),
    ("\n\n\nThen", "\n3. Go home.\n4. Go home.\n5. Go home.\n6. Go home.\n\n\nThen")])
def test_what_nobody_does_or_says_is_an_error(change):
    text = WAY.replace(*change)
    assert text != WAY
    with pytest.raises(AssertionError):
        follow(text)
