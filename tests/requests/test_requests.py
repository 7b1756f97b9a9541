"""The verbs of a request: opened, claimed, asked, answered, delivered, closed; each with its refusals and mails."""

from functools import partial

import pytest
from django.core.mail import EmailMessage

from audit.models import Event
from numbering.models import Kind, NumberRequest, PhoneNumber, Usage
from numbering.requests import requests
from numbering.requests.transitions import Side
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.races import at_once
from tests.requests.test_transitions import open_case
from ui.refusals import Refusal

Status = NumberRequest.Status
BERLIN = ["+493012340001", "+493012340002", "+493012340003"]


@pytest.fixture
def second_agent(db: None) -> User:
    return User.objects.create_user("dan@provider.example", name="Dan", provider_role=User.ProviderRole.DESK)


def claimed(tenant: Tenant, admin: User, desk: User, **fields: object) -> NumberRequest:
    case = open_case(tenant, admin, **fields)
    with tenant_scope(tenant):
        requests.claim(case, by=desk)
    return case


def test_an_opened_request_has_a_reference_a_timeline_and_a_receipt(
    tenant: Tenant, admin: User, mailoutbox: list[EmailMessage]
) -> None:
    case = open_case(tenant, admin, notify="boss@halden.example")
    assert case.reference == f"NR-{1000 + case.pk}"
    with tenant_scope(tenant):
        assert [event.kind for event in case.events.all()] == ["opened"]
    (mail,) = mailoutbox
    assert mail.to == ["rosa@halden.example", "boss@halden.example"]
    assert case.reference in mail.subject
    assert f"/t/{tenant.slug}/requests/{case.pk}/" in mail.body


def test_a_request_that_is_sent_twice_is_one_request(
    tenant: Tenant, admin: User, viewer: User, mailoutbox: list[EmailMessage]
) -> None:
    first = open_case(tenant, admin)
    assert open_case(tenant, admin) == first
    assert len(mailoutbox) == 1
    assert open_case(tenant, viewer) != first
    assert open_case(tenant, admin, quantity=4) != first
    with tenant_scope(tenant):
        requests.cancel(NumberRequest.objects.get(pk=first.pk), by=admin)
    assert open_case(tenant, admin) != first


def test_toll_free_without_credit_is_refused(tenant: Tenant, admin: User) -> None:
    with pytest.raises(Refusal, match="balance is zero"):
        open_case(tenant, admin, kind=Kind.TOLL_FREE, usage=Usage.VOICE_APP)


def test_claiming_puts_it_in_review_and_tells_the_second_agent_who_has_it(
    tenant: Tenant, admin: User, desk: User, second_agent: User
) -> None:
    case = claimed(tenant, admin, desk)
    assert (case.status, case.claimed_by) == (Status.IN_REVIEW, desk)
    with tenant_scope(tenant), pytest.raises(Refusal, match="Dora Desk has this request already"):
        requests.claim(NumberRequest.objects.get(), by=second_agent)


def test_claiming_twice_is_harmless(tenant: Tenant, admin: User, desk: User) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        requests.claim(case, by=desk)
        assert case.events.filter(kind="claimed").count() == 1


def test_handing_back_puts_it_into_the_queue(
    tenant: Tenant, admin: User, desk: User, second_agent: User
) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        with pytest.raises(Refusal):
            requests.hand_back(case, by=second_agent)
        requests.hand_back(case, by=desk)
        assert (case.status, case.claimed_by) == (Status.OPEN, None)


def test_a_question_waits_and_the_answer_goes_on(
    tenant: Tenant, admin: User, desk: User, mailoutbox: list[EmailMessage]
) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        with pytest.raises(Refusal):
            requests.ask_customer(case, "  ", by=desk)
        requests.ask_customer(case, "Which street?", by=desk)
        assert case.status == Status.WAITING_CUSTOMER
        requests.comment(case, "Unter den Linden", by=admin, side=Side.CUSTOMER)
        assert case.status == Status.IN_REVIEW
    receivers = [address for mail in mailoutbox for address in mail.to]
    assert receivers == ["rosa@halden.example", "rosa@halden.example", "dora@provider.example"]


def test_a_private_comment_sends_no_mail(
    tenant: Tenant, admin: User, desk: User, mailoutbox: list[EmailMessage]
) -> None:
    case = claimed(tenant, admin, desk)
    before = len(mailoutbox)
    with tenant_scope(tenant):
        event = requests.comment(case, "They owe us money", by=desk, side=Side.DESK, private=True)
        assert event.private
        answer = requests.comment(case, "Hello", by=admin, side=Side.CUSTOMER, private=True)
        assert not answer.private
    assert len(mailoutbox) == before + 1


def test_delivered_numbers_enter_the_inventory_outside_the_quota(
    tenant: Tenant, admin: User, desk: User
) -> None:
    case = claimed(tenant, admin, desk, quantity=3)
    with tenant_scope(tenant):
        requests.deliver(case, BERLIN[:2], by=desk)
        case.refresh_from_db()
        assert (case.status, case.delivered_count) == (Status.IN_REVIEW, 2)
        requests.deliver(case, BERLIN[2:], by=desk)
        case.refresh_from_db()
        assert (case.status, case.delivered_count) == (Status.DELIVERED, 3)
        assert set(PhoneNumber.objects.values_list("origin", "status")) == {("requested", "unassigned")}


