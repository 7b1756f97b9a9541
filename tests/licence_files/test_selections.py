"""Many people chosen in a list: a job with a check page and an undo, and the licences and the record of a click."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Event
from licensing import assignments
from licensing.file_models import Act
from licensing.files import checks, selections
from licensing.models import LicenceChange, LicenceFile
from spreadsheets.reading import Limits
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_tenant
from tests.licence_files.conftest import apply
from tests.licence_files.test_files import held, staff
from tests.licence_files.test_pages import columns_of, latest, url
from tests.licensing.worlds import CREDITS, E3, E5, PLAN, bought

ClientOf = Callable[[User], Client]
Callbacks = Callable[..., object]
EVERYONE = {"everyone": "1", "filters": ""}


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three people are more than a click does at once."""
    monkeypatch.setattr(selections, "MOST_AT_ONCE", 2)


def ask(client: Client, tenant: Tenant, *skus: str, act: str = "assign", **fields: str) -> str:
    """Press "Check what would happen" for everybody; the address of the page that opens."""
    answer = client.post(url(tenant, act), {**EVERYONE, "product": list(skus), "check": "1", **fields})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_many_people_are_looked_at_confirmed_done_by_a_worker_and_taken_back(
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    bought(tenant, admin, **{E5.sku: 2})
    client = client_of(admin)
    where = ask(client, tenant, E5.sku)
    page = client.get(where).content.decode()
    assert f"3 people: {E5.name}" in page
    assert "The licences of 2 people would change." in page
    assert "1 is left out." in page
    assert "Encoding" not in page
    assert not held(tenant)
    batch = latest(tenant)
    with django_capture_on_commit_callbacks(execute=True):
        for _twice in range(2):
            client.post(url(tenant, "file_confirm", batch.pk), {"leave_out": "1"})
    assert "The licences of 2 people are changed." in client.get(where).content.decode()
    assert held(tenant) == {("anna@x.example", E5.sku), ("ben@x.example", E5.sku)}
    rejected = b"".join(client.get(url(tenant, "file_rejected", batch.pk)))  # type: ignore[arg-type]
    assert b"cleo@x.example" in rejected
    assert b"CountViolation" in rejected
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(tenant, "file_undo", batch.pk))
    assert "All that was changed is taken back." in client.get(where).content.decode()
    assert not held(tenant)


def test_up_to_the_bound_a_click_is_done_at_once(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 2})
    answer = client_of(admin).post(url(tenant, "assign"), {**EVERYONE, "product": [E5.sku], "confirm": "1"})
    assert answer.status_code == 302
    assert len(held(tenant)) == 2
    with tenant_scope(tenant):
        assert not LicenceFile.objects.exists()


@pytest.mark.usefixtures("quiet")
def test_the_record_is_that_of_a_click(tenant: Tenant, admin: User) -> None:
    people = staff(tenant, "anna", "ben", "cleo")
    bought(tenant, admin, **{E5.sku: 3, PLAN.sku: 3})
    with tenant_scope(tenant):
        done = assignments.assign(tenant, people, [E5, PLAN], by=admin)
        by_click = given(tenant)
        assert done.change is not None
        assignments.remove(tenant, people, [E5, PLAN], by=admin)
        before = set(Event.objects.values_list("pk", flat=True))
        batch = selections.choose(tenant, people, [E5, PLAN], Act.ASSIGN, by=admin)
        checks.ask(batch, by=admin)
    apply(batch, admin)
    assert given(tenant, without=before) == by_click
    with tenant_scope(tenant):
        assert LicenceChange.objects.get(upload=batch).added


def given(tenant: Tenant, *, without: set[int] = frozenset()) -> list[tuple[object, ...]]:  # type: ignore[assignment]
    """What the record says of licences that were given."""
    with tenant_scope(tenant):
        events = Event.objects.filter(action="licence.assigned").exclude(pk__in=without).order_by("pk")
        return list(
            events.values_list("object_type", "object_id", "object_name", "actor_id", "before", "after")
        )


def test_a_link_with_products_shows_the_choice_and_writes_nothing(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    page = client_of(admin).get(url(tenant, "assign"), {**EVERYONE, "product": E5.sku})
    assert "Check what would happen" in page.content.decode()
    with tenant_scope(tenant):
        assert not LicenceFile.objects.exists()


def test_what_else_changes_is_told_with_the_figures_of_all_whatever_the_pieces(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = staff(tenant, "anna", "ben", "cleo")
    bought(tenant, admin, **{E5.sku: 3, PLAN.sku: 3})
    monkeypatch.setattr(checks, "CHUNK", 1)
    with tenant_scope(tenant):
        assignments.assign(tenant, people, [E5, PLAN], by=admin)
    page = client_of(admin).get(ask(client_of(admin), tenant, PLAN.sku, act="remove")).content.decode()
    assert "What else changes" in page
    assert page.count("the pool shrinks from") == 1
    assert "to 0 minutes a month" in page
    assert "Remove licences from 3 people" in page


def test_other_products_can_be_chosen_on_the_page(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    staff(tenant, "anna", "ben", "cleo")
    bought(tenant, admin, **{E3.sku: 3})
    client = client_of(admin)
    where = ask(client, tenant, E5.sku)
    assert "Nobody's licences would change." in client.get(where).content.decode()
    batch = latest(tenant)
    client.post(url(tenant, "file_columns", batch.pk), columns_of(batch, product=[E3.sku]))
    page = client.get(where).content.decode()
    assert "The licences of 3 people would change." in page
    assert "Assign licences to 3 people" in page


def test_the_way_back_is_kept(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    staff(tenant, "anna", "ben", "cleo")
    back = reverse("people:list", args=[tenant.slug])
    assert ask(client_of(admin), tenant, CREDITS.sku, next=back).endswith("?next=%2Ft%2Fhalden%2Fpeople%2F")


def test_more_people_than_a_file_may_have_are_refused_with_the_figures(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    monkeypatch.setattr(selections, "LIMITS", Limits(bytes=1, rows=2))
    sent = {**EVERYONE, "product": [E5.sku], "check": "1"}
    page = client_of(admin).post(url(tenant, "assign"), sent, follow=True).content.decode()
    assert "3 people are chosen, and 2 can be done at once." in page
    with tenant_scope(tenant):
        assert not LicenceFile.objects.exists()


@pytest.mark.usefixtures("quiet")
def test_thousands_are_checked_by_a_worker(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    monkeypatch.setattr(checks, "AT_ONCE", 2)
    client = client_of(admin)
    where = ask(client, tenant, E5.sku)
    assert "0 of 3 people" in client.get(where).content.decode()


def test_the_queries_do_not_grow_with_the_people(tenant: Tenant, admin: User) -> None:
    counts = []
    for slug, count in (("few", 1), ("many", 3)):
        account = make_tenant(slug)
        staff(account, *[f"p{number}" for number in range(count)])
        with tenant_scope(account):
            people = list(Person.objects.all())
            with CaptureQueriesContext(connection) as queries:
                selections.choose(account, people, [E5], Act.ASSIGN, by=admin)
            counts.append(len(queries))
            assert [row.user_name for row in LicenceFile.objects.get().rows.order_by("line")] == [
                person.user_name for person in people
            ]
    assert counts[0] == counts[1]
