"""Weekly hours (rules 9.5): ranges of the days of a week on a 15-minute grid, read by the wall clock of a place.

A moment is open when the clock on the wall there shows a time inside a range: nothing else is asked. Where clocks are
put forward, times that no clock shows never come, and a range that begins among them begins with the first time after
them. Where clocks are put back, an hour is shown twice, and what is open in it is open twice.

No Django here; `services.schedules.words` says all of this in sentences.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 24 * 60
"""Minutes of a day: a range may end at 24:00, which is this."""
GRID: Final = 15
"""Minutes; every range begins and ends on a multiple of it (rules 9.5)."""
ALL_DAY: Final = "all day"
"""How a day that is open from 00:00 to 24:00 is stored, so that nobody reads 12 AM to 12 AM (rules 9.5, 14 W4)."""


class Problem(StrEnum):
    """What is wrong with hours."""

    GRID = "grid"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"
    NO_SUCH_TIME = "no_such_time"
    UNREADABLE = "unreadable"


class NotHours(ValueError):
    """Hours that cannot be: what is wrong, with which range as it was written, on which day (0 is Monday) where known.

    `other` is the range that an overlapping one runs into.
    """

    def __init__(self, problem: Problem, text: str, *, other: str = "", day: int | None = None) -> None:
        super().__init__(f"{problem}: {text} {other}".rstrip())
        self.problem = problem
        self.text = text
        self.other = other
        self.day = day

    def on(self, day: int) -> "NotHours":
        """The same, of this day."""
        return NotHours(self.problem, self.text, other=self.other, day=day)


def clock(minutes: int) -> str:
    """Minutes since midnight as a clock shows them: 08:00, 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, order=True)
class Range:
    """From a minute of the day up to, and without, another one of the same day. Raises `NotHours`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start <= DAY and 0 <= self.end <= DAY):
            raise NotHours(Problem.NO_SUCH_TIME, str(self))
        if self.start % GRID or self.end % GRID:
            raise NotHours(Problem.GRID, str(self))
        if self.start >= self.end:
            raise NotHours(Problem.BACKWARDS, str(self))

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"

    def __contains__(self, minute: int) -> bool:
        return self.start <= minute < self.end


Ranges = tuple[Range, ...]
WHOLE_DAY: Final[Ranges] = (Range(0, DAY),)


def tidy(ranges: Iterable[Range]) -> Ranges:
    """A day's ranges in order, those that touch made one. Ranges that overlap raise `NotHours`."""
    found: list[Range] = []
    for one in sorted(ranges):
        if found and one.start < found[-1].end:
            raise NotHours(Problem.OVERLAP, str(one), other=str(found[-1]))
        if found and one.start == found[-1].end:
            found[-1] = Range(found[-1].start, one.end)
        else:
            found.append(one)
    return tuple(found)


