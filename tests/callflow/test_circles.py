"""Circles in any graph are found, are real, and are the shortest."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.callflow.circles import circle_through

NODES = st.integers(0, 6)
GRAPHS = st.dictionaries(NODES, st.lists(NODES, max_size=4), max_size=7)


def reachable(start: int, edges: dict[int, list[int]]) -> bool:
    """Whether `start` can be reached from itself, the slow way."""
    seen: set[int] = set()
    front = set(edges.get(start, ()))
    while front:
        seen |= front
        front = {there for here in front for there in edges.get(here, ())} - seen
    return start in seen


@given(GRAPHS, NODES)
def test_a_circle_is_found_exactly_when_there_is_one(edges: dict[int, list[int]], start: int) -> None:
    assert bool(circle_through(start, edges)) == reachable(start, edges)


@given(GRAPHS, NODES)
def test_a_circle_follows_edges_and_comes_back_without_a_detour(
    edges: dict[int, list[int]], start: int
) -> None:
    way = circle_through(start, edges)
    if way:
        assert way[0] == way[-1] == start
        assert all(there in edges[here] for here, there in pairwise(way))
        assert len(set(way[:-1])) == len(way) - 1


def test_the_shortest_of_two_circles_is_told() -> None:
    edges = {"a": ["b", "d"], "b": ["c"], "c": ["a"], "d": ["a"]}
    assert circle_through("a", edges) == ["a", "d", "a"]
    assert circle_through("b", edges) == ["b", "c", "a", "b"]
    assert circle_through("x", edges) == []
