"""The settings of test runs: the project's own, in test mode, on embedded servers that are quick and forget.

The mode must be chosen before the settings are read, which pytest-django does before any conftest.
"""

import os
from pathlib import Path

os.environ["SWITCHBOARD_MODE"] = "test"
os.environ["SWITCHBOARD_EMBEDDED"] = "test"
# Playwright keeps an event loop in the test's thread, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from config import embedded

# Held until the process ends: several runs share the servers, and the last one stops them (tests/conftest.py).
EMBEDDED_USERS = embedded.share()

from config.settings import *  # noqa: F403, E402 - after the mode
from config.settings import BASE_DIR, DATABASES  # noqa: E402

# Two runs at once need two databases; pytest-xdist appends its worker's name to each.
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("SWITCHBOARD_TEST_DB", "test_switchboard")}
# Static files come from the finders; whitenoise warns about a collected folder that does not exist.
STATIC_ROOT = str(BASE_DIR / "var" / "test" / "static")
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
# A connection that outlives its thread would keep a test database from being dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
