"""Walks through a graph: each way is told once, circles end, and what is live follows the clock of the place."""

import datetime
import itertools
from zoneinfo import ZoneInfo

from hypothesis import given

from services.callflow.graph import Attendant, Cause, Edge, Graph, Kind, Menu
from services.callflow.walks import live, tell, ways_back
from services.schedules.weekly import Week
from tests.callflow.graphs import START, graphs, joined, node

OFFICE = Week.parse({"mon": [["09:00", "17:00"]]})


@given(graphs())
def test_every_way_is_told_exactly_once_and_the_telling_ends(graph: Graph) -> None:
    steps = list(tell(graph, START))
    told = [step.edge for step in steps if step.edge is not None]
    assert sorted(map(str, told)) == sorted(map(str, graph.reached_from(START).edges))
    assert (steps[0].key, steps[0].depth) == (START, 0)
    for before, after in itertools.pairwise(steps):
        assert 1 <= after.depth <= before.depth + 1
        assert not (before.elsewhere and after.depth > before.depth)
    for key in graph.reached_from(START).nodes:
        assert sum(step.key == key and not step.elsewhere for step in steps) >= 1


def test_a_place_is_told_where_a_call_comes_to_it_soonest() -> None:
    steps = [
        (step.key, step.depth, step.elsewhere) for step in tell(joined("ab", "bc", "cd", "ac", "da"), "a")
    ]
    assert steps == [
        ("a", 0, False),
        ("b", 1, False),
        ("c", 2, True),
        ("c", 1, False),
        ("d", 2, False),
        ("a", 3, True),
    ]


@given(graphs())
def test_without_the_ways_back_there_is_no_circle(graph: Graph) -> None:
    back = ways_back(graph, START)
    part = graph.reached_from(START)
    assert back <= set(part.edges)
    ahead = [edge for edge in part.edges if edge not in back]
    left = set(part.nodes)
    while left:  # something can always be taken away to which nothing leads any more
        free = {key for key in left if not any(e.target == key and e.source in left for e in ahead)}
        assert free
        left -= free


def test_a_graph_without_circles_has_no_ways_back() -> None:
    assert ways_back(joined("ab", "ac", "bd", "cd"), "a") == set()
    assert [edge.key for edge in ways_back(joined("ab", "ba", "bb"), "a")] != []


def office(hours: Week | None = OFFICE) -> Graph:
    """A number, an attendant with office hours in Paris, a menu with one key, a queue, and voicemail after hours."""
    places = [
        node("number", Kind.NUMBER),
        Attendant(key="line", hours=hours, zone=ZoneInfo("Europe/Paris")),
        Menu(key="menu"),
        node("sales", Kind.QUEUE),
        node("voicemail", Kind.VOICEMAIL),
        node("end", Kind.END),
    ]
    ways = [
        Edge("number", "line", Cause.ANSWERS),
        Edge("line", "menu", Cause.OPEN),
        Edge("line", "voicemail", Cause.CLOSED),
        Edge("menu", "sales", Cause.KEY, "1"),
        Edge("menu", "line", Cause.KEY, "2"),
        Edge("sales", "end", Cause.TIMEOUT),
    ]
    return Graph.of(places, ways)


def live_at(*moment: int) -> list[tuple[str, str]]:
    found = live(office(), "number", datetime.datetime(*moment, tzinfo=datetime.UTC))  # type: ignore[misc]
    return sorted((edge.source, edge.target) for edge in found)


def test_what_is_live_follows_the_clock_of_the_attendants_place() -> None:
    open_ways = [("line", "menu"), ("menu", "line"), ("menu", "sales"), ("number", "line")]
    closed = [("line", "voicemail"), ("number", "line")]
    assert live_at(2026, 11, 23, 8, 0) == open_ways  # 9:00 in Paris
    assert live_at(2026, 11, 23, 7, 59) == closed
    assert live_at(2026, 11, 23, 16, 0) == closed
    assert live_at(2026, 7, 6, 7, 0) == open_ways  # 9:00 in summer
    assert live_at(2026, 11, 24, 9, 0) == closed


def test_nothing_is_known_to_be_live_behind_hours_that_cannot_be_read() -> None:
    found = live(office(hours=None), "number", datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC))
    assert [(edge.source, edge.target) for edge in found] == [("number", "line")]
