"""A tenant's record: who changed what, from what, to what."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import Event
from audit.queries import events
from audit.sentences import AREAS, Difference, differences, sentence
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from ui.csv_response import csv_response
from ui.formats import zone_of
from ui.lists import ListFilter
from ui.paging import paginate

EXPORT_LIMIT = 100_000
"""Rows of a download; a filter by date gets the rest."""


class HistoryFilter(ListFilter):
    """Who, what, which thing, and when (days of the tenant's own zone)."""

    q = forms.CharField(label=gettext_lazy("Name of the person, number or thing"), max_length=200)
    who = forms.CharField(label=gettext_lazy("Who did it"), max_length=200)
    what = forms.ChoiceField(
        label=gettext_lazy("What it is about"),
        choices=[("", gettext_lazy("Anything")), *AREAS.items()],
    )
    since = forms.DateField(label=gettext_lazy("From"))
    until = forms.DateField(label=gettext_lazy("To"))
    lookups = {"q": "object_name__icontains", "who": "actor_name__icontains"}

    def filter_what(self, queryset: QuerySet[Event], area: str) -> QuerySet[Event]:
        """Actions of one area."""
        return queryset.filter(action__startswith=f"{area}.")

    def filter_since(self, queryset: QuerySet[Event], day: datetime.date) -> QuerySet[Event]:
        """From the beginning of a day."""
        return queryset.filter(at__gte=self._begin(day))

    def filter_until(self, queryset: QuerySet[Event], day: datetime.date) -> QuerySet[Event]:
        """To the end of a day; the last day that there is has no end."""
        if day == datetime.date.max:
            return queryset
        return queryset.filter(at__lt=self._begin(day + datetime.timedelta(days=1)))

    def _begin(self, day: datetime.date) -> datetime.datetime:
        tenant = getattr(self.request, "tenant", None)
        zone = zone_of(tenant.time_zone if tenant else "")
        bounded = min(max(day, datetime.date(1900, 1, 1)), datetime.date(9000, 1, 1))
        return datetime.datetime.combine(bounded, datetime.time.min, tzinfo=zone)


@dataclass(frozen=True)
class Line:
    """One event as the page shows it."""

    event: Event
    sentence: str
    differences: list[Difference]


@tenant_view(*ANY_ROLE)
def history(request: TenantRequest) -> HttpResponse:
    """The record, the newest first; `object` in the address ("tenants.person:5") shows one thing alone."""
    filters = HistoryFilter(request)
    page = paginate(request, filters.apply(_rows(request)), per_page=50, order="-id")
    lines = [Line(event, sentence(event), differences(event)) for event in page.rows]
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    context: dict[str, Any] = {"filters": filters, "page": page, "lines": lines, "query": query.urlencode()}
    return render(request, "history/list.html", context)


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The filtered record as CSV, streamed."""
    rows = HistoryFilter(request).apply(_rows(request))[:EXPORT_LIMIT]
    header = [
        _("Time (UTC)"),
        _("Who"),
        _("What"),
        _("Action"),
        _("Thing"),
        _("Before"),
        _("After"),
        _("Note"),
    ]
    day = timezone.now().astimezone(ZoneInfo("UTC")).date().isoformat()
    return csv_response(f"history-{request.tenant.slug}-{day}.csv", header, _cells(rows), bom=True)


def _rows(request: TenantRequest) -> QuerySet[Event]:
    kind, _colon, key = request.GET.get("object", "").partition(":")
    rows = events()
    if kind and key and "\x00" not in kind + key:
        rows = rows.filter(object_type=kind[:80], object_id=key[:80])
    return rows


def _cells(rows: QuerySet[Event]) -> Iterator[list[str]]:
    """Read while the answer is sent; the rows carry their tenant from when they were asked for inside the scope."""
    for event in rows.iterator(chunk_size=1000):
        changes = differences(event)
        yield [
            event.at.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%d %H:%M:%S"),
            event.actor_name,
            sentence(event),
            event.action,
            event.object_name,
            "; ".join(f"{one.label}: {one.before}" for one in changes if one.before),
            "; ".join(f"{one.label}: {one.after}" for one in changes if one.after),
            event.note,
        ]
