"""What a carrier said by telephone, written in by the desk: a date, a rejection, an end, what became of a cancellation."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from porting import orders
from porting.actions import Action
from porting.carrier import arrivals, number_marks
from porting.carrier.following import carrier_now, desk_due, is_near, move_date
from porting.carrier.rejections import as_details, is_the_desks, mark_fields, rejections
from porting.desk import claims
from porting.models import PortedNumber, PortOrder, RejectionReason
from porting.transitions import Side, move
from tenants.models import User
from ui.formats import in_zone, zone_name, zone_of
from ui.refusals import Refusal

Status = PortOrder.Status
NumberStatus = PortedNumber.Status
FURTHEST: Final = timedelta(days=366)


@transaction.atomic
def set_date(order: PortOrder, date: datetime, *, zone: str, by: User, seen: str = "") -> None:
    """The carrier has confirmed a date (the firm order commitment), or moved one; `zone` is where the numbers are.

    Refuses a date that has passed, and one more than a year away. What the carrier confirmed is not measured by the country's
    rules: it stands. A date within the last 24 hours locks the order when the clock comes round.
    """
    claims.begin(order, Action.SET_DATE, by=by, seen=seen)
    now = carrier_now(order)
    if date <= now:
        raise Refusal(_("This date has passed. Enter the one that the carrier has confirmed."), field="day")
    if date - now > FURTHEST:
        raise Refusal(_("This date is more than a year away. Check the year."), field="day")
    if order.foc_at == date and order.status != Status.CARRIER_ACTION and order.time_zone == zone:
        raise Refusal(_("This is the date that the order has already."), field="day")
    near_and_locked = order.status == Status.LOCKED and is_near(order, date)
    if order.status == Status.DATE_CONFIRMED or near_and_locked:
        move_date(order, date, by=by, side=Side.DESK, time_zone=zone)
        return
    here = zone_of(zone)
    text = _("%(date)s (%(place)s).") % {"date": in_zone(date, here), "place": zone_name(here)}
    move(
        order,
        Status.DATE_CONFIRMED,
        by=by,
        side=Side.DESK,
        text=text,
        details={"foc_at": date.isoformat()},
        foc_at=date,
        time_zone=zone,
        error="",
    )


@transaction.atomic
def reject(
    order: PortOrder, reasons: Sequence[str], *, said: str = "", by: User, text: str = "", seen: str = ""
) -> None:
    """The carrier rejects the order for now, with reasons (codes of RejectionReason) and its own words.

    The customer is told what to correct; a rejection that only the desk can answer starts the desk's clock.
    """
    claims.begin(order, Action.REJECT, by=by, seen=seen)
    known = set(RejectionReason.objects.filter(code__in=reasons).values_list("code", flat=True))
    if not reasons or not known.issuperset(reasons):
        raise Refusal(_("Choose at least one reason."), field="reasons")
    found = rejections([(code, said.strip()[:300]) for code in reasons])
    titles = "\n".join(one.title for one in found)
    mine = is_the_desks(found)
    due = desk_due(order) if mine else None
    move(
        order,
        Status.CARRIER_ACTION,
        by=by,
        side=Side.DESK,
        text=text.strip(),
        details=as_details(found),
        error=titles,
        answer_due_at=due,
        answer_left=None,
    )
    mark_fields(order, found)


@transaction.atomic
def complete(
    order: PortOrder, stayed: Collection[str] = (), *, by: User, text: str = "", seen: str = ""
) -> None:
    """The numbers have moved: they enter the inventory with their use, outside the quota (rules 3.4, 5.4).

    `stayed` are numbers (E.164) that have not moved; with any of them the order is partly completed. Refuses numbers that are
    not in the order, and an order of which nothing has moved.
    """
    claims.begin(order, Action.COMPLETE, by=by, seen=seen)
    rows = list(order.numbers.select_for_update().exclude(status__in=PortedNumber.ENDED).order_by("e164"))
    if strangers := sorted(set(stayed) - {row.e164 for row in rows}):
        words = _("%(number)s is not among the numbers that this order still waits for.")
        raise Refusal(words % {"number": strangers[0]}, field="stayed")
    arrivals.bring_in(order, [row for row in rows if row.e164 not in stayed], by=by, side=Side.DESK)
    order.numbers.filter(e164__in=stayed).exclude(status=NumberStatus.REJECTED).update(
        status=NumberStatus.FAILED
    )
    counts = number_marks.counts(order)
    if not counts.moved:
        raise Refusal(_("None of the numbers has moved. Record the carrier's rejection instead."))
    to = Status.PARTLY_COMPLETED if counts.left else Status.COMPLETED
    if order.status == to:
        PortOrder.objects.filter(pk=order.pk).update(error="")
        return
    move(order, to, by=by, side=Side.DESK, text=text.strip(), error="")


@transaction.atomic
def settle_cancellation(
    order: PortOrder, *, cancelled: bool, by: User, text: str = "", seen: str = ""
) -> None:
    """What the carrier has made of a cancellation that was asked for: it is cancelled, or it goes on as before."""
    claims.begin(order, Action.SETTLE_CANCELLATION, by=by, seen=seen)
    to = Status.CANCELLED if cancelled else Status.DATE_CONFIRMED if order.foc_at else Status.SENT
    if cancelled and order.numbers.filter(status=NumberStatus.ACTIVATED).exists():
        raise Refusal(
            _("Some of the numbers have moved already. Mark the order as completed, in part if need be.")
        )
    move(order, to, by=by, side=Side.DESK, text=text.strip())


@transaction.atomic
def cancel(order: PortOrder, *, by: User, text: str, seen: str = "") -> None:
    """End an order for the customer, who reads why; what the carrier has is asked for back."""
    claims.begin(order, Action.CANCEL_FOR_CUSTOMER, by=by, seen=seen)
    if not text.strip():
        raise Refusal(_("Write why the order is cancelled: the customer reads it."), field="text")
    orders.cancel(order, by=by, side=Side.DESK, text=text.strip())
