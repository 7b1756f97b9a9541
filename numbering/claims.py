"""Who has a number right now, over all tenants: the set-based statement by which a hold takes numbers."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from carriers.base import Offer
from numbering.models import NumberOrder

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
# Numbers are unique over all tenants, so these look past the tenant's scope.
_OWNED = "SELECT e164 FROM numbering_phonenumber WHERE e164 = ANY(%(numbers)s)"
_TAKEN = """
SELECT e164 FROM numbering_heldnumber
WHERE e164 = ANY(%(numbers)s) AND (expires_at IS NULL OR expires_at > %(now)s)
UNION ALL SELECT e164 FROM numbering_phonenumber WHERE e164 = ANY(%(numbers)s)
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
    return _rows(_CLAIM, values)


def taken(numbers: Collection[str]) -> set[str]:
    """Which of the numbers somebody owns or holds, whoever it is. One statement, for thousands of numbers."""
    return _rows(_TAKEN, {"numbers": list(numbers), "now": timezone.now()})


def owned(numbers: Collection[str]) -> set[str]:
    """Which of the numbers are in somebody's inventory."""
    return _rows(_OWNED, {"numbers": list(numbers)})


def _rows(sql: str, values: dict[str, Any]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}
