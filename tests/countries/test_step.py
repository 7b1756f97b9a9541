"""Step 1: when it is finished, what it says, and that it never asks more than three questions."""

import pytest
from pytest_django import DjangoAssertNumQueries

from audit.models import Event
from countries import reviews
from countries.models import Country, CountryReview
from countries.step import state
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tenants.steps import StepState, StepStatus
from tests.cast import make_site
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")


def state_of(tenant: Tenant) -> StepState:
    with tenant_scope(tenant):
        return state(tenant)


def see(tenant: Tenant, *codes: str, by: User) -> list[str]:
    with tenant_scope(tenant):
        return reviews.mark_all_seen(tenant, codes, by=by)


def test_without_a_site_it_is_not_started_and_leads_to_a_site_and_back(tenant: Tenant) -> None:
    now = state_of(tenant)
    assert now.status == StepStatus.NOT_STARTED
    assert now.action_url == f"/t/{tenant.slug}/sites/new/?next=%2Ft%2F{tenant.slug}%2Fcountries%2F"


def test_having_seen_the_tenants_own_country_does_not_finish_it_without_a_site(
    tenant: Tenant, admin: User
) -> None:
    see(tenant, "US", by=admin)
    assert state_of(tenant).status == StepStatus.NOT_STARTED


def test_with_sites_it_is_in_progress_until_every_country_is_seen(tenant: Tenant, admin: User) -> None:
    for name, code in (("Berlin", "DE"), ("Bonn", "DE"), ("Paris", "FR")):
        make_site(tenant, name, code)
    see(tenant, "DE", by=admin)
    now = state_of(tenant)
    assert now.status == StepStatus.IN_PROGRESS
    assert now.reason == "You have seen 1 of 2 countries of your sites."
    assert now.action == "See what France offers"
    see(tenant, "FR", by=admin)
    now = state_of(tenant)
    assert now.status == StepStatus.COMPLETED
    assert now.reason == "You have seen all 2 countries of your sites. All offer Phone System."


def test_a_new_site_elsewhere_opens_it_again(tenant: Tenant, admin: User) -> None:
    make_site(tenant, "Berlin", "DE")
    see(tenant, "DE", by=admin)
    assert state_of(tenant).status == StepStatus.COMPLETED
    make_site(tenant, "Paris", "FR")
    assert state_of(tenant).status == StepStatus.IN_PROGRESS


@pytest.mark.parametrize("offered", [False, None])
def test_it_is_a_problem_when_no_country_is_known_to_offer_phone_system(
    tenant: Tenant, admin: User, offered: bool | None
) -> None:
    Country.objects.filter(pk="DE").update(phone_system=offered)
    make_site(tenant, "Berlin", "DE")
    see(tenant, "DE", by=admin)
    now = state_of(tenant)
    assert now.status == StepStatus.PROBLEM
    assert "Germany" in now.reason


def test_one_country_that_offers_it_is_enough_and_an_unknown_one_must_be_seen_too(
    tenant: Tenant, admin: User
) -> None:
    make_site(tenant, "Berlin", "DE")
    make_site(tenant, "Vatican City", "VA")
    assert not Country.objects.filter(pk="VA").exists()
    see(tenant, "DE", by=admin)
    assert state_of(tenant).status == StepStatus.IN_PROGRESS
    see(tenant, "VA", by=admin)
    assert state_of(tenant).reason == "You have seen all 2 countries of your sites. 1 offers Phone System."


def test_what_another_tenant_has_seen_does_not_count(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User
) -> None:
    for owner in (tenant, other_tenant):
        make_site(owner, "Berlin", "DE")
    see(other_tenant, "DE", by=stranger)
    assert state_of(tenant).status == StepStatus.IN_PROGRESS


@pytest.mark.parametrize("count", [0, 1, 3])
def test_three_questions_however_many_sites(
    tenant: Tenant, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number, code in enumerate(("US", "DE", "FR")[:count]):
        make_site(tenant, f"Site {number}", code)
    with tenant_scope(tenant), django_assert_max_num_queries(3):
        state(tenant)


def test_seen_twice_is_written_and_recorded_once(tenant: Tenant, admin: User) -> None:
    make_site(tenant, "Berlin", "DE")
    assert see(tenant, "DE", "DE", by=admin) == ["DE"]
    assert see(tenant, "DE", by=admin) == []
    with all_tenants():
        assert CountryReview.objects.count() == 1
        assert Event.objects.filter(action="country.seen").count() == 1


def test_a_country_without_a_site_cannot_be_ticked(tenant: Tenant, admin: User) -> None:
    make_site(tenant, "Berlin", "DE")
    with pytest.raises(Refusal, match="France is not a country of your sites"):
        see(tenant, "DE", "FR", by=admin)
    with tenant_scope(tenant):
        assert not CountryReview.objects.exists()


def test_a_tick_can_be_taken_away_and_that_is_recorded(tenant: Tenant, admin: User) -> None:
    make_site(tenant, "Berlin", "DE")
    see(tenant, "DE", by=admin)
    with tenant_scope(tenant):
        assert reviews.forget(tenant, ["DE", "FR"], by=admin) == ["DE"]
        assert reviews.forget(tenant, ["DE"], by=admin) == []
    with all_tenants():
        assert Event.objects.filter(action="country.unseen").count() == 1
