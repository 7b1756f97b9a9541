"""Loads the rules of port orders out of `porting/data/`. Safe to run again; rows that an operator has edited stay his.

A row is known by its key: a rule by country, kind and day; a requirement by its key besides; a reason by its code.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any, Final

from django.db import models

from countries.loading import Loaded, load_if_changed
from porting.models import CountryRequirement, PortingRule, RejectionReason

DATA: Final = Path(__file__).parent.parent / "data"
Row = PortingRule | CountryRequirement | RejectionReason
KEYS: Final[dict[type[models.Model], tuple[str, ...]]] = {
    PortingRule: ("country", "order_kind", "valid_from"),
    CountryRequirement: ("country", "order_kind", "key", "valid_from"),
    RejectionReason: ("code",),
}
FILES: Final[dict[type[models.Model], str]] = {
    PortingRule: "rules.csv",
    CountryRequirement: "requirements.csv",
    RejectionReason: "reasons.csv",
}
KEPT: Final = {"id", "edited_at", "edited_by_name"}
"""What a load never writes."""


def load_all(force: bool = False) -> list[Loaded]:
    """Load every file that differs from what was loaded last; with `force`, every file."""
    return [
        load_if_changed(f"port {file.removesuffix('.csv')}", [DATA / file], _loader(model), force=force)
        for model, file in FILES.items()
    ]


def _loader(model: type[models.Model]) -> Callable[[str], Loaded]:
    def load(name: str) -> Loaded:
        rows, keys = rows_in_file(model), KEYS[model]
        edited = set(model._default_manager.exclude(edited_at=None).values_list(*keys))
        fresh = [row for row in rows if tuple(getattr(row, key) for key in keys) not in edited]
        names = [field.name for field in model._meta.concrete_fields if field.name not in {*KEPT, *keys}]
        model._default_manager.bulk_create(
            fresh, update_conflicts=True, unique_fields=list(keys), update_fields=names
        )
        _drop_what_is_gone(model, rows)
        return Loaded(name, len(rows), left_alone=len(rows) - len(fresh))

    return load


def _drop_what_is_gone(model: type[models.Model], rows: list[Row]) -> None:
    """A row that an earlier file had and this one has not is no rule any more."""
    keys = KEYS[model]
    there = {tuple(getattr(row, key) for key in keys) for row in rows}
    for row in model._default_manager.filter(edited_at=None):
        if tuple(getattr(row, key) for key in keys) not in there:
            row.delete()


def rows_in_file(model: type[models.Model]) -> list[Any]:
    """The rows as the data file has them, unsaved. An empty cell takes what the model begins with."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    return [
        model(**{name: _value(fields[name], cell) for name, cell in row.items() if cell})
        for row in _cells(FILES[model])
    ]


def original(row: Row) -> Row | None:
    """The data file's word for a row; None for one that an operator has added."""
    keys = KEYS[type(row)]
    wanted = [getattr(row, key) for key in keys]
    found = (one for one in rows_in_file(type(row)) if [getattr(one, key) for key in keys] == wanted)
    return next(found, None)


def _cells(file: str) -> Iterator[dict[str, str]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _value(field: "models.Field[Any, Any]", cell: str) -> Any:
    if isinstance(field, models.BooleanField):
        return cell == "yes"
    if isinstance(field, models.IntegerField):
        return int(cell)
    if isinstance(field, models.DateField):
        return date.fromisoformat(cell)
    if isinstance(field, models.TimeField):
        return time.fromisoformat(cell)
    return cell
