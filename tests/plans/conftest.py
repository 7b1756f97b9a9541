"""The catalogue and the countries, for every test of plans that has a database."""

import pytest

from licensing import catalogue
from tests.conftest import load_missing_reference_data


@pytest.fixture(autouse=True)
def _reference(request: pytest.FixtureRequest) -> None:
    """Products and countries, where a test has a database."""
    if {"db", "transactional_db", "tenant", "_django_db_helper"} & set(request.fixturenames):
        request.getfixturevalue(
            "db" if "transactional_db" not in request.fixturenames else "transactional_db"
        )
        load_missing_reference_data()
        catalogue.load()
