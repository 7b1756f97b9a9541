"""A tenant's calls as one immutable graph: what answers, and where calls go on from there, by what cause.

Whatever reasons about calls reads this graph: the picture and its list today, a simulator, a linter and compilers of
call engines tomorrow. It is plain data: names are as people wrote them, everything else is said by who shows it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from services.schedules.weekly import Week


class Kind(StrEnum):
    """What a place in a call is."""

    NUMBER = "number"
    BRIDGE = "bridge"
    ATTENDANT = "attendant"
    MENU = "menu"
    QUEUE = "queue"
    PERSON = "person"
    VOICEMAIL = "voicemail"
    MAILBOX = "mailbox"  # of a group
    OUTSIDE = "outside"
    END = "end"
    BUSY = "busy"
    UNSET = "unset"  # nobody has said where calls go


ENDS = frozenset({Kind.END, Kind.BUSY, Kind.UNSET})
"""Where a call is over; they are places without a page."""


class Cause(StrEnum):
    """Why a call goes on."""

    ANSWERS = "answers"
    OPEN = "open"
    CLOSED = "closed"
    KEY = "key"
    NO_KEY = "no_key"  # the menu was played three times and nothing was pressed (rules 9.3)
    OVERFLOW = "overflow"
    TIMEOUT = "timeout"
    NO_AGENTS = "no_agents"


@dataclass(frozen=True, kw_only=True)
class Node:
    """A place in a call. `ref` is the id of the row behind it, None where there is none."""

    key: str
    kind: Kind
    name: str = ""
    ref: int | None = None


@dataclass(frozen=True, kw_only=True)
class Attendant(Node):
    """An auto attendant: what is heard by the hours of a week, read by the clocks of a zone.

    `hours` is None and `zone` is None where what is stored cannot be read: then nothing is known of what is open.
    """

    hours: Week | None
    zone: ZoneInfo | None
    kind: Kind = Kind.ATTENDANT


@dataclass(frozen=True, kw_only=True)
class Menu(Node):
    """A menu of an attendant: `name` is what is said; `directory` says that callers may also dial somebody."""

    directory: bool = False
    kind: Kind = Kind.MENU


@dataclass(frozen=True)
class Agent:
    """Somebody who answers a queue: a person or a group, and whether calls are offered to them now."""

    name: str
    takes_calls: bool = True


@dataclass(frozen=True, kw_only=True)
class Queue(Node):
    """A call queue with its agents in their order.

    `size` counts the people among them, those of groups too, each once; calls are offered to `on_duty` of them now.
    """

    agents: tuple[Agent, ...] = ()
    size: int = 0
    on_duty: int = 0
    kind: Kind = Kind.QUEUE


@dataclass(frozen=True, kw_only=True)
class Called(Node):
    """A person whose telephone rings; `why_not` is why it does not, "" when it does."""

    why_not: str = ""
    kind: Kind = Kind.PERSON


@dataclass(frozen=True)
class Edge:
    """One way on. `key` is the key of a menu; `says` is what is announced before the menu is offered again."""

    source: str
    target: str
    cause: Cause
    key: str = ""
    says: str = ""


@dataclass(frozen=True)
class Graph:
    """Places by their keys, and the ways between them in the order in which they are told.

    Raises ValueError for a way with a loose end, and for one that is there twice.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()

    def __post_init__(self) -> None:
        for edge in self.edges:
            if edge.source not in self.nodes or edge.target not in self.nodes:
                raise ValueError(f"{edge} has a loose end.")
        if len(set(self.edges)) < len(self.edges):
            raise ValueError("A way is there twice.")

    @classmethod
    def of(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> "Graph":
        """The graph of these places and ways. Raises when two different places share a key."""
        found: dict[str, Node] = {}
        for node in nodes:
            if found.setdefault(node.key, node) != node:
                raise ValueError(f"Two places have the key {node.key}.")
        return cls(found, tuple(edges))

    @cached_property
    def _out(self) -> Mapping[str, tuple[Edge, ...]]:
        out: dict[str, list[Edge]] = {}
        for edge in self.edges:
            out.setdefault(edge.source, []).append(edge)
        return {key: tuple(edges) for key, edges in out.items()}

    def out(self, key: str) -> tuple[Edge, ...]:
        """The ways on from a place, in order."""
        return self._out.get(key, ())

    def reached_from(self, start: str) -> "Graph":
        """The part of the graph that a call to `start` can come to."""
        reached, waiting = {start: self.nodes[start]}, [start]
        while waiting:
            for edge in self.out(waiting.pop()):
                if edge.target not in reached:
                    reached[edge.target] = self.nodes[edge.target]
                    waiting.append(edge.target)
        return Graph(reached, tuple(edge for edge in self.edges if edge.source in reached))
