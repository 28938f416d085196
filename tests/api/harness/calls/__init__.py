# SPDX-License-Identifier: MIT
"""How each route is called, and what the call does when it is permitted: a module for each group of routes.
tests/api/test_permissions.py fails for a route without a call here."""

from harness.calls import manage, rooms, users, visitors  # noqa: F401  (they fill CALLS)
from harness.calls.call import CALLS, program, routes  # noqa: F401