@dataclass(frozen=True)
class Week:
    """The hours of seven days, Monday first. Make it with `of`, `always` or `parse`, which keep it tidy."""

    days: tuple[Ranges, Ranges, Ranges, Ranges, Ranges, Ranges, Ranges]

    @classmethod
    def of(cls, days: Sequence[Iterable[Range]]) -> Self:
        """A week of seven days' ranges in any order. Raises `NotHours`, which names the day."""
        tidied: list[Ranges] = []
        for day, ranges in enumerate(days):
            try:
                tidied.append(tidy(ranges))
            except NotHours as error:
                raise error.on(day) from error
        monday, tuesday, wednesday, thursday, friday, saturday, sunday = tidied
        return cls((monday, tuesday, wednesday, thursday, friday, saturday, sunday))

    @classmethod
    def always(cls) -> Self:
        """Day and night: what holds until somebody sets hours (rules 0.3, C9)."""
        return cls.of([WHOLE_DAY] * 7)

    @classmethod
    def parse(cls, stored: Any) -> Self:
        """The week that `as_json` wrote; None is always open. Raises `NotHours`."""
        if stored is None:
            return cls.always()
        if not isinstance(stored, Mapping) or set(stored) - set(DAYS):
            raise NotHours(Problem.UNREADABLE, str(stored)[:80])
        return cls.of([list(_stored_day(number, stored.get(day))) for number, day in enumerate(DAYS)])

    def as_json(self) -> dict[str, Any] | None:
        """What can be stored as JSON: {"mon": [["08:00", "12:00"]], "sat": "all day"}; None for always open."""
        if self.is_always:
            return None
        return {
            day: ALL_DAY if ranges == WHOLE_DAY else [[clock(one.start), clock(one.end)] for one in ranges]
            for day, ranges in zip(DAYS, self.days, strict=True)
            if ranges
        }

    @property
    def is_always(self) -> bool:
        """Open day and night."""
        return all(ranges == WHOLE_DAY for ranges in self.days)

    @property
    def is_never(self) -> bool:
        """Never open."""
        return not any(self.days)

    def is_open(self, local: datetime.datetime) -> bool:
        """Whether it is open at a moment; `local` is what the clock shows at the place."""
        minute = local.hour * 60 + local.minute
        return any(minute in one for one in self.days[local.weekday()])

    def next_change(self, local: datetime.datetime) -> datetime.datetime | None:
        """The first moment after `local` at which it opens or closes; None when it never does.

        With a zone that puts its clocks forward or back, that is a moment which really comes: see the module.
        """
        if self.is_always or self.is_never:
            return None
        shown = self._next_on_the_clock(local.replace(tzinfo=None, fold=0))
        if local.tzinfo is None:
            return shown
        change = shown.replace(tzinfo=local.tzinfo)
        as_it_comes = change.astimezone(datetime.UTC).astimezone(local.tzinfo)
        if change.utcoffset() == local.utcoffset() and as_it_comes.replace(tzinfo=None) == shown:
            return change
        return self._next_as_it_comes(local)

    def _next_on_the_clock(self, shown: datetime.datetime) -> datetime.datetime:
        """The next change of a clock that is never put forward or back."""
        now = self.is_open(shown)
        midnight = shown.replace(hour=0, minute=0, second=0, microsecond=0)
        for days in range(9):
            day = midnight + datetime.timedelta(days=days)
            edges = {edge for one in self.days[day.weekday()] for edge in (one.start, one.end)}
            for edge in sorted(edges):
                moment = day + datetime.timedelta(minutes=edge)
                if moment > shown and self.is_open(moment) != now:
                    return moment
        raise AssertionError("A week that is neither always nor never open changes within eight days.")

    def _next_as_it_comes(self, local: datetime.datetime) -> datetime.datetime:
        """The next change by walking through time; for the days around a change of the clocks.

        Clocks are put on at quarters of an hour of UTC, in every zone of today.
        """
        now, moment = self.is_open(local), local.astimezone(datetime.UTC)
        moment -= datetime.timedelta(
            minutes=moment.minute % GRID, seconds=moment.second, microseconds=moment.microsecond
        )
        while self.is_open(moment.astimezone(local.tzinfo)) == now or moment <= local:
            moment += datetime.timedelta(minutes=GRID)
        return moment.astimezone(local.tzinfo)

    def runs(self) -> Iterator[tuple[int, int, Ranges]]:
        """Days that follow each other with the same hours, as (first day, last day, ranges); closed days are left out."""
        starts = [day for day in range(7) if day == 0 or self.days[day] != self.days[day - 1]]
        for first, after in pairwise([*starts, 7]):
            if self.days[first]:
                yield first, after - 1, self.days[first]


def _stored_day(day: int, value: Any) -> Iterator[Range]:
    if value == ALL_DAY:
        yield WHOLE_DAY[0]
    elif value is not None:
        if not isinstance(value, list):
            raise NotHours(Problem.UNREADABLE, str(value)[:80], day=day)
        for one in value:
            yield _stored_range(day, one)


def _stored_range(day: int, value: Any) -> Range:
    try:
        start, end = value
        return Range(_minutes(start), _minutes(end))
    except NotHours as error:
        raise error.on(day) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise NotHours(Problem.UNREADABLE, str(value)[:80], day=day) from error


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    if not (len(hours) == len(minutes) == 2 and (hours + minutes).isdecimal()) or int(minutes) > 59:
        raise NotHours(Problem.NO_SUCH_TIME, text[:80])
    return int(hours) * 60 + int(minutes)
