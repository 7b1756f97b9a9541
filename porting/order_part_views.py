"""The parts of a port order's form: fields, numbers and the date, with what speaks against them told while one types."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering.models import Usage
from porting import findings, number_purposes, order_numbers, order_parts, orders, prechecks
from porting.actions import Action, why_not
from porting.findings import Finding
from porting.models import PortedNumber, PortOrder
from porting.order_forms import DateForm, NumberFilter, NumbersForm, PartForm, PurposeForm, UsageForm
from porting.order_parts import Asked
from porting.order_rows import numbers_kept
from porting.order_views import order_of, part_url
from porting.reference.rules import Dates, dates_for, rule_for, today_of
from porting.transitions import Side
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.formats import national, zone_of
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_ids
from ui.toasts import say


def _asked(order: PortOrder) -> list[Asked]:
    return order_parts.asked_of(order, day=timezone.now().date())


@tenant_view(Role.ADMIN)
def part(request: TenantRequest, pk: int, part: str) -> HttpResponse:
    """One part of the form. What is missing may be saved as it is, and filled in another day."""
    order = order_of(pk)
    if part not in order_parts.FORM_PARTS:
        raise Http404
    asked = _asked(order)
    form = PartForm(order, part, asked, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            different = orders.edit(order, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Saved.") if different else _("Nothing was different, so nothing was saved."))
            return redirect(_next(order, part) if "next" in request.POST else _home(order))
    context = {
        "order": order,
        "part": part,
        "title": order_parts.TITLES[part],
        "form": form,
        "why": why_not(Action.EDIT, order.status, Side.CUSTOMER),
        "look_url": reverse("ports:look", args=[request.tenant.slug, pk, part]),
        "has_next": _next(order, part) != _home(order),
    }
    return render(request, "ports/part.html", context, status=422 if form.errors else 200)


def _home(order: PortOrder) -> str:
    return reverse("ports:order", args=[order.tenant.slug, order.pk])


def _next(order: PortOrder, part: str) -> str:
    """The part that follows in the task list, or the order's page."""
    parts = list(order_parts.TITLES)
    following = parts[parts.index(part) + 1] if parts.index(part) + 1 < len(parts) else ""
    return (part_url(order, following) if following else "") or _home(order)


@require_POST
@tenant_view(Role.ADMIN)
def look(request: TenantRequest, pk: int, part: str) -> HttpResponse:
    """What speaks against what is typed at this moment; nothing is saved."""
    order = order_of(pk)
    if part == order_parts.NUMBERS:
        return _looked(request, *_look_at_numbers(request, order))
    if part == order_parts.DATE:
        return _looked(request, *_look_at_date(request, order))
    if part not in order_parts.FORM_PARTS:
        raise Http404
    form = PartForm(order, part, _asked(order), request.POST)
    form.is_valid()
    return _looked(request, *_look_at_fields(order, part, form))


def _looked(request: TenantRequest, sentences: list[str], good: str) -> HttpResponse:
    return render(request, "ports/_look.html", {"sentences": sentences, "good": good})


def _look_at_fields(order: PortOrder, part: str, form: PartForm) -> tuple[list[str], str]:
    typed = copy(order)
    typed.details = dict(order.details)
    for key, value in form.values.items():
        if key in order_parts.OF_EVERY_ORDER:
            setattr(typed, key, value)
        else:
            typed.details[key] = value
    found: list[Finding] = []
    if part == order_parts.PROVIDER:
        numbers = list(numbers_kept(order).values_list("e164", flat=True))
        found = [*findings.of_account(typed, numbers), *prechecks.of_serial(typed)]
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    return wrong + [_words(one) for one in found], ""


def _look_at_numbers(request: TenantRequest, order: PortOrder) -> tuple[list[str], str]:
    form = NumbersForm(request.POST, country=str(order.country), needed=False)
    form.is_valid()
    read = [entry.e164 for entry in form.entries if entry.e164]
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    if not read:
        return wrong, ""
    there = list(numbers_kept(order).values_list("e164", flat=True))
    both = list(dict.fromkeys([*there, *read]))
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    found = [*prechecks.of_numbers(order, both), *findings.of_size(len(both), rule.most_numbers)]
    new = len(both) - len(there)
    good = ngettext("%(n)s new number is read.", "%(n)s new numbers are read.", new) % {"n": f"{new:,}"}
    return wrong + [_words(one) for one in found], good


def _look_at_date(request: TenantRequest, order: PortOrder) -> tuple[list[str], str]:
    form, dates = DateForm(request.POST), _dates(order)
    if not form.is_valid():
        return [], ""
    found = findings.of_date(form.wanted(dates.rule.time_zone), dates)
    return [_words(one) for one in found], "" if found else _("That day and hour can be asked for.")


def _words(one: Finding) -> str:
    return f"{one.sentence} {one.mend}".strip()


def _dates(order: PortOrder) -> Dates:
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    return dates_for(rule, str(order.country), today=today_of(rule))


