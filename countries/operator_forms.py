"""The operator's forms over the reference data: three answers everywhere, "not stated" among them."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Channel, Country, Rate
from countries.queries import LONGEST_PREFIX
from countries.regions import CODES, Region
from tenants.search_keys import search_key
from ui.forms import ConsoleModelForm
from ui.lists import ListFilter

WEEKS = re.compile(r"(<=)?\d{1,2}|\d{1,2}-\d{1,2}")
COMMIT = re.compile(r"[0-9a-f]{7,40}")
GROUPS = (
    (gettext_lazy("Phone System"), ("phone_system", "auto_attendant", "call_queue", "voicemail")),
    (
        gettext_lazy("Calling Plans"),
        (
            "calling_plans",
            "calling_plan_partner",
            "calling_plan_domestic",
            "domestic_minutes",
            "calling_plan_international",
            "international_minutes",
            "pay_as_you_go",
            "payg_zone",
        ),
    ),
    (
        gettext_lazy("New numbers"),
        (
            "user_numbers",
            "user_number_channel",
            "user_number_partner",
            "toll_service_numbers",
            "toll_number_channel",
            "toll_number_partner",
            "toll_free_service_numbers",
            "toll_free_number_channel",
            "toll_free_number_partner",
            "new_order_weeks",
            "only_non_geographic",
            "directory_listing_supported",
        ),
    ),
    (
        gettext_lazy("Numbers brought along"),
        (
            "port_in_user",
            "port_in_service",
            "mobile_port_in",
            "port_weeks",
            "port_lead_days_min",
            "carrier_response_days_min",
            "carrier_response_days_max",
            "ported_numbers_not_for_conferencing",
        ),
    ),
    (
        gettext_lazy("Conferencing, credits and emergency calls"),
        (
            "audio_conferencing",
            "communications_credits",
            "emergency_address_moment",
            "address_must_match_area_code",
        ),
    ),
    (
        gettext_lazy("Where it is from"),
        (
            "notes",
            "source_path",
            "source_commit",
            "source_date",
            "management_path",
            "management_commit",
            "rules_source",
        ),
    ),
)
LABELS = {
    "user_number_channel": gettext_lazy("How user numbers are had"),
    "user_number_partner": gettext_lazy("Partner for user numbers"),
    "toll_number_channel": gettext_lazy("How toll numbers are had"),
    "toll_number_partner": gettext_lazy("Partner for toll numbers"),
    "toll_free_number_channel": gettext_lazy("How toll-free numbers are had"),
    "toll_free_number_partner": gettext_lazy("Partner for toll-free numbers"),
    "new_order_weeks": gettext_lazy("Weeks until new numbers arrive"),
    "only_non_geographic": gettext_lazy("Only non-geographic numbers"),
    "directory_listing_supported": gettext_lazy("Directory listing"),
    "mobile_port_in": gettext_lazy("Port mobile numbers in"),
    "port_weeks": gettext_lazy("Weeks until ported numbers arrive"),
    "port_lead_days_min": gettext_lazy("Days to ask ahead, at least"),
    "carrier_response_days_min": gettext_lazy("Other carrier answers, least business days"),
    "carrier_response_days_max": gettext_lazy("Other carrier answers, most business days"),
    "ported_numbers_not_for_conferencing": gettext_lazy("Ported numbers are barred from conferencing"),
    "emergency_address_moment": gettext_lazy("Emergency address is asked for"),
    "address_must_match_area_code": gettext_lazy("Address must fit the area code"),
    "source_path": gettext_lazy("Page of the facts"),
    "source_commit": gettext_lazy("Revision of the page"),
    "source_date": gettext_lazy("Date of the page"),
    "management_path": gettext_lazy("Page of number management"),
    "management_commit": gettext_lazy("Revision of that page"),
    "rules_source": gettext_lazy("Source of the rules"),
}


class ThreeAnswers(forms.NullBooleanSelect):
    """Yes, no or not stated."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = [
            ("unknown", gettext_lazy("Not stated")),
            ("true", gettext_lazy("Yes")),
            ("false", gettext_lazy("No")),
        ]


