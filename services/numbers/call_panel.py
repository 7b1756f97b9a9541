"""The section "What a caller reaches" of a number's page."""

from typing import Any

from django.utils import timezone

from numbering.models import PhoneNumber
from services.callflow.graph import Graph
from services.numbers.call_pictures import what_a_caller_reaches
from services.numbers.models import MainNumber


def panel(number: PhoneNumber) -> dict[str, Any] | None:
    """The picture of a number that somebody or something has; None for one that is free."""
    if number.status != PhoneNumber.Status.ASSIGNED:
        return None
    return {
        **picture_context(number),
        "is_main": number.is_service and MainNumber.objects.filter(number=number).exists(),
    }


def picture_context(number: PhoneNumber, graph: Graph | None = None) -> dict[str, Any]:
    """What `service_numbers/_call_picture.html` needs: the picture, and the moment with the zone that it is told in.

    `graph` is one that has the number already; without it one is loaded.
    """
    moment = timezone.now()
    picture = what_a_caller_reaches(number, graph=graph, at=moment)
    return {"picture": picture, "moment": moment, "zone": picture.zone or number.tenant.time_zone}
