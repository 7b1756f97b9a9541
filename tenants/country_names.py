"""A country by whatever a file calls it: ISO code, or its English or French name."""

from functools import cache
from typing import Final

from django.utils.translation import override
from django_countries import countries

from tenants.search_keys import search_key

_ALSO: Final = {
    "usa": "US",
    "united states": "US",
    "etats-unis": "US",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "grande-bretagne": "GB",
    "south korea": "KR",
    "coree du sud": "KR",
    "the netherlands": "NL",
    "holland": "NL",
    "czech republic": "CZ",
    "russia": "RU",
    "russie": "RU",
}
"""Names in daily use that the lists of names do not have."""


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("en", "fr"):
        with override(language):
            for code, name in countries:
                found.setdefault(search_key(str(name)), code)
    for code, _name in countries:
        found[code.casefold()] = code
        if alpha3 := countries.alpha3(code):
            found.setdefault(alpha3.casefold(), code)
    return found | _ALSO


def country_code(text: str) -> str:
    """The ISO code of the country that `text` names, or ""."""
    return _names().get(search_key(text).rstrip("."), "")
