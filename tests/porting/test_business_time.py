"""Working days and hours: known calendars, and what must hold on every calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from porting.reference.business_time import Calendar, Hours, NoWorkingDays, public_holidays

NEW_YORK = ZoneInfo("America/New_York")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
COUNTRIES = st.sampled_from(["US", "CA", "GB", "FR", "AE", "ZZ", ""])
CALENDARS = st.builds(Calendar, COUNTRIES, st.frozensets(DAYS, max_size=20), st.frozensets(DAYS, max_size=20))
HOURS = st.builds(
    lambda calendar, opens, length, zone: Hours(calendar, time(opens), time(opens + length), ZoneInfo(zone)),
    CALENDARS,
    st.integers(0, 12),
    st.integers(1, 11),
    st.sampled_from(["UTC", "America/New_York", "Europe/London", "Pacific/Auckland"]),
)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
WORK = st.integers(0, 20_000).map(lambda minutes: timedelta(minutes=minutes))


def test_weekends_and_public_holidays_do_not_work() -> None:
    states = Calendar("US")
    assert not states.works(date(2026, 11, 26)), "Thanksgiving"
    assert states.works(date(2026, 11, 27))
    assert not states.works(date(2026, 11, 28)), "a Saturday"
    assert not Calendar("GB").works(date(2026, 4, 6)), "Easter Monday of England"
    assert not Calendar("FR").works(date(2026, 7, 14))
    assert Calendar("CA").works(date(2026, 7, 14))


def test_a_country_that_nobody_knows_has_weekends_and_no_holidays() -> None:
    assert public_holidays("ZZ", 2026) == {}
    assert Calendar("ZZ").works(date(2026, 1, 1))
    assert not Calendar("ZZ").works(date(2026, 1, 3))


def test_an_operators_rows_win_over_the_public_calendar() -> None:
    days = frozenset({date(2026, 11, 26)})
    assert Calendar("US", worked=days).works(date(2026, 11, 26))
    assert not Calendar("US", closed=frozenset({date(2026, 11, 27)})).works(date(2026, 11, 27))
    assert Calendar("US", closed=days, worked=days).works(date(2026, 11, 26))


def test_working_days_are_counted_over_a_long_weekend() -> None:
    states = Calendar("US")
    assert states.add_days(date(2026, 11, 25), 1) == date(2026, 11, 27)
    assert states.add_days(date(2026, 11, 25), 3) == date(2026, 12, 1)
    assert states.add_days(date(2026, 11, 25), 0) == date(2026, 11, 25)
    assert states.days_between(date(2026, 11, 25), date(2026, 12, 1)) == 3
    assert states.next_working_day(date(2026, 11, 26)) == date(2026, 11, 27)


def test_a_clock_that_runs_over_the_evening_goes_on_in_the_morning() -> None:
    hours = Hours(Calendar("US"), time(8), time(18), NEW_YORK)
    friday = datetime(2026, 11, 20, 17, 0, tzinfo=NEW_YORK)
    assert hours.add(friday, timedelta(hours=2)) == datetime(2026, 11, 23, 9, 0, tzinfo=NEW_YORK)
    assert hours.between(friday, datetime(2026, 11, 23, 9, 0, tzinfo=NEW_YORK)) == timedelta(hours=2)
    assert hours.is_open(friday)
    assert not hours.is_open(datetime(2026, 11, 21, 12, tzinfo=NEW_YORK))


def test_the_night_when_clocks_change_has_as_many_hours_as_it_has() -> None:
    hours = Hours(Calendar("ZZ", worked=frozenset({date(2026, 3, 8)})), time(0), time(12), NEW_YORK)
    start = datetime(2026, 3, 8, 0, 0, tzinfo=NEW_YORK)
    assert hours.between(start, datetime(2026, 3, 8, 12, 0, tzinfo=NEW_YORK)) == timedelta(hours=11)


def test_a_calendar_without_any_working_day_says_so() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4000))
    with pytest.raises(NoWorkingDays):
        Calendar("US", closed=closed).next_working_day(date(2026, 1, 1))


def test_hours_must_end_after_they_begin() -> None:
    with pytest.raises(ValueError, match="end after"):
        Hours(Calendar("US"), time(18), time(8), NEW_YORK)


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_the_nth_working_day_works_and_lies_n_days_ahead(calendar: Calendar, day: date, count: int) -> None:
    found = calendar.add_days(day, count)
    assert calendar.works(found)
    assert calendar.days_between(day, found) == count


@given(CALENDARS, DAYS, st.integers(0, 20), st.integers(0, 20))
def test_days_add_up(calendar: Calendar, day: date, first: int, second: int) -> None:
    assert calendar.add_days(calendar.add_days(day, first), second) == calendar.add_days(day, first + second)


@given(HOURS, MOMENTS, WORK)
def test_the_time_between_a_moment_and_its_due_is_the_work(
    hours: Hours, moment: datetime, work: timedelta
) -> None:
    due = hours.add(moment, work)
    assert due >= moment
    assert hours.between(moment, due) == work


@given(HOURS, MOMENTS, st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 20))
def test_a_span_is_the_sum_of_its_parts(hours: Hours, start: datetime, first: int, second: int) -> None:
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    assert hours.between(start, middle) + hours.between(middle, end) == hours.between(start, end)
    assert hours.between(end, start) == timedelta() or end == start


@given(HOURS, MOMENTS, WORK, WORK)
def test_more_work_is_never_due_earlier(
    hours: Hours, moment: datetime, first: timedelta, second: timedelta
) -> None:
    assume(first <= second)
    assert hours.add(moment, first) <= hours.add(moment, second)
