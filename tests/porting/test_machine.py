"""Orders that run for weeks at the sandbox carrier, from the desk's click to the inventory."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from carriers.models import SandboxFault, SandboxPort, SandboxPortAnswer
from carriers.port_scripts import CODES
from jobs.models import Job
from numbering.models import PhoneNumber
from porting.carrier import clockwork, expiry, sending
from porting.carrier.rejections import open_rejections
from porting.models import CarrierEvent, PortedNumber, PortEvent, PortOrder, RejectionReason
from porting.transitions import Side, move
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.carrier_days import at_the_carrier, fresh, pass_days, resubmit, rounds, send_order
from tests.porting.conftest import make_order

pytestmark = pytest.mark.usefixtures("reference_data")
Status, NumberStatus = PortOrder.Status, PortedNumber.Status


def states(order: PortOrder) -> list[str]:
    """All states that the timeline has seen, in order."""
    rows = PortEvent._base_manager.filter(order=order, kind=PortEvent.Kind.MOVED).order_by("pk")
    return [row.details["to"] for row in rows]


def inventory(order: PortOrder) -> list[str]:
    return list(
        PhoneNumber._base_manager.filter(tenant=order.tenant).order_by("e164").values_list("e164", flat=True)
    )


def wanted(order: PortOrder) -> list[str]:
    return list(
        PortedNumber._base_manager.filter(order=order).order_by("e164").values_list("e164", flat=True)
    )


def private(order: PortOrder) -> str:
    return " ".join(PortEvent._base_manager.filter(order=order, private=True).values_list("text", flat=True))


def test_an_order_goes_through_all_states_and_its_numbers_arrive_outside_the_quota(
    tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = send_order(tenant, admin, notify="lines@halden.example; paula@fenwick.example")
    assert (order.status, order.carrier_reference) == (Status.SENT, f"SP-{order.reference}-1")
    pass_days(4)
    assert fresh(order).status == Status.DATE_CONFIRMED
    pass_days(5.5)
    assert fresh(order).status == Status.LOCKED
    pass_days(1)
    order = fresh(order)
    assert states(order) == ["sent", "date_confirmed", "locked", "activating", "completed"]
    assert inventory(order) == wanted(order)
    assert set(PhoneNumber._base_manager.values_list("origin", "usage", "supply")) == {
        ("ported", "user", "calling_plan")
    }
    assert set(order.numbers.model._base_manager.values_list("status", "is_open")) == {("activated", False)}
    assert [mail.subject.removeprefix(order.reference).strip(": ") for mail in mailoutbox] == [
        "has been sent to the carrier",
        "has a date",
        "is locked",
        "the numbers are moving",
        "is completed",
    ]
    for mail in mailoutbox:
        assert mail.to == [admin.email, "lines@halden.example", "paula@fenwick.example"]


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_a_carrier_says_what_to_do_and_whose_turn_it_is(
    code: str, tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = send_order(tenant, admin, script=code, numbers=1)
    pass_days(2.25)
    order = fresh(order)
    assert order.status == Status.CARRIER_ACTION
    reason = RejectionReason.objects.get(pk=code)
    with tenant_scope(tenant):
        assert [(one.code, one.sentence) for one in open_rejections(order)] == [(code, reason.sentence)]
        marks = list(order.marks.values_list("field", "reason"))
    assert marks == ([(reason.field, code)] if reason.field else [])
    assert reason.sentence in mailoutbox[-1].body
    assert (order.answer_due_at is not None) == (reason.owner == RejectionReason.Owner.DESK)


def test_an_order_that_was_corrected_goes_on(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="LOCATION_MISMATCH")
    pass_days(2.25)
    order = fresh(order)
    resubmit(order, admin)
    assert at_the_carrier(order)[0].version == 2
    pass_days(1)
    assert fresh(order).status == Status.SENT
    pass_days(3)
    assert fresh(order).status == Status.DATE_CONFIRMED


def test_a_date_that_is_moved_unlocks_the_order_and_locks_it_again(
    tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = send_order(tenant, admin, script="MOVE")
    first = order.wanted_at
    assert first is not None
    pass_days(3.5)
    assert fresh(order).foc_at == first
    pass_days(1)
    assert fresh(order).foc_at == first + timedelta(days=2)
    pass_days(14)
    order = fresh(order)
    assert order.foc_at == first + timedelta(days=5)
    assert states(order) == [
        "sent",
        "date_confirmed",
        "locked",
        "date_confirmed",
        "locked",
        "activating",
        "completed",
    ]
    assert sum("has another date" in mail.subject for mail in mailoutbox) == 2


def test_a_number_that_stays_behind_leaves_the_order_partly_completed_until_it_moves(
    tenant: Tenant, admin: User
) -> None:
    order = send_order(tenant, admin, script="PART", numbers=3)
    pass_days(11)
    order = fresh(order)
    assert order.status == Status.PARTLY_COMPLETED
    assert inventory(order) == wanted(order)[:2]
    last = PortedNumber._base_manager.get(order=order, e164=wanted(order)[2])
    assert (last.status, last.reason, last.is_open) == (NumberStatus.FAILED, "SV_CONFLICT", True)
    pass_days(3)
    order = fresh(order)
    assert (order.status, inventory(order)) == (Status.COMPLETED, wanted(order))


def test_a_number_that_never_moves_stays_the_desks(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="LOSE", numbers=2)
    pass_days(16)
    order = fresh(order)
    assert (order.status, len(inventory(order))) == (Status.PARTLY_COMPLETED, 1)


@pytest.mark.parametrize("script", ["LATE", "TWICE", "SILENT", "SPLIT"])
def test_late_repeated_missing_and_divided_messages_change_nothing_of_the_end(
    script: str, tenant: Tenant, admin: User
) -> None:
    order = send_order(tenant, admin, script=script, numbers=4)
    pass_days(12)
    order = fresh(order)
    assert states(order) == ["sent", "date_confirmed", "locked", "activating", "completed"]
    assert inventory(order) == wanted(order)
    assert len(at_the_carrier(order)) == (2 if script == "SPLIT" else 1)
    pass_days(6)  # what is late still comes
    assert inventory(order) == wanted(order)
    assert fresh(order).status == Status.COMPLETED


def test_words_that_nobody_knows_are_kept_raw_and_break_nothing(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="WRONG")
    pass_days(2.25)
    order = fresh(order)
    assert (order.status, order.carrier_words) == (Status.SENT, "QUANTUM_ENTANGLED")
    assert "QUANTUM_ENTANGLED" in private(order)
    pass_days(0.5)
    order = fresh(order)
    with tenant_scope(tenant):
        (reason,) = open_rejections(order)
    assert (reason.code, reason.title, reason.owner) == ("FROBNICATED", "FROBNICATED", "desk")
    pass_days(10)
    assert states(order) == [
        "sent",
        "carrier_action",
        "sent",
        "date_confirmed",
        "locked",
        "activating",
        "completed",
    ]


def test_a_carrier_may_finish_what_it_rejected(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="ANYWAY")
    pass_days(11)
    assert states(order) == ["sent", "carrier_action", "completed"]
    assert inventory(order) == wanted(order)


def test_a_carrier_may_finish_what_is_being_corrected(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="ANYWAY")
    pass_days(3)
    order = fresh(order)
    with tenant_scope(tenant):
        move(order, Status.IN_REVIEW, by=admin, side=Side.CUSTOMER, version=2)
    pass_days(8)
    assert fresh(order).status == Status.COMPLETED
    assert inventory(order) == wanted(order)


def test_a_cancellation_is_asked_for_and_settled(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin)
    with tenant_scope(tenant):
        move(order, Status.CANCEL_REQUESTED, by=admin, side=Side.CUSTOMER)
    rounds()
    assert at_the_carrier(order)[0].words == "cancel-pending"
    pass_days(1.25)
    assert fresh(order).status == Status.CANCELLED
    assert not PortedNumber._base_manager.filter(is_open=True).exists()
    assert inventory(order) == []


def test_a_cancellation_that_the_carrier_refuses_goes_back_to_the_date(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="KEEP")
    pass_days(4)
    order = fresh(order)
    with tenant_scope(tenant):
        move(order, Status.CANCEL_REQUESTED, by=admin, side=Side.CUSTOMER)
    pass_days(0.5)
    assert fresh(order).status == Status.CANCEL_REQUESTED
    pass_days(1)
    assert fresh(order).status == Status.DATE_CONFIRMED
    pass_days(8)
    assert fresh(order).status == Status.COMPLETED


def test_a_cancellation_that_comes_too_late_is_told_to_the_desk(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin)
    pass_days(4)
    SandboxFault.objects.create(operation="port_cancel", kind="refuse")
    order = fresh(order)
    with tenant_scope(tenant):
        move(order, Status.CANCEL_REQUESTED, by=admin, side=Side.CUSTOMER)
    rounds()
    order = fresh(order)
    assert "does not cancel" in order.error
    assert order.status == Status.CANCEL_REQUESTED
    pass_days(7)
    assert fresh(order).status == Status.COMPLETED


def test_an_order_that_the_carrier_never_had_is_cancelled_at_once(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.CANCEL_REQUESTED)
    rounds()
    assert fresh(order).status == Status.CANCELLED


def test_another_date_is_asked_for_once_and_the_answer_counts(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin)
    pass_days(4)
    other = timezone.now() + timedelta(days=20)
    PortOrder._base_manager.filter(pk=order.pk).update(wanted_at=other)
    pass_days(2)
    assert fresh(order).foc_at == other
    assert fresh(order).status == Status.DATE_CONFIRMED


def test_an_operators_next_answer_wins_over_the_account_number(tenant: Tenant, admin: User) -> None:
    SandboxPortAnswer.objects.create(script="reject", code="LSR_PENDING")
    first = send_order(tenant, admin, script="MOVE", numbers=1)
    second = send_order(tenant, admin, numbers=1)
    assert [port.script for port in SandboxPort.objects.order_by("pk")] == ["reject", "normal"]
    pass_days(2.25)
    assert (fresh(first).status, fresh(second).status) == (Status.CARRIER_ACTION, Status.SENT)


def test_an_order_that_is_given_up_here_is_given_up_at_the_carrier(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="LSR_PENDING")
    pass_days(2.5)
    order = fresh(order)
    assert expiry.sweep(order.changed_at + timedelta(days=45)) == (1, 0)
    pass_days(2.5)
    assert fresh(order).status == Status.EXPIRED
    assert at_the_carrier(order)[0].words == "cancelled"
    assert "while the order is" not in private(order)
    rounds(3)
    assert Job._base_manager.filter(kind=sending.CANCEL).count() == 1


def test_a_carrier_that_goes_on_with_what_was_given_up_brings_nothing_back(
    tenant: Tenant, admin: User
) -> None:
    SandboxFault.objects.create(operation="port_cancel", kind="refuse")
    order = send_order(tenant, admin)
    with tenant_scope(tenant):
        move(order, Status.CANCELLED, by=admin, side=Side.DESK)
    pass_days(12)
    order = fresh(order)
    assert order.status == Status.CANCELLED
    assert inventory(order) == []
    assert "does not cancel" in private(order)
    assert "while the order is “cancelled” here" in private(order)


def test_locking_and_activating_twice_is_done_once(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin)
    pass_days(9.5)
    assert fresh(order).status == Status.LOCKED
    assert clockwork.lock_due() == 0
    pass_days(0.5)
    assert clockwork.activate_due() == 0
    assert states(order).count("locked") == states(order).count("activating") == 1


def test_two_parts_with_different_fates_need_somebody(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="SPLIT", numbers=4)
    first, _second = at_the_carrier(order)
    plan = [[step[0], "reject", "LSR_PENDING"] if step[1] == "date" else step for step in first.plan]
    SandboxPort.objects.filter(pk=first.pk).update(plan=plan[:3])
    pass_days(4)
    assert fresh(order).status == Status.CARRIER_ACTION
    resubmit(fresh(order), admin)
    pass_days(16)
    order = fresh(order)
    assert (order.status, inventory(order)) == (Status.COMPLETED, wanted(order))


def test_events_that_were_handled_have_no_note(tenant: Tenant, admin: User) -> None:
    send_order(tenant, admin)
    pass_days(12)
    assert set(CarrierEvent.objects.values_list("note", flat=True)) == {""}
    assert not CarrierEvent.objects.filter(handled_at=None).exists()


def test_the_desks_send_is_refused_where_the_table_has_no_such_move(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.DRAFT)
    with tenant_scope(tenant), pytest.raises(Exception, match="cannot become"):
        sending.send(order, by=admin)
