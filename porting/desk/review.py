"""The review of an order: marks on its fields, back to the customer with what is wrong, or approved and on to the carrier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import record
from jobs.models import Job
from porting import clocks
from porting.actions import Action
from porting.carrier import sending
from porting.carrier.rejections import Rejection, as_details
from porting.desk import claims, field_marks
from porting.desk.review_fields import CheckField, fields_of
from porting.models import FieldMark, PortEvent, PortOrder, RejectionReason
from porting.prechecks import order_before
from porting.transitions import Side, move, tell
from tenants.models import User
from ui.refusals import Refusal

Mark = FieldMark.Mark
Status = PortOrder.Status
FOR_CUSTOMER = RejectionReason.Owner.CUSTOMER


@dataclass(frozen=True)
class Verdict:
    """What an agent says of one field: a mark, for a rejection its reason, for a rejection or a query a sentence."""

    mark: str
    reason: str = ""
    sentence: str = ""


@transaction.atomic
def mark(order: PortOrder, verdicts: Mapping[str, Verdict], *, by: User, seen: str = "") -> list[CheckField]:
    """Write an agent's marks on fields of this version; returns all fields as they are marked now.

    A query needs its question; a rejection a reason, whose sentence stands for one that was left empty. Either takes an
    approval away: nothing goes to the carrier with an open question. Refuses fields that the order does not have.
    """
    claims.begin(order, Action.MARK_FIELD, by=by, seen=seen)
    fields = {field.key: field for field in fields_of(order)}
    reasons = {reason.code: reason for reason in RejectionReason.objects.all()}
    changed = []
    for key, verdict in verdicts.items():
        if key not in fields:
            raise Refusal(_("This order has no field “%(field)s”.") % {"field": key})
        if _write(order, fields[key], _complete(fields[key], verdict, reasons), by=by):
            changed.append(key)
    if order.status == Status.IN_REVIEW and any(verdicts[key].mark != Mark.TICK for key in changed):
        field_marks.withdraw_approval(order)
    if changed:
        record(
            "port.marked",
            by=by,
            tenant=order.tenant,
            obj=order,
            after={key: verdicts[key].mark for key in changed},
        )
    return list(fields.values())


def _complete(field: CheckField, verdict: Verdict, reasons: Mapping[str, RejectionReason]) -> Verdict:
    """The verdict with all that it needs, or a refusal that says what it lacks."""
    if verdict.mark == Mark.TICK:
        return Verdict(verdict.mark)
    sentence = " ".join(verdict.sentence.split())[:400]
    if verdict.mark == Mark.QUERY:
        if not sentence:
            words = _("Write what you want to know about “%(field)s”.") % {"field": field.label}
            raise Refusal(words, field=f"{field.key}-sentence")
        return Verdict(verdict.mark, sentence=sentence)
    reason = reasons.get(verdict.reason)
    if verdict.mark != Mark.REJECT or reason is None:
        words = _("Choose why you reject “%(field)s”.") % {"field": field.label}
        raise Refusal(words, field=f"{field.key}-reason")
    return Verdict(verdict.mark, reason.code, sentence or reason.sentence)


def _write(order: PortOrder, field: CheckField, verdict: Verdict, *, by: User) -> bool:
    """Keep one mark, and let the line have it; whether it differs from what was there."""
    there = None if field.carried else field.mark
    said = Verdict(there.mark, there.reason, there.sentence) if there else Verdict("")
    if said == verdict or (field.carried and verdict.mark == Mark.TICK):
        return False
    field.mark, _made = FieldMark.objects.update_or_create(
        tenant=order.tenant,
        order=order,
        version=order.version,
        field=field.key,
        defaults={
            "mark": verdict.mark,
            "reason": verdict.reason,
            "sentence": verdict.sentence,
            "by_name": str(by)[:150],
            "at": timezone.now(),
        },
    )
    field.carried = False
    return True


def points_of(fields: Sequence[CheckField]) -> list[CheckField]:
    """The fields that go back to the customer: queried or rejected."""
    return [field for field in fields if field.verdict in (Mark.QUERY, Mark.REJECT)]


def why_not_returned(fields: Sequence[CheckField]) -> str:
    """Why an order cannot be returned by its marks; empty when it can."""
    if points_of(fields):
        return ""
    return _("Query or reject at least one field: the customer is told what to correct.")


def why_not_approved(order: PortOrder, fields: Sequence[CheckField]) -> str:
    """Why an order cannot be approved by its marks; empty when it can."""
    if is_approved(order):
        return _("The order is approved already.")
    points = len(points_of(fields))
    if points:
        words = ngettext(
            "%(n)s field is queried or rejected: return the order, or tick it.",
            "%(n)s fields are queried or rejected: return the order, or tick them.",
            points,
        )
        return words % {"n": points}
    left = sum(not field.verdict for field in fields)
    if not left:
        return ""
    words = ngettext(
        "%(n)s field is not checked yet. Approving opens when all are ticked.",
        "%(n)s fields are not checked yet. Approving opens when all are ticked.",
        left,
    )
    return words % {"n": left}


def is_approved(order: PortOrder) -> bool:
    """Whether what was handed in last has been approved."""
    return (
        order.approved_at is not None
        and order.submitted_at is not None
        and order.approved_at >= order.submitted_at
    )


def why_not_sent(order: PortOrder) -> str:
    """Why an order cannot go to the carrier although its state allows it; empty when it can. Inside the tenant's scope."""
    if not is_approved(order):
        return _("Sending opens when the order is approved.")
    before = order_before(order)
    if before is None:
        return ""
    return _(
        "%(reference)s on the same account must be over first: the losing carrier handles one order at a time."
    ) % {"reference": before.reference}


