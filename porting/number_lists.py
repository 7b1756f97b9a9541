"""Numbers of a port order as people bring them: typed, pasted or in a table. Pure; nothing is looked up, nothing saved."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from typing import BinaryIO, Final

import phonenumbers
from django.utils.translation import gettext as _

from numbering.e164 import NotANumber, cleaned, only_digits, to_e164
from spreadsheets.reading import Limits, rows_of, shape_of
from ui.formats import parse

MOST: Final = 20_000
"""Numbers that are read at once; a carrier's parent order has no more (porting-and-carriers B3)."""
LIMITS: Final = Limits(bytes=5 * 1024 * 1024, rows=MOST + 1, columns=40, cell=400)

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "number": ("phonenumber", "number", "telephonenumber", "telephone", "phone", "tn", "e164"),
    "provider": ("provider", "currentprovider", "carrier", "losingcarrier"),
    "account_number": ("accountnumber", "account"),
    "account_pin": ("accountpin", "pin"),
    "billing_number": ("billingnumber", "btn", "billingtelephonenumber"),
    "organisation": ("organisation", "organization", "businessname", "company"),
    "house_number": ("housenumber",),
    "street": ("street", "address", "serviceaddress"),
    "city": ("city", "town"),
    "state": ("state", "region", "province"),
    "postal_code": ("postalcode", "postcode", "zip", "zipcode"),
    "rio": ("rio",),
}
"""Headings that we know, by the field that they fill; case, spaces and underscores do not count."""
_BY_HEADING: Final = {heading: name for name, headings in COLUMNS.items() for heading in headings}
_RANGES: Final = (
    re.compile(
        r"^(?P<first>\+?[\d\s().\-]{5,}?)(?:\s+[-–—]\s+|\s*(?:–|—|\bto\b|\.\.)\s*)(?P<last>\+?[\d\s().\-]+)$"
    ),
    re.compile(r"^(?P<first>\+?[\d\s().\-]{5,})-\s*(?P<last>\+?\d+)$"),
)
"""A range with a dash that stands free, or a word; else the last dash of the text is the one."""
_RIO: Final = re.compile(r"^(?=.*[A-Z])[0-9A-Z]{12}$", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One number as it was brought: where it stands, what was written, the number or what is wrong, and what stood beside."""

    line: int
    text: str
    e164: str = ""
    error: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def is_toll_free(e164: str) -> bool:
    """Whether callers pay nothing for a call to the number. A hundred numbers in a row are of one kind, so one is asked."""
    return _is_toll_free_hundred(e164[:-2])


@lru_cache(maxsize=10_000)
def _is_toll_free_hundred(hundred: str) -> bool:
    number = parse(f"{hundred}00")
    return number is not None and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE


def in_country(e164: str, country: str) -> bool:
    """Whether the number has the calling code of the country."""
    return e164.startswith(f"+{phonenumbers.country_code_for_region(country)}")


def read_typed(text: str, *, country: str) -> list[Entry]:
    """Numbers between commas, semicolons or ends of lines; ranges are written out; a RIO may follow its number.

    Each number is there once. What cannot be read is an entry with its error, so that nothing is lost.
    """
    found: list[Entry] = []
    for line, words in enumerate(text.splitlines(), start=1):
        for piece in re.split(r"[,;\t]", words):
            plain = cleaned(piece.strip().strip("\"'"))
            if not plain or (line == 1 and _heading(plain) in COLUMNS["number"]):
                continue
            if found and found[-1].line == line and found[-1].e164 and _RIO.match(plain):
                last = found.pop()
                found.append(Entry(line, last.text, last.e164, fields={"rio": plain.upper()}))
                continue
            if len(found) >= MOST:
                return [*once(found), _too_many(line)]
            found += _with_rio(line, plain, country, room=MOST - len(found))
    return once(found)


def _with_rio(line: int, text: str, country: str, *, room: int) -> list[Entry]:
    number, _space, last = text.rpartition(" ")
    if number and _RIO.match(last):
        entries = _entries(line, number, country, room=room)
        return [Entry(line, one.text, one.e164, one.error, {"rio": last.upper()}) for one in entries]
    return _entries(line, text, country, room=room)


def _entries(line: int, text: str, country: str, *, room: int) -> list[Entry]:
    """What is a number as it stands is that number; only what is none may be a range, so that none is ambiguous."""
    try:
        return [Entry(line, text, _valid(text, country))]
    except NotANumber as wrong:
        sentence = wrong.sentence
    found = next((match for shape in _RANGES if (match := shape.match(text))), None)
    if found is None:
        return [Entry(line, text, error=sentence)]
    try:
        return [Entry(line, text, e164) for e164 in _range(found["first"], found["last"], country, room)]
    except NotANumber as wrong:
        return [Entry(line, text, error=wrong.sentence)]


def _valid(text: str, country: str) -> str:
    e164 = to_e164(text, country)
    number = parse(e164)
    if number is None or not phonenumbers.is_valid_number(number):
        raise NotANumber(_("“%(text)s” is in no range that is in use.") % {"text": text[:40]})
    return e164


def _range(first: str, last: str, country: str, room: int) -> Iterator[str]:
    """All numbers from the first to the last, which may be written by its final digits alone."""
    begin = _valid(first, country)[1:]
    tail = only_digits(last)
    end = (
        to_e164(last, country)[1:] if len(tail) >= len(begin) - 3 else begin[: len(begin) - len(tail)] + tail
    )
    if len(end) != len(begin) or int(end) < int(begin):
        raise NotANumber(_("The range ends before it begins."))
    count = int(end) - int(begin) + 1
    if count > room:
        raise NotANumber(
            _("The range has %(count)s numbers; %(room)s more can be read at once.")
            % {"count": f"{count:,}", "room": f"{room:,}"}
        )
    return (f"+{int(begin) + step}" for step in range(count))


def read_table(file: BinaryIO, *, country: str) -> list[Entry]:
    """A row for each number, with a heading, or one column of numbers without. Raises Refusal for what is no such file."""
    rows = rows_of(file, shape_of(file, LIMITS, knows=lambda name: _heading(name) in _BY_HEADING), LIMITS)
    first = next(rows, None)
    if first is None:
        return []
    names = [_BY_HEADING.get(_heading(cell), "") for cell in first.cells]
    if "number" not in names:
        names = ["number"]
        rows = chain([first], rows)
    found: list[Entry] = []
    for row in rows:
        cells = {
            name: cell.strip() for name, cell in zip(names, row.cells, strict=False) if name and cell.strip()
        }
        text = cells.pop("number", "")
        if not text and not cells:
            continue
        if len(found) >= MOST:
            return [*once(found), _too_many(row.line)]
        for one in _entries(row.line, cleaned(text), country, room=MOST - len(found)):
            found.append(Entry(row.line, one.text, one.e164, one.error, cells))
    return once(found)


def _heading(text: str) -> str:
    return re.sub(r"[\s_\-]", "", text).casefold()


def _too_many(line: int) -> Entry:
    text = _("%(most)s numbers are read at once. What follows was not read: make a second order of it.")
    return Entry(line, "", error=text % {"most": f"{MOST:,}"})


def once(entries: Sequence[Entry]) -> list[Entry]:
    """Each number where it stands first; errors stay."""
    seen: set[str] = set()
    kept: list[Entry] = []
    for entry in entries:
        if entry.e164 and entry.e164 in seen:
            continue
        seen.add(entry.e164)
        kept.append(entry)
    return kept
