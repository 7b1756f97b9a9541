"""As few runs as there can be, whatever is in stock."""

from hypothesis import given
from hypothesis import strategies as st

from numbering.ranges import collapse
from numbering.runs import choose

STOCK = st.sets(st.integers(2_000_000, 2_000_080), max_size=60).map(
    lambda some: [f"+1206{n}" for n in sorted(some)]
)


@given(STOCK, st.integers(0, 70), st.integers(0, 1000))
def test_what_is_chosen_is_in_stock_once_each_and_as_many_as_there_are(
    numbers: list[str], wanted: int, start: int
) -> None:
    chosen = choose(numbers, wanted, start=start)
    assert len(chosen) == len(set(chosen)) == min(wanted, len(numbers))
    assert set(chosen) <= set(numbers)
    assert chosen == sorted(chosen)


@given(STOCK, st.integers(1, 70), st.integers(0, 1000))
def test_no_other_choice_has_fewer_runs(numbers: list[str], wanted: int, start: int) -> None:
    longest_first = sorted((run.count for run in collapse(numbers)), reverse=True)
    fewest, got = 0, 0
    while got < min(wanted, len(numbers)):
        got += longest_first[fewest]
        fewest += 1
    assert len(list(collapse(choose(numbers, wanted, start=start)))) == fewest


def test_a_long_run_is_not_broken_for_little() -> None:
    long = [f"+3318488{n:04d}" for n in range(1000, 1050)]
    short = [f"+3318489{n:04d}" for n in range(10, 15)]
    assert choose(sorted(long + short), 4) == short[:4]
    assert choose(sorted(long + short), 50) == long


def test_workers_that_begin_elsewhere_choose_other_numbers() -> None:
    lonely = [f"+1206{n:07d}" for n in range(2_000_000, 2_000_100, 2)]
    assert not set(choose(lonely, 10, start=0)) & set(choose(lonely, 10, start=25))