@transaction.atomic
def give_back(order: PortOrder, *, by: User, text: str = "", seen: str = "") -> None:
    """Return an order to the customer with its queries and rejections; the clock rests until it comes again."""
    claims.begin(order, Action.RETURN, by=by, seen=seen)
    fields = fields_of(order)
    if sentence := why_not_returned(fields):
        raise Refusal(sentence)
    titles = dict(RejectionReason.objects.values_list("code", "title"))
    found = [_rejection(field, titles) for field in points_of(fields)]
    now = timezone.now()
    move(
        order,
        Status.RETURNED,
        by=by,
        side=Side.DESK,
        text=text.strip(),
        details=as_details(found),
        error="\n".join(one.title for one in found),
        **clocks.rest(order, now),
    )


def _rejection(field: CheckField, titles: Mapping[str, str]) -> Rejection:
    title = titles.get(field.reason) or _("A question about “%(field)s”") % {"field": field.label}
    return Rejection(field.reason, title, field.key, FOR_CUSTOMER, field.sentence)


@transaction.atomic
def approve(order: PortOrder, *, by: User, seen: str = "") -> None:
    """Find an order right: all its fields are ticked. It can be sent to the carrier from now on."""
    claims.begin(order, Action.APPROVE, by=by, seen=seen)
    if sentence := why_not_approved(order, fields_of(order)):
        raise Refusal(sentence)
    order.approved_at, order.approved_by_name = timezone.now(), str(by)[:150]
    order.save(update_fields=["approved_at", "approved_by_name"])
    tell(order, PortEvent.Kind.APPROVED, by=by, side=Side.DESK)
    record("port.approved", by=by, tenant=order.tenant, obj=order, after={"version": order.version})


@transaction.atomic
def send(order: PortOrder, *, by: User, text: str = "", seen: str = "") -> Job:
    """Send an approved order to the carrier, which a worker does; or a corrected one, or one that was rejected, again."""
    claims.begin(order, Action.SEND, by=by, seen=seen)
    if sentence := why_not_sent(order):
        raise Refusal(sentence)
    return sending.send(order, by=by, text=text.strip())
