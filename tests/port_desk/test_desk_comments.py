"""Comments at the desk: who reads them, who is told, and what waits for an answer."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from audit.models import Event
from porting import orders
from porting.desk import claims, comments, review
from porting.models import PortEvent, PortOrder
from tenants.models import User
from tenants.scoping import all_tenants, tenant_scope
from tests.port_desk.conftest import claimed, handed_in
from tests.races import at_once
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
SECRET = "They owe the old provider money."


def write(order: PortOrder, text: str, by: User, *, private: bool, once: str = "") -> PortEvent | None:
    with tenant_scope(order.tenant):
        return comments.comment(order, text, by=by, private=private, once=once)


def asked_by(order: PortOrder, user: User) -> PortOrder:
    with tenant_scope(order.tenant):
        PortOrder.objects.filter(pk=order.pk).update(created_by=user)
        order.refresh_from_db()
    return order


def unanswered(order: PortOrder) -> bool:
    return PortOrder._base_manager.get(pk=order.pk).customer_wrote_at is not None


def test_a_public_comment_is_mailed_to_the_orders_people_and_stands_on_their_page(
    order: PortOrder, agent: User, admin: User, client_of: Callable[[User], Client]
) -> None:
    asked_by(order, admin)
    write(order, "Is suite 210 on the bill?", agent, private=False)
    assert mail.outbox[-1].to == [admin.email]
    assert "Is suite 210 on the bill?" in mail.outbox[-1].body
    page = client_of(admin).get(f"/t/{order.tenant.slug}/ports/{order.pk}/").content.decode()
    assert "Is suite 210 on the bill?" in page


def test_a_private_comment_is_on_no_page_and_in_no_mail_of_the_customers(
    order: PortOrder, agent: User, colleague: User, admin: User, client_of: Callable[[User], Client]
) -> None:
    asked_by(order, admin)
    write(order, f"{SECRET} @emil", agent, private=True)
    assert all(one.to == [colleague.email] for one in mail.outbox)
    customer, slug = client_of(admin), order.tenant.slug
    for path in (f"ports/{order.pk}/", "ports/", "history/", ""):
        page = customer.get(f"/t/{slug}/{path}", follow=True).content.decode()
        assert SECRET not in page
        assert "note for the desk" not in page
        assert agent.name not in page
    assert SECRET in client_of(agent).get(f"/desk/ports/{order.pk}/").content.decode()


def test_a_private_comment_is_in_the_providers_record_and_not_in_the_tenants(
    order: PortOrder, agent: User
) -> None:
    write(order, SECRET, agent, private=True)
    with all_tenants():
        event = Event.objects.get(action="port.noted")
    assert event.tenant_id is None
    assert SECRET not in str(event.__dict__)


def test_an_order_can_be_written_in_whoever_has_it_and_when_it_is_over(
    order: PortOrder, agent: User, colleague: User
) -> None:
    claimed(order, colleague)
    assert write(order, "I know them.", agent, private=True)
    over = handed_in(order.tenant, PortOrder.Status.COMPLETED)
    assert write(over, "All went well.", agent, private=True)


@pytest.mark.parametrize(("text", "words"), [("  \n ", "Write what"), ("x" * 4001, "at most 4000")])
def test_nothing_and_too_much_are_refused_beside_the_field(
    order: PortOrder, agent: User, text: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as met:
        write(order, text, agent, private=False)
    assert met.value.field == "text"


def test_what_is_sent_twice_is_said_once(order: PortOrder, agent: User, admin: User) -> None:
    asked_by(order, admin)
    assert write(order, "Hello", agent, private=False, once="a")
    assert write(order, "Hello", agent, private=False, once="a") is None
    assert len(mail.outbox) == 1
    assert write(order, "Hello", agent, private=False, once="b")
    assert write(order, "And again", agent, private=False, once="a")


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_twice_at_the_same_moment_is_said_once(order: PortOrder, agent: User) -> None:
    def say() -> PortEvent | None:
        own = PortOrder._base_manager.get(pk=order.pk)
        return write(own, "Hello", agent, private=True, once="a")

    results = at_once(say, say)
    assert sorted(result is None for result in results) == [False, True]
    assert PortEvent._base_manager.filter(order=order).count() == 1


def test_the_customers_message_is_mailed_to_whoever_has_the_order(
    order: PortOrder, agent: User, admin: User
) -> None:
    with tenant_scope(order.tenant):
        orders.comment(order, "Please leave 0100 out.", by=admin)
        assert not mail.outbox
        claims.claim(order, by=agent)
        orders.comment(order, "And 0101.", by=admin)
    assert [one.to for one in mail.outbox] == [[agent.email]]
    assert "And 0101." in mail.outbox[0].body


def test_an_agent_who_has_left_gets_no_mail(order: PortOrder, agent: User, admin: User) -> None:
    claimed(order, agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    with tenant_scope(order.tenant):
        orders.comment(PortOrder.objects.get(pk=order.pk), "Hello?", by=admin)
    assert not mail.outbox
    assert unanswered(order)


def test_a_customers_message_waits_until_the_desk_says_something_that_they_read(
    order: PortOrder, agent: User, admin: User
) -> None:
    assert not unanswered(order)
    with tenant_scope(order.tenant):
        orders.comment(order, "When?", by=admin)
    assert unanswered(order)
    write(order, "They ask when.", agent, private=True)
    claimed(order, agent)
    assert unanswered(order)
    write(order, "On Thursday.", agent, private=False)
    assert not unanswered(order)


def test_returning_with_a_word_answers_the_customer(order: PortOrder, agent: User, admin: User) -> None:
    with tenant_scope(order.tenant):
        orders.comment(order, "Is it right?", by=admin)
        claims.claim(order, by=agent)
        review.mark(order, {"organisation": review.Verdict("query", sentence="Which Ltd?")}, by=agent)
        review.give_back(order, by=agent, text="Nearly.")
    assert not unanswered(order)


def test_a_message_that_needs_no_answer_is_put_aside(order: PortOrder, agent: User, admin: User) -> None:
    with tenant_scope(order.tenant):
        orders.comment(order, "Thank you!", by=admin)
        assert comments.need_no_answer(order, by=agent)
        assert not comments.need_no_answer(order, by=agent)
    assert not unanswered(order)


def test_a_customers_words_leave_the_clock_as_it_is(order: PortOrder, admin: User) -> None:
    with tenant_scope(order.tenant):
        PortOrder.objects.filter(pk=order.pk).update(answer_due_at=timezone.now())
        order.refresh_from_db()
        before = (order.answer_due_at, order.answer_left)
        orders.comment(order, "Any news?", by=admin)
        order.refresh_from_db()
    assert (order.answer_due_at, order.answer_left) == before
