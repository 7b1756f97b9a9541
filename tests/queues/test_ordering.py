"""Any presses of the buttons keep the list a permutation of itself; each does what it says."""

from hypothesis import given
from hypothesis import strategies as st

from services.queues.ordering import DOWN, FIRST, LAST, MOVES, REMOVE, UP, moved

LISTS = st.lists(st.integers(), unique=True, max_size=25)
PRESSES = st.lists(st.tuples(st.integers(-2, 30), st.sampled_from([*MOVES, "sideways", ""])), max_size=40)


@given(LISTS, PRESSES)
def test_any_sequence_of_moves_keeps_everybody_exactly_once(
    items: list[int], presses: list[tuple[int, str]]
) -> None:
    now = items
    for index, move in presses:
        now = moved(now, index, move)
    assert sorted(now) == sorted(items)


@given(LISTS.filter(bool), st.data())
def test_each_move_goes_where_it_says_and_leaves_the_others_in_their_order(
    items: list[int], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    item, last = items[index], len(items) - 1
    places = {FIRST: 0, LAST: last, UP: max(0, index - 1), DOWN: min(last, index + 1)}
    for move, place in places.items():
        after = moved(items, index, move)
        assert after.index(item) == place
        assert [one for one in after if one != item] == [one for one in items if one != item]


@given(LISTS.filter(bool), st.data())
def test_up_and_down_undo_one_another_and_removing_takes_exactly_one(
    items: list[int], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(items) - 1))
    if index < len(items) - 1:
        assert moved(moved(items, index, DOWN), index + 1, UP) == items
    assert moved(items, index, REMOVE) == [*items[:index], *items[index + 1 :]]
