"""The desk's clock: in working time, at rest while the customer must act, set anew by priority."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from porting import clocks
from porting.models import PortClock, PortOrder

pytestmark = pytest.mark.usefixtures("db", "reference_data")
MONDAY = datetime(2026, 11, 9, 16, 0, tzinfo=UTC)  # 10:00 in Chicago
HOUR = timedelta(hours=1)


def an_order(due: datetime | None = None, numbers: int = 2, **fields: object) -> PortOrder:
    return PortOrder(number_count=numbers, answer_due_at=due, **fields)


def put(order: PortOrder, columns: dict[str, object]) -> PortOrder:
    for name, value in columns.items():
        setattr(order, name, value)
    return order


def test_a_clock_has_eight_working_hours_and_sixteen_for_more_than_thirty_numbers() -> None:
    assert clocks.run(an_order(), MONDAY)["answer_due_at"] == MONDAY + 8 * HOUR
    assert clocks.run(an_order(numbers=31), MONDAY)["answer_due_at"] == MONDAY + timedelta(days=1) + 6 * HOUR
    assert clocks.run(an_order(urgent=True), MONDAY)["answer_due_at"] == MONDAY + 2 * HOUR


def test_a_clock_rests_while_the_customer_must_act_and_goes_on_with_what_was_left() -> None:
    order = put(an_order(), clocks.run(an_order(), MONDAY))
    put(order, clocks.rest(order, MONDAY + 3 * HOUR))
    assert (order.answer_due_at, order.answer_left) == (None, 5 * HOUR)
    friday = MONDAY + timedelta(days=4)
    put(order, clocks.run(order, friday))
    assert order.answer_due_at == friday + 5 * HOUR
    assert order.answer_left is None


def test_a_correction_that_comes_when_little_is_left_gets_the_time_of_an_urgent_answer() -> None:
    order = an_order(answer_left=timedelta(minutes=1))
    assert clocks.run(order, MONDAY)["answer_due_at"] == MONDAY + 2 * HOUR


def test_nights_and_weekends_do_not_count() -> None:
    friday_evening = datetime(2026, 11, 13, 23, 0, tzinfo=UTC)  # 17:00 in Chicago
    due = clocks.run(an_order(), friday_evening)["answer_due_at"]
    assert due == datetime(2026, 11, 16, 21, 0, tzinfo=UTC)
    time = clocks.DeskTime.at(friday_evening + timedelta(days=2))
    standing = time.standing(an_order(due))
    assert standing is not None
    assert standing.left == 7 * HOUR
    assert standing.words == "7 h left"


def test_an_overdue_clock_says_by_how_much_and_its_bar_is_full() -> None:
    standing = clocks.DeskTime.at(MONDAY + 5 * HOUR).standing(an_order(MONDAY))
    assert standing is not None
    assert (standing.words, standing.is_over, standing.used) == ("Overdue by 5 h", True, 1.0)
    assert standing.segments[0].kind == "d"


def test_a_clock_that_rests_has_no_standing() -> None:
    assert clocks.DeskTime.at(MONDAY).standing(an_order()) is None
    assert clocks.rest(an_order(), MONDAY) == {}
    assert clocks.reset(an_order(), urgent=True, now=MONDAY) is None


def test_marked_as_urgent_the_time_that_was_used_stays_used() -> None:
    due = MONDAY + 8 * HOUR
    assert clocks.reset(an_order(due), urgent=True, now=MONDAY + HOUR) == MONDAY + 2 * HOUR
    late = MONDAY + 5 * HOUR
    assert clocks.reset(an_order(due), urgent=True, now=late) == late  # its two hours are over


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 min"), (50, "50 min"), (60, "1 h"), (130, "2 h 10 min"), (14 * 60 + 5, "14 h")],
)
def test_working_time_in_words(minutes: int, words: str) -> None:
    assert clocks.time_words(timedelta(minutes=minutes)) == words


@given(used=st.integers(0, 7 * 60), pauses=st.lists(st.integers(0, 5000), max_size=3))
def test_however_often_a_clock_rests_it_never_gives_more_than_its_time(used: int, pauses: list[int]) -> None:
    order, now = an_order(), MONDAY
    put(order, clocks.run(order, now))
    least = timedelta(hours=PortClock().urgent_answer_hours)
    for pause in pauses:
        now = clocks.DeskTime.at(now).hours.add(now, timedelta(minutes=used // (len(pauses) or 1) or 1))
        put(order, clocks.rest(order, now))
        before = order.answer_left
        now += timedelta(minutes=pause)
        put(order, clocks.run(order, now))
        assert order.answer_due_at is not None
        left = clocks.DeskTime.at(now).left(order.answer_due_at)
        assert before is not None
        assert left == max(before, least)
