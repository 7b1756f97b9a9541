"""Working days and working hours of a place, without a database: lead times and the desk's clocks count by them.

A day works unless it is a weekend or a public holiday of the country; rows of the operator close days and open them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

LONGEST: Final = 3660  # days that are looked at before a calendar is said to have no working days
SUBDIVISIONS: Final = {"GB": "ENG"}
"""Where the working days of the trade are those of a part of the country: in Great Britain those of England."""
WEEKEND: Final = frozenset({5, 6})


class NoWorkingDays(ValueError):
    """A calendar on which nobody ever works: an operator has closed all of it."""


@cache
def public_holidays(country: str, year: int) -> dict[date, str]:
    """Public holidays of a country (ISO code) in a year with their names; none where they are not known."""
    try:
        found = holidays.country_holidays(country, subdiv=SUBDIVISIONS.get(country), years=year)
    except (NotImplementedError, KeyError):
        return {}
    return dict(sorted(found.items()))


@cache
def weekend_of(country: str) -> frozenset[int]:
    """The week-days (Monday is 0) on which a country rests; Saturday and Sunday where that is not known."""
    try:
        return frozenset(holidays.country_holidays(country).weekend)
    except (NotImplementedError, KeyError):
        return WEEKEND


@dataclass(frozen=True)
class Calendar:
    """The working days of a country. `closed` and `worked` are an operator's corrections of the public calendar."""

    country: str
    closed: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Whether work goes on that day."""
        if day in self.worked:
            return True
        if day in self.closed or day.weekday() in weekend_of(self.country):
            return False
        return day not in public_holidays(self.country, day.year)

    def next_working_day(self, day: date) -> date:
        """The day itself when it works, or the first that does after it. Raises NoWorkingDays."""
        return next(self._working_from(day))

    def add_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself is not counted; `day` when `count` is 0."""
        if count <= 0:
            return day
        following = self._working_from(day + timedelta(days=1))
        for _ in range(count - 1):
            next(following)
        return next(following)

    def days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`; 0 when `last` is not later."""
        return sum(self.works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))

    def _working_from(self, day: date) -> Iterator[date]:
        rest = 0
        while rest < LONGEST:
            rest = 0 if self.works(day) else rest + 1
            if not rest:
                yield day
            day += timedelta(days=1)
        raise NoWorkingDays(self.country)


@dataclass(frozen=True)
class Hours:
    """Working hours on a calendar: from `opens` to `closes` on the wall clock of `zone`, on every working day."""

    calendar: Calendar
    opens: time
    closes: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("Working hours end after they begin.")

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody works at this moment."""
        local = moment.astimezone(self.zone)
        return self.calendar.works(local.date()) and self.opens <= local.time() < self.closes

    def add(self, moment: datetime, work: timedelta) -> datetime:
        """When so much working time is over, counted from `moment`; in UTC. Raises NoWorkingDays."""
        day = moment.astimezone(self.zone).date()
        for begin, end in self._shifts(day):
            start = max(begin, moment)
            if end <= start:
                continue
            if work <= end - start:
                return start + work
            work -= end - start
        raise NoWorkingDays(self.calendar.country)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none when `end` is not later."""
        found = timedelta()
        if end <= start:
            return found
        for begin, close in self._shifts(start.astimezone(self.zone).date()):
            if begin >= end:
                break
            found += max(timedelta(), min(close, end) - max(begin, start))
        return found

    def _shifts(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Beginning and end of each working day from `day` on, in UTC, so that a change of the clocks counts right."""
        for working in self.calendar._working_from(day):
            yield self._at(working, self.opens), self._at(working, self.closes)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
