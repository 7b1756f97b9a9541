"""Many numbers as one request: the form, the list, and the page where it is watched and decided."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, Sum
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from jobs import cancellations
from numbering.models import Kind, Reservation, Usage
from numbering.reservations import reservations, text
from numbering.reservations.forms import ReservationForm
from numbering.reservations.pages import sheet
from numbering.reservations.places import Spot
from numbering.reservations.reservations import MOST_LINES
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.csv_response import csv_response
from ui.formats import national
from ui.lists import ListFilter
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.templatetags.ui import thousands
from ui.toasts import say


class ReservationFilter(ListFilter):
    """Reservations by state."""

    search = ""
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("Any")), *Reservation.Status.choices]
    )
    lookups = {"status": "status"}


@tenant_view(*ANY_ROLE)
def reservation_list(request: TenantRequest) -> HttpResponse:
    """All reservations, the newest first."""
    filters = ReservationFilter(request)
    rows = Reservation.objects.annotate(wanted=Sum("lines__quantity", filter=Q(lines__instead_of=None)))
    context = {
        "filters": filters,
        "page": paginate(request, filters.apply(rows), per_page=50, order="-id"),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "reservations/list.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Ask for many numbers. Without scripts, each change of the lines is a question to the server."""
    if request.tenant.uses_direct_routing_only:
        return redirect("numbering:direct_routing", request.tenant.slug)
    usage = str(request.GET.get("usage", Usage.USER.value))
    if request.method == "POST":
        return _posted(request, usage)
    form = ReservationForm(request.tenant, usage=usage)
    if said := text.read(request.GET.get("text", "")[: text.LONGEST_TEXT]):
        data = QueryDict(mutable=True)
        data["token"] = form.list.initial["token"]
        form = _understood(request, data, [form.initial_of(one) for one in said[:MOST_LINES]], usage)[0]
    return _page(request, form)


def _understood(
    request: TenantRequest, data: QueryDict, lines: list[dict[str, str]], usage: str
) -> tuple[ReservationForm, bool]:
    """A form with these lines, each place written out in full as far as it is clear; and whether all is clear."""
    form = ReservationForm(request.tenant, _with_lines(data, lines), usage=usage)
    clear = form.is_valid()
    for line, words in form.understood():
        data[f"line-{line.at}-place"] = words
    return form, clear


