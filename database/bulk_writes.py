"""Many rows in one statement, for work whose size is counted in ten thousands: no object of the ORM for each of them.

Both functions write inside the caller's transaction and call no `save`: what a model checks there, the database must
hold by itself, as composite foreign keys do.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import connection, models

NOTHING: Final = "\x01"
"""What stands for NULL on its way into a column that may be null; no text of a person is that."""


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into the model's table; `names` are its fields in the order of the cells.

    The rows are drawn while they are sent, so any number of them takes the same memory.
    """
    columns = ", ".join(_column(model, name) for name in names)
    nullable = [_column(model, name) for name in names if model._meta.get_field(name).null]
    nulls = f", NULL '{NOTHING}', FORCE_NULL ({', '.join(nullable)})" if nullable else ""
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {_table(model)} ({columns}) FROM STDIN WITH (FORMAT csv{nulls})", _Lines(rows)
        )


def update_rows(model: type[models.Model], keys: Sequence[int], values: Mapping[str, Sequence[Any]]) -> None:
    """Give each row, named by its key, its own value in each of the fields: one statement for all of them."""
    if not keys:
        return
    names = list(values)
    sets = ", ".join(
        f"{_column(model, name)} = n.v{at}::{model._meta.get_field(name).db_type(connection)}"
        for at, name in enumerate(names)
    )
    arrays = ", ".join(["%s::bigint[]", *("%s::text[]" for _name in names)])
    aliases = ", ".join(["id", *(f"v{at}" for at in range(len(names)))])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(model)} AS t SET {sets} FROM unnest({arrays}) AS n({aliases}) "  # noqa: S608 - our own names
            f"WHERE t.{_column(model, model._meta.pk.name)} = n.id",
            [list(keys), *([v if type(v) is str else _text(v) for v in values[name]] for name in names)],
        )


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """So many keys that no row of the model has or will get, for rows whose keys are needed when they are copied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [_table(model), model._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _table(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


def _column(model: type[models.Model], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(connection.ops.quote_name(field.column))


def _text(value: Any) -> str | None:
    """A value as the database reads it from a text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | dict):
        return json.dumps(value)
    return str(value)


def _cell(value: Any) -> str:
    text = _text(value)
    return NOTHING if text is None else text


class _Lines(io.TextIOBase):
    """What COPY reads: lines of CSV, written as they are asked for."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._pieces = self._written(rows)
        self._left = ""

    def _written(self, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        for count, row in enumerate(rows, start=1):
            writer.writerow([cell if type(cell) is str else _cell(cell) for cell in row])
            if count % 500 == 0:
                yield out.getvalue()
                out.seek(0)
                out.truncate()
        yield out.getvalue()

    def read(self, size: int | None = -1) -> str:
        """The next characters, up to `size`; "" at the end."""
        while size is None or size < 0 or len(self._left) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._left += piece
        size = len(self._left) if size is None or size < 0 else size
        given, self._left = self._left[:size], self._left[size:]
        return given
