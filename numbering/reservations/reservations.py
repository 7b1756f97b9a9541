"""Many numbers as one request: asked, held by workers, decided by an admin (rules 3.3; design, rule 4).

The numbers of a line are held by number orders, one for each chunk, so that quotas, claims and acquisition have one
way. The holds of a reservation end together, at `expires_at`; workers prolong them while it is being decided, two hours
in all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor, record
from credits.balances import toll_free_allowed
from jobs.cancellations import close
from jobs.kinds import ANY_TIME
from jobs.models import Job
from jobs.queue import enqueue
from numbering import holds, needs, orders
from numbering.models import Allowance, HeldNumber, Kind, NumberOrder, Reservation, ReservationLine
from numbering.quotas import quota
from numbering.reservations.places import Spot
from numbering.transitions import move, move_many
from tenants.models import EmergencyAddress, Tenant, User
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

HOLD_KIND: Final = "numbering.hold_reservation"
MOST_LINES: Final = 50
MOST_NUMBERS: Final = 10_000
FRESH: Final = timedelta(minutes=1)
Status = Reservation.Status


@dataclass(frozen=True)
class Wish:
    """One line as it is asked for."""

    quantity: int
    usage: str
    spot: Spot
    emergency_address: EmergencyAddress | None = None

    @property
    def allowance(self) -> Allowance:
        """The quota that it counts against. Refuses toll-free numbers for people."""
        return holds.allowance_for(self.usage, self.spot.kind)


@transaction.atomic
def ask(tenant: Tenant, wishes: Sequence[Wish], *, token: str, by: User) -> Reservation:
    """Write a reservation and send workers to hold it. The same form sent twice is one reservation.

    Refuses more than the quotas leave for all lines together, toll-free without credit, and a missing address.
    """
    if before := Reservation.objects.filter(tenant=tenant, token=token).first():
        return before
    check(tenant, wishes)
    try:
        with transaction.atomic():
            reservation = Reservation.objects.create(
                tenant=tenant, token=token, created_by=by, created_by_name=str(by)
            )
    except IntegrityError:  # sent twice at the same moment
        return Reservation.objects.get(tenant=tenant, token=token)
    for wish in wishes:
        _write_line(reservation, wish)
    lines = [str(line) for line in reservation.lines.all()]
    record("reservation.asked", by=by, tenant=tenant, obj=reservation, after={"lines": lines})
    _send(reservation, sum(wish.quantity for wish in wishes), by=by)
    return reservation


def check(tenant: Tenant, wishes: Sequence[Wish]) -> None:
    """Refuse what cannot be reserved, before anything is written; the field names the line, from 0."""
    if not wishes:
        raise Refusal(_("Say how many numbers you want, and where."))
    total = sum(wish.quantity for wish in wishes)
    if len(wishes) > MOST_LINES or total > MOST_NUMBERS:
        raise Refusal(
            _("At most 10,000 numbers in 50 lines can be reserved at once; these are %(total)s in %(lines)s.")
            % {"total": thousands(total), "lines": thousands(len(wishes))}
        )
    for at, wish in enumerate(wishes):
        try:
            _check_wish(tenant, wish)
        except Refusal as refusal:
            raise Refusal(
                refusal.sentence, url=refusal.url, link=refusal.link, field=f"line-{at}"
            ) from refusal
    _check_quotas(tenant, wishes)


def _check_wish(tenant: Tenant, wish: Wish) -> None:
    if wish.quantity < 1:
        raise Refusal(_("Ask for at least one number."))
    holds.allowance_for(wish.usage, wish.spot.kind)
    needs.check_acquirable(
        tenant,
        country=wish.spot.country,
        kind=wish.spot.kind,
        emergency_address=wish.emergency_address,
    )


def _check_quotas(tenant: Tenant, wishes: Sequence[Wish]) -> None:
    """All lines together against each quota; workers check again under the tenant's lock."""
    wanted: Counter[Allowance] = Counter()
    for wish in wishes:
        wanted[wish.allowance] += wish.quantity
    said = []
    for allowance, count in wanted.items():
        room = quota(tenant, allowance)
        if count > room.left:
            asked = ngettext("You ask for %(n)s number.", "You ask for %(n)s numbers in all.", count)
            said.append(f"{asked % {'n': thousands(count)}} {room.sentence}")
    if said:
        url = reverse("requests:new", args=[tenant.slug])
        raise Refusal(" ".join(said), url=url, link=_("Ask the desk for more"))


def _write_line(
    reservation: Reservation, wish: Wish, instead_of: ReservationLine | None = None
) -> ReservationLine:
    return ReservationLine.objects.create(
        tenant=reservation.tenant,
        reservation=reservation,
        instead_of=instead_of,
        quantity=wish.quantity,
        usage=wish.usage,
        kind=wish.spot.kind,
        allowance=wish.allowance,
        country=wish.spot.country,
        state=wish.spot.state,
        city=wish.spot.city,
        prefix=wish.spot.prefix,
        emergency_address=wish.emergency_address,
    )


