"""Licences that are taken along to where their people are now: all of a person's, or none."""

import pytest

from audit.models import Event
from licensing import relocations
from licensing.models import Assignment
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from ui.refusals import Refusal


@pytest.fixture(autouse=True)
def _countries(reference_data: None) -> None:
    """Step 1 says what is offered where."""


def licensed(tenant: Tenant, name: str, now_in: str, *skus: str) -> Person:
    """Somebody who got licences in the United States and is in `now_in` today."""
    person = make_person(tenant, name, usage_location=now_in)
    with tenant_scope(tenant):
        for sku in skus or ("ENTERPRISEPACK", "MCOEV", "MCOPSTN1"):
            Assignment.objects.create(
                tenant=tenant, person=person, product_id=sku, state="active", usage_location="US"
            )
    return person


def places(person: Person) -> set[str]:
    with tenant_scope(person.tenant):
        return set(Assignment.objects.filter(person=person).values_list("usage_location", flat=True))


def test_all_licences_of_those_who_moved_go_along_and_it_is_recorded(tenant: Tenant, admin: User) -> None:
    anna, ben, carl = (licensed(tenant, *who) for who in (("anna", "FR"), ("ben", "DE"), ("carl", "US")))
    with tenant_scope(tenant):
        done = relocations.relocate(tenant, [anna, ben, carl], by=admin)
        assert [str(one.person) for one in done] == ["Anna", "Ben"]
        event = Event.objects.get(action="licence.relocated", object_name="Anna")
    assert (places(anna), places(ben), places(carl)) == ({"FR"}, {"DE"}, {"US"})
    assert (event.before, event.after) == ({"usage_location": "US"}, {"usage_location": "FR"})
    assert event.note == "Enterprise E3, Phone System, Domestic Calling Plan"


def test_a_product_that_cannot_be_had_there_keeps_all_of_them_where_they_are(
    tenant: Tenant, admin: User
) -> None:
    anna, ben = licensed(tenant, "anna", "PE"), licensed(tenant, "ben", "FR")
    with tenant_scope(tenant):
        stays, goes = relocations.relocate(tenant, [anna, ben], by=admin)
    assert stays.refused.startswith("Domestic Calling Plan cannot be had in Peru, where Anna is.")
    assert not goes.refused
    assert (places(anna), places(ben)) == ({"US"}, {"FR"})


def test_without_a_usage_location_nothing_goes_anywhere(tenant: Tenant, admin: User) -> None:
    anna = licensed(tenant, "anna", "")
    with tenant_scope(tenant), pytest.raises(Refusal, match="Anna has no usage location"):
        relocations.relocate(tenant, [anna], by=admin)
    assert places(anna) == {"US"}


def test_a_second_time_says_that_there_is_nothing_to_do(tenant: Tenant, admin: User) -> None:
    anna = licensed(tenant, "anna", "FR")
    with tenant_scope(tenant):
        relocations.relocate(tenant, [anna], by=admin)
        with pytest.raises(Refusal, match="nothing is to be done"):
            relocations.relocate(tenant, [anna], by=admin)


def test_where_people_are_is_read_when_it_is_done_and_not_when_it_was_shown(
    tenant: Tenant, admin: User
) -> None:
    anna = licensed(tenant, "anna", "FR")
    with tenant_scope(tenant):
        Person.objects.filter(pk=anna.pk).update(usage_location="DE")
        relocations.relocate(tenant, [anna], by=admin)
    assert places(anna) == {"DE"}


@pytest.mark.parametrize("people", [1, 3])
def test_a_preview_takes_the_same_queries_for_any_number_of_people(
    tenant: Tenant, people: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    moved = [licensed(tenant, f"p{n}", "FR") for n in range(people)]
    with tenant_scope(tenant), django_assert_num_queries(6):  # type: ignore[operator]
        assert len(relocations.preview(tenant, moved)) == people
