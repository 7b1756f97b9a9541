"""The catalogue, for every test of licences."""

import pytest

from licensing import catalogue


@pytest.fixture(autouse=True)
def _catalogue(request: pytest.FixtureRequest) -> None:
    """The real products, where a test has a database."""
    if {"db", "transactional_db", "tenant", "_django_db_helper"} & set(request.fixturenames):
        request.getfixturevalue(
            "db" if "transactional_db" not in request.fixturenames else "transactional_db"
        )
        catalogue.load()
