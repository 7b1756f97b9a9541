"""Orders on which nobody works: reminded of every week, and given up at the end (porting-and-carriers B7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM
from porting import mails
from porting.models import PortEvent, PortOrder
from porting.reference.rules import rule_for
from porting.transitions import Side, move, tell
from tenants.scoping import all_tenants, tenant_scope
from ui.refusals import Refusal

BATCH: Final = 500
REMIND_EVERY: Final = timedelta(days=7)
Status = PortOrder.Status
DRAFTS: Final = (Status.DRAFT, Status.AWAITING_SIGNATURE)
RETURNED: Final = (Status.RETURNED, Status.CARRIER_ACTION)


def expires_at(order: PortOrder) -> datetime | None:
    """When an order is given up unless somebody goes on with it; None while it does not wait for the customer.

    What the carrier rejects for a reason that is the desk's waits for the desk: its clock runs.
    """
    if order.status not in (*DRAFTS, *RETURNED) or order.answer_due_at is not None:
        return None
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    days = rule.draft_days if order.status in DRAFTS else rule.returned_days
    return order.changed_at + timedelta(days=days)


def sweep(now: datetime | None = None) -> tuple[int, int]:
    """Give up what nobody works on, and remind of what will be; returns how many of each."""
    now = now or timezone.now()
    expired = reminded = 0
    for order in _idle(now):
        with tenant_scope(order.tenant):
            end = expires_at(order)
            if end is None:
                continue
            if end <= now:
                expired += _expire(order)
            else:
                reminded += _remind(order, end, now)
    return expired, reminded


def _idle(now: datetime) -> Sequence[PortOrder]:
    """Orders that nobody has touched for a week, and that were not reminded of within one; the oldest first."""
    week_ago = now - REMIND_EVERY
    unreminded = Q(reminded_at=None) | Q(reminded_at__lte=week_ago)
    with all_tenants():
        waiting = PortOrder.objects.filter(
            unreminded | Q(changed_at__lte=now - 4 * REMIND_EVERY),
            status__in=[*DRAFTS, *RETURNED],
            answer_due_at=None,
            changed_at__lte=week_ago,
        )
        return list(waiting.select_related("tenant", "created_by").order_by("changed_at", "pk")[:BATCH])


def _expire(order: PortOrder) -> bool:
    try:
        move(order, Status.EXPIRED, by=SYSTEM, side=Side.CLOCK)
    except Refusal:  # somebody works on it after all
        return False
    return True


def _remind(order: PortOrder, end: datetime, now: datetime) -> bool:
    """Once a week, by mail and in the timeline; of two sweeps at once one reminds."""
    seen = order.reminded_at
    if seen is not None and seen > now - REMIND_EVERY:
        return False
    found = PortOrder.objects.filter(pk=order.pk, reminded_at=seen, status=order.status)
    if not found.update(reminded_at=now):
        return False
    days = max(1, (end - now).days)
    text = _("In %(days)s days this order is given up unless somebody goes on with it.") % {"days": days}
    tell(order, PortEvent.Kind.REMINDER, by=SYSTEM, side=Side.CLOCK, text=text)
    mails.reminded(order, days)
    return True
