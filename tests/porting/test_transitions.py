"""The life of a port order: every move of the table by every side, and the claim on numbers."""

import pytest
from django.utils import timezone

from audit.models import Event
from porting.actions import RULES, Action, why_not
from porting.models import PortedNumber, PortOrder
from porting.transitions import NOT_TAKEN, TRANSITIONS, Side, may_move, move
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.porting.conftest import make_order, numbers_from
from ui.refusals import Refusal

Status = PortOrder.Status


@pytest.mark.parametrize("was", list(Status))
def test_the_table_decides_every_move_of_every_side(was: str, tenant: Tenant, admin: User) -> None:
    for to in Status:
        for side in Side:
            order = make_order(tenant, was, numbers=1)
            with tenant_scope(tenant):
                if side in TRANSITIONS.get((was, to), frozenset()):
                    move(order, to, by=admin, side=side)
                    assert order.status == to
                    assert order.events.get().details == {"from": was, "to": to}
                    assert (order.finished_at is not None) == (to in PortOrder.CLOSED)
                else:
                    with pytest.raises(Refusal):
                        move(order, to, by=admin, side=side)
                    order.refresh_from_db()
                    assert order.status == was
                order.numbers.all().delete()


def test_what_is_over_stays_over() -> None:
    assert not [edge for edge in TRANSITIONS if edge[0] in PortOrder.CLOSED]


def test_every_state_can_be_reached_and_every_open_one_can_be_left() -> None:
    assert {to for _was, to in TRANSITIONS} == set(Status)
    assert {was for was, _to in TRANSITIONS} == set(Status) - set(PortOrder.CLOSED)


def test_of_two_who_move_at_once_one_is_told(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW)
    with tenant_scope(tenant):
        stale = PortOrder.objects.get(pk=order.pk)
        move(order, Status.RETURNED, by=admin, side=Side.DESK)
        with pytest.raises(Refusal, match="Somebody else has just changed"):
            move(stale, Status.SENT, by=admin, side=Side.DESK)


@pytest.mark.parametrize(
    ("was", "to", "side"),
    [
        (Status.CARRIER_ACTION, Status.CANCEL_REQUESTED, Side.CUSTOMER),
        (Status.CARRIER_ACTION, Status.SENT, Side.CARRIER),
        (Status.CARRIER_ACTION, Status.AWAITING_SIGNATURE, Side.CUSTOMER),
        (Status.IN_REVIEW, Status.COMPLETED, Side.CARRIER),
    ],
)
def test_the_desks_clock_ends_where_nothing_waits_for_its_answer(
    tenant: Tenant, admin: User, was: str, to: str, side: Side
) -> None:
    order = make_order(tenant, was, answer_due_at=timezone.now())
    with tenant_scope(tenant):
        move(order, to, by=admin, side=side)
    assert order.answer_due_at is None


def test_a_move_leaves_its_record(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW)
    with tenant_scope(tenant):
        move(order, Status.RETURNED, by=admin, side=Side.DESK, text="The name is another one.")
        event = Event.objects.get(action="port.moved")
    assert (event.before, event.after) == ({"status": "in_review"}, {"status": "returned"})
    assert event.note == "The name is another one."


def test_a_number_is_in_one_open_order_over_all_tenants(
    tenant: Tenant, other_tenant: Tenant, admin: User
) -> None:
    numbers = numbers_from(0, 3)
    make_order(other_tenant, Status.IN_REVIEW, numbers=numbers[2:])
    order = make_order(tenant, numbers=numbers)
    with tenant_scope(tenant), pytest.raises(Refusal, match=r"\+12065553002"):
        move(order, Status.IN_REVIEW, by=admin, side=Side.CUSTOMER)
    order.refresh_from_db()
    assert order.status == Status.DRAFT
    with all_tenants():
        assert PortedNumber.objects.filter(is_open=True).count() == 1


def test_an_order_that_is_over_lets_its_numbers_go(tenant: Tenant, admin: User) -> None:
    first = make_order(tenant, Status.IN_REVIEW, numbers=numbers_from(0, 2))
    second = make_order(tenant, numbers=numbers_from(1, 2))
    with tenant_scope(tenant):
        move(first, Status.CANCELLED, by=admin, side=Side.CUSTOMER)
        move(second, Status.IN_REVIEW, by=admin, side=Side.CUSTOMER)
        assert second.numbers.filter(is_open=True).count() == 2


def test_numbers_are_claimed_exactly_in_the_states_that_say_so(tenant: Tenant, admin: User) -> None:
    for (was, to), sides in TRANSITIONS.items():
        order = make_order(tenant, was, numbers=1)
        with tenant_scope(tenant):
            move(order, to, by=admin, side=min(sides))
            assert order.numbers.get().is_open == (to not in NOT_TAKEN)
            order.numbers.all().delete()


@pytest.mark.parametrize("action", list(Action))
def test_every_action_is_open_or_says_why_not_in_every_state_for_every_side(action: Action) -> None:
    rule = RULES[action]
    for status in Status:
        for side in Side:
            open_ = side in rule.sides and status in rule.statuses
            words = why_not(action, status, side)
            assert bool(words) != open_
            assert open_ or words.endswith(".")


def test_nothing_can_be_changed_once_the_order_is_locked() -> None:
    shut = (Action.EDIT, Action.CHANGE_NUMBERS, Action.CANCEL, Action.SUBMIT, Action.CHANGE_DATE)
    for status in (Status.LOCKED, Status.ACTIVATING):
        for action in shut:
            assert "24 hours" in why_not(action, status, Side.CUSTOMER)


def test_the_carriers_rare_ways_are_in_the_table() -> None:
    for was in (Status.CARRIER_ACTION, Status.CANCEL_REQUESTED, Status.SENT):
        assert may_move(was, Status.COMPLETED, Side.CARRIER)
    assert may_move(Status.LOCKED, Status.DATE_CONFIRMED, Side.CARRIER)
    assert not may_move(Status.LOCKED, Status.CANCEL_REQUESTED, Side.CUSTOMER)
