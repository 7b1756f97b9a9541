"""The drawing: boxes never touch, every cord is there once and leads to the right, and order costs no quadratic time."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.callflow.graph import Graph
from services.callflow.layout import BETWEEN, ENTRY, WIDTH, Box, Cord, Drawing, draw, spread
from services.callflow.walks import ways_back
from tests.callflow.graphs import START, graphs


def drawn(graph: Graph, heights: dict[str, int]) -> tuple[list[Box], list[Cord], Drawing]:
    """The part of a graph that a call reaches, without its ways back."""
    part = graph.reached_from(START)
    back = ways_back(part, START)
    boxes = [Box(key, heights[key]) for key in part.nodes]
    places: dict[str, int] = {}
    cords = []
    for edge in part.edges:
        if edge not in back:
            places[edge.source] = places.get(edge.source, 0) + 1
            cords.append(Cord(edge.source, edge.target, 20 * places[edge.source]))
    return boxes, cords, draw(boxes, cords)


sizes = st.lists(st.integers(40, 400), min_size=60, max_size=60)


def check(boxes: list[Box], cords: list[Cord], drawing: Drawing) -> None:
    heights = {box.key: box.height for box in boxes}
    assert drawing.corners.keys() == heights.keys()
    assert [line.cord for line in drawing.lines] == cords
    for one, other in combinations(boxes, 2):
        (left, top), (left_2, top_2) = drawing.corners[one.key], drawing.corners[other.key]
        apart = abs(left - left_2) >= WIDTH
        assert apart or top + one.height + BETWEEN - 1 <= top_2 or top_2 + other.height + BETWEEN - 1 <= top
    for key, (left, top) in drawing.corners.items():
        assert 0 <= left <= drawing.width - WIDTH
        assert 0 <= top <= drawing.height - heights[key]
    for line in drawing.lines:
        source, target = drawing.corners[line.cord.source], drawing.corners[line.cord.target]
        assert line.points[0] == (source[0] + WIDTH, source[1] + line.cord.leaves)
        assert line.points[-1] == (target[0], target[1] + min(ENTRY, heights[line.cord.target] // 2))
        assert all(before[0] < after[0] for before, after in zip(line.points, line.points[1:], strict=False))
        check_lanes(line.points, drawing, heights)


def check_lanes(points: tuple[tuple[int, int], ...], drawing: Drawing, heights: dict[str, int]) -> None:
    """Where a cord passes a column, it runs straight and through no box."""
    for enters, leaves in zip(points[1:-1:2], points[2:-1:2], strict=True):
        assert enters[1] == leaves[1]
        assert leaves[0] - enters[0] == WIDTH
        for key, (left, top) in drawing.corners.items():
            assert left != enters[0] or not top <= enters[1] <= top + heights[key]


@given(graphs(), sizes)
def test_boxes_never_touch_and_every_cord_is_there_once(graph: Graph, tall: list[int]) -> None:
    check(*drawn(graph, {f"n{number}": tall[number] for number in range(60)}))


def test_sixty_places_with_many_ways_are_drawn() -> None:
    boxes = [Box(f"n{number}", 56 + number % 5 * 40) for number in range(60)]
    cords = [
        Cord(f"n{number}", f"n{target}", 30 * step)
        for number in range(60)
        for step, target in enumerate((number + 1, number + 2, number * 3 % 60, number + 17), 1)
        if number < target < 60
    ]
    check(boxes, cords, draw(boxes, cords))


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        draw([Box("a", 50), Box("b", 50)], [Cord("a", "b", 10), Cord("b", "a", 10)])


def test_nothing_is_drawn_of_nothing_and_one_box_stands_alone() -> None:
    assert draw([], []) == Drawing({}, (), 0, 0)
    assert draw([Box("a", 50)], []) == Drawing({"a": (0, 0)}, (), WIDTH, 50)


def test_crossings_that_can_be_avoided_are_avoided() -> None:
    boxes = [Box(key, 56) for key in ("start", "a", "b", "x", "y")]
    cords = [Cord("start", "a", 20), Cord("start", "b", 40), Cord("a", "y", 20), Cord("b", "x", 20)]
    corners = draw(boxes, cords).corners
    assert corners["a"][1] < corners["b"][1]
    assert corners["y"][1] < corners["x"][1]


def test_a_chain_is_a_straight_line() -> None:
    boxes = [Box(key, 56) for key in "abc"]
    drawing = draw(boxes, [Cord("a", "b", ENTRY), Cord("b", "c", ENTRY)])
    assert {top for _left, top in drawing.corners.values()} == {0}


@given(st.lists(st.tuples(st.floats(-1e4, 1e4), st.integers(1, 400)), min_size=1, max_size=30))
def test_spread_keeps_the_order_and_the_gaps_and_moves_nothing_without_need(
    things: list[tuple[float, int]],
) -> None:
    wanted, heights = [top for top, _height in things], [height for _top, height in things]
    found = spread(wanted, heights)
    for number in range(1, len(found)):
        assert found[number] >= found[number - 1] + heights[number - 1] + BETWEEN - 1e-6
    assert sum(found) == pytest.approx(sum(wanted), abs=1e-3)
    if all(b >= a + h + BETWEEN for a, b, h in zip(wanted, wanted[1:], heights, strict=False)):
        assert found == pytest.approx(wanted)
