"""What is left of a lot expires twelve months after it was paid. The sweep writes it down; reading knows without."""

from django.db import transaction
from django.utils import timezone

from audit.log import SYSTEM, record
from credits import thresholds
from credits.models import Entry, Lot
from tenants.models import Tenant
from tenants.scoping import all_tenants, lock_tenant, tenant_scope

BATCH = 200


def sweep() -> int:
    """Write the expiry of every lot that ran out with something left; safe to run twice. Returns how many."""
    with all_tenants():
        ended = Lot.objects.filter(expires_at__lte=timezone.now(), remaining__gt=0)
        due = list(ended.select_related("tenant").order_by("expires_at")[:BATCH])
    return sum(_expire(lot, lot.tenant) for lot in due)


@transaction.atomic
def _expire(lot: Lot, tenant: Tenant) -> bool:
    lock_tenant(tenant)
    with tenant_scope(tenant):
        left = Lot.objects.get(pk=lot.pk).remaining
        if left <= 0:
            return False
        entry = Entry.objects.create(
            tenant=tenant,
            lot=lot,
            kind=Entry.Kind.EXPIRY,
            amount=-left,
            reference=f"expiry-of-lot-{lot.pk}",
            source=Entry.Source.SYSTEM,
            at=lot.expires_at,
        )
        record("credit.expired", by=SYSTEM, tenant=tenant, obj=entry, after={"amount": str(left)})
        thresholds.review(tenant)
        return True
