"""The operator's pages of working days, of the desk's clock, and of what carriers have said."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from porting.models import CarrierEvent, PortingHoliday, PortingRule
from porting.reference import rule_edits
from porting.reference.business_time import public_holidays
from porting.reference.calendars import desk_clock, desk_hours
from porting.reference.operator_forms import ClockForm, DayForm
from porting.rule_models import name_of_country
from tenants.access import StaffRequest, operator_view
from ui.lists import ListFilter
from ui.paging import paginate
from ui.toasts import say


@operator_view
def days(request: StaffRequest) -> HttpResponse:
    """Days that an operator has closed or opened, and the public holidays of the countries that have figures."""
    return _days(request, DayForm())


def _days(request: StaffRequest, form: DayForm) -> HttpResponse:
    today = timezone.localdate()
    codes = PortingRule.objects.exclude(country="").values_list("country", flat=True).distinct()
    context = {
        "page": paginate(request, PortingHoliday.objects.all(), order="-day"),
        "public": [(name_of_country(code), _coming(code, today)) for code in codes.order_by("country")],
        "form": form,
    }
    return render(request, "operator_ports/days.html", context, status=422 if form.errors else 200)


def _coming(country: str, today: date) -> list[tuple[date, str]]:
    """Public holidays of this year and the next that lie ahead, the first six."""
    found = {**public_holidays(country, today.year), **public_holidays(country, today.year + 1)}
    return [(day, name) for day, name in sorted(found.items()) if day >= today][:6]


@require_POST
@operator_view
def set_day(request: StaffRequest) -> HttpResponse:
    """Close a day, or open one."""
    form = DayForm(request.POST)
    if not form.is_valid():
        return _days(request, form)
    row = rule_edits.set_day(**form.cleaned_data, by=request.user)
    words = _("Work goes on on %(day)s.") if row.works else _("Nobody works on %(day)s.")
    say(request, words % {"day": f"{row.day:%-d %B %Y}"})
    return redirect("operator_ports:days")


@require_POST
@operator_view
def forget_day(request: StaffRequest, pk: int) -> HttpResponse:
    """Follow the public calendar again."""
    rule_edits.forget_day(get_object_or_404(PortingHoliday, pk=pk), by=request.user)
    say(request, _("The public calendar counts again on that day."))
    return redirect("operator_ports:days")


@operator_view
def clock(request: StaffRequest) -> HttpResponse:
    """When the desk works, and how soon it answers."""
    row = desk_clock()
    form = ClockForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        rule_edits.set_clock(form.values, by=request.user)
        say(request, _("The desk's clock is set. Orders that wait already keep their hour."))
        return redirect("operator_ports:clock")
    stored = desk_clock()
    context: dict[str, Any] = {
        "form": form,
        "clock": stored,
        "is_open": desk_hours(stored).is_open(timezone.now()),
    }
    return render(request, "operator_ports/clock.html", context, status=422 if form.errors else 200)


class MessageFilter(ListFilter):
    """What carriers have said: by reference, and what was not done alone."""

    q = forms.CharField(label=gettext_lazy("Reference"), max_length=80)
    noted = forms.BooleanField(label=gettext_lazy("Not done as said"))

    def filter_q(self, events: QuerySet[CarrierEvent], text: str) -> QuerySet[CarrierEvent]:
        """The whole reference of the carrier."""
        return events.filter(carrier_reference=text.strip())

    def filter_noted(self, events: QuerySet[CarrierEvent], _value: bool) -> QuerySet[CarrierEvent]:
        """Those with a note."""
        return events.exclude(note="")


@operator_view
def messages(request: StaffRequest) -> HttpResponse:
    """All that carriers have said, raw, newest first."""
    filters = MessageFilter(request)
    page = paginate(request, filters.apply(CarrierEvent.objects.all()), order="-pk")
    return render(request, "operator_ports/messages.html", {"filters": filters, "page": page})
