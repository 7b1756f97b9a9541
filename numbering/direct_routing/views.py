"""Own numbers over an own trunk: paste or upload, look at every verdict, add, and take the rejected ones along."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering.direct_routing import direct_routing
from numbering.direct_routing.direct_routing import Row
from numbering.direct_routing.forms import OwnNumbersForm
from numbering.models import PhoneNumber
from numbering.queries import people_without_number
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.csv_response import csv_response
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say

SHOWN = 200  # rows of a verdict table; the rejected ones are all in the download


def _form(request: TenantRequest, *, bound: bool) -> OwnNumbersForm:
    if bound:
        return OwnNumbersForm(request.POST, request.FILES, tenant=request.tenant)
    return OwnNumbersForm(tenant=request.tenant)


@tenant_view(*ANY_ROLE)
def direct_routing_page(request: TenantRequest) -> HttpResponse:
    """The page: how many own numbers there are, and the form."""
    return _page(request, _form(request, bound=False))


def _page(request: TenantRequest, form: OwnNumbersForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    own = PhoneNumber.objects.filter(supply=PhoneNumber.Supply.DIRECT_ROUTING)
    context = {
        "form": form,
        "owned": own.count(),
        "free": own.filter(status=PhoneNumber.Status.UNASSIGNED).count(),
        "without": people_without_number(request.tenant).count(),
        "may_act": request.membership.role == Role.ADMIN,
        "step_key": "user_numbers",
        **extra,
    }
    return render(request, "numbering/direct_routing.html", context, status=status)


@require_POST
@tenant_view(Role.ADMIN)
def check(request: TenantRequest) -> HttpResponse:
    """A dry run: a verdict for each number, nothing written."""
    form = _form(request, bound=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    rows = direct_routing.read(form.source, country=form.cleaned_data["country"])
    if not rows:
        form.add_error("numbers", _("No number was found in it."))
        return _page(request, form, status=422)
    return _verdicts(request, form, rows)


def _verdicts(
    request: TenantRequest, form: OwnNumbersForm, rows: list[Row], *, status: int = 200
) -> HttpResponse:
    bad = [row for row in rows if row.error]
    good = [row for row in rows if not row.error]
    shown = [*bad[:SHOWN], *good[: max(0, SHOWN - len(bad))]]
    context = {
        "form": form,
        "rows": shown,
        "hidden": len(rows) - len(shown),
        "good": len(good),
        "bad": len(bad),
        "numbers": "\n".join(_line(row) for row in rows),
        "step_key": "user_numbers",
    }
    return render(request, "numbering/direct_routing_check.html", context, status=status)


def _line(row: Row) -> str:
    """A row as it is carried on to the confirmation: what was read, else what was typed."""
    if row.error:
        return row.text
    return f"{row.e164};ext={row.extension}" if row.extension else row.e164


@require_POST
@tenant_view(Role.ADMIN)
def add(request: TenantRequest) -> HttpResponse:
    """Add the numbers that are right; the others stay out."""
    form = _form(request, bound=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    data = form.cleaned_data
    rows = direct_routing.read(form.source, country=data["country"])
    try:
        added = direct_routing.add(
            request.tenant, rows, usage=data["usage"], country=data["country"], by=request.user
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return _verdicts(request, form, rows, status=422)
    words = ngettext("%(n)s number is in your inventory.", "%(n)s numbers are in your inventory.", len(added))
    url = f"{reverse('numbering:list', args=[request.tenant.slug])}?supply=direct_routing"
    say(request, words % {"n": f"{len(added):,}"}, url=url, link=_("See them"))
    if people_without_number(request.tenant).exists():
        return redirect("numbering:assign", request.tenant.slug)
    return redirect("numbering:direct_routing", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def rejects(request: TenantRequest) -> HttpResponse | StreamingHttpResponse:
    """The rows that cannot be added, with their reasons: mend the first column and upload it again."""
    form = _form(request, bound=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    rows = direct_routing.read(form.source, country=form.cleaned_data["country"])
    lines = ([row.text, row.line, row.error] for row in rows if row.error)
    name = f"rejected-numbers-{request.tenant.slug}.csv"
    return csv_response(name, ["PhoneNumber", _("Line"), _("What is wrong")], lines, bom=True)
