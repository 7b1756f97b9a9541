"""The operator's side: the reference data is dated, and an operator who knows better corrects it."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import record
from countries.forms import CountryFilter, CountryForm
from countries.models import Country
from tenants.access import StaffRequest, operator_view
from ui.paging import paginate
from ui.toasts import say


@operator_view
def country_list(request: StaffRequest) -> HttpResponse:
    """All countries, with what has been corrected."""
    filters = CountryFilter(request)
    page = paginate(request, filters.apply(Country.objects.all()), per_page=120, order="name_en")
    return render(request, "countries/operator_list.html", {"filters": filters, "page": page})


@operator_view
def edit(request: StaffRequest, iso2: str) -> HttpResponse:
    """Correct a country; what was corrected survives a reload of the data files."""
    country = get_object_or_404(Country, pk=iso2.upper())
    form = CountryForm(request.POST if request.method == "POST" else None, instance=country)
    if request.method == "POST" and form.is_valid():
        _save(form, request)
        say(request, _("%(country)s is saved.") % {"country": country.name})
        return redirect("operator_countries:list")
    context = {"form": form, "country": country}
    return render(request, "countries/operator_edit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(form: CountryForm, request: StaffRequest) -> None:
    was = Country.objects.filter(pk=form.instance.pk).values(*form.changed_data).first() or {}
    country = form.save(commit=False)
    country.edited_at, country.edited_by_name = timezone.now(), str(request.user)
    country.save()
    after = {name: form.cleaned_data[name] for name in form.changed_data}
    record("country.edited", by=request.user, obj=country, before=was, after=after)
