"""Keeping a number free for a while after it was taken away (rules 3.5: 1 to 365 days, or until cleared)."""

from datetime import timedelta
from typing import Any, Final, Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from numbering.models import PhoneNumber
from tenants.models import User
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
        raise Refusal(_("%(number)s is kept free already. Clear that first.") % {"number": number.e164})
    return _write(number, days, "number.blocked", by=by)


def clear(number: PhoneNumber, *, by: User) -> PhoneNumber:
    """End a block."""
    return _write(number, None, "number.unblocked", by=by)


@transaction.atomic
def _write(number: PhoneNumber, days: Block, action: str, *, by: User) -> PhoneNumber:
    columns = block_columns(days)
    before = {name: getattr(number, name) for name in columns}
    free = PhoneNumber.objects.filter(pk=number.pk, status=PhoneNumber.Status.UNASSIGNED)
    if not free.update(**columns):
        raise Refusal(_("Only a free number can be kept free; %(number)s is not.") % {"number": number.e164})
    number.refresh_from_db()
    record(action, by=by, tenant=number.tenant, obj=number, before=before, after=columns)
    return number
