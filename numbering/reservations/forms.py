"""The form that asks for many numbers: lines, a list that is read into lines, addresses where a country asks for one."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Country
from countries.queries import countries_of
from numbering import quotas
from numbering.models import Allowance, Kind, Usage
from numbering.quotas import Quota
from numbering.reservations import text as reservation_text
from numbering.reservations.places import Catalogue, Spot, catalogue
from numbering.reservations.reading import Reading, is_toll_free, read_place
from numbering.reservations.reservations import MOST_LINES, MOST_NUMBERS, Wish
from numbering.search.holding import HoldForm
from tenants.models import EmergencyAddress, Tenant
from ui.forms import ConsoleForm, FormParts, quiet, refuse
from ui.refusals import Refusal

FIRST_LINES: Final = 3  # empty lines of a fresh form


class ListForm(ConsoleForm):
    """The list to be read, and the token by which a form that is sent twice is one request."""

    text = forms.CharField(
        label=gettext_lazy("A list"),
        required=False,
        max_length=reservation_text.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "As you would write it: 150 Paris; 150 Lyon; 100 toll-free FR. Or one a line."
        ),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    mark_optional = False


class LineForm(ConsoleForm):
    """How many, where, and what for. A line with nothing in it is no line."""

    quantity = forms.CharField(label=gettext_lazy("How many"), required=False, max_length=12)
    place = forms.CharField(label=gettext_lazy("Where"), required=False, max_length=160)
    usage = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[
            (Usage.USER.value, gettext_lazy("People")),
            (Usage.VOICE_APP.value, gettext_lazy("Queues and attendants")),
            (Usage.CONFERENCE.value, gettext_lazy("Conference bridge")),
        ],
    )
    mark_optional = False

    def __init__(self, *args: Any, at: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"line-{at}", auto_id="r_%s", **kwargs)
        self.at = at
        self.reading = Reading()
        self.choice_words: list[str] = []
        self.fields["quantity"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})
        self.fields["place"].widget.attrs.update({"list": "places", "autocomplete": "off"})

    @property
    def is_blank(self) -> bool:
        """Neither a figure nor a place."""
        return not any(str(self[name].value() or "").strip() for name in ("quantity", "place"))

    def clean_quantity(self) -> int:
        """A whole number, however its thousands are parted."""
        typed = re.sub(r"[\s,.'\u00a0\u202f]", "", self.cleaned_data["quantity"])
        if not (typed.isascii() and typed.isdigit()) or not 1 <= int(typed) <= MOST_NUMBERS:
            raise ValidationError(_("Enter a number from 1 to 10,000."))
        return int(typed)


@dataclass(frozen=True)
class QuotaLine:
    """One allowance with what the form asks of it."""

    quota: Quota
    asked: int

    @property
    def left(self) -> int:
        """How many can be added once these lines are held."""
        return max(0, self.quota.left - self.asked)

    @property
    def over(self) -> int:
        """How many more are asked for than can be added."""
        return max(0, self.asked - self.quota.left)


class ReservationForm(FormParts):
    """All parts; `data` is None for a fresh form. `usage` is what new lines are for."""

    def __init__(
        self,
        tenant: Tenant,
        data: Mapping[str, Any] | None = None,
        *,
        usage: str = Usage.USER,
    ) -> None:
        self.tenant = tenant
        self.data = data
        self.usage = usage if usage in Usage.values else str(Usage.USER.value)
        self.list = ListForm(data, initial={"token": uuid.uuid4().hex})
        if data is not None:
            self.lines = [LineForm(data, at=at) for at in range(_count(data))]
        else:
            self.lines = [LineForm(at=at, initial={"usage": self.usage}) for at in range(FIRST_LINES)]
        self.addresses: list[HoldForm] = []
        self._catalogues: dict[bool, Catalogue] = {}

    def initial_of(self, said: reservation_text.Said) -> dict[str, str]:
        """A line that was read, as it stands in the form; toll-free numbers are for services."""
        usage = said.usage or self.usage
        if usage == Usage.USER and is_toll_free(said.place):
            usage = Usage.VOICE_APP
        return {"quantity": str(said.quantity or ""), "place": said.place, "usage": str(usage)}

    @property
    def forms(self) -> Sequence[BaseForm]:
        """Those with something in them, in the order of the page."""
        return [self.list, *self.wanted, *self.addresses]

    @cached_property
    def wanted(self) -> list[LineForm]:
        """The lines that say anything."""
        return [line for line in self.lines if not line.is_blank]

    @cached_property
    def countries(self) -> dict[str, Country]:
        """The tenant's countries by code."""
        return {row.iso2: row for row in countries_of(self.tenant)}

    def catalogue(self, usage: str) -> Catalogue:
        """What can be asked for; one for people and one for services."""
        for_people = usage == Usage.USER
        if for_people not in self._catalogues:
            self._catalogues[for_people] = catalogue(
                self.countries.values(), Usage.USER if for_people else Usage.VOICE_APP
            )
        return self._catalogues[for_people]

    @property
    def places(self) -> list[str]:
        """All places, as they are written, to choose from while typing."""
        found = (self.catalogue(usage) for usage in (Usage.USER, Usage.VOICE_APP))
        return sorted({spot.words(one.names) for one in found for spot in one.spots})

    def is_valid(self) -> bool:
        """Whether every line is clear; what is not is said beside it."""
        checked = [form.is_valid() for form in (self.list, *self.wanted)]
        for line in self.wanted:
            self._read(line)
        if not self.wanted:
            self.list.add_error(None, _("Say how many numbers you want, and where."))
        self.addresses = self._address_forms()
        checked += [form.is_valid() for form in self.addresses]
        clear = all(line.reading.spot is not None for line in self.wanted)
        return clear and bool(self.wanted) and all(checked)

    def _read(self, line: LineForm) -> None:
        usage, place = line.cleaned_data.get("usage", ""), line.cleaned_data.get("place", "")
        if not place.strip():
            line.add_error("place", _("Say where: a city, a country, or toll-free."))
            return
        if usage == Usage.USER and is_toll_free(place):
            line.add_error("usage", _("Toll-free numbers are not for people. Choose another use."))
            return
        line.reading = read_place(place, self.catalogue(usage))
        if line.reading.spot is None:
            line.add_error("place", line.reading.sentence)
            names = self.catalogue(usage).names
            line.choice_words = [spot.words(names) for spot in line.reading.choices]

    def understood(self) -> list[tuple[LineForm, str]]:
        """The lines whose place is clear, with the place in full: what was read is shown, not only taken."""
        clear = [(line, line.reading.spot) for line in self.wanted if line.reading.spot is not None]
        usage = [str(line.cleaned_data["usage"]) for line, _spot in clear]
        return [
            (line, spot.words(self.catalogue(use).names))
            for (line, spot), use in zip(clear, usage, strict=True)
        ]

    def _address_forms(self) -> list[HoldForm]:
        """One for each country of the lines that asks for an address at once."""
        spots = [line.reading.spot for line in self.wanted if line.reading.spot]
        codes = dict.fromkeys(spot.country for spot in spots if spot.kind != Kind.TOLL_FREE)
        asked = []
        for code in codes:
            form = self._address_form(code)
            if form.asks:
                words = {"country": self.countries[code].name}
                form.fields["emergency_address"].label = _("Emergency address in %(country)s") % words
                asked.append(form)
        return asked

    def _address_form(self, code: str) -> HoldForm:
        """The choice for one country. The only address that there is, is chosen until somebody chooses otherwise."""
        of: dict[str, Any] = {
            "tenant": self.tenant,
            "country": self.countries[code],
            "prefix": f"address-{code}",
        }
        fresh = HoldForm(**of)
        if self.data is None or not fresh.asks:
            return fresh
        name = fresh.add_prefix("emergency_address")
        only = fresh.fields["emergency_address"].initial
        given = {name: self.data.get(name, only or "")}
        return HoldForm(given, **of)

    def wishes(self) -> list[Wish]:
        """What is asked for. The form must be valid."""
        chosen: dict[str, EmergencyAddress] = {
            str(form.prefix).removeprefix("address-"): form.cleaned_data["emergency_address"]
            for form in self.addresses
        }
        return [self._wish(line, line.reading.spot, chosen) for line in self.wanted if line.reading.spot]

    def _wish(self, line: LineForm, spot: Spot, chosen: Mapping[str, EmergencyAddress]) -> Wish:
        address = None if spot.kind == Kind.TOLL_FREE else chosen.get(spot.country)
        return Wish(line.cleaned_data["quantity"], line.cleaned_data["usage"], spot, address)

    def quotas(self) -> list[QuotaLine]:
        """Each allowance, with what the lines ask of it as far as they can be read."""
        asked = dict.fromkeys(Allowance, 0)
        for line in self.wanted:
            count = getattr(line, "cleaned_data", {}).get("quantity")
            usage = getattr(line, "cleaned_data", {}).get("usage")
            if count and usage and line.reading.spot is not None:
                try:
                    asked[Wish(count, usage, line.reading.spot).allowance] += count
                except Refusal:
                    continue
        return [QuotaLine(quotas.quota(self.tenant, one), count) for one, count in asked.items()]

    def total(self) -> int:
        """How many numbers all lines ask for, as far as they can be read."""
        return sum(getattr(line, "cleaned_data", {}).get("quantity") or 0 for line in self.wanted)

    def show_only(self) -> None:
        """Show what was typed without judging it."""
        for form in (self.list, *self.lines):
            quiet(form)

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal beside the line that it is about, or on top."""
        at = refusal.field.removeprefix("line-") if refusal.field.startswith("line-") else ""
        if at.isdigit() and int(at) < len(self.wanted):
            refuse(
                self.wanted[int(at)],
                Refusal(refusal.sentence, url=refusal.url, link=refusal.link, field="place"),
            )
        else:
            refuse(self.list, refusal)


def _count(data: Mapping[str, Any]) -> int:
    """How many lines were sent, and at most as many as there may be."""
    sent = str(data.get("lines", ""))
    return min(int(sent), MOST_LINES) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
