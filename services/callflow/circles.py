"""Circles: ways by which a call would be passed round without anybody choosing so."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def circle_through(start: Node, edges: Mapping[Node, Iterable[Node]]) -> list[Node]:
    """The shortest way from `start` back to itself, as [start, ..., start]; empty when there is none."""
    came_from: dict[Node, Node] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there in edges.get(here, ()):
            if there == start:
                return _way(start, here, came_from)
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return []


def _way(start: Node, last: Node, came_from: Mapping[Node, Node]) -> list[Node]:
    backwards, here = [start], last
    while here != start:
        backwards.append(here)
        here = came_from[here]
    return [start, *reversed(backwards)]
