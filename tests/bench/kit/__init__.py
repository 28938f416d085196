# SPDX-License-Identifier: MIT
"""The modules that the benchmarks share. Importing this package adds the folders of the servers and
of the harness of the tests to the path."""

import os
import sys

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(BENCH))
sys.path[:0] = [os.path.join(ROOT, "tests", "api"), os.path.join(ROOT, "scripts")]
