"""What a carrier is asked to do: take an order, a correction, another date, a cancellation. Each is a job, safe to repeat.

What may go better later is tried again, at longer and longer intervals; what will not goes back to the desk with the reason.
"""

from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM
from carriers.base import CarrierError
from carriers.porting_base import FactsRefused, PortPart, port_carrier
from jobs.leases import Lease
from jobs.models import Job
from jobs.queue import enqueue
from jobs.registry import RetryLater
from jobs.runner import MAX_ATTEMPTS
from porting.carrier.events import take_up_again
from porting.carrier.facts import facts_of, facts_of_part
from porting.carrier.following import desk_due, stand_again
from porting.carrier.standing import OVER
from porting.carrier.words import Meaning
from porting.models import CarrierOrder, PortEvent, PortOrder
from porting.transitions import Side, move, tell
from tenants.models import User

SEND: Final = "porting.send"
CANCEL: Final = "porting.cancel"
DATE: Final = "porting.date"
FIRST_PAUSE: Final = 15.0  # seconds, doubled at each further attempt
LONGEST_PAUSE: Final = 3600.0
Status = PortOrder.Status
GIVEN_UP: Final = (Status.CANCEL_REQUESTED, Status.CANCELLED, Status.EXPIRED)


@transaction.atomic
def send(order: PortOrder, *, by: User, text: str = "") -> Job:
    """The desk sends an order, or a corrected one, to the carrier. Refuses what the table of transitions refuses."""
    move(
        order,
        Status.SENT,
        by=by,
        side=Side.DESK,
        text=text,
        error="",
        sent_at=timezone.now(),
    )
    return send_later(order, by=by)


def send_later(order: PortOrder, *, by: User | None = None) -> Job:
    """Have a worker hand the order to the carrier. Once for each time that it came to be sent."""
    return _later(SEND, order, _("Send %(reference)s to the carrier"), key=_since(order), by=by)


def cancel_later(order: PortOrder, *, by: User | None = None) -> Job:
    """Have a worker ask the carrier to cancel an order whose cancellation was asked for."""
    return _later(CANCEL, order, _("Cancel %(reference)s at the carrier"), key=_since(order), by=by)


def date_later(order: PortOrder, *, by: User | None = None) -> Job:
    """Have a worker ask the carrier for the date that is wanted now."""
    wanted = order.wanted_at.isoformat() if order.wanted_at else ""
    return _later(DATE, order, _("Ask the carrier for another date of %(reference)s"), key=wanted, by=by)


def _since(order: PortOrder) -> str:
    return order.changed_at.isoformat()


def _later(kind: str, order: PortOrder, title: str, *, key: str, by: User | None) -> Job:
    return enqueue(
        kind,
        tenant=order.tenant,
        key=f"{order.pk} {key}",
        title=title % {"reference": order.reference},
        payload={"order": order.pk},
        by=by,
        total=1,
    )


def parts_to_correct(order: PortOrder) -> list[CarrierOrder]:
    """The carrier's orders that do not have what was handed in last: an older version, or one that was rejected."""
    return [
        part
        for part in order.parts.order_by("pk")
        if part.meaning not in OVER and (part.version < order.version or part.meaning == Meaning.REJECTED)
    ]


def do_send(job: Job, lease: Lease) -> dict[str, Any]:
    """Hand an order in, or its correction. Does nothing for one that is no longer to be sent."""
    order = _order_of(job)
    if order.status == Status.SENT:
        _hand_in(order, job, lease)
    return {"sent": int(order.parts.exists() and not parts_to_correct(order))}


def _hand_in(order: PortOrder, job: Job, lease: Lease) -> None:
    PortOrder.objects.filter(pk=order.pk, sent_at=None).update(sent_at=timezone.now())
    try:
        if not order.parts.exists():
            _submit(order)
        elif parts := parts_to_correct(order):
            _correct(order, parts, lease)
    except CarrierError as error:
        _wait_or_pass_on(job, error)
        hand_to_desk(order, error.sentence)
    else:
        stand_again(order)


def _order_of(job: Job) -> PortOrder:
    return PortOrder.objects.select_related("tenant", "created_by").get(pk=job.payload["order"])


def _submit(order: PortOrder) -> None:
    parts = port_carrier().submit(facts_of(order))
    record_parts(order, parts)


