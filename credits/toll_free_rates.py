"""Rates of calls to toll-free numbers, which the operator keeps: no figure is invented, none is none (design, rule 8)."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from audit.log import record
from credits.models import TollFreeRate
from tenants.models import User


@transaction.atomic
def set_rate(country: str, usd_per_minute: Decimal | None, *, by: User) -> bool:
    """Write the rate of a country; None is "not stated". False when nothing is different."""
    known = TollFreeRate.objects.select_for_update().filter(pk=country).first()
    before = known.usd_per_minute if known else None
    if before == usd_per_minute:
        return False
    values = {
        "usd_per_minute": usd_per_minute,
        "edited_at": timezone.now(),
        "edited_by_name": str(by)[:150],
    }
    row, _made = TollFreeRate.objects.update_or_create(pk=country, defaults=values)
    record(
        "toll_free_rate.changed",
        by=by,
        obj=row,
        before={"usd_per_minute": before},
        after={"usd_per_minute": usd_per_minute},
    )
    return True
