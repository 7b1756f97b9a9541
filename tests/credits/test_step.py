"""How the credit stands, and step 10 of the set-up (rules 12.2; design, section 2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from credits import notices
from credits.consumers import uses
from credits.models import Lot, Recharge
from credits.standing import State, standing_of
from credits.step import state
from licensing import catalogue
from licensing.models import Assignment
from numbering.inventory import receive
from tenants.models import Tenant, User
from tenants.notices import Weight
from tenants.scoping import tenant_scope
from tenants.steps import StepState, StepStatus
from tests.cast import make_person
from tests.credits.recharging import ask, automatic, work
from tests.credits.worlds import charge, pay


def step(tenant: Tenant) -> StepState:
    tenant.refresh_from_db()
    with tenant_scope(tenant):
        return state(tenant)


def stands(tenant: Tenant) -> tuple[State, bool]:
    tenant.refresh_from_db()
    with tenant_scope(tenant):
        standing = standing_of(tenant)
        assert standing.sentence
        assert standing.pill
    return standing.state, standing.blocked


@pytest.fixture
def toll_free(tenant: Tenant, admin: User) -> None:
    values = {"origin": "requested", "usage": "conference", "kind": "toll_free", "country": "US"}
    with tenant_scope(tenant):
        receive(tenant, ["+18002345001"], by=admin, **values)


def test_states_follow_the_money(tenant: Tenant, admin: User) -> None:
    assert stands(tenant) == (State.NONE, True)
    pay(tenant)
    assert stands(tenant) == (State.FUNDED, False)
    automatic(tenant, admin, auto_recharge=False)
    charge(tenant, "61", "A")
    assert stands(tenant) == (State.LOW, False)
    charge(tenant, "39", "B")
    assert stands(tenant) == (State.EXHAUSTED, True)
    ask(tenant, admin)
    assert stands(tenant) == (State.RECHARGING, True)
    work()
    assert stands(tenant) == (State.FUNDED, False)


def test_a_refused_charge_is_low_until_money_comes_in(tenant: Tenant) -> None:
    pay(tenant)
    with pytest.raises(Exception, match="Add credit first"):
        charge(tenant, "100.5")
    assert stands(tenant) == (State.LOW, False)
    pay(tenant, "50", "INV-2")
    assert stands(tenant) == (State.FUNDED, False)


@pytest.mark.parametrize("card", ["expired", "silent"])
def test_an_automatic_recharge_that_failed_says_so_and_blocks_nothing_while_there_is_credit(
    tenant: Tenant, admin: User, card: str
) -> None:
    pay(tenant)
    automatic(tenant, admin, card)
    charge(tenant, "61", "A")
    work()
    assert stands(tenant) == (State.RECHARGE_FAILED, False)
    charge(tenant, "39", "B")
    assert stands(tenant) == (State.RECHARGE_FAILED, True)


def test_a_declined_card_that_somebody_used_by_hand_fails_no_automatic_recharge(
    tenant: Tenant, admin: User
) -> None:
    pay(tenant)
    ask(tenant, admin, "expired")
    work()
    assert stands(tenant) == (State.FUNDED, False)


def test_who_pays_afterwards_is_never_blocked(tenant: Tenant) -> None:
    Tenant.objects.update(postpaid=True)
    assert stands(tenant) == (State.POSTPAID, False)
    assert step(tenant).status == StepStatus.COMPLETED


def test_expired_credit_is_used_up_though_no_sweep_ran(tenant: Tenant) -> None:
    pay(tenant)
    with tenant_scope(tenant):
        Lot.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stands(tenant) == (State.EXHAUSTED, True)


def test_without_anything_that_uses_credit_the_step_is_completed(tenant: Tenant) -> None:
    found = step(tenant)
    assert (found.status, found.reason) == (StepStatus.COMPLETED, "Nothing here uses credit.")


@pytest.mark.usefixtures("toll_free")
def test_with_toll_free_numbers_the_step_wants_credit_and_says_what_stops(tenant: Tenant) -> None:
    found = step(tenant)
    assert found.status == StepStatus.NOT_STARTED
    assert "Calls to your 1 toll-free number are not put through." in found.reason
    pay(tenant)
    assert step(tenant).status == StepStatus.COMPLETED
    charge(tenant, "100")
    found = step(tenant)
    assert found.status == StepStatus.PROBLEM
    assert found.reason == "Your credit is used up. Calls to your 1 toll-free number are not put through."


@pytest.mark.usefixtures("toll_free")
def test_a_payment_under_way_is_progress_and_a_failed_recharge_a_problem(tenant: Tenant, admin: User) -> None:
    ask(tenant, admin)
    assert step(tenant).status == StepStatus.IN_PROGRESS
    Recharge._base_manager.update(status="unclear")
    assert step(tenant).status == StepStatus.PROBLEM


@pytest.mark.parametrize(
    ("skus", "words"),
    [
        (("MCOPSTN_PAYG_1",), ["1 person has a Pay-As-You-Go plan."]),
        (
            ("MCOMEETACPEA", "MCOPSTNPP"),
            [
                "1 person has Audio Conferencing by the minute.",
                "1 person may call beyond the plan with Communications Credits.",
            ],
        ),
        (("MCOPSTN1", "MCOMEETADV"), []),
    ],
)
def test_licences_that_consume_credit_are_told(
    tenant: Tenant, skus: tuple[str, ...], words: list[str]
) -> None:
    catalogue.load()
    anna = make_person(tenant)
    with tenant_scope(tenant):
        for sku in skus:
            Assignment.objects.create(
                tenant=tenant, person=anna, product_id=sku, state="active", usage_location="US"
            )
        assert [use.words for use in uses(tenant)] == words


@pytest.mark.usefixtures("toll_free")
def test_the_overview_tells_what_is_broken_and_what_runs_low(tenant: Tenant, admin: User) -> None:
    def told() -> list[tuple[Weight, str]]:
        with tenant_scope(tenant):
            return [(notice.weight, notice.title) for notice in notices.standing(tenant)]

    assert told() == [(Weight.BROKEN, "There is no credit")]
    pay(tenant)
    assert told() == []
    automatic(tenant, admin, auto_recharge=False)
    charge(tenant, "70")
    assert told() == [(Weight.ADVICE, "Credit runs low")]
    automatic(tenant, admin, "expired")
    work()
    assert told() == [(Weight.BROKEN, "A recharge of credit failed")]
