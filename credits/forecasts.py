"""How long the credit lasts at present use, and what of it expires unused (admin wish: days left)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Min, Sum
from django.utils import timezone

from credits.balances import ZERO, LotBalance
from credits.models import Entry
from tenants.models import Tenant

WINDOW: Final = 30
"""Days that are looked back on."""


@dataclass(frozen=True)
class Forecast:
    """`spent` US$ in the last `days` days, `daily` on average; `days_left` and `lost` are None while nothing is used.

    `days_left` is capped by the lots' own ends; `lost` is what expires unused if use stays as it is.
    """

    spent: Decimal
    days: int
    daily: Decimal
    days_left: int | None
    lost: Decimal | None

    @property
    def runs_out_on(self) -> datetime | None:
        """The day on which nothing is left."""
        return None if self.days_left is None else timezone.now() + timedelta(days=self.days_left)


def forecast(tenant: Tenant, lots: Sequence[LotBalance]) -> Forecast:
    """Look at the charges of the last 30 days, or since the first payment when that is nearer. One query."""
    now = timezone.now()
    since = now - timedelta(days=WINDOW)
    recent = Entry.objects.filter(tenant=tenant, kind=Entry.Kind.CHARGE, at__gt=since, at__lte=now)
    figures = recent.aggregate(spent=Sum("amount"), first=Min("at"))
    spent = -(figures["spent"] or ZERO)
    begun = min([figures["first"] or now, *(lot.lot.paid_at for lot in lots)])
    days = max(1, min(WINDOW, (now - begun).days))
    daily = spent / days
    if not daily:
        return Forecast(spent, days, ZERO, None, None)
    return Forecast(spent, days, daily, *_run(lots, daily, now))


def _run(lots: Sequence[LotBalance], daily: Decimal, now: datetime) -> tuple[int, Decimal]:
    """Spend the lots in the order of their expiry, so much a day: after how many days it ends, and what is lost."""
    day, lost = ZERO, ZERO
    for item in lots:
        if item.left <= 0:
            continue
        open_days = max(ZERO, Decimal((item.lot.expires_at - now).total_seconds()) / 86_400 - day)
        used = min(item.left, daily * open_days)
        lost += item.left - used
        day += used / daily
    return int(day), lost.quantize(Decimal("0.01"))
