"""A tenant's credit at a glance, and adding to it: an amount, a look at what will happen, then the payment."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from countries.queries import countries_of
from credits import balances, recharges
from credits.consumers import uses
from credits.forecasts import forecast
from credits.forms import PayForm
from credits.models import Entry, Recharge
from credits.payment_choices import method_for
from credits.standing import standing_of
from licensing.credit_gaps import credit_figures
from licensing.models import Capability
from licensing.queries import pools
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Tenant
from ui.forms import refuse
from ui.refusals import Refusal
from ui.ways import way_on, with_way_on

STEP_KEY = "communications_credits"
SHOWN = 5
"""Movements and recharges on the first page; the others have pages of their own."""


def may_pay(request: TenantRequest) -> bool:
    """Admins and billing change what concerns money; viewers read (design, section 1)."""
    return request.membership.role in (Role.ADMIN, Role.BILLING)


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """Balance, what uses it, how it is filled up, and the last movements."""
    typed = {name: request.GET[name] for name in ("amount", "method") if name in request.GET}
    return _page(request, PayForm(tenant=request.tenant, initial=typed))


def _page(request: TenantRequest, form: PayForm, *, status: int = 200) -> HttpResponse:
    tenant = request.tenant
    lots = balances.lots(tenant)
    context: dict[str, Any] = {
        "step_key": STEP_KEY,
        "form": form,
        "next": way_on(request),
        "once": uuid.uuid4(),
        "standing": standing_of(tenant),
        "uses": uses(tenant),
        "lots": lots,
        "next_lot": next((lot for lot in lots if lot.left > 0), None),
        "forecast": forecast(tenant, lots),
        "entries": Entry.objects.filter(tenant=tenant).order_by("-at", "-id")[:SHOWN],
        "recharges": Recharge.objects.filter(tenant=tenant).select_related("method")[:SHOWN],
        "people": credit_figures(tenant),
        "seats": _seats(tenant),
        "not_sold_in": [
            place.name for place in countries_of(tenant) if place.communications_credits is False
        ],
        "may_pay": may_pay(request),
        "may_assign": request.membership.role == Role.ADMIN,
    }
    return render(request, "credits/overview.html", context, status=status)


def _seats(tenant: Tenant) -> dict[str, int]:
    """Seats of the Communications Credits licence: bought, and left to give."""
    found = [pool for pool in pools(tenant) if Capability.COMMUNICATIONS_CREDITS in pool.product.gives]
    return {"bought": sum(pool.bought for pool in found), "left": sum(pool.left for pool in found)}


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def pay(request: TenantRequest) -> HttpResponse:
    """Add credit: the first time what will happen is shown, and with `confirm` it happens, once for each form."""
    form = PayForm(request.POST, tenant=request.tenant)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        if "confirm" not in request.POST:
            recharges.check(request.tenant, form.cleaned_data["amount"])
            return _check_page(request, form)
        asked = recharges.ask(
            request.tenant,
            form.cleaned_data["amount"],
            by=request.user,
            method=method_for(request.tenant, form.cleaned_data["method"], by=request.user),
            once=request.POST.get("once", ""),
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, form, status=422)
    url = reverse("credits:recharge", args=[request.tenant.slug, asked.pk])
    return redirect(with_way_on(url, way_on(request)))


def _check_page(request: TenantRequest, form: PayForm) -> HttpResponse:
    typed = urlencode({name: request.POST.get(name, "") for name in ("amount", "method")})
    change = f"{reverse('credits:overview', args=[request.tenant.slug])}?{typed}#pay"
    context = {
        "step_key": STEP_KEY,
        "form": form,
        "next": way_on(request),
        "change_url": with_way_on(change, way_on(request)),
        "once": request.POST.get("once", ""),
        "standing": standing_of(request.tenant),
        "expires": recharges.expiry_of_new_lot(),
    }
    return render(request, "credits/pay_check.html", context)
