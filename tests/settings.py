"""The settings of test runs: the project's own, in test mode, on embedded servers that are quick and forget.

The mode must be chosen before the settings are read, which pytest-django does before any conftest.
"""

import os

os.environ["SWITCHBOARD_MODE"] = "test"
os.environ["SWITCHBOARD_EMBEDDED"] = "test"
# Playwright keeps an event loop in the test's thread, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config.settings import *  # noqa: F403, E402 - after the mode
from config.settings import DATABASES  # noqa: E402

# Two runs at once need two databases; pytest-xdist appends its worker's name to each.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("SWITCHBOARD_TEST_DB", "test_switchboard")}
# A connection that outlives its thread would keep a test database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
