"""Numbers that have moved: they enter the inventory once, and go to whom they were meant for."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor
from numbering import ports
from numbering.models import PhoneNumber
from porting.models import PortedNumber, PortEvent, PortOrder
from porting.transitions import Side, tell
from ui.formats import national
from ui.refusals import Refusal

Status = PortedNumber.Status


@transaction.atomic
def bring_in(order: PortOrder, rows: Sequence[PortedNumber], *, by: Actor, side: Side) -> None:
    """Let numbers of an order arrive: in the inventory with their usage, and with their person or in a temporary one's place.

    Safe to run again. A number that another organisation has here is marked as failed, for the desk; one that cannot be
    given to its person stays free, and the timeline says why.
    """
    waiting = [row for row in rows if row.status not in PortedNumber.ENDED]
    if not waiting:
        return
    received = ports.receive(
        order.tenant,
        {row.e164: row.usage for row in waiting},
        country=str(order.country),
        state=order.state,
        city=order.city,
        by=SYSTEM,
    )
    elsewhere = set(received.elsewhere)
    arrived = [row for row in waiting if row.e164 not in elsewhere]
    now = timezone.now()
    marked = PortedNumber.objects.filter(order=order)
    marked.filter(pk__in=[row.pk for row in arrived]).update(
        status=Status.ACTIVATED, is_open=False, moved_at=now, reason=""
    )
    marked.filter(e164__in=elsewhere).exclude(status=Status.ACTIVATED).update(status=Status.FAILED)
    _tell_arrived(order, arrived, by=by, side=side)
    _tell_elsewhere(order, received.elsewhere, side=side)
    _hand_over(order, arrived, {number.e164: number for number in received.here}, side=side)


def _hand_over(
    order: PortOrder, rows: Sequence[PortedNumber], numbers: dict[str, PhoneNumber], *, side: Side
) -> None:
    """Each by itself: a person who may not have a number keeps nobody else's back."""
    meant = PortedNumber.objects.filter(pk__in=[row.pk for row in rows]).exclude(person=None, replaces=None)
    for row in meant.select_related("person__site__emergency_address", "replaces__person"):
        number = numbers[row.e164]
        words = {"number": national(row.e164)}
        if order.created_by is None:
            text = _("%(number)s is free in your inventory: whoever asked for it is no longer here.") % words
        else:
            try:
                holder = ports.take_over(
                    number, person=row.person, temporary=row.replaces, by=order.created_by
                )
                text = _placed(row, words | {"holder": holder}) if holder else ""
            except Refusal as refusal:
                reason = {"why": refusal.sentence}
                text = _("%(number)s is free in your inventory. %(why)s") % (words | reason)
        if text:
            tell(order, PortEvent.Kind.NUMBERS, by=SYSTEM, side=side, text=text)


def _placed(row: PortedNumber, words: dict[str, str]) -> str:
    if row.replaces is None:
        return _("%(number)s is now with %(holder)s.") % words
    return _(
        "%(number)s has taken over from %(temporary)s at %(holder)s. %(temporary)s is free in your inventory: "
        "release it, or keep it."
    ) % (words | {"temporary": national(row.replaces.e164)})


def _tell_arrived(order: PortOrder, rows: Sequence[PortedNumber], *, by: Actor, side: Side) -> None:
    if not rows:
        return
    words = ngettext(
        "%(n)s number has moved and is in the inventory.",
        "%(n)s numbers have moved and are in the inventory.",
        len(rows),
    )
    tell(
        order,
        PortEvent.Kind.NUMBERS,
        by=by,
        side=side,
        text=words % {"n": len(rows)},
        details={"moved": sorted(row.e164 for row in rows)},
    )


def _tell_elsewhere(order: PortOrder, numbers: Sequence[str], *, side: Side) -> None:
    if not numbers:
        return
    names = ", ".join(national(one) for one in numbers[:5])
    text = _("Another organisation has these numbers here, so they were not taken in: %(names)s.")
    tell(
        order,
        PortEvent.Kind.NUMBERS,
        by=SYSTEM,
        side=side,
        private=True,
        text=text % {"names": names},
        details={"elsewhere": list(numbers)},
    )
