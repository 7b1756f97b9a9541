"""Weekly hours: the grid, breaks, whole days, 24:00, and what is open when."""

import datetime
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedules.weekly import DAY, DAYS, GRID, NotHours, Problem, Range, Week, tidy
from tests.schedules.weeks import STEPS, WEEKS

MONDAY = datetime.datetime(2025, 11, 24)  # noqa: DTZ001 - a clock on a wall
MOMENTS = st.integers(0, 7 * DAY - 1).map(lambda minutes: MONDAY + datetime.timedelta(minutes=minutes))


def office(*ranges: str) -> Week:
    """The same ranges from Monday to Friday."""
    hours = [one.split("-") for one in ranges]
    return Week.parse(dict.fromkeys(DAYS[:5], hours))


def test_a_range_from_0910_is_refused_for_the_15_minute_grid() -> None:
    with pytest.raises(NotHours) as refused:
        Week.parse({"wed": [["09:10", "17:00"]]})
    assert refused.value.problem is Problem.GRID
    assert (refused.value.day, refused.value.text) == (2, "09:10-17:00")


@given(st.integers(-30, DAY + 30), st.integers(-30, DAY + 30))
def test_a_range_stands_exactly_when_it_is_on_the_grid_within_the_day_and_forwards(
    start: int, end: int
) -> None:
    fits = start % GRID == end % GRID == 0 and 0 <= start < end <= DAY
    if fits:
        assert Range(start, end).start == start
    else:
        with pytest.raises(NotHours):
            Range(start, end)


@given(WEEKS)
def test_a_week_is_stored_and_read_back_unchanged(week: Week) -> None:
    assert Week.parse(json.loads(json.dumps(week.as_json()))) == week


@given(WEEKS)
def test_ranges_are_in_order_and_leave_breaks(week: Week) -> None:
    for ranges in week.days:
        assert all(one.end < other.start for one, other in pairwise(ranges))


@given(st.sets(st.integers(0, STEPS - 1)), st.randoms())
def test_quarters_that_touch_become_one_range_in_whatever_order_they_come(
    quarters: set[int], dice: object
) -> None:
    pieces = [Range(step * GRID, (step + 1) * GRID) for step in quarters]
    dice.shuffle(pieces)  # type: ignore[attr-defined]
    tidied = tidy(pieces)
    assert {step for one in tidied for step in range(one.start // GRID, one.end // GRID)} == quarters
    assert all(one.end < other.start for one, other in pairwise(tidied))


def test_ranges_that_overlap_are_refused_with_both_named() -> None:
    with pytest.raises(NotHours) as refused:
        office("08:00-12:00", "11:45-17:00")
    assert refused.value.problem is Problem.OVERLAP
    assert (refused.value.text, refused.value.other) == ("11:45-17:00", "08:00-12:00")


@given(WEEKS, MOMENTS)
def test_open_is_what_the_stored_ranges_say(week: Week, moment: datetime.datetime) -> None:
    days = dict.fromkeys(DAYS, "all day") if week.is_always else week.as_json()
    stored = days.get(DAYS[moment.weekday()], [])
    shown = f"{moment:%H:%M}"
    ranges = [["00:00", "24:00"]] if stored == "all day" else stored
    assert week.is_open(moment) == any(start <= shown < end for start, end in ranges)


@given(WEEKS, MOMENTS)
def test_nothing_changes_before_the_next_change_and_then_it_does(
    week: Week, moment: datetime.datetime
) -> None:
    change = week.next_change(moment)
    if change is None:
        assert week.is_always or week.is_never
        return
    now, step = week.is_open(moment), moment
    while (step := step + datetime.timedelta(minutes=1)) < change:
        assert week.is_open(step) == now
    assert week.is_open(change) != now


def test_a_lunch_break_is_closed() -> None:
    week = office("08:00-12:00", "13:00-17:30")
    at = MONDAY.replace
    assert [week.is_open(at(hour=h, minute=m)) for h, m in ((11, 59), (12, 0), (12, 59), (13, 0))] == [
        True, False, False, True,
    ]  # fmt: skip
    assert week.next_change(at(hour=12, minute=10)) == at(hour=13)
    assert week.next_change(at(hour=17, minute=30)) == MONDAY + datetime.timedelta(days=1, hours=8)


def test_a_day_may_end_at_24_and_the_night_goes_on_over_midnight() -> None:
    week = Week.parse({"fri": [["22:00", "24:00"]], "sat": [["00:00", "02:00"]]})
    late = MONDAY + datetime.timedelta(days=4, hours=23)
    assert week.is_open(late)
    assert week.next_change(late) == MONDAY + datetime.timedelta(days=5, hours=2)


def test_all_day_is_stored_as_words_and_is_every_minute_of_the_day() -> None:
    week = Week.parse({"sat": [["00:00", "24:00"]]})
    assert week.as_json() == {"sat": "all day"}
    saturday = MONDAY + datetime.timedelta(days=5)
    assert week.is_open(saturday)
    assert week.is_open(saturday + datetime.timedelta(hours=23, minutes=59))
    assert not week.is_open(saturday + datetime.timedelta(days=1))


def test_seven_whole_days_are_day_and_night_which_is_stored_as_nothing() -> None:
    week = Week.parse(dict.fromkeys(DAYS, "all day"))
    assert week == Week.always() == Week.parse(None)
    assert week.as_json() is None
    assert week.next_change(MONDAY) is None


def test_a_week_that_is_open_once_changes_again_in_a_week() -> None:
    week = Week.parse({"mon": [["08:00", "09:00"]]})
    assert week.next_change(MONDAY.replace(hour=9)) == MONDAY + datetime.timedelta(days=7, hours=8)


@pytest.mark.parametrize(
    "stored",
    [[], "mon", 7, {"monday": []}, {"mon": "late"}, {"mon": [["08:00"]]}, {"mon": [[8, 12]]}, {"mon": [None]},
     {"mon": [["8:00", "12:00"]]}, {"mon": [["08:00", "12:99"]]}, {"mon": [["08:00", "25:00"]]}, {"tue": {}}],
)  # fmt: skip
def test_what_was_not_written_by_this_product_is_refused_and_never_a_bug(stored: object) -> None:
    with pytest.raises(NotHours):
        Week.parse(stored)
