"""The life of a number request: one table, one writer. The diagram in docs/reference is generated from the table."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Actor, record
from numbering.models import NumberRequest, RequestEvent
from ui.refusals import Refusal

Status = NumberRequest.Status


class Side(StrEnum):
    """Who acts on a request."""

    CUSTOMER = "customer"
    DESK = "desk"


CUSTOMER: Final = frozenset({Side.CUSTOMER})
DESK: Final = frozenset({Side.DESK})
EITHER: Final = frozenset(Side)

TRANSITIONS: Final[dict[tuple[str, str], frozenset[Side]]] = {
    (Status.OPEN, Status.IN_REVIEW): DESK,
    (Status.IN_REVIEW, Status.OPEN): DESK,
    (Status.IN_REVIEW, Status.WAITING_CUSTOMER): DESK,
    (Status.WAITING_CUSTOMER, Status.IN_REVIEW): EITHER,
    (Status.IN_REVIEW, Status.DELIVERED): DESK,
    (Status.IN_REVIEW, Status.CLOSED): DESK,
    (Status.DELIVERED, Status.CLOSED): EITHER,
    (Status.DELIVERED, Status.IN_REVIEW): CUSTOMER,
    (Status.CLOSED, Status.IN_REVIEW): CUSTOMER,
    (Status.OPEN, Status.CANCELLED): CUSTOMER,
    (Status.IN_REVIEW, Status.CANCELLED): CUSTOMER,
    (Status.WAITING_CUSTOMER, Status.CANCELLED): CUSTOMER,
}


def may_move(was: str, to: str, side: Side) -> bool:
    """Whether the table allows this side this move."""
    return side in TRANSITIONS.get((was, to), frozenset())


@transaction.atomic
def move(
    request: NumberRequest,
    to: NumberRequest.Status,
    *,
    by: Actor,
    side: Side,
    text: str = "",
    **changes: object,
) -> None:
    """Move a request on, with its timeline and its record, if it still is where the caller saw it.

    Refuses a move that the table does not have for this side, and one that somebody else was quicker at.
    `changes` are further columns to be set in the same statement.
    """
    was = NumberRequest.Status(request.status)
    if not may_move(was, to, side):
        raise Refusal(
            _("A request that is %(was)s cannot become %(to)s.")
            % {"was": str(was.label).lower(), "to": str(to.label).lower()}
        )
    now = timezone.now()
    moved = NumberRequest.objects.filter(pk=request.pk, status=was).update(
        status=to, changed_at=now, **changes
    )
    if not moved:
        raise Refusal(_("Somebody else has just changed this request. Look at it again before you go on."))
    request.refresh_from_db()
    tell(request, RequestEvent.Kind.MOVED, by=by, side=side, text=text, details={"from": was, "to": to})
    record(
        "request.moved",
        by=by,
        tenant=request.tenant,
        obj=request,
        before={"status": was},
        after={"status": to},
    )


def tell(
    request: NumberRequest,
    kind: RequestEvent.Kind,
    *,
    by: Actor,
    side: Side,
    text: str = "",
    private: bool = False,
    details: Mapping[str, object] | None = None,
) -> RequestEvent:
    """Write one entry of the timeline. A private one is seen by the desk alone."""
    return RequestEvent.objects.create(
        tenant=request.tenant,
        request=request,
        kind=kind,
        by_name=str(by)[:150],
        by_desk=side == Side.DESK,
        private=private,
        text=text,
        details=dict(details or {}),
    )
