"""What is left of a lot expires twelve months after it was paid. The sweep writes it down; reading knows without."""

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from audit.log import SYSTEM, record
from credits.models import Entry, Lot
from tenants.models import Tenant
from tenants.scoping import all_tenants, lock_tenant, tenant_scope

BATCH = 200


def sweep() -> int:
    """Write the expiry of every lot that ran out with something left; safe to run twice. Returns how many."""
    with all_tenants():
        spent = Entry.objects.values("lot").annotate(left=Sum("amount")).filter(left=0).values("lot")
        due = list(
            Lot.objects.filter(expires_at__lte=timezone.now())
            .exclude(pk__in=spent)
            .select_related("tenant")
            .order_by("expires_at")[:BATCH]
        )
    return sum(_expire(lot, lot.tenant) for lot in due)


@transaction.atomic
def _expire(lot: Lot, tenant: Tenant) -> bool:
    lock_tenant(tenant)
    with tenant_scope(tenant):
        left = Entry.objects.filter(lot=lot).aggregate(left=Sum("amount"))["left"] or 0
        if left <= 0:
            return False
        entry, made = Entry.objects.get_or_create(
            tenant=tenant,
            reference=f"expiry-of-lot-{lot.pk}",
            defaults={"lot": lot, "kind": Entry.Kind.EXPIRY, "amount": -left, "source": Entry.Source.SYSTEM},
        )
        if made:
            record("credit.expired", by=SYSTEM, tenant=tenant, obj=entry, after={"amount": str(left)})
        return made
