"""The life of a recharge: from every status to every status, by each side: the table and nothing else."""

from itertools import product

import pytest

from audit.log import SYSTEM
from audit.models import Event
from credits.models import Entry, Recharge
from credits.transitions import MOVES, Side, may_move, move
from numbering.management.commands import state_diagrams
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.credits.recharging import ask
from tests.credits.worlds import pay
from ui.refusals import Refusal

Status = Recharge.Status


@pytest.fixture
def recharge(tenant: Tenant, admin: User) -> Recharge:
    return ask(tenant, admin)


def stand(recharge: Recharge, status: str, payment: Entry) -> None:
    entry = payment if status == Status.PAID else None
    Recharge.objects.filter(pk=recharge.pk).update(status=status, entry=entry)
    recharge.refresh_from_db()


@pytest.mark.parametrize(("was", "to", "side"), list(product(Status, Status, Side)))
def test_only_the_moves_of_the_table_happen(
    tenant: Tenant, admin: User, operator: User, recharge: Recharge, was: Status, to: Status, side: Side
) -> None:
    payment = pay(tenant)
    by = {Side.MEMBER: admin, Side.OPERATOR: operator, Side.WORKER: SYSTEM}[side]
    with tenant_scope(tenant):
        stand(recharge, was, payment)
        changes = {"entry": payment} if to == Status.PAID else {}
        if may_move(was, to, side):
            move(recharge, to, by=by, **changes)
            assert recharge.status == to
            assert Event.objects.order_by("-pk")[0].action == MOVES[was, to].action
            return
        with pytest.raises(Refusal, match="cannot become"):
            move(recharge, to, by=by, **changes)
        recharge.refresh_from_db()
        assert recharge.status == was


def test_whoever_saw_an_old_status_is_refused_and_leaves_no_trace(
    tenant: Tenant, admin: User, recharge: Recharge
) -> None:
    with tenant_scope(tenant):
        stale = Recharge.objects.get(pk=recharge.pk)
        move(recharge, Status.WITHDRAWN, by=admin)
        events = Event.objects.count()
        with pytest.raises(Refusal, match="just changed"):
            move(stale, Status.PAYING, by=SYSTEM)
        assert Event.objects.count() == events


def test_the_diagram_is_that_of_the_table() -> None:
    assert "## A recharge of credit" in state_diagrams.page()
    for was, to in MOVES:
        assert f"    {was} --> {to}: " in state_diagrams.page()