def _send(reservation: Reservation, count: int, *, by: User) -> Job:
    """Send a worker to hold what is not held yet; once for each round."""
    title = ngettext("Hold %(n)s number", "Hold %(n)s numbers", count) % {"n": thousands(count)}
    return enqueue(
        HOLD_KIND,
        tenant=reservation.tenant,
        key=f"{reservation.pk}-{reservation.rounds}",
        title=f"{title}, {reservation.name}",
        payload={"reservation": reservation.pk},
        by=by,
        total=count,
    )


def job_of(reservation: Reservation) -> Job | None:
    """The job that works on it, or that did last."""
    jobs = Job.objects.filter(tenant=reservation.tenant_id)
    if reservation.status in (Status.ACQUIRING, Status.DONE):
        return jobs.filter(kind=orders.RESERVATION_KIND, key=str(reservation.pk)).first()
    return jobs.filter(kind=HOLD_KIND, key=f"{reservation.pk}-{reservation.rounds}").first()


def locked(reservation: Reservation) -> Reservation:
    """The row, locked until the transaction ends, with its tenant."""
    rows = Reservation.objects.select_for_update(of=("self",), no_key=True).select_related("tenant")
    return rows.get(pk=reservation.pk)


def live_orders(reservation: Reservation) -> QuerySet[NumberOrder]:
    """Its holds that have not run out, by the clock."""
    return NumberOrder.objects.filter(
        line__reservation=reservation,
        status=NumberOrder.Status.HELD,
        expires_at__gt=timezone.now(),
    ).order_by("pk")


def missing(line: ReservationLine) -> int:
    """How many numbers a line lacks, those left out for which another place was chosen."""
    elsewhere = sum(line.instead.values_list("quantity", flat=True))
    return max(0, line.quantity - holds.held_for(line) - elsewhere)


@transaction.atomic
def take_alternative(line: ReservationLine, place: Spot, *, by: User) -> ReservationLine:
    """Hold what a line lacks in a place that was offered for it. Sent twice, it is one new line."""
    reservation = locked(line.reservation)
    if not reservation.is_live():
        raise Refusal(_not_live(reservation))
    line.refresh_from_db(fields=["alternatives"])
    offered: dict[str, Any] = next((one for one in line.alternatives if _place(one) == place), {})
    count = 0 if offered.get("taken") else min(missing(line), offered.get("free", 0))
    if not count:
        raise Refusal(_("Nothing is missing there any more."))
    offered["taken"] = True  # it stays in its place, so that a second click names the same one
    line.save(update_fields=["alternatives"])
    wish = Wish(count, line.usage, place, line.emergency_address)
    new = _write_line(reservation, wish, instead_of=line)
    move(reservation, Status.HOLDING, by=by, note=str(new), rounds=reservation.rounds + 1)
    _send(reservation, count, by=by)
    return new


def _place(offered: dict[str, Any]) -> Spot:
    return Spot(
        offered["country"], Kind(offered["kind"]), offered["state"], offered["city"], offered["prefix"]
    )


def _not_live(reservation: Reservation) -> str:
    if reservation.status in (Status.ASKED, Status.HOLDING):
        return _("Numbers are still being held. Wait until that is done.")
    return _("This reservation has ended. Ask again: the numbers may still be free.")


@transaction.atomic
def extend(reservation: Reservation, *, by: Actor) -> Reservation:
    """Hold on for once more the tenant's minutes from now, two hours at most in all (design, rule 4)."""
    reservation = locked(reservation)
    if not reservation.is_live() and not (reservation.status == Status.HOLDING and reservation.held_from):
        raise Refusal(_not_live(reservation))
    until = next_end(reservation)
    was = reservation.expires_at
    if was is not None and until <= was:
        raise Refusal(_("Numbers can be held for two hours at most. Acquire them or give them back."))
    prolong(reservation, until)
    record(
        "reservation.extended",
        by=by,
        tenant=reservation.tenant,
        obj=reservation,
        before={"until": was},
        after={"until": until},
    )
    reservation.refresh_from_db()
    return reservation


def next_end(reservation: Reservation) -> datetime:
    """The tenant's minutes from now, and at most two hours after the first number was held."""
    now = timezone.now()
    begun = reservation.held_from or now
    return min(now + timedelta(minutes=reservation.tenant.hold_minutes), begun + holds.LONGEST_HOLD)


def prolong(reservation: Reservation, until: datetime) -> None:
    """Let all its live holds end at `until`, in the caller's transaction; the carrier is told on commit.

    Toll-free numbers are not prolonged without credit (rules 12.2).
    """
    live = live_orders(reservation)
    if not toll_free_allowed(reservation.tenant):
        live = live.exclude(kind=Kind.TOLL_FREE)
    for order in live:
        numbers = list(order.held.values_list("e164", flat=True))
        transaction.on_commit(partial(holds.tell_prolonged, order.reference, numbers, until), robust=True)
    pks = [order.pk for order in live]
    NumberOrder.objects.filter(pk__in=pks).update(expires_at=until)
    HeldNumber.objects.filter(order__in=pks).update(expires_at=until)
    Reservation.objects.filter(pk=reservation.pk).update(expires_at=until)


