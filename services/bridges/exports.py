"""The organisers as a CSV file. PINs are nowhere in it: nobody has them but the organisers."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from services.bridges.conference_ids import spaced


def header() -> list[str]:
    """The columns of the file."""
    return [
        _("Person"),
        _("User name"),
        _("Usage location"),
        _("Conference id"),
        _("Toll number"),
        _("Toll-free number"),
        _("PIN set on"),
        _("Licence"),
    ]


def rows(organisers: QuerySet[Any]) -> Iterator[list[Any]]:
    """One line for each organiser, read in chunks."""
    for organiser in organisers.order_by("person__sort_key", "pk").iterator(chunk_size=1000):
        person = organiser.person
        yield [
            person.display_name,
            person.user_name,
            str(person.usage_location or ""),
            spaced(organiser.conference_id),
            organiser.toll_number.e164 if organiser.toll_number else "",
            organiser.toll_free_number.e164 if organiser.toll_free_number else "",
            organiser.pin_set_at.date().isoformat(),
            _("held") if organiser.is_licensed else _("gone"),
        ]
