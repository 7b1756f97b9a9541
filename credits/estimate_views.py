"""How much credit to keep: minutes that are typed, priced, and added up in the open."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credits import expectations
from credits.accounts import known_account
from credits.balances import lots
from credits.estimates import MONTH, Suggestion, estimate
from credits.forecasts import forecast
from credits.forms import ExpectedUseForm, LeadForm
from credits.models import ExpectedUse
from credits.money import plain
from credits.views import STEP_KEY, may_pay
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import ConsoleForm, refuse
from ui.refusals import Refusal
from ui.sums import Term
from ui.toasts import say


@tenant_view(*ANY_ROLE)
def page(request: TenantRequest) -> HttpResponse:
    """The estimate, and the form that adds a line."""
    return _page(request)


def _page(request: TenantRequest, **bound: ConsoleForm) -> HttpResponse:
    tenant = request.tenant
    account = known_account(tenant)
    found, use = estimate(tenant), forecast(tenant, lots(tenant))
    expected = Suggestion(found.need, account.lead_days)
    context: dict[str, Any] = {
        "step_key": STEP_KEY,
        "estimate": found,
        "expected": expected,
        "terms": _terms(expected),
        "forecast": use,
        "used": Suggestion(use.daily * MONTH, account.lead_days),
        "line_form": ExpectedUseForm(initial={"country": str(tenant.country)}),
        "lead_form": LeadForm(initial={"lead_days": account.lead_days}),
        "may_pay": may_pay(request),
        **bound,
    }
    return render(request, "credits/estimate.html", context, status=422 if bound else 200)


def _terms(found: Suggestion) -> list[Term]:
    """Need a month, by the part of a month that the rest must last, is the trigger."""
    return [
        Term(_("US$ a month"), plain(found.need)),
        Term(_("days that the rest must last"), found.reach, "×"),
        Term(_("days of a month"), MONTH, "÷"),
        Term(_("US$ left when it recharges"), plain(found.trigger), "=", result=True),
    ]


def _back(request: TenantRequest) -> HttpResponse:
    return redirect("credits:estimate", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def expect(request: TenantRequest) -> HttpResponse:
    """Add a line, or change the minutes of one; also the undo of taking one out, with its values in the address."""
    form = ExpectedUseForm(request.GET if "undo" in request.GET else request.POST)
    if form.is_valid():
        try:
            expectations.expect(request.tenant, **form.cleaned_data, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The estimate is changed."))
            return _back(request)
    return _page(request, line_form=form)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def forget(request: TenantRequest, pk: int) -> HttpResponse:
    """Take a line out."""
    use: ExpectedUse = get_object_or_404(ExpectedUse.objects.select_related("tenant"), pk=pk)
    values = {"kind": use.kind, "country": str(use.country), "called": use.called, "minutes": use.minutes}
    expectations.forget(use, by=request.user)
    undo = f"{reverse('credits:expect', args=[request.tenant.slug])}?{urlencode({**values, 'undo': 1})}"
    say(request, _("The line is taken out."), undo=undo)
    return _back(request)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def lead(request: TenantRequest) -> HttpResponse:
    """Say how long a payment takes to arrive."""
    form = LeadForm(request.POST)
    if not form.is_valid():
        return _page(request, lead_form=form)
    expectations.set_lead_days(request.tenant, form.cleaned_data["lead_days"], by=request.user)
    say(request, _("The estimate is changed."))
    return _back(request)
