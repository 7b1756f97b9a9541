"""Graphs of calls for tests: any that hypothesis comes upon, and the words for a small one."""

from typing import Any

from hypothesis import strategies as st

from services.callflow.graph import Cause, Edge, Graph, Kind, Node

START = "n0"


def node(key: str, kind: Kind = Kind.QUEUE, **facts: Any) -> Node:
    return Node(key=key, kind=kind, name=key, **facts)


def joined(*pairs: str) -> Graph:
    """A graph of pairs such as "ab": a leads to b; the n-th way of a place is its key n."""
    keys = dict.fromkeys("".join(pairs))
    edges = [Edge(pair[0], pair[1], Cause.KEY, str(number)) for number, pair in enumerate(pairs)]
    return Graph.of([node(key) for key in keys], edges)


@st.composite
def graphs(draw: st.DrawFn, most: int = 12) -> Graph:
    """Any graph whose start is `n0`: circles, islands, loops, several ways between two places."""
    count = draw(st.integers(1, most))
    numbers = st.integers(0, count - 1)
    ways = draw(st.lists(st.tuples(numbers, numbers), max_size=3 * count))
    edges = [Edge(f"n{a}", f"n{b}", Cause.KEY, str(number)) for number, (a, b) in enumerate(ways)]
    return Graph.of([node(f"n{number}") for number in range(count)], edges)
