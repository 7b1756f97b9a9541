"""What workers do for a reservation: hold its lines in chunks, and acquire them. Safe to run twice and to be killed."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM, Actor
from carriers.base import CarrierError, Offer
from jobs.leases import Lease
from jobs.models import Job
from jobs.registry import JobFailed, RetryLater
from jobs.runner import MAX_ATTEMPTS
from numbering import holds, needs, orders, runs
from numbering.models import NumberOrder, Reservation, ReservationLine
from numbering.quotas import quota
from numbering.reservations import reservations
from numbering.reservations.nearest import nearest
from numbering.reservations.places import spot_of
from numbering.search.starting_points import starting_point
from numbering.transitions import move
from ui.refusals import Refusal

CHUNK: Final = 1_000
"""Numbers of one order: so many are held by one transaction, and acquired by one question to the carrier."""
WINDOW: Final = 2
"""So many times as many numbers as are wanted are looked at for runs."""
SMALLEST_WINDOW, LARGEST_WINDOW = 1_000, 20_000
MOST_TURNS: Final = 8
"""So often a line is searched again because others took what it had found."""
Status = Reservation.Status


def do_hold(job: Job, lease: Lease) -> dict[str, Any]:
    """Hold the lines that were not searched yet, then leave the reservation to be decided.

    A worker that takes over goes on from what is held: each chunk is written with its order or not at all.
    """
    reservation = Reservation.objects.select_related("tenant").get(pk=job.payload["reservation"])
    if reservation.status == Status.ASKED:
        move(reservation, Status.HOLDING, by=SYSTEM)
    if reservation.status == Status.HOLDING:
        progress = _Progress(lease)
        for line in reservation.lines.filter(searched_at=None).select_related("emergency_address"):
            line.tenant, line.reservation = reservation.tenant, reservation
            _hold_line(line, progress)
        _end_round(reservation, again=job.attempts > 1)
    return _held(reservation)


class _Progress:
    """How many numbers of this job are held; each step renews the lease and keeps what is held from running out."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.before = 0
        self.by: Actor = lease.job.started_by or SYSTEM

    def tell(self, held: int) -> None:
        """So many of the line at hand are held; raises LeaseLost when the job was cancelled or taken over."""
        self.lease.renew(done=self.before + held)


def _hold_line(line: ReservationLine, progress: _Progress) -> None:
    """Hold as much of the line as there is; what is missing is explained, with what is near."""
    note, held = "", holds.held_for(line)
    for _turn in range(MOST_TURNS):
        lacks = line.quantity - held
        if not lacks or note:
            break
        progress.tell(held)
        room = quota(line.tenant, line.allowance)
        found = _find(line, min(lacks, room.left), progress.lease) if room.left else []
        if found:
            held, note = _hold_chunks(line, found, held, progress)
        else:
            note = _("The stock has no more.") if room.left else room.sentence
    _close_line(line, held, note)
    progress.before += held


def _find(line: ReservationLine, wanted: int, lease: Lease) -> list[Offer]:
    """Free numbers of the line's place in as few runs as possible. Raises RetryLater where the carrier is silent."""
    query = spot_of(line).query(line.usage)
    limit = min(max(wanted * WINDOW, SMALLEST_WINDOW), LARGEST_WINDOW)
    try:
        after = starting_point(query, limit, seed=line.pk)
        offers: list[Offer] = holds.free(query, limit=limit, after=after)
        if after and len(offers) < wanted:
            offers = holds.free(query, limit=limit)
    except CarrierError as error:
        raise _later(lease.job, error.sentence, retryable=error.retryable) from error
    by_number = {offer.e164: offer for offer in offers}
    return [by_number[one] for one in runs.choose(list(by_number), wanted, start=line.pk)]


