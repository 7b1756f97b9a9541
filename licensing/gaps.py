"""Who is marked for telephony and lacks something, and what would close the gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from licensing.models import Capability, Product
from licensing.queries import Pool, with_licence_flags
from tenants.models import Person, Tenant

FILTERS: Final = {
    "base": Q(has_base=False, has_phone=False),
    "phone": Q(has_base=True, has_phone=False),
    "plan": Q(has_phone=True, has_plan=False),
}
"""The gaps, each person being in one at most: no base plan, no Phone System, no Calling Plan."""


@dataclass(frozen=True)
class Figures:
    """People marked for telephony: all, those who are ready, and those in each gap; `nowhere` lack a usage location."""

    total: int
    ready: int
    nowhere: int
    gaps: dict[str, int]

    @property
    def lacking(self) -> int:
        """People who are not ready."""
        return self.total - self.ready


def figures(tenant: Tenant) -> Figures:
    """All figures in one query. With Direct Routing only, nobody needs a Calling Plan."""
    wanted = _wanted(tenant)
    row = with_licence_flags(_marked(tenant)).aggregate(
        total=Count("pk"),
        nowhere=Count("pk", filter=Q(usage_location="")),
        **{name: Count("pk", filter=FILTERS[name]) for name in wanted},
    )
    gaps = {name: row[name] for name in wanted}
    return Figures(row["total"], row["total"] - sum(gaps.values()), row["nowhere"], gaps)


def people_in(tenant: Tenant, gap: str) -> QuerySet[Person]:
    """The people of one gap; nobody for a gap that does not exist in this tenant."""
    if gap not in _wanted(tenant):
        return Person.objects.none()
    return with_licence_flags(_marked(tenant)).filter(FILTERS[gap])


def _wanted(tenant: Tenant) -> list[str]:
    return [name for name in FILTERS if name != "plan" or not tenant.uses_direct_routing_only]


def _marked(tenant: Tenant) -> QuerySet[Person]:
    return Person.objects.filter(tenant=tenant, needs_telephony=True)


def remedy(gap: str, pools: Sequence[Pool], *, direct_routing: bool) -> list[Product]:
    """The products that close the gap: of those that fit, the ones with most seats left, the catalogue's first on a tie.

    Without a base plan that is a suite, or a base plan and Phone System apart where only these have seats left.
    """
    best: list[Pool | None] = []
    if gap == "base":
        best += _base_with_phone(pools)
    elif gap == "phone":
        best.append(_phone_alone(pools))
    if not direct_routing:
        without = (Capability.PHONE_SYSTEM, Capability.PAYG)
        best.append(_roomiest(pools, Capability.CALLING_PLAN, without=without))
    return [pool.product for pool in best if pool]


def _base_with_phone(pools: Sequence[Pool]) -> list[Pool | None]:
    suite = _roomiest(pools, Capability.BASE, Capability.PHONE_SYSTEM)
    base = _roomiest(pools, Capability.BASE, without=(Capability.PHONE_SYSTEM,))
    phone = _phone_alone(pools)
    apart = base and phone and min(base.left, phone.left) > 0
    return [base, phone] if apart and not (suite and suite.left > 0) else [suite]


def _phone_alone(pools: Sequence[Pool]) -> Pool | None:
    without = (Capability.BASE, Capability.CALLING_PLAN)
    return _roomiest(pools, Capability.PHONE_SYSTEM, without=without)


def _roomiest(pools: Sequence[Pool], *gives: str, without: Sequence[str] = ()) -> Pool | None:
    fitting = [
        pool
        for pool in pools
        if set(gives) <= set(pool.product.gives)
        and not set(without) & set(pool.product.gives)
        and not pool.product.countries
    ]
    return max(fitting, key=lambda pool: (pool.left, -pool.product.position), default=None)
