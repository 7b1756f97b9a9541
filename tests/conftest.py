"""What all tests share: reference data, the browser, and checks that hold after every test."""

from collections.abc import Generator, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django_scopes import get_scope
from hypothesis import HealthCheck
from hypothesis import settings as trials

from config import embedded

# A machine that is busy is slow, and nothing is proved by that: no test may fail for the time that it took.
trials.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
trials.load_profile("patient")

pytest_plugins = ["tests.cast", "tests.browser_fixtures"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """A scope left open would let the next test see a tenant that it never entered."""
    yield
    if left := get_scope():
        pytest.fail(f"{item.nodeid} left a tenant scope open: {left}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded servers when no other run uses them; workers of pytest-xdist leave that to their controller."""
    if not hasattr(config, "workerinput"):
        embedded.leave(settings.EMBEDDED_USERS)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, with the reference data in it from the start, so that each test finds it and none pays for it."""
    with django_db_blocker.unblock():
        load_missing_reference_data()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # The server may not have noticed yet that a worker was killed, and would refuse to drop the database.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told that a job waits: only the sweep finds it."""
    monkeypatch.setattr("jobs.queue.hint", lambda job_id: None)


@pytest.fixture
def reference_data(db: None) -> None:
    """Countries, cities, products and rates. A transactional test before this one may have flushed them."""
    load_missing_reference_data()


def load_missing_reference_data() -> None:
    """Load the reference data unless it is there: one cheap query when it is."""
    if not apps.get_model("countries", "Country").objects.exists():
        call_command("load_reference_data", verbosity=0)


@pytest.fixture(autouse=True)
def _fresh_limits(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Rate limits lie in the cache's table, which a flush does not empty: they must not stop the next test."""
    yield
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            cache.clear()
