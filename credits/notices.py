"""What the overview tells of credit: what of it expires soon."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from credits.models import Lot
from tenants.models import Tenant
from tenants.notices import Deadline

AHEAD: Final = timedelta(days=90)
MOST: Final = 5


def expiring(tenant: Tenant) -> Iterator[Deadline]:
    """Lots with money left that expire within 90 days, the first five; one query."""
    now = timezone.now()
    rows = Lot.objects.filter(
        tenant=tenant, remaining__gt=0, expires_at__gt=now, expires_at__lte=now + AHEAD
    ).order_by("expires_at", "id")
    for lot in rows[:MOST]:
        yield Deadline(
            lot.expires_at,
            _("$%(amount)s of Communications Credits") % {"amount": f"{lot.remaining:,.2f}"},
            reverse("credits:overview", args=[tenant.slug]),
        )
