"""The coded cells as sentences: every code of the files is known, an unknown one is shown raw."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from countries import notes, phrases
from countries.comparison import blocks, chosen
from countries.loading import countries_in_files
from countries.models import Country
from countries.offers import highlights, sections, worth_knowing


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en-gb"):
        yield


def test_every_note_of_the_files_is_a_sentence() -> None:
    for place in countries_in_files():
        for sentence in notes.sentences(place.notes):
            assert sentence.endswith("."), (place.pk, sentence)
            assert "_" not in sentence


def test_unknown_notes_are_shown_as_they_are() -> None:
    assert notes.sentences("new_code; other:thing;") == ["new_code", "other:thing"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("2-3", "2 to 3 weeks"), ("<=4", "up to 4 weeks"), ("<=1", "up to 1 week"), ("", ""), ("soon", "soon")],
)
def test_weeks_are_written_out(text: str, words: str) -> None:
    assert phrases.weeks(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("120;240;1200", "120, 240 or 1,200 minutes a month"),
        ("1200", "1,200 minutes a month"),
        (
            "1200 domestic or 600 international",
            "1,200 domestic or 600 international minutes a month, whichever ends first",
        ),
        ("", ""),
        ("many", "many"),
    ],
)
def test_minutes_are_written_out(text: str, words: str) -> None:
    assert phrases.minutes(text) == words


def test_every_country_has_the_same_lines_and_none_shows_a_code() -> None:
    shapes = set()
    for place in countries_in_files():
        lines = [line for section in sections(place) for line in section.lines]
        shapes.add(tuple(line.label for line in lines))
        for line in [*lines, *highlights(place)]:
            assert line.word, (place.pk, line)
            assert "_" not in line.word + line.more, (place.pk, line)
            assert ":" not in line.word, (place.pk, line)
    assert len(shapes) == 1


def test_silence_lacks_nothing_and_says_not_stated() -> None:
    silent = Country(iso2="XX")
    assert worth_knowing(silent) == []
    assert {line.word for section in sections(silent) for line in section.lines} == {"Not stated"}


def test_worth_knowing_is_what_the_answers_do_not_say() -> None:
    """What a country has not is an answer of its own: it was listed a second time under "Worth knowing"."""
    places = {place.pk: place for place in countries_in_files()}
    assert worth_knowing(places["PE"]) == []
    assert worth_knowing(places["FR"]) == ["The emergency address must fit the area code of the number."]
    answered = {"No", "Not offered"}
    assert {line.word for line in highlights(places["PE"])} & answered


@pytest.mark.usefixtures("reference_data")
def test_comparison_takes_four_known_countries_once_each() -> None:
    codes = ["us", "US", "de", "zz", "\0\0", "FRA", "", "AE", "FR", "GB"]
    assert [place.pk for place in chosen(codes)] == ["US", "DE", "AE", "FR"]


@pytest.mark.usefixtures("reference_data")
def test_differences_only_leaves_out_what_is_the_same() -> None:
    places = chosen(["US", "AE"])
    every = [row for block in blocks(places) for row in block.rows]
    kept = [row for block in blocks(places, only_differences=True) for row in block.rows]
    assert kept == [row for row in every if row.differs]
    assert 0 < len(kept) < len(every)
    assert blocks(chosen(["US"]) * 2, only_differences=True) == []
