"""The graph of calls: whole or refused, and the part of it that a call can come to."""

import pytest
from hypothesis import given

from services.callflow.graph import Cause, Edge, Graph, Kind
from tests.callflow.graphs import START, graphs, joined, node


def test_a_way_to_nowhere_a_way_twice_and_two_places_with_one_key_are_refused() -> None:
    edge = Edge("a", "b", Cause.KEY, "1")
    with pytest.raises(ValueError, match="loose end"):
        Graph.of([node("a")], [edge])
    with pytest.raises(ValueError, match="there twice"):
        Graph.of([node("a"), node("b")], [edge, edge])
    with pytest.raises(ValueError, match="Two places have the key a"):
        Graph.of([node("a"), node("a", Kind.PERSON)], [])
    assert len(Graph.of([node("a"), node("a")], []).nodes) == 1


def test_ways_on_keep_their_order() -> None:
    graph = joined("ac", "ab", "bc", "aa")
    assert [edge.target for edge in graph.out("a")] == ["c", "b", "a"]
    assert graph.out("c") == ()


@given(graphs())
def test_what_is_reached_is_closed_and_nothing_else(graph: Graph) -> None:
    part = graph.reached_from(START)
    assert START in part.nodes
    assert set(part.edges) == {edge for edge in graph.edges if edge.source in part.nodes}
    for key in part.nodes.keys() - {START}:
        assert any(edge.target == key for edge in part.edges)
    assert part.reached_from(START) == part
