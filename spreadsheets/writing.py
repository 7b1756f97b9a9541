"""Downloads that look like the file that was uploaded: its delimiter, its encoding, its byte-order mark."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.utils.text import get_valid_filename

from ui.csv_response import csv_lines

PROBLEMS: Final = "What is wrong"
"""The column that a download of rejected rows adds; an upload passes over it."""

ENCODING_NAMES: Final = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}


def encoding_name(encoding: str) -> str:
    """What people call an encoding that was found out."""
    return ENCODING_NAMES.get(encoding, "UTF-16")


def encoded(lines: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Bytes of the lines; the byte-order mark, if the encoding has one, once at the start."""
    encoder = codecs.getincrementalencoder(encoding)(errors="replace")
    for line in lines:
        yield encoder.encode(line)


def file_like(
    name: str,
    header: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    delimiter: str,
    encoding: str,
    sep_line: bool = False,
) -> StreamingHttpResponse:
    """A download of rows in the delimiter and the encoding of the file that they came in, with its `sep=` line."""
    begin = [f"sep={delimiter}\r\n"] if sep_line else []
    lines = chain(begin, csv_lines(header, rows, delimiter=delimiter))
    response = StreamingHttpResponse(encoded(lines, encoding), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(name)}"'
    response["Cache-Control"] = "private, no-store"
    return response
