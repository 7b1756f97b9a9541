"""Drawing a graph without circles in layers: every cord leads to the right, and no box touches another.

Boxes stand in columns by how far they are from the start. A cord that passes by columns has a lane of its own there,
as if it were a thin box. Within a column the order is found by looking at what the neighbours join (barycentres, a
few sweeps, the best order wins); heights are then the ones that bend cords least and keep the order.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
from typing import Final

WIDTH: Final = 200  # pixels, of every box and so of every column
ACROSS: Final = 52  # between two columns
BETWEEN: Final = 28  # between two boxes of a column
LANE: Final = 8  # height of a lane
ENTRY: Final = 28  # where cords arrive, below the top of a box
SWEEPS: Final = 12


@dataclass(frozen=True)
class Box:
    """A thing to draw, and how high it is."""

    key: str
    height: int


@dataclass(frozen=True)
class Cord:
    """A line from one box to another; it leaves `leaves` pixels below the top of its source."""

    source: str
    target: str
    leaves: int


@dataclass(frozen=True)
class Line:
    """Where a cord runs: points from left to right; between the points of a lane it is straight."""

    cord: Cord
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Drawing:
    """The corner (x, y) of each box, the lines, and the size of it all, in pixels."""

    corners: Mapping[str, tuple[int, int]]
    lines: tuple[Line, ...]
    width: int
    height: int


@dataclass(frozen=True)
class _Join:
    """One piece of a cord, between boxes or lanes of neighbouring columns."""

    left: str
    right: str
    leaves: int
    enters: int


def draw(boxes: Sequence[Box], cords: Sequence[Cord]) -> Drawing:
    """Lay them out. Raises ValueError when the cords close a circle."""
    heights = {box.key: box.height for box in boxes}
    column_of = _columns([box.key for box in boxes], cords)
    columns: list[list[str]] = [[] for _column in range(max(column_of.values(), default=-1) + 1)]
    for box in boxes:
        columns[column_of[box.key]].append(box.key)
    joins: list[_Join] = []
    chains: list[list[str]] = []
    for number, cord in enumerate(cords):
        chain = [cord.source]
        for column in range(column_of[cord.source] + 1, column_of[cord.target]):
            lane = f"\0{number}.{column}"
            heights[lane] = LANE
            columns[column].append(lane)
            chain.append(lane)
        chain.append(cord.target)
        chains.append(chain)
        joins += _joins(chain, cord, heights)
    columns = _ordered(columns, joins)
    tops = _tops(columns, joins, heights)
    return _drawing(boxes, cords, chains, columns, tops, heights)


def _columns(keys: Sequence[str], cords: Sequence[Cord]) -> dict[str, int]:
    """How far each box is from the start, by the longest way."""
    out: dict[str, list[str]] = defaultdict(list)
    missing = dict.fromkeys(keys, 0)
    for cord in cords:
        out[cord.source].append(cord.target)
        missing[cord.target] += 1
    column = dict.fromkeys(keys, 0)
    ready = [key for key in keys if not missing[key]]
    for key in ready:
        for target in out[key]:
            column[target] = max(column[target], column[key] + 1)
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    if len(ready) < len(keys):
        raise ValueError("The cords close a circle.")
    return column


def _joins(chain: Sequence[str], cord: Cord, heights: Mapping[str, int]) -> list[_Join]:
    lane = LANE // 2
    last = len(chain) - 2
    return [
        _Join(
            left,
            right,
            lane if number else cord.leaves,
            min(ENTRY, heights[right] // 2) if number == last else lane,
        )
        for number, (left, right) in enumerate(pairwise(chain))
    ]


def _ordered(columns: list[list[str]], joins: Sequence[_Join]) -> list[list[str]]:
    """The columns in the order with the fewest crossings that the sweeps come upon."""
    best, fewest = columns, _crossings(columns, joins)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        columns = _swept(columns, joins, to_the_right=sweep % 2 == 0)
        count = _crossings(columns, joins)
        if count < fewest:
            best, fewest = columns, count
    return best


def _swept(columns: list[list[str]], joins: Sequence[_Join], *, to_the_right: bool) -> list[list[str]]:
    """Each column ordered by where its things are joined to the column before (or behind) it."""
    places = _places(columns)
    swept = [list(column) for column in columns]
    numbers = range(1, len(columns)) if to_the_right else range(len(columns) - 2, -1, -1)
    for number in numbers:
        pulls: dict[str, list[float]] = defaultdict(list)
        for join in joins:
            if to_the_right and join.right in places:
                pulls[join.right].append(places[join.left] + join.leaves / 10_000)
            elif not to_the_right:
                pulls[join.left].append(places[join.right] - join.leaves / 10_000)
        wanted = {key: mean(pulls[key]) if pulls[key] else places[key] for key in swept[number]}
        swept[number].sort(key=lambda key: (wanted[key], places[key]))
        places |= {key: place for place, key in enumerate(swept[number])}
    return swept


def _places(columns: Sequence[Sequence[str]]) -> dict[str, int]:
    return {key: place for column in columns for place, key in enumerate(column)}


def _crossings(columns: Sequence[Sequence[str]], joins: Sequence[_Join]) -> int:
    """How many pairs of cords cross between neighbouring columns."""
    places = _places(columns)
    column_of = {key: number for number, column in enumerate(columns) for key in column}
    gaps: dict[int, list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for join in joins:
        gaps[column_of[join.left]].append(((places[join.left], join.leaves), places[join.right]))
    count = 0
    for ends in gaps.values():
        ends.sort()
        count += sum(earlier[1] > later[1] for number, later in enumerate(ends) for earlier in ends[:number])
    return count


def _tops(
    columns: Sequence[Sequence[str]], joins: Sequence[_Join], heights: Mapping[str, int]
) -> dict[str, float]:
    """The top of each box and lane: first stacked, then pulled straight from both sides, order and gaps kept."""
    tops: dict[str, float] = {}
    for column in columns:
        top = 0
        for key in column:
            tops[key] = top
            top += heights[key] + BETWEEN
    for sweep in range(SWEEPS):
        to_the_right = sweep % 2 == 0
        for column in columns if to_the_right else reversed(columns):
            wanted: dict[str, list[float]] = defaultdict(list)
            for join in joins:
                if to_the_right:
                    wanted[join.right].append(tops[join.left] + join.leaves - join.enters)
                else:
                    wanted[join.left].append(tops[join.right] + join.enters - join.leaves)
            pull = (
                mean if to_the_right else min
            )  # a source stands level with the first thing that it leads to
            pulled = [pull(wanted[key]) if wanted[key] else tops[key] for key in column]
            for key, top_of_it in zip(column, spread(pulled, [heights[key] for key in column]), strict=True):
                tops[key] = top_of_it
    return tops


def spread(wanted: Sequence[float], heights: Sequence[int]) -> list[float]:
    """Tops as near as can be to those that are wanted, in the same order and `BETWEEN` apart (least squares)."""
    offsets, offset = [], 0
    for height in heights:
        offsets.append(offset)
        offset += height + BETWEEN
    blocks: list[tuple[float, int]] = []  # the mean of things that touch, and how many they are
    for place, top in enumerate(wanted):
        block = (top - offsets[place], 1)
        while blocks and blocks[-1][0] > block[0]:
            other = blocks.pop()
            size = other[1] + block[1]
            block = ((other[0] * other[1] + block[0] * block[1]) / size, size)
        blocks.append(block)
    starts = [start for start, size in blocks for _one in range(size)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _drawing(
    boxes: Sequence[Box],
    cords: Sequence[Cord],
    chains: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    tops: Mapping[str, float],
    heights: Mapping[str, int],
) -> Drawing:
    highest = min(tops.values(), default=0)
    left_of = {key: number * (WIDTH + ACROSS) for number, column in enumerate(columns) for key in column}
    corners = {key: (left_of[key], round(top - highest)) for key, top in tops.items()}
    lines = [
        Line(cord, tuple(_points(chain, cord, corners, heights)))
        for cord, chain in zip(cords, chains, strict=True)
    ]
    return Drawing(
        {box.key: corners[box.key] for box in boxes},
        tuple(lines),
        max(0, len(columns) * (WIDTH + ACROSS) - ACROSS),
        max((corners[key][1] + heights[key] for key in corners), default=0),
    )


def _points(
    chain: Sequence[str],
    cord: Cord,
    corners: Mapping[str, tuple[int, int]],
    heights: Mapping[str, int],
) -> list[tuple[int, int]]:
    x, y = corners[chain[0]]
    points = [(x + WIDTH, y + cord.leaves)]
    for lane in chain[1:-1]:
        x, y = corners[lane]
        points += [(x, y + LANE // 2), (x + WIDTH, y + LANE // 2)]
    x, y = corners[chain[-1]]
    return [*points, (x, y + min(ENTRY, heights[chain[-1]] // 2))]
