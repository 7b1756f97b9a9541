"""The desk's pages ask the database as often for three orders, or three numbers, as for one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from porting import orders
from porting.clocks import DeskTime
from porting.desk.queues import VIEWS
from porting.models import Mention, PortDocument, PortedNumber, PortOrder
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_tenant
from tests.port_desk.conftest import claimed, handed_in, tick_all
from tests.porting.conftest import numbers_from

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def queries(client: Client, url: str, says: str) -> int:
    """How many queries a page takes that says this in its head or rows."""
    client.get(url)  # what is read once and kept
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(url)
        count = len(seen)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    return count


STANDING: dict[str, Callable[[], dict[str, object]]] = {
    "overdue": lambda: {"answer_due_at": timezone.now() - timedelta(hours=3)},
    "due": lambda: {"answer_due_at": DeskTime.at(timezone.now()).end_of_day() - timedelta(seconds=1)},
    "customer": lambda: {"status": Status.RETURNED},
    "carrier": lambda: {"status": Status.SENT},
    "ended": lambda: {"status": Status.COMPLETED, "finished_at": timezone.now()},
}
"""What puts an order into a view, beside what `order_in` does for the agent's own."""


def order_in(view: str, tenant: Tenant, agent: User, writer: User) -> PortOrder:
    """An order that the view shows."""
    order = handed_in(tenant, **STANDING.get(view, dict)())
    with tenant_scope(tenant):
        if view in ("mine", "open"):
            claimed(order, agent)
        if view in ("wrote", "mentions"):
            event = orders.comment(order, "Is there news?", by=writer)
        if view == "mentions":
            Mention.objects.create(tenant=tenant, order=order, event=event, user=agent)
    return order


@pytest.mark.parametrize("view", list(VIEWS))
def test_a_view_of_the_queue_takes_as_many_queries_for_three_orders_as_for_one(
    view: str, dora: Client, agent: User, admin: User
) -> None:
    counts = []
    for slugs in (["one"], ["two", "three"]):
        for slug in slugs:
            order = order_in(view, make_tenant(slug), agent, admin)
        counts.append(queries(dora, f"/desk/ports/view/{view}/", order.reference))
    assert counts[0] == counts[1]


def test_the_numbers_of_an_order_take_as_many_queries_for_three_as_for_one(
    tenant: Tenant, dora: Client, agent: User
) -> None:
    counts = []
    for start, count in ((300, 1), (400, 3)):
        order = claimed(handed_in(tenant, Status.SENT, numbers=numbers_from(start, count)), agent)
        counts.append(queries(dora, f"/desk/ports/{order.pk}/numbers/", order.reference))
    assert counts[0] == counts[1]


def full_order(tenant: Tenant, agent: User, writer: User, *, each: int, start: int) -> PortOrder:
    """An order in review, ticked, with so many numbers that were rejected, papers and messages."""
    order = claimed(handed_in(tenant, numbers=numbers_from(start, each)), agent)
    tick_all(order, agent)
    with tenant_scope(tenant):
        for n in range(each):
            orders.comment(order, f"Message {n}", by=writer)
            PortDocument.objects.create(
                tenant=tenant, order=order, kind="bill", file_name=f"bill-{n}.pdf", digest=f"{n}",
                content_type="application/pdf", size=1, content=b"x", added_by_name="Ada",
            )  # fmt: skip
        PortedNumber.objects.filter(order=order).update(status=PortedNumber.Status.REJECTED)
    return order


def test_the_page_of_an_order_takes_as_many_queries_for_three_of_each_as_for_one(
    tenant: Tenant, dora: Client, agent: User, admin: User
) -> None:
    counts = []
    for start, each in ((500, 1), (600, 3)):
        order = full_order(tenant, agent, admin, each=each, start=start)
        counts.append(queries(dora, f"/desk/ports/{order.pk}/", f"bill-{each - 1}.pdf"))
    assert counts[0] == counts[1]
