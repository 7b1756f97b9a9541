"""The parts of a port order's form, and what each asks for in a country. The rules are rows; the code only sorts them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from porting.models import CountryRequirement, PortOrder
from porting.reference.rules import requirements_for

PROVIDER: Final = "provider"
ADDRESS: Final = "address"
PERSON: Final = "person"
NUMBERS: Final = "numbers"
PAPERS: Final = "papers"
DATE: Final = "date"
CONTACTS: Final = "contacts"

TITLES: Final[dict[str, StrPromise]] = {
    NUMBERS: _("Numbers"),
    PROVIDER: _("Provider and account"),
    ADDRESS: _("Organisation and service address"),
    PERSON: _("Authorised person"),
    DATE: _("Date"),
    CONTACTS: _("Who is told"),
    PAPERS: _("Papers"),
}
"""All parts in the order in which the task list has them."""

FORM_PARTS: Final = (PROVIDER, ADDRESS, PERSON, CONTACTS)
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    PROVIDER: (
        "provider",
        "account_number",
        "account_pin",
        "billing_number",
        "scope",
        "remaining",
        "new_billing_number",
        "reseller",
    ),
    ADDRESS: ("organisation", "house_number", "street", "city", "state", "postal_code"),
    PERSON: ("authorised_name", "authorised_title", "authorised_email"),
    CONTACTS: ("notify",),
    DATE: ("wanted_at", "time_zone"),
}
"""Columns of the order by part; what a country asks for besides is kept in `details`."""
OF_EVERY_ORDER: Final = tuple(column for columns in COLUMNS.values() for column in columns)
SECRET: Final = frozenset({"account_pin", "rio", "pac"})
"""Never in the record, in mails or on pages in full, whatever a row says."""
ADDRESS_BEGINS: Final = 60
PERSON_BEGINS: Final = 120


@dataclass(frozen=True)
class Asked:
    """One field of an order that a country asks for, and in which part of the form it stands."""

    key: str
    part: str
    requirement: CountryRequirement


def part_of(key: str, position: int = 0) -> str:
    """The part in which a field stands: that of its column, or by its place among the requirements."""
    for part, columns in COLUMNS.items():
        if key in columns:
            return part
    if position >= PERSON_BEGINS:
        return PERSON
    return ADDRESS if position >= ADDRESS_BEGINS else PROVIDER


def asked_of(order: PortOrder, *, day: date) -> list[Asked]:
    """The fields that the order's country and kind ask for on a day; one query."""
    return asked_among(requirements_for(str(order.country), order.kind, day=day))


def asked_among(rows: list[CountryRequirement]) -> list[Asked]:
    """The fields of the order among requirements."""
    fields = [row for row in rows if row.kind == CountryRequirement.Kind.FIELD]
    return [Asked(row.key, part_of(row.key, row.position), row) for row in fields]


def value_of(order: PortOrder, key: str) -> str:
    """What the order says for a field, "" for nothing."""
    if key in OF_EVERY_ORDER:
        return str(getattr(order, key) or "")
    return str(order.details.get(key, ""))


def masked(text: str) -> str:
    """A secret in part: its last two characters, when it is long enough that these tell nothing."""
    return f"••••{text[-2:]}" if len(text) > 3 else "••••" if text else ""


def shown(key: str, value: object, *, secret: bool = False) -> object:
    """A value as it may be seen: secrets in part."""
    return masked(str(value)) if (secret or key in SECRET) else value


def without_secrets(values: Mapping[str, object], secrets: frozenset[str] = SECRET) -> dict[str, object]:
    """Values for the record: of a secret only whether there is one."""
    return {key: ("•" if value else "") if key in secrets else value for key, value in values.items()}


def secrets_of(order: PortOrder) -> frozenset[str]:
    """Keys whose values are shown in part only: what the rows of the country say, and what always is; one query."""
    rows = CountryRequirement.objects.filter(country__in=["", str(order.country)], secret=True)
    return SECRET | frozenset(rows.values_list("key", flat=True))
