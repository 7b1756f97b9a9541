"""The bridge is there when it is needed, and the carrier gives it shared numbers by itself (rules 6.2)."""

import pytest

from audit.models import Event
from carriers.models import SandboxFault
from countries.models import Country
from jobs.models import Job
from services.bridges import shared_numbers
from services.bridges.bridges import bridge_of, ensure
from services.bridges.models import Bridge, BridgeNumber
from services.bridges.numbers import put_on
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.bridges.conftest import CHICAGO, NEW_YORK, PARIS, on_bridge, own_toll, work
from tests.cast import make_site


def numbers() -> set[str]:
    return set(BridgeNumber.objects.values_list("e164", flat=True))


def test_an_organisation_has_one_bridge_however_often_it_is_asked_for(inside: Tenant, admin: User) -> None:
    assert bridge_of(inside) is None
    assert ensure(inside, by=admin) == ensure(inside, by=admin) == bridge_of(inside)
    assert Event.objects.filter(action="bridge.made").count() == 1
    assert Job.objects.filter(kind=shared_numbers.KIND).count() == 1


def test_the_numbers_of_its_country_come_by_themselves_with_a_default_and_a_fixed_language(
    bridge: Bridge,
) -> None:
    assert numbers() == {CHICAGO, NEW_YORK}
    default = BridgeNumber.objects.get(is_default=True)
    assert default.e164 == NEW_YORK, "the lowest of the organisation's own country"
    assert (default.is_shared, default.language, default.other_languages) == (True, "en-US", [])
    assert Event.objects.filter(action="bridge.number_added").count() == 2


def test_a_site_in_another_country_brings_the_numbers_of_that_country(bridge: Bridge, admin: User) -> None:
    make_site(bridge.tenant, "Paris", "FR")
    for _turn in range(2):
        ensure(bridge.tenant, by=admin)
        work()
    assert numbers() == {CHICAGO, NEW_YORK, PARIS}
    assert on_bridge(PARIS).language == "fr-FR"
    assert BridgeNumber.objects.get(is_default=True).e164 == NEW_YORK


def test_the_same_job_run_twice_adds_nothing(bridge: Bridge) -> None:
    Job.objects.update(status="queued", attempts=0)
    work()
    assert numbers() == {CHICAGO, NEW_YORK}
    assert Event.objects.filter(action="bridge.number_added").count() == 2


def test_two_organisations_share_the_numbers(bridge: Bridge, other_tenant: Tenant, stranger: User) -> None:
    with tenant_scope(other_tenant):
        ensure(other_tenant, by=stranger)
        work()
        assert numbers() == {CHICAGO, NEW_YORK}


@pytest.mark.parametrize(("kind", "status"), [("fail", "done"), ("refuse", "failed")])
def test_a_carrier_that_does_not_answer_is_asked_again_and_one_that_refuses_is_told(
    inside: Tenant, admin: User, kind: str, status: str
) -> None:
    SandboxFault.objects.create(operation="shared", kind=kind)
    ensure(inside, by=admin)
    work()
    job = Job.objects.get(kind=shared_numbers.KIND)
    if kind == "fail":
        assert (job.status, job.attempts) == ("queued", 1)
        Job.objects.update(run_after=job.created_at)
        work()
        job.refresh_from_db()
    assert job.status == status
    assert numbers() == ({CHICAGO, NEW_YORK} if status == "done" else set())


def test_countries_that_are_stated_to_have_none_are_told_and_those_not_stated_are_not(
    reference_data: None,
) -> None:
    Country.objects.filter(pk="US").update(auto_assigned_conference_number="")
    Country.objects.filter(pk="FR").update(auto_assigned_conference_number="no")
    assert [country.pk for country in shared_numbers.countries_without(["FR", "US", "GB"])] == ["FR"]


def test_a_country_without_shared_numbers_begins_with_the_first_own_number(
    inside: Tenant, admin: User
) -> None:
    type(inside).objects.filter(pk=inside.pk).update(country="PE")
    inside.refresh_from_db()
    bridge = ensure(inside, by=admin)
    work()
    assert numbers() == set()
    assert put_on(bridge, own_toll(inside), by=admin).is_default
