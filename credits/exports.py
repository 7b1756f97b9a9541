"""The ledger as a CSV file."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from credits.models import Entry

CHUNK = 2000


def header() -> list[str]:
    """The columns of the file."""
    return [
        _("When (UTC)"),
        _("Movement"),
        _("Used for"),
        _("US$"),
        _("Reference"),
        _("Part"),
        _("Source"),
        _("Note"),
        _("By"),
        _("Lot paid on"),
        _("Lot expires on"),
    ]


def rows(entries: QuerySet[Entry]) -> Iterator[list[Any]]:
    """One line for each movement, the newest first, read in chunks."""
    listed: Any = entries.select_related("lot").order_by("-at", "-id")
    for entry in listed.iterator(chunk_size=CHUNK):
        yield [
            entry.at.strftime("%Y-%m-%d %H:%M:%S"),
            entry.get_kind_display(),
            entry.get_purpose_display() if entry.purpose else "",
            entry.amount,
            entry.reference,
            entry.part + 1,
            entry.get_source_display(),
            entry.note,
            entry.recorded_by_name,
            entry.lot.paid_at.date().isoformat(),
            entry.lot.expires_at.date().isoformat(),
        ]
