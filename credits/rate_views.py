"""The operator's table of rates for calls to toll-free numbers."""

from django import forms
from django.db.models import DateTimeField, DecimalField, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Country, plain_price
from credits import toll_free_rates
from credits.models import TollFreeRate
from credits.provider_forms import TollFreeRateForm
from tenants.access import StaffRequest, operator_view
from tenants.search_keys import search_key
from ui.lists import ListFilter
from ui.paging import paginate
from ui.toasts import say


class RateSearch(ListFilter):
    """Countries by name or code, and only those with a rate."""

    q = forms.CharField(label=gettext_lazy("Country"), max_length=60)
    stated = forms.BooleanField(label=gettext_lazy("With a rate only"))

    def filter_q(self, countries: QuerySet[Country], text: str) -> QuerySet[Country]:
        """By name without regard to case and accents, or by code."""
        wanted = search_key(text)
        names = Country.objects.values_list("iso2", "name_en", "name_fr")
        found = [
            row[0]
            for row in names
            if wanted == row[0].lower() or any(wanted in search_key(n) for n in row[1:])
        ]
        return countries.filter(pk__in=found)

    def filter_stated(self, countries: QuerySet[Country], _value: bool) -> QuerySet[Country]:
        """Those whose rate is known."""
        stated = TollFreeRate.objects.filter(usd_per_minute__isnull=False)
        return countries.filter(pk__in=stated.values("pk"))


@operator_view
def rate_list(request: StaffRequest) -> HttpResponse:
    """All countries with their rate, as far as one is stated."""
    own = TollFreeRate.objects.filter(pk=OuterRef("pk"))
    rows = Country.objects.annotate(
        toll_free_rate=Subquery(own.values("usd_per_minute"), output_field=DecimalField()),
        rate_edited_at=Subquery(own.values("edited_at"), output_field=DateTimeField()),
    )
    filters = RateSearch(request)
    page = paginate(request, filters.apply(rows), order="name_en")
    for row in page.rows:
        row.price = plain_price(row.toll_free_rate)
    stated = TollFreeRate.objects.filter(usd_per_minute__isnull=False).count()
    context = {"filters": filters, "page": page, "stated": stated, "total": Country.objects.count()}
    return render(request, "credits/provider/rates.html", context)


@operator_view
def rate(request: StaffRequest, code: str) -> HttpResponse:
    """One country's rate."""
    place = get_object_or_404(Country, pk=code.upper() if len(code) == 2 else "")
    row = TollFreeRate.objects.filter(pk=place.pk).first()
    form = TollFreeRateForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        changed = toll_free_rates.set_rate(place.pk, form.cleaned_data["usd_per_minute"], by=request.user)
        words = _("The rate of %(country)s is changed.") if changed else _("Nothing was changed.")
        say(request, words % {"country": place.name})
        return redirect("operator_credits:rates")
    context = {"form": form, "place": place, "row": row}
    return render(request, "credits/provider/rate.html", context, status=422 if form.errors else 200)
