"""Which place somebody means. What could be several is asked, what is nearly one is offered; nothing is guessed."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from carriers.area_codes import US_STATES
from numbering.models import Kind
from numbering.reservations.places import Catalogue, Spot
from tenants.search_keys import search_key

OFFERED: Final = 6  # places to choose from
SHORTEST: Final = 3  # letters of a name that is completed
_TOLL_FREE: Final = re.compile(r"\b(?:toll[\s-]?free|free[\s-]?phone|0?800|numeros? verts?)\b")
_WIDE: Final = re.compile(r"\b(?:non[\s-]?geographic|national)\b")
_NICKNAMES: Final = {"GB": ("uk", "great britain", "britain"), "US": ("usa", "america")}


@dataclass(frozen=True)
class Reading:
    """The place that was meant, or why it is not clear, with places to choose from."""

    spot: Spot | None = None
    sentence: str = ""
    choices: tuple[Spot, ...] = ()


def read_place(text: str, catalogue: Catalogue) -> Reading:
    """The place of the catalogue that `text` names: a city, a state, a country, a kind of number, or digits after "+"."""
    key = search_key(text)
    if exact := next(
        (spot for spot in catalogue.spots if search_key(spot.words(catalogue.names)) == key), None
    ):
        return Reading(exact)
    if key.startswith("+"):
        return _read_prefix(key, text, catalogue)
    kind, key = _kind(key)
    countries, rest = _countries(key, catalogue)
    spots = [
        spot for spot in catalogue.spots if spot.country in countries and (kind is None or spot.kind == kind)
    ]
    if not rest:
        wide = [spot for spot in spots if not spot.state and not spot.city]
        return _chosen(text, _preferred(wide))
    found = [spot for spot in spots if rest in _names(spot)]
    return _chosen(text, found) if found else _nearly(text, rest, spots)


def is_toll_free(text: str) -> bool:
    """Whether a place is written as toll-free, in whichever country."""
    return bool(_TOLL_FREE.search(search_key(text)))


def _kind(key: str) -> tuple[Kind | None, str]:
    for kind, words in ((Kind.TOLL_FREE, _TOLL_FREE), (Kind.NON_GEOGRAPHIC, _WIDE)):
        if words.search(key):
            return kind, _plain(words.sub(" ", key))
    return None, _plain(key)


def _plain(key: str) -> str:
    return " ".join(key.replace(",", " ").replace(" - ", " ").split())


def _countries(key: str, catalogue: Catalogue) -> tuple[set[str], str]:
    """The countries that the end of the text names, and what stands before; all countries when it names none."""
    for code, row in catalogue.countries.items():
        aliases = {search_key(row.name_en), search_key(row.name_fr), code.lower(), *_NICKNAMES.get(code, ())}
        for alias in sorted(map(_plain, aliases), key=len, reverse=True):
            if key == alias or key.endswith(f" {alias}"):
                return {code}, key[: -len(alias)].strip()
    return set(catalogue.countries), key


def _names(spot: Spot) -> set[str]:
    """How a city or a state may be written, with the state's letters in the United States."""
    city, state = _plain(search_key(spot.city)), _plain(search_key(spot.state))
    letters = US_STATES.get(spot.state, "").lower() if spot.country == "US" else ""
    if spot.prefix or not (city or state):
        return set()
    if not city:
        return {state, f"anywhere in {state}"}
    return {city, f"{city} {state}".strip(), f"{city} {letters}".strip()}


def _preferred(wide: list[Spot]) -> list[Spot]:
    """Where a country has geographic numbers, its name alone means those."""
    geographic = [spot for spot in wide if spot.kind == Kind.GEOGRAPHIC]
    named = {spot.country for spot in wide}
    return geographic if geographic and len(named) == 1 else wide


def _chosen(text: str, found: list[Spot]) -> Reading:
    if len(found) == 1:
        return Reading(found[0])
    if not found:
        return Reading(None, _unknown(text))
    sentence = _("“%(place)s” can be several places. Choose one.") % {"place": text.strip()[:80]}
    return Reading(None, sentence, tuple(found[:OFFERED]))


def _nearly(text: str, rest: str, spots: list[Spot]) -> Reading:
    names = {name: spot for spot in spots for name in _names(spot)}
    begun = [name for name in names if len(rest) >= SHORTEST and name.startswith(rest)]
    near = begun or get_close_matches(rest, names, n=OFFERED, cutoff=0.72)
    choices = tuple(dict.fromkeys(names[name] for name in near))[:OFFERED]
    if not choices:
        return Reading(None, _unknown(text))
    sentence = _("“%(place)s” is not in the stock. Do you mean one of these?") % {"place": text.strip()[:80]}
    return Reading(None, sentence, choices)


def _unknown(text: str) -> str:
    if not text.strip():
        return _("Say where: a city, a country, or toll-free.")
    return _("The stock has no “%(place)s” in your countries for this use.") % {"place": text.strip()[:80]}


def _read_prefix(key: str, text: str, catalogue: Catalogue) -> Reading:
    """Digits after "+", with or without a country behind them."""
    digits, _comma, named = key.partition(",")
    prefix = re.sub(r"\D", "", digits)
    if not re.fullmatch(r"\+[\d\s().-]+", digits) or len(prefix) > 14:
        return Reading(None, _unknown(text))
    countries, _rest = _countries(_plain(named), catalogue) if named else (set(catalogue.countries), "")
    found = []
    for code in catalogue.countries:
        row = catalogue.countries[code]
        calling = re.sub(r"\D", "", row.calling_code)
        kinds = [
            spot.kind for spot in catalogue.spots if spot.country == code and spot.kind != Kind.TOLL_FREE
        ]
        if (
            code in countries
            and calling
            and prefix.startswith(calling)
            and len(prefix) > len(calling)
            and kinds
        ):
            kind = Kind.GEOGRAPHIC if Kind.GEOGRAPHIC in kinds else Kind.NON_GEOGRAPHIC
            found.append(Spot(code, kind, prefix=prefix))
    return _chosen(text, found)
