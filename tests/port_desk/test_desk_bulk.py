"""Many orders at once: what is shown before, what is done after, and who is named as left out."""

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from porting.desk import bulk, saved_replies
from porting.desk.bulk import Act, Asked
from porting.models import PortEvent, PortOrder, RejectionReason
from tenants.models import Tenant, User
from tenants.scoping import all_tenants
from tests.port_desk.conftest import claimed, handed_in
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
AT = "/desk/ports/bulk/"


def words(answer: Any) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def fresh(*orders: PortOrder) -> list[PortOrder]:
    rows = PortOrder._base_manager.select_related("claimed_by")
    return [rows.get(pk=order.pk) for order in orders]


def sent(act: str, *orders: PortOrder, **more: Any) -> dict[str, Any]:
    return {"act": act, "pick": [order.pk for order in orders], **more}


def comments() -> list[PortEvent]:
    return list(PortEvent._base_manager.filter(kind="comment").order_by("order_id"))


def test_a_look_says_of_each_order_what_would_become_of_it_and_does_nothing(
    dora: Client, tenant: Tenant, other_tenant: Tenant, agent: User, colleague: User
) -> None:
    free, elsewhere = handed_in(tenant), handed_in(other_tenant)
    mine, taken = claimed(handed_in(tenant), agent), claimed(handed_in(tenant), colleague)
    over = handed_in(tenant, Status.COMPLETED)
    answer = dora.post(AT, sent("claim", free, elsewhere, mine, taken, over))
    page = words(answer)
    assert "5 orders are chosen. 3 are left as they are" in page
    assert "Claim 2 orders" in page
    assert "Emil Desk has this order already." in page
    assert "You have this order already." in page
    assert "This order is over." in page
    assert [order.claimed_by for order in fresh(free, elsewhere)] == [None, None]


def test_orders_are_claimed_and_the_result_names_those_that_were_not(
    dora: Client, tenant: Tenant, other_tenant: Tenant, agent: User, colleague: User
) -> None:
    free, elsewhere = handed_in(tenant), handed_in(other_tenant)
    taken = claimed(handed_in(tenant), colleague)
    answer = dora.post(AT, sent("claim", free, elsewhere, taken, confirmed="1"), follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/ports/bulk/done/"
    page = words(answer)
    assert "Done with 2 orders. 1 is as it was." in page
    assert f"{taken.reference} {tenant.name} Emil Desk has this order already." in page
    assert [order.claimed_by for order in fresh(free, elsewhere, taken)] == [agent, agent, colleague]
    assert "Done with 2 orders" in words(dora.get("/desk/ports/bulk/done/"))


def test_a_result_is_the_agents_own(dora: Client, emil: Client, order: PortOrder) -> None:
    dora.post(AT, sent("urgent", order, confirmed="1"))
    assert emil.get("/desk/ports/bulk/done/").status_code == 302


def test_orders_are_handed_over_with_a_word_unless_they_have_changed_since(
    dora: Client, tenant: Tenant, agent: User, colleague: User
) -> None:
    first, second = handed_in(tenant), handed_in(tenant)
    page = dora.post(AT, sent("hand-over", first, second)).content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert len(seen) == 2
    claimed(second, agent)
    answer = dora.post(
        AT,
        sent("hand-over", first, second, confirmed="1", to=colleague.pk, text="Yours.", seen=seen),
        follow=True,
    )
    assert "Dora Desk was quicker" in words(answer)
    assert [order.claimed_by for order in fresh(first, second)] == [colleague, agent]
    assert [one.to for one in mail.outbox] == [[colleague.email]]


def test_handing_over_needs_a_colleague_and_keeps_what_was_typed(
    dora: Client, order: PortOrder, colleague: User
) -> None:
    answer = dora.post(AT, sent("hand-over", order, confirmed="1", text="Look at the bill"))
    assert answer.status_code == 422
    assert "Choose a colleague." in words(answer)
    assert "Look at the bill" in answer.content.decode()


def test_orders_are_marked_as_urgent_once(dora: Client, tenant: Tenant) -> None:
    first, second = handed_in(tenant), handed_in(tenant, urgent=True)
    page = words(dora.post(AT, sent("urgent", first, second, confirmed="1"), follow=True))
    assert "Done with 1 order. 1 is as it was." in page
    assert "It is urgent already." in page
    assert all(order.urgent for order in fresh(first, second))


def test_a_saved_reply_is_filled_for_each_order_and_said_once_however_often_it_is_sent(
    dora: Client, tenant: Tenant, other_tenant: Tenant, agent: User, admin: User
) -> None:
    first, second = handed_in(tenant, created_by=admin), handed_in(other_tenant, created_by=admin)
    reply = saved_replies.add(title="Late", text="{reference} takes longer.", by=agent)
    answer = dora.post(
        AT, sent("comment", first, second, put_in="1", reply=reply.pk, reader="customer", once="a")
    )
    assert answer.status_code == 200
    assert "{reference} takes longer." in answer.content.decode()
    whole = sent(
        "comment", first, second, confirmed="1", text="{reference} takes longer.", reader="customer", once="a"
    )
    for _time in range(2):
        assert "Done with 2 orders." in words(dora.post(AT, whole, follow=True))
    assert [one.text for one in comments()] == [
        f"{first.reference} takes longer.",
        f"{second.reference} takes longer.",
    ]
    assert len(mail.outbox) == 2


def test_a_private_note_in_many_orders_is_mailed_to_no_customer(
    dora: Client, tenant: Tenant, admin: User
) -> None:
    order = handed_in(tenant, created_by=admin)
    dora.post(AT, sent("comment", order, confirmed="1", text="Odd.", reader="desk"))
    assert [one.private for one in comments()] == [True]
    assert not mail.outbox


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": "", "reader": "desk"}, "put in a saved reply"),
        ({"text": "Dear {x}", "reader": "desk"}, "“{x}” is no placeholder."),
        ({"text": "Dear", "reader": ""}, "Choose who reads it."),
        ({"text": "Dear", "put_in": "1"}, "Choose a reply first."),
    ],
)
def test_a_comment_that_is_refused_is_written_nowhere(
    dora: Client, order: PortOrder, more: dict[str, str], said: str
) -> None:
    answer = dora.post(AT, sent("comment", order, confirmed="1", **more))
    assert answer.status_code == 422
    assert said in words(answer)
    assert more["text"] in html.unescape(answer.content.decode())
    assert not comments()


