"""Reads an uploaded table whatever wrote it: encoding, delimiter, quotes and line ends are found out, not asked for."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ui.refusals import Refusal
from ui.templatetags.ui import thousands

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 60
MAX_CELL: Final = 4_000
DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SEP: Final = re.compile(r'"?sep=(?P<sign>[^\r\n])"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)
_MAGIC: Final = {b"PK\x03\x04": "Excel", b"\xd0\xcf\x11\xe0": "Excel", b"%PDF": "PDF", b"\x89PNG": "PNG"}


@dataclass(frozen=True)
class Row:
    """A row of the file: the line it begins on, counted from 1 with the heading, and its cells as they are."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """What was read. `encoding` is one that Python can write the rejected rows in."""

    encoding: str
    delimiter: str
    headings: list[str]
    rows: list[Row]


def read_table(data: bytes, *, knows: Callable[[str], bool]) -> Table:
    """Read `data` as a table. `knows` tells a heading that we use: it decides between delimiters.

    Raises Refusal with a sentence for all that is no table: empty, not a text, beyond 5 MB, 10,000 rows or 60
    columns, a quotation mark that is never closed.
    """
    if len(data) > MAX_BYTES:
        raise too_big(len(data))
    if not data.strip(b" \r\n\t\xef\xbb\xbf"):
        raise Refusal(_("The file is empty."))
    text, encoding = decode(data)
    text, forced = _without_sep_line(text)
    delimiter = forced or _find_delimiter(text, knows)
    records = [
        row for row in _records(text, delimiter, first=2 if forced else 1) if any(map(str.strip, row.cells))
    ]
    if not records:
        raise Refusal(_("The file is empty."))
    headings, rows = [cell.strip() for cell in records[0].cells], records[1:]
    if not rows:
        raise Refusal(_("The file has headings and no rows below them."))
    return Table(encoding, delimiter, headings, rows)


def too_big(size: int) -> Refusal:
    """The refusal of a file of `size` bytes."""
    return Refusal(
        _(
            "The file has %(size).1f MB. 5 MB are read at once: split it, and upload the parts one after the other."
        )
        % {"size": size / 1024 / 1024}
    )


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: by byte-order mark, else by where the NUL bytes lie, else UTF-8, else Windows-1252."""
    for start, what in _MAGIC.items():
        if data.startswith(start):
            raise Refusal(_("This is a file of the kind %(what)s. Save it as CSV first.") % {"what": what})
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Refusal(
                _(
                    "The file holds NUL characters, so it is no text. Save it as CSV (UTF-8) and upload it again."
                )
            )
        return text, encoding
    raise Refusal(
        _("The file is neither UTF-8, UTF-16 nor Windows-1252. Save it as CSV (UTF-8) and upload it again.")
    )


def _candidates(data: bytes) -> Iterator[str]:
    if data.startswith(codecs.BOM_UTF8):
        yield "utf-8-sig"
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
    else:
        head = data[:4000]
        odd, even = head[1::2].count(0), head[0::2].count(0)
        if odd > len(head) / 5 and even < odd / 4:
            yield "utf-16-le"
        elif even > len(head) / 5 and odd < even / 4:
            yield "utf-16-be"
        yield "utf-8"
        yield "cp1252"


def _without_sep_line(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that spreadsheets write; the delimiter that it names, or ""."""
    mark = _SEP.match(text)
    if mark is None:
        return text, ""
    return text[mark.end() :], mark["sign"] if mark["sign"] in DELIMITERS else ""


def _find_delimiter(text: str, knows: Callable[[str], bool]) -> str:
    """The delimiter under which the first line has most headings that we know, then most columns."""
    start = text.lstrip("\r\n \t")[:20_000]

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(iter(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)), [])
        except csv.Error:
            return 0, 0
        return sum(map(knows, cells)), len(cells)

    return max(DELIMITERS, key=score)


def _records(text: str, delimiter: str, *, first: int) -> Iterator[Row]:
    """All records with the line that each begins on. Raises Refusal with the line when one cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count, before = 0, 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Refusal(_unreadable(before + first, str(error))) from error
        if cells is None:
            return
        _check_shape(cells, before + first)
        count += any(map(str.strip, cells))
        if count > MAX_ROWS + 1:
            raise Refusal(
                _(
                    "The file has more than %(limit)s rows. Split it, and upload the parts one after the other."
                )
                % {"limit": thousands(MAX_ROWS)}
            )
        yield Row(before + first, cells)
        before = reader.line_num


def _check_shape(cells: Sequence[str], line: int) -> None:
    if len(cells) > MAX_COLUMNS:
        raise Refusal(
            _("Line %(line)s has %(count)s columns. A file of people has 16, and 60 are read.")
            % {"line": thousands(line), "count": thousands(len(cells))}
        )
    longest = max(map(len, cells), default=0)
    if longest > MAX_CELL:
        raise Refusal(
            _(
                "Line %(line)s has a cell of %(count)s characters. Up to %(limit)s are read: a quotation mark may be missing."
            )
            % {"line": thousands(line), "count": thousands(longest), "limit": thousands(MAX_CELL)}
        )


def _unreadable(line: int, reason: str) -> str:
    if "field larger than" in reason:
        return _("Line %(line)s is too long to be a row of people.") % {"line": thousands(line)}
    return _(
        "The row that begins on line %(line)s cannot be read: a quotation mark is not closed, or text follows it."
    ) % {"line": thousands(line)}
