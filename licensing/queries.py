"""Figures about seats and who holds what; used by the pages, by the step and by numbering."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from licensing.models import Assignment, Capability, Product, SeatPurchase
from licensing.seat_uses import used_elsewhere
from tenants.models import Person, Tenant


@dataclass(frozen=True)
class Pool:
    """The seats of one product in a tenant. `used` are requested, being set up and active ones (rules 2.3)."""

    product: Product
    bought: int
    used: int
    failed: int = 0
    under_way: int = 0

    @property
    def left(self) -> int:
        """Seats that can still be given to somebody."""
        return self.bought - self.used


@dataclass(frozen=True)
class QuotaInputs:
    """Purchased seats that feed the quotas of numbers (rules 3.4). A suite counts in all that it contains."""

    plans: int
    payg: int
    phone_system: int
    audio_conferencing: int


def pools(tenant: Tenant, *, all_products: bool = False) -> list[Pool]:
    """The tenant's pools in the order of the catalogue; with `all_products` empty ones as well.

    Three queries, and one for each product that something else than people uses.
    """
    bought, elsewhere = bought_by_product(tenant), used_elsewhere(tenant)
    taken = {
        row["product_id"]: row
        for row in Assignment.objects.filter(tenant=tenant)
        .values("product_id")
        .annotate(
            used=Count("id", filter=Q(state__in=Assignment.TAKES_A_SEAT)),
            under_way=Count("id", filter=Q(state__in=Assignment.UNDER_WAY)),
            failed=Count("id", filter=Q(state=Assignment.State.FAILED)),
        )
    }
    nothing = {"used": 0, "under_way": 0, "failed": 0}
    return [
        Pool(
            product,
            bought.get(product.sku, 0),
            row["used"] + elsewhere.get(product.sku, 0),
            row["failed"],
            row["under_way"],
        )
        for product in Product.objects.all()
        if (row := taken.get(product.sku, nothing)) is not nothing or all_products or product.sku in bought
    ]


def bought_by_product(tenant: Tenant) -> dict[str, int]:
    """Seats bought less seats given up, by SKU. One query."""
    rows = SeatPurchase.objects.filter(tenant=tenant).values("product_id").annotate(seats=Sum("quantity"))
    return {row["product_id"]: row["seats"] for row in rows}


def seats_left(tenant: Tenant) -> dict[str, int]:
    """Seats that can still be given away, by SKU; products that were never bought have none."""
    return {pool.product.sku: pool.left for pool in pools(tenant, all_products=True)}


def seats_bought(tenant: Tenant) -> dict[str, int]:
    """Purchased seats by capability; a suite counts in each capability that it gives."""
    totals = dict.fromkeys(Capability.values, 0)
    for gives, seats in _seats_with_gifts(tenant):
        for capability in gives:
            totals[capability] += seats
    return totals


def quota_inputs(tenant: Tenant) -> QuotaInputs:
    """What the quotas of rules 3.4 are worked out from. Plans are Domestic and International ones, never Pay-As-You-Go."""
    plans = payg = phone_system = audio = 0
    for gives, seats in _seats_with_gifts(tenant):
        if Capability.PAYG in gives:
            payg += seats
        elif Capability.CALLING_PLAN in gives:
            plans += seats
        phone_system += seats * (Capability.PHONE_SYSTEM in gives)
        audio += seats * (Capability.AUDIO_CONFERENCING in gives)
    return QuotaInputs(plans, payg, phone_system, audio)


def _seats_with_gifts(tenant: Tenant) -> list[tuple[list[str], int]]:
    rows = (
        SeatPurchase.objects.filter(tenant=tenant)
        .values("product_id", "product__gives")
        .annotate(seats=Sum("quantity"))
    )
    return [(row["product__gives"], row["seats"]) for row in rows]


def giving(capability: str) -> QuerySet[Assignment]:
    """Assignments that take a seat and give `capability`, in the current scope."""
    return _giving(Assignment.objects.all(), capability)


def _giving(rows: QuerySet[Assignment], capability: str) -> QuerySet[Assignment]:
    return rows.filter(state__in=Assignment.TAKES_A_SEAT, product__gives__contains=[str(capability)])


def _has(capability: str) -> Exists:
    """Whether the person of the outer query holds it.

    Unscoped on purpose: the row's tenant is its person's by a composite foreign key, and without the tenant in the
    condition the database can only look by person. With it, and statistics from before a bulk act, it read all rows of
    the tenant for each person: minutes for ten thousand people.
    """
    rows = Assignment._base_manager.filter(person_id=OuterRef("pk"))
    return Exists(_giving(rows, capability))


def plan_products() -> QuerySet[Product]:
    """The products that give a Calling Plan, in the order of the catalogue; bundles among them."""
    return Product.objects.filter(gives__contains=[Capability.CALLING_PLAN.value])


def holds(person: Person, capability: str) -> bool:
    """Whether a product of the person gives `capability`. Being set up counts; a failed one does not."""
    return giving(capability).filter(person=person).exists()


def holding(capability: str, people: Iterable[int]) -> frozenset[int]:
    """Those of these people, by their keys, of whom `holds` is true. One query."""
    return frozenset(giving(capability).filter(person__in=list(people)).values_list("person_id", flat=True))


def holders(tenant: Tenant, capability: str) -> QuerySet[Person]:
    """Everybody who holds `capability`."""
    return Person.objects.filter(_has(capability), tenant=tenant)


def people_needing_numbers(tenant: Tenant) -> QuerySet[Person]:
    """People marked for telephony who hold Phone System, and a Calling Plan unless the tenant has Direct Routing only."""
    people = holders(tenant, Capability.PHONE_SYSTEM).filter(needs_telephony=True)
    return people if tenant.uses_direct_routing_only else people.filter(_has(Capability.CALLING_PLAN))


def with_licence_flags(people: QuerySet[Person]) -> QuerySet[Person]:
    """`people` annotated with has_base, has_phone and has_plan."""
    return people.annotate(
        has_base=_has(Capability.BASE),
        has_phone=_has(Capability.PHONE_SYSTEM),
        has_plan=_has(Capability.CALLING_PLAN),
    )
