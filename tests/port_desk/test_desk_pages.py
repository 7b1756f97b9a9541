"""The desk's pages of port orders: the queue, the review, acts on a page of their own."""

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from porting.models import FieldMark, PortOrder
from tenants.models import Tenant, User
from tests.port_desk.conftest import claimed, handed_in, tick_all

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def words(answer: Any) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fresh(order: PortOrder) -> PortOrder:
    return PortOrder._base_manager.get(pk=order.pk)


def test_an_order_is_claimed_returned_corrected_approved_and_sent(
    dora: Client, order: PortOrder, agent: User, admin: User
) -> None:
    PortOrder._base_manager.filter(pk=order.pk).update(created_by=admin)
    page = words(dora.get("/desk/ports/"))
    assert "1 order waits for somebody to take it." in page
    assert order.reference in page
    at = f"/desk/ports/{order.pk}/"
    answer = dora.post("/desk/ports/next/", follow=True)
    assert answer.redirect_chain[-1][0] == at
    assert "Fenwick and Daughters Ltd" in words(answer)
    marks = {"organisation-mark": "reject", "organisation-reason": "ENTITY_NAME_MISMATCH", "then": "return"}
    answer = dora.post(f"{at}marks/", marks, follow=True)
    assert answer.redirect_chain[-1][0] == f"{at}do/return/"
    assert "Write the name exactly as it is printed on the bill." in words(answer)
    answer = dora.post(f"{at}do/return/", {"text": "Nearly there."}, follow=True)
    assert "is with the customer. The clock rests." in words(answer)
    assert fresh(order).status == Status.RETURNED
    assert fresh(order).answer_due_at is None
    assert "needs a correction" in mail.outbox[-1].subject
    assert "Write the name exactly" in mail.outbox[-1].body


def test_a_rejection_without_a_reason_is_refused_at_its_field_and_the_words_stay(
    dora: Client, order: PortOrder, agent: User
) -> None:
    claimed(order, agent)
    data = {"provider-mark": "reject", "provider-sentence": "No such provider."}
    answer = dora.post(f"/desk/ports/{order.pk}/marks/", data)
    assert answer.status_code == 422
    assert "Choose why you reject “Current provider”." in words(answer)
    assert "No such provider." in answer.content.decode()
    assert not FieldMark._base_manager.exists()


def test_marks_are_kept_as_they_are_set_and_open_the_ways_on(
    dora: Client, order: PortOrder, agent: User
) -> None:
    claimed(order, agent)
    data = {"provider-mark": "tick", "organisation-mark": "reject"}
    answer = dora.post(f"/desk/ports/{order.pk}/marks/", data, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "1 ticked, 0 queried, 0 rejected" in words(answer)
    assert list(FieldMark._base_manager.values_list("field", flat=True)) == ["provider"]


def test_an_approved_order_is_sent(dora: Client, order: PortOrder, agent: User) -> None:
    claimed(order, agent)
    tick_all(order, agent)
    at = f"/desk/ports/{order.pk}/"
    page = words(dora.get(at))
    assert "Sending opens when the order is approved" in page
    answer = dora.post(f"{at}marks/", {"then": "approve"}, follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("status", [one for one in Status if one not in ("draft", "awaiting_signature")])
def test_every_state_has_its_page(dora: Client, tenant: Tenant, status: str) -> None:
    order = handed_in(tenant, status)
    assert dora.get(f"/desk/ports/{order.pk}/").status_code == 200
    for name in ("return", "send", "date", "reject", "complete", "settle", "hand-over", "paper", "cancel"):
        assert dora.get(f"/desk/ports/{order.pk}/do/{name}/").status_code == 200
    assert dora.get(f"/desk/ports/{order.pk}/numbers/").status_code == 200


@pytest.mark.parametrize("view", ["new", "mine", "due", "overdue", "customer", "carrier", "open", "ended"])
def test_every_view_is_a_page(dora: Client, tenant: Tenant, view: str) -> None:
    for status in Status:
        handed_in(tenant, status)
    assert (
        dora.get(f"/desk/ports/view/{view}/?q=206555&urgent=on&holder=me&wanted=2030-01-01").status_code
        == 200
    )
