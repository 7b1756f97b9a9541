"""What people write is read as they mean it; what could be several is asked; nothing is dropped."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers import stock
from carriers.base import NumberKind
from countries.models import City, Country
from numbering.models import Kind, Usage
from numbering.reservations.places import Catalogue, Spot, catalogue
from numbering.reservations.reading import read_place
from numbering.reservations.text import Said, read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("150 Paris; 150 Lyon; 100 toll-free FR", [(150, "Paris"), (150, "Lyon"), (100, "toll-free FR")]),
        (
            "150 in Paris, 150 in Lyon, 100 toll-free",
            [(150, "Paris"), (150, "Lyon"), (100, "toll-free")],
        ),
        ("1,500 numbers in Portland, Oregon", [(1500, "Portland, Oregon")]),
        ("Paris 150, Lyon 150", [(150, "Paris"), (150, "Lyon")]),
        ("Paris: 150\nLyon\t20", [(150, "Paris"), (20, "Lyon")]),
        ("150, Paris", [(150, "Paris")]),
        ("150;Paris;20;Lyon", [(150, "Paris"), (20, "Lyon")]),
        ("30 x Berlin", [(30, "Berlin")]),
        ("Essex 30", [(30, "Essex")]),
        ("50 +33 1 84", [(50, "+33 1 84")]),
        ("+33 1 84: 50", [(50, "+33 1 84")]),
        ("+33 1 84", [(None, "+33 1 84")]),
        ("Paris", [(None, "Paris")]),
        ("150", [(150, "")]),
        ("", []),
    ],
)
def test_lists_are_read_as_people_write_them(text: str, said: list[tuple[int | None, str]]) -> None:
    assert [(one.quantity, one.place) for one in read(text)] == said


@pytest.mark.parametrize(
    ("text", "usage"),
    [
        ("5 in Paris for people", Usage.USER),
        ("5 Paris for call queues", Usage.VOICE_APP),
        ("5 service numbers in Paris", Usage.VOICE_APP),
        ("5 Paris for the conference bridge", Usage.CONFERENCE),
        ("5 Paris", None),
    ],
)
def test_what_they_are_for_may_be_said(text: str, usage: Usage | None) -> None:
    (said,) = read(text)
    assert (said.quantity, said.usage) == (5, usage)
    assert "for" not in said.place


PLACES = st.text(st.characters(categories=["Lu", "Ll"]), min_size=2, max_size=12).filter(
    lambda name: name.lower() not in {"in", "of", "at", "from", "numbers", "number", "phone"}
)


@given(
    st.lists(st.tuples(st.integers(1, 99_999), PLACES), min_size=1, max_size=8),
    st.sampled_from([";", "\n", ", "]),
)
def test_a_list_that_is_written_out_is_read_back(lines: list[tuple[int, str]], between: str) -> None:
    text = between.join(f"{count} {place}" for count, place in lines)
    assert read(text) == [Said(count, place) for count, place in lines]


@given(st.text(max_size=300))
def test_no_figure_is_dropped_and_no_text_breaks_the_reader(text: str) -> None:
    said = read(text)
    kept = "".join(f"{one.quantity if one.quantity is not None else ''} {one.place}" for one in said)
    figures = [str(int(one)) for one in re.findall(r"\d+", text)]
    assert all(
        figure.lstrip("0") in re.sub(r"[^\w]", "", kept) or not figure.lstrip("0") for figure in figures
    )


@pytest.fixture
def offered(reference_data: None) -> Catalogue:
    """What the whole stock of four countries offers to services."""
    codes = ["US", "FR", "GB", "DK"]
    blocks = [
        stock.Block(f"+99{at:08d}", 1, city.country_id, city.state, city.name, NumberKind.GEOGRAPHIC, False)
        for at, city in enumerate(City.objects.filter(country__in=codes, kind=City.Kind.TOLL_SERVICE))
    ]
    blocks += [
        stock.Block(f"+98{at:08d}", 1, code, "", "", NumberKind.TOLL_FREE, False)
        for at, code in enumerate(codes)
    ]
    blocks.append(stock.Block("+9700000000", 1, "DK", "", "", NumberKind.NON_GEOGRAPHIC, False))
    stock.put(blocks)
    Country.objects.filter(pk__in=codes).update(
        toll_number_channel="",
        toll_free_number_channel="",
        toll_service_numbers=True,
        toll_free_service_numbers=True,
    )
    return catalogue(Country.objects.filter(pk__in=codes), Usage.VOICE_APP)


def test_every_place_that_the_page_writes_is_read_back_as_itself(offered: Catalogue) -> None:
    assert len(offered.spots) > 100
    for spot in offered.spots:
        assert read_place(spot.words(offered.names), offered).spot == spot


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("paris", Spot("FR", Kind.GEOGRAPHIC, "", "Paris")),
        ("Paris FR", Spot("FR", Kind.GEOGRAPHIC, "", "Paris")),
        ("Paris, France", Spot("FR", Kind.GEOGRAPHIC, "", "Paris")),
        ("FR", Spot("FR", Kind.GEOGRAPHIC)),
        ("toll-free FR", Spot("FR", Kind.TOLL_FREE)),
        ("0800 UK", Spot("GB", Kind.TOLL_FREE)),
        ("non-geographic Denmark", Spot("DK", Kind.NON_GEOGRAPHIC)),
        ("Seattle WA", Spot("US", Kind.GEOGRAPHIC, "Washington", "Seattle")),
        ("+33 1 84", Spot("FR", Kind.GEOGRAPHIC, prefix="33184")),
    ],
)
def test_places_are_found_however_they_are_written(offered: Catalogue, text: str, spot: Spot) -> None:
    assert read_place(text, offered).spot == spot


@pytest.mark.parametrize(
    ("text", "why", "choice"),
    [
        ("toll-free", "several places", "Toll-free, France"),
        ("Parsi", "Do you mean", "Paris, France"),
        ("Marse", "Do you mean", "Marseille, France"),
        ("Xanadu", "has no", ""),
        ("", "several places", ""),
        ("+33", "has no", ""),
        ("+999", "has no", ""),
    ],
)
def test_what_is_not_clear_is_asked(offered: Catalogue, text: str, why: str, choice: str) -> None:
    reading = read_place(text, offered)
    assert reading.spot is None
    assert why in reading.sentence
    assert not choice or choice in [spot.words(offered.names) for spot in reading.choices]
