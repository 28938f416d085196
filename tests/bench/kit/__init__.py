"""What the benchmarks have in common. Importing it lets them find the servers and the rows of the
tests as well."""

import os
import sys

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(BENCH))
sys.path[:0] = [os.path.join(ROOT, "tests", "api"), os.path.join(ROOT, "scripts")]
