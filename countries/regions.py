"""The regions by which the tables of countries are grouped: those of the UN's M49, as Unicode CLDR has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from countries.models import Country


class Region(models.TextChoices):
    """In the order in which they are read."""

    AFRICA = "africa", _("Africa")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    LATIN_AMERICA = "latin_america", _("Latin America and the Caribbean")
    NORTH_AMERICA = "north_america", _("North America")
    OCEANIA = "oceania", _("Oceania")


CODES: Final[dict[str, frozenset[str]]] = {
    Region.AFRICA: frozenset(["BJ", "CM", "DZ", "EG", "GH", "KE", "MA", "NG", "TN", "UG", "ZA"]),
    Region.ASIA: frozenset(
        [
            "AE",
            "BD",
            "BH",
            "BN",
            "CN",
            "CY",
            "GE",
            "HK",
            "ID",
            "IL",
            "IN",
            "JO",
            "JP",
            "KH",
            "KR",
            "KW",
            "KZ",
            "LK",
            "MY",
            "PH",
            "PK",
            "QA",
            "SA",
            "SG",
            "TH",
            "TR",
            "TW",
            "VN",
        ]
    ),
    Region.EUROPE: frozenset(
        [
            "AL",
            "AT",
            "BA",
            "BE",
            "BG",
            "BY",
            "CH",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GB",
            "GR",
            "HR",
            "HU",
            "IE",
            "IT",
            "LT",
            "LU",
            "LV",
            "MC",
            "MD",
            "MK",
            "MT",
            "NL",
            "NO",
            "PL",
            "PT",
            "RO",
            "RS",
            "RU",
            "SE",
            "SI",
            "SK",
            "UA",
        ]
    ),
    Region.LATIN_AMERICA: frozenset(
        [
            "AG",
            "AR",
            "BB",
            "BR",
            "BS",
            "BZ",
            "CL",
            "CO",
            "CR",
            "DM",
            "DO",
            "EC",
            "GD",
            "GT",
            "HN",
            "JM",
            "KN",
            "KY",
            "LC",
            "MX",
            "NI",
            "PA",
            "PE",
            "PR",
            "PY",
            "SV",
            "TC",
            "TT",
            "UY",
            "VE",
        ]
    ),
    Region.NORTH_AMERICA: frozenset(["BM", "CA", "US"]),
    Region.OCEANIA: frozenset(["AU", "GU", "MP", "NZ"]),
}
"""Every country of the reference data, once. A country that no region names stands in the last group, without one."""


@dataclass(frozen=True)
class Group:
    """The countries of a region by name; `label` is empty for those of none."""

    label: str
    places: Sequence[Country]


def grouped(places: Sequence[Country]) -> list[Group]:
    """`places` by region, in their own order; a region without any is left out."""
    groups = [
        Group(str(region.label), [place for place in places if place.pk in CODES[region]])
        for region in Region
    ]
    known = frozenset().union(*CODES.values())
    groups.append(Group("", [place for place in places if place.pk not in known]))
    return [group for group in groups if group.places]
