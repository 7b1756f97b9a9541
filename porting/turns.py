"""Who must act on a port order now, and what the next step is, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from porting.carrier.rejections import Rejection
from porting.models import FieldMark, PortEvent, PortOrder, RejectionReason
from porting.order_parts import part_of

Status = PortOrder.Status

SENTENCES: Final[dict[str, StrPromise]] = {
    Status.DRAFT: gettext_lazy("Your turn: fill in the parts below, then hand the order in."),
    Status.AWAITING_SIGNATURE: gettext_lazy(
        "The authorised person must sign the letter of authorization. The order then goes to the desk by itself."
    ),
    Status.IN_REVIEW: gettext_lazy("The desk reviews the order. You need do nothing."),
    Status.RETURNED: gettext_lazy("Your turn: correct what the desk names, then hand the order in again."),
    Status.SENT: gettext_lazy("The carrier asks your current provider. Keep your contract there."),
    Status.CARRIER_ACTION: gettext_lazy("Your turn: the carrier asks for a correction."),
    Status.DATE_CONFIRMED: gettext_lazy(
        "The date stands. Keep your contract with the current provider until then."
    ),
    Status.LOCKED: gettext_lazy("Less than 24 hours to go: nothing can be changed any more."),
    Status.ACTIVATING: gettext_lazy("The numbers are moving now. That may take a few hours."),
    Status.COMPLETED: gettext_lazy("All numbers have moved. They are in your inventory."),
    Status.PARTLY_COMPLETED: gettext_lazy("Some numbers have moved. The desk is after the others."),
    Status.CANCEL_REQUESTED: gettext_lazy(
        "The carrier has been asked to cancel. It may be too late for that."
    ),
    Status.CANCELLED: gettext_lazy("This order was cancelled. The numbers stay where they are."),
    Status.EXPIRED: gettext_lazy("Nobody worked on this order for so long that it was given up."),
}


@dataclass(frozen=True)
class Correction:
    """One thing that somebody asks to be corrected, and in which part of the form it stands; "" for none of them."""

    sentence: str
    field: str = ""
    part: str = ""
    said: str = ""
    by_customer: bool = True


def sentence_of(order: PortOrder, rejections: Sequence[Rejection] = ()) -> str:
    """Whose turn it is, and for what. A rejection may be for the customer, the old provider or the desk."""
    if order.status == Status.CARRIER_ACTION and rejections:
        owners = {one.owner for one in rejections}
        if RejectionReason.Owner.CUSTOMER not in owners and RejectionReason.Owner.OLD_CARRIER in owners:
            return _("Your turn: call your current provider about what stands below.")
        if owners == {RejectionReason.Owner.DESK}:
            return _("The carrier has rejected the order for now. The desk is after it; you need do nothing.")
    return str(SENTENCES[Status(order.status)])


def corrections(order: PortOrder, rejections: Sequence[Rejection]) -> list[Correction]:
    """What the carrier or the desk wants changed in this version; one query for the desk's marks."""
    if order.status == Status.CARRIER_ACTION:
        return [
            Correction(
                one.sentence,
                one.field,
                _part(one.field),
                one.said,
                one.owner != RejectionReason.Owner.DESK,
            )
            for one in rejections
        ]
    if order.status != Status.RETURNED:
        return []
    marks = order.marks.filter(version=order.version).exclude(mark=FieldMark.Mark.TICK).order_by("pk")
    return [Correction(mark.sentence or mark.reason, mark.field, _part(mark.field)) for mark in marks]


def entry_words(event: PortEvent) -> str:
    """What an entry of the timeline tells: the state that the order came to, else the kind of the entry."""
    to = str(event.details.get("to", ""))
    return str(Status(to).label if to in Status else event.get_kind_display())


def _part(field: str) -> str:
    if not field or field == "order":
        return ""
    return {
        "numbers": "numbers",
        "rio": "numbers",
        "bill": "papers",
        "letter": "papers",
        "record": "papers",
        "date": "date",
        "address": "address",
    }.get(field) or part_of(field)
