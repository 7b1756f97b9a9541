"""The section "Calling Plan" of a person's page."""

from typing import Any

from django.urls import reverse

from services.plans.lacks import Teller
from services.plans.pools import Pool, pools, reference
from services.plans.queries import figures, holdings, without_plan
from tenants.models import Person


def panel(person: Person) -> dict[str, Any]:
    """The plan, its pool, and what is missing with the ways to mend it; nothing where no plan is held or needed."""
    tenant = person.tenant
    row: Any = holdings(tenant).filter(person=person).select_related("product", "person").first()
    if row is None:
        needs = person.needs_telephony and not tenant.uses_direct_routing_only
        return {"plan": None, "wants_plan": needs and without_plan(tenant, pk=person.pk).total > 0}
    teller = Teller(tenant, reverse("people:detail", args=[tenant.slug, person.pk]))
    found = figures(tenant)
    pool: Pool = next(
        pool
        for pool in pools(found, reference([row.usage_location]))
        if (pool.country, pool.product.sku) == (row.usage_location, row.product_id)
    )
    return {"plan": row, "pool": pool, "lacks": teller.lacks(row), "notes": teller.notes(row)}
