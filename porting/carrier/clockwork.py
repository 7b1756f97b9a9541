"""What happens to orders because time passes: locked a day before the date, activated on it, picked up when forgotten."""

from collections.abc import Iterable
from typing import Final

from django.db.models import F, Q, QuerySet

from audit.log import SYSTEM
from jobs.models import Job
from porting.carrier import sending
from porting.carrier.following import carrier_now, is_near
from porting.carrier.standing import OVER
from porting.models import CarrierOrder, PortOrder
from porting.transitions import Side, move
from tenants.scoping import all_tenants, tenant_scope
from ui.refusals import Refusal

BATCH: Final = 200
Status = PortOrder.Status


def lock_due() -> int:
    """Lock orders whose date is less than 24 hours away; returns how many."""
    return sum(
        _moved(order, Status.LOCKED)
        for order in _dated(Status.DATE_CONFIRMED)
        if order.foc_at is not None and is_near(order, order.foc_at)
    )


def activate_due() -> int:
    """Begin with the orders whose date has come; returns how many."""
    return sum(
        _moved(order, Status.ACTIVATING)
        for order in _dated(Status.LOCKED)
        if order.foc_at is not None and order.foc_at <= carrier_now(order)
    )


def _dated(status: str) -> list[PortOrder]:
    """Orders of a state, those with the nearest date first. A carrier's days may be shorter than ours."""
    with all_tenants():
        return _orders(PortOrder.objects.filter(status=status).order_by("foc_at", "pk"))


def _orders(rows: QuerySet[PortOrder]) -> list[PortOrder]:
    return list(rows.select_related("tenant", "created_by")[:BATCH])


def _moved(order: PortOrder, to: str) -> bool:
    try:
        with tenant_scope(order.tenant):
            move(order, to, by=SYSTEM, side=Side.CLOCK)
    except Refusal:  # somebody was quicker: the order is elsewhere now
        return False
    return True


def pick_up() -> int:
    """Find orders whose job was never asked for, or ended without them; returns how many jobs there are now for them.

    The order's row says what is to be done; a job is only the way.
    """
    with all_tenants():
        unsent = PortOrder.objects.filter(status=Status.SENT)
        to_send = unsent.filter(
            Q(parts=None) | Q(parts__version__lt=F("version")) | Q(parts__meaning="rejected")
        )
        going_on = CarrierOrder.objects.filter(cancel_asked_at=None).exclude(meaning__in=[*OVER])
        given_up = Q(status__in=sending.GIVEN_UP, pk__in=going_on.values("order_id"))
        never_sent = Q(status=Status.CANCEL_REQUESTED, parts=None)
        to_cancel = PortOrder.objects.filter(given_up | never_sent)
        other_date = ~Q(date_asked=F("order__wanted_at")) & Q(order__wanted_at__isnull=False)
        parts = CarrierOrder.objects.filter(
            other_date | Q(date_asked=None, order__wanted_at__isnull=False),
            order__status__in=[Status.SENT, Status.DATE_CONFIRMED],
        )
        to_date = PortOrder.objects.filter(pk__in=parts.values("order_id"))
    return _ask(to_send, "send") + _ask(to_cancel, "cancel") + _ask(to_date, "date")


def _ask(rows: QuerySet[PortOrder], what: str) -> int:
    with all_tenants():
        orders: Iterable[PortOrder] = _orders(rows.distinct().order_by("pk"))
    found = 0
    for order in orders:
        with tenant_scope(order.tenant):
            job = {"send": sending.send_later, "cancel": sending.cancel_later, "date": sending.date_later}[
                what
            ](order)
            if what == "send" and job.status in (Job.Status.FAILED, Job.Status.CANCELLED):
                sending.hand_to_desk(order, job.error)
            found += 1
    return found
