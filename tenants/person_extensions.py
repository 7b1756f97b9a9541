"""Where the apps above tell about a person: columns of the directory, panels of a person's page, and what breaks.

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


_panels: list[Panel] = []
_columns: list[Column] = []
_impacts: list[Callable[[Sequence[Person]], list[str]]] = []


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


def panels() -> Sequence[Panel]:
    """The registered sections, in order."""
    return _panels


def columns() -> Sequence[Column]:
    """The registered columns, in order."""
    return _columns


def removal_impacts(people: Sequence[Person]) -> list[str]:
    """All that deleting `people` would break; empty when nothing would."""
    return [sentence for impact in _impacts for sentence in impact(people)]