@transaction.atomic
def record_parts(order: PortOrder, parts: list[PortPart]) -> None:
    """Keep what the carrier has made of an order; what it has said of it meanwhile is done now."""
    name = port_carrier().name
    CarrierOrder.objects.bulk_create(
        [
            CarrierOrder(
                tenant=order.tenant,
                order=order,
                carrier=name,
                reference=part.reference,
                numbers=list(part.numbers),
                version=order.version,
                date_asked=order.wanted_at,
            )
            for part in parts
        ],
        ignore_conflicts=True,
    )
    references = [part.reference for part in parts]
    PortOrder.objects.filter(pk=order.pk).update(carrier_reference=references[0] if references else "")
    tell(
        order,
        PortEvent.Kind.CARRIER,
        by=SYSTEM,
        side=Side.CARRIER,
        text=_("The carrier has the order as %(references)s.") % {"references": ", ".join(references)},
    )
    take_up_again(name, references)


def _correct(order: PortOrder, parts: list[CarrierOrder], lease: Lease) -> None:
    carrier = port_carrier()
    if not carrier.abilities.takes_supplements:
        raise FactsRefused(_("This carrier takes no corrections: cancel the order there, and split it here."))
    facts = facts_of(order)
    for part in parts:
        lease.renew()
        mine = facts_of_part(facts, part)
        carrier.supplement(part.reference, mine)
        CarrierOrder.objects.filter(pk=part.pk, version=part.version).update(
            version=max(mine.version, order.version), meaning=Meaning.RECEIVED, date_asked=order.wanted_at
        )


def _wait_or_pass_on(job: Job, error: CarrierError) -> None:
    """Try again later, while that may help and has not been tried often enough."""
    if error.retryable and job.attempts < MAX_ATTEMPTS:
        raise RetryLater(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (job.attempts - 1)), error.sentence) from error


@transaction.atomic
def hand_to_desk(order: PortOrder, sentence: str) -> None:
    """An order that could not be sent is the desk's again, with the reason; its clock begins anew."""
    order.refresh_from_db()
    if order.status != Status.SENT:
        return
    move(order, Status.IN_REVIEW, by=SYSTEM, side=Side.CLOCK, error=sentence, answer_due_at=desk_due(order))
    _tell_desk(order, sentence)


def do_cancel(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask for the cancellation of all that the carrier has of an order. What it never had is cancelled at once.

    An order that is given up here is given up at the carrier, too, or its numbers would move for nobody.
    """
    order = _order_of(job)
    if order.status not in GIVEN_UP:
        return {"asked": 0}
    parts = list(order.parts.filter(cancel_asked_at=None).order_by("pk"))
    if order.status == Status.CANCEL_REQUESTED and not order.parts.exists():
        return _never_sent(order)
    for part in parts:
        lease.renew()
        try:
            if part.meaning not in OVER:
                port_carrier().cancel(part.reference)
        except CarrierError as error:
            _wait_or_pass_on(job, error)
            text = _("The carrier does not cancel %(reference)s: %(why)s")
            _tell_desk(order, text % {"reference": part.reference, "why": error.sentence})
        CarrierOrder.objects.filter(pk=part.pk).update(cancel_asked_at=timezone.now())
    return {"asked": order.parts.exclude(cancel_asked_at=None).count()}


def _never_sent(order: PortOrder) -> dict[str, Any]:
    sending = Job.objects.filter(kind=SEND, payload__order=order.pk, status__in=Job.OPEN)
    if sending.exists():  # the carrier may have it in a moment
        raise RetryLater(5, _("The order is being sent right now."))
    move(order, Status.CANCELLED, by=SYSTEM, side=Side.CARRIER)
    return {"asked": 0}


def do_date(job: Job, lease: Lease) -> dict[str, Any]:
    """Ask for the date that is wanted now, at every order that the carrier has."""
    order = _order_of(job)
    if order.wanted_at is None or order.status not in (Status.SENT, Status.DATE_CONFIRMED):
        return {"asked": 0}
    parts = [part for part in order.parts.order_by("pk") if part.date_asked != order.wanted_at]
    for part in parts:
        lease.renew()
        try:
            if part.meaning not in OVER:
                port_carrier().request_date(part.reference, order.wanted_at)
        except CarrierError as error:
            _wait_or_pass_on(job, error)
            text = _("The carrier does not take another date: %(why)s") % {"why": error.sentence}
            tell(order, PortEvent.Kind.DATE, by=SYSTEM, side=Side.CARRIER, text=text)
        CarrierOrder.objects.filter(pk=part.pk).update(date_asked=order.wanted_at)
    return {"asked": order.parts.filter(date_asked=order.wanted_at).count()}


def _tell_desk(order: PortOrder, text: str) -> None:
    tell(order, PortEvent.Kind.CARRIER, by=SYSTEM, side=Side.CLOCK, private=True, text=text)
    PortOrder.objects.filter(pk=order.pk).update(error=text)
