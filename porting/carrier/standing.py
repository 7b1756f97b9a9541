"""How an order stands, worked out from all that the carrier made of it. Pure: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from porting.carrier.words import Meaning

OVER: Final = frozenset({Meaning.COMPLETED, Meaning.PARTLY, Meaning.CANCELLED, Meaning.EXPIRED})


@dataclass(frozen=True)
class Part:
    """What is known of one order of the carrier's."""

    meaning: Meaning
    foc_at: datetime | None = None


@dataclass(frozen=True)
class Counts:
    """Numbers of our order that have moved, and those that may still move; dropped ones are in neither."""

    moved: int
    left: int


@dataclass(frozen=True)
class Standing:
    """The one meaning of all parts, and the earliest date among those that are not over."""

    meaning: Meaning
    foc_at: datetime | None = None


def standing_of(parts: Sequence[Part], counts: Counts) -> Standing:
    """The whole of the parts.

    A rejected part needs somebody, so it wins over all that goes on. Numbers decide what is completed: all have moved, or
    some, when nothing goes on any more. A date holds once every part that goes on has one, and the earliest counts.
    """
    going_on = [part for part in parts if part.meaning not in OVER]
    if not going_on:
        return Standing(_ended(parts, counts))
    meanings = {part.meaning for part in going_on}
    dates = [part.foc_at for part in going_on if part.foc_at is not None]
    first = min(dates, default=None)
    if Meaning.REJECTED in meanings:
        return Standing(Meaning.REJECTED, first)
    if Meaning.ACTIVATING in meanings or (counts.moved and counts.left):
        return Standing(Meaning.ACTIVATING, first)
    if Meaning.CANCELLING in meanings:
        return Standing(Meaning.CANCELLING, first)
    if meanings == {Meaning.DATED} and len(dates) == len(going_on):
        return Standing(Meaning.DATED, first)
    return Standing(Meaning.WITH_CARRIER if meanings - {Meaning.RECEIVED} else Meaning.RECEIVED, first)


def _ended(parts: Sequence[Part], counts: Counts) -> Meaning:
    if counts.moved:
        return Meaning.PARTLY if counts.left else Meaning.COMPLETED
    meanings = {part.meaning for part in parts}
    return Meaning.EXPIRED if Meaning.EXPIRED in meanings else Meaning.CANCELLED if parts else Meaning.UNKNOWN
