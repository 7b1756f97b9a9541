"""What numbers tell the directory and the addresses, which stand below and cannot ask."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from numbering.models import PhoneNumber
from tenants.addresses import register_address_use
from tenants.models import EmergencyAddress, Person
from tenants.person_extensions import Column, Place, register_column, register_places
from ui import formats

UNBROKEN = str.maketrans({" ": "\N{NO-BREAK SPACE}", "-": "\N{NON-BREAKING HYPHEN}"})


def register() -> None:
    """Called once, when Django starts."""
    register_address_use(of_address)
    register_places(of_people)
    register_column(Column(40, gettext_lazy("Number"), cells))


def of_address(address: EmergencyAddress) -> list[str]:
    """Which numbers send emergency calls to the address."""
    count = PhoneNumber.objects.filter(emergency_address=address).count()
    if not count:
        return []
    return [ngettext("%(n)s number uses it.", "%(n)s numbers use it.", count) % {"n": count}]


def of_people(people: Sequence[Person]) -> list[Place]:
    """Which numbers these people have: they must be taken away before somebody is deleted."""
    numbers = PhoneNumber.objects.filter(person__in=people).select_related("tenant").order_by("e164")
    return [
        Place(
            number.person_id or 0,
            _("the number %(number)s") % {"number": formats.national(number.e164)},
            reverse("numbering:detail", args=[number.tenant.slug, number.pk]),
            holds=True,
        )
        for number in numbers
    ]


def numbers_of(people: Sequence[Person], *, plans_only: bool = False) -> dict[int, str]:
    """Each person's number, in national format; with `plans_only` those alone that a Calling Plan supplies."""
    rows = PhoneNumber.objects.filter(person__in=people)
    if plans_only:
        rows = rows.filter(supply=PhoneNumber.Supply.CALLING_PLAN)
    return {person: formats.national(e164) for person, e164 in rows.values_list("person_id", "e164")}


def cells(people: Sequence[Person]) -> dict[int, str]:
    """The column of the directory: numbers that are never broken over two lines."""
    return {person: number.translate(UNBROKEN) for person, number in numbers_of(people).items()}
