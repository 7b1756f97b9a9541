"""The pages of emergency addresses and of the terms of each country."""

from copy import copy as copied
from urllib.parse import urlsplit

from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_countries import countries
from django_countries.fields import Country

from tenants import addresses
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import EmergencyAddress, EmergencyTerms, Role
from tenants.site_forms import AddressForm, TermsForm
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on, with_way_on


@tenant_view(*ANY_ROLE)
def address_list(request: TenantRequest) -> HttpResponse:
    """All addresses by name, and the terms of their countries."""
    found = EmergencyAddress.objects.annotate(site_count=Count("sites"))
    codes = set(EmergencyAddress.objects.order_by().values_list("country", flat=True).distinct())
    accepted = {str(terms.country): terms for terms in EmergencyTerms.objects.all()}
    terms = [
        {"country": Country(code), "accepted": accepted.get(code)}
        for code in sorted(codes | set(accepted), key=countries.name)
    ]
    context = {
        "page": paginate(request, found, order="name"),
        "terms": terms,
        "validated": found.filter(validation=EmergencyAddress.Validation.VALIDATED).count(),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "sites/addresses.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Add an address as a draft."""
    initial = {"country": str(request.tenant.country), "company": request.tenant.name}
    if len(asked := request.GET.get("country", "")) == 2:
        initial["country"] = asked.upper()
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, initial=initial, complete="validate" in request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            address = addresses.add(request.tenant, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(request, form, address)
    context = {"form": form, "next": way_on(request)}
    return render(request, "sites/address_form.html", context, status=422 if form.errors else 200)


def _saved(request: TenantRequest, form: AddressForm, address: EmergencyAddress) -> HttpResponse:
    """After a draft, the address with what is still to be done; after a validation, where the address was wanted."""
    if not form.complete or addresses.validate(address, by=request.user):
        words = _("%(name)s is saved. Validate it before a number can have it.")
        say(request, words % {"name": address.name})
        return redirect(_address_url(request, address.pk))
    say(request, _("%(name)s is validated. Numbers can have it now.") % {"name": address.name})
    return redirect(_naming(way_on(request), address.pk) or _address_url(request, address.pk))


def _address_url(request: TenantRequest, pk: int) -> str:
    """The page of an address; it keeps the way on to the page that asked for the address, and tells that page which."""
    url = reverse("sites:address", args=[request.tenant.slug, pk])
    return with_way_on(url, _naming(way_on(request), pk))


def _naming(way: str, pk: int) -> str:
    """`way` with the address in it, once, so that the form that asked for one can choose it."""
    parts = urlsplit(way)
    query = QueryDict(parts.query, mutable=True)
    query["address"] = str(pk)
    return f"{parts.path}?{query.urlencode()}" if way else ""


def _address(pk: int) -> EmergencyAddress:
    return get_object_or_404(EmergencyAddress.objects.select_related("tenant"), pk=pk)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One address: its parts, whether it is validated, what uses it."""
    return _page(request, _address(pk))


def _page(
    request: TenantRequest, address: EmergencyAddress, problems: list[tuple[str, str]] | None = None
) -> HttpResponse:
    country = str(address.country)
    context = {
        "address": address,
        "problems": problems or [],
        "uses": addresses.uses(address),
        "terms_accepted": addresses.terms_accepted(request.tenant, country),
        "may_act": request.membership.role == Role.ADMIN,
        "next": way_on(request),
    }
    return render(request, "sites/address.html", context, status=422 if problems else 200)


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest, pk: int) -> HttpResponse:
    """Change a draft; a validated address says that it stays as it is."""
    address = _address(pk)
    if address.is_valid:
        say(request, _("A validated address stays as it is. Make a copy, and change that."))
        return redirect("sites:address", request.tenant.slug, pk)
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, instance=copied(address), complete="validate" in request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            addresses.change(address, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(request, form, address)
    context = {"form": form, "address": address, "next": way_on(request)}
    return render(request, "sites/address_form.html", context, status=422 if form.errors else 200)


@require_POST
@tenant_view(Role.ADMIN)
def validate(request: TenantRequest, pk: int) -> HttpResponse:
    """Have an address checked; all that is wrong is said at once."""
    address = _address(pk)
    if problems := addresses.validate(address, by=request.user):
        return _page(request, address, problems)
    say(request, _("%(name)s is validated. Numbers can have it now.") % {"name": address.name})
    return redirect(_address_url(request, pk))


@require_POST
@tenant_view(Role.ADMIN)
def copy(request: TenantRequest, pk: int) -> HttpResponse:
    """A copy that can be changed."""
    made = addresses.copy(_address(pk), by=request.user)
    say(request, _("This is a copy. Change it, then validate it."))
    url = reverse("sites:edit_address", args=[request.tenant.slug, made.pk])
    return redirect(with_way_on(url, way_on(request)))


@require_POST
@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Delete an address that nothing uses."""
    address = _address(pk)
    addresses.remove(address, by=request.user)
    say(request, _("%(name)s was deleted.") % {"name": address.name})
    return redirect("sites:addresses", request.tenant.slug)


@tenant_view(Role.ADMIN)
def terms(request: TenantRequest, code: str) -> HttpResponse:
    """Read and accept a country's emergency-calling terms."""
    country = Country(code.upper())
    if not country.name:
        raise Http404
    form = TermsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        addresses.accept_terms(request.tenant, country.code, by=request.user)
        say(
            request, _("The emergency-calling terms of %(country)s are accepted.") % {"country": country.name}
        )
        return redirect(way_on(request) or reverse("sites:addresses", args=[request.tenant.slug]))
    accepted = EmergencyTerms.objects.filter(country=country.code).first()
    context = {"form": form, "country": country, "accepted": accepted, "next": way_on(request)}
    return render(request, "sites/terms.html", context, status=422 if form.errors else 200)
