"""Where the apps above tell about a person: columns of the directory, panels, where somebody is in use, what breaks.

Imports run one way, so the directory cannot ask licences or numbers; they register themselves when Django starts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrPromise

from tenants.models import Person


@dataclass(frozen=True)
class Panel:
    """A section of a person's page: `template` rendered with what `context(person)` returns; lower `order` first."""

    order: int
    template: str
    context: Callable[[Person], dict[str, Any]]


@dataclass(frozen=True)
class Column:
    """A column of the directory: `cells(people)` maps a person's id to a short text, in a fixed number of queries."""

    order: int
    title: StrPromise | str
    cells: Callable[[Sequence[Person]], dict[int, str]]


@dataclass(frozen=True)
class Place:
    """Somewhere a person is in use. While it `holds`, the person cannot be deleted; else it goes with the person.

    `words` name the place inside a sentence ("the number (206) 555-0100"); `url` is where it is changed, or "". In a
    place that is `replaceable` somebody else can be put, in all of a person's at once.
    """

    person_id: int
    words: str
    url: str = ""
    holds: bool = False
    replaceable: bool = False


_panels: list[Panel] = []
_columns: list[Column] = []
_impacts: list[Callable[[Sequence[Person]], list[str]]] = []
_unmarked: list[Callable[[Sequence[Person]], list[str]]] = []
_places: list[Callable[[Sequence[Person]], list[Place]]] = []


def register_panel(panel: Panel) -> None:
    """Add a section to every person's page."""
    _panels.append(panel)
    _panels.sort(key=lambda item: item.order)


def register_column(column: Column) -> None:
    """Add a column to the directory."""
    _columns.append(column)
    _columns.sort(key=lambda item: item.order)


def register_removal_impact(impact: Callable[[Sequence[Person]], list[str]]) -> None:
    """Add a callable that says, in sentences, what deleting these people would break."""
    _impacts.append(impact)


def register_unmark_impact(impact: Callable[[Sequence[Person]], list[str]]) -> None:
    """Add a callable that says, in sentences, what breaks when these people are no longer marked for telephony."""
    _unmarked.append(impact)


def register_places(find: Callable[[Sequence[Person]], list[Place]]) -> None:
    """Add a callable that finds where people are in use, in a fixed number of queries. Deleting asks it too."""
    _places.append(find)


def panels() -> Sequence[Panel]:
    """The registered sections, in order."""
    return _panels


def columns() -> Sequence[Column]:
    """The registered columns, in order."""
    return _columns


def removal_impacts(people: Sequence[Person]) -> list[str]:
    """All that deleting `people` would break; empty when nothing would."""
    return [sentence for impact in _impacts for sentence in impact(people)]


def unmark_impacts(people: Sequence[Person]) -> list[str]:
    """All that breaks when `people` are no longer marked for telephony; empty when nothing does."""
    return [sentence for impact in _unmarked for sentence in impact(people)] if people else []


def places_of(people: Sequence[Person]) -> list[Place]:
    """Everywhere that these people are in use, the places that hold them first."""
    found = [place for find in _places for place in find(people)]
    return sorted(found, key=lambda place: not place.holds)


@dataclass(frozen=True)
class Places:
    """What a page shows of where people are in use: those that hold them, those that go along, and how many more.

    `replaceable` are the people in whose places somebody else can be put.
    """

    held: list[tuple[Person, Place]]
    held_more: int
    along: list[tuple[Person, Place]]
    along_more: int
    replaceable: list[Person]


def shown_places(people: Sequence[Person], limit: int) -> Places:
    """Where these people are in use, with at most `limit` places of each kind and people named."""
    by_id = {person.pk: person for person in people}
    rows = [(by_id[place.person_id], place) for place in places_of(people)]
    held = [row for row in rows if row[1].holds]
    along = [row for row in rows if not row[1].holds]
    replaceable = dict.fromkeys(person for person, place in rows if place.replaceable)
    return Places(
        held[:limit],
        max(0, len(held) - limit),
        along[:limit],
        max(0, len(along) - limit),
        list(replaceable)[:limit],
    )
