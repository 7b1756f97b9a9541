"""The lives of a number order, of a number and of a reservation: three tables and one writer.

The diagrams in docs/reference are generated from the tables (`manage.py state_diagrams`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.log import Actor, Change, record, record_many
from numbering.models import NumberOrder, PhoneNumber, Reservation
from ui.refusals import Refusal


class Side(StrEnum):
    """Who acts: somebody of the tenant, or a worker."""

    ADMIN = "admin"
    WORKER = "worker"


@dataclass(frozen=True)
class Move:
    """An edge of a table: who may go it, and what the record calls it."""

    sides: frozenset[Side]
    action: str


ADMIN: Final = frozenset({Side.ADMIN})
WORKER: Final = frozenset({Side.WORKER})
EITHER: Final = frozenset(Side)

OrderStatus = NumberOrder.Status
NumberStatus = PhoneNumber.Status
Reserved = Reservation.Status

ORDER_MOVES: Final[dict[tuple[str, str], Move]] = {
    (OrderStatus.HELD, OrderStatus.ACQUIRING): Move(ADMIN, "order.sent"),
    (OrderStatus.HELD, OrderStatus.LET_GO): Move(ADMIN, "hold.let_go"),
    (OrderStatus.HELD, OrderStatus.EXPIRED): Move(WORKER, "hold.expired"),
    (OrderStatus.HELD, OrderStatus.FAILED): Move(EITHER, "hold.failed"),
    (OrderStatus.ACQUIRING, OrderStatus.ACQUIRED): Move(WORKER, "order.acquired"),
    (OrderStatus.ACQUIRING, OrderStatus.FAILED): Move(WORKER, "order.failed"),
}
NUMBER_MOVES: Final[dict[tuple[str, str], Move]] = {
    (NumberStatus.UNASSIGNED, NumberStatus.ASSIGNED): Move(ADMIN, "number.assigned"),
    (NumberStatus.ASSIGNED, NumberStatus.UNASSIGNED): Move(ADMIN, "number.unassigned"),
    (NumberStatus.UNASSIGNED, NumberStatus.RELEASING): Move(ADMIN, "number.release_asked"),
    (NumberStatus.RELEASING, NumberStatus.UNASSIGNED): Move(WORKER, "number.release_failed"),
}
RESERVATION_MOVES: Final[dict[tuple[str, str], Move]] = {
    (Reserved.ASKED, Reserved.HOLDING): Move(WORKER, "reservation.begun"),
    (Reserved.HOLDING, Reserved.READY): Move(EITHER, "reservation.ready"),
    (Reserved.READY, Reserved.HOLDING): Move(ADMIN, "reservation.widened"),
    (Reserved.READY, Reserved.ACQUIRING): Move(ADMIN, "reservation.sent"),
    (Reserved.ACQUIRING, Reserved.DONE): Move(WORKER, "reservation.acquired"),
    (Reserved.ASKED, Reserved.GIVEN_BACK): Move(ADMIN, "reservation.given_back"),
    (Reserved.HOLDING, Reserved.GIVEN_BACK): Move(ADMIN, "reservation.given_back"),
    (Reserved.READY, Reserved.GIVEN_BACK): Move(ADMIN, "reservation.given_back"),
    (Reserved.READY, Reserved.EXPIRED): Move(WORKER, "reservation.expired"),
    (Reserved.ASKED, Reserved.FAILED): Move(EITHER, "reservation.failed"),
    (Reserved.HOLDING, Reserved.FAILED): Move(EITHER, "reservation.failed"),
    (Reserved.ACQUIRING, Reserved.FAILED): Move(WORKER, "reservation.failed"),
}
TABLES: Final[dict[type, dict[tuple[str, str], Move]]] = {
    NumberOrder: ORDER_MOVES,
    PhoneNumber: NUMBER_MOVES,
    Reservation: RESERVATION_MOVES,
}

Row = NumberOrder | PhoneNumber | Reservation


def side_of(by: Actor) -> Side:
    """A worker acts for no user; everybody else acts for the tenant."""
    return Side.WORKER if by.pk is None else Side.ADMIN


def may_move(model: type, was: str, to: str, side: Side) -> bool:
    """Whether the model's table allows this side this move."""
    edge = TABLES[model].get((was, to))
    return edge is not None and side in edge.sides


def move(row: Row, to: str, *, by: Actor, only_if: Q | None = None, note: str = "", **changes: Any) -> None:
    """Move one row on with its record, if it still is where the caller saw it and `only_if` holds.

    `changes` are further columns, set in the same statement. Refuses a move that the table does not have for this
    side, and one that somebody else was quicker at.
    """
    if not move_many([row], to, by=by, only_if=only_if, note=note, **changes):
        raise Refusal(_("This has just changed. Look at it again before you go on."))
    row.refresh_from_db()


@transaction.atomic
def move_many(
    rows: Sequence[Row], to: str, *, by: Actor, only_if: Q | None = None, note: str = "", **changes: Any
) -> int:
    """Move rows of one status and tenant on together, in one statement, all or none; returns how many (0: none)."""
    if not rows:
        return 0
    model, was = type(rows[0]), rows[0].status
    if not may_move(model, was, to, side_of(by)):
        raise Refusal(_not_allowed(model, was, to))
    condition = Q(pk__in=[row.pk for row in rows], status=was, tenant=rows[0].tenant_id) & (only_if or Q())
    found = model._base_manager.filter(condition)
    if len(rows) > 1:  # lock in one order, so that two batches never wait in a circle
        locked = list(found.order_by("pk").select_for_update().values_list("pk"))
        if len(locked) != len(rows):
            return 0
    moved = found.update(status=to, **changes)
    if not moved:
        return 0
    _record(rows, TABLES[model][was, to].action, was, to, by=by, note=note, changes=changes)
    return moved


def _record(
    rows: Sequence[Row], action: str, was: str, to: str, *, by: Actor, note: str, changes: Any
) -> None:
    def change(row: Row) -> Change:
        before = {"status": str(was), **{name: getattr(row, name) for name in changes}}
        return Change(action, row, before=before, after={"status": str(to), **changes}, note=note)

    tenant = rows[0].tenant
    if len(rows) > 1:
        record_many([change(row) for row in rows], by=by, tenant=tenant)
        return
    one = change(rows[0])
    record(one.action, by=by, tenant=tenant, obj=one.obj, before=one.before, after=one.after, note=note)


def _not_allowed(model: type, was: str, to: str) -> str:
    sentences: dict[type, str] = {
        NumberOrder: _("An order that is %(was)s cannot become %(to)s."),
        PhoneNumber: _("A number that is %(was)s cannot become %(to)s."),
        Reservation: _("A reservation that is “%(was)s” cannot become “%(to)s”."),
    }
    statuses: Any = model.Status  # type: ignore[attr-defined]
    return sentences[model] % {"was": str(statuses(was).label).lower(), "to": str(statuses(to).label).lower()}
