"""The list of organisers, one organiser, and people who could be one. PINs are shown by the answer that made them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import sentence
from services.bridges import exports, mails, organisers, queries
from services.bridges.bridges import bridge_of, ensure
from services.bridges.conference_ids import spaced
from services.bridges.filters import OrganiserFilter, sort_of
from services.bridges.forms import OrganiserNumbersForm
from services.bridges.models import Organiser
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Person, Role, Tenant
from tenants.scoping import tenant_scope
from ui.csv_response import csv_response
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_ids
from ui.templatetags.ui import thousands
from ui.toasts import say

SHOWN: Final = 50  # people that a check page names
AT_ONCE: Final = 200
"""Organisers made by one press: their PINs are shown once, on one page, and more than this nobody hands on in one go."""


@tenant_view(*ANY_ROLE)
def organiser_list(request: TenantRequest) -> HttpResponse:
    """Search, filter, sort, page."""
    filters = OrganiserFilter(request)
    rows = filters.apply(queries.organisers())
    context = {
        "filters": filters,
        "people": queries.figures(request.tenant),
        "page": paginate(request, rows, order=sort_of(request.GET.get("sort", ""))),
        "query": request.GET.urlencode(),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "bridges/organisers.html", context)


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The organisers that match the filters, without PINs."""
    rows = OrganiserFilter(request).apply(queries.organisers())
    name = f"organisers-{request.tenant.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(name, exports.header(), _streamed(request.tenant, rows), bom=True)


