"""Step 4 as the task list sees it: worked out from what is really there."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from numbering import holds, orders
from numbering.direct_routing import direct_routing
from numbering.models import HeldNumber, PhoneNumber
from numbering.usage import change_usage
from services.numbers.step import STEP, state
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepState, StepStatus
from tests.service_numbers.conftest import buy, give, toll, toll_free, user_number, work
from wizard import choices
from wizard.steps import placed_steps

HOLD: dict[str, Any] = {
    "query_place": "Seattle, WA",
    "usage": "voice_app",
    "kind": "geographic",
    "country": "US",
}


def now(tenant: Tenant) -> StepState:
    with tenant_scope(tenant):
        return state(tenant)


def test_without_a_licence_it_cannot_start_and_says_why(tenant: Tenant, reference_data: None) -> None:
    found = now(tenant)
    assert found.status == StepStatus.BLOCKED
    assert (
        found.reason == "Needs a Phone System or Audio Conferencing licence: you have bought none (step 2)."
    )
    assert found.action_url == f"/t/{tenant.slug}/licences/"


def test_audio_conferencing_alone_opens_it(tenant: Tenant, reference_data: None) -> None:
    buy(tenant, 26, "MCOMEETADV")
    found = now(tenant)
    assert found.status == StepStatus.NOT_STARTED
    assert found.reason == "Your licences allow 10 toll numbers and 10 toll-free numbers, and you own none."


def test_direct_routing_needs_no_licence_to_start(tenant: Tenant, reference_data: None) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(connectivity=Tenant.Connectivity.DIRECT_ROUTING)
    tenant.refresh_from_db()
    found = now(tenant)
    assert found.status == StepStatus.NOT_STARTED
    assert found.action_url == f"/t/{tenant.slug}/numbers/direct-routing/"


@pytest.mark.parametrize("origin", ["requested", "ported", "uploaded"])
def test_a_number_that_was_not_bought_online_completes_it(
    tenant: Tenant, admin: User, reference_data: None, origin: str
) -> None:
    give(tenant, admin, toll(90), origin=origin)
    found = now(tenant)
    assert found.status == StepStatus.COMPLETED
    assert found.reason == "You own 1 toll number. It is free: nothing answers it yet."


def test_both_kinds_are_named_and_those_that_answer_nothing_are_counted(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    numbers = give(tenant, admin, *[toll(n) for n in range(90, 94)])
    give(tenant, admin, toll_free(90), kind="toll_free")
    with tenant_scope(tenant):
        PhoneNumber.objects.filter(pk=numbers[0].pk).update(status="assigned")
    assert now(tenant).reason == (
        "You own 4 toll numbers and 1 toll-free number. 4 of them are free: nothing answers them yet."
    )


def test_a_number_of_a_person_does_not_complete_it(ready: Tenant, admin: User) -> None:
    give(ready, admin, user_number(90), usage="user")
    assert now(ready).status == StepStatus.NOT_STARTED


def test_a_number_that_is_being_released_no_longer_counts(ready: Tenant, admin: User) -> None:
    give(ready, admin, toll(90))
    with tenant_scope(ready):
        PhoneNumber.objects.update(status="releasing")
    assert now(ready).status == StepStatus.NOT_STARTED


def test_it_is_in_progress_from_the_hold_until_the_worker_is_done(ready: Tenant, admin: User) -> None:
    with tenant_scope(ready):
        order = holds.hold(ready, [toll(0), toll(1)], by=admin, **HOLD)
    held = now(ready)
    assert (held.status, held.reason) == (StepStatus.IN_PROGRESS, "2 numbers are held for you.")
    with tenant_scope(ready):
        orders.acquire(order, by=admin)
    assert now(ready).reason == "2 are being acquired."
    work()
    assert now(ready).status == StepStatus.COMPLETED


def test_a_hold_that_ran_out_counts_no_more(ready: Tenant, admin: User) -> None:
    with tenant_scope(ready):
        holds.hold(ready, [toll(0)], by=admin, **HOLD)
        HeldNumber.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert now(ready).status == StepStatus.NOT_STARTED


def test_the_admins_own_choice_makes_it_not_needed(ready: Tenant, admin: User) -> None:
    assert STEP.may_be_skipped
    with tenant_scope(ready):
        choices.choose(ready, STEP, not_needed=True, by=admin)
        placed = next(one for one in placed_steps(ready) if one.step is STEP)
    assert placed.state.status == StepStatus.NOT_NEEDED


def test_it_asks_no_more_questions_for_more_numbers(
    ready: Tenant, admin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for numbers in ([90], [91, 92]):
        give(ready, admin, *[toll(n) for n in numbers])
        with django_assert_num_queries(3):
            now(ready)


def test_own_numbers_uploaded_for_a_queue_complete_it_for_direct_routing(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    Tenant.objects.filter(pk=tenant.pk).update(connectivity=Tenant.Connectivity.DIRECT_ROUTING)
    tenant.refresh_from_db()
    with tenant_scope(tenant):
        rows = direct_routing.read("+33 1 84 88 10 01\n0184881002", country="FR")
        direct_routing.add(tenant, rows, usage="voice_app", country="FR", by=admin)
        assert set(PhoneNumber.objects.values_list("max_concurrent_calls", flat=True)) == {300}
    assert now(tenant).status == StepStatus.COMPLETED


def test_a_free_number_of_a_person_becomes_a_service_number(ready: Tenant, admin: User) -> None:
    number = give(ready, admin, user_number(90), usage="user")[0]
    with tenant_scope(ready):
        change_usage(number, "conference", by=admin)
        assert PhoneNumber.objects.get().max_concurrent_calls == 300
    assert now(ready).reason == "You own 1 toll number. It is free: nothing answers it yet."
