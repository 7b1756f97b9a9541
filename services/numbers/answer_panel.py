"""The section "What answers it" of a service number's page."""

from typing import Any

from numbering.models import PhoneNumber
from services.numbers import consequences
from services.numbers.answerers import now_of


def panel(number: PhoneNumber) -> dict[str, Any] | None:
    """What taking the number away would mean, or why it cannot be; None for a number of people."""
    if not number.is_service:
        return None
    now = now_of([number]).get(number.pk)
    return {
        "stays": consequences.not_taken(now) if now else None,
        "losses": consequences.of_taking(number, now) if now else [],
    }
