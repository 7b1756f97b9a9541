"""The numbers of a port order: added, taken out, and what each is for."""

from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from numbering.models import Usage
from porting.actions import Action, check
from porting.models import PortedNumber, PortEvent, PortOrder
from porting.number_lists import MOST, Entry
from porting.order_rows import count_again, locked, numbers_kept
from porting.transitions import Side, move, tell
from tenants.models import User
from ui.refusals import Refusal

NumberStatus = PortedNumber.Status
USAGES: Final[dict[str, tuple[Usage, ...]]] = {
    PortOrder.Kind.USER: (Usage.USER,),
    PortOrder.Kind.TOLL: (Usage.VOICE_APP, Usage.CONFERENCE),
    PortOrder.Kind.TOLL_FREE: (Usage.VOICE_APP, Usage.CONFERENCE),
}
"""What numbers of a kind may be for (rules 5.2); the first is meant where nobody says otherwise."""


@transaction.atomic
def add_numbers(order: PortOrder, entries: Sequence[Entry], *, usage: str = "", by: User) -> int:
    """Put numbers into the order; those that are there already stay as they are, but take a RIO that comes along.

    Returns how many are new. Refuses the first entry that cannot be read, and a use that the kind does not have.
    """
    locked(order)
    check(Action.CHANGE_NUMBERS, order, Side.CUSTOMER)
    refuse_unreadable(entries)
    usage = usage or USAGES[order.kind][0]
    _check_usage(order, usage)
    there = {row.e164: row for row in PortedNumber.objects.filter(order=order)}
    new = [entry for entry in entries if entry.e164 not in there]
    if len(there) + len(new) > MOST:
        raise Refusal(
            _("An order has at most %(most)s numbers. Open a second one for the rest.")
            % {"most": f"{MOST:,}"},
            field="numbers",
        )
    PortedNumber.objects.bulk_create(
        [
            PortedNumber(
                tenant=order.tenant,
                order=order,
                e164=entry.e164,
                usage=usage,
                rio=entry.fields.get("rio", "").upper()[:12],
            )
            for entry in new
        ],
        batch_size=1000,
    )
    revived = _revive(entries, there)
    if new or revived:
        _changed(
            order,
            ngettext("%(n)s number added.", "%(n)s numbers added.", len(new) + revived),
            len(new) + revived,
            by,
        )
    return len(new) + revived


def refuse_unreadable(entries: Sequence[Entry]) -> None:
    """Refuse when an entry cannot be read, naming the first one."""
    if wrong := next((entry for entry in entries if entry.error), None):
        words = {"line": wrong.line, "error": wrong.error}
        raise Refusal(_("Line %(line)s: %(error)s") % words, field="numbers")


def _revive(entries: Sequence[Entry], there: dict[str, PortedNumber]) -> int:
    """Numbers that had been taken out come back; those that stand there take the RIO that was brought now."""
    revived, changed = 0, []
    for entry in entries:
        row = there.get(entry.e164)
        if row is None:
            continue
        rio = entry.fields.get("rio", "").upper()[:12]
        if row.status == NumberStatus.DROPPED:
            row.status, revived = NumberStatus.PENDING, revived + 1
            changed.append(row)
        if rio and rio != row.rio:
            row.rio = rio
            changed.append(row)
    PortedNumber.objects.bulk_update(
        {row.pk: row for row in changed}.values(), ["status", "rio"], batch_size=500
    )
    return revived


@transaction.atomic
def remove_numbers(order: PortOrder, pks: Collection[int], *, by: User) -> int:
    """Take numbers out. From a draft they are gone; what was handed in once is kept as taken out. Returns how many.

    Refuses when one of them has moved already.
    """
    locked(order)
    check(Action.CHANGE_NUMBERS, order, Side.CUSTOMER)
    rows = numbers_kept(order).filter(pk__in=pks)
    if rows.filter(status=NumberStatus.ACTIVATED).exists():
        raise Refusal(_("Some of these numbers have moved already. Release them in the inventory instead."))
    if order.versions.exists():
        count = rows.update(status=NumberStatus.DROPPED, is_open=False)
    else:
        count = rows.delete()[0]
    if count:
        _changed(order, ngettext("%(n)s number taken out.", "%(n)s numbers taken out.", count), count, by)
    return count


@transaction.atomic
def set_usage(order: PortOrder, pks: Collection[int], usage: str, *, by: User) -> int:
    """Say what numbers will be for once they have moved. Returns how many are different now."""
    locked(order)
    check(Action.CHANGE_NUMBERS, order, Side.CUSTOMER)
    _check_usage(order, usage)
    count = numbers_kept(order).filter(pk__in=pks).exclude(usage=usage).update(usage=usage)
    if count:
        record(
            "port.numbers_changed",
            by=by,
            tenant=order.tenant,
            obj=order,
            after={"usage": usage, "count": count},
        )
    return count


def _check_usage(order: PortOrder, usage: str) -> None:
    if usage not in USAGES[order.kind]:
        allowed = ", ".join(str(one.label) for one in USAGES[order.kind])
        raise Refusal(
            _("Numbers of this order can be for: %(allowed)s. Open an order of another kind for the others.")
            % {"allowed": allowed},
            field="usage",
        )


def _changed(order: PortOrder, words: str, count: int, by: User) -> None:
    """The count is written, the timeline and the record say it, and a letter that waits is out of date."""
    count_again(order)
    text = words % {"n": f"{count:,}"}
    tell(order, PortEvent.Kind.NUMBERS, by=by, side=Side.CUSTOMER, text=text)
    record(
        "port.numbers_changed",
        by=by,
        tenant=order.tenant,
        obj=order,
        after={"numbers": order.number_count},
        note=text,
    )
    if order.status == PortOrder.Status.AWAITING_SIGNATURE:
        move(order, PortOrder.Status.DRAFT, by=by, side=Side.CUSTOMER)
