"""What a form says was selected: ids are read, garbage never breaks."""

from hypothesis import given
from hypothesis import strategies as st

from ui.selection import row_id, row_ids


@given(st.lists(st.one_of(st.text(), st.integers(0, 10**18 - 1).map(str))))
def test_ids_are_read_and_everything_else_is_left_out(texts: list[str]) -> None:
    ids = row_ids(texts)
    assert ids == [
        int(text) for text in texts if row_id(text) or (text and set(text) <= {"0"} and len(text) < 19)
    ]
    assert all(0 <= one < 10**18 for one in ids)


def test_an_id_of_thousands_of_digits_names_no_row() -> None:
    assert (row_id("9" * 5000), row_id("٣"), row_id("-1"), row_id(""), row_id(None)) == (0, 0, 0, 0, 0)
