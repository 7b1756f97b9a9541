"""The operator's pages: change what a country offers, and what a call costs."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countries import edits
from countries.models import Country, Rate
from countries.operator_forms import CountryForm, CountrySearch, RateForm, RateSearch
from countries.queries import country_name
from tenants.access import StaffRequest, operator_view
from ui.paging import paginate
from ui.toasts import say


@operator_view
def country_list(request: StaffRequest) -> HttpResponse:
    """All countries; those that an operator has edited say so."""
    filters = CountrySearch(request)
    page = paginate(request, filters.apply(Country.objects.all()), order="name_en")
    edited = Country.objects.exclude(edited_at=None).count()
    context = {"filters": filters, "page": page, "edited": edited, "total": Country.objects.count()}
    return render(request, "countries/operator/list.html", context)


@operator_view
def edit(request: StaffRequest, code: str) -> HttpResponse:
    """One country's facts."""
    place = get_object_or_404(Country, pk=code[:2].upper() if len(code) == 2 else "")
    form = CountryForm(request.POST if request.method == "POST" else None, instance=place)
    if request.method == "POST" and form.is_valid():
        changed = edits.edit_country(place.pk, form.values, by=request.user)
        say(request, _changed(place.name, len(changed)))
        return redirect("operator_countries:list")
    if form.errors:
        place = Country.objects.get(pk=place.pk)  # the form has written what was typed into its own
    return render(
        request,
        "countries/operator/edit.html",
        {"form": form, "place": place},
        status=422 if form.errors else 200,
    )


@require_POST
@operator_view
def restore(request: StaffRequest, code: str) -> HttpResponse:
    """Believe the data files again."""
    place = get_object_or_404(Country, pk=code.upper() if len(code) == 2 else "")
    edits.restore_country(place.pk, by=request.user)
    say(request, _("%(country)s follows the data files again.") % {"country": place.name})
    return redirect("operator_countries:edit", place.pk)


@operator_view
def rate_list(request: StaffRequest) -> HttpResponse:
    """All rates by prefix."""
    filters = RateSearch(request)
    page = paginate(request, filters.apply(Rate.objects.all()), order="pk")
    edited = Rate.objects.exclude(edited_at=None).count()
    context = {"filters": filters, "page": page, "edited": edited, "total": Rate.objects.count()}
    return render(request, "countries/operator/rates.html", context)


@operator_view
def rate(request: StaffRequest, prefix: str) -> HttpResponse:
    """One rate."""
    row = get_object_or_404(Rate, pk=prefix)
    form = RateForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        changed = edits.edit_rate(row.pk, form.cleaned_data, by=request.user)
        say(request, _changed(f"+{row.pk}", len(changed)))
        return redirect("operator_countries:rates")
    context = {"form": form, "rate": row, "country_name": country_name(row.iso2)}
    return render(request, "countries/operator/rate.html", context, status=422 if form.errors else 200)


@require_POST
@operator_view
def restore_rate(request: StaffRequest, prefix: str) -> HttpResponse:
    """Believe the data file again."""
    row = get_object_or_404(Rate, pk=prefix)
    edits.restore_rate(row.pk, by=request.user)
    say(request, _("+%(prefix)s follows the data file again.") % {"prefix": row.pk})
    return redirect("operator_countries:rate", row.pk)


def _changed(name: str, count: int) -> str:
    if not count:
        return _("Nothing was changed.")
    words = ngettext(
        "%(count)s fact about %(name)s is changed.", "%(count)s facts about %(name)s are changed.", count
    )
    return words % {"count": count, "name": name}
