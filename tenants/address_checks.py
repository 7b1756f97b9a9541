"""The sandbox's check of an emergency address: required parts, and the shape of postal codes that we know.

No map is asked, so coordinates are not required here. A real provider asks for them everywhere but in Australia and
Japan (rules 11.4).
"""

import re
from typing import Final

from django.utils.translation import gettext as _
from django_countries import countries

from tenants.models import EmergencyAddress

POSTAL_CODES: Final[dict[str, tuple[str, str]]] = {
    "AT": (r"\d{4}", "1010"),
    "AU": (r"\d{4}", "2000"),
    "BE": (r"\d{4}", "1000"),
    "BR": (r"\d{5}-?\d{3}", "01310-100"),
    "CA": (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "K1A 0B1"),
    "CH": (r"\d{4}", "8001"),
    "CZ": (r"\d{3} ?\d{2}", "110 00"),
    "DE": (r"\d{5}", "10115"),
    "DK": (r"\d{4}", "1050"),
    "ES": (r"\d{5}", "28013"),
    "FI": (r"\d{5}", "00100"),
    "FR": (r"\d{5}", "75001"),
    "GB": (r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "SW1A 1AA"),
    "IE": (r"[A-Z]\d[\dW] ?[A-Z\d]{4}", "D02 X285"),
    "IN": (r"\d{6}", "110001"),
    "IT": (r"\d{5}", "00184"),
    "JP": (r"\d{3}-?\d{4}", "100-0001"),
    "KR": (r"\d{5}", "04524"),
    "MX": (r"\d{5}", "06000"),
    "NL": (r"\d{4} ?[A-Z]{2}", "1012 AB"),
    "NO": (r"\d{4}", "0150"),
    "NZ": (r"\d{4}", "6011"),
    "PL": (r"\d{2}-\d{3}", "00-001"),
    "PT": (r"\d{4}-\d{3}", "1100-148"),
    "PR": (r"\d{5}(-\d{4})?", "00901"),
    "RO": (r"\d{6}", "010011"),
    "SE": (r"\d{3} ?\d{2}", "111 20"),
    "SG": (r"\d{6}", "018956"),
    "US": (r"\d{5}(-\d{4})?", "98101"),
    "ZA": (r"\d{4}", "0001"),
}
"""Shape and an example of the postal codes of a country. Elsewhere the code is free, and not required."""

STATE_REQUIRED: Final = frozenset({"AU", "BR", "CA", "MX", "PR", "US"})
NUMBER_NOT_REQUIRED: Final = frozenset({"AE", "IE", "JP"})
"""Countries in which a building is found without a number on it."""


def problems(address: EmergencyAddress) -> list[tuple[str, str]]:
    """Everything that keeps the address from being validated, as (field, sentence); empty when it can be."""
    country = str(address.country or "")
    found: list[tuple[str, str]] = []
    for name in ("company", "country", "street", "city"):
        if not str(getattr(address, name) or "").strip():
            found.append((name, _missing(name)))
    if country not in NUMBER_NOT_REQUIRED and not address.house_number.strip():
        found.append(("house_number", _missing("house_number")))
    if country in STATE_REQUIRED and not address.state.strip():
        found.append(("state", _missing("state")))
    return found + _postal_problems(address, country) + _coordinate_problems(address)


def _missing(name: str) -> str:
    label = getattr(EmergencyAddress._meta.get_field(name), "verbose_name", name)
    return _("The %(field)s is missing.") % {"field": label}


def _postal_problems(address: EmergencyAddress, country: str) -> list[tuple[str, str]]:
    if country not in POSTAL_CODES:
        return []
    shape, example = POSTAL_CODES[country]
    code = address.postal_code.strip().upper()
    words = {"country": countries.name(country), "example": example, "code": code}
    if not code:
        return [("postal_code", _("%(country)s needs a postal code, as in %(example)s.") % words)]
    if not re.fullmatch(shape, code, re.ASCII):
        said = _("%(code)s is no postal code of %(country)s: it reads like %(example)s.")
        return [("postal_code", said % words)]
    return []


def _coordinate_problems(address: EmergencyAddress) -> list[tuple[str, str]]:
    latitude, longitude = address.latitude, address.longitude
    if (latitude is None) != (longitude is None):
        name = "latitude" if latitude is None else "longitude"
        return [(name, _("Latitude and longitude go together: fill both or neither."))]
    found = []
    if latitude is not None and abs(latitude) > 90:
        found.append(("latitude", _("The latitude lies between -90 and 90.")))
    if longitude is not None and abs(longitude) > 180:
        found.append(("longitude", _("The longitude lies between -180 and 180.")))
    return found
