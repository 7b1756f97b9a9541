"""Carriers that have been silent are asked. What they answer goes the same way as what they say by themselves."""

import logging
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from carriers.base import CarrierError
from carriers.porting_base import port_carrier
from porting.carrier import events
from porting.carrier.standing import OVER
from porting.models import CarrierOrder, PortOrder
from tenants.scoping import all_tenants

log = logging.getLogger(__name__)
BATCH: Final = 50
ASKED: Final = (*PortOrder.WITH_CARRIER, PortOrder.Status.CARRIER_ACTION, PortOrder.Status.IN_REVIEW)


def poll_due(limit: int = BATCH) -> int:
    """Ask about orders that nobody has asked about for a while; returns how many answers were news.

    Each is claimed first, so that two sweeps at once ask once; one that is not answered is asked again next time.
    """
    return sum(_poll(reference) for reference in _claim(limit))


def _claim(limit: int) -> list[str]:
    before = timezone.now() - timedelta(seconds=settings.PORT_POLL_SECONDS)
    with all_tenants():
        due = CarrierOrder.objects.filter(
            Q(polled_at=None) | Q(polled_at__lt=before), carrier=port_carrier().name, order__status__in=ASKED
        ).exclude(meaning__in=[*OVER])
        found = list(due.order_by("polled_at", "pk").values_list("pk", "reference", "polled_at")[:limit])
        now, mine = timezone.now(), []
        for pk, reference, seen in found:
            if CarrierOrder.objects.filter(pk=pk, polled_at=seen).update(polled_at=now):
                mine.append(reference)
    return mine


def _poll(reference: str) -> bool:
    try:
        payload = port_carrier().poll(reference)
    except CarrierError as error:
        log.warning("The carrier did not tell how %s stands: %s", reference, error.sentence)
        return False
    return events.keep(payload)
