"""The calendars that the rows describe: a country's working days, and the desk's hours and clocks (B7)."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from porting.models import PortClock, PortingHoliday
from porting.reference.business_time import Calendar, Hours

LARGE: Final = 30
"""More numbers than this make an order large: the desk has longer to answer (porting-and-carriers B5)."""


def calendar_of(country: str) -> Calendar:
    """The working days of a country, with the operator's corrections; one query."""
    rows = list(PortingHoliday.objects.filter(country=country).values_list("day", "works"))
    return Calendar(
        country,
        closed=frozenset(day for day, works in rows if not works),
        worked=frozenset(day for day, works in rows if works),
    )


def desk_clock() -> PortClock:
    """The one row of the desk's clock; what the model says where there is none yet."""
    clock = PortClock.objects.order_by("pk").first() or PortClock()
    clock.clean_fields()  # the defaults of a fresh row are texts until they are read
    return clock


def desk_hours(clock: PortClock | None = None) -> Hours:
    """When the desk works; two queries, one when its clock is given."""
    clock = clock or desk_clock()
    return Hours(calendar_of(clock.country), clock.opens, clock.closes, ZoneInfo(clock.time_zone))


def answer_due(numbers: int, *, urgent: bool, since: datetime) -> datetime:
    """When the desk's first answer to an order of so many numbers is due, in working hours from `since`; in UTC."""
    clock = desk_clock()
    return desk_hours(clock).add(since, answer_hours(clock, numbers, urgent=urgent))


def answer_hours(clock: PortClock, numbers: int, *, urgent: bool) -> timedelta:
    """How much working time the first answer to an order of so many numbers may take."""
    hours = clock.large_answer_hours if numbers > LARGE else clock.first_answer_hours
    return timedelta(hours=min(hours, clock.urgent_answer_hours) if urgent else hours)
