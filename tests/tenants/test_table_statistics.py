"""After a bulk act the database plans with the rows that are there, not with those of a minute ago."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing import assignments, catalogue, gaps
from licensing.models import Assignment
from tenants import table_statistics
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licensing.worlds import E5, bought


@pytest.mark.parametrize(
    ("rows", "sampled"), [(table_statistics.MANY - 1, False), (table_statistics.MANY, True)]
)
def test_a_table_is_sampled_once_many_rows_are_kept(
    db: None, rows: int, sampled: bool, django_capture_on_commit_callbacks: Callable
) -> None:
    with (
        CaptureQueriesContext(connection) as seen,
        django_capture_on_commit_callbacks(execute=True) as waiting,
    ):
        table_statistics.refresh_after(Person, rows)
    assert bool(waiting) == sampled
    assert any('ANALYZE "tenants_person"' in query["sql"] for query in seen) == sampled


def test_giving_licences_to_many_samples_them(
    tenant: Tenant,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    monkeypatch.setattr(table_statistics, "MANY", 2)
    catalogue.load()
    bought(tenant, admin, ENTERPRISEPREMIUM=2)
    people = [make_person(tenant, "anna.berg"), make_person(tenant, "ben.tanaka")]
    with (
        CaptureQueriesContext(connection) as seen,
        django_capture_on_commit_callbacks(execute=True),
        tenant_scope(tenant),
    ):
        assignments.assign(tenant, people, [E5], by=admin)
    assert any('ANALYZE "licensing_assignment"' in query["sql"] for query in seen)


def test_who_holds_what_is_looked_up_by_person_alone(tenant: Tenant) -> None:
    """The tenant in the condition led the database to read all rows of the tenant for each person."""
    with tenant_scope(tenant), CaptureQueriesContext(connection) as seen:
        gaps.figures(tenant)
    (query,) = seen.captured_queries
    assert '"tenant_id"' not in query["sql"].split("EXISTS", 1)[1].split("WHERE", 1)[1].split("LIMIT", 1)[0]
    assert Assignment._meta.get_field("person").db_index
