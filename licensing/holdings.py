"""Loads what the checker needs, in a number of queries that does not grow with the people."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from countries.models import Country
from licensing.checker import Holder, World
from licensing.models import Assignment, Capability, Product
from licensing.queries import pools as pools_of
from tenants.models import Person, Tenant

OFFERED_BY: Final = {
    Capability.PHONE_SYSTEM: "phone_system",
    Capability.CALLING_PLAN: "calling_plans",
    Capability.INTERNATIONAL: "calling_plan_international",
    Capability.PAYG: "pay_as_you_go",
    Capability.AUDIO_CONFERENCING: "audio_conferencing",
    Capability.COMMUNICATIONS_CREDITS: "communications_credits",
}
"""The column of step 1 that says whether a capability can be had in a country; null is "not stated", so it may be."""


def world(tenant: Tenant) -> World:
    """The tenant's products, seats and countries: four queries."""
    pools = pools_of(tenant, all_products=True)
    return World(
        products={pool.product.sku: pool.product for pool in pools},
        left={pool.product.sku: pool.left for pool in pools},
        direct_routing=tenant.uses_direct_routing_only,
        not_offered=_not_offered(),
    )


def _not_offered() -> dict[str, frozenset[str]]:
    rows = list(Country.objects.values_list("iso2", *OFFERED_BY.values()))
    return {
        capability: frozenset(row[0] for row in rows if row[index] is False)
        for index, capability in enumerate(OFFERED_BY, start=1)
    }


def holders_of(tenant: Tenant, people: Sequence[Person], products: dict[str, Product]) -> list[Holder]:
    """The people with what they hold: one query for any number of them."""
    held: dict[int, list[Product]] = defaultdict(list)
    failed: dict[int, list[Product]] = defaultdict(list)
    rows = Assignment.objects.filter(tenant=tenant, person__in=[person.pk for person in people])
    for person_id, sku, state in rows.order_by("pk").values_list("person_id", "product_id", "state"):
        (failed if state == Assignment.State.FAILED else held)[person_id].append(products[sku])
    return [
        Holder(
            person.pk,
            str(person),
            str(person.usage_location),
            tuple(held[person.pk]),
            tuple(failed[person.pk]),
        )
        for person in people
    ]


def products_named(skus: Sequence[str]) -> list[Product]:
    """The products of these SKUs, in the order of the catalogue; unknown ones are left out."""
    return list(Product.objects.filter(sku__in=[sku for sku in skus if "\x00" not in sku]))


def people_of(tenant: Tenant, people: QuerySet[Person]) -> list[Person]:
    """The people in the order of the directory, with what a check needs of them and no more."""
    return list(
        people.filter(tenant=tenant)
        .only("id", "tenant_id", "display_name", "user_name", "usage_location", "sort_key")
        .order_by("sort_key", "id")
    )
