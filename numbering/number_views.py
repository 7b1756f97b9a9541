"""One number: its facts, what may be done with it and why not, and its history."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import sentence
from numbering import assignments, blocks, number_panels, usage
from numbering.assignment_forms import AddressForm
from numbering.assignment_views import say_assigned
from numbering.holders import holder_words
from numbering.impacts import number_impacts
from numbering.inventory_views import annotate_rows
from numbering.models import PhoneNumber
from numbering.number_forms import BlockForm, UnassignForm, UsageForm
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import EmergencyAddress, Person, Role
from ui.formats import national
from ui.forms import ConsoleForm, refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.toasts import say
from ui.ways import way_on

Status = PhoneNumber.Status


def _number(pk: int) -> PhoneNumber:
    rows = PhoneNumber.objects.select_related("person", "emergency_address", "order", "tenant")
    return get_object_or_404(rows, pk=pk)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """The number's page."""
    return _page(request, _number(pk))


def _page(request: TenantRequest, number: PhoneNumber, **bound: ConsoleForm) -> HttpResponse:
    annotate_rows([number])
    address: dict[str, Any] = {"tenant": request.tenant, "country": str(number.country)}
    events = paginate(request, events_of(number), per_page=20, order="-id")
    context = {
        "number": number,
        "may_act": request.membership.role == Role.ADMIN,
        "address_form": AddressForm(initial={"emergency_address": number.emergency_address}, **address),
        "usage_form": UsageForm(without=number.usage),
        "block_form": BlockForm(),
        "unassign_form": UnassignForm(),
        "why_not_free": why_not_free(number),
        "impacts": number_impacts([number]),
        "next": way_on(request),
        "panels": _panels(request, number),
        "events": events,
        "history": [(event, sentence(event)) for event in events],
        **bound,
    }
    return render(request, "numbering/detail.html", context, status=422 if bound else 200)


def _panels(request: TenantRequest, number: PhoneNumber) -> list[str]:
    """The sections of the other apps, rendered."""
    found = [(panel.template, panel.context(number)) for panel in number_panels.panels()]
    return [
        render_to_string(template, {**context, "number": number}, request)
        for template, context in found
        if context is not None
    ]


def why_not_free(number: PhoneNumber) -> str:
    """Why use, keeping free and release are shut; empty when they are open."""
    if number.status == Status.ASSIGNED:
        return _("%(holder)s has it. Take it away first.") % {"holder": capfirst(holder_words(number))}
    if number.status == Status.RELEASING:
        return _("It is being released.")
    return ""


def _back(request: TenantRequest, number: PhoneNumber) -> HttpResponse:
    return redirect("numbering:detail", request.tenant.slug, number.pk)


@require_POST
@tenant_view(Role.ADMIN)
def unassign(request: TenantRequest, pk: int) -> HttpResponse:
    """Take the number away from its person; also the undo of giving it."""
    number = _number(pk)
    form = UnassignForm(request.POST)
    if not form.is_valid():
        return _page(request, number, unassign_form=form)
    person, address = number.person, number.emergency_address
    _check_undo(request, number)
    assignments.unassign(number, by=request.user, block_days=form.cleaned_data["block_days"])
    undo = ""
    if person is not None and "undo" not in request.GET:
        back = reverse("numbering:assign_again", args=[request.tenant.slug, number.pk])
        undo = f"{back}?person={person.pk}&address={address.pk if address else ''}"
    words = _("%(number)s is free now.") if not person else _("%(person)s no longer has %(number)s.")
    say(request, words % {"number": national(number.e164), "person": person}, undo=undo)
    return _to(request, number)


def _check_undo(request: TenantRequest, number: PhoneNumber) -> None:
    """Refuse an old undo: whoever has got the number since then keeps it."""
    given_to = request.GET.get("person", "")
    if "undo" in request.GET and given_to and given_to != str(number.person_id):
        raise Refusal(
            _("%(number)s has changed hands since, so this is not taken back.")
            % {"number": national(number.e164)}
        )


def _to(request: TenantRequest, number: PhoneNumber) -> HttpResponse:
    """The page that the form named in `next` or in `next_person`, else the number's own."""
    if way := way_on(request):
        return redirect(way)
    if person := row_id(request.POST.get("next_person")):
        return redirect("people:detail", request.tenant.slug, person)
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def assign_again(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of taking away: the same person, the same address."""
    number = _number(pk)
    person = get_object_or_404(Person, pk=row_id(request.GET.get("person", "")))
    address = EmergencyAddress.objects.filter(pk=row_id(request.GET.get("address", ""))).first()
    assignments.assign(
        number, person, emergency_address=address, by=request.user, notify=False, despite_block=True
    )
    say_assigned(request, number, person)
    return _back(request, number)


@require_POST
@tenant_view(Role.ADMIN)
def change_address(request: TenantRequest, pk: int) -> HttpResponse:
    """Send emergency calls from this number to another address."""
    number = _number(pk)
    form = AddressForm(request.POST, tenant=request.tenant, country=str(number.country))
    if form.is_valid():
        try:
            assignments.change_address(number, form.cleaned_data["emergency_address"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The emergency address is changed."))
            return _to(request, number)
    return _page(request, number, address_form=form)


@require_POST
@tenant_view(Role.ADMIN)
def change_usage(request: TenantRequest, pk: int) -> HttpResponse:
    """Use a free number for something else."""
    number = _number(pk)
    form = UsageForm(request.POST, without=number.usage)
    if form.is_valid():
        try:
            usage.change_usage(number, form.cleaned_data["usage"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The use of the number is changed."))
            return _back(request, number)
    return _page(request, number, usage_form=form)


@require_POST
@tenant_view(Role.ADMIN)
def block(request: TenantRequest, pk: int) -> HttpResponse:
    """Keep a number free."""
    number = _number(pk)
    form = BlockForm(request.POST)
    if form.is_valid():
        try:
            blocks.block(number, form.cleaned_data["days"] or blocks.FOREVER, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            undo = reverse("numbering:clear", args=[request.tenant.slug, number.pk])
            say(request, _("The number is kept free."), undo=undo)
            return _back(request, number)
    return _page(request, number, block_form=form)


@require_POST
@tenant_view(Role.ADMIN)
def clear(request: TenantRequest, pk: int) -> HttpResponse:
    """Let a number be given again."""
    number = _number(pk)
    blocks.clear(number, by=request.user)
    say(request, _("The number can be given to somebody again."))
    return _back(request, number)
