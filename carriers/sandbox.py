"""The sandbox carrier: a carrier with its own stock in the database, for trials, demonstrations and tests."""

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from carriers import faults
from carriers.base import Grant, NumberKind, Offer, Query
from carriers.digits import GROUP, digit_groups
from carriers.models import SandboxFault, SandboxNumber
from carriers.stock import SHARED

REST_DAYS: Final = 45  # before a released number is offered again

# Rows are locked in the order of their numbers, so that two calls that want the same ones never wait in a circle.
_WRITE = """
WITH mine AS (SELECT e164 FROM carriers_sandboxnumber WHERE e164 = ANY(%(numbers)s) AND {condition}
              ORDER BY e164 FOR UPDATE)
UPDATE carriers_sandboxnumber AS stock SET {changes} FROM mine WHERE stock.e164 = mine.e164 RETURNING stock.e164
"""
_FREE = """(NOT acquired AND (reference = '' OR reference = %(reference)s OR reserved_until <= %(now)s)
           AND (resting_until IS NULL OR resting_until <= %(now)s))"""
_ACQUIRABLE = f"((acquired AND reference = %(reference)s) OR {_FREE})"

# A loose index scan: one probe per different value, however many numbers there are of each.
_PLACES = """
WITH RECURSIVE place AS (
  (SELECT state, city FROM carriers_sandboxnumber
   WHERE country = %(country)s AND kind = %(kind)s AND user_grade = %(user_grade)s ORDER BY state, city LIMIT 1)
  UNION ALL
  (SELECT next.state, next.city FROM place CROSS JOIN LATERAL
    (SELECT state, city FROM carriers_sandboxnumber
     WHERE country = %(country)s AND kind = %(kind)s AND user_grade = %(user_grade)s
       AND (state, city) > (place.state, place.city) ORDER BY state, city LIMIT 1) AS next)
) SELECT state, city FROM place
"""
_COUNTRIES = """
WITH RECURSIVE found AS (
  (SELECT country FROM carriers_sandboxnumber ORDER BY country LIMIT 1)
  UNION ALL
  (SELECT next.country FROM found CROSS JOIN LATERAL
    (SELECT country FROM carriers_sandboxnumber WHERE country > found.country ORDER BY country LIMIT 1) AS next)
) SELECT country FROM found WHERE EXISTS (
  SELECT 1 FROM carriers_sandboxnumber AS stock WHERE stock.country = found.country
     AND stock.kind = %(kind)s AND stock.user_grade = %(user_grade)s)
"""


