"""What carriers say is kept raw first and done afterwards: once, whoever brings it and however often."""

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carriers.base import CarrierError
from carriers.porting_base import NotReadable, PortReport, port_carrier
from jobs.queue import send
from porting.carrier.following import follow
from porting.models import CarrierEvent, CarrierOrder, PortOrder
from tenants.scoping import all_tenants, tenant_scope

log = logging.getLogger(__name__)
BATCH: Final = 200
NO_ORDER: Final = "no order"
"""The note on an event whose order is not known here. It is taken up again once the order is."""


def keep(payload: Mapping[str, Any]) -> bool:
    """Keep what a carrier says, unless it is here already; True when it is new. Its worker is told on commit."""
    carrier = port_carrier()
    try:
        report = carrier.read(payload)
        row = CarrierEvent(
            event_id=report.event_id, carrier_reference=report.reference, happened_at=report.happened_at
        )
    except NotReadable as error:
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        row = CarrierEvent(event_id=f"unread-{digest}", happened_at=timezone.now(), note=error.sentence)
        row.handled_at = row.happened_at
    row.carrier, row.payload = carrier.name, dict(payload)
    with transaction.atomic():
        before = CarrierEvent.objects.filter(carrier=row.carrier, event_id=row.event_id)
        if before.exists():
            return False
        CarrierEvent.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(hint)
    return True


def hint() -> None:
    """Tell the workers that something was said; the sweep finds it without."""
    from porting.tasks import handle_events  # noqa: PLC0415 - the task module imports this one

    send(handle_events)


def handle_waiting(limit: int = BATCH) -> int:
    """Do what was said, oldest first; returns how many events this call has done. Safe to run twice, and beside others."""
    waiting = CarrierEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_handle(pk) for pk in list(waiting[:limit]))


def _handle(pk: int) -> bool:
    try:
        with transaction.atomic():
            rows = CarrierEvent.objects.select_for_update(skip_locked=True)
            event = rows.filter(pk=pk, handled_at=None).first()
            if event is None:
                return False
            _done(pk, _do(event))
    except OperationalError:  # two that waited for one another: the next sweep does it
        log.warning("The event %s could not be handled now.", pk)
        return False
    except Exception:
        log.exception("The event %s broke.", pk)
        _done(pk, _("An unexpected error. It is in the log."))
    return True


def _done(pk: int, note: str) -> None:
    CarrierEvent.objects.filter(pk=pk).update(handled_at=timezone.now(), note=note[:300])


def _do(event: CarrierEvent) -> str:
    try:
        report = port_carrier().read(event.payload)
    except CarrierError as error:
        return error.sentence
    part = _part_of(event.carrier, report)
    if part is None:
        return NO_ORDER
    with tenant_scope(part.tenant):
        return follow(part, report)


def _part_of(carrier: str, report: PortReport) -> CarrierOrder | None:
    """The carrier's order that is meant. One whose number we were never told is recognised by our own reference."""
    with all_tenants():
        rows = CarrierOrder.objects.select_related("tenant")
        if part := rows.filter(carrier=carrier, reference=report.reference).first():
            return part
        order = (
            PortOrder.objects.select_related("tenant").filter(reference=report.ours).first()
            if report.ours
            else None
        )
        if order is None or not order.sent_at:
            return None
        part, _made = rows.get_or_create(
            carrier=carrier,
            reference=report.reference,
            defaults={
                "tenant": order.tenant,
                "order": order,
                "numbers": sorted(report.numbers),
                "version": order.version,
                "date_asked": order.wanted_at,
            },
        )
        return part


def take_up_again(carrier: str, references: list[str]) -> None:
    """An order is known now: what was said of it before is done after all."""
    rows = CarrierEvent.objects.filter(carrier=carrier, carrier_reference__in=references, note=NO_ORDER)
    if rows.update(handled_at=None, note=""):
        transaction.on_commit(hint)
