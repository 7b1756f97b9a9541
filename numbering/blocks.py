"""Keeping a number free for a while after it was taken away (rules 3.5: 1 to 365 days, or until cleared)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Change, record_many
from numbering.models import PhoneNumber
from tenants.models import User
from ui.formats import national
from ui.refusals import Refusal

FOREVER: Final = "forever"
LONGEST_DAYS: Final = 365
Block = int | Literal["forever"] | None


def block_columns(days: Block) -> dict[str, Any]:
    """The columns of a block: None clears it. Refuses fewer than 1 and more than 365 days."""
    if days is None:
        return {"blocked_until": None, "blocked_forever": False}
    if days == FOREVER:
        return {"blocked_until": None, "blocked_forever": True}
    if not isinstance(days, int) or not 1 <= days <= LONGEST_DAYS:
        raise Refusal(
            _("A number can be kept free for 1 to 365 days, or until you clear it."), field="block_days"
        )
    return {"blocked_until": timezone.localdate() + timedelta(days=days), "blocked_forever": False}


def is_blocked(number: PhoneNumber) -> bool:
    """Kept free today."""
    until = number.blocked_until
    return number.blocked_forever or (until is not None and until >= timezone.localdate())


def block(number: PhoneNumber, days: Block, *, by: User) -> PhoneNumber:
    """Keep a free number free. A block that is there must be cleared first (rules 3.5)."""
    if is_blocked(number):
        raise Refusal(
            _("%(number)s is kept free already. Clear that first.") % {"number": national(number.e164)}
        )
    _write([number], days, "number.blocked", by=by)
    number.refresh_from_db()
    return number


def clear(number: PhoneNumber, *, by: User) -> PhoneNumber:
    """End a block."""
    _write([number], None, "number.unblocked", by=by)
    number.refresh_from_db()
    return number


def block_many(numbers: Sequence[PhoneNumber], days: Block, *, by: User) -> None:
    """Keep free numbers of one tenant free, all or none, in a fixed number of queries; see `block`."""
    for number in numbers:
        if is_blocked(number):
            raise Refusal(
                _("%(number)s is kept free already. Clear that first.") % {"number": national(number.e164)}
            )
    _write(numbers, days, "number.blocked", by=by)


def clear_many(numbers: Sequence[PhoneNumber], *, by: User) -> None:
    """End the blocks of free numbers of one tenant, all or none; see `clear`."""
    _write(numbers, None, "number.unblocked", by=by)


@transaction.atomic
def _write(numbers: Sequence[PhoneNumber], days: Block, action: str, *, by: User) -> None:
    columns = block_columns(days)
    rows = PhoneNumber.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in numbers])
    free = list(rows.filter(status=PhoneNumber.Status.UNASSIGNED).order_by("pk"))
    found = {row.pk for row in free}
    for number in numbers:
        if number.pk not in found:
            raise Refusal(
                _("Only a free number can be kept free; %(number)s is not.")
                % {"number": national(number.e164)}
            )
    PhoneNumber.objects.filter(pk__in=found).update(**columns)
    changes = [
        Change(action, row, before={name: getattr(row, name) for name in columns}, after=columns)
        for row in free
    ]
    record_many(changes, by=by, tenant=numbers[0].tenant)