@transaction.atomic
def confirm(reservation: Reservation, *, by: User) -> Job:
    """Send everything that is held to be acquired. Asked twice, it is one job."""
    reservation = locked(reservation)
    if reservation.status in (Status.ACQUIRING, Status.DONE) and (job := job_of(reservation)):
        return job
    held = list(live_orders(reservation).select_related("tenant"))
    if not reservation.is_live() or not held:
        raise Refusal(_not_live(reservation))
    for kind in {order.kind for order in held}:
        needs.check_credit(reservation.tenant, kind)
    now = timezone.now()
    if not move_many(held, NumberOrder.Status.ACQUIRING, by=by, only_if=Q(expires_at__gt=now)):
        raise Refusal(_("This has just changed. Look at it again before you go on."))
    move(reservation, Status.ACQUIRING, by=by, only_if=Q(expires_at__gt=now))
    HeldNumber.objects.filter(order__in=held).update(expires_at=None)
    count = sum(order.quantity for order in held)
    title = ngettext("Acquire %(n)s number", "Acquire %(n)s numbers", count) % {"n": thousands(count)}
    return enqueue(
        orders.RESERVATION_KIND,
        tenant=reservation.tenant,
        key=str(reservation.pk),
        title=f"{title}, {reservation.name}",
        payload={"reservation": reservation.pk},
        by=by,
        total=count,
    )


@transaction.atomic
def give_back(reservation: Reservation, *, by: User) -> Reservation:
    """Let all its numbers go, also while workers are still holding more: they stop at their next step."""
    job = job_of(reservation)
    if (
        job is not None and job.is_open
    ):  # before the reservation is locked: cancelling a job locks in this order too
        close(job, ANY_TIME, reason=_("%(name)s gave the numbers back.") % {"name": by})
    reservation = locked(reservation)
    move(reservation, Status.GIVEN_BACK, by=by, finished_at=timezone.now())
    _let_go(reservation, by=by)
    return reservation


def _let_go(reservation: Reservation, *, by: User) -> None:
    held = NumberOrder.objects.filter(line__reservation=reservation, status=NumberOrder.Status.HELD)
    for order in held.order_by("pk"):
        holds.let_go(order, by=by)


@transaction.atomic
def stop(reservation: Reservation, *, by: Actor, reason: str = "") -> Reservation:
    """Look for no more: what is held already is there to be decided; nothing held is a failure.

    `reason` is told where numbers are missing.
    """
    reservation = locked(reservation)
    if reservation.status not in (Status.ASKED, Status.HOLDING):
        return reservation
    why = reason or _("The search was stopped before it was done.")
    reservation.lines.filter(searched_at=None).update(searched_at=timezone.now(), note=why)
    settle(reservation, by=by, reason=why)
    return reservation


def settle(reservation: Reservation, *, by: Actor, reason: str = "", tell_carrier: bool = True) -> None:
    """End a round of holding: to be decided when anything is held, failed when nothing is.

    The holds then end together. Without `tell_carrier` those that are fresh stay as they are: they end within a minute
    of each other, and the first sweep that prolongs them makes that one moment.
    """
    earliest = live_orders(reservation).aggregate(earliest=Min("expires_at"))["earliest"]
    if earliest is None:
        sentence = reason or _("None of these numbers could be held.")
        move(reservation, Status.FAILED, by=by, error=sentence, finished_at=timezone.now())
        return
    until = next_end(reservation)
    if tell_carrier or until - earliest > FRESH:
        prolong(reservation, until)
        earliest = until
    move(reservation, Status.READY, by=by, expires_at=earliest)


def is_due(reservation: Reservation) -> bool:
    """Half of the tenant's minutes are over, and the two hours leave more."""
    if reservation.expires_at is None or reservation.held_from is None:
        return False
    half = timedelta(minutes=reservation.tenant.hold_minutes) / 2
    last = reservation.held_from + holds.LONGEST_HOLD
    return reservation.expires_at - timezone.now() < half and reservation.expires_at < last


def finish(reservation: Reservation) -> bool:
    """End an acquisition when all its orders have ended: done when anything was acquired. True when it ended it."""
    mine = NumberOrder.objects.filter(line__reservation=reservation)
    with transaction.atomic():
        row = locked(reservation)
        if row.status != Status.ACQUIRING or mine.filter(status=NumberOrder.Status.ACQUIRING).exists():
            return False
        to = Status.DONE if mine.filter(acquired_count__gt=0).exists() else Status.FAILED
        said = " ".join(dict.fromkeys(order.error for order in mine.order_by("pk") if order.error))
        move(row, to, by=SYSTEM, error=said, finished_at=timezone.now())
    reservation.refresh_from_db()
    return True
