"""The life of an assignment: one table of moves, and the one writer (rules 2.3)."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone

from audit.log import Actor, Change, record_many
from licensing import followers
from licensing.models import Assignment
from tenants.models import Tenant

State = Assignment.State

MOVES: Final[dict[str, frozenset[str]]] = {
    State.REQUESTED: frozenset({State.PROVISIONING, State.FAILED}),
    State.PROVISIONING: frozenset({State.ACTIVE, State.FAILED}),
    State.FAILED: frozenset({State.REQUESTED}),
    State.ACTIVE: frozenset(),
}
STAMPS: Final = {
    State.REQUESTED: "requested_at",
    State.PROVISIONING: "provisioning_at",
    State.ACTIVE: "active_at",
}
TOLD: Final = {
    State.ACTIVE: "licence.activated",
    State.FAILED: "licence.failed",
    State.REQUESTED: "licence.retried",
}


@transaction.atomic
def move(tenant: Tenant, ids: Collection[int], to: str, *, by: Actor, error: str = "") -> list[Assignment]:
    """Bring the assignments into the state `to`; returns those that moved. A row that may not go there stays.

    Moves that a person cares about are in the record, and followers hear of what became active. Fixed number of queries.
    """
    sources = [state for state, targets in MOVES.items() if to in targets]
    rows = list(
        Assignment.objects.select_for_update(of=("self",))
        .select_related("person", "product")
        .filter(tenant=tenant, pk__in=ids, state__in=sources)
        .order_by("pk")
    )
    changes: dict[str, object] = {"state": to, "error": error[:300]}
    if stamp := STAMPS.get(State(to)):
        changes[stamp] = timezone.now()
    Assignment.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
    if action := TOLD.get(State(to)):
        record_many([_change(action, row, error) for row in rows], by=by, tenant=tenant)
    if to == State.ACTIVE:
        followers.gained(tenant, rows)
    return rows


def _change(action: str, row: Assignment, error: str) -> Change:
    return Change(action, row.person, after={"product": row.product_id}, note=error)
