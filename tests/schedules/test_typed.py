"""Hours are read as people type them, and shown as they would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.schedules.typed import ranges_of, typed
from services.schedules.weekly import NotHours, Problem, Ranges, clock
from tests.schedules.weeks import days

MORNING, AFTERNOON = "08:00-12:00", "13:00-17:30"


@pytest.mark.parametrize(
    "text",
    ["08:00-12:00, 13:00-17:30", "8-12,13-17:30", "8.00–12.00; 13.00–17.30", "8 to 12 and 13 to 17:30",
     "8am-12pm, 1pm-5:30pm", "8 a.m. - 12 p.m. & 1 - 5.30 p.m.", "0800-1200 1300-1730", "8h-12h 13h-17h30",
     "13:00 — 17:30, 08:00 — 12:00", "8-10, 10-12, 13-17:30", "\u200b8:00\u00a0- 12:00 / 13:00 -17:30", "8 TILL 12, 13 UNTIL 17.30"],
)  # fmt: skip
def test_any_way_to_write_morning_and_afternoon_is_read(text: str) -> None:
    assert [str(one) for one in ranges_of(text)] == [MORNING, AFTERNOON]


@pytest.mark.parametrize(
    ("text", "read"),
    [("closed", "closed"), ("", "closed"), (" Closed ", "closed"), ("–", "closed"), ("all day", "all day"),
     ("0-24", "all day"), ("24 hours", "all day"), ("12am-12am", "all day"), ("22-24", "22:00-24:00"),
     ("22:00-00:00", "22:00-24:00"), ("8-5pm", "08:00-17:00"), ("12-5 pm", "12:00-17:00"),
     ("1-5pm", "13:00-17:00"), ("9-12pm", "09:00-12:00"), ("9-11am", "09:00-11:00"), ("8pm-12am", "20:00-24:00")],
)  # fmt: skip
def test_whole_days_midnight_and_halves_of_the_day(text: str, read: str) -> None:
    assert typed(ranges_of(text)) == read


@pytest.mark.parametrize(
    ("text", "problem"),
    [("09:10-17:00", Problem.GRID), ("17-8", Problem.BACKWARDS), ("22:00-06:00", Problem.BACKWARDS),
     ("8-12, 11-14", Problem.OVERLAP), ("8-25", Problem.NO_SUCH_TIME), ("8:75-12:00", Problem.NO_SUCH_TIME),
     ("13am-5pm", Problem.NO_SUCH_TIME), ("morning", Problem.UNREADABLE), ("8", Problem.UNREADABLE),
     ("8-12 or so", Problem.UNREADABLE), ("108-12", Problem.UNREADABLE), ("8-123", Problem.UNREADABLE),
     ("9-12am", Problem.UNREADABLE), ("8-12-17", Problem.UNREADABLE), ("\u0668-12", Problem.UNREADABLE),
     ("8-12 \x00 x", Problem.UNREADABLE)],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_is_wrong(text: str, problem: Problem) -> None:
    with pytest.raises(NotHours) as refused:
        ranges_of(text)
    assert refused.value.problem is problem
    assert refused.value.text


@given(days())
def test_what_is_shown_is_read_back(ranges: Ranges) -> None:
    assert ranges_of(typed(ranges)) == ranges


@given(days(), st.sampled_from(["-", " – ", " to "]), st.sampled_from([", ", "; ", " and "]))
def test_twelve_hour_clocks_say_the_same(ranges: Ranges, dash: str, between: str) -> None:
    def half(minutes: int) -> str:
        hour = minutes // 60 % 24
        return f"{hour % 12 or 12}:{clock(minutes)[3:]} {'pm' if hour >= 12 else 'am'}"

    assert ranges_of(between.join(half(one.start) + dash + half(one.end) for one in ranges)) == ranges


@given(st.text(max_size=60) | st.text("0123456789:.-, apmtoh", max_size=40))
def test_anything_at_all_is_read_or_refused(text: str) -> None:
    try:
        ranges = ranges_of(text)
    except NotHours:
        return
    assert ranges_of(typed(ranges)) == ranges
