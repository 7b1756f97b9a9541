"""Numbers as people bring them: typed, pasted, as ranges, in tables with many columns or one."""

from io import BytesIO

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from porting.number_lists import Entry, is_toll_free, once, read_table, read_typed


def typed(text: str, country: str = "US") -> list[str]:
    return [entry.e164 or entry.error for entry in read_typed(text, country=country)]


@pytest.mark.parametrize(
    "text",
    [
        "206-555-3000",
        "+1 206 555 3000",
        "(206) 555-3000",
        "2065553000",
        "1-206-555-3000",
        "PhoneNumber\n2065553000",
    ],
)
def test_a_number_is_read_in_any_form(text: str) -> None:
    assert typed(text) == ["+12065553000"]


def test_numbers_stand_between_commas_semicolons_and_lines_each_once() -> None:
    assert typed("2065553000, 2065553001; 2065553002\n2065553000") == [
        "+12065553000",
        "+12065553001",
        "+12065553002",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "+12065553000 - 3003",
        "+12065553000 - +12065553003",
        "2065553000 to 2065553003",
        "206-555-3000 - 3003",
        "206-555-3000 - 206-555-3003",
        "+12065553000-3003",
    ],
)
def test_a_range_is_written_out(text: str) -> None:
    assert typed(text) == [f"+1206555300{n}" for n in range(4)]


def test_a_range_that_ends_before_it_begins_and_one_that_is_too_long_are_errors() -> None:
    assert typed("+12065553009 - 3000") == ["The range ends before it begins."]
    assert "20,000" in typed("+12065500000 - +12065599999")[0]


@pytest.mark.parametrize(("count", "too_many"), [(3, 0), (4, 1)])
def test_as_many_numbers_as_are_read_at_once_are_no_error_and_one_more_is(
    monkeypatch: pytest.MonkeyPatch, count: int, too_many: int
) -> None:
    monkeypatch.setattr("porting.number_lists.MOST", 3)
    lines = [f"206555300{n}" for n in range(count)]
    table = "\n".join(["PhoneNumber,Provider", *(f"{line},Pacific" for line in lines)]).encode()
    for entries in (
        read_typed("\n".join(lines), country="US"),
        read_table(BytesIO(table), country="US"),
    ):
        assert [one.e164 for one in entries if one.e164] == [f"+1206555300{n}" for n in range(3)]
        errors = [one.error for one in entries if one.error]
        assert len(errors) == too_many
        assert all(error.startswith("3 numbers are read at once") for error in errors)


def test_what_is_no_number_is_kept_with_its_line() -> None:
    found = read_typed("2065553000\nhello", country="US")
    assert (found[1].line, bool(found[1].error), found[1].text) == (2, True, "hello")


def test_a_rio_follows_its_number() -> None:
    for text in ("01 84 88 10 00 01P1AB2C3D4E", "0184881000; 01p1ab2c3d4e"):
        assert read_typed(text, country="FR")[0].fields == {"rio": "01P1AB2C3D4E"}


def test_a_table_has_a_column_for_each_thing() -> None:
    data = b"PhoneNumber;Current Provider;Account number;BTN;Colour\n2065553000;Pacific;77-1;2065552000;red\n"
    (entry,) = read_table(BytesIO(data), country="US")
    assert entry.e164 == "+12065553000"
    assert entry.fields == {"provider": "Pacific", "account_number": "77-1", "billing_number": "2065552000"}


@pytest.mark.parametrize("heading", ["", "PhoneNumber\r\n", "Telephone number\n"])
def test_one_column_is_enough_with_or_without_a_heading(heading: str) -> None:
    data = f"{heading}2065553000\n2065553001\n".encode()
    assert [entry.e164 for entry in read_table(BytesIO(data), country="US")] == [
        "+12065553000",
        "+12065553001",
    ]


def test_toll_free_numbers_are_known() -> None:
    assert is_toll_free("+18005550123")
    assert not is_toll_free("+12065553000")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_and_what_is_read_is_a_number(text: str) -> None:
    for entry in read_typed(text, country="GB"):
        assert bool(entry.e164) != bool(entry.error)
        if entry.e164:
            assert phonenumbers.is_possible_number(phonenumbers.parse(entry.e164))


@given(st.lists(st.integers(0, 30)))
def test_each_number_is_kept_once_where_it_stands_first(places: list[int]) -> None:
    entries = [Entry(line, "", f"+120655530{n:02}") for line, n in enumerate(places)]
    kept = [entry.e164 for entry in once(entries)]
    assert kept == list(dict.fromkeys(entry.e164 for entry in entries))
