"""What the desk wrote in by telephone stands until the carrier itself has news."""

from datetime import timedelta

import pytest
from django.utils import timezone

from numbering.models import PhoneNumber
from porting.desk import claims, single_numbers, telephone
from porting.models import PortOrder
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.carrier_days import fresh, pass_days, rounds, send_order

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


@pytest.fixture
def sent(tenant: Tenant, agent: User) -> PortOrder:
    """An order that the carrier has and has said nothing of yet, with Dora."""
    order = send_order(tenant, agent, script="LATE")
    assert order.status == Status.SENT
    with tenant_scope(tenant):
        claims.claim(order, by=agent)
    return fresh(order)


def test_a_rejection_by_telephone_is_not_undone_by_the_next_poll(sent: PortOrder, agent: User) -> None:
    with tenant_scope(sent.tenant):
        telephone.reject(sent, ["ENTITY_NAME_MISMATCH"], by=agent)
    rounds(3)
    assert fresh(sent).status == Status.CARRIER_ACTION


def test_a_date_by_telephone_is_not_undone_by_the_next_poll(sent: PortOrder, agent: User) -> None:
    date = timezone.now() + timedelta(days=20)
    with tenant_scope(sent.tenant):
        telephone.set_date(sent, date, zone="America/Denver", by=agent)
    rounds(3)
    assert (fresh(sent).status, fresh(sent).foc_at) == (Status.DATE_CONFIRMED, date)


def test_an_order_completed_by_telephone_stays_so_when_the_carrier_completes_it_later(
    sent: PortOrder, agent: User
) -> None:
    with tenant_scope(sent.tenant):
        telephone.complete(sent, by=agent)
    pass_days(40)
    assert fresh(sent).status == Status.COMPLETED
    assert PhoneNumber._base_manager.filter(origin="ported").count() == 2


def test_numbers_that_were_split_off_arrive_when_the_carrier_moves_them_with_the_first_order(
    tenant: Tenant, agent: User
) -> None:
    order = send_order(tenant, agent, script="ANYWAY", numbers=4)
    pass_days(2.25)
    assert fresh(order).status == Status.CARRIER_ACTION
    with tenant_scope(tenant):
        claims.claim(fresh(order), by=agent)
        picked = list(order.numbers.order_by("e164").values_list("pk", flat=True)[2:])
        made = single_numbers.split(fresh(order), picked, by=agent)
    pass_days(14)
    assert (fresh(order).status, fresh(made).status) == (Status.COMPLETED, Status.COMPLETED)
    assert PhoneNumber._base_manager.filter(origin="ported").count() == 4
