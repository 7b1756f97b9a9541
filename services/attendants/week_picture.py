"""A week as lines of a timetable: for each day its hours in words, and where they lie on a line of 24 hours."""

from dataclasses import dataclass

from services.schedules.weekly import Week
from services.schedules.words import DAY_NAMES, ranges_words


@dataclass(frozen=True)
class Span:
    """Open hours on the line: where they begin and how long they are, in minutes, as SVG wants them."""

    x: int
    width: int


@dataclass(frozen=True)
class Day:
    """A line of the picture."""

    name: str
    words: str
    spans: list[Span]
    is_today: bool


def days_of(week: Week, today: int | None = None) -> list[Day]:
    """Monday to Sunday; `today` is the day that is marked, counted from Monday as 0."""
    return [
        Day(
            str(name),
            ranges_words(ranges),
            [Span(one.start, one.end - one.start) for one in ranges],
            number == today,
        )
        for number, (name, ranges) in enumerate(zip(DAY_NAMES, week.days, strict=True))
    ]
