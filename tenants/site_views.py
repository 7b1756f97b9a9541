"""The pages of sites."""

from copy import copy
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tenants import sites
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Site
from tenants.site_forms import SiteForm
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.toasts import say
from ui.ways import way_on, with_way_on

TYPED = ("name", "country", "time_zone")  # what a site form carries to the form of an address and back


@tenant_view(*ANY_ROLE)
def site_list(request: TenantRequest) -> HttpResponse:
    """All sites, by name."""
    found = Site.objects.select_related("emergency_address").annotate(people_count=Count("people"))
    context = {
        "page": paginate(request, found, order="name"),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "sites/list.html", context)


def _typed(request: TenantRequest) -> dict[str, Any]:
    """What the address fills the form with: an errand for an emergency address brings back what was typed."""
    typed: dict[str, Any] = {name: request.GET[name][:120] for name in TYPED if request.GET.get(name)}
    if address := row_id(request.GET.get("address")):
        typed["emergency_address"] = address
    return typed


def _to_address(request: TenantRequest) -> HttpResponse:
    """To the form of a new address; the way back holds what has been typed about the site."""
    typed = {name: request.POST.get(name, "")[:120] for name in TYPED}
    back = with_way_on(f"{request.path}?{urlencode(typed)}", way_on(request))
    country = urlencode({"country": typed["country"]})
    address_form = f"{reverse('sites:new_address', args=[request.tenant.slug])}?{country}"
    return redirect(with_way_on(address_form, back))


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Add a site, then go where `next` says."""
    if "add_address" in request.POST:
        return _to_address(request)
    initial = {"country": str(request.tenant.country), "time_zone": request.tenant.time_zone}
    initial |= _typed(request)
    form = SiteForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            site = sites.add(request.tenant, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("%(name)s is a site now.") % {"name": site.name})
            return redirect(way_on(request) or reverse("sites:list", args=[request.tenant.slug]))
    context = {"form": form, "next": way_on(request)}
    return render(request, "sites/form.html", context, status=422 if form.errors else 200)


def _site(pk: int) -> Site:
    return get_object_or_404(Site.objects.select_related("tenant", "emergency_address"), pk=pk)


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest, pk: int) -> HttpResponse:
    """Change a site."""
    if "add_address" in request.POST:
        return _to_address(request)
    site = _site(pk)
    sent = request.POST if request.method == "POST" else None
    form = SiteForm(sent, instance=copy(site), initial=_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            different = sites.change(site, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Saved.") if different else _("Nothing was different, so nothing was saved."))
            return redirect(way_on(request) or reverse("sites:list", args=[request.tenant.slug]))
    context = {"form": form, "site": _site(pk), "uses": sites.uses(site), "next": way_on(request)}
    return render(request, "sites/form.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Delete a site that nothing uses."""
    site = _site(pk)
    sites.remove(site, by=request.user)
    say(request, _("%(name)s was deleted.") % {"name": site.name})
    return redirect("sites:list", request.tenant.slug)
