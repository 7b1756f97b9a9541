"""The words of a menu are compared with its keys by the digits in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendants.menu_words import Misfit, misfit

FITS = Misfit([], [])


@pytest.mark.parametrize(
    ("text", "keys", "differs"),
    [
        ("For Sales, press 1. For help, press 0.", "10", FITS),
        ("Press 1 or 2", "123", Misfit(["3"], [])),
        ("Appuyez sur le 1, sur le 5 ou sur le 6 !", "15", Misfit([], ["6"])),
        ("Press one for Sales.", "12", FITS),
        ("", "1", FITS),
        ("We are open 24/7. Press 1, then 2.", "12", FITS),
        ("Call +1 425 555 0100 or press 3", "3", FITS),
        ("From 9:30 to 5.30, press 1.", "1", FITS),
        ("Taste 1: Verkauf; Taste 2: Hilfe", "12", FITS),
        ("“1” für Verkauf, (2) für Hilfe", "12", FITS),
    ],
)
def test_digits_that_stand_alone_are_keys(text: str, keys: str, differs: Misfit) -> None:
    assert misfit(text, keys) == differs


@given(st.sets(st.sampled_from("0123456789"), min_size=1), st.sets(st.sampled_from("0123456789"), min_size=1))
def test_what_differs_is_what_only_one_side_has(named: set[str], keys: set[str]) -> None:
    text = " ".join(f"For this, press {digit}." for digit in named)
    found = misfit(text, keys)
    if named & keys:
        assert (set(found.unnamed), set(found.idle)) == (keys - named, named - keys)
    else:
        assert not found
