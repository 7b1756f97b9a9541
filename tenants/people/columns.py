"""The columns of the user file: Microsoft's sixteen headings (rules 2.3), and ours behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spreadsheets.writing import PROBLEMS
from tenants.models import Person
from tenants.search_keys import search_key
from ui.refusals import Refusal

HEADINGS: Final = {
    "User Name": "user_name",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Display Name": "display_name",
    "Job Title": "job_title",
    "Department": "department",
    "Office Number": "office_number",
    "Office Phone": "office_phone",
    "Mobile Phone": "mobile_phone",
    "Fax": "fax",
    "Alternate email address": "alternate_email",
    "Address": "address",
    "City": "city",
    "State or Province": "state",
    "ZIP or Postal Code": "postal_code",
    "Country or Region": "country_or_region",
}
"""The sixteen headings and the field that each fills. Never translated: other products read them."""

OUR_HEADINGS: Final = {
    "Usage Location": "usage_location",
    "Extension": "extension",
    "Site": "site",
    "Telephony": "needs_telephony",
}
"""Four columns of our own: they are in a download, and an upload may have them."""

ALL_HEADINGS: Final = {**HEADINGS, **OUR_HEADINGS}

CONTACT: Final = tuple(HEADINGS.values())[6:]
"""Fields that say where a person is found."""

MANDATORY: Final = ("User Name", "Display Name")
_FIELDS: Final = {search_key(heading): field for heading, field in ALL_HEADINGS.items()}
_NAMES: Final = {field: heading for heading, field in ALL_HEADINGS.items()}


def heading_of(field: str) -> str:
    """The heading of a field, as the file has it."""
    return _NAMES.get(field, field)


def field_of(heading: str) -> str:
    """The field that a heading fills, in any case and with any blanks; "" when it is not one of ours."""
    return _FIELDS.get(search_key(heading.replace("_", " ")), "")


@dataclass(frozen=True)
class Match:
    """Which heading fills which field. `fields` runs beside the headings; "" marks a column that is passed over."""

    fields: list[str]
    passed_over: list[str]


def match(headings: Sequence[str]) -> Match:
    """Match the headings in any order and case.

    Raises Refusal when a mandatory heading is missing or a heading is there twice (rules 2.3).
    """
    fields = [field_of(heading) for heading in headings]
    missing = [heading for heading in MANDATORY if HEADINGS[heading] not in fields]
    if missing:
        raise Refusal(_missing(headings, missing))
    twice = sorted({heading_of(field) for field in fields if field and fields.count(field) > 1})
    if twice:
        raise Refusal(
            _("The heading %(names)s is in the file more than once. Leave one of them.")
            % {"names": ", ".join(twice)}
        )
    others = [
        h for h, field in zip(headings, fields, strict=True) if not field and h.strip() and h != PROBLEMS
    ]
    return Match(fields, others)


def _missing(headings: Sequence[str], missing: Sequence[str]) -> str:
    found = ", ".join(heading[:40] for heading in headings[:6] if heading.strip())
    sentence = ngettext(
        "The first line has no heading %(missing)s.",
        "The first line has neither of the headings %(missing)s.",
        len(missing),
    ) % {"missing": _(" and ").join(missing)}
    if not found:
        return sentence
    return sentence + " " + _("It reads: %(found)s. The template shows all headings.") % {"found": found}


def cells_of(person: Person) -> list[str]:
    """A person as a row of the file, our columns last."""
    cells = [getattr(person, field) for field in HEADINGS.values()]
    site = person.site.name if person.site_id and person.site else ""
    return [
        *cells,
        str(person.usage_location or ""),
        person.extension,
        site,
        _yes_or_no(person.needs_telephony),
    ]


def _yes_or_no(value: bool) -> str:
    return "Yes" if value else "No"
