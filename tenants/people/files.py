"""Reads an uploaded file of people as a table with headings."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from spreadsheets.reading import Limits, Row, empty, rows_of, shape_of
from ui.refusals import Refusal

LIMITS: Final = Limits(bytes=5 * 1024 * 1024, rows=10_000)


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
    file = io.BytesIO(data)
    shape = shape_of(file, LIMITS, knows=knows)
    records = list(rows_of(file, shape, LIMITS))
    if not records:
        raise empty()
    headings, rows = [cell.strip() for cell in records[0].cells], records[1:]
    if not rows:
        raise Refusal(_("The file has headings and no rows below them."))
    return Table(shape.encoding, shape.delimiter, headings, rows)