def _streamed(tenant: Tenant, rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows, read inside the tenant's scope, which the view has left by the time they are sent."""
    with tenant_scope(tenant):
        yield from exports.rows(rows)


@never_cache
@tenant_view(Role.ADMIN)
def enable(request: TenantRequest) -> HttpResponse:
    """Make organisers of people who hold a licence and are none: first who that is, then their ids and PINs, once.

    `AT_ONCE` people at most. The form names them, so that whoever presses twice does not make organisers of the next
    ones, whose PINs would then be on a page that nobody saw.
    """
    ready = queries.ready_people(request.tenant).order_by("sort_key", "pk")
    if request.method == "POST":
        named = ready.filter(pk__in=row_ids(request.POST.getlist("person")))
        made = organisers.make(request.tenant, named[:AT_ONCE], by=request.user)
        if not made:
            raise _nobody_made(ready.count())
        return _made_page(request, made, left=ready.count())
    bridge = bridge_of(request.tenant)
    people = list(ready[:AT_ONCE])
    context = {
        "people": people,
        "shown": people[:SHOWN],
        "waiting": ready.count(),
        "mails": bridge is None or bridge.send_mails,
    }
    return render(request, "bridges/enable.html", context)


def _nobody_made(left: int) -> Refusal:
    """Why a press made nobody an organiser: nobody is left, or those whom the form named are organisers already."""
    if not left:
        return Refusal(_("Everybody who holds an active licence is an organiser already."))
    sentence = ngettext(
        "Nobody was made an organiser: those people are organisers already. %(n)s other person is waiting.",
        "Nobody was made an organiser: those people are organisers already. %(n)s other people are waiting.",
        left,
    )
    return Refusal(sentence % {"n": thousands(left)})


@never_cache
@require_POST
@tenant_view(Role.ADMIN)
def enable_person(request: TenantRequest, pk: int) -> HttpResponse:
    """Make one person an organiser."""
    person = get_object_or_404(Person, pk=pk)
    return _made_page(request, [organisers.make_one(request.tenant, person, by=request.user)])


def _made_page(request: TenantRequest, made: list[organisers.Made], *, left: int = 0) -> HttpResponse:
    """The new ids and PINs; `left` people are still to be made organisers."""
    bridge = ensure(request.tenant, by=request.user)
    context = {"made": made, "mails": bridge.send_mails, "left": left, "next": min(left, AT_ONCE)}
    return render(request, "bridges/made.html", context)


def _organiser(pk: int) -> Organiser:
    return get_object_or_404(queries.organisers(), pk=pk)


@tenant_view(*ANY_ROLE)
def organiser(request: TenantRequest, pk: int) -> HttpResponse:
    """One organiser."""
    row = _organiser(pk)
    return _page(request, row, OrganiserNumbersForm(organiser=row))


def _page(request: TenantRequest, row: Organiser, form: OrganiserNumbersForm) -> HttpResponse:
    events = paginate(request, events_of(row), per_page=20, order="-id")
    context = {
        "organiser": row,
        "form": form,
        "licence_url": organisers.licence_url(row),
        "has_address": mails.can_be_mailed(row),
        "may_act": request.membership.role == Role.ADMIN,
        "events": events,
        "history": [(event, sentence(event)) for event in events],
    }
    return render(request, "bridges/organiser.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def change_numbers(request: TenantRequest, pk: int) -> HttpResponse:
    """Let the invitations print other numbers."""
    row = _organiser(pk)
    form = OrganiserNumbersForm(request.POST, organiser=row)
    if form.is_valid():
        toll, toll_free = form.cleaned_data["toll"], form.cleaned_data["toll_free"]
        try:
            changed = organisers.change_numbers(row, toll=toll, toll_free=toll_free, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            words = (
                _("The numbers of %(person)s are saved.")
                if changed
                else _("Nothing was different, so nothing was saved.")
            )
            say(request, words % {"person": row.person})
            return redirect("bridges:organiser", request.tenant.slug, row.pk)
    return _page(request, _organiser(pk), form)


@never_cache
@tenant_view(Role.ADMIN)
def reset_pin(request: TenantRequest, pk: int) -> HttpResponse:
    """Say what a new PIN means; then make it and show it, once. The same form sent again changes nothing."""
    row = _organiser(pk)
    bridge = ensure(request.tenant, by=request.user)
    context: dict[str, Any] = {"organiser": row, "mails": bridge.send_mails and mails.can_be_mailed(row)}
    if request.method == "POST":
        row.pin_set_at = _moment(request.POST.get("pin_set_at", "")) or row.pin_set_at
        context["pin"] = organisers.reset_pin(row, by=request.user)
    return render(request, "bridges/pin.html", context)


def _moment(text: str) -> datetime | None:
    """The moment that a form of ours sent; None for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@tenant_view(Role.ADMIN)
def new_id(request: TenantRequest, pk: int) -> HttpResponse:
    """Say what another conference id means; then give it."""
    row = _organiser(pk)
    if request.method == "POST":
        row.conference_id = "".join(filter(str.isdecimal, request.POST.get("conference_id", "")[:20]))
        new = organisers.give_new_id(row, by=request.user)
        say(
            request,
            _("The conference id of %(person)s is %(id)s now.") % {"person": row.person, "id": spaced(new)},
        )
        return redirect("bridges:organiser", request.tenant.slug, row.pk)
    return render(request, "bridges/new_id.html", {"organiser": row})


@require_POST
@tenant_view(Role.ADMIN)
def send_info(request: TenantRequest, pk: int) -> HttpResponse:
    """Mail the organiser the id and the numbers."""
    row = _organiser(pk)
    organisers.send_info(row)
    say(
        request,
        _("%(person)s is mailed the conference id and the numbers, without the PIN.")
        % {"person": row.person},
    )
    return redirect("bridges:organiser", request.tenant.slug, row.pk)


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Say what is lost; then take the conference away. What bulk acts do to one."""
    row = _organiser(pk)
    if request.method == "POST":
        organisers.remove(request.tenant, [row], by=request.user)
        say(request, _("The conference of %(person)s no longer exists.") % {"person": row.person})
        return redirect("bridges:organisers", request.tenant.slug)
    return render(request, "bridges/remove.html", {"organiser": row})
