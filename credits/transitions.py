"""The life of a recharge: one table and one writer. The diagram in docs/reference is generated from the table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Actor, record
from credits.models import Recharge
from tenants.models import User
from ui.refusals import Refusal

Status = Recharge.Status


class Side(StrEnum):
    """Who acts: a member of the tenant, the operator, or a worker."""

    MEMBER = "member"
    OPERATOR = "operator"
    WORKER = "worker"


@dataclass(frozen=True)
class Move:
    """An edge of the table: who may go it, and what the record calls it."""

    sides: frozenset[Side]
    action: str


WORKER: Final = frozenset({Side.WORKER})
OPERATOR: Final = frozenset({Side.OPERATOR})
PEOPLE: Final = frozenset({Side.MEMBER, Side.OPERATOR})
ANYBODY: Final = frozenset(Side)

MOVES: Final[dict[tuple[str, str], Move]] = {
    (Status.REQUESTED, Status.PAYING): Move(WORKER, "recharge.begun"),
    (Status.REQUESTED, Status.WITH_PROVIDER): Move(WORKER, "recharge.handed_over"),
    (Status.REQUESTED, Status.WITHDRAWN): Move(ANYBODY, "recharge.withdrawn"),
    (Status.PAYING, Status.PAID): Move(WORKER, "recharge.paid"),
    (Status.PAYING, Status.DECLINED): Move(WORKER, "recharge.declined"),
    (Status.PAYING, Status.UNCLEAR): Move(WORKER, "recharge.unclear"),
    (Status.UNCLEAR, Status.PAYING): Move(ANYBODY, "recharge.asked_again"),
    (Status.UNCLEAR, Status.PAID): Move(WORKER, "recharge.paid"),
    (Status.UNCLEAR, Status.DECLINED): Move(frozenset({Side.WORKER, Side.OPERATOR}), "recharge.declined"),
    # A gateway may take money after all that it declined first: what was taken is booked.
    (Status.DECLINED, Status.PAID): Move(WORKER, "recharge.paid"),
    (Status.WITH_PROVIDER, Status.PAID): Move(OPERATOR, "recharge.paid"),
    (Status.WITH_PROVIDER, Status.WITHDRAWN): Move(PEOPLE, "recharge.withdrawn"),
}
ENDS: Final = frozenset({Status.PAID, Status.DECLINED, Status.WITHDRAWN})


def side_of(by: Actor) -> Side:
    """A worker acts for no user; the provider's staff for the provider; everybody else for the tenant."""
    if not isinstance(by, User):
        return Side.WORKER
    return Side.OPERATOR if by.is_operator else Side.MEMBER


def may_move(was: str, to: str, side: Side) -> bool:
    """Whether the table allows this side this move."""
    edge = MOVES.get((was, to))
    return edge is not None and side in edge.sides


@transaction.atomic
def move(recharge: Recharge, to: Status, *, by: Actor, note: str = "", **changes: Any) -> None:
    """Move a recharge on with its record, if it still is where the caller saw it; `changes` are further columns.

    Refuses a move that the table does not have for this side, and one that somebody else was quicker at.
    """
    was = Status(recharge.status)
    if not may_move(was, to, side_of(by)):
        raise Refusal(
            _("A recharge that is “%(was)s” cannot become “%(to)s”.") % {"was": was.label, "to": to.label}
        )
    if to in ENDS:
        changes["finished_at"] = timezone.now()
    moved = Recharge.objects.filter(pk=recharge.pk, status=was).update(status=to, **changes)
    if not moved:
        raise Refusal(_("This recharge has just changed. Look at it again before you go on."))
    recharge.refresh_from_db()
    after = {"status": to.value, **{name: str(value) for name, value in changes.items() if value is not None}}
    record(
        MOVES[was, to].action,
        by=by,
        tenant=recharge.tenant,
        obj=recharge,
        before={"status": was.value},
        after=after,
        note=note,
    )
