"""Pages of a long list, found by key and not by offset, so that page 400 costs what page 1 costs."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

COUNT_LIMIT = 10_000
"""Rows are counted up to here; beyond it the page says "10,000+"."""

SALT = "ui.paging"

_DECODERS = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "Decimal": Decimal,
    "UUID": uuid.UUID,
}


@dataclass(frozen=True)
class Page:
    """One page of a list and its neighbours' addresses.

    `first_index` counts from 1 and is 0 on an empty page. `count` is exact unless `count_is_bounded`, when
    there are at least that many. Addresses keep the rest of the query string and are "" where there is no
    page.
    """

    rows: list[Any]
    next_url: str
    previous_url: str
    first_index: int
    count: int
    count_is_bounded: bool
    per_page: int

    @property
    def last_index(self) -> int:
        """Place of the last row shown, counted from 1."""
        return self.first_index + len(self.rows) - 1 if self.rows else 0

    @property
    def next_size(self) -> int:
        """How many rows the next page shows, as far as the count tells."""
        left = self.count - self.last_index
        return self.per_page if self.count_is_bounded or left <= 0 else min(self.per_page, left)

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Cursor:
    """The row next to which a page begins: its sort, value and key, and the page's first index."""

    order: str
    value: Any
    key: Any
    index: int

    def encode(self) -> str:
        """Signed text for the address."""
        return signing.dumps([self.order, _pack(self.value), _pack(self.key), self.index], salt=SALT)

    @classmethod
    def decode(cls, text: str, order: str) -> Cursor | None:
        """Read it back; None when it is tampered with, or belongs to another sort."""
        try:
            was_order, value, key, index = signing.loads(text, salt=SALT)
            cursor = cls(str(was_order), _unpack(value), _unpack(key), int(index))
        except (signing.BadSignature, ValueError, TypeError, KeyError, ArithmeticError):
            return None
        return cursor if cursor.order == order else None


def _pack(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    kind = next((k for k in _DECODERS if type(value).__name__ == k), "")
    if not kind:
        return str(value)
    return {kind: value.isoformat() if hasattr(value, "isoformat") else str(value)}


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, text),) = value.items()
        return _DECODERS[kind](text)
    return value


@dataclass(frozen=True)
class _Sort:
    """A sort column and its direction, with the primary key to break ties; empty values come last."""

    column: str
    descending: bool
    nullable: bool

    def expressions(self, *, backwards: bool) -> list[OrderBy]:
        down = self.descending != backwards
        nulls = {("nulls_first" if backwards else "nulls_last"): True} if self.nullable else {}
        key = F("pk").desc() if down else F("pk").asc()
        if self.column == "pk":
            return [key]
        column = F(self.column)
        return [column.desc(**nulls) if down else column.asc(**nulls), key]

    def beyond(self, cursor: Cursor, *, backwards: bool) -> Q:
        """The rows after the cursor (before it, when `backwards`) in this sort."""
        sign = "lt" if self.descending != backwards else "gt"
        key = Q(**{f"pk__{sign}": cursor.key})
        if self.column == "pk":
            return key
        if cursor.value is None:
            empty = Q(**{f"{self.column}__isnull": True}) & key
            return Q(**{f"{self.column}__isnull": False}) | empty if backwards else empty
        rows = Q(**{f"{self.column}__{sign}": cursor.value}) | Q(**{self.column: cursor.value}) & key
        if self.nullable and not backwards:
            rows |= Q(**{f"{self.column}__isnull": True})
        return rows


def _sort(queryset: QuerySet[Any], order: str) -> _Sort:
    column = order.removeprefix("-")
    if column in ("id", "pk", queryset.model._meta.pk.name):
        return _Sort("pk", order.startswith("-"), False)
    nullable = True
    try:
        model = queryset.model
        *path, last = column.split("__")
        steps = [model._meta.get_field(path[0])] if path else []
        for name in path[1:]:
            steps.append(steps[-1].related_model._meta.get_field(name))
        model = steps[-1].related_model if steps else model
        nullable = any(getattr(step, "null", True) for step in [*steps, model._meta.get_field(last)])
    except FieldDoesNotExist:
        pass  # an annotation: it may be empty
    return _Sort(column, order.startswith("-"), nullable)


def _value(row: Any, column: str) -> Any:
    if isinstance(row, dict):
        return row.get(column)
    for name in column.split("__"):
        row = getattr(row, name, None)
    return row


def _cursor(row: Any, sort: _Sort, order: str, index: int) -> str:
    key = row["pk"] if isinstance(row, dict) else row.pk
    value = key if sort.column == "pk" else _value(row, sort.column)
    return Cursor(order, value, key, index).encode()


def _address(request: HttpRequest, **cursor: str) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update(cursor)
    return f"{request.path}?{query.urlencode()}"


def bounded_count(queryset: QuerySet[Any], limit: int = COUNT_LIMIT) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped at the limit."""
    count = queryset.order_by()[: limit + 1].count()
    return min(count, limit), count > limit


def paginate(request: HttpRequest, queryset: QuerySet[Any], *, per_page: int = 50, order: str = "pk") -> Page:
    """The page that the address asks for by `after` or `before`, or the first one.

    `order` is a field, a path over foreign keys or an annotation, "-" before it for descending: choose it
    from a list of your own, never from the address. The primary key breaks ties. A cursor that is tampered
    with, stale or of another sort gives the first page. Rows of `.values()` must include "pk".
    """
    sort = _sort(queryset, order)
    before = Cursor.decode(request.GET.get("before", ""), order)
    after = None if before else Cursor.decode(request.GET.get("after", ""), order)
    rows, more = _fetch(queryset, sort, before or after, per_page, backwards=before is not None)
    if not rows and (before or after):
        before = after = None
        rows, more = _fetch(queryset, sort, None, per_page, backwards=False)
    first = 1 if rows else 0
    if before:
        first = max(before.index - len(rows), 2) if more else 1
    elif after:
        first = after.index
    has_next = more if not before else True
    has_previous = more if before else after is not None
    count, bounded = bounded_count(queryset)
    return Page(
        rows=rows,
        next_url=_address(request, after=_cursor(rows[-1], sort, order, first + len(rows)))
        if has_next
        else "",
        previous_url=_address(request, before=_cursor(rows[0], sort, order, first)) if has_previous else "",
        first_index=first,
        count=max(count, first + len(rows) - 1 if rows else 0),
        count_is_bounded=bounded,
        per_page=per_page,
    )


def _fetch(
    queryset: QuerySet[Any], sort: _Sort, cursor: Cursor | None, per_page: int, *, backwards: bool
) -> tuple[list[Any], bool]:
    """The rows beyond the cursor in reading order, and whether there are more in that direction."""
    rows_query = queryset.order_by(*sort.expressions(backwards=backwards))
    if cursor:
        rows_query = rows_query.filter(sort.beyond(cursor, backwards=backwards))
    rows = list(rows_query[: per_page + 1])
    more = len(rows) > per_page
    rows = rows[:per_page]
    return (rows[::-1] if backwards else rows), more
