"""Hours are read by the wall clock, also on the two days of the year on which it is put forward and back."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedules.weekly import Week
from tests.schedules.weeks import WEEKS

SEATTLE = ZoneInfo("America/Los_Angeles")
FORWARD = datetime.datetime(2026, 3, 8, tzinfo=SEATTLE)  # a Sunday: 02:00 becomes 03:00
BACK = datetime.datetime(2025, 11, 2, tzinfo=SEATTLE)  # a Sunday: 02:00 becomes 01:00
ZONES = ("America/Los_Angeles", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca")
INSTANTS = st.datetimes(datetime.datetime(2025, 1, 1), datetime.datetime(2026, 12, 31))  # noqa: DTZ001


def sunday(*ranges: tuple[str, str]) -> Week:
    return Week.parse({"sun": [list(one) for one in ranges]})


def utc(moment: datetime.datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(datetime.UTC):%d %H:%M}"


def test_hours_that_begin_in_the_missing_hour_begin_when_it_has_passed() -> None:
    week = sunday(("02:30", "04:00"))
    opens = week.next_change(FORWARD.replace(hour=1))
    assert (utc(opens), f"{opens:%H:%M}") == ("08 10:00", "03:00")


def test_hours_within_the_missing_hour_do_not_come_that_day() -> None:
    week = sunday(("02:15", "02:45"))
    opens = week.next_change(FORWARD.replace(hour=1))
    assert f"{opens:%d %H:%M}" == "15 02:15"


def test_hours_that_end_in_the_missing_hour_end_when_it_begins() -> None:
    week = sunday(("01:00", "02:30"))
    assert utc(week.next_change(FORWARD.replace(hour=1, minute=15))) == "08 10:00"


def test_what_is_open_in_the_repeated_hour_is_open_twice() -> None:
    week = sunday(("01:00", "01:30"))
    changes, moment = [], BACK
    for _turn in range(4):
        moment = week.next_change(moment)
        changes.append(utc(moment))
    assert changes == ["02 08:00", "02 08:30", "02 09:00", "02 09:30"]


def test_hours_around_the_repeated_hour_last_an_hour_longer() -> None:
    week = sunday(("00:00", "04:00"))
    assert utc(week.next_change(BACK)) == "02 12:00"


@pytest.mark.parametrize("zone", ZONES)
@given(week=WEEKS, instant=INSTANTS)
def test_the_next_change_is_the_first_quarter_at_which_the_wall_clock_says_otherwise(
    zone: str, week: Week, instant: datetime.datetime
) -> None:
    place = ZoneInfo(zone)
    start = instant.replace(second=0, microsecond=0, tzinfo=datetime.UTC)
    local = start.astimezone(place)
    change = week.next_change(local)
    if change is None:
        assert week.is_always or week.is_never
        return
    now = week.is_open(local)
    step = start - datetime.timedelta(minutes=start.minute % 15)
    while (step := step + datetime.timedelta(minutes=15)) < change:
        assert week.is_open(step.astimezone(place)) == now
    assert week.is_open(change) != now
    assert change.astimezone(datetime.UTC) == step
