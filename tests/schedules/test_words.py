"""Weekly hours said in a line, what holds at a moment, and errors that name the day and the range."""

import datetime

import pytest
from hypothesis import given

from services.schedules.typed import ranges_of
from services.schedules.weekly import NotHours, Week
from services.schedules.words import in_words, sentence, state_words
from tests.schedules.weeks import WEEKS

TUESDAY = datetime.datetime(2025, 11, 25, 10, 15)  # noqa: DTZ001 - a clock on a wall


def week(*days: str) -> Week:
    return Week.of([ranges_of(day) for day in [*days, *[""] * (7 - len(days))]])


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["8-12, 13-17:30"] * 5 + ["9-12"], "Mon to Fri 08:00 to 12:00 and 13:00 to 17:30, Sat 09:00 to 12:00"),
        (["all day"] * 7, "day and night"),
        ([], "never"),
        (["", "8-24", "8-24"], "Tue and Wed 08:00 to 24:00"),
        (["8-12", "", "8-12", "", "", "all day"], "Mon 08:00 to 12:00, Wed 08:00 to 12:00, Sat all day"),
        (["8-9, 10-11, 12-13"], "Mon 08:00 to 09:00, 10:00 to 11:00 and 12:00 to 13:00"),
    ],
)  # fmt: skip
def test_a_week_in_a_line(days: list[str], said: str) -> None:
    assert in_words(week(*days)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["8-17", "8-12, 13-17"], "open until 12:00"),
        (["8-17", "13-17"], "closed until 13:00"),
        (["8-17", "8-9", "", "9-17"], "closed until Thursday 09:00"),
        (["", "8-24"], "open until 24:00"),
        (["", "8-24", "0-2"], "open until Wednesday 02:00"),
        (["", "8-9"], "closed until Tuesday next week, 08:00"),
        (["all day"] * 7, "open day and night"),
        ([], "never open"),
    ],
)
def test_what_holds_now_and_until_when(days: list[str], said: str) -> None:
    assert state_words(week(*days), TUESDAY) == said


@given(WEEKS)
def test_only_a_week_without_a_break_is_day_and_night_and_only_an_empty_one_is_never(hours: Week) -> None:
    assert in_words(hours)
    assert (in_words(hours) == "day and night") == hours.is_always
    assert (in_words(hours) == "never") == hours.is_never


def test_an_error_names_the_day_and_the_range() -> None:
    with pytest.raises(NotHours) as refused:
        Week.parse({"tue": [["09:10", "17:00"]]})
    said = sentence(refused.value)
    assert said.startswith("Tuesday: “09:10-17:00” is not on a quarter of an hour.")
