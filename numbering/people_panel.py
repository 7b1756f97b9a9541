"""The section "Number" of a person's page, and what taking licences away means for numbers."""

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from licensing.impacts import register_removal_impact
from licensing.models import Capability
from licensing.queries import people_needing_numbers
from numbering.models import PhoneNumber
from numbering.uses import numbers_of
from tenants.models import Person, Tenant
from tenants.person_extensions import Panel, register_panel

NAMED = 5  # people that a sentence names before it only counts
NEEDED = frozenset({Capability.PHONE_SYSTEM, Capability.CALLING_PLAN})


def panel_context(person: Person) -> dict[str, Any]:
    """What the section shows: the number, or whether one can be given."""
    number = PhoneNumber.objects.filter(person=person).select_related("emergency_address").first()
    needs = number is None and people_needing_numbers(person.tenant).filter(pk=person.pk).exists()
    return {"number": number, "person": person, "needs_number": needs, "tenant": person.tenant}


def licence_losses(tenant: Tenant, people: Sequence[Person], capabilities: Collection[str]) -> list[str]:
    """Numbers that stay with people who can no longer call with them. A Direct Routing number needs no Calling Plan."""
    numbers = numbers_of(people, plans_only=Capability.PHONE_SYSTEM not in capabilities)
    losing = [person for person in people if person.pk in numbers]
    said = [
        _("%(person)s keeps %(number)s, but cannot call with it.")
        % {"person": person, "number": numbers[person.pk]}
        for person in losing[:NAMED]
    ]
    if len(losing) > NAMED:
        said.append(
            _("%(n)s more people keep a number that they cannot call with.") % {"n": len(losing) - NAMED}
        )
    return said


def register() -> None:
    """Called once, when Django starts (`numbering.apps`)."""
    register_panel(Panel(order=40, template="numbering/_person_panel.html", context=panel_context))
    register_removal_impact(licence_losses, NEEDED)
