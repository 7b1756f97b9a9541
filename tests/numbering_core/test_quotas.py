"""The figures of rules 3.4 and 15, and what counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbering.inventory import receive
from numbering.models import Allowance, HeldNumber, NumberOrder
from numbering.quotas import quota, service_allowance, user_allowance
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.numbering_core.conftest import buy, hold_some


@pytest.mark.parametrize(
    ("plans", "payg", "allowed"),
    [(50, 0, 65), (30, 20, 63), (0, 0, 0), (0, 7, 7), (1, 0, 11), (9, 0, 19), (10, 0, 21), (-5, -5, 0)],
)
def test_user_numbers_follow_the_plans(plans: int, payg: int, allowed: int) -> None:
    assert user_allowance(plans, payg) == allowed


@pytest.mark.parametrize(
    ("licences", "numbers"),
    [
        (0, 0),
        (1, 5),
        (25, 5),
        (26, 10),
        (49, 10),
        (50, 20),
        (51, 20),
        (1001, 125),
        (19_999, 700),
        (20_000, 1000),
        (49_999, 1000),
        (50_000, 1500),
        (10**9, 1500),
    ],
)
def test_service_numbers_follow_the_table(licences: int, numbers: int) -> None:
    assert service_allowance(licences) == numbers


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_licences_never_allow_fewer_numbers(few: int, more: int) -> None:
    few, more = sorted((few, more))
    assert service_allowance(few) <= service_allowance(more)
    assert user_allowance(few, 0) <= user_allowance(more, 0)


@pytest.mark.usefixtures("plans", "inside")
def test_the_sentence_and_the_sum_have_the_figures(tenant: Tenant, admin: User) -> None:
    hold_some(tenant, admin, 1, 2)
    room = quota(tenant, Allowance.USER)
    assert (room.allowed, room.owned, room.held, room.left) == (43, 0, 2, 41)
    assert (
        room.sentence == "Your 30 Calling Plans allow 43 user numbers. You have 0 and hold 2. You can add 41."
    )
    assert [term.value for term in room.terms] == [30, 13, 0, 2, 41]


@pytest.mark.usefixtures("plans", "inside")
@pytest.mark.parametrize("origin", ["ported", "requested", "uploaded"])
def test_numbers_that_were_not_acquired_online_never_count(tenant: Tenant, admin: User, origin: str) -> None:
    receive(tenant, ["+14255550100"], origin=origin, usage="user", kind="geographic", country="US", by=admin)
    room = quota(tenant, Allowance.USER)
    assert (room.owned, room.ported, room.left) == (0, 1, 43)


@pytest.mark.usefixtures("plans", "inside")
def test_a_hold_that_ran_out_does_not_count_though_no_sweep_ran(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1, 2)
    HeldNumber.objects.update(expires_at=order.created_at)
    NumberOrder.objects.update(expires_at=order.created_at)
    assert quota(tenant, Allowance.USER).held == 0


@pytest.mark.usefixtures("plans", "inside")
def test_payg_plans_count_one_each(tenant: Tenant) -> None:
    buy(tenant, "MCOPSTN_PAYG_1", 20)
    assert quota(tenant, Allowance.USER).allowed == 63


@pytest.mark.usefixtures("plans", "inside")
def test_service_allowances_are_counted_apart(tenant: Tenant) -> None:
    assert quota(tenant, Allowance.TOLL).allowed == quota(tenant, Allowance.TOLL_FREE).allowed == 10


@pytest.mark.parametrize(
    ("allowance", "words"),
    [
        (Allowance.USER, "Numbers for people come with Calling Plans, and you have bought none."),
        (Allowance.TOLL, "Service numbers come with Phone System and Audio Conferencing licences"),
    ],
)
def test_without_licences_no_noughts_are_counted(tenant: Tenant, allowance: Allowance, words: str) -> None:
    """ "Your 0 Calling Plans allow 0 user numbers. You have 0. You cannot add any." helped nobody."""
    with tenant_scope(tenant):
        sentence = quota(tenant, allowance).sentence
    assert sentence.startswith(words)
    assert "0" not in sentence
