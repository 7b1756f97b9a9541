"""One number of the bridge: its languages, whether it is the default, and how it is taken off."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering.models import PhoneNumber
from services.bridges import default_numbers, numbers, views
from services.bridges.bridges import ensure
from services.bridges.forms import DefaultForm, LanguagesForm, MoveForm, TakeOffForm
from services.bridges.models import BridgeNumber
from services.bridges.words import place_of
from services.languages import LANGUAGES
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.formats import national
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal
from ui.toasts import say

LANGUAGE_CODES = {code for code, _name in LANGUAGES}


def _number(pk: int) -> BridgeNumber:
    rows = BridgeNumber.objects.select_related("bridge", "tenant", "number")
    return get_object_or_404(rows, pk=pk)


@tenant_view(*ANY_ROLE)
def number(request: TenantRequest, pk: int) -> HttpResponse:
    """The number's page."""
    row = _number(pk)
    return _page(request, row, LanguagesForm(number=row))


def _page(request: TenantRequest, row: BridgeNumber, form: LanguagesForm) -> HttpResponse:
    organisers = numbers.organisers_of(row)
    context: dict[str, Any] = {
        "number": row,
        "place": place_of(row),
        "form": form,
        "organisers": organisers,
        "why_it_stays": numbers.why_it_stays(row, organisers),
        "defaults": numbers.default_languages(str(row.country)),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "bridges/number.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def set_languages(request: TenantRequest, pk: int) -> HttpResponse:
    """Let the number speak other languages."""
    row = _number(pk)
    form = LanguagesForm(request.POST, number=row)
    if form.is_valid():
        try:
            numbers.set_languages(row, form.codes, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The languages of %(number)s are saved.") % {"number": national(row.e164)})
            return redirect("bridges:number", request.tenant.slug, row.pk)
    return _page(request, row, form)


@require_POST
@tenant_view(Role.ADMIN)
def restore_languages(request: TenantRequest, pk: int) -> HttpResponse:
    """Back to the languages of the number's country."""
    row = _number(pk)
    numbers.set_languages(row, numbers.default_languages(str(row.country)), by=request.user)
    say(request, _("%(number)s speaks the languages of its country again.") % {"number": national(row.e164)})
    return redirect("bridges:number", request.tenant.slug, row.pk)


@require_POST
@tenant_view(Role.ADMIN)
def make_default(request: TenantRequest, pk: int) -> HttpResponse:
    """Let the number be the bridge's default."""
    return views.make_default(request, _number(pk))


@tenant_view(Role.ADMIN)
def take_off(request: TenantRequest, pk: int) -> HttpResponse:
    """The checklist of 6.6: organisers get another number, another one becomes the default, then it is taken off."""
    row = _number(pk)
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        block = form.cleaned_data["block_days"]
        languages = ",".join(row.languages)
        try:
            owned = numbers.take_off(row, by=request.user, block_days=block)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            again = reverse("bridges:put_back", args=[request.tenant.slug, owned.pk])
            words = _("%(number)s is off the bridge and free.") % {"number": national(owned.e164)}
            say(request, words, undo=f"{again}?languages={languages}")
            return redirect("bridges:overview", request.tenant.slug)
    return _checklist(request, row, form)


def _checklist(
    request: TenantRequest, row: BridgeNumber, form: ConsoleForm, move: MoveForm | None = None
) -> HttpResponse:
    organisers = numbers.organisers_of(row)
    move = move or MoveForm(number=row)
    choices: Any = move.fields["to"]
    context = {
        "number": row,
        "form": form,
        "move": move,
        "organisers": organisers,
        "why_it_stays": numbers.why_it_stays(row, organisers),
        "others": choices.queryset.exists(),
        "default_form": DefaultForm(without=row) if row.is_default else None,
    }
    status = 422 if form.errors or move.errors else 200
    return render(request, "bridges/take_off.html", context, status=status)


@require_POST
@tenant_view(Role.ADMIN)
def move_organisers(request: TenantRequest, pk: int) -> HttpResponse:
    """Give everybody who has the number another one."""
    row = _number(pk)
    move = MoveForm(request.POST, number=row)
    if move.is_valid():
        to = move.cleaned_data["to"]
        try:
            count = default_numbers.move_all(row, to, by=request.user)
        except Refusal as refusal:
            refuse(move, refusal)
        else:
            say(request, _moved_words(count, to))
            return redirect("bridges:take_off", request.tenant.slug, row.pk)
    return _checklist(request, row, TakeOffForm(), move)


def _moved_words(count: int, to: BridgeNumber | None) -> str:
    if to is None:
        words = ngettext(
            "%(n)s organiser has no toll-free number any more.",
            "%(n)s organisers have no toll-free number any more.",
            count,
        )
    else:
        words = ngettext(
            "%(n)s organiser has %(number)s now.", "%(n)s organisers have %(number)s now.", count
        )
    return words % {"n": f"{count:,}", "number": national(to.e164) if to else ""}


@require_POST
@tenant_view(Role.ADMIN)
def take_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of putting a number on: off again, while nothing is built on it."""
    row = _number(pk)
    owned = numbers.take_off(row, by=request.user)
    say(request, _("%(number)s is off the bridge again.") % {"number": national(owned.e164)})
    return redirect("bridges:overview", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def put_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of taking a number off: on again, with the languages that it had."""
    owned: PhoneNumber = get_object_or_404(PhoneNumber.objects.select_related("tenant"), pk=pk)
    wanted = [code for code in request.GET.get("languages", "").split(",") if code in LANGUAGE_CODES]
    bridge = ensure(request.tenant, by=request.user)
    row = numbers.put_on(bridge, owned, by=request.user, languages=wanted, despite_block=True)
    say(request, _("The bridge answers %(number)s again.") % {"number": national(row.e164)})
    return redirect("bridges:overview", request.tenant.slug)
