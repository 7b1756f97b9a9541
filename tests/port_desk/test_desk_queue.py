"""What the views of the queue show, and how many orders they say they have."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from porting import orders
from porting.clocks import DeskTime
from porting.desk import queues
from porting.models import Mention, PortOrder
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.port_desk.conftest import claimed, handed_in
from tests.porting.conftest import numbers_from

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def test_every_view_has_as_many_orders_as_it_says(
    tenant: Tenant, other_tenant: Tenant, agent: User, colleague: User, admin: User
) -> None:
    now = timezone.now()
    for place, status in enumerate(Status):
        holder = (None, agent, colleague)[(place + 1) % 3]
        clock = {"answer_due_at": now - timedelta(hours=place)} if status == Status.CARRIER_ACTION else {}
        handed_in(
            (tenant, other_tenant)[place % 2], status, numbers=numbers_from(100 * place, 1),
            claimed_by=holder, **clock,
        )  # fmt: skip
    today = DeskTime.at(now).end_of_day() - timedelta(seconds=1)
    due = handed_in(tenant, numbers=numbers_from(5000, 1), answer_due_at=today)
    claimed(due, agent)
    with tenant_scope(tenant):
        event = orders.comment(due, "Is there news?", by=admin)
        Mention.objects.create(tenant=tenant, order=due, event=event, user=agent)
    time = DeskTime.at(timezone.now())
    with all_tenants():
        shown = {
            view: queues.rows_of(condition).count()
            for view, condition in queues.conditions(agent, time).items()
        }
        said = queues.counts(agent, time)
    assert set(shown) == set(queues.VIEWS)
    assert shown.pop("ended") == len(PortOrder.CLOSED)  # these are not counted: they only grow
    assert shown == said
    assert shown["open"] == len(PortOrder.HANDED_IN) + 1
    assert all(shown.values()), "the test would prove nothing about an empty view"


@pytest.mark.parametrize("words", ["3000", "(206) 555-3000", "FENWICK", "fenwick", "7741", "po-t1"])
def test_an_order_is_found_by_digits_of_its_numbers_and_by_words_in_any_case(
    tenant: Tenant, dora: Client, words: str
) -> None:
    order = handed_in(tenant, numbers=numbers_from(0, 2))
    other = handed_in(
        tenant, numbers=numbers_from(500, 1), organisation="Kestrel", account_number="9", reference="PO-X"
    )
    page = dora.get("/desk/ports/view/open/", {"q": words}).content.decode()
    assert f"/desk/ports/{order.pk}/" in page
    assert f"/desk/ports/{other.pk}/" not in page
