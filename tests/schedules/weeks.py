"""Weeks of any hours, for tests that hold for all of them."""

from hypothesis import strategies as st

from services.schedules.weekly import DAY, GRID, Range, Ranges, Week

STEPS = DAY // GRID


@st.composite
def days(draw: st.DrawFn) -> Ranges:
    """A day's ranges: closed, all day, or up to four with or without breaks."""
    edges = sorted(draw(st.sets(st.integers(0, STEPS), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Range(start * GRID, end * GRID) for start, end in pairs)


WEEKS = st.lists(days(), min_size=7, max_size=7).map(Week.of)
