"""An order follows what its carrier says: once, in any order, in any words, and never past what the table allows."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM, Actor, record
from carriers.porting_base import PortReport, port_carrier
from porting import mails
from porting.carrier import number_marks
from porting.carrier.rejections import as_details, is_the_desks, mark_fields, rejections
from porting.carrier.standing import Part, Standing, standing_of
from porting.carrier.words import Meaning, order_meaning
from porting.models import CarrierOrder, PortEvent, PortOrder
from porting.reference.calendars import answer_due
from porting.reference.rules import rule_for
from porting.transitions import Side, may_move, move, tell

Status = PortOrder.Status
TARGETS: Final[dict[Meaning, Status]] = {
    Meaning.RECEIVED: Status.SENT,
    Meaning.WITH_CARRIER: Status.SENT,
    Meaning.REJECTED: Status.CARRIER_ACTION,
    Meaning.DATED: Status.DATE_CONFIRMED,
    Meaning.ACTIVATING: Status.ACTIVATING,
    Meaning.COMPLETED: Status.COMPLETED,
    Meaning.PARTLY: Status.PARTLY_COMPLETED,
    Meaning.CANCELLED: Status.CANCELLED,
    Meaning.EXPIRED: Status.IN_REVIEW,
}
GOES_ON: Final = (Meaning.DATED, Meaning.ACTIVATING, Meaning.COMPLETED, Meaning.PARTLY)
GOES_BACK: Final = (Status.SENT, Status.DATE_CONFIRMED)
"""A cancellation that was asked for is refused when the carrier goes back to one of these after it had taken it up."""


@transaction.atomic
def follow(part: CarrierOrder, report: PortReport) -> str:
    """Write what a carrier says into an order and its numbers; returns a note on what was not done, "" when all was.

    Runs inside the tenant's scope. What is older than what is known changes nothing, nor does the same thing twice.
    """
    order = _locked(part.order_id)
    part.refresh_from_db()
    if part.happened_at is not None and report.happened_at < part.happened_at:
        return _("Older than what is known.")
    was, said = Meaning(part.meaning), order_meaning(report.words)
    meaning = was if said == Meaning.UNKNOWN else said
    if said == Meaning.UNKNOWN and report.words != part.words:
        _tell_desk(
            order, _("The carrier says “%(words)s”, a word that is not known.") % {"words": report.words}
        )
    CarrierOrder.objects.filter(pk=part.pk).update(
        words=report.words,
        meaning=meaning,
        foc_at=report.foc_at or part.foc_at,
        happened_at=report.happened_at,
    )
    PortOrder.objects.filter(pk=order.pk).update(carrier_words=report.words, carrier_seen_at=timezone.now())
    order.refresh_from_db()
    if not order.is_open:
        return _after_the_end(order, report, is_news=meaning != was)
    number_marks.mark(order, part, report, meaning)
    return _stand(order, report, was=was, is_news=meaning != was)


@transaction.atomic
def stand_again(order: PortOrder) -> None:
    """Let an order follow what is known of its parts already, as after it has been sent anew."""
    order = _locked(order.pk)
    if order.is_open and order.parts.exists():
        _stand(order, None, was=Meaning.UNKNOWN, is_news=False)


def _locked(pk: int) -> PortOrder:
    rows = PortOrder.objects.select_for_update(of=("self",)).select_related("tenant", "created_by")
    return rows.get(pk=pk)


def _stand(order: PortOrder, report: PortReport | None, *, was: Meaning, is_news: bool) -> str:
    parts = [Part(Meaning(row.meaning), row.foc_at) for row in order.parts.all()]
    standing = standing_of(parts, number_marks.counts(order))
    to = TARGETS.get(standing.meaning)
    if to is None:  # a cancellation is under way
        return "" if order.status == Status.CANCEL_REQUESTED else _odd(order, report, is_news=is_news)
    if order.status == Status.CANCEL_REQUESTED and to in GOES_BACK and was != Meaning.CANCELLING:
        return ""  # it has not heard of the cancellation yet
    if to == Status.CARRIER_ACTION:
        return _reject(order, report, is_news=is_news)
    if to == Status.DATE_CONFIRMED:
        return _date(order, standing, report, is_news=is_news)
    if to == Status.ACTIVATING and order.status == Status.PARTLY_COMPLETED:
        return ""
    if to == order.status:
        return ""
    if not may_move(order.status, to, Side.CARRIER):
        return _odd(order, report, is_news=is_news)
    changes: dict[str, Any] = {}
    if to == Status.ACTIVATING:
        changes["foc_at"] = order.foc_at or standing.foc_at or timezone.now()
    if to == Status.IN_REVIEW:
        changes["answer_due_at"] = desk_due(order)
    move(order, to, by=SYSTEM, side=Side.CARRIER, **changes)
    return ""


def _reject(order: PortOrder, report: PortReport | None, *, is_news: bool) -> str:
    if report is None or (not report.reasons and order.status == Status.CARRIER_ACTION):
        return ""
    found = rejections(report.reasons)
    titles = "\n".join(one.title for one in found)
    if order.status == Status.CARRIER_ACTION:
        if titles != order.error:  # rejected again, for another reason
            due = desk_due(order) if is_the_desks(found) else None
            PortOrder.objects.filter(pk=order.pk).update(error=titles, answer_due_at=due)
            mark_fields(order, found)
            tell(
                order,
                PortEvent.Kind.CARRIER,
                by=SYSTEM,
                side=Side.CARRIER,
                text=titles,
                details=as_details(found),
            )
        return ""
    if not may_move(order.status, Status.CARRIER_ACTION, Side.CARRIER):
        return _odd(order, report, is_news=is_news)
    move(
        order,
        Status.CARRIER_ACTION,
        by=SYSTEM,
        side=Side.CARRIER,
        details=as_details(found),
        error=titles,
        answer_due_at=desk_due(order) if is_the_desks(found) else None,
    )
    mark_fields(order, found)
    return ""


def _date(order: PortOrder, standing: Standing, report: PortReport | None, *, is_news: bool) -> str:
    date = standing.foc_at
    if date is None or (date == order.foc_at and order.status in (Status.LOCKED, Status.ACTIVATING)):
        return ""
    if order.status == Status.DATE_CONFIRMED or (order.status == Status.LOCKED and is_near(order, date)):
        if date != order.foc_at:
            move_date(order, date)
        return ""
    if not may_move(order.status, Status.DATE_CONFIRMED, Side.CARRIER):
        return _odd(order, report, is_news=is_news)
    details = {"foc_at": date.isoformat()}
    move(
        order,
        Status.DATE_CONFIRMED,
        by=SYSTEM,
        side=Side.CARRIER,
        details=details,
        foc_at=date,
        error="",
    )
    return ""


def move_date(
    order: PortOrder, date: datetime, *, by: Actor = SYSTEM, side: Side = Side.CARRIER, **changes: Any
) -> None:
    """The carrier has moved a date that it had confirmed; the order stays where it is. `changes` are further columns."""
    before = order.foc_at
    PortOrder.objects.filter(pk=order.pk).update(foc_at=date, changed_at=timezone.now(), **changes)
    order.refresh_from_db()
    details = {"from": before.isoformat() if before else "", "to": date.isoformat()}
    tell(order, PortEvent.Kind.DATE, by=by, side=side, details=details)
    record(
        "port.date_moved",
        by=by,
        tenant=order.tenant,
        obj=order,
        before={"foc_at": before},
        after={"foc_at": date},
    )
    mails.dated(order)


def is_near(order: PortOrder, date: datetime) -> bool:
    """Whether a date is so near, by the carrier's calendar, that the order is locked."""
    rule = rule_for(str(order.country), order.kind, day=timezone.now().date())
    hours = max(rule.lock_hours, port_carrier().abilities.cancel_hours)
    return date - carrier_now(order) <= timedelta(hours=hours)


