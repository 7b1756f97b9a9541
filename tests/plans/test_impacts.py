"""What goes with a plan is said on every way on which one goes: licences, people, one or many."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing import assignments, undo
from services.plans.impacts import minutes_lost
from tenants.models import Person, Tenant, User
from tenants.person_extensions import removal_impacts
from tenants.scoping import tenant_scope
from tests.licensing.worlds import bought
from tests.plans import worlds

ClientOf = Callable[[User], Client]
SHRINKS = "Domestic Calling Plan in United States: the pool shrinks from 6,000 to 3,000 minutes a month."


@pytest.fixture
def two(tenant: Tenant) -> list[Person]:
    """Two people with 3,000 minutes each."""
    return [worlds.ready(tenant, "anna"), worlds.ready(tenant, "ben")]


def test_the_page_that_takes_a_plan_says_what_number_and_which_minutes_go(
    tenant: Tenant, admin: User, two: list[Person], client_of: ClientOf
) -> None:
    url = f"/t/{tenant.slug}/licences/remove/?person={two[0].pk}&product=MCOPSTN1"
    words = client_of(admin).get(url).content.decode()
    assert SHRINKS in words
    assert "Anna keeps (206)" in words


def test_taking_from_all_of_the_list_names_every_pool_once(
    tenant: Tenant, admin: User, two: list[Person], client_of: ClientOf
) -> None:
    worlds.ready(tenant, "jean", "MCOPSTN2", country="FR")
    worlds.ready(tenant, "paula", "MCOPSTN_PAYG_1")
    sent = {
        "everyone": "1",
        "listing": "plans",
        "filters": "",
        "product": ["MCOPSTN1", "MCOPSTN2", "MCOPSTN_PAYG_1"],
        "check": "1",
    }
    words = client_of(admin).post(f"/t/{tenant.slug}/licences/remove/", sent).content.decode()
    assert "the pool shrinks from 6,000 to 0 minutes a month." in words
    assert (
        "Domestic and International Calling Plan in France: the pool shrinks from 1,200 (or 600 international) "
        "to 0 (or 0 international) minutes a month."
    ) in words
    assert "Pay-As-You-Go Calling Plan in United States: nobody holds it any more." in words


def test_deleting_a_person_says_it_on_the_page_and_in_bulk(
    tenant: Tenant, admin: User, two: list[Person], client_of: ClientOf
) -> None:
    client = client_of(admin)
    assert SHRINKS in client.get(f"/t/{tenant.slug}/people/{two[0].pk}/").content.decode()
    asked = client.post(f"/t/{tenant.slug}/people/remove/", {"person": [person.pk for person in two]})
    assert "the pool shrinks from 6,000 to 0 minutes a month." in asked.content.decode()


def test_who_has_no_plan_takes_no_minutes(tenant: Tenant, two: list[Person]) -> None:
    carl = worlds.make_person(tenant, "carl")
    with tenant_scope(tenant):
        assert minutes_lost(tenant, [carl]) == []
        assert not [line for line in removal_impacts([carl]) if "pool" in line]


def test_minutes_that_are_not_stated_are_told_as_people(tenant: Tenant) -> None:
    anna = worlds.ready(tenant, "anna", "BUSINESS_VOICE_MED2")
    worlds.ready(tenant, "ben", "BUSINESS_VOICE_MED2")
    with tenant_scope(tenant):
        assert minutes_lost(tenant, [anna]) == [
            "Business Voice, United States in United States: 1 person still holds it."
        ]


def test_losing_another_licence_says_nothing_of_minutes(
    tenant: Tenant, admin: User, two: list[Person], client_of: ClientOf
) -> None:
    worlds.hold(tenant, two[0], "MCOMEETADV")
    url = f"/t/{tenant.slug}/licences/remove/?person={two[0].pk}&person={two[1].pk}&product=MCOMEETADV"
    assert "minutes a month" not in client_of(admin).get(url).content.decode()


def test_minutes_do_not_stand_in_the_way_of_an_undo(tenant: Tenant, admin: User) -> None:
    bought(tenant, admin, ENTERPRISEPREMIUM=1, MCOPSTN1=1)
    anna = worlds.make_person(tenant, "anna")
    with tenant_scope(tenant):
        change = assignments.assign(
            tenant, [anna], [worlds.product("ENTERPRISEPREMIUM"), worlds.product("MCOPSTN1")], by=admin
        ).change
        assert change
        assert undo.undo(tenant, change, by=admin) == 1


@pytest.mark.parametrize("people", [1, 3])
def test_it_takes_the_same_queries_for_any_number_of_people(tenant: Tenant, people: int) -> None:
    leaving = [worlds.ready(tenant, f"p{n}") for n in range(people)]
    with tenant_scope(tenant), CaptureQueriesContext(connection) as queries:
        assert len(minutes_lost(tenant, leaving)) == 1
    assert len(queries) == 6
