"""What somebody lacks, in a sentence each, with the one click to the page that mends it and the way back from there."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from countries.queries import country_name
from numbering.uses import UNBROKEN
from services.plans.checklist import CHECKS, CREDITS, OUTGOING, Check
from tenants.models import Tenant
from ui.formats import national
from ui.ways import with_way_on

Row = Any
"""A row of `queries.holdings`: an assignment with the columns that are annotated there."""
PHONE_SKU: Final = "MCOEV"
CREDITS_SKU: Final = "MCOPSTNPP"
"""Phone System by itself, and the licence that lets a person's calls use the organisation's credit (rules 2.1)."""


@dataclass(frozen=True)
class Lack:
    """One thing that somebody lacks, and the words and the address of what mends it: a tenant admin follows it."""

    check: Check
    sentence: str
    action: str
    url: str


@dataclass(frozen=True)
class Teller:
    """Tells what people of a tenant lack, with ways that lead `back` to a page."""

    tenant: Tenant
    back: str = ""

    def lacks(self, row: Row) -> list[Lack]:
        """What the holder of a row of `queries.holdings` lacks, in the order of the checklist."""
        return [self._lack(check, row) for check in CHECKS if getattr(row, check.column)]

    def notes(self, row: Row) -> list[Lack]:
        """What stands in the way of calls out; a person who cannot call out at all is not told about the pool too."""
        found = next((check for check in (OUTGOING, CREDITS) if getattr(row, check.column)), None)
        return [self._lack(found, row)] if found else []

    def _lack(self, check: Check, row: Row) -> Lack:
        words = {
            "person": str(row.person),
            "plan": str(row.product),
            "tenant": str(self.tenant),
            "country": country_name(row.usage_location),
            "here": country_name(str(row.person.usage_location)),
            "there": country_name(row.number_country or ""),
            "number": national(row.number_e164).translate(UNBROKEN),
        }
        sentence = self._sentence(check.key, row) % words
        action, url = _MENDS[check.key](self, row)
        return Lack(check, sentence, action % words, with_way_on(url, self.back))

    def _sentence(self, key: str, row: Row) -> str:
        """The sentence of a lack, still with its gaps."""
        if key == "direct_routing" and self.tenant.uses_direct_routing_only:
            return _("%(tenant)s calls through Direct Routing only, so nobody can hold a Calling Plan.")
        if key == "outgoing" and not row.lack_credits:
            return _("Takes calls but cannot call out: the plan has no minutes, and there is no credit.")
        return _sentences()[key]

    def url(self, name: str, *args: object, **query: object) -> str:
        """An address inside the tenant."""
        path = reverse(name, args=[self.tenant.slug, *args])
        return f"{path}?{urlencode(query)}" if query else path


def _sentences() -> dict[str, str]:
    return {
        "direct_routing": _(
            "Calls through Direct Routing with %(number)s, and a plan cannot be held beside it."
        ),
        "phone": _("Has no Phone System, and the plan does nothing without it."),
        "plan_pending": _("The plan is still being set up, which may take up to 24 hours."),
        "unmarked": _("Is not marked for telephony, so step 3 gives no number."),
        "location": _("Has no usage location."),
        "moved": _("The plan is for %(country)s, and the usage location is %(here)s now."),
        "terms": _("Nobody has accepted the emergency-calling terms of %(country)s yet."),
        "number": _("Has no number in %(country)s."),
        "elsewhere": _("%(number)s is in %(there)s, and the plan is for %(country)s."),
        "address": _("%(number)s has no validated emergency address, which %(there)s asks for."),
        "pending": _("%(number)s is still being activated."),
        "failed": _("%(number)s could not be activated. Take it away, then give it again."),
        "outgoing": _(
            "Takes calls but cannot call out: the plan has no minutes, and the licence that uses credit is missing."
        ),
        "credits": _("Calls beyond the pool fail: the licence that uses credit is missing."),
    }


Mend = Callable[[Teller, Row], tuple[str, str]]


def _take_plan(teller: Teller, row: Row) -> tuple[str, str]:
    url = teller.url("licensing:remove", person=row.person_id, product=row.product_id)
    return _("Take the plan away"), url


def _give_phone(teller: Teller, row: Row) -> tuple[str, str]:
    url = teller.url("licensing:assign", person=row.person_id, product=PHONE_SKU)
    return _("Give Phone System"), url


def _see_licences(teller: Teller, _row: Row) -> tuple[str, str]:
    return _("See how far it is"), f"{teller.url('licensing:overview')}#under-way"


def _edit_person(words: Callable[[], str]) -> Mend:
    return lambda teller, row: (words(), teller.url("people:edit", row.person_id))


def _move(teller: Teller, row: Row) -> tuple[str, str]:
    return _("Take the plan to %(here)s"), teller.url("plans:move", person=row.person_id)


def _terms(teller: Teller, row: Row) -> tuple[str, str]:
    return _("Read the terms of %(country)s"), teller.url("sites:terms", row.usage_location)


def _choose_number(teller: Teller, row: Row) -> tuple[str, str]:
    return _("Choose a number"), teller.url("numbering:assign_person", row.person_id)


def _at_number(words: Callable[[], str]) -> Mend:
    return lambda teller, row: (
        words(),
        teller.url("numbering:detail", row.number_pk),
    )


def _give_credits(teller: Teller, row: Row) -> tuple[str, str]:
    if row.lack_credits:
        url = teller.url("licensing:assign", person=row.person_id, product=CREDITS_SKU)
        return _("Give the credits licence"), url
    return _("Add credit"), teller.url("credits:overview")


_MENDS: Final[dict[str, Mend]] = {
    "direct_routing": _take_plan,
    "phone": _give_phone,
    "plan_pending": _see_licences,
    "unmarked": _edit_person(lambda: _("Mark for telephony")),
    "location": _edit_person(lambda: _("Set the usage location")),
    "moved": _move,
    "terms": _terms,
    "number": _choose_number,
    "elsewhere": _at_number(lambda: _("Take the number away")),
    "address": _at_number(lambda: _("Choose an address")),
    "pending": _at_number(lambda: _("See the number")),
    "failed": _at_number(lambda: _("Go to the number")),
    "outgoing": _give_credits,
    "credits": _give_credits,
}


@dataclass(frozen=True)
class Listed:
    """A line of the list: a row of `queries.holdings` with what its holder lacks."""

    row: Row
    lacks: Sequence[Lack]
    notes: Sequence[Lack]

    @property
    def country(self) -> str:
        """The country of the plan in the reader's language."""
        return country_name(self.row.usage_location)


def listed(rows: Iterable[Row], teller: Teller) -> list[Listed]:
    """The lines of a page."""
    return [Listed(row, teller.lacks(row), teller.notes(row)) for row in rows]


def in_words(lacks: Sequence[Lack]) -> str:
    """All sentences in one text, for a file."""
    return " ".join(lack.sentence for lack in lacks)
