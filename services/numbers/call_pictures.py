"""What a caller to a number reaches, as a drawing and as a nested list that says the same."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber
from services.callflow.graph import ENDS, Attendant, Cause, Edge, Graph, Kind, Node
from services.callflow.layout import ENTRY, WIDTH, Box, Cord, Line, draw
from services.callflow.walks import live, tell, ways_back
from services.callflow.wrapping import wrap
from services.numbers import call_graph
from services.numbers.call_words import (
    SHORT_CAUSES,
    agents_words,
    announcement_words,
    cause_words,
    ending_words,
    kind_words,
    title,
    trouble,
    url_of,
)

MOST_DRAWN: Final = 120
"""Places of a drawing. Beyond it a picture tells less than the list, which has no limit."""
PADDING: Final = 16
INNER: Final = WIDTH - 2 * PADDING
TITLE_SIZE, SMALL_SIZE = 15, 13
TITLE_STEP, SMALL_STEP = 20, 17
BADGE: Final = 32  # of a key, with the space beside it
ROW_SPACE: Final = 9


@dataclass(frozen=True)
class Words:
    """A line of text in a box; (x, y) is where its baseline begins, or ends when `end`."""

    x: int
    y: int
    text: str
    css: str = ""
    end: bool = False


@dataclass(frozen=True)
class Key:
    """A key of a telephone, drawn at (x, y)."""

    x: int
    y: int
    sign: str


@dataclass
class Place:
    """A box with its words and keys; `full` is what is told where words had to be cut."""

    url: str
    css: str
    full: str
    x: int = 0
    y: int = 0
    width: int = WIDTH
    height: int = 0
    words: list[Words] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """A cord with the jacks at its ends."""

    path: str
    css: str
    ends: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Told:
    """One line of the list. `deeper` says that a list follows inside it; `closes` how many lists end behind it."""

    cause: str
    name: str
    kind: str
    agents: str
    trouble: str
    url: str
    is_end: bool
    elsewhere: bool
    deeper: bool
    closes: range


@dataclass(frozen=True)
class CallPicture:
    """The drawing (no places when there are too many of them) and the list.

    `zone` is that of the first attendant that keeps hours, None when none does: then no moment matters.
    """

    places: Sequence[Place]
    ways: Sequence[Way]
    width: int
    height: int
    told: Sequence[Told]
    count: int
    zone: ZoneInfo | None

    @property
    def is_drawn(self) -> bool:
        """Whether there is a drawing."""
        return bool(self.places)


def what_a_caller_reaches(
    number: PhoneNumber, *, graph: Graph | None = None, at: datetime.datetime | None = None
) -> CallPicture:
    """The picture of calls to a number; the cords that carry calls at the moment `at` (now) are marked.

    Give the number with its person and its tenant loaded. `graph` is one that has the number already; without it one
    is loaded, in eleven queries at most.
    """
    start = call_graph.key_of(number)
    reached = (graph or call_graph.load([number])).reached_from(start)
    return picture(reached, start, slug=number.tenant.slug, at=at or timezone.now())


def picture(graph: Graph, start: str, *, slug: str, at: datetime.datetime) -> CallPicture:
    """The picture of all that a call to `start` can come to."""
    boxed = [node for node in graph.nodes.values() if node.kind not in ENDS]
    drawing = _Drawing(graph, start, slug, at)
    if len(boxed) <= MOST_DRAWN:
        drawing.make(boxed)
    return CallPicture(
        list(drawing.places.values()),
        drawing.ways,
        drawing.width,
        drawing.height,
        list(_told(graph, start, slug)),
        len(boxed),
        next((node.zone for node in boxed if isinstance(node, Attendant) and _keeps_hours(node)), None),
    )


def _keeps_hours(node: Attendant) -> bool:
    hours = node.hours if node.zone is not None else None
    return hours is not None and not (hours.is_always or hours.is_never)


class _Drawing:
    """Boxes are filled first, since their words make their height; then they are laid out and joined."""

    def __init__(self, graph: Graph, start: str, slug: str, at: datetime.datetime) -> None:
        self.graph, self.start, self.slug = graph, start, slug
        self.back = ways_back(graph, start)
        self.live = live(graph, start, at)
        self.places: dict[str, Place] = {}
        self.ways: list[Way] = []
        self.width = self.height = 0
        self.cords: dict[Cord, Edge] = {}

    def make(self, nodes: Sequence[Node]) -> None:
        """Draw these places and the ways between them."""
        for node in nodes:
            self.places[node.key] = self._filled(node)
        boxes = [Box(key, place.height) for key, place in self.places.items()]
        drawing = draw(boxes, list(self.cords))
        for key, (x, y) in drawing.corners.items():
            _move(self.places[key], x, y)
        self.ways = [self._way(line) for line in drawing.lines]
        self.width, self.height = drawing.width, drawing.height

    def _filled(self, node: Node) -> Place:
        wrong = trouble(node)
        css = "main" if node.key == self.start else "warn" if wrong else ""
        full = ". ".join(part for part in (title(node), kind_words(node), wrong) if part)
        place = Place("" if node.key == self.start else url_of(node, self.slug), css, full)
        y = _write(place, wrap(title(node), INNER, TITLE_SIZE), PADDING + 8, "", TITLE_STEP)
        y = _write(place, wrap(kind_words(node), INNER, SMALL_SIZE), y, "s", SMALL_STEP)
        y = _write(place, wrap(wrong, INNER, SMALL_SIZE), y, "s bad", SMALL_STEP)
        place.height = max(y - SMALL_STEP + PADDING, 2 * ENTRY)
        for edge in self.graph.out(node.key):
            self._row(place, edge)
        return place

    def _row(self, place: Place, edge: Edge) -> None:
        """The outlet of one way: its cause at the right edge, and in words where it leads when no cord does."""
        target = self.graph.nodes[edge.target]
        joined = target.kind not in ENDS and edge not in self.back
        if joined and edge.cause is Cause.ANSWERS:
            self.cords[Cord(edge.source, edge.target, ENTRY)] = edge
            return
        has_key = edge.cause is Cause.KEY
        lines = self._row_lines(edge, INNER - BADGE if has_key else INNER, joined=joined)
        top = place.height - ROW_SPACE // 2
        tall = max(len(lines) * SMALL_STEP, 24 if has_key else 0)
        css = "s bad" if target.kind is Kind.UNSET else "s"
        right = WIDTH - PADDING - (BADGE if has_key else 0)
        first = top + (tall - len(lines) * SMALL_STEP) // 2 + 13
        for number, line in enumerate(lines):
            place.words.append(Words(right, first + number * SMALL_STEP, line, css, end=True))
        if has_key:
            place.keys.append(Key(WIDTH - PADDING - 26, top + tall // 2 - 12, edge.key))
        if joined:
            self.cords[Cord(edge.source, edge.target, top + tall // 2)] = edge
        place.height = top + tall + ROW_SPACE + ROW_SPACE // 2

    def _row_lines(self, edge: Edge, room: int, *, joined: bool) -> list[str]:
        """The cause, unless a key shows it, and what becomes of the call, unless a cord shows that."""
        if edge.says:
            said, then = announcement_words(edge)
            return [*wrap(said, room, SMALL_SIZE, most=2), *wrap(then, room, SMALL_SIZE)]
        target = self.graph.nodes[edge.target]
        cause = str(SHORT_CAUSES.get(edge.cause, ""))
        onward = "" if joined else ending_words(edge, target)
        if onward and target.kind not in ENDS and edge.source != edge.target:
            onward = _("back to %(place)s") % {"place": onward}
        return wrap(f"{cause}: {onward}" if cause and onward else cause or onward, room, SMALL_SIZE)

    def _way(self, line: Line) -> Way:
        edge = self.cords[line.cord]
        css = "live" if edge in self.live else "off" if edge.cause in (Cause.OPEN, Cause.CLOSED) else ""
        return Way(_path(line.points), css, (line.points[0], line.points[-1]))


def _write(place: Place, lines: Iterable[str], y: int, css: str, step: int) -> int:
    """Write lines below one another; returns the baseline of the next one."""
    for line in lines:
        place.words.append(Words(PADDING, y, line, css))
        y += step
    return y


def _move(place: Place, x: int, y: int) -> None:
    place.x, place.y = x, y
    place.words = [Words(w.x + x, w.y + y, w.text, w.css, w.end) for w in place.words]
    place.keys = [Key(k.x + x, k.y + y, k.sign) for k in place.keys]


def _path(points: Sequence[tuple[int, int]]) -> str:
    """A cord through the points: bent between columns, straight along its lanes."""
    path = f"M{points[0][0]} {points[0][1]}"
    for number, (x, y) in enumerate(points[1:], start=1):
        before_x, before_y = points[number - 1]
        middle = (before_x + x) // 2
        path += f"H{x}" if before_y == y else f"C{middle} {before_y} {middle} {y} {x} {y}"
    return path


def _told(graph: Graph, start: str, slug: str) -> Iterable[Told]:
    steps = list(tell(graph, start))
    for number, step in enumerate(steps):
        node = graph.nodes[step.key]
        after = steps[number + 1].depth if number + 1 < len(steps) else 0
        is_end = node.kind in ENDS or (step.edge is not None and step.edge.source == step.edge.target)
        yield Told(
            cause=cause_words(step.edge) if step.edge and step.edge.cause is not Cause.ANSWERS else "",
            name=ending_words(step.edge, node) if is_end and step.edge else title(node),
            kind="" if is_end else kind_words(node),
            agents="" if step.elsewhere else agents_words(node),
            trouble=trouble(node),
            url="" if is_end or step.key == start else url_of(node, slug),
            is_end=is_end,
            elsewhere=step.elsewhere and not is_end,
            deeper=after > step.depth,
            closes=range(step.depth - after),
        )
