"""Step 2: who lacks what, the seats, the catalogue, and buying."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import gaps, panels, queries, seats
from licensing import overview as figures
from licensing.forms import BuyForm
from licensing.models import Product, SeatPurchase
from licensing.step import state
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Person, Role
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on

BUYERS = (Role.ADMIN, Role.BILLING)


def permissions(request: TenantRequest) -> dict[str, bool]:
    """What the member may do here, for the templates."""
    return {
        "may_assign": request.membership.role == Role.ADMIN,
        "may_buy": request.membership.role in BUYERS,
    }


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """The step's page. While licences are being set up, the page asks for that part again every few seconds."""
    if request.htmx.target == "under-way":
        context = {**permissions(request), "work": figures.under_way(request.tenant)}
        return render(request, "licensing/overview.html#under_way", context)
    pools = queries.pools(request.tenant, all_products=True)
    people = gaps.figures(request.tenant)
    context = {
        "step_key": "licences",
        "state": state(request.tenant),
        "key": figures.bar_key(),
        "pools": [figures.drawn(pool) for pool in pools if pool.bought or pool.used or pool.failed],
        "missing": figures.missing(request.tenant, pools, people),
        "lacking": figures.lacking(request.tenant, pools, people),
        "people": people,
        "directory_is_empty": not people.total and not Person.objects.exists(),
        "work": figures.under_way(request.tenant),
        **permissions(request),
    }
    return render(request, "licensing/overview.html", context)


@tenant_view(*ANY_ROLE)
def person(request: TenantRequest, pk: int) -> HttpResponse:
    """The section of a person's page alone, which asks for itself while something is being set up."""
    found: Person = get_object_or_404(Person.objects.select_related("tenant"), pk=pk)
    if not request.htmx:
        return redirect("people:detail", request.tenant.slug, pk)
    return render(request, "licensing/person_panel.html", {**panels.panel(found), "person": found})


@tenant_view(*ANY_ROLE)
def catalogue(request: TenantRequest) -> HttpResponse:
    """All products with SKU, what they give, need and exclude, and the seats of each."""
    pools = queries.pools(request.tenant, all_products=True)
    rows = [figures.explained(pool) for pool in pools]
    groups = [
        (label, [row for row in rows if row.pool.product.group == group])
        for group, label in Product.Group.choices
    ]
    context = {"step_key": "licences", "groups": groups, **permissions(request)}
    return render(request, "licensing/catalogue.html", context)


@tenant_view(*BUYERS)
def buy(request: TenantRequest) -> HttpResponse:
    """Buy seats with the sandbox; where that is off, the page says whom to ask."""
    if request.method == "POST" and not settings.SANDBOX_PAYMENT:
        raise Http404
    pools = queries.pools(request.tenant, all_products=True)
    sent = request.POST if request.method == "POST" else None
    form = BuyForm(sent, pools=pools, initial=_wished(request))
    if request.method == "POST" and form.is_valid() and _bought(request, form):
        return redirect(way_on(request) or reverse("licensing:overview", args=[request.tenant.slug]))
    context: dict[str, Any] = {
        "step_key": "licences",
        "form": form,
        "next": way_on(request),
        "once": request.POST.get("once") or uuid.uuid4(),
        "sandbox_payment": settings.SANDBOX_PAYMENT,
        "key": figures.bar_key(),
        "pools": [figures.drawn(pool) for pool in pools if pool.bought],
    }
    return render(request, "licensing/buy.html", context, status=422 if form.errors else 200)


def _wished(request: TenantRequest) -> dict[str, Any]:
    """Product and seats as a link wishes them; what is no number of seats is left out."""
    quantity = request.GET.get("quantity", "")
    wished: dict[str, Any] = {"product": request.GET.get("product", "")}
    if quantity.isascii() and quantity.isdigit() and len(quantity) <= 6:
        wished["quantity"] = int(quantity)
    return wished


def _bought(request: TenantRequest, form: BuyForm) -> bool:
    try:
        purchase = seats.buy(
            request.tenant,
            form.chosen,
            form.cleaned_data["quantity"],
            reference=_once(request.POST.get("once", "")),
            source=SeatPurchase.Source.SANDBOX,
            by=request.user,
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    sentence = ngettext(
        "%(n)s seat of %(product)s has been bought.",
        "%(n)s seats of %(product)s have been bought.",
        purchase.quantity,
    ) % {"n": f"{purchase.quantity:,}", "product": purchase.product}
    missing = f"{reverse('licensing:overview', args=[request.tenant.slug])}#missing"
    say(request, sentence, url=missing, link=_("See who lacks a licence"))
    return True


def _once(token: str) -> str:
    """A reference that a double click repeats: the form's own token when it is one, else a fresh one."""
    try:
        return f"sandbox-{uuid.UUID(token)}"
    except ValueError:
        return f"sandbox-{uuid.uuid4()}"
