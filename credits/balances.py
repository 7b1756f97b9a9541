"""What a tenant's credit is worth now: what is left of the lots that have not expired (rules 12)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from credits.models import Lot
from tenants.models import Tenant

ZERO = Decimal(0)


@dataclass(frozen=True)
class LotBalance:
    """One lot: what was paid into it and what is left, in US$. An expired lot has nothing left to spend."""

    lot: Lot
    paid: Decimal
    left: Decimal
    expired: bool


def end_of_lot(paid_at: datetime) -> datetime:
    """Twelve months after the payment; what was paid on 29 February lives until 1 March."""
    try:
        return paid_at.replace(year=paid_at.year + 1)
    except ValueError:
        return paid_at.replace(year=paid_at.year + 1, month=3, day=1)


def lots(tenant: Tenant, *, now: datetime | None = None) -> list[LotBalance]:
    """All lots, those that expire first coming first. The clock decides at reading; the sweep only tidies. One query."""
    now = now or timezone.now()
    return [
        LotBalance(lot, lot.paid, ZERO if lot.expires_at <= now else lot.remaining, lot.expires_at <= now)
        for lot in Lot.objects.filter(tenant=tenant).order_by("expires_at", "id")
    ]


def balance(tenant: Tenant, *, now: datetime | None = None) -> Decimal:
    """What the tenant can spend now, in US$, with four decimals at most. One query."""
    usable = Lot.objects.filter(tenant=tenant, expires_at__gt=now or timezone.now())
    total: Decimal | None = usable.aggregate(total=Sum("remaining"))["total"]
    return total if total is not None else ZERO


def toll_free_allowed(tenant: Tenant) -> bool:
    """Toll-free numbers need credit above zero, or payment afterwards (rules 12.2, 15)."""
    return tenant.postpaid or balance(tenant) > 0
