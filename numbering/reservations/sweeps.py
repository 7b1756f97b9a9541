"""The sweep of reservations: prolongs what is being decided, ends what ran out or was left alone. Safe to miss."""

from django.db import transaction
from django.utils import timezone

from audit.log import SYSTEM
from numbering import holds
from numbering.models import Reservation
from numbering.reservations import reservations
from numbering.transitions import move
from tenants.scoping import all_tenants, tenant_scope
from ui.refusals import Refusal

Status = Reservation.Status


def sweep(*, limit: int = 1_000) -> int:
    """Prolong what is being decided, end what ran out or whose job ended without it; returns how many rows it ended.

    Over all tenants; safe to miss and to run twice.
    """
    with all_tenants():
        rows = list(
            Reservation.objects.filter(status__in=Reservation.OPEN)
            .select_related("tenant")
            .order_by("expires_at", "pk")[:limit]
        )
    ended = 0
    for reservation in rows:
        with tenant_scope(reservation.tenant):
            ended += _sweep_one(reservation)
    return ended


def _sweep_one(reservation: Reservation) -> bool:
    if reservation.status in Reservation.WORKING and not _has_work(reservation):
        return _end_stuck(reservation)
    if reservation.status == Status.ACQUIRING or reservation.expires_at is None:
        return False
    if reservation.status == Status.READY and not reservation.is_live():
        return _expire(reservation)
    if reservations.is_due(reservation):
        try:
            reservations.extend(reservation, by=SYSTEM)
        except Refusal as refusal:
            holds.log.info("%s is not prolonged: %s", reservation.name, refusal)
    return False


def _has_work(reservation: Reservation) -> bool:
    job = reservations.job_of(reservation)
    return job is not None and job.is_open


@transaction.atomic
def _expire(reservation: Reservation) -> bool:
    reservation = reservations.locked(reservation)
    if reservation.status != Status.READY or reservation.is_live():
        return False
    move(reservation, Status.EXPIRED, by=SYSTEM, finished_at=timezone.now())
    return True  # its orders ran out with it: `holds.sweep_expired` tidies them


@transaction.atomic
def _end_stuck(reservation: Reservation) -> bool:
    """Its job ended without it: cancelled, or given up after too many tries."""
    reservation = reservations.locked(reservation)
    if reservation.status not in Reservation.WORKING or _has_work(reservation):
        return False
    if reservation.status == Status.ACQUIRING:
        return reservations.finish(reservation)
    job = reservations.job_of(reservation)
    reservations.stop(reservation, by=SYSTEM, reason=job.error if job else "")
    return True
