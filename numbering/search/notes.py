"""What is worth knowing about a number on offer: runs, round ends, repeats. Pure, no request."""

from collections.abc import Sequence

import phonenumbers
from django.utils.translation import gettext as _

from carriers.base import Offer


def area_code(e164: str) -> str:
    """The digits of the area in national writing; "" where the number belongs to no area."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ""
    length = phonenumbers.length_of_geographical_area_code(number)
    return phonenumbers.national_significant_number(number)[:length]


def pattern_note(e164: str) -> str:
    """What the last digits make easy to remember; "" when nothing."""
    last = e164[-4:]
    if last.endswith("000"):
        return _("Ends in a round thousand")
    if last.endswith("00"):
        return _("Ends in a round hundred")
    if last[:2] == last[2:]:
        return _("Repeats a pair")
    if last in "0123456789" or last in "9876543210":
        return _("Counts in a row")
    if last.endswith("0"):
        return _("Ends in a round ten")
    if last[-1] == last[-2]:
        return _("Repeats a digit")
    return ""


def runs_on(before: str, e164: str) -> bool:
    """Whether a number is the very next one."""
    return before[1:].isdigit() and e164[1:].isdigit() and int(e164[1:]) == int(before[1:]) + 1


def notes(offers: Sequence[Offer], *, city: str = "") -> list[str]:
    """A note for each offer, in the same order; `city` is what was searched, so that neighbours say why they are here."""
    found: list[str] = []
    code = next((area_code(offer.e164) for offer in offers if offer.city == city), "") if city else ""
    for index, offer in enumerate(offers):
        if city and offer.city != city:
            found.append(_neighbour(offer, city, code))
        elif index and runs_on(offers[index - 1].e164, offer.e164):
            found.append(_("Runs on from the number above"))
        else:
            found.append(pattern_note(offer.e164))
    return found


def _neighbour(offer: Offer, city: str, code: str) -> str:
    if code and area_code(offer.e164) == code:
        return _("Same area code as %(city)s") % {"city": city}
    if offer.state:
        return _("%(state)s, like %(city)s") % {"state": offer.state, "city": city}
    return _("Near %(city)s") % {"city": city}
