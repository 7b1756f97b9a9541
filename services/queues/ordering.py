"""The order of agents: what a press of first, up, down, last or remove makes of a list."""

from collections.abc import Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")

FIRST, UP, DOWN, LAST, REMOVE = "first", "up", "down", "last", "remove"
MOVES: Final = (FIRST, UP, DOWN, LAST)


def moved(items: Sequence[Item], index: int, move: str) -> list[Item]:
    """A new list in which the item at `index` has moved; the same order for a place that does not exist.

    `move` is one of `MOVES` or `REMOVE`; anything else moves nothing. The first does not go up, nor the last down.
    """
    rest = list(items)
    if not 0 <= index < len(rest):
        return rest
    item = rest.pop(index)
    if move == REMOVE:
        return rest
    last = len(rest)
    place = {FIRST: 0, UP: max(0, index - 1), DOWN: min(last, index + 1), LAST: last}.get(move, index)
    rest.insert(place, item)
    return rest
