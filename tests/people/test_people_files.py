"""Any table that a program writes is read back the same; what is no table gets a sentence."""

import codecs
import contextlib
import csv
import io

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tenants.people.columns import HEADINGS, field_of, match
from tenants.people.files import LIMITS, read_table
from ui.refusals import Refusal

letters = st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"])
cells = st.text(letters | st.sampled_from(',;|\t"\n'), max_size=12)


def knows(heading: str) -> bool:
    return bool(field_of(heading))


def written(table: list[list[str]], delimiter: str, newline: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows(table)
    return out.getvalue()


@given(
    table=st.lists(st.lists(cells, min_size=4, max_size=4), min_size=1, max_size=6),
    headings=st.permutations(["User Name", "Display Name", "city", "DEPARTMENT"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    newline=st.sampled_from(["\r\n", "\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    sep=st.booleans(),
)
@example(
    [["é", "b", "c", "d"]],
    ["User Name", "Display Name", "city", "DEPARTMENT"],
    ";",
    "cp1252",
    "\r\n",
    0,
    True,
)
@settings(max_examples=250, deadline=None)
def test_what_csv_writes_is_read_back_the_same(
    table: list[list[str]],
    headings: list[str],
    delimiter: str,
    encoding: str,
    newline: str,
    quoting: int,
    sep: bool,
) -> None:
    wanted = [row for row in table if any(cell.strip() for cell in row)]
    assume(wanted)
    text = (f"sep={delimiter}{newline}" if sep else "") + written(
        [headings, *table], delimiter, newline, quoting
    )
    data = text.encode(encoding)
    if encoding == "cp1252":
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            assume(data.isascii())  # bytes that are valid in both cannot be told apart
    read = read_table(data, knows=knows)
    assert read.headings == headings
    assert read.delimiter == delimiter
    assert [row.cells for row in read.rows] == wanted


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"PK\x03\x04" + b"x" * 50, "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"User Name,Display Name\n", "no rows"),
        (b"User Name,Display Name\na@b.c,\0\n", "NUL"),
        (b"User Name,Display Name\n" + b"\x81\x8d\x8f\n", "neither"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        (b"User Name,Display Name\n" + b"a" * 200_000, "too long"),
        (b'User Name,Display Name\n"never closed,x\n', "line 2"),
        (b'User Name,Display Name\n"a"b,x\n', "line 2"),
        ((",".join(str(i) for i in range(500)) + "\n1\n").encode(), "500 columns"),
        (b"User Name,Display Name\n" + b"a," + b"b" * 5000, "5,000 characters"),
        (b"User Name\n" + b"a\n" * (LIMITS.rows + 1), "more than 10,000 rows"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_is_no_table_gets_a_sentence(data: bytes, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        read_table(data, knows=knows)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_bytes_whatever_break_the_reader(data: bytes) -> None:
    with contextlib.suppress(Refusal):
        match(read_table(data, knows=knows).headings)


def test_ten_thousand_rows_are_read() -> None:
    data = b"User Name,Display Name\n" + b"a@b.c,A\n" * LIMITS.rows
    assert len(read_table(data, knows=knows).rows) == LIMITS.rows


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'sep=,\nUser Name,Display Name\na,"two\nlines"\n\n,,\nb,B\n'
    assert [row.line for row in read_table(text.encode(), knows=knows).rows] == [3, 7]


def test_utf_16_without_a_mark_is_recognised() -> None:
    data = "User Name;Display Name\nå@b.c;Åsa\n".encode("utf-16-le")
    assert not data.startswith(codecs.BOM_UTF16_LE)
    assert read_table(data, knows=knows).rows[0].cells == ["å@b.c", "Åsa"]


def test_headings_match_in_any_order_and_case() -> None:
    found = match([heading.upper() for heading in reversed(HEADINGS)] + ["Shoe size", ""])
    assert found.fields == [*reversed(HEADINGS.values()), "", ""]
    assert found.passed_over == ["Shoe size"]


@pytest.mark.parametrize(
    ("headings", "word"),
    [
        (["First Name"], "neither of the headings User Name and Display Name"),
        (["User Name"], "no heading Display Name"),
        (["User Name", "Display Name", "user name"], "more than once"),
    ],
)
def test_wrong_headings_are_named(headings: list[str], word: str) -> None:
    with pytest.raises(Refusal, match=word):
        match(headings)