def carrier_now(order: PortOrder) -> datetime:
    """The moment on the carrier's calendar for this order."""
    return port_carrier().now(order.sent_at or order.created_at)


def desk_due(order: PortOrder) -> datetime:
    """When the desk has to answer what nobody else can."""
    return answer_due(order.number_count, urgent=order.urgent, since=timezone.now())


def _odd(order: PortOrder, report: PortReport | None, *, is_news: bool) -> str:
    """The carrier says what does not fit: nothing moves, and the desk is told once."""
    text = _("The carrier says “%(words)s”, while the order is “%(status)s” here.") % {
        "words": report.words if report else order.carrier_words,
        "status": str(order.get_status_display()).lower(),
    }
    if is_news:
        _tell_desk(order, text)
    return text


def _after_the_end(order: PortOrder, report: PortReport, *, is_news: bool) -> str:
    """Nothing comes back to life. A carrier that moves the numbers of an order that was given up is for people to see."""
    if order.status == Status.COMPLETED or order_meaning(report.words) not in GOES_ON:
        return ""
    return _odd(order, report, is_news=is_news)


def _tell_desk(order: PortOrder, text: str) -> None:
    tell(order, PortEvent.Kind.CARRIER, by=SYSTEM, side=Side.CARRIER, private=True, text=text)
