"""The life of a port order: one table, one writer (rules 5.4; porting-and-carriers B3).

The carriers' rare ways are in it: an order may be completed although it was rejected, is being corrected or is being
cancelled, and a date that was confirmed may be moved, even at the last moment.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Actor, record
from porting import mails
from porting.models import PortedNumber, PortEvent, PortOrder
from ui.refusals import Refusal

Status = PortOrder.Status


class Side(StrEnum):
    """Who acts on an order. The signer is the authorised person, by the link; the clock is our own sweep."""

    CUSTOMER = "customer"
    SIGNER = "signer"
    DESK = "desk"
    CARRIER = "carrier"
    CLOCK = "clock"


def _sides(*sides: Side) -> frozenset[Side]:
    return frozenset(sides)


CUSTOMER: Final = _sides(Side.CUSTOMER)
DESK: Final = _sides(Side.DESK)
CARRIER: Final = _sides(Side.CARRIER, Side.DESK)  # the desk tells what a carrier said by telephone
CARRIER_ALONE: Final = _sides(Side.CARRIER)  # it may finish what was taken back to be corrected
CLOCK: Final = _sides(Side.CLOCK)
CANCELS: Final = _sides(Side.CUSTOMER, Side.DESK)

TRANSITIONS: Final[dict[tuple[str, str], frozenset[Side]]] = {
    (Status.DRAFT, Status.AWAITING_SIGNATURE): CUSTOMER,
    (Status.DRAFT, Status.IN_REVIEW): CUSTOMER,
    (Status.DRAFT, Status.CANCELLED): CUSTOMER,
    (Status.DRAFT, Status.EXPIRED): CLOCK,
    (Status.AWAITING_SIGNATURE, Status.DRAFT): CUSTOMER,
    (Status.AWAITING_SIGNATURE, Status.IN_REVIEW): _sides(Side.CUSTOMER, Side.SIGNER),
    (Status.AWAITING_SIGNATURE, Status.CANCELLED): CUSTOMER,
    (Status.AWAITING_SIGNATURE, Status.EXPIRED): CLOCK,
    (Status.IN_REVIEW, Status.RETURNED): DESK,
    (Status.IN_REVIEW, Status.SENT): DESK,
    (Status.IN_REVIEW, Status.CANCELLED): CANCELS,
    (Status.RETURNED, Status.AWAITING_SIGNATURE): CUSTOMER,
    (Status.RETURNED, Status.IN_REVIEW): CUSTOMER,
    (Status.RETURNED, Status.CANCELLED): CANCELS,
    (Status.RETURNED, Status.EXPIRED): CLOCK,
    (Status.SENT, Status.IN_REVIEW): _sides(Side.CARRIER, Side.DESK, Side.CLOCK),
    (Status.SENT, Status.CARRIER_ACTION): CARRIER,
    (Status.SENT, Status.DATE_CONFIRMED): CARRIER,
    (Status.SENT, Status.ACTIVATING): CARRIER,
    (Status.SENT, Status.COMPLETED): CARRIER,
    (Status.SENT, Status.PARTLY_COMPLETED): CARRIER,
    (Status.SENT, Status.CANCEL_REQUESTED): CANCELS,
    (Status.SENT, Status.CANCELLED): CARRIER,
    (Status.CARRIER_ACTION, Status.AWAITING_SIGNATURE): CUSTOMER,
    (Status.CARRIER_ACTION, Status.IN_REVIEW): CANCELS,
    (Status.CARRIER_ACTION, Status.SENT): CARRIER,
    (Status.CARRIER_ACTION, Status.DATE_CONFIRMED): CARRIER,
    (Status.CARRIER_ACTION, Status.COMPLETED): CARRIER,
    (Status.CARRIER_ACTION, Status.PARTLY_COMPLETED): CARRIER,
    (Status.CARRIER_ACTION, Status.CANCEL_REQUESTED): CANCELS,
    (Status.CARRIER_ACTION, Status.CANCELLED): CARRIER,
    (Status.CARRIER_ACTION, Status.EXPIRED): CLOCK,
    (Status.DATE_CONFIRMED, Status.LOCKED): CLOCK,
    (Status.DATE_CONFIRMED, Status.CARRIER_ACTION): CARRIER,
    (Status.DATE_CONFIRMED, Status.ACTIVATING): CARRIER,
    (Status.DATE_CONFIRMED, Status.COMPLETED): CARRIER,
    (Status.DATE_CONFIRMED, Status.PARTLY_COMPLETED): CARRIER,
    (Status.DATE_CONFIRMED, Status.CANCEL_REQUESTED): CANCELS,
    (Status.DATE_CONFIRMED, Status.CANCELLED): CARRIER,
    (Status.LOCKED, Status.DATE_CONFIRMED): CARRIER,
    (Status.LOCKED, Status.CARRIER_ACTION): CARRIER,
    (Status.LOCKED, Status.ACTIVATING): _sides(Side.CARRIER, Side.DESK, Side.CLOCK),
    (Status.LOCKED, Status.COMPLETED): CARRIER,
    (Status.LOCKED, Status.PARTLY_COMPLETED): CARRIER,
    (Status.ACTIVATING, Status.CARRIER_ACTION): CARRIER,
    (Status.ACTIVATING, Status.COMPLETED): CARRIER,
    (Status.ACTIVATING, Status.PARTLY_COMPLETED): CARRIER,
    (Status.ACTIVATING, Status.DATE_CONFIRMED): CARRIER,
    (Status.AWAITING_SIGNATURE, Status.COMPLETED): CARRIER_ALONE,
    (Status.AWAITING_SIGNATURE, Status.PARTLY_COMPLETED): CARRIER_ALONE,
    (Status.IN_REVIEW, Status.COMPLETED): CARRIER_ALONE,
    (Status.IN_REVIEW, Status.PARTLY_COMPLETED): CARRIER_ALONE,
    (Status.RETURNED, Status.COMPLETED): CARRIER_ALONE,
    (Status.RETURNED, Status.PARTLY_COMPLETED): CARRIER_ALONE,
    (Status.PARTLY_COMPLETED, Status.COMPLETED): CARRIER,
    (Status.CANCEL_REQUESTED, Status.CANCELLED): CARRIER,
    (Status.CANCEL_REQUESTED, Status.SENT): CARRIER,
    (Status.CANCEL_REQUESTED, Status.DATE_CONFIRMED): CARRIER,
    (Status.CANCEL_REQUESTED, Status.CARRIER_ACTION): CARRIER,
    (Status.CANCEL_REQUESTED, Status.COMPLETED): CARRIER,
    (Status.CANCEL_REQUESTED, Status.PARTLY_COMPLETED): CARRIER,
}

ANSWERED_BY_DESK: Final = (Status.IN_REVIEW, Status.CARRIER_ACTION)
"""In these states the desk's clock may run; in all others nothing waits for its answer."""