def test_orders_are_returned_with_one_reason(
    dora: Client, tenant: Tenant, agent: User, colleague: User
) -> None:
    first, second = claimed(handed_in(tenant), agent), claimed(handed_in(tenant), agent)
    other = claimed(handed_in(tenant), colleague)
    look = words(dora.post(AT, sent("return", first, second, other)))
    assert "Return 2 orders" in look
    assert "Emil Desk has this order. Take it over first." in look
    whole = sent(
        "return", first, second, other, confirmed="1", reason="ENTITY_NAME_MISMATCH", text="All alike."
    )
    page = words(dora.post(AT, whole, follow=True))
    assert "Done with 2 orders. 1 is as it was." in page
    assert [order.status for order in fresh(first, second, other)] == ["returned", "returned", "in_review"]
    moved = PortEvent._base_manager.filter(order=first, kind="moved").last()
    assert moved is not None
    assert "Write the name exactly" in moved.details["reasons"][0]["sentence"]
    assert moved.text == "All alike."


def test_a_reason_about_a_field_that_an_order_does_not_have_returns_nothing(
    tenant: Tenant, agent: User
) -> None:
    order = claimed(handed_in(tenant), agent)
    reason = RejectionReason.objects.get(code="FR_DATA_INCOMPLETE")
    with all_tenants():
        done = bulk.carry_out([order], Asked(Act.RETURN, reason=reason), by=agent)
    assert "does not have the field" in done[0].why
    assert fresh(order)[0].status == Status.IN_REVIEW


def test_all_of_a_list_are_chosen_by_its_view_and_filters(dora: Client, tenant: Tenant, agent: User) -> None:
    french, ours = handed_in(tenant, country="FR"), handed_in(tenant)
    mine = claimed(handed_in(tenant), agent)
    page = words(dora.post(AT, {"act": "claim", "everything": "1", "view": "new", "filters": "country=US"}))
    assert ours.reference in page
    assert french.reference not in page
    assert mine.reference not in page
    page = words(dora.post(AT, {"act": "urgent", "everything": "1", "view": "mine", "filters": "holder=me"}))
    assert mine.reference in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"act": "claim"}, "Tick the orders first"),
        ({"act": "claim", "pick": ["x", "9" * 30]}, "Tick the orders first"),
        ({"act": "delete", "pick": ["1"]}, "Choose what to do"),
        ({"act": "claim", "everything": "1", "view": "word"}, "Tick the orders first"),
    ],
)
def test_a_form_that_says_nothing_is_answered_on_the_queue(
    dora: Client, more: dict[str, Any], said: str
) -> None:
    assert said in words(dora.post(AT, more, follow=True))


def test_more_than_a_hundred_are_refused(
    dora: Client, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)
    orders = [handed_in(tenant) for _n in range(3)]
    assert "At most 2 orders at once." in words(dora.post(AT, sent("claim", *orders), follow=True))


@pytest.mark.parametrize("act", [*Act])
def test_a_look_takes_as_many_queries_for_three_orders_as_for_one(
    act: Act, dora: Client, tenant: Tenant, agent: User
) -> None:
    orders = [claimed(handed_in(tenant), agent) for _n in range(3)]
    dora.post(AT, sent(act, orders[0]))
    counts = []
    for chosen in (orders[:1], orders):
        with CaptureQueriesContext(connection) as seen:
            assert dora.post(AT, sent(act, *chosen)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


def test_only_the_desk_acts_on_many(client_of: Any, order: PortOrder, admin: User) -> None:
    assert client_of(admin).post(AT, sent("claim", order, confirmed="1")).status_code == 404
    assert fresh(order)[0].claimed_by is None


@pytest.mark.django_db(transaction=True)
def test_two_agents_who_claim_the_same_orders_at_once_share_them_out(
    tenant: Tenant, agent: User, colleague: User
) -> None:
    orders = [handed_in(tenant) for _n in range(4)]

    def claim_all(by: User, order: list[PortOrder]) -> list[bulk.Outcome]:
        with all_tenants():
            return bulk.carry_out(fresh(*order), Asked(Act.CLAIM), by=by)

    results = at_once(lambda: claim_all(agent, orders), lambda: claim_all(colleague, orders[::-1]))
    got = [one.order.pk for outcomes in results for one in outcomes if not one.why]
    assert sorted(got) == [order.pk for order in orders]
    assert all(order.claimed_by for order in fresh(*orders))
