"""Builds the sandbox's stock: numbers that are valid for their city, in blocks, by one INSERT ... SELECT.

The cities are handed in: this app imports nothing above it (design, section 6). The same cities give the same numbers.
"""

import unicodedata
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import phonenumbers
from django.db import connection

from carriers.area_codes import AREA_CODES, US_STATES
from carriers.base import NumberKind
from carriers.models import SandboxNumber

BLOCK = 100  # numbers that share all but their last two digits
PREFIXES = 40  # of a city, at most, that are looked at
TRIES = 400  # blocks of a pattern that are looked at
HOPE = 25  # of them without one that is valid, and the pattern is given up
CHOICE = 3  # stems of a place that its shared conference number is looked for in
SHARED = "shared conference numbers"  # the reference by which the stock keeps them from being sold
STEP = 1_299_709  # a prime, so that blocks lie scattered over a range


@dataclass(frozen=True, order=True)
class Place:
    """A city to be stocked; `state` is empty where the country has none."""

    country: str
    state: str
    city: str


@dataclass(frozen=True)
class Block:
    """Up to 100 numbers: `stem` is the E.164 number without its last two digits."""

    stem: str
    size: int
    country: str
    state: str
    city: str
    kind: NumberKind
    user_grade: bool


_INSERT = """
INSERT INTO carriers_sandboxnumber
  (e164, country, state, city, kind, user_grade, digit_groups, reference, reserved_until, acquired, resting_until)
SELECT number.e164, block.country, block.state, block.city, block.kind, block.user_grade,
  ARRAY(SELECT DISTINCT substr(number.e164, at, 3) FROM generate_series(2, length(number.e164) - 2) AS at),
  '', NULL, false, NULL
FROM unnest(%s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[])
  AS block(stem, size, country, state, city, kind, user_grade)
CROSS JOIN LATERAL (SELECT block.stem || lpad(n::text, 2, '0') AS e164
                    FROM generate_series(0, block.size - 1) AS n) AS number
ON CONFLICT (e164) DO NOTHING
"""


def build(
    places: Iterable[Place],
    *,
    per_city: int = 200,
    countries: Collection[str] = (),
    conferencing: Iterable[Place] = (),
) -> int:
    """Stock each place, each country without a place, and toll-free numbers; returns how many numbers are new.

    `per_city` numbers for people and as many for services; `countries` are those to be given whole-country stock when
    no place of theirs is in `places`, and toll-free stock. Each place of `conferencing` (without a city: a whole
    country) gets one number that the conference bridges of all share.
    """
    wanted = sorted(set(places))
    stocked = {place.country for place in wanted}
    blocks: list[Block] = []
    taken: set[str] = set()
    for place in wanted:
        blocks += _both_grades(place, NumberKind.GEOGRAPHIC, _stems_of_city(place), per_city, taken)
    for country in sorted(set(countries) - stocked):
        stems = _scattered(_pattern(country, ""), country)
        blocks += _both_grades(Place(country, "", ""), NumberKind.NON_GEOGRAPHIC, stems, per_city, taken)
    for country in sorted(set(countries) | stocked):
        stems = _toll_free_stems(country)
        blocks += _blocks(Place(country, "", ""), NumberKind.TOLL_FREE, False, stems, per_city, taken)
    return put(blocks) + _share(sorted(set(conferencing)), taken)


