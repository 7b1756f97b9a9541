"""Step 6 on the task list: its status and its sentences follow from what is there (design, section 2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from licensing.models import Assignment as Seat
from services.bridges import minutes, organisers
from services.bridges.models import Bridge, BridgeNumber
from services.bridges.step import STEP
from tenants import notices
from tenants.models import Person, Tenant, User
from tenants.steps import StepState, StepStatus
from tests.bridges.conftest import buy, give_licence, organiser_of, own_toll
from tests.cast import make_person
from wizard import choices
from wizard.steps import placed_steps


def state(tenant: Tenant) -> StepState:
    return STEP.state(tenant)


def test_without_a_licence_it_cannot_start(inside: Tenant) -> None:
    found = state(inside)
    assert found.status == StepStatus.BLOCKED
    assert "you have bought none" in found.reason
    assert found.action_url == f"/t/{inside.slug}/licences/"


def test_licences_that_nobody_holds_are_counted(inside: Tenant) -> None:
    buy(inside, 30)
    found = state(inside)
    assert found.status == StepStatus.NOT_STARTED
    assert found.reason == "You have bought 30 Audio Conferencing licences, and nobody holds one."


def test_holders_who_are_no_organisers_are_the_next_thing_to_do(inside: Tenant, anna: Person) -> None:
    give_licence(inside, anna, state="requested")
    found = state(inside)
    assert (found.status, found.action) == (StepStatus.IN_PROGRESS, "See how far it is")
    assert "1 licence is being set up" in found.reason
    Seat.objects.update(state="active")
    found = state(inside)
    assert (found.status, found.action) == (StepStatus.IN_PROGRESS, "Make 1 person an organiser")
    assert found.action_url == f"/t/{inside.slug}/conferencing/organisers/make/"
    (told,) = [one for one in notices.notices(inside) if one.url == found.action_url]
    assert told.title == "1 person holds a conferencing licence and is no organiser"


def test_it_is_completed_with_a_default_number_and_an_organiser(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    organiser_of(bridge.tenant, anna, admin)
    found = state(bridge.tenant)
    assert found.status == StepStatus.COMPLETED
    assert found.reason == "1 organiser, 2 numbers on the bridge."
    give_licence(bridge.tenant, make_person(bridge.tenant, "ben"))
    assert state(bridge.tenant).detail == "1 person holds a licence and is no organiser."


def test_without_a_toll_number_callers_have_nothing_to_dial(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    BridgeNumber.objects.all().delete()
    organiser_of(bridge.tenant, anna, admin)
    found = state(bridge.tenant)
    assert found.status == StepStatus.IN_PROGRESS
    assert "callers have nothing to dial" in found.reason
    assert found.action_url.endswith("#numbers")


def test_a_licence_that_is_gone_is_a_problem(bridge: Bridge, admin: User, anna: Person) -> None:
    row = organiser_of(bridge.tenant, anna, admin)
    Seat.objects.all().delete()
    found = state(bridge.tenant)
    assert found.status == StepStatus.PROBLEM
    assert found.reason == "1 organiser no longer holds a licence: callers cannot join the meetings."
    (told,) = [one for one in notices.notices(bridge.tenant) if "/conferencing/" in one.url]
    assert told.title == "1 organiser no longer holds a licence"
    organisers.remove(bridge.tenant, [row], by=admin)
    assert state(bridge.tenant).status == StepStatus.BLOCKED


def test_toll_free_numbers_without_credit_are_a_problem_unless_usage_is_paid_afterwards(
    bridge: Bridge, admin: User, anna: Person
) -> None:
    organiser_of(bridge.tenant, anna, admin)
    BridgeNumber.objects.create(
        tenant=bridge.tenant,
        bridge=bridge,
        e164="+18002345001",
        country="US",
        kind="toll_free",
        language="ko",
    )
    found = state(bridge.tenant)
    assert found.status == StepStatus.PROBLEM
    assert "nobody gets through on 1 toll-free number" in found.reason
    bridge.tenant.postpaid = True
    assert state(bridge.tenant).status == StepStatus.COMPLETED


def test_an_admin_may_say_that_it_is_not_needed(inside: Tenant, admin: User) -> None:
    choices.choose(inside, STEP, not_needed=True, by=admin)
    placed = {step.step.key: step.status for step in placed_steps(inside)}
    assert placed["audio_conferencing"] == "not_needed"


def test_the_state_takes_as_many_queries_for_many_as_for_one(bridge: Bridge, admin: User) -> None:
    counts = []
    for size in (1, 3):
        for n in range(size):
            organiser_of(bridge.tenant, make_person(bridge.tenant, f"p{size}{n}"), admin)
            own_toll(bridge.tenant, size * 10 + n)
        with CaptureQueriesContext(connection) as seen:
            state(bridge.tenant)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6


@pytest.mark.parametrize(("licences", "pool"), [(0, 0), (1, 60), (115, 6_900)])
def test_sixty_minutes_for_each_licence(inside: Tenant, licences: int, pool: int) -> None:
    if licences:
        buy(inside, licences)
    assert minutes.pool(inside).minutes == pool
