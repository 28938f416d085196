"""A request costs as many instructions as it did when tests/bench/instructions.json was recorded.

The counts do not depend on how busy the machine is, but on what the program is made of. Where
compiler or libraries are not those of the record, only the ratios between the jobs are compared,
and the last lines of the run say so."""

import os
import sys

import pytest

import servers

sys.path.insert(0, os.path.join(servers.ROOT, "tests", "bench"))

import instructions  # noqa: E402

RENEW = ("If that is as it should be, record the new counts: make instructions RENEW=1, "
         "and commit tests/bench/instructions.json. KEEP=1 keeps what callgrind_annotate reads.")


@pytest.fixture(scope="module")
def counts(new_database, folder):
    with open(instructions.PROGRAM, "rb") as file:
        if b"__asan_init" in file.read():
            pytest.skip("built with sanitizers, which valgrind cannot run")
    return instructions.count(new_database("counted"), folder)


def test_instructions(counts):
    recorded = instructions.recorded()
    differences = instructions.differences(recorded["with"], instructions.surroundings())
    if not differences:
        wrong = instructions.compare(recorded["counts"], counts, instructions.TOLERANCE)
        assert not wrong, "\n".join(["More than 5 % off:", *wrong, RENEW])
        return
    wrong = instructions.compare(instructions.as_ratios(recorded["counts"]),
                                 instructions.as_ratios(counts), instructions.RATIO_TOLERANCE)
    assert not wrong, "\n".join(["Even in units of a read:", *wrong, *differences, RENEW])
    pytest.skip("ONLY RATIOS WERE COMPARED, the counts were recorded with other programs: "
                + "; ".join(differences))