NOT_TAKEN: Final = (Status.DRAFT, *PortOrder.CLOSED)
"""In these states an order keeps no number from another order."""


def may_move(was: str, to: str, side: Side) -> bool:
    """Whether the table allows this side this move."""
    return side in TRANSITIONS.get((was, to), frozenset())


@transaction.atomic
def move(
    order: PortOrder,
    to: str,
    *,
    by: Actor,
    side: Side,
    text: str = "",
    details: Mapping[str, object] | None = None,
    **changes: object,
) -> None:
    """Move an order on, with its numbers' claim, its timeline and its record, if it still is where the caller saw it.

    `changes` are further columns of the order, set in the same statement. The desk's clock ends where nothing waits for its
    answer. Refuses a move that the table does not have for this side, one that somebody else was quicker at, and numbers
    that another open order has.
    """
    was = Status(order.status)
    if not may_move(was, to, side):
        raise Refusal(_not_allowed(was, Status(to)))
    now = timezone.now()
    if to in PortOrder.CLOSED:
        changes.setdefault("finished_at", now)
    if to not in ANSWERED_BY_DESK:
        changes.setdefault("answer_due_at", None)
    found = PortOrder.objects.filter(pk=order.pk, status=was)
    if not found.update(status=to, changed_at=now, **changes):
        raise Refusal(_("Somebody else has just changed this order. Look at it again before you go on."))
    order.refresh_from_db()
    _claim_numbers(order)
    tell(
        order,
        PortEvent.Kind.MOVED,
        by=by,
        side=side,
        text=text,
        details={"from": str(was), "to": str(to), **(details or {})},
    )
    record(
        "port.moved",
        by=by,
        tenant=order.tenant,
        obj=order,
        before={"status": str(was)},
        after={"status": str(to)},
        note=text[:500],
    )
    mails.moved(order, was, text=text, details=details or {})


def _claim_numbers(order: PortOrder) -> None:
    """A number is in one open order at most; the database decides when two are handed in at the same moment."""
    wanted = order.status not in NOT_TAKEN
    rows = order.numbers.filter(is_open=not wanted)
    try:
        with transaction.atomic():
            if wanted:
                rows.exclude(status__in=PortedNumber.ENDED).update(is_open=True)
            else:
                rows.update(is_open=False)
    except IntegrityError as error:
        if "number_in_one_open_port_order" not in str(error):
            raise
        raise Refusal(_in_another(order)) from error


def _in_another(order: PortOrder) -> str:
    numbers = list(order.numbers.values_list("e164", flat=True))
    taken = PortedNumber._base_manager.filter(e164__in=numbers, is_open=True).exclude(order=order)
    names = ", ".join(taken.order_by("e164").values_list("e164", flat=True)[:5])
    return _(
        "These numbers are in another open port order: %(names)s. Take them out, or wait until that order is over."
    ) % {"names": names}


def tell(
    order: PortOrder,
    kind: PortEvent.Kind,
    *,
    by: Actor,
    side: Side,
    text: str = "",
    private: bool = False,
    details: Mapping[str, object] | None = None,
) -> PortEvent:
    """Write one entry of the timeline. A private one is seen by the desk alone.

    A message of the customer's waits for an answer from then on, until the desk says something that the customer reads.
    """
    if side == Side.CUSTOMER and kind == PortEvent.Kind.COMMENT:
        _wait_for_answer(order, timezone.now())
    elif side == Side.DESK and text and not private:
        _wait_for_answer(order, None)
    return PortEvent.objects.create(
        tenant=order.tenant,
        order=order,
        kind=kind,
        by_name=str(by)[:150],
        side=side,
        private=private,
        text=text,
        details=dict(details or {}),
    )


def _wait_for_answer(order: PortOrder, since: datetime | None) -> None:
    order.customer_wrote_at = since
    PortOrder.objects.filter(pk=order.pk).update(customer_wrote_at=since)


def _not_allowed(was: Status, to: Status) -> str:
    return _("A port order that is “%(was)s” cannot become “%(to)s”.") % {
        "was": str(was.label).lower(),
        "to": str(to.label).lower(),
    }
