"""The countries themselves: the list, one country, the comparison, and the sources."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from countries import comparison, queries
from countries.filters import CountryFilter
from countries.models import City, Country, CountryReview
from countries.notes import sentences
from countries.offers import channel_lines, plans, sections
from countries.rates import rate_ranges
from countries.regions import grouped
from countries.sources import sources
from countries.standing import Look
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role


@tenant_view(*ANY_ROLE)
def country_list(request: TenantRequest) -> HttpResponse:
    """All countries of the reference data on one page: there are about a hundred."""
    filters = CountryFilter(request)
    found = sorted(filters.apply(Country.objects.all()), key=lambda place: place.name)
    context = {
        "filters": filters,
        "groups": [
            (
                group.label,
                [{"place": one, "plans": plans(one), "ways": channel_lines(one)} for one in group.places],
            )
            for group in grouped(found)
        ],
        "found": len(found),
        "total": Country.objects.count(),
    }
    is_part = request.htmx and request.htmx.target == "country-rows"
    return render(request, f"countries/list.html{'#rows' if is_part else ''}", context)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, code: str) -> HttpResponse:
    """All that is known of one country."""
    place = queries.country(code)
    if place is None:
        raise Http404
    sites = queries.sites_by_country(request.tenant)
    review = CountryReview.objects.filter(country=place.pk).first()
    context = {
        "place": place,
        "look": Look(place.pk, place, sites.get(place.pk, 0), review),
        "is_ours": place.pk in (sites or {str(request.tenant.country): 0}),
        "sections": sections(place),
        "notes": sentences(place.notes),
        "toll_cities": queries.cities_of(place.pk),
        "meeting_cities": place.cities.filter(kind=City.Kind.CONFERENCING),
        "rates": rate_ranges(place.pk),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "countries/detail.html", context)


@tenant_view(*ANY_ROLE)
def compare(request: TenantRequest) -> HttpResponse:
    """Two to four countries side by side; without any in the address, the tenant's own are chosen to begin with."""
    asked = [code for code in request.GET.getlist("c") if code]
    places = comparison.chosen(asked or queries.country_codes_of(request.tenant))
    only = request.GET.get("only") == "1"
    every = sorted(Country.objects.all(), key=lambda place: place.name)
    rows = [row for block in comparison.blocks(places) for row in block.rows]
    context = {
        "places": places,
        "blocks": comparison.blocks(places, only_differences=only),
        "questions": len(rows),
        "differences": sum(row.differs for row in rows),
        "only": only,
        "every": grouped(every),
        "slots": [*(place.pk for place in places), *[""] * (comparison.MOST - len(places))],
        "unknown": len(set(asked)) > len(places),
    }
    return render(request, "countries/compare.html", context)


@tenant_view(*ANY_ROLE)
def source_page(request: TenantRequest) -> HttpResponse:
    """Where the data comes from, with the attribution that its licences ask for."""
    return render(request, "countries/sources.html", {"found": sources()})
