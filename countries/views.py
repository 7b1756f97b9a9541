"""Step 1: what the tenant's countries offer; all countries; one country; several side by side; the sources."""

from django.db.models import Count, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countries import reviews
from countries.compare import compared
from countries.forms import CountryFilter
from countries.models import City, Country, CountryReview, Rate
from countries.offers import lacks, sections
from countries.queries import countries_of
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role, Site
from ui.paging import paginate
from ui.toasts import say

MOST_COMPARED = 4


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """Step 1: the sites, and what each of their countries offers and lacks."""
    seen = {str(review.country): review for review in CountryReview.objects.all()}
    sites = list(Site.objects.order_by("name"))
    used = {str(site.country) for site in sites}
    countries = [
        {
            "country": country,
            "lacks": lacks(country),
            "sections": sections(country),
            "review": seen.get(country.pk),
        }
        for country in countries_of(request.tenant)
    ]
    known = {item["country"].pk for item in countries}
    context = {
        "step_key": "countries",
        "sites": sites,
        "countries": countries,
        "unknown": sorted(used - {country.pk for country in places}),
        "unseen": sum(country.pk not in seen for country in places),
        "without_plans": [country for country in places if not country.has_calling_plans],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "countries/overview.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def seen(request: TenantRequest) -> HttpResponse:
    """Mark one country as seen (`country`), or all of the tenant's."""
    wanted = request.POST.get("country", "")
    chosen = countries_of(request.tenant)
    if wanted:
        chosen = chosen.filter(pk=wanted[:2])
    names = [country.name for country in chosen]
    count = reviews.mark_seen(request.tenant, chosen, by=request.user)
    if len(names) == 1:
        say(request, _("%(country)s is marked as looked at.") % {"country": names[0]})
    else:
        say(
            request,
            ngettext(
                "%(count)s country is marked as looked at.",
                "%(count)s countries are marked as looked at.",
                count,
            )
            % {"count": count},
        )
    return redirect("countries:overview", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def unseen(request: TenantRequest, iso2: str) -> HttpResponse:
    """Take "looked at" back."""
    country = get_object_or_404(Country, pk=iso2.upper())
    reviews.forget(request.tenant, country, by=request.user)
    say(request, _("%(country)s is to be looked at again.") % {"country": country.name})
    return redirect("countries:overview", request.tenant.slug)


@tenant_view(*ANY_ROLE)
def country_list(request: TenantRequest) -> HttpResponse:
    """All countries, to be searched, filtered and chosen for a comparison."""
    filters = CountryFilter(request)
    page = paginate(request, filters.apply(Country.objects.all()), per_page=120, order="name_en")
    return render(request, "countries/list.html", {"filters": filters, "page": page, "most": MOST_COMPARED})


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, iso2: str) -> HttpResponse:
    """One country, with the data's source and date."""
    country = get_object_or_404(Country, pk=iso2.upper())
    cities = City.objects.filter(country=country)
    context = {
        "country": country,
        "sections": sections(country),
        "lacks": lacks(country),
        "toll_cities": [city for city in cities if city.kind == City.Kind.TOLL_SERVICE],
        "conference_cities": [city for city in cities if city.kind == City.Kind.CONFERENCING],
    }
    return render(request, "countries/detail.html", context)


@tenant_view(*ANY_ROLE)
def compare(request: TenantRequest) -> HttpResponse:
    """Two to four countries side by side; codes that are not known are left out."""
    codes = list(
        dict.fromkeys(code.upper()[:2] for code in request.GET.getlist("country") if "\x00" not in code)
    )
    found = {country.pk: country for country in Country.objects.filter(pk__in=codes[:20])}
    chosen = [found[code] for code in codes if code in found][:MOST_COMPARED]
    context = {
        "chosen": chosen,
        "groups": compared(chosen) if len(chosen) > 1 else [],
        "cut": len([code for code in codes if code in found]) > MOST_COMPARED,
        "all": Country.objects.all(),
        "most": MOST_COMPARED,
    }
    return render(request, "countries/compare.html", context)


@tenant_view(*ANY_ROLE)
def sources(request: TenantRequest) -> HttpResponse:
    """Where the reference data comes from, of which day it is, and who is to be named."""
    facts = Country.objects.aggregate(first=Min("source_date"), last=Max("source_date"), rows=Count("pk"))
    if not facts["rows"]:
        raise Http404
    context = {
        "facts": facts,
        "cities": City.objects.count(),
        "rates": Rate.objects.count(),
        "edited": Country.objects.exclude(edited_at=None),
    }
    return render(request, "countries/sources.html", context)
