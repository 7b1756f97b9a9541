"""Acquiring held numbers: the row says what is to be done, a job does it, and can do it twice (design, rule 3)."""

from collections.abc import Collection
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM
from carriers.base import CarrierError, carrier
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import JobFailed, RetryLater
from jobs.runner import MAX_ATTEMPTS
from numbering import holds, inventory, needs
from numbering.models import HeldNumber, NumberOrder, PhoneNumber
from numbering.transitions import move
from tenants.models import User
from tenants.scoping import all_tenants, tenant_scope
from ui.formats import national
from ui.refusals import Refusal

KIND: Final = "numbering.acquire"
RESERVATION_KIND: Final = "numbering.acquire_reservation"
"""One job acquires all orders of a reservation."""
RETRY_SECONDS: Final = 5.0
Status = NumberOrder.Status


@transaction.atomic
def acquire(order: NumberOrder, *, by: User, numbers: Collection[str] | None = None) -> Job:
    """Send a live hold, or the chosen numbers of it, to be acquired. Asked twice, it is one job; the rest is let go."""
    order = NumberOrder.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)
    if order.status in (Status.ACQUIRING, Status.ACQUIRED) and (job := job_of(order)):
        return job
    if order.line_id is not None:
        raise Refusal(_("These numbers are part of a reservation. Decide there."))
    held = set(order.held.values_list("e164", flat=True))
    chosen = held if numbers is None else held & set(numbers)
    if not order.is_live() or not held:
        raise Refusal(_("This hold has ended. Search again: the numbers may still be free."))
    if not chosen:
        raise Refusal(_("Choose at least one number."))
    needs.check_credit(order.tenant, order.kind)
    now = timezone.now()
    move(order, Status.ACQUIRING, by=by, only_if=Q(expires_at__gt=now), quantity=len(chosen))
    rest = sorted(held - chosen)
    order.held.filter(e164__in=rest).delete()
    order.held.update(expires_at=None)
    if rest:
        transaction.on_commit(partial(holds.tell_let_go, order.reference, rest), robust=True)
    title = ngettext("Acquire %(n)s number", "Acquire %(n)s numbers", len(chosen)) % {"n": len(chosen)}
    payload = {"order": order.pk, "allowance": order.allowance}
    return enqueue(
        KIND, tenant=order.tenant, key=order.reference, title=title, payload=payload, by=by, total=len(chosen)
    )


def job_of(order: NumberOrder) -> Job | None:
    """The job that acquires the order's numbers, once it was sent: its own, or its reservation's."""
    jobs = Job.objects.filter(tenant=order.tenant_id)
    if order.line is not None:
        return jobs.filter(kind=RESERVATION_KIND, key=str(order.line.reservation_id)).first()
    return jobs.filter(kind=KIND, key=order.reference).first()


def do_acquire(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask the carrier by reference, move what it grants into the inventory, give back what cannot be kept.

    Safe to run twice and to be killed anywhere: the carrier answers the same to the same reference, and a number
    leaves `HeldNumber` in the transaction that puts it into `PhoneNumber`.
    """
    order = NumberOrder.objects.select_related("tenant").get(pk=job.payload["order"])
    obtain(order, lease)
    if order.status == Status.FAILED:
        raise JobFailed(order.error)
    return _result(order)


def obtain(order: NumberOrder, lease: Lease, *, done: int = 0) -> None:
    """Acquire the numbers of an order that was sent and end it; `done` numbers of the job were acquired before.

    Where the carrier refuses for good, or too often, the order has failed. Raises RetryLater while another try may help.
    """
    if order.status != Status.ACQUIRING:
        return
    job = lease.job
    numbers = list(order.held.order_by("e164").values_list("e164", flat=True))
    lease.renew()
    try:
        granted = carrier().acquire(order.reference, numbers).granted if numbers else ()
        lease.renew()
        kept = _keep(order, granted)
        lease.renew(done=done + len(kept))
        # Granted but in somebody's inventory already: bought for nothing, so it goes back (anchors A4).
        carrier().release(order.reference, [number for number in granted if number not in kept])
    except CarrierError as error:
        if error.retryable and job.attempts < MAX_ATTEMPTS:
            raise RetryLater(RETRY_SECONDS * 2 ** min(job.attempts - 1, 5), error.sentence) from error
        give_back(order, reason=error.sentence)
        return
    _finish(order)


@transaction.atomic
def _keep(order: NumberOrder, granted: Collection[str]) -> set[str]:
    """Move granted numbers from the hold into the inventory; returns those that are the order's now."""
    locked = NumberOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if locked.status == Status.ACQUIRING:
        held = list(order.held.select_for_update().filter(e164__in=granted).order_by("e164"))
        new = inventory.take_in(order, held)
        HeldNumber.objects.filter(e164__in=new, order=order).delete()
        NumberOrder.objects.filter(pk=order.pk).update(acquired_count=F("acquired_count") + len(new))
    return set(PhoneNumber.objects.filter(order=order, e164__in=granted).values_list("e164", flat=True))


@transaction.atomic
def _finish(order: NumberOrder, reason: str = "") -> None:
    """End the order by what came out: acquired when anything was, with the names of what was refused."""
    locked = NumberOrder.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)
    if locked.status == Status.ACQUIRING:
        missed = list(HeldNumber.objects.filter(order=order).order_by("e164").values_list("e164", flat=True))
        HeldNumber.objects.filter(order=order).delete()
        to = Status.ACQUIRED if locked.acquired_count else Status.FAILED
        error = " ".join(part for part in (_refused(missed), reason) if part)
        move(locked, to, by=SYSTEM, error=error, finished_at=timezone.now())
        transaction.on_commit(partial(holds.tell_let_go, order.reference, missed), robust=True)
    order.refresh_from_db()


def give_back(order: NumberOrder, *, reason: str) -> None:
    """Give up: whatever the carrier may have granted goes back, and so does what is still held."""
    numbers = list(HeldNumber.objects.filter(order=order).values_list("e164", flat=True))
    try:
        carrier().release(order.reference, numbers)
    except CarrierError as error:
        holds.log.error("The carrier did not take back %s of %s: %s", numbers, order.reference, error)
    _finish(order, reason)


def _refused(numbers: list[str]) -> str:
    if not numbers:
        return ""
    names = ", ".join(national(one) for one in numbers[:10]) + (" …" if len(numbers) > 10 else "")
    return ngettext(
        "%(names)s could not be acquired.", "%(n)s numbers could not be acquired: %(names)s.", len(numbers)
    ) % {"n": len(numbers), "names": names}


def _result(order: NumberOrder) -> dict[str, Any]:
    return {"acquired": order.acquired_count, "asked": order.quantity, "error": order.error}


def sweep_stuck(*, limit: int = 100) -> int:
    """End orders whose job ended without ending them, so that no number stays held for ever; returns how many."""
    with all_tenants():
        stuck = (
            NumberOrder.objects.filter(status=Status.ACQUIRING)
            .select_related("tenant", "line")
            .order_by("pk")[:limit]
        )
        ended = [order for order in stuck if (job := job_of(order)) is None or not job.is_open]
    for order in ended:
        with tenant_scope(order.tenant):
            give_back(order, reason=_("The work on this order ended early."))
    return len(ended)
