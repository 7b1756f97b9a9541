"""What the bridge tells the apps below: which numbers it has, and who is an organiser."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from licensing.followers import follow_gain, follow_loss
from licensing.impacts import register_removal_impact
from licensing.models import Capability
from numbering.holders import Holder, register_holders
from numbering.models import PhoneNumber
from services.bridges import licence_changes, queries
from services.bridges.bridges import holder_words
from services.bridges.conference_ids import spaced
from services.bridges.models import BridgeNumber, Organiser
from tenants.models import Person
from tenants.person_extensions import Panel, Place, register_panel, register_places


def register() -> None:
    """Called once, when Django starts."""
    wanted = Capability.AUDIO_CONFERENCING
    register_holders(holders)
    register_places(of_people)
    register_panel(Panel(60, "bridges/_person_panel.html", panel))
    register_removal_impact(licence_changes.losses, {wanted}, stops_undo=False)
    follow_gain(wanted, licence_changes.gained)
    follow_loss(wanted, licence_changes.lost)


def holders(numbers: Sequence[PhoneNumber]) -> dict[int, Holder]:
    """Which of these numbers the bridge answers; one query."""
    rows = BridgeNumber.objects.filter(number__in=[number.pk for number in numbers])
    pairs = list(rows.values_list("number_id", "pk", "tenant__slug"))
    words = holder_words()
    return {number: Holder(words, reverse("bridges:number", args=[slug, pk])) for number, pk, slug in pairs}


def of_people(people: Sequence[Person]) -> list[Place]:
    """Which of these people are organisers: id and PIN go with them."""
    rows = Organiser.objects.filter(person__in=people).select_related("tenant").order_by("pk")
    return [
        Place(
            row.person_id,
            _("the conference id %(id)s, with which callers join meetings")
            % {"id": spaced(row.conference_id)},
            reverse("bridges:organiser", args=[row.tenant.slug, row.pk]),
        )
        for row in rows
    ]


def panel(person: Person) -> dict[str, Any]:
    """The section of a person's page: the organiser, or why the person is none."""
    organiser = queries.organisers().filter(person=person).first()
    if organiser is not None:
        return {"organiser": organiser}
    ready = queries.ready_people(person.tenant).filter(pk=person.pk).exists()
    return {"organiser": None, "ready": ready, "under_way": not ready and queries.is_being_set_up(person)}
