"""What carriers' words mean (porting-and-carriers B1 to B3). A word that nobody knows means nothing, and is kept as it is.

The vocabularies differ in case, blanks, dashes and underscores, and one carrier uses several: all are folded before they
are looked up.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Meaning(TextChoices):
    """Where an order stands at the carrier."""

    RECEIVED = "received", _("Received")
    WITH_CARRIER = "with_carrier", _("With the current provider")
    REJECTED = "rejected", _("Rejected")
    DATED = "dated", _("Date confirmed")
    ACTIVATING = "activating", _("Being activated")
    COMPLETED = "completed", _("Completed")
    PARTLY = "partly", _("Partly completed")
    CANCELLING = "cancelling", _("Being cancelled")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    UNKNOWN = "unknown", _("A word that is not known")


class NumberMeaning(TextChoices):
    """Where one number stands at the carrier."""

    PENDING = "pending", _("Not moved yet")
    CONFIRMED = "confirmed", _("Confirmed")
    REJECTED = "rejected", _("Rejected")
    MOVED = "moved", _("Moved")
    FAILED = "failed", _("Could not be moved")
    UNKNOWN = "unknown", _("A word that is not known")


_Kind = TypeVar("_Kind", Meaning, NumberMeaning)
_ORDERS: Final[dict[str, Meaning]] = {
    word: meaning
    for meaning, words in {
        Meaning.RECEIVED: "draft in_process in_review waiting_for_signature pending processing review validating",
        Meaning.WITH_CARRIER: "submitted in_progress port_submitted contacting_carrier requested_supp supplement_sent",
        Meaning.REJECTED: "exception action_required port_rejected rejected error port_in_action_required",
        Meaning.DATED: "foc_date_confirmed foc port_pending scheduled accepted transfer_approved port_scheduled",
        Meaning.ACTIVATING: "activation_in_progress activating transfer_pending",
        Meaning.COMPLETED: "ported completed complete done",
        Meaning.PARTLY: "partial_port_complete partially_completed partially_ported",
        Meaning.CANCELLING: "cancel_pending canceling cancelling requested_cancel",
        Meaning.CANCELLED: "cancelled canceled hard_canceled abandoned deleted",
        Meaning.EXPIRED: "expired",
    }.items()
    for word in words.split()
}
_NUMBERS: Final[dict[str, NumberMeaning]] = {
    word: meaning
    for meaning, words in {
        NumberMeaning.PENDING: "pending new in_review port_submitted provisional concurrence_sent sending in_progress",
        NumberMeaning.CONFIRMED: "confirmed port_pending concurred activate_rdy accepted foc scheduled",
        NumberMeaning.REJECTED: "rejected port_rejected conflict exception not_portable",
        NumberMeaning.MOVED: "ported active completed activated done",
        NumberMeaning.FAILED: "failed cancelled canceled expired old",
    }.items()
    for word in words.split()
}
_BETWEEN_WORDS: Final = re.compile(r"[^a-z0-9]+")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def folded(words: str) -> str:
    """Words without case, blanks, dashes and humps: "Foc-Date Confirmed" and "focDateConfirmed" are the same."""
    return _BETWEEN_WORDS.sub("_", _HUMP.sub("_", words).casefold()).strip("_")


def order_meaning(words: str) -> Meaning:
    """What a carrier's word about an order means."""
    return _ORDERS.get(folded(words), Meaning.UNKNOWN)


def number_meaning(words: str) -> NumberMeaning:
    """What a carrier's word about a number means."""
    return _NUMBERS.get(folded(words), NumberMeaning.UNKNOWN)


def words_of_orders() -> dict[Meaning, list[str]]:
    """All words about orders, folded, by what they mean."""
    return _by_meaning(_ORDERS)


def words_of_numbers() -> dict[NumberMeaning, list[str]]:
    """All words about numbers, folded, by what they mean."""
    return _by_meaning(_NUMBERS)


def _by_meaning(table: Mapping[str, _Kind]) -> dict[_Kind, list[str]]:
    found: dict[_Kind, list[str]] = {}
    for word, meaning in table.items():
        found.setdefault(meaning, []).append(word)
    return found
