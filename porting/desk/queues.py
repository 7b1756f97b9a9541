"""The desk's queue of port orders over all tenants: its views, what narrows it, and how many orders each view has."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Reverse
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from countries.models import Country
from numbering.e164 import cleaned
from porting.clocks import DeskTime
from porting.desk import claims, mentions
from porting.models import PortedNumber, PortOrder
from tenants.models import User
from ui.lists import ListFilter
from ui.selection import row_id

Status = PortOrder.Status
LEAST_DIGITS: Final = 4
"""Of a number this many of its last digits are needed to look for it."""

SEARCHED: Final = ("reference", "name", "organisation", "tenant__name", "account_number")
"""Columns in which words and digits are looked for anywhere."""

VIEWS: Final[dict[str, StrPromise]] = {
    "new": gettext_lazy("New"),
    "mine": gettext_lazy("Mine"),
    "mentions": gettext_lazy("Mentions me"),
    "wrote": gettext_lazy("Customer wrote"),
    "due": gettext_lazy("Due today"),
    "overdue": gettext_lazy("Overdue"),
    "customer": gettext_lazy("Waiting for customer"),
    "carrier": gettext_lazy("Waiting for carrier"),
    "open": gettext_lazy("All open"),
    "ended": gettext_lazy("Ended"),
}
"""The views that every agent has, in their order."""


AT_THE_DESK: Final = Q(status__in=PortOrder.HANDED_IN)
WROTE: Final = Q(customer_wrote_at__isnull=False)


def _parts(user: User, time: DeskTime) -> dict[str, Q]:
    """What the views show of the orders that are at the desk."""
    return {
        "new": Q(status=Status.IN_REVIEW, claimed_by=None),
        "mine": Q(claimed_by=user),
        "due": Q(answer_due_at__gte=time.now, answer_due_at__lt=time.end_of_day()),
        "overdue": Q(answer_due_at__lt=time.now),
        "customer": Q(status=Status.RETURNED) | Q(status=Status.CARRIER_ACTION, answer_due_at=None),
        "carrier": Q(status__in=PortOrder.WITH_CARRIER),
    }


def conditions(user: User, time: DeskTime) -> dict[str, Q]:
    """What each view shows to an agent at a moment."""
    return {
        **{key: AT_THE_DESK & part for key, part in _parts(user, time).items()},
        "open": AT_THE_DESK,
        "mentions": mentions.orders_of(user),
        "wrote": WROTE,
        "ended": Q(status__in=PortOrder.CLOSED),
    }


def counts(user: User, time: DeskTime) -> dict[str, int]:
    """How many orders each view has; three queries. Ended ones are not counted: they only grow.

    Words may stand in an order of any state, so their views are counted apart, each by its own index.
    """
    counted = {key: Count("pk", filter=part) for key, part in _parts(user, time).items()}
    found = PortOrder.objects.filter(AT_THE_DESK).aggregate(open=Count("pk"), **counted)
    wrote = PortOrder.objects.filter(WROTE).count()
    return {**found, "mentions": mentions.count_for(user), "wrote": wrote}


def rows_of(condition: Q) -> QuerySet[PortOrder]:
    """The orders of a view with what their rows show."""
    return PortOrder.objects.filter(condition).select_related("tenant", "claimed_by")


def sort_of(view: str) -> str:
    """Which orders come first: the shortest clock; of ended ones the newest; of messages the oldest."""
    return {"ended": "-finished_at", "wrote": "customer_wrote_at"}.get(view, "answer_due_at")


class DeskFilter(ListFilter):
    """What narrows a view of the queue."""

    q = forms.CharField(label=gettext_lazy("Reference, organisation or last digits"), max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("Any")), *PortOrder.Kind.choices]
    )
    holder = forms.ChoiceField(label=gettext_lazy("With"))
    wanted = forms.DateField(label=gettext_lazy("Wanted by"), widget=forms.DateInput)
    urgent = forms.BooleanField(label=gettext_lazy("Urgent only"))
    lookups = {"country": "country", "kind": "kind", "urgent": "urgent", "wanted": "wanted_at__date__lte"}

    def __init__(self, request: HttpRequest, *, agents: Iterable[User], countries: Iterable[str]) -> None:
        super().__init__(request)
        names = Country.objects.filter(iso2__in=list(countries))
        fields: Any = self.fields
        fields["country"].choices = [
            ("", _("Any")),
            *sorted(((row.iso2, row.name) for row in names), key=lambda pair: pair[1]),
        ]
        fields["holder"].choices = [
            ("", _("Anyone")),
            ("me", _("Me")),
            ("nobody", _("Nobody")),
            *((str(agent.pk), str(agent)) for agent in agents if agent.pk != getattr(request.user, "pk", 0)),
        ]

    def filter_holder(self, rows: QuerySet[PortOrder], value: str) -> QuerySet[PortOrder]:
        """By who has the order."""
        if value == "nobody":
            return rows.filter(claimed_by=None)
        return rows.filter(claimed_by=getattr(self.request.user, "pk", 0) if value == "me" else row_id(value))

    def filter_q(self, rows: QuerySet[PortOrder], value: str) -> QuerySet[PortOrder]:
        """By reference, name, organisation or tenant, account, or a number in any form by its last digits."""
        lookup = (
            "contains" if value.upper() == value.lower() else "icontains"
        )  # digits have no case: twice as fast
        found = Q()
        for column in SEARCHED:
            found |= Q(**{f"{column}__{lookup}": value})
        digits = "".join(sign for sign in cleaned(value) if sign.isdigit())
        if len(digits) >= LEAST_DIGITS:
            # Read first: inside the query the database takes them for half of all orders, and plans for that.
            ids = ending_in(digits).order_by().values_list("order_id", flat=True).distinct()
            found |= Q(pk__in=list(ids))
        return rows.filter(found)


def ending_in(digits: str) -> QuerySet[PortedNumber]:
    """Numbers of port orders that end in these digits; by an index, however many there are."""
    return PortedNumber.objects.annotate(backwards=Reverse("e164")).filter(backwards__startswith=digits[::-1])


def filter_for(request: HttpRequest) -> DeskFilter:
    """The filter of a request of the desk's; three queries."""
    used = PortOrder.objects.filter(status__in=PortOrder.HANDED_IN).order_by("country")
    return DeskFilter(
        request, agents=claims.agents(), countries=used.values_list("country", flat=True).distinct()
    )