class CountryForm(ConsoleModelForm):
    """What an operator may change of a country. Every field may stay empty, so none says that it is optional."""

    mark_optional = False

    class Meta:
        model = Country
        fields = tuple(name for _title, names in GROUPS for name in names)
        labels = LABELS
        help_texts: ClassVar[dict[str, Any]] = {
            "new_order_weeks": gettext_lazy("As in 2-3, <=4 or 2."),
            "port_weeks": gettext_lazy("As in 2-3, <=4 or 2."),
            "notes": gettext_lazy(
                "Codes, separated by semicolons. A code that is not known is shown as it is."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.NullBooleanField):
                field.widget = ThreeAnswers()

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in GROUPS]

    def clean_new_order_weeks(self) -> str:
        """A number of weeks, a range, or at most so many."""
        return _weeks(self.cleaned_data["new_order_weeks"])

    def clean_port_weeks(self) -> str:
        """As `clean_new_order_weeks`."""
        return _weeks(self.cleaned_data["port_weeks"])

    def clean(self) -> dict[str, Any]:
        """A partner belongs to the channel "partner", and a range begins before it ends."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in ("user", "toll", "toll_free"):
            channel, partner = data.get(f"{kind}_number_channel"), data.get(f"{kind}_number_partner")
            if channel == Channel.PARTNER and not partner:
                self.add_error(f"{kind}_number_partner", _("Name the partner."))
            elif partner and channel != Channel.PARTNER:
                words = _("Choose “Through a partner”, or leave the partner empty.")
                self.add_error(f"{kind}_number_channel", words)
        least, most = data.get("carrier_response_days_min"), data.get("carrier_response_days_max")
        if least and most and least > most:
            self.add_error("carrier_response_days_max", _("The most must not be less than the least."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, by field name; valid forms only."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def _weeks(text: str) -> str:
    if text and not WEEKS.fullmatch(text):
        raise ValidationError(_("Write the weeks as 2-3, <=4 or 2."))
    return text


class RateForm(ConsoleModelForm):
    """One rate; empty is "not stated"."""

    class Meta:
        model = Rate
        fields = ("usd_per_minute",)
        help_texts: ClassVar[dict[str, Any]] = {
            "usd_per_minute": gettext_lazy("Empty means that it is not stated.")
        }


class CountrySearch(ListFilter):
    """The operator's list of countries."""

    q = forms.CharField(label=gettext_lazy("Country"), max_length=60)
    region = forms.ChoiceField(
        label=gettext_lazy("Region"), choices=[("", gettext_lazy("Anywhere")), *Region.choices]
    )
    edited = forms.BooleanField(label=gettext_lazy("Edited only"))

    def filter_region(self, countries: QuerySet[Country], region: str) -> QuerySet[Country]:
        """The countries of one region."""
        return countries.filter(pk__in=CODES[region])

    def filter_q(self, countries: QuerySet[Country], text: str) -> QuerySet[Country]:
        """By name without regard to case and accents, or by code."""
        wanted = search_key(text)
        rows = Country.objects.values_list("iso2", "name_en", "name_fr")
        found = [
            row[0]
            for row in rows
            if wanted == row[0].lower() or any(wanted in search_key(n) for n in row[1:])
        ]
        return countries.filter(pk__in=found)

    def filter_edited(self, countries: QuerySet[Country], _value: bool) -> QuerySet[Country]:
        """Those that no longer follow the data files."""
        return countries.exclude(edited_at=None)


class RateSearch(ListFilter):
    """The operator's list of rates: by number or prefix, and by country."""

    q = forms.CharField(label=gettext_lazy("Prefix or number"), max_length=30)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    edited = forms.BooleanField(label=gettext_lazy("Edited only"))
    lookups: ClassVar[dict[str, str]] = {"country": "iso2"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Rate.objects.order_by("iso2").values_list("iso2", flat=True).distinct()
        self.fields["country"].choices = [("", _("Any")), *((code, code) for code in codes)]  # type: ignore[attr-defined]

    def filter_q(self, rates: QuerySet[Rate], text: str) -> QuerySet[Rate]:
        """Prefixes that begin like this, and those that a call to this number falls under."""
        digits = "".join(char for char in text if char.isascii() and char.isdigit())[:LONGEST_PREFIX]
        if not digits:
            return rates.none()
        heads = [digits[:length] for length in range(1, len(digits) + 1)]
        return rates.filter(Q(prefix__startswith=digits) | Q(prefix__in=heads))

    def filter_edited(self, rates: QuerySet[Rate], _value: bool) -> QuerySet[Rate]:
        """Those that no longer follow the data file."""
        return rates.exclude(edited_at=None)
