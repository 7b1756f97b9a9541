"""The filters of the list of countries."""

from typing import ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from countries.models import Channel, Country
from countries.regions import CODES, Region
from tenants.search_keys import search_key
from ui.lists import ListFilter

OFFERS = {
    "plans": (_("Calling Plans"), Q(calling_plans=True)),
    "no_plans": (_("No Calling Plans"), Q(calling_plans=False)),
    "users": (_("User numbers"), Q(user_numbers=True)),
    "toll": (_("Toll service numbers"), Q(toll_service_numbers=True)),
    "toll_free": (_("Toll-free service numbers"), Q(toll_free_service_numbers=True)),
    "conferencing": (_("Audio Conferencing"), Q(audio_conferencing=True)),
    "credits": (_("Communications Credits"), Q(communications_credits=True)),
    "porting": (_("Bring numbers along"), Q(port_in_user=True) | Q(port_in_service=True)),
}
WAYS = [
    (Channel.ONLINE.value, _("Online")),
    (Channel.FORM.value, _("By request")),
    (Channel.PARTNER.value, _("Through a partner")),
    (Channel.NONE.value, _("Not offered")),
    ("not_stated", _("Not stated")),
]
WAY_COLUMNS = {
    "user": ("user_numbers", "user_number_channel"),
    "toll": ("toll_service_numbers", "toll_number_channel"),
    "toll_free": ("toll_free_service_numbers", "toll_free_number_channel"),
}


def _by_way(kind: str, wanted: str) -> Q:
    """Countries whose numbers of a kind come by this way; the same rule as `queries.channel_for`."""
    offered, channel = WAY_COLUMNS[kind]
    if wanted == Channel.NONE:
        return Q(**{offered: False}) | Q(**{channel: wanted})
    stated = Q(**{f"{offered}__isnull": True}) | Q(**{offered: True})
    return stated & Q(**{channel: "" if wanted == "not_stated" else wanted})


class CountryFilter(ListFilter):
    """Search by name in either language, code or calling code; narrow by what is offered and how."""

    lookups: ClassVar[dict[str, str]] = {}
    q = forms.CharField(label=_("Country"), max_length=60)
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("Anywhere")), *Region.choices])
    offers = forms.ChoiceField(
        label=_("Offers"),
        choices=[("", _("Anything")), *((key, label) for key, (label, _q) in OFFERS.items())],
    )
    user = forms.ChoiceField(label=_("User numbers"), choices=[("", _("Any way")), *WAYS])
    toll = forms.ChoiceField(label=_("Toll numbers"), choices=[("", _("Any way")), *WAYS])

    def filter_q(self, countries: QuerySet[Country], text: str) -> QuerySet[Country]:
        """Names are compared without regard to case and accents. One small query more."""
        wanted = search_key(text.removeprefix("+"))
        rows = Country.objects.values_list("iso2", "name_en", "name_fr", "calling_code")
        found = [
            row[0]
            for row in rows
            if any(wanted in search_key(name) for name in row[1:3]) or wanted in (row[0].lower(), row[3])
        ]
        return countries.filter(pk__in=found)

    def filter_region(self, countries: QuerySet[Country], region: str) -> QuerySet[Country]:
        """The countries of one region."""
        return countries.filter(pk__in=CODES[region])

    def filter_offers(self, countries: QuerySet[Country], key: str) -> QuerySet[Country]:
        """One thing that is stated to be offered."""
        return countries.filter(OFFERS[key][1])

    def filter_user(self, countries: QuerySet[Country], wanted: str) -> QuerySet[Country]:
        """How user numbers are had."""
        return countries.filter(_by_way("user", wanted))

    def filter_toll(self, countries: QuerySet[Country], wanted: str) -> QuerySet[Country]:
        """How toll service numbers are had."""
        return countries.filter(_by_way("toll", wanted))
