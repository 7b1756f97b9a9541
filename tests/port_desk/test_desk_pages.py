"""The desk's pages of port orders: the queue, the review, acts on a page of their own."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from porting.desk.queues import VIEWS
from porting.models import FieldMark, PortDocument, PortedNumber, PortOrder
from tenants.models import Tenant, User
from tests.port_desk.conftest import claimed, handed_in, tick_all
from tests.porting.paper_samples import pdf

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


@pytest.mark.parametrize("view", [*VIEWS])
def test_every_view_is_a_page(dora: Client, tenant: Tenant, view: str) -> None:
    for status in Status:
        handed_in(tenant, status)
    assert (
        dora.get(f"/desk/ports/view/{view}/?q=206555&urgent=on&holder=me&wanted=2030-01-01").status_code
        == 200
    )


def test_numbers_are_marked_by_ticks_and_by_a_pasted_list(dora: Client, tenant: Tenant, agent: User) -> None:
    order = claimed(handed_in(tenant, Status.SENT, numbers=5), agent)
    at = f"/desk/ports/{order.pk}/numbers/"
    rows = list(PortedNumber._base_manager.filter(order=order).order_by("e164"))
    data = {"pick": [rows[0].pk], "numbers": f"{rows[1].e164}\n{rows[2].e164}", "to": "confirmed"}
    assert "3 numbers are marked." in words(dora.post(at, data, follow=True))
    answer = dora.post(at, {"numbers": "+12065550123", "to": "confirmed"})
    assert answer.status_code == 422
    assert "is not in this order." in words(answer)
    answer = dora.post(at, {"numbers": "hello", "to": "confirmed"})
    assert answer.status_code == 422
    assert "Line 1" in words(answer)
    assert "hello</textarea>" in answer.content.decode()


def test_an_order_is_split_after_a_look_at_what_goes(dora: Client, tenant: Tenant, agent: User) -> None:
    order = claimed(handed_in(tenant, numbers=5), agent)
    at = f"/desk/ports/{order.pk}/numbers/split/"
    rows = list(PortedNumber._base_manager.filter(order=order).order_by("e164"))
    data: dict[str, Any] = {"pick": [rows[0].pk], "numbers": rows[1].e164}
    page = words(dora.post(at, data))
    assert "2 numbers go into an order of their own. 3 stay in" in page
    assert PortOrder._base_manager.count() == 1
    answer = dora.post(at, {"pick": [row.pk for row in rows[:2]], "confirmed": "1"}, follow=True)
    assert "has the numbers now." in words(answer)
    assert fresh(order).number_count == 3
    answer = dora.post(at, {"confirmed": "1"})
    assert answer.status_code == 422
    assert "Pick the numbers" in words(answer)
    assert dora.post(at, {"numbers": "+12065550123"}).status_code == 422


def test_a_date_a_rejection_and_an_end_are_recorded_by_their_pages(
    dora: Client, tenant: Tenant, agent: User
) -> None:
    order = claimed(handed_in(tenant, Status.SENT), agent)
    at = f"/desk/ports/{order.pk}/do/"
    day = (timezone.now() + timedelta(days=6)).date().isoformat()
    date = {"day": day, "clock": "10:00", "zone": "America/Denver"}
    assert "The date stands" in words(dora.post(f"{at}date/", date, follow=True))
    assert fresh(order).time_zone == "America/Denver"
    answer = dora.post(f"{at}date/", {**date, "day": "2020-01-01"})
    assert answer.status_code == 422
    assert "This date has passed." in words(answer)
    answer = dora.post(f"{at}reject/", {"reason": "", "said": "No such account."})
    assert answer.status_code == 422
    assert "No such account." in answer.content.decode()
    rejected = {
        "reason": "ACCOUNT_NUMBER_MISMATCH",
        "second": "ENTITY_NAME_MISMATCH",
        "said": "No such account.",
    }
    assert "The rejection is recorded" in words(dora.post(f"{at}reject/", rejected, follow=True))
    assert "The carrier says: “No such account.”" in words(dora.get(f"/desk/ports/{order.pk}/"))
    assert "The order is completed" in words(dora.post(f"{at}complete/", {}, follow=True))
    assert fresh(order).status == Status.COMPLETED


def test_the_desk_adds_a_paper_hands_over_and_cancels(
    dora: Client, order: PortOrder, agent: User, colleague: User
) -> None:
    claimed(order, agent)
    at = f"/desk/ports/{order.pk}/do/"
    upload = SimpleUploadedFile("record.pdf", pdf(2), content_type="application/pdf")
    page = words(dora.post(f"{at}paper/", {"kind": "record", "file": upload}, follow=True))
    assert "record.pdf is among the papers." in page
    assert "Page 1 of 2" in page
    paper = PortDocument._base_manager.get()
    assert "Page 2 of 2" in words(dora.get(f"/desk/ports/{order.pk}/?paper={paper.pk}&page=2"))
    assert dora.get(f"/desk/ports/{order.pk}/?paper=999999999999999999999&page=x").status_code == 200
    answer = dora.post(f"{at}hand-over/", {"to": colleague.pk, "text": "Yours."}, follow=True)
    assert "is with Emil Desk now." in words(answer)
    answer = dora.post(f"{at}cancel/", {"text": "No longer wanted."})
    assert answer.status_code == 422
    assert "Emil Desk has this order. Take it over first." in words(answer)
    dora.post(f"/desk/ports/{order.pk}/claim/", {"take_over": colleague.pk})
    assert "is cancelled." in words(dora.post(f"{at}cancel/", {"text": "No longer wanted."}, follow=True))


def test_priority_is_set_and_an_order_is_given_back(dora: Client, order: PortOrder, agent: User) -> None:
    claimed(order, agent)
    at = f"/desk/ports/{order.pk}/"
    assert "is urgent." in words(dora.post(f"{at}priority/", {"urgent": "1"}, follow=True))
    assert "is back in the queue." in words(dora.post(f"{at}claim/", {"hand_back": "1"}, follow=True))
    assert fresh(order).claimed_by_id is None


def test_an_order_is_found_by_the_last_digits_of_a_number_in_any_form(
    dora: Client, tenant: Tenant, other_tenant: Tenant
) -> None:
    order = handed_in(tenant, numbers=["+12065553017"])
    other = handed_in(other_tenant, numbers=["+12065553018"])
    for typed in ("3017", "(206) 555-3017", "+1 206 555 3017", order.reference, "Halden"):
        page = words(dora.get("/desk/ports/view/open/", {"q": typed}))
        assert order.reference in page, typed
        assert other.reference not in page, typed
    assert "No order matches" in words(dora.get("/desk/ports/view/open/", {"q": "no such thing"}))


def test_a_stranger_and_a_customer_have_no_desk(
    order: PortOrder, admin: User, client_of: Callable[[User], Client]
) -> None:
    for address in ("/desk/ports/", f"/desk/ports/{order.pk}/", f"/desk/ports/{order.pk}/do/return/"):
        assert client_of(admin).get(address).status_code == 404
        assert "/account/login/" in Client().get(address)["Location"]


def test_what_is_for_the_desk_alone_is_not_on_the_customers_page(
    dora: Client,
    order: PortOrder,
    agent: User,
    colleague: User,
    admin: User,
    client_of: Callable[[User], Client],
) -> None:
    claimed(order, agent)
    at = f"/desk/ports/{order.pk}/"
    dora.post(f"{at}do/hand-over/", {"to": colleague.pk, "text": "This customer is slow."})
    assert "This customer is slow." in words(dora.get(at))
    assert "This customer is slow." not in words(
        client_of(admin).get(f"/t/{order.tenant.slug}/ports/{order.pk}/")
    )
