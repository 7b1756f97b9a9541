"""Own numbers for Direct Routing: read from a text or a file with all errors, then added in one go (rules 3.2, 13)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Final

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from carriers.base import carrier
from numbering import inventory
from numbering.claims import taken
from numbering.e164 import NotANumber, cleaned, only_digits, to_e164
from numbering.models import Kind, PhoneNumber
from tenants.models import Tenant, User
from ui.refusals import Refusal

MOST_AT_ONCE: Final = 10_000
LONGEST_TEXT: Final = 2_000_000  # characters
_EXTENSION = re.compile(r"^(?P<number>[^;]*);\s*ext\s*=\s*(?P<extension>.*)$", re.IGNORECASE)
_RANGE = re.compile(r"^(?P<first>\+?[\d\s().]*(?:-[\d\s().]+)*?)\s+(?:-|–|—|to)\s+(?P<last>\+?[\d\s().]+)$")
_HEADINGS = {"phonenumber", "phone number", "number", "telephonenumber", "telephone number", "e164"}


@dataclass(frozen=True)
class Row:
    """One number that was read, or what is wrong with a line. `line` counts from 1."""

    line: int
    text: str
    e164: str = ""
    extension: str = ""
    error: str = ""


def read(source: str | bytes | IO[bytes], *, country: str = "", own: bool = True) -> list[Row]:
    """All numbers of a text or a file, one a line or separated by commas, with every error of every line.

    Numbers are E.164, or national ones of `country`; ";ext=12" gives an extension; "+14255551235 - 1239" is a range.
    At most 10,000 numbers. Duplicates and numbers that anybody has already are errors; so are those of the provider's
    stock, unless `own` is false: nobody has them on a trunk of their own.
    """
    rows = _against_inventory(_once(lines_of(source, country=country)))
    return _against_stock(rows) if own else rows


def lines_of(source: str | bytes | IO[bytes], *, country: str = "") -> list[Row]:
    """All numbers of a text or a file as they stand there, with what cannot be read; the database is not asked."""
    rows: list[Row] = []
    for line, text in _entries(_text(source)):
        rows += _rows(line, text, country, room=MOST_AT_ONCE - len(rows))
        if len(rows) > MOST_AT_ONCE:
            break
    return rows


def read_e164s(text: str, *, country: str = "") -> list[str]:
    """The numbers that the desk delivers; refuses with the first error when there is one."""
    rows = read(text, country=country, own=False)
    if wrong := next((row for row in rows if row.error), None):
        raise Refusal(
            _("Line %(line)s: %(error)s") % {"line": wrong.line, "error": wrong.error}, field="numbers"
        )
    if not rows:
        raise Refusal(_("Type at least one number."), field="numbers")
    return [row.e164 for row in rows]


@transaction.atomic
def add(tenant: Tenant, rows: Iterable[Row], *, usage: str, country: str, by: User) -> list[PhoneNumber]:
    """Put the numbers without an error into the inventory, outside every quota. Those of the stock are refused again.

    Each number belongs to the country that its own digits name; `country` is for those that name none.
    """
    good = [row for row in _against_stock(list(rows)) if not row.error]
    if not good:
        raise Refusal(_("There is no number that can be added."), field="numbers")
    extensions = {row.e164: row.extension for row in good if row.extension}
    added: list[PhoneNumber] = []
    for (kind, place), numbers in _by_kind_and_country(good, country).items():
        added += inventory.receive(
            tenant,
            numbers,
            origin=PhoneNumber.Origin.UPLOADED,
            supply=PhoneNumber.Supply.DIRECT_ROUTING,
            usage=usage,
            kind=kind,
            country=place,
            extensions=extensions,
            by=by,
        )
    return added


def _by_kind_and_country(rows: Sequence[Row], country: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        number = phonenumbers.parse(row.e164)
        toll_free = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.TOLL_FREE
        kind = Kind.TOLL_FREE if toll_free else Kind.GEOGRAPHIC
        found.setdefault((kind, _country_of(number, country)), []).append(row.e164)
    return found


def _country_of(number: phonenumbers.PhoneNumber, typed: str) -> str:
    """The country of a number; the typed one where its code is shared and the digits fit no single country of it."""
    shared = phonenumbers.region_codes_for_country_code(number.country_code or 0)
    exact = phonenumbers.region_code_for_number(number)
    if exact and len(exact) == 2 and exact.isalpha():
        return str(exact)
    return typed if typed in shared or not shared or shared[0] == "001" else str(shared[0])


def _text(source: str | bytes | IO[bytes]) -> str:
    raw = source if isinstance(source, (str, bytes)) else source.read(LONGEST_TEXT * 4)
    text = raw if isinstance(raw, str) else _decoded(raw)
    return text[:LONGEST_TEXT].lstrip("\ufeff")


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", errors="replace")


def _entries(text: str) -> Iterator[tuple[int, str]]:
    for line, content in enumerate(text.splitlines(), start=1):
        for entry in content.split(","):
            plain = cleaned(entry.strip().strip("\"'"))
            if plain and not (line == 1 and plain.casefold() in _HEADINGS):
                yield line, plain


def _rows(line: int, text: str, country: str, *, room: int) -> list[Row]:
    if room <= 0:
        return [
            Row(line, text, error=_("A file has at most 10,000 numbers. This and what follows was not read."))
        ]
    try:
        if found := _RANGE.match(text):
            return _range(line, text, found["first"], found["last"], country, room)
        number, extension = text, ""
        if found := _EXTENSION.match(text):
            number, extension = found["number"], _extension(found["extension"])
        return [Row(line, text, to_e164(number, country), extension)]
    except NotANumber as wrong:
        return [Row(line, text, error=wrong.sentence)]


def _extension(text: str) -> str:
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 10):
        raise NotANumber(_("An extension has 1 to 10 digits, as in ;ext=1234."))
    return plain


def _range(line: int, text: str, first: str, last: str, country: str, room: int) -> list[Row]:
    """All numbers from the first to the last; the last may be written by its final digits alone."""
    start = to_e164(first, country)
    ends = only_digits(last)
    digits = start[1:]
    if last.strip().startswith("+") or len(ends) >= len(digits):
        end = to_e164(last, country)[1:]
    else:
        end = digits[: -len(ends)] + ends if ends else digits
    if len(end) != len(digits) or int(end) < int(digits):
        raise NotANumber(_("The range ends before it begins."))
    count = int(end) - int(digits) + 1
    if count > room:
        raise NotANumber(
            _("The range has %(n)s numbers, and %(room)s more can be read: a file has at most 10,000.")
            % {"n": f"{count:,}", "room": f"{room:,}"}
        )
    return [Row(line, text, f"+{int(digits) + more}") for more in range(count)]


def _once(rows: Sequence[Row]) -> list[Row]:
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        if not row.error and row.e164 in seen:
            row = replace(row, error=_("It is on line %(line)s already.") % {"line": seen[row.e164]})
        elif not row.error:
            seen[row.e164] = row.line
        found.append(row)
    return found


def _against_inventory(rows: list[Row]) -> list[Row]:
    numbers = [row.e164 for row in rows if not row.error]
    mine = (
        set(PhoneNumber.objects.filter(e164__in=numbers).values_list("e164", flat=True)) if numbers else set()
    )
    others = taken(numbers) - mine
    return [
        replace(row, error=_("You have this number already."))
        if not row.error and row.e164 in mine
        else replace(row, error=_("This number is in use already."))
        if not row.error and row.e164 in others
        else row
        for row in rows
    ]


def _against_stock(rows: list[Row]) -> list[Row]:
    """Uploading what the provider sells would have it for nothing, past every quota."""
    numbers = [row.e164 for row in rows if not row.error]
    stocked = {offer.e164 for offer in carrier().describe(numbers)} if numbers else set()
    words = _("It belongs to the provider's stock, not to a trunk of yours. Search for it instead.")
    return [replace(row, error=words) if row.e164 in stocked and not row.error else row for row in rows]
