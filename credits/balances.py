"""What a tenant's credit is worth now: what is left of the lots that have not expired (rules 12)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from credits.models import Entry, Lot
from tenants.models import Tenant

ZERO = Decimal(0)


@dataclass(frozen=True)
class LotBalance:
    """One lot: what was paid into it and what is left, in US$. An expired lot has nothing left to spend."""

    lot: Lot
    paid: Decimal
    left: Decimal
    expired: bool


def lots(tenant: Tenant, *, now: datetime | None = None) -> list[LotBalance]:
    """All lots, those that expire first coming first. The clock decides at reading; the sweep only tidies."""
    now = now or timezone.now()
    return [
        LotBalance(
            lot, lot.paid or ZERO, ZERO if lot.expires_at <= now else lot.left or ZERO, lot.expires_at <= now
        )
        for lot in _lots_with_sums(tenant)
    ]


def _lots_with_sums(tenant: Tenant) -> QuerySet[Any]:
    return (
        Lot.objects.filter(tenant=tenant)
        .annotate(
            paid=Sum("entries__amount", filter=Q(entries__kind=Entry.Kind.PAYMENT)),
            left=Sum("entries__amount"),
        )
        .order_by("expires_at", "id")
    )


def balance(tenant: Tenant, *, now: datetime | None = None) -> Decimal:
    """What the tenant can spend now, in US$, with four decimals at most. One query."""
    total = Entry.objects.filter(tenant=tenant, lot__expires_at__gt=now or timezone.now()).aggregate(
        total=Sum("amount")
    )["total"]
    return total if total is not None else ZERO


def toll_free_allowed(tenant: Tenant) -> bool:
    """Toll-free numbers need credit above zero, or payment afterwards (rules 12.2, 15)."""
    return tenant.postpaid or balance(tenant) > 0