@tenant_view(Role.ADMIN)
def date(request: TenantRequest, pk: int) -> HttpResponse:
    """The wanted date; later the same page asks for another one."""
    order = order_of(pk)
    dates = _dates(order)
    form = DateForm(request.POST if request.method == "POST" else None, initial=_when(order, dates))
    if request.method == "POST" and form.is_valid():
        try:
            different = orders.ask_for_date(order, form.wanted(dates.rule.time_zone), by=request.user)
        except Refusal as refusal:
            refuse(form, Refusal(refusal.sentence, field="day" if refusal.field else ""))
        else:
            say(request, _("The date is asked for.") if different else _("That date is asked for already."))
            return redirect(_home(order))
    context = {
        "order": order,
        "form": form,
        "dates": dates,
        "hours": findings.hours_of(dates),
        "why": why_not(Action.CHANGE_DATE, order.status, Side.CUSTOMER),
        "look_url": reverse("ports:look", args=[request.tenant.slug, pk, order_parts.DATE]),
    }
    return render(request, "ports/date.html", context, status=422 if form.errors else 200)


def _when(order: PortOrder, dates: Dates) -> dict[str, Any]:
    """The date that stands, or the earliest that can be had at the first hour at which numbers move."""
    if order.wanted_at is not None:
        local = order.wanted_at.astimezone(zone_of(dates.rule.time_zone))
        return {"day": local.date(), "clock": local.time()}
    return {"day": dates.calendar.next_working_day(dates.earliest), "clock": dates.rule.window_start}


@tenant_view(*ANY_ROLE)
def numbers(request: TenantRequest, pk: int) -> HttpResponse:
    """The numbers of the order: states, use, and more of them."""
    order = order_of(pk)
    form = NumbersForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        country=str(order.country),
    )
    if request.method == "POST":
        if request.membership.role != Role.ADMIN:
            return HttpResponse(status=403)
        if form.is_valid():
            try:
                count = order_numbers.add_numbers(order, form.entries, by=request.user)
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                _say_added(request, count)
                return redirect("ports:numbers", request.tenant.slug, pk)
    return _numbers_page(request, order, form)


def _say_added(request: TenantRequest, count: int) -> None:
    if count:
        words = ngettext("%(n)s number added.", "%(n)s numbers added.", count)
        say(request, words % {"n": f"{count:,}"})
    else:
        say(request, _("All of these numbers are in the order already."), level=messages.INFO)


def _numbers_page(request: TenantRequest, order: PortOrder, form: NumbersForm) -> HttpResponse:
    filters = NumberFilter(request)
    page = paginate(
        request, filters.apply(order.numbers.select_related("person", "replaces")), per_page=100, order="e164"
    )
    for row in page.rows:
        row.shown_rio = order_parts.masked(row.rio)
    context = {
        "order": order,
        "form": form,
        "filters": filters,
        "page": page,
        "usage_form": UsageForm(kind=order.kind),
        "may_act": request.membership.role == Role.ADMIN,
        "why": why_not(Action.CHANGE_NUMBERS, order.status, Side.CUSTOMER),
        "look_url": reverse("ports:look", args=[request.tenant.slug, order.pk, order_parts.NUMBERS]),
        "several_usages": len(order_numbers.USAGES[order.kind]) > 1,
    }
    return render(
        request, "ports/numbers.html", context, status=422 if form.is_bound and form.errors else 200
    )


@require_POST
@tenant_view(Role.ADMIN)
def change_numbers(request: TenantRequest, pk: int) -> HttpResponse:
    """Take ticked numbers out, or say what they will be for."""
    order = order_of(pk)
    pks = row_ids(request.POST.getlist("pick"))
    if not pks:
        raise Refusal(_("Tick at least one number."))
    if usage := request.POST.get("set_usage") and request.POST.get("usage", ""):
        count = order_numbers.set_usage(order, pks, usage, by=request.user)
        words = ngettext("The use of %(n)s number is changed.", "The use of %(n)s numbers is changed.", count)
    else:
        count = order_numbers.remove_numbers(order, pks, by=request.user)
        words = ngettext("%(n)s number taken out.", "%(n)s numbers taken out.", count)
    say(request, words % {"n": f"{count:,}"})
    return redirect("ports:numbers", request.tenant.slug, pk)


@tenant_view(Role.ADMIN)
def purpose(request: TenantRequest, pk: int, number: int) -> HttpResponse:
    """Whom one number is meant for, and which temporary one it takes over from."""
    order = order_of(pk)
    rows = PortedNumber.objects.select_related("person", "replaces", "order")
    row: PortedNumber = get_object_or_404(rows, pk=number, order=order)
    now = {"person": row.person, "temporary": national(row.replaces.e164) if row.replaces else ""}
    form = PurposeForm(
        request.POST if request.method == "POST" else None,
        order=order,
        for_people=row.usage == Usage.USER,
        initial=now,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            number_purposes.set_purpose(
                row, person=data.get("person"), replaces=data["temporary"], by=request.user
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Saved."))
            return redirect("ports:numbers", request.tenant.slug, pk)
    context = {"order": order, "number": row, "form": form, "why": number_purposes.why_shut(order, row)}
    return render(request, "ports/purpose.html", context, status=422 if form.errors else 200)