class SandboxCarrier:
    """A carrier whose numbers are not real. Acts are single statements: whole or not at all."""

    def countries(self, kind: NumberKind, *, user_grade: bool) -> list[str]:
        """Countries with numbers of this kind in the catalogue."""
        return sorted(row[0] for row in _rows(_COUNTRIES, {"kind": kind, "user_grade": user_grade}))

    def states(self, country: str, kind: NumberKind, *, user_grade: bool) -> list[str]:
        """States in the catalogue; whether anything is left of them only a search says."""
        return sorted({state for state, _city in _places(country, kind, user_grade=user_grade) if state})

    def cities(self, country: str, kind: NumberKind, *, user_grade: bool, state: str = "") -> list[str]:
        """Cities in the catalogue, of one state or of all."""
        places = _places(country, kind, user_grade=user_grade)
        return sorted({city for its_state, city in places if city and state in ("", its_state)})

    def places(self, country: str, kind: NumberKind, *, user_grade: bool) -> list[tuple[str, str]]:
        """Places in the catalogue; whether anything is left of them only a search says."""
        return _places(country, kind, user_grade=user_grade)

    def search(self, query: Query, *, limit: int, after: str = "") -> Sequence[Offer]:
        """Free numbers, lowest first."""
        faults.after(faults.before("search"))
        return _offers(_matching(query).filter(e164__gt=after).order_by("e164")[:limit])

    def describe(self, numbers: Collection[str]) -> Sequence[Offer]:
        """The rows of these numbers."""
        return _offers(SandboxNumber.objects.filter(pk__in=list(numbers)).order_by("e164"))

    def count(self, query: Query, *, limit: int = 10_000) -> int:
        """How many are free, counted up to `limit`."""
        return _matching(query).order_by().values("pk")[:limit].count()

    def shared_conference_numbers(self, countries: Collection[str]) -> Sequence[Offer]:
        """What the stock keeps for the bridges of all."""
        faults.after(faults.before("shared"))
        shared = SandboxNumber.objects.filter(reference=SHARED, acquired=True, country__in=list(countries))
        return _offers(shared.order_by("country", "e164"))

    def reserve(self, reference: str, numbers: Collection[str], until: datetime) -> Grant:
        """Keep free numbers for the reference; its own are prolonged."""
        changes = "reference = %(reference)s, reserved_until = %(until)s, resting_until = NULL"
        return self._grant("reserve", _FREE, changes, numbers, reference=reference, until=until)

    def acquire(self, reference: str, numbers: Collection[str]) -> Grant:
        """Take numbers for good: reserved ones of the reference, free ones, and those that it has already."""
        _take_time()
        changes = "reference = %(reference)s, acquired = true, reserved_until = NULL, resting_until = NULL"
        return self._grant("acquire", _ACQUIRABLE, changes, numbers, reference=reference)

    def let_go(self, reference: str, numbers: Collection[str]) -> None:
        """End reservations of the reference."""
        fault = faults.before("let_go")
        _write(
            "NOT acquired AND reference = %(reference)s",
            "reference = '', reserved_until = NULL",
            numbers,
            reference=reference,
        )
        faults.after(fault)

    def release(self, reference: str, numbers: Collection[str]) -> None:
        """Take acquired numbers of the reference back; they rest for 45 days."""
        _take_time()
        fault = faults.before("release")
        _write(
            "acquired AND reference = %(reference)s",
            "reference = '', acquired = false, resting_until = %(rested)s",
            numbers,
            reference=reference,
            rested=timezone.now() + timedelta(days=REST_DAYS),
        )
        faults.after(fault)

    def _grant(
        self, operation: str, condition: str, changes: str, numbers: Collection[str], **values: Any
    ) -> Grant:
        fault = faults.before(operation)
        wanted = sorted(set(numbers))
        given = wanted[:-1] if fault == SandboxFault.Kind.SHORT else wanted
        granted = _write(condition, changes, given, **values)
        faults.after(fault)
        return Grant(
            tuple(number for number in wanted if number in granted),
            tuple(number for number in wanted if number not in granted),
        )


def _offers(rows: QuerySet[SandboxNumber]) -> list[Offer]:
    fields = rows.values_list("e164", "country", "state", "city", "kind", "user_grade")
    return [Offer(*row[:4], NumberKind(row[4]), row[5]) for row in fields]


def _take_time() -> None:
    if settings.SANDBOX_SECONDS:
        time.sleep(settings.SANDBOX_SECONDS)


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _write(condition: str, changes: str, numbers: Iterable[str], **values: Any) -> set[str]:
    """Change the rows that still fulfil the condition; returns their numbers."""
    sql = _WRITE.format(condition=condition, changes=changes)
    return {row[0] for row in _rows(sql, {"numbers": sorted(set(numbers)), "now": timezone.now(), **values})}


def _places(country: str, kind: NumberKind, *, user_grade: bool) -> list[tuple[str, str]]:
    values = {"country": country, "kind": kind, "user_grade": user_grade}
    return [(state, city) for state, city in _rows(_PLACES, values)]


def _matching(query: Query) -> QuerySet[SandboxNumber]:
    now = timezone.now()
    rows = SandboxNumber.objects.filter(
        Q(reserved_until=None) | Q(reserved_until__lte=now),
        Q(resting_until=None) | Q(resting_until__lte=now),
        country=query.country,
        kind=query.kind,
        user_grade=query.user_grade,
        acquired=False,
    )
    if query.state:
        rows = rows.filter(state=query.state)
    if query.city:
        rows = rows.filter(city=query.city)
    if query.prefix:
        rows = rows.filter(e164__gte=f"+{query.prefix}", e164__lt=f"+{query.prefix}:")  # ":" follows "9"
    if query.contains:
        rows = rows.filter(e164__contains=query.contains)
        if len(query.contains) >= GROUP:
            rows = rows.filter(digit_groups__contains=digit_groups(query.contains))
    return rows
