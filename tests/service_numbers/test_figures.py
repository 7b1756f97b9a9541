"""The table of allowances as the page tells it, and the figures in words (rules 3.4, 15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from numbering.quotas import service_allowance
from services.numbers.queries import Owned, UnderWay, band, both_kinds


@pytest.mark.parametrize(
    ("licences", "numbers", "start", "end"),
    [
        (0, 0, 0, 0),
        (1, 5, 1, 25),
        (25, 5, 1, 25),
        (26, 10, 26, 49),
        (49, 10, 26, 49),
        (50, 20, 50, 99),
        (51, 20, 50, 99),
        (1_001, 125, 1_000, 1_249),
        (49_999, 1_000, 20_000, 49_999),
        (50_000, 1_500, 50_000, None),
    ],
)
def test_the_band_is_that_of_the_table(licences: int, numbers: int, start: int, end: int | None) -> None:
    found = band(licences)
    assert (found.numbers, found.start, found.end) == (numbers, start, end)


@given(st.integers(0, 200_000))
def test_the_band_agrees_with_the_quota_and_holds_its_licences(licences: int) -> None:
    found = band(licences)
    assert found.numbers == service_allowance(licences)
    assert found.start <= licences
    assert found.end is None or licences <= found.end
    if found.next_start is not None:
        assert service_allowance(found.next_start) == found.next_numbers > found.numbers
        assert service_allowance(found.next_start - 1) == found.numbers


def test_the_band_is_told_in_words() -> None:
    assert band(120).words == "100 to 149 licences allow 30 numbers of each kind."
    assert band(149).next_words == "1 more licence would allow 40."
    assert band(60_000).words == "50,000 licences or more allow 1,500 numbers of each kind."
    assert band(60_000).next_words == ""
    assert band(0).words == "1 to 25 licences allow 5 numbers of each kind; you have none."


def test_a_kind_of_which_there_is_none_is_left_out() -> None:
    assert both_kinds(1, 0) == "1 toll number"
    assert both_kinds(0, 2) == "2 toll-free numbers"
    assert both_kinds(3, 1) == "3 toll numbers and 1 toll-free number"


def test_free_numbers_are_told_by_their_share() -> None:
    assert Owned(2, 1, 0, 3, 0).free_words == ""
    assert Owned(2, 1, 1, 3, 0).free_words == "1 of them is free: nothing answers it yet."
    assert Owned(2, 1, 3, 3, 0).free_words == "All are free: nothing answers them yet."


def test_what_runs_is_told_one_by_one() -> None:
    assert not UnderWay(0, 0, 0, 0).any
    assert UnderWay(1, 2, 1, 4).words == (
        "1 number is held for you. 2 are being acquired. The desk has 1 request for 4 numbers."
    )
