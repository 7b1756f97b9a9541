"""Walking a graph from where a call begins: what is met again on the way, and what is live at a moment."""

import datetime
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from services.callflow.graph import Attendant, Cause, Edge, Graph, Kind


@dataclass(frozen=True)
class Step:
    """One line of what can happen to a call, in the order in which it is told.

    `depth` counts from 0; `edge` is None for the start. `elsewhere` says that what follows from this place is told
    where the place comes nearest to the start.
    """

    key: str
    edge: Edge | None
    depth: int
    elsewhere: bool = False


def tell(graph: Graph, start: str) -> Iterator[Step]:
    """All that can happen to a call to `start`: every way exactly once, and circles come to an end."""
    first = _first_ways(graph, start)
    waiting = [Step(start, None, 0)]
    while waiting:
        step = waiting.pop()
        yield step
        if step.elsewhere:
            continue
        waiting.extend(
            Step(
                edge.target,
                edge,
                step.depth + 1,
                elsewhere=edge not in first and bool(graph.out(edge.target)),
            )
            for edge in reversed(graph.out(step.key))
        )


def _first_ways(graph: Graph, start: str) -> set[Edge]:
    """For each place the way by which a call comes to it soonest."""
    found: set[Edge] = set()
    reached = {start}
    waiting = deque([start])
    while waiting:
        for edge in graph.out(waiting.popleft()):
            if edge.target not in reached:
                reached.add(edge.target)
                found.add(edge)
                waiting.append(edge.target)
    return found


def ways_back(graph: Graph, start: str) -> set[Edge]:
    """The ways that lead a call to where it has been: without them there is no circle. Depth first from `start`."""
    found: set[Edge] = set()
    done: set[str] = set()
    on_the_way = {start}
    waiting = [(start, iter(graph.out(start)))]
    while waiting:
        here, ways = waiting[-1]
        edge = next(ways, None)
        if edge is None:
            waiting.pop()
            on_the_way.discard(here)
            done.add(here)
        elif edge.target in on_the_way:
            found.add(edge)
        elif edge.target not in done:
            on_the_way.add(edge.target)
            waiting.append((edge.target, iter(graph.out(edge.target))))
    return found


def live(graph: Graph, start: str, moment: datetime.datetime) -> set[Edge]:
    """The ways that a call at `moment` takes, or can take when its caller presses a key; queues are waited in."""
    found: set[Edge] = set()
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        if graph.nodes[here].kind is Kind.QUEUE:
            continue
        for edge in graph.out(here):
            if not _is_taken(graph, edge, moment):
                continue
            found.add(edge)
            if edge.target not in reached:
                reached.add(edge.target)
                waiting.append(edge.target)
    return found


def _is_taken(graph: Graph, edge: Edge, moment: datetime.datetime) -> bool:
    if edge.cause not in (Cause.OPEN, Cause.CLOSED):
        return True
    place = graph.nodes[edge.source]
    if not isinstance(place, Attendant):
        return True
    if place.hours is None or place.zone is None:
        return False
    return place.hours.is_open(moment.astimezone(place.zone)) is (edge.cause is Cause.OPEN)
