"""Lines of a drawing: no wider than their box, no word lost but behind an ellipsis."""

from hypothesis import given
from hypothesis import strategies as st

from services.callflow.wrapping import width_of, wrap


@given(st.text(max_size=300), st.integers(60, 300), st.integers(1, 4))
def test_no_line_is_wider_than_its_box_and_what_is_cut_says_so(text: str, width: int, most: int) -> None:
    lines = wrap(text, width, 15, most=most)
    assert len(lines) <= most
    assert all(width_of(line, 15) <= width for line in lines)
    whole = "".join(text.split())
    shown = "".join("".join(lines).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown[:-1]))


def test_words_stay_whole_where_they_can() -> None:
    assert wrap("Main line of the office in Seattle", 200, 15) == ["Main line of the office in", "Seattle"]
    assert wrap("", 200, 15) == []
    assert wrap("Donaudampfschifffahrtsgesellschaft", 200, 15)[0] == "Donaudampfschifffahrts"
    assert wrap("a b c", 1, 15, most=2) == ["a", "…"]
