"""The shape of a port order as it is typed, part by part. What is missing may stay so until the order is handed in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from countries.models import Country
from numbering.e164 import NotANumber, cleaned, to_e164
from numbering.models import PhoneNumber
from porting import order_parts
from porting.models import PortedNumber, PortOrder
from porting.number_lists import Entry, read_table, read_typed
from porting.order_numbers import USAGES
from porting.order_parts import Asked, value_of
from porting.projects import ACTION
from porting.reference.rules import fits
from porting.split import account_key
from tenants.person_field import PersonField
from ui.formats import national
from ui.forms import ConsoleForm
from ui.lists import ListFilter
from ui.refusals import Refusal

NUMBER_COLUMNS: Final = ("billing_number", "new_billing_number")
CHOICES: Final[dict[str, Any]] = {"scope": PortOrder.Scope, "remaining": PortOrder.Remaining}
ALWAYS: Final[dict[str, tuple[str, ...]]] = {
    order_parts.PROVIDER: ("remaining", "new_billing_number", "reseller"),
    order_parts.CONTACTS: ("notify",),
}
"""Columns that are asked for whatever the country's rows say."""
HINTS: Final = {
    "remaining": gettext_lazy("Only when some numbers of the account are moved."),
    "new_billing_number": gettext_lazy("Only when the billing number itself moves: one that stays."),
    "reseller": gettext_lazy("Only if your bill comes from a reseller."),
    "notify": gettext_lazy("They get a mail at every change, as you do. Separated by commas."),
}


