"""One standing out of many parts: what must hold whatever the parts say."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from porting.carrier.standing import OVER, Counts, Part, Standing, standing_of
from porting.carrier.words import Meaning

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
PARTS = st.lists(
    st.builds(
        Part,
        st.sampled_from([meaning for meaning in Meaning if meaning != Meaning.UNKNOWN]),
        st.none() | st.integers(0, 30).map(lambda days: NOON + timedelta(days=days)),
    ),
    min_size=1,
    max_size=5,
)
COUNTS = st.builds(Counts, st.integers(0, 5), st.integers(0, 5))
NOTHING = Counts(0, 2)


def test_one_part_stands_for_itself() -> None:
    for meaning in (
        Meaning.RECEIVED,
        Meaning.WITH_CARRIER,
        Meaning.REJECTED,
        Meaning.CANCELLING,
        Meaning.CANCELLED,
    ):
        assert standing_of([Part(meaning)], NOTHING) == Standing(meaning)
    assert standing_of([Part(Meaning.DATED, NOON)], NOTHING) == Standing(Meaning.DATED, NOON)


def test_a_date_without_a_date_is_none_yet() -> None:
    assert standing_of([Part(Meaning.DATED)], NOTHING).meaning == Meaning.WITH_CARRIER


def test_the_earliest_of_several_dates_counts_once_all_have_one() -> None:
    later = NOON + timedelta(days=1)
    both = [Part(Meaning.DATED, later), Part(Meaning.DATED, NOON)]
    assert standing_of(both, NOTHING) == Standing(Meaning.DATED, NOON)
    assert standing_of([both[0], Part(Meaning.WITH_CARRIER)], NOTHING).meaning == Meaning.WITH_CARRIER


def test_numbers_decide_what_is_completed() -> None:
    ended = [Part(Meaning.COMPLETED), Part(Meaning.CANCELLED)]
    assert standing_of(ended, Counts(2, 0)).meaning == Meaning.COMPLETED
    assert standing_of(ended, Counts(1, 1)).meaning == Meaning.PARTLY
    assert standing_of([Part(Meaning.CANCELLED)], Counts(0, 2)).meaning == Meaning.CANCELLED
    assert standing_of([Part(Meaning.EXPIRED)], Counts(0, 2)).meaning == Meaning.EXPIRED


@given(PARTS, COUNTS)
def test_the_order_of_parts_does_not_matter(parts: list[Part], counts: Counts) -> None:
    assert standing_of(parts, counts) == standing_of(parts[::-1], counts)


@given(PARTS, COUNTS)
def test_nothing_is_over_while_a_part_goes_on_and_a_rejection_is_never_hidden(
    parts: list[Part], counts: Counts
) -> None:
    found = standing_of(parts, counts).meaning
    assert (found in OVER) == all(part.meaning in OVER for part in parts)
    if any(part.meaning == Meaning.REJECTED for part in parts):
        assert found == Meaning.REJECTED


@given(PARTS, COUNTS)
def test_completed_means_that_no_number_is_left(parts: list[Part], counts: Counts) -> None:
    if standing_of(parts, counts).meaning == Meaning.COMPLETED:
        assert counts.moved
        assert not counts.left