def test_more_than_was_asked_for_is_refused_whole(tenant: Tenant, admin: User, desk: User) -> None:
    case = claimed(tenant, admin, desk, quantity=2)
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="asked for 2 more numbers, and you typed 3"):
            requests.deliver(case, BERLIN, by=desk)
        assert not PhoneNumber.objects.exists()


def test_a_number_that_somebody_owns_is_not_delivered_twice(
    tenant: Tenant, other_tenant: Tenant, admin: User, stranger: User, desk: User
) -> None:
    first, second = claimed(tenant, admin, desk), claimed(other_tenant, stranger, desk)
    with tenant_scope(tenant):
        requests.deliver(first, BERLIN[:1], by=desk)
    with tenant_scope(other_tenant), pytest.raises(Refusal):
        requests.deliver(second, BERLIN[:2], by=desk)
    with all_tenants():
        assert PhoneNumber.objects.count() == 1


def test_the_desk_says_why_it_ends_short_and_the_customer_may_reopen(
    tenant: Tenant, admin: User, desk: User
) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        with pytest.raises(Refusal, match="Say why"):
            requests.close(case, by=desk, side=Side.DESK)
        requests.close(case, by=desk, side=Side.DESK, text="There are none.")
        assert case.status == Status.CLOSED
        requests.reopen(case, "Look again", by=admin)
        assert case.status == Status.IN_REVIEW


def test_a_cancelled_request_takes_no_more_words(tenant: Tenant, admin: User) -> None:
    case = open_case(tenant, admin)
    with tenant_scope(tenant):
        requests.cancel(case, by=admin)
        with pytest.raises(Refusal, match="was cancelled"):
            requests.comment(case, "wait", by=admin, side=Side.CUSTOMER)


def test_a_colleague_takes_a_request_over_and_the_timeline_says_from_whom(
    tenant: Tenant, admin: User, desk: User, second_agent: User, mailoutbox: list[EmailMessage]
) -> None:
    case = claimed(tenant, admin, desk)
    mailoutbox.clear()
    with tenant_scope(tenant):
        requests.take_over(case, seen=desk.pk, by=second_agent)
        event = case.events.last()
        recorded = Event.objects.get(action="request.taken_over")
    assert (case.claimed_by, case.status) == (second_agent, Status.IN_REVIEW)
    assert (event.kind, event.by_name, event.details) == ("taken_over", "Dan", {"before": "Dora Desk"})
    assert (recorded.before, recorded.after) == ({"claimed_by": "Dora Desk"}, {"claimed_by": "Dan"})
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([desk.email], f"Dan has taken over {case.reference}")


def test_who_has_lost_a_request_can_no_longer_act_on_it_from_an_old_page(
    tenant: Tenant, admin: User, desk: User, second_agent: User
) -> None:
    old = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        requests.take_over(NumberRequest.objects.get(), seen=desk.pk, by=second_agent)
        for act in (
            lambda: requests.hand_back(old, by=desk),
            lambda: requests.ask_customer(old, "Which street?", by=desk),
            lambda: requests.deliver(old, BERLIN[:1], by=desk),
            lambda: requests.close(old, by=desk, side=Side.DESK, text="Enough"),
        ):
            with pytest.raises(Refusal):
                act()
        assert NumberRequest.objects.get().claimed_by == second_agent


def test_an_old_page_takes_nothing_over(
    tenant: Tenant, admin: User, desk: User, second_agent: User, operator: User
) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        requests.take_over(case, seen=desk.pk, by=second_agent)
        with pytest.raises(Refusal, match="Dan has taken it over in the meantime"):
            requests.take_over(case, seen=desk.pk, by=operator)
        requests.take_over(case, seen=desk.pk, by=second_agent)
        assert case.events.filter(kind="taken_over").count() == 1
        requests.hand_back(case, by=second_agent)
        with pytest.raises(Refusal, match="claim it"):
            requests.take_over(case, seen=second_agent.pk, by=operator)
        requests.cancel(case, by=admin)
        with pytest.raises(Refusal, match="has ended"):
            requests.take_over(case, seen=second_agent.pk, by=operator)


def test_handing_back_what_waits_for_the_customer_is_on_the_timeline(
    tenant: Tenant, admin: User, desk: User
) -> None:
    case = claimed(tenant, admin, desk)
    with tenant_scope(tenant):
        requests.ask_customer(case, "Which street?", by=desk)
        requests.hand_back(case, by=desk)
        assert (case.claimed_by, case.status) == (None, Status.WAITING_CUSTOMER)
        assert case.events.last().kind == "handed"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_over_at_once_one_gets_it(
    tenant: Tenant, admin: User, desk: User, second_agent: User, operator: User
) -> None:
    case = claimed(tenant, admin, desk)

    def take(by: User) -> None:
        with tenant_scope(tenant):
            requests.take_over(NumberRequest.objects.get(pk=case.pk), seen=desk.pk, by=by)

    results = at_once(partial(take, second_agent), partial(take, operator))
    assert sum(isinstance(result, Refusal) for result in results) == 1
    with tenant_scope(tenant):
        case.refresh_from_db()
        assert case.claimed_by in (second_agent, operator)
        assert case.events.filter(kind="taken_over").count() == 1
