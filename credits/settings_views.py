"""The settings of automatic recharges. Saving them may recharge at once, and then that is shown first."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credits import auto_recharge, methods, recharges
from credits.balances import lots
from credits.estimates import MONTH, Estimate, Suggestion, estimate
from credits.forecasts import forecast
from credits.forms import SettingsForm, settings_of
from credits.money import usd
from credits.payment_choices import method_for
from credits.standing import Standing, standing_of
from credits.views import STEP_KEY, may_pay
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Tenant
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on


@tenant_view(*ANY_ROLE)
def settings(request: TenantRequest) -> HttpResponse:
    """The form; a viewer reads what is chosen."""
    standing = standing_of(request.tenant)
    initial = settings_of(standing.account) | _suggested(request, standing)
    return _page(request, SettingsForm(tenant=request.tenant, initial=initial), standing)


def _suggestions(tenant: Tenant, found: Estimate, lead_days: int) -> dict[str, Suggestion]:
    """What to set by the minutes that are expected, and by what was used lately."""
    daily = forecast(tenant, lots(tenant)).daily
    return {
        "expected": Suggestion(found.need, lead_days),
        "used": Suggestion(daily * MONTH, lead_days),
    }


def _suggested(request: TenantRequest, standing: Standing) -> dict[str, Any]:
    """The figures that the address asks for, `?figures=expected` or `used`, to be looked at before they are saved."""
    wanted = request.GET.get("figures", "")
    if not wanted:
        return {}
    lead_days = standing.account.lead_days
    figures = _suggestions(request.tenant, estimate(request.tenant), lead_days).get(wanted)
    if figures is None or not figures.need:
        return {}
    return {"trigger": figures.trigger, "amount": figures.recharge, "auto_recharge": True}


@tenant_view(Role.ADMIN, Role.BILLING)
def save(request: TenantRequest) -> HttpResponse:
    """Write the settings, after a look at what is charged at once."""
    if request.method != "POST":
        return redirect("credits:settings", request.tenant.slug)
    form = SettingsForm(request.POST, tenant=request.tenant)
    standing = standing_of(request.tenant)
    if not form.is_valid():
        return _page(request, form, standing, status=422)
    values = form.cleaned_data
    try:
        auto_recharge.check(request.tenant, values)
        if _recharges_now(standing, values) and "confirm" not in request.POST:
            context = {"step_key": STEP_KEY, "form": form, "standing": standing, "next": way_on(request)}
            return render(request, "credits/settings_check.html", context)
        method = method_for(request.tenant, values["method"], by=request.user)
        auto_recharge.change(request.tenant, {**values, "method": method}, by=request.user)
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, form, standing, status=422)
    return _saved(request, auto=values["auto_recharge"])


def _recharges_now(standing: Standing, values: dict[str, Any]) -> bool:
    """Whether saving these values asks for a recharge at once."""
    trigger: Decimal | None = values["trigger"]
    running = standing.recharge is not None and standing.recharge.is_open
    return bool(
        values["auto_recharge"] and trigger is not None and standing.balance < trigger and not running
    )


def _saved(request: TenantRequest, *, auto: bool) -> HttpResponse:
    running = recharges.open_recharge(request.tenant)
    if running is None:
        words = _("Saved. The credit is recharged automatically.") if auto else _("Saved.")
        say(request, words)
        return redirect(way_on(request) or reverse("credits:overview", args=[request.tenant.slug]))
    if auto:
        say(request, _("Saved. A recharge of %(amount)s is under way.") % {"amount": usd(running.amount)})
    else:
        say(
            request,
            _("Saved. One recharge had begun before, and is finished: %(amount)s.")
            % {"amount": usd(running.amount)},
        )
    return redirect("credits:recharge", request.tenant.slug, running.pk)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def remove_method(request: TenantRequest, pk: int) -> HttpResponse:
    """Use a payment method no more."""
    method = get_object_or_404(methods.methods_of(request.tenant).select_related("tenant"), pk=pk)
    methods.remove(method, by=request.user)
    say(request, _("%(name)s is not used any more.") % {"name": method})
    return redirect("credits:settings", request.tenant.slug)


def _page(
    request: TenantRequest, form: SettingsForm, standing: Standing, *, status: int = 200
) -> HttpResponse:
    found = estimate(request.tenant)
    context = {
        "step_key": STEP_KEY,
        "form": form,
        "standing": standing,
        "estimate": found,
        "methods": methods.methods_of(request.tenant),
        **_suggestions(request.tenant, found, standing.account.lead_days),
        "may_pay": may_pay(request),
        "next": way_on(request),
    }
    return render(request, "credits/settings.html", context, status=status)
