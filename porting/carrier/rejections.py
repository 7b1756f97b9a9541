"""Why a carrier rejects: each code becomes a reason with a field, an owner and a sentence, and a mark on the field."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from porting.models import FieldMark, PortEvent, PortOrder, RejectionReason
from porting.reference.rules import reason_of

BY_CARRIER = "Carrier"


@dataclass(frozen=True)
class Rejection:
    """One reason as it is kept in the timeline. `said` is the carrier's own text."""

    code: str
    title: str
    field: str
    owner: str
    sentence: str
    said: str = ""


def rejections(reasons: Sequence[tuple[str, str]]) -> list[Rejection]:
    """The reasons of pairs of code and text; without any, one that says that the carrier gave none."""
    return [_rejection(code, said) for code, said in reasons or [("OTHER", "")]]


def _rejection(code: str, said: str) -> Rejection:
    reason = reason_of(code)
    return Rejection(code.upper(), reason.title, reason.field, reason.owner, reason.sentence, said)


def as_details(found: Sequence[Rejection]) -> dict[str, object]:
    """Reasons as an entry of the timeline keeps them."""
    return {"reasons": [asdict(one) for one in found]}


def mark_fields(order: PortOrder, found: Sequence[Rejection]) -> None:
    """Mark the fields that the carrier does not accept, on the version that it has."""
    for one in found:
        if one.field:
            FieldMark.objects.update_or_create(
                tenant=order.tenant,
                order=order,
                version=order.version,
                field=one.field,
                defaults={
                    "mark": FieldMark.Mark.REJECT,
                    "reason": one.code,
                    "sentence": one.sentence,
                    "by_name": BY_CARRIER,
                },
            )


def open_rejections(order: PortOrder) -> list[Rejection]:
    """The reasons of the newest rejection while it is not answered; one query."""
    if order.status != PortOrder.Status.CARRIER_ACTION:
        return []
    entries = order.events.filter(details__has_key="reasons").order_by("-id")
    newest: PortEvent | None = entries.first()
    return [Rejection(**one) for one in newest.details["reasons"]] if newest else []


def is_the_desks(found: Sequence[Rejection]) -> bool:
    """Whether nobody but the desk can do anything about it."""
    return all(one.owner == RejectionReason.Owner.DESK for one in found)