def _posted(request: TenantRequest, usage: str) -> HttpResponse:
    data = request.POST.copy()
    lines = _lines(data)
    if "read" in data:
        return _read_list(request, data, lines, usage)
    if "add" in data or "drop" in data or "pick" in data:
        dropped, picked = row_id(data.get("drop", "")) if "drop" in data else None, data.get("pick", "")
        at, _colon, place = picked.partition(":")
        if place and row_id(at) < len(lines):
            lines[row_id(at)]["place"] = place[:160]
        lines = [line for index, line in enumerate(lines) if index != dropped]
        if "add" in data and len(lines) < MOST_LINES:
            lines.append({"quantity": "", "place": "", "usage": lines[-1]["usage"] if lines else usage})
        form = ReservationForm(request.tenant, _with_lines(data, lines), usage=usage)
        form.show_only()
        return _page(request, form)
    form = ReservationForm(request.tenant, data, usage=usage)
    if form.is_valid():
        try:
            reservation = reservations.ask(
                request.tenant, form.wishes(), token=form.list.cleaned_data["token"], by=request.user
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("numbering:reservation", request.tenant.slug, reservation.pk)
    return _page(request, form, status=422)


def _read_list(
    request: TenantRequest, data: QueryDict, lines: list[dict[str, str]], usage: str
) -> HttpResponse:
    """Put the lines of a list below those that are there. One that is too long stays as it is, and is told."""
    said = text.read(data.get("text", ""))
    kept = [line for line in lines if line["quantity"].strip() or line["place"].strip()]
    form = ReservationForm(request.tenant, data, usage=usage)
    if not said or len(kept) + len(said) > MOST_LINES or not form.list.is_valid():
        form.show_only()
        sentence = _("Write what you need first, one place a line.")
        if said:
            sentence = _("At most 50 lines fit one request; this list has %(n)s.") % {
                "n": thousands(len(said))
            }
        form.list.is_valid()
        form.list.add_error("text", sentence)
        return _page(request, form, status=422)
    data["text"] = ""
    form, clear = _understood(request, data, kept + [form.initial_of(one) for one in said], usage)
    return _page(request, form, status=200 if clear else 422)


def _lines(data: QueryDict) -> list[dict[str, str]]:
    """The lines as they were sent."""
    sent = data.get("lines", "")
    count = min(row_id(sent), MOST_LINES)
    names = ("quantity", "place", "usage")
    return [{name: data.get(f"line-{at}-{name}", "") for name in names} for at in range(count)]


def _with_lines(data: QueryDict, lines: list[dict[str, str]]) -> QueryDict:
    """The same form with other lines."""
    for name in [name for name in data if name.startswith("line-")]:
        del data[name]
    data["lines"] = str(len(lines))
    for at, line in enumerate(lines):
        for name, value in line.items():
            data[f"line-{at}-{name}"] = value
    return data


def _page(request: TenantRequest, form: ReservationForm, *, status: int = 200) -> HttpResponse:
    total = form.total()
    context = {
        "form": form,
        "total": total,
        "quotas": form.quotas(),
        "step_key": "service_numbers" if form.usage != Usage.USER else "user_numbers",
        "words": ngettext("Reserve %(n)s number", "Reserve %(n)s numbers", total) % {"n": thousands(total)}
        if total
        else _("Reserve the numbers"),
        "most_lines": MOST_LINES,
    }
    return render(request, "reservations/new.html", context, status=status)


def _reservation_of(pk: int) -> Reservation:
    return get_object_or_404(Reservation.objects.select_related("tenant"), pk=pk)


@tenant_view(*ANY_ROLE)
def reservation(request: TenantRequest, pk: int) -> HttpResponse:
    """One reservation. While workers are at it, its part of the page asks again by itself, and then it stops."""
    return _detail(request, _reservation_of(pk))


def _detail(request: TenantRequest, row: Reservation, *, status: int = 200, **extra: Any) -> HttpResponse:
    found = sheet(row)
    for_people = any(one.line.usage == Usage.USER for one in found.rows)
    context = {
        "reservation": row,
        "sheet": found,
        "for_people": for_people,
        "step_key": "user_numbers" if for_people else "service_numbers",
        "may_act": request.membership.role == Role.ADMIN,
        "again_url": f"{reverse('numbering:reserve', args=[request.tenant.slug])}?{urlencode({'text': found.again_text})}",
        **extra,
    }
    part = request.htmx.target == "reservation"
    template = "reservations/_sheet.html" if part else "reservations/detail.html"
    return render(request, template, context, status=status)


@require_POST
@tenant_view(Role.ADMIN)
def confirm(request: TenantRequest, pk: int) -> HttpResponse:
    """Acquire all that is held; asked twice, acquired once."""
    row = _reservation_of(pk)
    try:
        reservations.confirm(row, by=request.user)
    except Refusal as refusal:
        return _detail(request, _reservation_of(pk), status=422, refusal=refusal)
    return redirect("numbering:reservation", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def give_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Let all numbers go; the page offers to ask again."""
    reservations.give_back(_reservation_of(pk), by=request.user)
    say(request, _("The numbers went back to the stock."))
    return redirect("numbering:reservation", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def extend(request: TenantRequest, pk: int) -> HttpResponse:
    """Hold on, where no worker does it."""
    reservations.extend(_reservation_of(pk), by=request.user)
    say(request, _("The numbers are held longer."))
    return redirect("numbering:reservation", request.tenant.slug, pk)


@tenant_view(*ANY_ROLE)
def numbers_file(request: TenantRequest, pk: int) -> StreamingHttpResponse:
    """The numbers of a reservation, held or acquired, as a file with one line for each."""
    found = sheet(_reservation_of(pk))
    header = [_("Number"), _("National format"), _("Place"), _("For")]
    rows = (
        [number, national(number), row.place, row.line.get_usage_display()]
        for row in found.rows
        for number in row.numbers
    )
    return csv_response(f"{found.reservation.name}.csv", header, rows)


@require_POST
@tenant_view(Role.ADMIN)
def stop(request: TenantRequest, pk: int) -> HttpResponse:
    """Look for no more, and decide about what is held."""
    row = _reservation_of(pk)
    job = reservations.job_of(row)
    if job is not None and job.is_open:
        cancellations.cancel(job, by=request.user)
    else:
        reservations.stop(row, by=request.user)
    say(request, _("The search has stopped."))
    return redirect("numbering:reservation", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def alternative(request: TenantRequest, pk: int, line: int) -> HttpResponse:
    """Hold what a line lacks in a place that was offered."""
    row = _reservation_of(pk)
    wanted = get_object_or_404(row.lines.select_related("tenant", "emergency_address"), pk=line)
    at = request.POST.get("place", "")
    if not (at.isascii() and at.isdigit() and int(at[:3]) < len(wanted.alternatives)):
        raise Refusal(_("Nothing is missing there any more."))
    one = wanted.alternatives[int(at[:3])]
    spot = Spot(one["country"], Kind(one["kind"]), one["state"], one["city"], one["prefix"])
    reservations.take_alternative(wanted, spot, by=request.user)
    return redirect("numbering:reservation", request.tenant.slug, pk)
