"""Sections of a number's page that apps above add: what a caller to it reaches, for one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from numbering.models import PhoneNumber


@dataclass(frozen=True)
class Panel:
    """A section: `template` rendered with what `context(number)` returns; None leaves it out. Lower `order` first."""

    order: int
    template: str
    context: Callable[[PhoneNumber], dict[str, Any] | None]


_panels: list[Panel] = []


def register_panel(panel: Panel) -> None:
    """Add a section to the page of every number."""
    _panels.append(panel)
    _panels.sort(key=lambda item: item.order)


def panels() -> Sequence[Panel]:
    """The registered sections, in order."""
    return _panels
