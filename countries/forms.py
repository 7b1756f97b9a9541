"""Filters of the country list, and the operator's form."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from countries.models import Country
from tenants.search_keys import search_key
from ui.forms import ConsoleModelForm
from ui.lists import ListFilter

OFFERS = (
    ("plans", _("Calling Plans")),
    ("no_plans", _("Direct Routing only")),
    ("toll", _("Toll service numbers")),
    ("toll_free", _("Toll-free numbers")),
    ("conferencing", _("Audio Conferencing")),
    ("credits", _("Communications Credits")),
    ("port", _("Porting in")),
)
CONDITIONS = {
    "plans": Q(calling_plans=True),
    "no_plans": Q(calling_plans=False),
    "toll": Q(toll_service_numbers=True),
    "toll_free": Q(toll_free_service_numbers=True),
    "conferencing": Q(audio_conferencing=True),
    "credits": Q(communications_credits=True),
    "port": Q(port_in_user=True),
}


class CountryFilter(ListFilter):
    """What narrows the list of countries."""

    q = forms.CharField(label=_("Search"), max_length=60)
    offers = forms.ChoiceField(label=_("Offers"), choices=[("", _("Anything")), *OFFERS])

    def filter_q(self, countries: QuerySet[Country], value: str) -> QuerySet[Country]:
        """By name in either language, ISO code or calling code; accents and case do not matter."""
        wanted = search_key(value)
        found = [
            country.pk
            for country in Country.objects.only("iso2", "name_en", "name_fr", "calling_code")
            if wanted in search_key(f"{country.name_en} {country.name_fr}")
            or wanted in (country.pk.lower(), country.calling_code, f"+{country.calling_code}")
        ]
        return countries.filter(pk__in=found)

    def filter_offers(self, countries: QuerySet[Country], value: str) -> QuerySet[Country]:
        """Countries that are stated to offer something."""
        return countries.filter(CONDITIONS[value])


class CountryForm(ConsoleModelForm):
    """The operator's corrections. "Not stated" is an answer of its own."""

    class Meta:
        model = Country
        exclude = ("iso2", "name_en", "name_fr", "calling_code", "edited_at", "edited_by_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.NullBooleanField):
                field.widget.choices = [("unknown", _("Not stated")), ("true", _("Yes")), ("false", _("No"))]
