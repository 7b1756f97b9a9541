"""CSV downloads: streamed, safe to open in a spreadsheet, readable by the console's own uploads."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.text import get_valid_filename

BOM = "\ufeff"

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d.,]*\Z", re.ASCII)


def defuse(value: Any) -> str:
    """The text of a cell that no spreadsheet runs as a formula.

    An apostrophe is put before text that begins like a formula. Plain numbers, E.164 numbers among them, are
    left alone, since they compute nothing and must survive a download, a correction and an upload.
    """
    text = "" if value is None else str(value)
    if text.lstrip(" \u00a0").startswith(_STARTS_FORMULA) and not _PLAIN_NUMBER.match(text):
        return f"'{text}"
    return text


class _Echo:
    """A file that hands each written line straight back, so that nothing is kept in memory."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    header: Sequence[Any], rows: Iterable[Sequence[Any]], *, bom: bool = False, delimiter: str = ","
) -> Iterator[str]:
    """The lines of the file, one at a time; the byte-order mark makes Excel read it as UTF-8."""
    writer = csv.writer(_Echo(), delimiter=delimiter)
    if bom:
        yield BOM
    yield writer.writerow([defuse(cell) for cell in header])
    for row in rows:
        yield writer.writerow([defuse(cell) for cell in row])


def csv_response(
    filename: str,
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    bom: bool = False,
    delimiter: str = ",",
) -> StreamingHttpResponse:
    """A download of `rows` under `filename`.

    The rows are read while the answer is sent: give a generator over `queryset.iterator()` for long lists,
    and keep in mind that an error half-way cuts the file short.
    """
    response = StreamingHttpResponse(
        csv_lines(header, rows, bom=bom, delimiter=delimiter), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(filename)}"'
    response["Cache-Control"] = "private, no-store"
    return response
