"""Who can be called, why somebody cannot, and where that is mended."""

import pytest
from pytest_django import DjangoAssertNumQueries

from licensing import catalogue
from licensing.models import Assignment, Product
from services.voice_apps.voice_enabled import check_callable, not_callable, voice_enabled
from tenants.models import Person, Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_person
from ui.refusals import Refusal

State = Assignment.State


def let_call(person: Person, state: str = State.ACTIVE) -> Person:
    """Give Phone System, whatever the seats say."""
    if not Product.objects.filter(pk="MCOEV").exists():
        catalogue.load()
    with tenant_scope(person.tenant):
        Assignment.objects.create(
            tenant=person.tenant, person=person, product_id="MCOEV", state=state, assigned_by_name="Test"
        )
    return person


def make_callable(tenant: Tenant, user_name: str = "anna.berg", **fields: object) -> Person:
    """Somebody in the directory who can be called."""
    return let_call(make_person(tenant, user_name, **fields))


def test_marked_people_with_phone_system_can_be_called_also_while_it_is_set_up(tenant: Tenant) -> None:
    anna = make_callable(tenant)
    ben = let_call(make_person(tenant, "ben.okafor"), State.PROVISIONING)
    let_call(make_person(tenant, "carla.silva"), State.FAILED)
    make_callable(tenant, "david.novak", needs_telephony=False)
    make_person(tenant, "elena.haddad")
    with tenant_scope(tenant):
        assert set(voice_enabled()) == {anna, ben}
        assert set(voice_enabled(Person.objects.filter(pk=ben.pk))) == {ben}


def test_the_reason_is_told_for_each_in_one_query(
    tenant: Tenant, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = make_callable(tenant)
    david = make_callable(tenant, "david.novak", needs_telephony=False)
    elena = make_person(tenant, "elena.haddad", needs_telephony=False)
    with tenant_scope(tenant), django_assert_num_queries(1):
        assert not_callable([anna, david, elena]) == {
            david.pk: "is not marked for telephony",
            elena.pk: "has no Phone System licence",
        }


def test_the_refusal_leads_to_where_it_is_mended(tenant: Tenant) -> None:
    david = make_callable(tenant, "david.novak", needs_telephony=False)
    elena = make_person(tenant, "elena.haddad", needs_telephony=False)
    with tenant_scope(tenant):
        check_callable(make_callable(tenant))
        with pytest.raises(Refusal, match=r"David Novak is not marked for telephony") as unmarked:
            check_callable(david, field="person")
        with pytest.raises(Refusal, match=r"Elena Haddad has no Phone System licence") as unlicensed:
            check_callable(elena)
    assert unmarked.value.url == f"/t/halden/people/{david.pk}/edit/"
    assert unmarked.value.field == "person"
    assert unlicensed.value.url == f"/t/halden/licences/assign/?person={elena.pk}"
