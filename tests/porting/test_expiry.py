"""Orders on which nobody works are reminded of every week and given up at the end; others are left alone."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from porting.carrier import expiry
from porting.models import PortedNumber, PortEvent, PortingRule, PortOrder
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.carrier_days import fresh
from tests.porting.conftest import make_order

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def after_days(order: PortOrder, days: float) -> tuple[int, int]:
    """The sweep, so many days after the order was touched last."""
    return expiry.sweep(order.changed_at + timedelta(days=days))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.AWAITING_SIGNATURE])
def test_a_draft_is_reminded_of_weekly_and_expires_after_thirty_days(
    status: str, tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    order = make_order(tenant, status, created_by=admin)
    found = [after_days(order, day) for day in range(1, 32)]
    assert [day for day, (_gone, reminded) in enumerate(found, start=1) if reminded] == [7, 14, 21, 28]
    assert [day for day, (gone, _reminded) in enumerate(found, start=1) if gone] == [30]
    assert fresh(order).status == Status.EXPIRED
    assert [mail.subject for mail in mailoutbox] == [f"{order.reference} waits for you"] * 4 + [
        f"{order.reference} has expired"
    ]
    assert "In 2 days it is given up" in mailoutbox[3].body
    with tenant_scope(tenant):
        assert order.events.filter(kind=PortEvent.Kind.REMINDER).count() == 4


@pytest.mark.parametrize("status", [Status.RETURNED, Status.CARRIER_ACTION])
def test_what_was_returned_expires_after_forty_five_days_and_lets_its_numbers_go(
    status: str, tenant: Tenant, admin: User
) -> None:
    order = make_order(tenant, status, created_by=admin)
    assert after_days(order, 44.9)[0] == 0
    assert PortedNumber._base_manager.filter(is_open=True).count() == 2
    assert after_days(order, 45)[0] == 1
    assert fresh(order).status == Status.EXPIRED
    assert not PortedNumber._base_manager.filter(is_open=True).exists()


@pytest.mark.parametrize(
    "status",
    [Status.IN_REVIEW, Status.SENT, Status.DATE_CONFIRMED, Status.LOCKED, Status.COMPLETED, Status.CANCELLED],
)
def test_what_does_not_wait_for_the_customer_never_expires(status: str, tenant: Tenant) -> None:
    order = make_order(tenant, status)
    assert after_days(order, 400) == (0, 0)
    assert expiry.expires_at(order) is None


def test_what_was_rejected_for_a_reason_of_the_desks_waits_for_the_desk(tenant: Tenant) -> None:
    order = make_order(tenant, Status.CARRIER_ACTION, answer_due_at=timezone.now())
    assert after_days(order, 400) == (0, 0)
    assert expiry.expires_at(order) is None


def test_the_days_are_those_of_the_countrys_rule(tenant: Tenant) -> None:
    PortingRule.objects.filter(country="US").update(draft_days=10)
    order = make_order(tenant)
    assert expiry.expires_at(order) == order.changed_at + timedelta(days=10)
    assert after_days(order, 10) == (1, 0)


def test_work_on_an_order_begins_its_days_anew(tenant: Tenant) -> None:
    order = make_order(tenant)
    start = order.changed_at
    after_days(order, 8)
    PortOrder._base_manager.filter(pk=order.pk).update(changed_at=start + timedelta(days=20))
    assert expiry.sweep(start + timedelta(days=31)) == (0, 1)
    assert fresh(order).status == Status.DRAFT


def test_two_sweeps_at_once_remind_once(tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]) -> None:
    order = make_order(tenant, created_by=admin)
    moment = order.changed_at + timedelta(days=8)
    with tenant_scope(tenant):
        end = expiry.expires_at(order)
        assert end is not None
        seen_by_both = [fresh(order), fresh(order)]
        assert [expiry._remind(one, end, moment) for one in seen_by_both] == [True, False]
    assert len(mailoutbox) == 1


def test_many_idle_orders_are_looked_at_in_one_go(tenant: Tenant) -> None:
    for _ in range(3):
        make_order(tenant, numbers=1)
    assert expiry.sweep(timezone.now() + timedelta(days=31))[0] == 3
