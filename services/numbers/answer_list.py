"""The service numbers with what answers each: their figures, and what narrows and sorts the list (rules 10)."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.queries import countries_of
from numbering.assignment_queries import is_blocked
from numbering.models import Kind, PhoneNumber
from numbering.queries import matching
from services.numbers.answerers import BRIDGE, answerer_of, answerers, choices
from services.numbers.queries import service_numbers
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant
from ui.lists import ListFilter

Status = PhoneNumber.Status
FREE, ANSWERED, PARKED = "free", "answered", "parked"
STATES: Final = (
    (FREE, gettext_lazy("Nothing answers yet")),
    (ANSWERED, gettext_lazy("Answered")),
    (PARKED, gettext_lazy("Parked")),
)
SORTS: Final = {"number": "e164", "place": "city", "answer": "resource_account__app__name"}


@dataclass(frozen=True)
class Figures:
    """Service numbers by what becomes of their calls; those being released count nowhere."""

    free: int
    answered: int
    parked: int
    by_apps: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.free + self.answered + self.parked


def figures(tenant: Tenant) -> Figures:
    """How many numbers answer something, nothing, and nothing on purpose. One query."""
    conditions = by_state()
    return Figures(
        **service_numbers()
        .filter(tenant=tenant)
        .aggregate(
            free=Count("pk", filter=conditions[FREE]),
            answered=Count("pk", filter=conditions[ANSWERED]),
            parked=Count("pk", filter=conditions[PARKED]),
            by_apps=Count("pk", filter=Q(resource_account__isnull=False)),
        )
    )


def by_state() -> dict[str, Q]:
    """What each state asks of a number. A block that has ended by itself parks nothing."""
    blocked = is_blocked(timezone.localdate())
    return {
        FREE: Q(status=Status.UNASSIGNED) & ~blocked,
        ANSWERED: Q(status=Status.ASSIGNED),
        PARKED: Q(status=Status.UNASSIGNED) & blocked,
    }


def sort_of(text: str) -> str:
    """The order that an address asks for; by number for anything else."""
    column = SORTS.get(text.removeprefix("-"))
    if column is None:
        return "e164"
    return f"-{column}" if text.startswith("-") else column


class AnswerFilter(ListFilter):
    """The filters of step 9. Their choices take two queries."""

    q = forms.CharField(label=gettext_lazy("Digits, city or what answers"), max_length=80)
    state = forms.ChoiceField(label=gettext_lazy("Calls"), choices=[("", gettext_lazy("Any")), *STATES])
    by = forms.ChoiceField(label=gettext_lazy("Answered by"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Any")), *Kind.choices])
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    lookups: ClassVar[dict[str, str]] = {"kind": "kind", "country": "country"}

    def __init__(self, request: HttpRequest, *, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.tenant = tenant
        countries: Any = self.fields["country"]
        countries.choices = [("", _("Any")), *((c.iso2, c.name) for c in countries_of(tenant))]
        self.answerers = answerers(tenant)
        by: Any = self.fields["by"]
        kinds = [
            (kind.value, _("Any %(kind)s") % {"kind": str(kind.label).lower()}) for kind in VoiceApp.Kind
        ]
        by.choices = [("", _("Anything")), *kinds, *choices(self.answerers)]

    def filter_q(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """Digits anywhere in the number; words in the city or in the name of what answers."""
        if not any(character.isalpha() for character in value):
            return matching(rows, value)
        for word in value.replace("\x00", "").split()[:8]:
            rows = rows.filter(Q(city__icontains=word) | Q(resource_account__app__name__icontains=word))
        return rows

    def filter_state(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """What becomes of the calls."""
        return rows.filter(by_state()[value])

    def filter_by(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """One thing that answers, or all of a kind."""
        if value in VoiceApp.Kind.values:
            return rows.filter(resource_account__app__kind=value)
        if value == BRIDGE:
            return rows.filter(bridge_number__isnull=False)
        answerer = answerer_of(self.tenant, value)
        return rows.filter(resource_account__app=answerer.app) if answerer else rows.none()
