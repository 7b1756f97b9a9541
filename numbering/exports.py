"""The inventory as a CSV file."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from numbering.holders import Holder, holders_of
from numbering.models import PhoneNumber
from ui.exports import Column
from ui.formats import national

CHUNK: Final = 2000
COLUMNS: Final = (
    Column("number", gettext_lazy("Number")),
    Column("national", gettext_lazy("National format")),
    Column("extension", gettext_lazy("Extension")),
    Column("country", gettext_lazy("Country")),
    Column("state", gettext_lazy("State")),
    Column("city", gettext_lazy("City")),
    Column("kind", gettext_lazy("Kind")),
    Column("use", gettext_lazy("For")),
    Column("supply", gettext_lazy("Supply")),
    Column("origin", gettext_lazy("Origin")),
    Column("status", gettext_lazy("Status")),
    Column("activation", gettext_lazy("Activation")),
    Column("person", gettext_lazy("Person")),
    Column("user_name", gettext_lazy("User name")),
    Column("service", gettext_lazy("Service")),
    Column("address", gettext_lazy("Emergency address")),
    Column("kept_free", gettext_lazy("Kept free until")),
    Column("calls", gettext_lazy("Calls at the same time")),
    Column("acquired", gettext_lazy("Acquired")),
)


def rows(numbers: QuerySet[PhoneNumber]) -> Iterator[list[Any]]:
    """One line for each number, read in chunks."""
    listed = numbers.select_related("person", "emergency_address").order_by("e164")
    found = listed.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        holders = holders_of(chunk)
        for number in chunk:
            yield _row(number, holders.get(number.pk))


def _row(number: PhoneNumber, holder: Holder | None) -> list[Any]:
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
        capfirst(holder.words) if holder and not number.person else "",
        number.emergency_address.one_line if number.emergency_address else "",
        blocked,
        number.max_concurrent_calls,
        number.acquired_at.date().isoformat(),
    ]
