"""Who is an organiser, who could be one, and the figures of the step."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from licensing.models import Assignment, Capability
from licensing.queries import giving, holders
from services.bridges.models import Organiser
from tenants.models import Person, Tenant

WANTED: Final = Capability.AUDIO_CONFERENCING


def organisers() -> QuerySet[Any]:
    """Organisers with their person and numbers, and `is_licensed`: whether the licence is still there."""
    licensed = Exists(giving(WANTED).filter(person_id=OuterRef("person_id")))
    rows = Organiser.objects.annotate(is_licensed=licensed)
    return rows.select_related("person", "tenant", "toll_number", "toll_free_number")


def _active() -> QuerySet[Assignment]:
    return giving(WANTED).filter(state=Assignment.State.ACTIVE)


def ready_people(tenant: Tenant) -> QuerySet[Person]:
    """People whose licence is active and who are no organisers yet."""
    active = Exists(_active().filter(person_id=OuterRef("pk")))
    return Person.objects.filter(active, tenant=tenant, organiser=None)


def is_being_set_up(person: Person) -> bool:
    """Whether a licence is on its way."""
    return giving(WANTED).filter(person=person, state__in=Assignment.UNDER_WAY).exists()


def is_licensed(organiser: Organiser) -> bool:
    """Whether the organiser still holds a licence; one that is being set up counts."""
    return giving(WANTED).filter(person_id=organiser.person_id).exists()


@dataclass(frozen=True)
class Figures:
    """People of the step: organisers, those without a licence or number, and those who could become organisers."""

    organisers: int
    unlicensed: int
    without_number: int
    ready: int
    under_way: int

    @property
    def working(self) -> int:
        """Organisers whose meetings callers can join."""
        return self.organisers - self.unlicensed

    @property
    def holders(self) -> int:
        """People who hold a licence."""
        return self.working + self.ready + self.under_way


def figures(tenant: Tenant) -> Figures:
    """All figures; two queries."""
    rows = organisers().aggregate(
        total=Count("pk"),
        unlicensed=Count("pk", filter=Q(is_licensed=False)),
        without_number=Count("pk", filter=Q(toll_number=None)),
    )
    active = Exists(_active().filter(person_id=OuterRef("pk")))
    waiting = (
        holders(tenant, WANTED)
        .filter(organiser=None)
        .annotate(is_active=active)
        .aggregate(
            ready=Count("pk", filter=Q(is_active=True)), under_way=Count("pk", filter=Q(is_active=False))
        )
    )
    return Figures(
        rows["total"], rows["unlicensed"], rows["without_number"], waiting["ready"], waiting["under_way"]
    )