class NumbersForm(ConsoleForm):
    """Numbers, typed or in a file."""

    mark_optional = False

    numbers = forms.CharField(
        label=gettext_lazy("Numbers"),
        required=False,
        max_length=600_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("One a line, or separated by commas. A range as in +1 206 555 3000 - 3099."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        help_text=gettext_lazy(
            "CSV with a column PhoneNumber, or nothing but numbers. Columns for provider, account number, billing number, "
            "PIN, RIO and address are read too."
        ),
    )

    def __init__(self, *args: Any, country: str, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written_in = country
        self.needed = needed
        self.entries: list[Entry] = []

    def clean(self) -> dict[str, Any]:
        """Read what was brought; the first lines that cannot be read are named, each with its number."""
        data = super().clean() or {}
        if upload := data.get("file"):
            self.entries = self._from(upload)
        elif text := data.get("numbers"):
            self.entries = read_typed(text, country=self.country_of(data))
        if wrong := [entry for entry in self.entries if entry.error]:
            where = "file" if data.get("file") else "numbers"
            for entry in wrong[:10]:
                self.add_error(
                    where, _("Line %(line)s: %(error)s") % {"line": entry.line, "error": entry.error}
                )
            if len(wrong) > 10:
                self.add_error(where, _("%(n)s more lines cannot be read.") % {"n": len(wrong) - 10})
        elif self.needed and not self.entries and not self.errors:
            self.add_error("numbers", _("Type at least one number, or choose a file."))
        return data

    def country_of(self, data: dict[str, Any]) -> str:
        """The country in whose way national numbers are written."""
        return str(data.get("country") or self.written_in)

    def _from(self, upload: Any) -> list[Entry]:
        try:
            return read_table(upload.file, country=self.country_of(self.cleaned_data))
        except Refusal as refusal:
            self.add_error("file", refusal.sentence)
            return []


class OpenForm(NumbersForm):
    """A new port order, with its numbers if they are at hand."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What you will recognise it by, as in “Main lines of Tacoma”."),
        error_messages={"required": gettext_lazy("Give the order a name.")},
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country of the numbers"),
        error_messages={"required": gettext_lazy("Choose a country.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What they are"),
        choices=PortOrder.Kind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Toll-free numbers in the list get an order of their own."),
        error_messages={"required": gettext_lazy("Choose a kind.")},
    )

    field_order = ["name", "country", "kind", "numbers", "file"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, country="", needed=False, **kwargs)
        names = sorted(((c.iso2, c.name) for c in Country.objects.all()), key=lambda pair: pair[1])
        self.fields["country"].choices = [("", _("Choose")), *names]  # type: ignore[attr-defined]


class PartForm(ConsoleForm):
    """One part of the order. Fields come from the rows of the country; a secret that is there is not shown again."""

    mark_optional = False

    def __init__(
        self, order: PortOrder, part: str, asked: Sequence[Asked], *args: Any, **kwargs: Any
    ) -> None:
        self.order = order
        self.secrets: set[str] = set()
        self.asked = {one.key: one for one in asked if one.part == part}
        super().__init__(*args, **kwargs)
        for key in _keys(part, self.asked):
            self.fields[key] = self._field(key)

    def _field(self, key: str) -> forms.Field:
        requirement = self.asked[key].requirement if key in self.asked else None
        label = str(requirement.label if requirement else PortOrder._meta.get_field(key).verbose_name)  # type: ignore[union-attr]
        label = label[:1].upper() + label[1:]
        if requirement is None or not requirement.required:
            label = _("%(label)s (optional)") % {"label": label}
        hint = str(requirement.help_text if requirement else HINTS.get(key, ""))
        value = value_of(self.order, key)
        common: dict[str, Any] = {"label": label, "required": False, "help_text": hint, "initial": value}
        if key in CHOICES:
            return forms.ChoiceField(choices=CHOICES[key].choices, widget=forms.RadioSelect, **common)
        if key == "authorised_email":
            return forms.EmailField(**common)
        if key in order_parts.SECRET or (requirement and requirement.secret):
            self.secrets.add(key)
            if value:
                kept = _("%(masked)s is kept. Type only to change it.") % {
                    "masked": order_parts.masked(value)
                }
                common |= {"initial": "", "help_text": f"{hint} {kept}".strip()}
            return forms.CharField(
                max_length=60,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
                **common,
            )
        if key in NUMBER_COLUMNS:
            return forms.CharField(
                max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"}), **common
            )
        return forms.CharField(max_length=_longest(key), **common)

    def clean(self) -> dict[str, Any]:
        """Numbers in E.164, addresses that are addresses, and the shapes that the country asks for."""
        data = super().clean() or {}
        for key in [key for key in NUMBER_COLUMNS if data.get(key)]:
            try:
                data[key] = to_e164(data[key], str(self.order.country))
            except NotANumber as wrong:
                self.add_error(key, wrong.sentence)
        if data.get("notify"):
            data["notify"] = self._addresses(data["notify"])
        for key, one in self.asked.items():
            text = str(data.get(key) or "")
            if text and key not in NUMBER_COLUMNS and not fits(one.requirement, text):
                self.add_error(key, one.requirement.wrong or _("This does not have the right shape."))
        return data

    def _addresses(self, text: str) -> str:
        parts = text.replace(";", " ").replace(",", " ").split()
        for part in parts:
            try:
                validate_email(part)
            except ValidationError:
                self.add_error("notify", _("“%(part)s” is not an e-mail address.") % {"part": part})
        return ", ".join(dict.fromkeys(parts))

    @property
    def values(self) -> dict[str, Any]:
        """What is to be written: all fields that can be read; a secret that was left empty stays as it is."""
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if key in self.fields and not (key in self.secrets and not value)
        }


def _keys(part: str, asked: dict[str, Asked]) -> list[str]:
    more = [key for key in ALWAYS.get(part, ()) if key not in asked]
    return [*asked, *more]


def _longest(key: str) -> int:
    if key not in order_parts.OF_EVERY_ORDER:
        return 120
    return getattr(PortOrder._meta.get_field(key), "max_length", None) or 120


class DateForm(ConsoleForm):
    """The day and the hour at which the numbers are to move, on the clock of the country's rule."""

    mark_optional = False

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput)
    clock = forms.TimeField(label=gettext_lazy("Time"), widget=forms.TimeInput)

    def wanted(self, zone: str) -> datetime:
        """The moment that was chosen."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"], ZoneInfo(zone))


class UsageForm(ConsoleForm):
    """What ticked numbers will be for."""

    usage = forms.ChoiceField(label=gettext_lazy("Will be for"))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usage"].choices = [(one.value, one.label) for one in USAGES[kind]]  # type: ignore[attr-defined]


class PurposeForm(ConsoleForm):
    """Whom a number is meant for. Numbers for services have no person."""

    mark_optional = False

    temporary = forms.CharField(
        label=gettext_lazy("Temporary number that it takes over from (optional)"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=gettext_lazy(
            "One of your inventory. Whoever or whatever has it gets this number instead, at the moment when it moves."
        ),
    )

    def __init__(self, *args: Any, order: PortOrder, for_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        if for_people:
            label = _("Person who gets it (optional)")
            self.fields["person"] = PersonField(slug=order.tenant.slug, label=label, required=False)
            self.order_fields(["person", "temporary"])

    def clean_temporary(self) -> PhoneNumber | None:
        """The number of the inventory, or an error when it has no such number."""
        if not (text := self.cleaned_data["temporary"].strip()):
            return None
        try:
            e164 = to_e164(text, str(self.order.country))
        except NotANumber as wrong:
            raise ValidationError(wrong.sentence) from wrong
        found = PhoneNumber.objects.filter(e164=e164).first()
        if found is None:
            raise ValidationError(_("%(number)s is not in your inventory.") % {"number": national(e164)})
        return found


TURNS: Final = (
    ("you", gettext_lazy("You must act")),
    ("desk", gettext_lazy("With the desk")),
    ("carrier", gettext_lazy("With the carrier")),
    ("over", gettext_lazy("Over")),
)
OF_TURN: Final[dict[str, tuple[str, ...]]] = {
    "you": tuple(ACTION),
    "desk": (PortOrder.Status.IN_REVIEW,),
    "carrier": tuple(PortOrder.WITH_CARRIER),
    "over": tuple(PortOrder.CLOSED),
}


class PortFilter(ListFilter):
    """What narrows the list of port orders."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=100)
    turn = forms.ChoiceField(label=gettext_lazy("Whose turn"), choices=[("", gettext_lazy("All")), *TURNS])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("All")), *PortOrder.Kind.choices]
    )
    lookups = {"kind": "kind"}

    def filter_turn(self, rows: QuerySet[PortOrder], value: str) -> QuerySet[PortOrder]:
        """By who must act now."""
        return rows.filter(status__in=OF_TURN[value])

    def filter_q(self, rows: QuerySet[PortOrder], value: str) -> QuerySet[PortOrder]:
        """By reference, name, provider, account, or a number in any form."""
        text = Q(reference__icontains=value) | Q(name__icontains=value) | Q(provider__icontains=value)
        found = text | Q(account_number__icontains=value)
        if account_key(value) != value:
            found |= Q(account_number__icontains=account_key(value))
        digits = "".join(sign for sign in cleaned(value) if sign.isdigit())
        if len(digits) >= 5:
            found |= Q(pk__in=PortedNumber.objects.filter(e164__endswith=digits).values("order_id"))
        return rows.filter(found)


class NumberFilter(ListFilter):
    """What narrows the numbers of an order."""

    q = forms.CharField(label=gettext_lazy("Search"), max_length=40)
    status = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[("", gettext_lazy("All")), *PortedNumber.Status.choices]
    )
    lookups = {"status": "status"}

    def filter_q(self, rows: QuerySet[PortedNumber], value: str) -> QuerySet[PortedNumber]:
        """By some of the digits."""
        digits = "".join(sign for sign in cleaned(value) if sign.isdigit())
        return rows.filter(e164__contains=digits) if digits else rows.none()
