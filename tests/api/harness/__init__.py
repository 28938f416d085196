# SPDX-License-Identifier: MIT
"""The parts that the API tests share: a private MariaDB, web servers with the example configurations, a
client, and rows to begin with."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "..", "scripts"))
