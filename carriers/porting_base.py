"""What a carrier can do about numbers that come from another provider. Any act may be repeated, be late or be refused.

A carrier's words are passed on as they are: what they mean is decided above, so that a new word breaks nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final, Protocol

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from carriers.base import CarrierError

SOONEST: Final = 2000
LATEST: Final = 2200
"""Years of moments that are believed."""


class CarrierDown(CarrierError):
    """No answer, or one that says to come back: the same act may go well later. It may have been done all the same."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, retryable=True)


class FactsRefused(CarrierError):
    """The carrier does not want the act, and asking again does not help. `reasons` are its codes, where it gave some."""

    def __init__(self, sentence: str, reasons: Sequence[str] = ()) -> None:
        super().__init__(sentence, retryable=False)
        self.reasons = tuple(reasons)


class NotReadable(CarrierError):
    """An answer that is not what the carrier's description says: somebody must look at it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, retryable=False)


@dataclass(frozen=True)
class PortPaper:
    """A paper that goes with an order; `read` fetches its bytes when a carrier wants them."""

    kind: str
    file_name: str
    content_type: str
    digest: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class PortFacts:
    """What a carrier is told. `reference` is ours: the same reference twice is one order. `version` counts from 1."""

    reference: str
    version: int
    country: str
    kind: str
    numbers: tuple[str, ...]
    provider: str
    account_number: str
    account_pin: str
    billing_number: str
    scope: str
    remaining: str
    new_billing_number: str
    organisation: str
    address: Mapping[str, str]
    authorised_name: str
    wanted_at: datetime | None
    details: Mapping[str, Any] = field(default_factory=dict)
    number_codes: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[PortPaper, ...] = ()


@dataclass(frozen=True)
class PortPart:
    """One order at the carrier, who may make several of ours: its reference, and the numbers that are in it."""

    reference: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class NumberReport:
    """What the carrier says of one number, in its own words."""

    words: str
    reason: str = ""


@dataclass(frozen=True)
class PortReport:
    """How an order of the carrier stood at `happened_at`, whole and not only what changed.

    `ours` is the reference that we gave. `reasons` are pairs of a code and the carrier's text; several may hold at once.
    """

    event_id: str
    reference: str
    ours: str
    words: str
    happened_at: datetime
    foc_at: datetime | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[str, NumberReport] = field(default_factory=dict)


def moment_of(text: str) -> datetime:
    """A carrier's moment, in UTC. Raises ValueError for what is none, has no zone or lies out of all reason."""
    found = parse_datetime(text)
    if found is None or found.tzinfo is None or not SOONEST <= found.year <= LATEST:
        raise ValueError(text)
    return found.astimezone(UTC)


@dataclass(frozen=True)
class PortAbilities:
    """What differs between carriers: hours before the date after which it cancels no more, and what it can be asked."""

    cancel_hours: int
    takes_dates: bool
    takes_supplements: bool


class PortCarrier(Protocol):
    """A carrier that moves numbers. All acts raise CarrierError; `retryable` says whether to ask again."""

    name: str
    abilities: PortAbilities

    def now(self, since: datetime) -> datetime:
        """The moment on the carrier's calendar for an order that it got at `since`. A sandbox's days may be short."""

    def submit(self, facts: PortFacts) -> list[PortPart]:
        """Hand an order in. Asked again with the same reference, answers the same."""

    def supplement(self, reference: str, facts: PortFacts) -> None:
        """Correct an order that was rejected; the same version twice is one correction."""

    def poll(self, reference: str) -> Mapping[str, Any]:
        """How an order stands, raw: what `read` reads."""

    def read(self, payload: Mapping[str, Any]) -> PortReport:
        """What an event or the answer to a poll says. Raises NotReadable."""

    def is_genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether the carrier itself sent these bytes, and not too long ago."""

    def request_date(self, reference: str, at: datetime) -> None:
        """Ask for another date; the answer is an event."""

    def cancel(self, reference: str) -> None:
        """Ask for a cancellation; the answer is an event. Asked twice is asked once."""


@cache
def _carrier(path: str) -> PortCarrier:
    return import_string(path)()


def port_carrier() -> PortCarrier:
    """The carrier that moves numbers for this installation (setting PORT_CARRIER)."""
    return _carrier(settings.PORT_CARRIER)
