"""Who has a number right now, over all tenants: the set-based statement by which a hold takes numbers."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from carriers.base import Offer
from numbering.models import HeldNumber, NumberOrder, PhoneNumber
from tenants.scoping import all_tenants

# A row that ran out is taken over where it stands: no sweep is needed. Rows are written in the order of their numbers,
# so that two holds that want the same ones never wait in a circle.
_CLAIM = """
INSERT INTO numbering_heldnumber (e164, tenant_id, order_id, allowance, country, state, city, kind, expires_at)
SELECT e164, %(tenant)s, %(order)s, %(allowance)s, %(country)s, state, city, %(kind)s, %(expires_at)s
FROM unnest(%(numbers)s::text[], %(states)s::text[], %(cities)s::text[]) AS wanted(e164, state, city)
WHERE NOT EXISTS (SELECT 1 FROM numbering_phonenumber AS owned WHERE owned.e164 = wanted.e164)
ORDER BY e164
ON CONFLICT (e164) DO UPDATE SET
  tenant_id = excluded.tenant_id, order_id = excluded.order_id, allowance = excluded.allowance,
  country = excluded.country, state = excluded.state, city = excluded.city, kind = excluded.kind,
  expires_at = excluded.expires_at
WHERE numbering_heldnumber.expires_at <= %(now)s
RETURNING e164
"""


def claim(order: NumberOrder, offers: Collection[Offer]) -> set[str]:
    """Take the offered numbers for an order, those that are free; returns which were got."""
    values: dict[str, Any] = {
        "tenant": order.tenant_id,
        "order": order.pk,
        "allowance": order.allowance,
        "country": str(order.country),
        "kind": order.kind,
        "expires_at": order.expires_at,
        "numbers": [offer.e164 for offer in offers],
        "states": [offer.state for offer in offers],
        "cities": [offer.city for offer in offers],
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return {row[0] for row in cursor.fetchall()}


def taken(numbers: Collection[str]) -> set[str]:
    """Which of the numbers somebody owns or holds, whoever it is."""
    with all_tenants():
        live = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        held = HeldNumber.objects.filter(live, e164__in=numbers).values_list("e164", flat=True)
        return {*held, *owned(numbers)}


def owned(numbers: Collection[str]) -> set[str]:
    """Which of the numbers are in somebody's inventory."""
    with all_tenants():
        return set(PhoneNumber.objects.filter(e164__in=numbers).values_list("e164", flat=True))
