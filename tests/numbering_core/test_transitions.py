"""From every status to every status, by either side: the tables and nothing else; and one audit row per move."""

from itertools import product

import pytest

from audit.log import SYSTEM
from audit.models import Event
from numbering.inventory import receive
from numbering.models import NumberOrder, PhoneNumber, Reservation
from numbering.transitions import TABLES, Side, may_move, move
from tenants.models import Tenant, User
from tests.numbering_core.conftest import hold_some
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("plans", "inside")
ORDERS = [(NumberOrder, *step) for step in product(NumberOrder.Status, NumberOrder.Status, Side)]
NUMBERS = [(PhoneNumber, *step) for step in product(PhoneNumber.Status, PhoneNumber.Status, Side)]


RESERVATIONS = [(Reservation, *step) for step in product(Reservation.Status, Reservation.Status, Side)]


def row_of(model: type, tenant: Tenant, admin: User) -> NumberOrder | PhoneNumber | Reservation:
    if model is Reservation:
        return Reservation.objects.create(tenant=tenant, token="form")
    if model is NumberOrder:
        return hold_some(tenant, admin, 1)
    return receive(
        tenant, ["+14255550100"], origin="ported", usage="user", kind="geographic", country="US", by=admin
    )[0]


@pytest.mark.parametrize(("model", "was", "to", "side"), ORDERS + NUMBERS + RESERVATIONS)
def test_only_the_moves_of_the_table_happen(
    tenant: Tenant, admin: User, model: type, was: str, to: str, side: Side
) -> None:
    row = row_of(model, tenant, admin)
    model._base_manager.update(status=was)
    row.refresh_from_db()
    by = admin if side == Side.ADMIN else SYSTEM
    events = Event.objects.count()
    if may_move(model, was, to, side):
        move(row, to, by=by)
        assert row.status == to
        assert Event.objects.count() == events + 1
        assert Event.objects.order_by("-pk")[0].action == TABLES[model][was, to].action
        return
    with pytest.raises(Refusal, match="cannot become"):
        move(row, to, by=by)
    row.refresh_from_db()
    assert row.status == was


@pytest.mark.parametrize(("model", "to"), [(NumberOrder, "let_go"), (PhoneNumber, "releasing")])
def test_whoever_saw_an_old_status_is_refused_and_leaves_no_trace(
    tenant: Tenant, admin: User, model: type, to: str
) -> None:
    row = row_of(model, tenant, admin)
    stale = model._base_manager.select_related("tenant").get(pk=row.pk)
    move(row, to, by=admin)
    events = Event.objects.count()
    with pytest.raises(Refusal, match="just changed"):
        move(stale, to, by=admin)
    assert Event.objects.count() == events
