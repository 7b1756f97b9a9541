"""The inventory as a CSV file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber
from ui.formats import national

CHUNK = 2000


def header() -> list[str]:
    """The columns of the file."""
    return [
        _("Number"),
        _("National format"),
        _("Extension"),
        _("Country"),
        _("State"),
        _("City"),
        _("Kind"),
        _("For"),
        _("Supply"),
        _("Origin"),
        _("Status"),
        _("Activation"),
        _("Person"),
        _("User name"),
        _("Emergency address"),
        _("Kept free until"),
        _("Calls at the same time"),
        _("Acquired"),
    ]


def rows(numbers: QuerySet[PhoneNumber]) -> Iterator[list[Any]]:
    """One line for each number, read in chunks."""
    listed: Iterable[PhoneNumber] = numbers.select_related("person", "emergency_address").order_by("e164")
    for number in listed.iterator(chunk_size=CHUNK):  # type: ignore[attr-defined]
        yield _row(number)


def _row(number: PhoneNumber) -> list[Any]:
    blocked = _("until cleared") if number.blocked_forever else number.blocked_until
    return [
        number.e164,
        national(number.e164),
        number.extension,
        str(number.country),
        number.state,
        number.city,
        number.get_kind_display(),
        number.get_usage_display(),
        number.get_supply_display(),
        number.get_origin_display(),
        number.get_status_display(),
        number.get_activation_display(),
        number.person.display_name if number.person else "",
        number.person.user_name if number.person else "",
        number.emergency_address.one_line if number.emergency_address else "",
        blocked,
        number.max_concurrent_calls,
        number.acquired_at.date().isoformat(),
    ]
