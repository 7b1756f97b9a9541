"""What needs somebody of the organisation, and what ends by itself: told by the apps above, shown on the overview.

Imports run one way, so an app registers what it has to tell when Django starts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from tenants.models import Tenant


class Weight(IntEnum):
    """How much it matters; the heaviest comes first."""

    BROKEN = 1  # callers or people meet it now
    YOURS = 2  # somebody waits for the organisation
    ADVICE = 3  # it could be better


@dataclass(frozen=True)
class Notice:
    """One thing to do: what it is, why, and the page on which it is done, by the words of a button."""

    weight: Weight
    title: str
    reason: str
    url: str
    action: str


@dataclass(frozen=True)
class Deadline:
    """What ends at a moment unless somebody acts: "$50.00 of credit", and the page that tells more."""

    at: datetime
    what: str
    url: str


_notices: list[Callable[[Tenant], Iterable[Notice]]] = []
_deadlines: list[Callable[[Tenant], Iterable[Deadline]]] = []


def register_notices(finder: Callable[[Tenant], Iterable[Notice]]) -> None:
    """Add a finder of notices: inside the tenant's scope, a fixed number of queries, a handful of notices."""
    _notices.append(finder)


def register_deadlines(finder: Callable[[Tenant], Iterable[Deadline]]) -> None:
    """Add a finder of deadlines that lie ahead: a fixed number of queries, those that come first, a handful."""
    _deadlines.append(finder)


def notices(tenant: Tenant) -> list[Notice]:
    """All that needs somebody, what is broken first."""
    return sorted((one for find in _notices for one in find(tenant)), key=lambda one: one.weight)


def deadlines(tenant: Tenant) -> list[Deadline]:
    """All that ends by itself, what ends first coming first."""
    return sorted((one for find in _deadlines for one in find(tenant)), key=lambda one: (one.at, one.what))
