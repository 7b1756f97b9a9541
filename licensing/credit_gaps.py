"""Who lacks the Communications Credits licence: credit only serves people who hold it (rules 12.1)."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from licensing.models import Capability
from licensing.queries import giving
from tenants.models import Person, Tenant

FILTERS: Final = {
    "credits_must": Q(has_credits=False, has_payg=True),
    "credits_advised": Q(has_credits=False, has_payg=False) & (Q(has_plan=True) | Q(has_conferencing=True)),
}
"""The gaps: whose every call out is paid from credit, and whose calls are so beyond what their licence includes."""


@dataclass(frozen=True)
class CreditFigures:
    """People who hold the licence, who cannot call out without it, and who cannot call beyond their plan without it."""

    holders: int
    must: int
    advised: int


def credit_figures(tenant: Tenant) -> CreditFigures:
    """All figures in one query."""
    row = _flagged(tenant).aggregate(
        holders=Count("pk", filter=Q(has_credits=True)),
        must=Count("pk", filter=FILTERS["credits_must"]),
        advised=Count("pk", filter=FILTERS["credits_advised"]),
    )
    return CreditFigures(**row)


def people_in(tenant: Tenant, gap: str) -> QuerySet[Person]:
    """The people of one gap of `FILTERS`."""
    return _flagged(tenant).filter(FILTERS[gap])


def _flagged(tenant: Tenant) -> QuerySet[Person]:
    def has(capability: Capability) -> Exists:
        return Exists(giving(capability).filter(person_id=OuterRef("pk")))

    return Person.objects.filter(tenant=tenant).annotate(
        has_credits=has(Capability.COMMUNICATIONS_CREDITS),
        has_payg=has(Capability.PAYG),
        has_plan=has(Capability.CALLING_PLAN),
        has_conferencing=has(Capability.AUDIO_CONFERENCING),
    )