def _hold_chunks(
    line: ReservationLine, found: list[Offer], held: int, progress: _Progress
) -> tuple[int, str]:
    """Hold what was found; returns how many are held now, and why no more can be, or "" when looking again may help."""
    place = ", ".join(part for part in (line.city, line.state) if part) or needs.name_of(str(line.country))
    for at in range(0, len(found), CHUNK):
        try:
            order = _hold(line, found[at : at + CHUNK], place, by=progress.by)
        except holds.Taken:
            continue
        except holds.Silent as silent:
            raise _later(progress.lease.job, silent.reason, retryable=silent.retryable) from silent
        except Refusal as refusal:
            return held, refusal.sentence
        held += order.quantity
        _note_hold(line.reservation, order)
        progress.tell(held)
    return held, ""


def _hold(line: ReservationLine, offers: list[Offer], place: str, *, by: Actor) -> NumberOrder:
    return holds.hold(
        line.tenant,
        [offer.e164 for offer in offers],
        query_place=place,
        usage=line.usage,
        kind=line.kind,
        country=str(line.country),
        emergency_address=line.emergency_address,
        by=by,
        allow_partial=True,
        line=line,
        offers=offers,
    )


def _note_hold(reservation: Reservation, order: NumberOrder) -> None:
    """The first hold begins the two hours; a long search prolongs the earlier ones when half of their time is over."""
    if reservation.held_from is None:
        begun = {"held_from": order.created_at, "expires_at": order.expires_at}
        Reservation.objects.filter(pk=reservation.pk, held_from=None).update(**begun)
        reservation.refresh_from_db(fields=["held_from", "expires_at"])
    elif reservations.is_due(reservation):
        with transaction.atomic():
            row = reservations.locked(reservation)
            if row.status == Status.HOLDING:
                reservations.prolong(row, reservations.next_end(row))
        reservation.refresh_from_db(fields=["expires_at"])


def _later(job: Job, sentence: str, *, retryable: bool) -> Exception:
    if retryable and job.attempts < MAX_ATTEMPTS:
        return RetryLater(orders.RETRY_SECONDS * 2 ** min(job.attempts - 1, 5), sentence)
    return JobFailed(sentence)


def _close_line(line: ReservationLine, held: int, note: str) -> None:
    """Mark the line as searched, unless it was stopped meanwhile."""
    lacks = line.quantity - held
    if lacks and not note:
        note = _("Others took numbers here at the same time.")
    near = nearest(line, lacks) if lacks else []
    ReservationLine.objects.filter(pk=line.pk, searched_at=None).update(
        searched_at=timezone.now(), note=note if lacks else "", alternatives=near
    )


@transaction.atomic
def _end_round(reservation: Reservation, *, again: bool) -> None:
    """Leave it to be decided. After a worker that died, the carrier is told of all holds once more: it may not know."""
    row = reservations.locked(reservation)
    if row.status == Status.HOLDING:
        reservations.settle(row, by=SYSTEM, tell_carrier=again)
    reservation.refresh_from_db()


def _held(reservation: Reservation) -> dict[str, Any]:
    lines = reservation.lines.filter(instead_of=None).aggregate(wanted=Sum("quantity"))
    held = reservations.live_orders(reservation).aggregate(n=Sum("quantity"))["n"] or 0
    return {"reservation": reservation.pk, "asked": lines["wanted"] or 0, "held": held}


def do_acquire(job: Job, lease: Lease) -> dict[str, Any]:
    """Acquire the orders of a reservation one after the other; each is whole or goes back."""
    reservation = Reservation.objects.select_related("tenant").get(pk=job.payload["reservation"])
    done = 0
    for order in _sent(reservation):
        orders.obtain(order, lease, done=done)
        done += order.acquired_count
    reservations.finish(reservation)
    if reservation.status == Status.FAILED:
        raise JobFailed(reservation.error)
    return {"reservation": reservation.pk, "asked": job.total, "acquired": done}


def _sent(reservation: Reservation) -> Iterator[NumberOrder]:
    """The orders that were sent to be acquired, those of an earlier try included."""
    sent = (NumberOrder.Status.ACQUIRING, NumberOrder.Status.ACQUIRED)
    rows = NumberOrder.objects.filter(line__reservation=reservation, status__in=sent)
    yield from rows.select_related("tenant").order_by("pk")
