"""Words of carriers in every spelling, and words that nobody knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from porting.carrier.words import Meaning, NumberMeaning, folded, number_meaning, order_meaning

ONE_VOCABULARY = {
    "draft": Meaning.RECEIVED,
    "in-process": Meaning.RECEIVED,
    "submitted": Meaning.WITH_CARRIER,
    "exception": Meaning.REJECTED,
    "foc-date-confirmed": Meaning.DATED,
    "activation-in-progress": Meaning.ACTIVATING,
    "ported": Meaning.COMPLETED,
    "cancelled": Meaning.CANCELLED,
    "cancel-pending": Meaning.CANCELLING,
}
ANOTHER = {
    "In progress": Meaning.WITH_CARRIER,
    "Completed": Meaning.COMPLETED,
    "Expired": Meaning.EXPIRED,
    "In review": Meaning.RECEIVED,
    "Waiting for Signature": Meaning.RECEIVED,
    "Action Required": Meaning.REJECTED,
    "Canceled": Meaning.CANCELLED,
    "pending": Meaning.RECEIVED,
    "in_review": Meaning.RECEIVED,
    "waiting_for_signature": Meaning.RECEIVED,
    "port_submitted": Meaning.WITH_CARRIER,
    "port_rejected": Meaning.REJECTED,
    "port_pending": Meaning.DATED,
    "canceling": Meaning.CANCELLING,
}


@pytest.mark.parametrize(("words", "meaning"), [*ONE_VOCABULARY.items(), *ANOTHER.items()])
def test_the_words_of_carriers_have_their_meaning_in_every_spelling(words: str, meaning: Meaning) -> None:
    for spelling in (
        words,
        words.upper(),
        words.title(),
        words.replace("-", "_"),
        f"  {words.replace('_', ' ')} ",
    ):
        assert order_meaning(spelling) == meaning
    humps = "".join(part.title() for part in folded(words).split("_"))
    assert order_meaning(humps) == meaning


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("Activate RDY", NumberMeaning.CONFIRMED),
        ("Concurred", NumberMeaning.CONFIRMED),
        ("Conflict", NumberMeaning.REJECTED),
        ("Active", NumberMeaning.MOVED),
        ("In Review", NumberMeaning.PENDING),
        ("provisional", NumberMeaning.PENDING),
        ("Failed", NumberMeaning.FAILED),
        ("Disconnect Pending", NumberMeaning.UNKNOWN),
    ],
)
def test_words_about_numbers_have_their_own_meaning(words: str, meaning: NumberMeaning) -> None:
    assert number_meaning(words) == meaning


@given(st.text(max_size=80))
def test_no_word_breaks_anything_and_folding_again_changes_nothing(words: str) -> None:
    assert order_meaning(words) in Meaning
    assert number_meaning(words) in NumberMeaning
    assert folded(folded(words)) == folded(words)
