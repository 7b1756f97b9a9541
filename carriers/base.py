"""What a carrier can do for the console. The console's database is the truth about holds and assignments;
the carrier is asked, may be slow, may say no, and may be asked twice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NumberKind(StrEnum):
    """Kinds of numbers (rules 3.2, 4)."""

    GEOGRAPHIC = "geographic"
    NON_GEOGRAPHIC = "non_geographic"
    TOLL_FREE = "toll_free"


class CarrierError(Exception):
    """The carrier refused or did not answer. `retryable` says whether asking again later may help."""

    def __init__(self, sentence: str, *, retryable: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.retryable = retryable


@dataclass(frozen=True)
class Query:
    """What is looked for. `prefix` is digits after the "+"; `contains` digits anywhere in the number."""

    country: str
    kind: NumberKind
    state: str = ""
    city: str = ""
    prefix: str = ""
    contains: str = ""
    user_grade: bool = True  # stock for people; False: service-grade stock


@dataclass(frozen=True)
class Offer:
    """One number in stock. `user_grade` says whether it is for people or for services."""

    e164: str
    country: str
    state: str
    city: str
    kind: NumberKind
    user_grade: bool = True


@dataclass(frozen=True)
class Grant:
    """The answer to a reservation or an acquisition: which numbers were given, and which were not."""

    granted: tuple[str, ...]
    refused: tuple[str, ...]


class Carrier(Protocol):
    """A provider of telephone numbers. References make every act safe to repeat."""

    def countries(self, kind: NumberKind, *, user_grade: bool) -> list[str]:
        """ISO codes of the countries with numbers of a kind, sorted."""

    def states(self, country: str, kind: NumberKind, *, user_grade: bool) -> list[str]:
        """States or regions with stock, sorted; empty where the country has none."""

    def cities(self, country: str, kind: NumberKind, *, user_grade: bool, state: str = "") -> list[str]:
        """Cities with stock, sorted."""

    def places(self, country: str, kind: NumberKind, *, user_grade: bool) -> list[tuple[str, str]]:
        """Each (state, city) with stock, sorted; either is empty where the country has none."""

    def search(self, query: Query, *, limit: int, after: str = "") -> Sequence[Offer]:
        """Numbers that are free, lowest first, after the number `after`. Raises CarrierError."""

    def describe(self, numbers: Collection[str]) -> Sequence[Offer]:
        """What the carrier knows of these numbers, free or not; those that it does not have are left out."""

    def count(self, query: Query, *, limit: int = 10_000) -> int:
        """How many numbers are free, counted up to `limit`."""

    def shared_conference_numbers(self, countries: Collection[str]) -> Sequence[Offer]:
        """Numbers in these countries that conference bridges of all organisations answer on; by country and number.

        Nobody acquires them and nobody gives them back. Raises CarrierError.
        """

    def reserve(self, reference: str, numbers: Collection[str], until: datetime) -> Grant:
        """Keep free numbers for `reference` until a moment; asked again, prolongs. Raises CarrierError."""

    def let_go(self, reference: str, numbers: Collection[str]) -> None:
        """Give reserved numbers of `reference` back; numbers that are not reserved are ignored."""

    def acquire(self, reference: str, numbers: Collection[str]) -> Grant:
        """Take numbers for good. Asked twice with the same reference, answers the same. Raises CarrierError."""

    def release(self, reference: str, numbers: Collection[str]) -> None:
        """Give acquired numbers back; they rest before they are offered again. Raises CarrierError."""


@cache
def _carrier(path: str) -> Carrier:
    return import_string(path)()


def carrier() -> Carrier:
    """The carrier that this installation uses (setting CARRIER)."""
    return _carrier(settings.CARRIER)
