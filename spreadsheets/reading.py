"""Reads an uploaded table whatever wrote it: encoding, delimiter, quotes and line ends are found out, not asked for.

The file is gone through line by line, so a table of 200,000 rows takes no more memory than one of ten.
"""

import codecs
import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

from django.utils.translation import gettext as _

from ui.refusals import Refusal
from ui.templatetags.ui import thousands

DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SEP: Final = re.compile(r'"?sep=(?P<sign>[^\r\n])"?[ \t]*(?:\r\n|\r|\n)?\Z', re.IGNORECASE)
_MAGIC: Final = {b"PK\x03\x04": "Excel", b"\xd0\xcf\x11\xe0": "Excel", b"%PDF": "PDF", b"\x89PNG": "PNG"}
_DEFUSED: Final = re.compile(r"'(?=[\s]*[=+\-@\t\r\n＝＋－＠])")
_HEAD: Final = 20_000  # of the text, from which the delimiter is guessed
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How large a table may be: bytes of the file, rows below the heading, columns, characters of a cell."""

    bytes: int
    rows: int
    columns: int = 60
    cell: int = 4_000

    @property
    def line(self) -> int:
        """Characters of a line; no row that is within the other limits has more."""
        return self.columns * self.cell


@dataclass(frozen=True)
class Shape:
    """How a file is written. `encoding` is one that Python can write rows in again; `sep_line`: it begins `sep=;`."""

    encoding: str
    delimiter: str
    sep_line: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the file: the line it begins on, counted from 1, and its cells as they are."""

    line: int
    cells: list[str]


def shape_of(file: BinaryIO, limits: Limits, *, knows: Callable[[str], bool], delimiter: str = "") -> Shape:
    """Find out how `file` is written. `knows` tells a heading that we use: it decides between delimiters.

    With `delimiter` that one is taken. Raises Refusal for what is too large, of another kind, or no text.
    """
    size = file.seek(0, os.SEEK_END)
    check_size(size, limits)
    encoding = _encoding(file)
    lines = _lines(file, encoding, limits)
    first = next(lines, "")
    mark = _SEP.match(first)
    named = mark["sign"] if mark and mark["sign"] in DELIMITERS else ""
    head = "".join(_some(lines if mark else chain([first], lines)))
    return Shape(encoding, delimiter or named or _find_delimiter(head, knows), mark is not None)


def rows_of(file: BinaryIO, shape: Shape, limits: Limits) -> Iterator[Row]:
    """All rows that are not blank, the heading among them, one at a time.

    Raises Refusal with the line for a quotation mark that is never closed, and for what is beyond the limits.
    """
    lines = _lines(file, shape.encoding, limits)
    first = 1
    if shape.sep_line:
        next(lines, "")
        first = 2
    count = 0
    for row in _records(lines, shape.delimiter, first=first, limits=limits):
        if any(map(str.strip, row.cells)):
            count += 1
            if count > limits.rows + 1:
                raise Refusal(
                    _(
                        "The file has more than %(n)s rows. Split it, and upload the parts one after the other."
                    )
                    % {"n": thousands(limits.rows)}
                )
            yield row


def plain(cell: str) -> str:
    """A cell as it was meant: no blanks around it, and without the apostrophe by which a download defused it."""
    return _DEFUSED.sub("", cell).strip()


def empty() -> Refusal:
    """The refusal of a file in which nothing stands."""
    return Refusal(_("The file is empty."))


def check_size(size: int, limits: Limits) -> None:
    """Raises Refusal for a file of so many bytes that it is not read."""
    if size <= limits.bytes:
        return
    words = {"size": size / 1024 / 1024, "limit": limits.bytes // 1024 // 1024}
    raise Refusal(
        _(
            "The file has %(size).1f MB. %(limit)s MB are read at once: split it, and upload the parts one after the "
            "other."
        )
        % words
    )


def _encoding(file: BinaryIO) -> str:
    """By byte-order mark, else by where the NUL bytes lie, else UTF-8, else Windows-1252."""
    file.seek(0)
    head = file.read(4000)
    for start, what in _MAGIC.items():
        if head.startswith(start):
            raise Refusal(_("This is a file of the kind %(what)s. Save it as CSV first.") % {"what": what})
    for encoding in _candidates(head):
        if _decodes(file, encoding):
            return encoding
    raise Refusal(
        _("The file is neither UTF-8, UTF-16 nor Windows-1252. Save it as CSV (UTF-8) and upload it again.")
    )


def _candidates(head: bytes) -> Iterator[str]:
    if head.startswith(codecs.BOM_UTF8):
        yield "utf-8-sig"
    elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield "utf-16"
    else:
        odd, even = head[1::2].count(0), head[0::2].count(0)
        if odd > len(head) / 5 and even < odd / 4:
            yield "utf-16-le"
        elif even > len(head) / 5 and odd < even / 4:
            yield "utf-16-be"
        yield "utf-8"
        yield "cp1252"


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the whole file is text in this encoding. NUL characters are no text in any."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(_PIECE):
            if "\0" in decoder.decode(piece):
                raise Refusal(
                    _(
                        "The file holds NUL characters, so it is no text. Save it as CSV (UTF-8) and upload it again."
                    )
                )
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: BinaryIO, encoding: str, limits: Limits) -> Iterator[str]:
    """The lines with their ends, never more of one than the limits allow."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        number = 0
        while line := text.readline(limits.line + 1):
            number += 1
            if len(line) > limits.line:
                raise Refusal(
                    _("Line %(line)s is too long to be a row. Check that the file is a CSV.")
                    % {"line": thousands(number)}
                )
            yield line
    finally:
        text.detach()


def _some(lines: Iterator[str]) -> Iterator[str]:
    """The first lines that are not blank, as many as a guess needs."""
    taken = 0
    for line in lines:
        if taken or line.strip():
            yield line
            taken += len(line)
        if taken >= _HEAD:
            return


def _find_delimiter(head: str, knows: Callable[[str], bool]) -> str:
    """The delimiter under which the first line has most headings that we know, then most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(iter(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)), [])
        except csv.Error:
            return 0, 0
        return sum(map(knows, cells)), len(cells)

    return max(DELIMITERS, key=score)


def _records(lines: Iterator[str], delimiter: str, *, first: int, limits: Limits) -> Iterator[Row]:
    """All records with the line that each begins on, the first of them being `first`."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Refusal(_unreadable(before + first, str(error))) from error
        if cells is None:
            return
        _check_shape(cells, before + first, limits)
        yield Row(before + first, cells)
        before = reader.line_num


def _check_shape(cells: Sequence[str], line: int, limits: Limits) -> None:
    if len(cells) > limits.columns:
        raise Refusal(
            _(
                "Line %(line)s has %(count)s columns. Up to %(limit)s are read: check how the file is separated."
            )
            % {"line": thousands(line), "count": thousands(len(cells)), "limit": limits.columns}
        )
    longest = max(map(len, cells), default=0)
    if longest > limits.cell:
        raise Refusal(
            _(
                "Line %(line)s has a cell of %(count)s characters. Up to %(limit)s are read: a quotation mark may be "
                "missing."
            )
            % {"line": thousands(line), "count": thousands(longest), "limit": thousands(limits.cell)}
        )


def _unreadable(line: int, reason: str) -> str:
    if "field larger than" in reason:
        return _("Line %(line)s is too long to be a row. Check that the file is a CSV.") % {
            "line": thousands(line)
        }
    return _(
        "The row that begins on line %(line)s cannot be read: a quotation mark is not closed, or text follows it."
    ) % {"line": thousands(line)}
