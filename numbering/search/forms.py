"""What is searched: country, place, how many, which digits. Selects depend on each other and are read leniently."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carriers.base import Query, carrier
from countries.models import Country
from numbering.holds import MOST_AT_ONCE
from numbering.models import Usage
from numbering.shelves import Shelf, carrier_kind
from ui.forms import ConsoleForm

LARGEST_PAGE = 250  # rows of one page of results; more are held by their search, not by their boxes
SMALLEST_PAGE = 20
E164 = re.compile(r"\+[1-9]\d{5,14}\Z", re.ASCII)


def digits_only(text: str) -> str:
    """The ASCII digits of a text; blanks, dashes, dots, brackets and "+" are dropped.

    Raises ValidationError for anything else: what is no digit was not meant.
    """
    kept = re.sub(r"[\s().+/-]", "", text)
    if not re.fullmatch(r"[0-9]*", kept):
        raise ValidationError(_("Enter digits alone, as in 0131 or 425 555."))
    return kept


@dataclass(frozen=True)
class Places:
    """What the carrier has in a country: the kinds, the states and the cities to choose from."""

    kinds: list[str]
    kind: str
    states: list[str]
    cities: list[str]


def places(shelf: Shelf, country: str, *, kind: str = "", state: str = "") -> Places:
    """Ask the carrier. A kind without stock is not offered; where none has stock, all are."""
    here = carrier()

    def in_stock(one: str) -> bool:
        query = Query(country=country, kind=carrier_kind(one), user_grade=shelf.user_grade)
        return here.count(query, limit=1) > 0

    kinds = [str(one.value) for one in shelf.kinds]
    if len(kinds) > 1:
        kinds = [one for one in kinds if in_stock(one)] or kinds
    kind = kind if kind in kinds else kinds[0]
    states = here.states(country, carrier_kind(kind), user_grade=shelf.user_grade)
    state = state if state in states else ""
    cities = here.cities(country, carrier_kind(kind), user_grade=shelf.user_grade, state=state)
    return Places(kinds, kind, states, cities)


class SearchForm(ConsoleForm):
    """The search of a shelf. Choices that do not exist, or no longer fit, fall back and say so in `moved`."""

    usage = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State or region"), required=False)
    city = forms.ChoiceField(label=gettext_lazy("City"), required=False)
    quantity = forms.IntegerField(label=gettext_lazy("How many"), min_value=1)
    prefix = forms.CharField(  # type: ignore[assignment]
        label=gettext_lazy("Begins with"), max_length=20, required=False
    )
    contains = forms.CharField(label=gettext_lazy("Contains digits"), max_length=20, required=False)

    mark_optional = False
    CHOSEN = ("usage", "country", "kind", "state", "city")

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        shelf: Shelf,
        countries: Sequence[Country],
        home: str,
        left: int,
        suggested: int,
    ) -> None:
        self.shelf = shelf
        self.left = left
        self.moved = ""
        self.countries = {country.iso2: country for country in countries}
        values = {name: str(data.get(name, "")).replace("\x00", "") for name in self.base_fields}
        self.country_row = (
            self.countries.get(values["country"]) or self.countries.get(home) or next(iter(countries), None)
        )
        values["country"] = self.country_row.iso2 if self.country_row else ""
        values["quantity"] = values["quantity"] or str(max(1, min(suggested, left)))
        self._choose_places(values)
        super().__init__(values, auto_id="s_%s")
        self._offer_choices(values)

    def _choose_places(self, values: dict[str, str]) -> None:
        usages = [str(usage.value) for usage in self.shelf.usages]
        values["usage"] = values["usage"] if values["usage"] in usages else usages[0]
        self.places = Places([], "", [], [])
        if self.country_row is not None and self.shelf.way(self.country_row).searchable:
            self.places = places(self.shelf, values["country"], kind=values["kind"], state=values["state"])
        values["kind"] = self.places.kind
        if values["state"] not in self.places.states:
            values["state"] = ""
        if values["city"] and values["city"] not in self.places.cities:
            self.moved = _("%(city)s has no stock here, so all cities are searched.") % {
                "city": values["city"][:80]
            }
            values["city"] = ""

    def _offer_choices(self, values: dict[str, str]) -> None:
        fields: dict[str, Any] = dict(self.fields)
        fields["usage"].choices = [(usage.value, usage.label) for usage in self.shelf.usages]
        fields["country"].choices = [(code, country.name) for code, country in self.countries.items()]
        labels = {str(kind.value): kind.label for kind in self.shelf.kinds}
        fields["kind"].choices = [(kind, labels[kind]) for kind in self.places.kinds]
        fields["state"].choices = [("", _("All")), *((state, state) for state in self.places.states)]
        fields["city"].choices = [("", _("All")), *((city, city) for city in self.places.cities)]
        calling_code = self.country_row.calling_code.lstrip("+") if self.country_row else ""
        fields["prefix"].widget.attrs.update({"inputmode": "numeric", "placeholder": f"+{calling_code}"})
        # Preserved: what is being typed survives the swap that a new country or state brings.
        fields["contains"].widget.attrs.update(
            {"inputmode": "numeric", "placeholder": _("any"), "hx-preserve": "true"}
        )
        fields["quantity"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "aria-describedby": "s_quantity_hint", "hx-preserve": "true"}
        )
        for name, wanted in self._shown().items():
            if not wanted:
                fields[name].widget = forms.HiddenInput()

    def _shown(self) -> dict[str, bool]:
        """Selects with one choice are no choice."""
        return {
            "usage": len(self.shelf.usages) > 1,
            "kind": len(self.places.kinds) > 1,
            "state": bool(self.places.states),
            "city": bool(self.places.cities),
        }

    def clean_quantity(self) -> int:
        """At most what the quota leaves; the sentence has the figure in it."""
        quantity: int = self.cleaned_data["quantity"]
        if quantity > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(n)s at once. Hold these first, then search again.") % {"n": "1,000"}
            )
        if not self.left:
            raise ValidationError(
                _("Your quota leaves none. Ask the desk: requested numbers are not counted.")
            )
        if quantity > self.left:
            raise ValidationError(
                _("Your quota leaves %(left)s. Enter %(left)s or fewer.") % {"left": self.left}, code="quota"
            )
        return quantity

    def clean_contains(self) -> str:
        """Digits, however they are spaced."""
        return digits_only(self.cleaned_data["contains"])

    def clean_prefix(self) -> str:
        """Digits after the "+"; without the country's code they are national ones."""
        typed = self.cleaned_data["prefix"].strip()
        digits = digits_only(typed)
        code = re.sub(r"\D", "", self.country_row.calling_code) if self.country_row else ""
        if not digits or typed.startswith("+") or not code:
            return digits
        return digits if digits.startswith(code) and len(digits) > len(code) else code + digits.lstrip("0")

    @property
    def query(self) -> Query:
        """What the carrier is asked. The form must be valid."""
        data = self.cleaned_data
        return Query(
            country=data["country"],
            kind=carrier_kind(self.places.kind),
            state=data["state"],
            city=data["city"],
            prefix=data["prefix"],
            contains=data["contains"],
            user_grade=self.shelf.user_grade,
        )

    @property
    def page_size(self) -> int:
        """Rows of one page: what is needed fits on it, up to a limit."""
        return min(max(self.cleaned_data["quantity"], SMALLEST_PAGE), LARGEST_PAGE)

    @property
    def place_words(self) -> str:
        """Where was searched, in words: "Redmond, Washington"."""
        data = self.cleaned_data
        return ", ".join(part for part in (data["city"], data["state"]) if part) or str(
            self.country_row.name if self.country_row else ""
        )

    @property
    def usage_chosen(self) -> Usage:
        """What the numbers are to be for."""
        return Usage(self.cleaned_data["usage"])


def picked_numbers(values: Sequence[str]) -> list[str]:
    """The E.164 numbers among what boxes sent, once each; anything else is left out."""
    return [one for one in dict.fromkeys(values) if E164.match(one)]
