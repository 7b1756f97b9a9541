"""What narrows and sorts the inventory; all of it is in the address."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.queries import countries_of
from numbering.assignment_queries import is_blocked
from numbering.models import Kind, PhoneNumber, Usage
from numbering.queries import matching
from tenants.models import Tenant
from ui.lists import ListFilter

SORTS: dict[str, str] = {
    "number": "e164",
    "city": "city",
    "usage": "usage",
    "status": "status",
    "acquired": "acquired_at",
}
ANY = ("", gettext_lazy("Any"))
Status, Activation = PhoneNumber.Status, PhoneNumber.Activation


def sort_of(text: str) -> str:
    """The order that an address asks for; by number for anything else."""
    column = SORTS.get(text.removeprefix("-"))
    if column is None:
        return "e164"
    return f"-{column}" if text.startswith("-") else column


def in_state(name: str, today: date) -> Q:
    """Holds for numbers in one of the states that a row shows, by its name in an address."""
    blocked = is_blocked(today)
    return {
        "free": Q(status=Status.UNASSIGNED, activation=Activation.ACTIVATED) & ~blocked,
        "assigned": Q(status=Status.ASSIGNED),
        "blocked": Q(status=Status.UNASSIGNED) & blocked,
        "releasing": Q(status=Status.RELEASING),
        "pending": Q(activation=Activation.PENDING),
        "failed": Q(activation=Activation.FAILED),
    }[name]


class NumberFilter(ListFilter):
    """The filters of the inventory."""

    q = forms.CharField(label=gettext_lazy("Digits, person or city"), max_length=80)
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            ANY,
            ("free", gettext_lazy("Free")),
            ("assigned", gettext_lazy("Assigned")),
            ("blocked", gettext_lazy("Kept free")),
            ("releasing", gettext_lazy("Being released")),
            ("pending", gettext_lazy("Being activated")),
            ("failed", gettext_lazy("Activation failed")),
        ],
    )
    usage = forms.ChoiceField(label=gettext_lazy("For"), choices=[ANY, *Usage.choices])
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[ANY, *Kind.choices])
    supply = forms.ChoiceField(label=gettext_lazy("Supply"), choices=[ANY, *PhoneNumber.Supply.choices])
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    city = forms.CharField(label=gettext_lazy("City"), max_length=80)
    counted = forms.ChoiceField(
        label=gettext_lazy("Counts against the quota"),
        choices=[ANY, ("yes", gettext_lazy("Counted")), ("no", gettext_lazy("Not counted"))],
    )

    lookups: ClassVar[dict[str, str]] = {
        "usage": "usage",
        "kind": "kind",
        "supply": "supply",
        "country": "country",
        "city": "city__iexact",
    }

    def __init__(self, request: HttpRequest, *, tenant: Tenant, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        countries: Any = self.fields["country"]
        countries.choices = [("", _("Any")), *((c.iso2, c.name) for c in countries_of(tenant))]

    def filter_q(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """Digits anywhere in the number; words in the person's name or the city."""
        return matching(rows, value)

    def filter_status(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """One of the states that a row shows."""
        return rows.filter(in_state(value, timezone.localdate()))

    def filter_counted(self, rows: QuerySet[PhoneNumber], value: str) -> QuerySet[PhoneNumber]:
        """Only numbers acquired online count against a quota (rules 3.4)."""
        counted = Q(origin__in=PhoneNumber.COUNTS_AGAINST_QUOTA)
        return rows.filter(counted if value == "yes" else ~counted)
