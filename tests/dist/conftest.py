# SPDX-License-Identifier: MIT
"""The fixtures of tests/api, for programs that have an empty root: scripts/check-dist starts these tests."""

import importlib.util
import os
import sys

API = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "api")
sys.path.insert(0, API)
SPEC = importlib.util.spec_from_file_location("conftest_of_api", os.path.join(API, "conftest.py"))
api_tests = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(api_tests)
pytest_configure = api_tests.pytest_configure
folder, mariadb, new_database = api_tests.folder, api_tests.mariadb, api_tests.new_database
new_site, instant_site, instant = api_tests.new_site, api_tests.instant_site, api_tests.instant