def _share(places: Sequence[Place], taken: set[str]) -> int:
    """Put one number aside in each place that has none yet; returns how many are new."""
    kept = SandboxNumber.objects.filter(reference=SHARED)
    there = set(kept.values_list("country", "city"))
    stems = {
        place: list(islice((stem for stem in _stems_of(place) if stem not in taken), CHOICE))
        for place in places
        if (place.country, place.city) not in there
    }
    wanted = [f"{stem}00" for choice in stems.values() for stem in choice]
    known = set(SandboxNumber.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    blocks = []
    for place, choice in stems.items():
        stem = next((one for one in choice if f"{one}00" not in known and one not in taken), None)
        if stem is not None:
            taken.add(stem)
            kind = NumberKind.GEOGRAPHIC if place.city else NumberKind.NON_GEOGRAPHIC
            blocks.append(Block(stem, 1, place.country, place.state, place.city, kind, False))
    new = put(blocks)
    aside = SandboxNumber.objects.filter(pk__in=[f"{block.stem}00" for block in blocks])
    aside.update(reference=SHARED, acquired=True)
    return new


def _stems_of(place: Place) -> Iterator[str]:
    return _stems_of_city(place) if place.city else _scattered(_pattern(place.country, ""), place.country)


def put(blocks: Sequence[Block]) -> int:
    """Add blocks to the stock; numbers that are there already stay as they are. Returns how many are new."""
    before = SandboxNumber.objects.count()
    columns = (
        [getattr(block, name) for block in blocks]
        for name in ("stem", "size", "country", "state", "city", "kind", "user_grade")
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, list(columns))
    return SandboxNumber.objects.count() - before


def _both_grades(
    place: Place, kind: NumberKind, stems: Iterator[str], per_city: int, taken: set[str]
) -> Iterator[Block]:
    for user_grade in (True, False):
        yield from _blocks(place, kind, user_grade, stems, per_city, taken)


def _blocks(
    place: Place, kind: NumberKind, user_grade: bool, stems: Iterator[str], wanted: int, taken: set[str]
) -> Iterator[Block]:
    for stem in stems:
        if stem in taken:
            continue
        taken.add(stem)
        size = min(BLOCK, wanted)
        yield Block(stem, size, place.country, place.state, place.city, kind, user_grade)
        wanted -= size
        if wanted <= 0:
            return


def _stems_of_city(place: Place) -> Iterator[str]:
    code = str(phonenumbers.country_code_for_region(place.country))
    prefixes = [code + area for area in AREA_CODES.get((place.country, place.city), ())]
    prefixes = prefixes or _geocoded(place.country).get(_name(place), [])
    some = prefixes[:: max(1, len(prefixes) // PREFIXES)] or [code]
    scattered = [
        _scattered(pattern, place.country) for prefix in some for pattern in _lengths(place.country, prefix)
    ]
    while scattered:
        for stems in list(scattered):
            stem = next(stems, None)
            if stem is None:
                scattered.remove(stems)
            else:
                yield stem


def _name(place: Place) -> str:
    state = US_STATES.get(place.state, "")
    return _folded(f"{place.city}, {state}" if state else place.city)


def _folded(name: str) -> str:
    if name.isascii():  # nearly all are
        return name.casefold()
    plain = unicodedata.normalize("NFKD", name)
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()


@cache
def _known() -> tuple[list[str], dict[str, dict[str, str]]]:
    """All prefixes of the geocoder, sorted, and their names by language."""
    from phonenumbers.geodata import GEOCODE_DATA  # noqa: PLC0415 - takes seconds, and only builders need it

    return sorted(GEOCODE_DATA), GEOCODE_DATA


@cache
def _geocoded(country: str) -> dict[str, list[str]]:
    """Names of places, folded, with the prefixes that the geocoder knows for them."""
    code = str(phonenumbers.country_code_for_region(country))
    prefixes, names = _known()
    found: dict[str, list[str]] = defaultdict(list)
    for prefix in prefixes[
        bisect_left(prefixes, code) : bisect_left(prefixes, f"{code}:")
    ]:  # ":" follows "9"
        spellings = {_folded(word) for name in names[prefix].values() for word in (name, name.split(",")[0])}
        for spelling in spellings:
            found[spelling].append(prefix)
    return dict(found)


@dataclass(frozen=True)
class _Pattern:
    """Digits that all numbers begin with, and how many follow."""

    prefix: str
    free: int


def _pattern(country: str, prefix: str) -> _Pattern:
    """Numbers of a country that begin with `prefix`, or like its example when there is no prefix to go by."""
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.FIXED_LINE)
    if example is None:
        return _Pattern("", 0)
    digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
    code = str(example.country_code)
    begin = prefix if len(prefix) > len(code) else digits[: len(digits) - 4]
    return _Pattern(begin, max(len(digits) - len(begin), 4))


def _lengths(country: str, prefix: str) -> Iterator[_Pattern]:
    """The pattern with as many digits as the country's example, and one more or fewer: some countries vary."""
    usual = _pattern(country, prefix)
    yield from (_Pattern(usual.prefix, usual.free + more) for more in (0, 1, -1) if usual.free + more >= 2)


def _toll_free_stems(country: str) -> Iterator[str]:
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.TOLL_FREE)
    if example is None:
        return
    digits = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)[1:]
    free = 5 if len(digits) - len(str(example.country_code)) > 8 else 3
    yield from _scattered(_Pattern(digits[:-free], free), "")


def _scattered(pattern: _Pattern, country: str) -> Iterator[str]:
    """Stems of valid blocks of the pattern, in an order that is scattered and always the same."""
    width = pattern.free - 2
    if width < 0:
        return
    span = 10**width
    start = zlib.crc32(pattern.prefix.encode()) % span
    found = False
    for turn in range(min(span, TRIES)):
        if turn > HOPE and not found:
            return
        middle = (start + turn * STEP) % span
        stem = f"+{pattern.prefix}{f'{middle:0{width}d}' if width else ''}"
        if all(_is_valid(f"{stem}{last}", country) for last in ("00", "99")):
            found = True
            yield stem


def _is_valid(e164: str, country: str) -> bool:
    number = phonenumbers.parse(e164)
    if not country:  # toll-free numbers of North America belong to many countries
        return phonenumbers.is_valid_number(number)
    return phonenumbers.is_valid_number_for_region(number, country)
