"""Who has an order; what the carrier said by telephone; single numbers and the split."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from audit.models import Event
from numbering.models import PhoneNumber
from porting.carrier.rejections import open_rejections
from porting.desk import claims, review, single_numbers, telephone
from porting.models import FieldMark, Letter, PortDocument, PortedNumber, PortEvent, PortOrder
from porting.papers import letters
from porting.prechecks import order_before
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.port_desk.conftest import claimed, handed_in, tick_all
from tests.porting.conftest import numbers_from
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
NumberStatus = PortedNumber.Status


@pytest.fixture(autouse=True)
def scope(tenant: Tenant):
    with tenant_scope(tenant):
        yield


def mine(tenant: Tenant, agent: User, status: str, **fields: object) -> PortOrder:
    return claimed(handed_in(tenant, status, **fields), agent)


def soon(days: float = 5) -> object:
    return timezone.now() + timedelta(days=days)


# Who has it


def test_an_order_is_claimed_once(order: PortOrder, agent: User, colleague: User) -> None:
    claims.claim(order, by=agent)
    claims.claim(order, by=agent)
    with pytest.raises(Refusal, match="Dora Desk has this order already"):
        claims.claim(order, by=colleague)
    assert order.events.filter(kind=PortEvent.Kind.CLAIMED).count() == 1
    assert Event.objects.get(action="port.claimed").after == {"claimed_by": "Dora Desk"}


def test_an_order_is_taken_over_from_whom_the_page_showed_who_is_told(
    order: PortOrder, agent: User, colleague: User
) -> None:
    claims.claim(order, by=agent)
    with pytest.raises(Refusal, match="Dora Desk has taken it over in the meantime"):
        claims.take_over(order, holder=colleague.pk, by=colleague)
    claims.take_over(order, holder=agent.pk, by=colleague)
    assert order.claimed_by == colleague
    assert mail.outbox[-1].to == [agent.email]
    assert "Emil Desk has taken over" in mail.outbox[-1].subject


def test_an_order_is_handed_over_with_words_that_the_customer_does_not_read(
    order: PortOrder, agent: User, colleague: User, admin: User
) -> None:
    claims.claim(order, by=agent)
    claims.hand_over(order, colleague, by=agent, text="They had the same trouble before.")
    assert order.claimed_by == colleague
    assert mail.outbox[-1].to == [colleague.email]
    assert "the same trouble" in mail.outbox[-1].body
    assert order.events.get(kind=PortEvent.Kind.HANDED).private
    with pytest.raises(Refusal, match="does not work at the desk"):
        claims.hand_over(order, admin, by=colleague)
    with pytest.raises(Refusal, match="has this order already"):
        claims.hand_over(order, colleague, by=agent)


def test_only_who_has_an_order_gives_it_back(order: PortOrder, agent: User, colleague: User) -> None:
    claims.claim(order, by=agent)
    with pytest.raises(Refusal, match="only what you have claimed"):
        claims.hand_back(order, by=colleague)
    claims.hand_back(order, by=agent)
    assert order.claimed_by is None


def test_a_draft_is_nobodys_at_the_desk(tenant: Tenant, agent: User) -> None:
    with pytest.raises(Refusal, match="not been handed in yet"):
        claims.claim(handed_in(tenant, Status.DRAFT), by=agent)


def test_the_next_order_is_the_one_whose_answer_is_due_first(
    tenant: Tenant, agent: User, colleague: User
) -> None:
    late = handed_in(tenant, answer_due_at=soon(2))
    first = handed_in(tenant, answer_due_at=soon(1))
    handed_in(tenant, Status.SENT)
    assert claims.claim_next(by=agent) == first
    assert claims.claim_next(by=colleague) == late
    assert claims.claim_next(by=agent) is None


def test_an_urgent_order_is_due_sooner(order: PortOrder, agent: User) -> None:
    PortOrder.objects.filter(pk=order.pk).update(answer_due_at=soon(20))
    assert claims.prioritise(order, True, by=agent)
    assert order.answer_due_at < soon(20)
    assert not claims.prioritise(order, True, by=agent)
    assert claims.prioritise(order, False, by=agent)
    assert order.events.filter(kind=PortEvent.Kind.PRIORITY, private=True).count() == 2


# What the carrier said


def test_a_date_is_confirmed_with_its_zone(tenant: Tenant, agent: User) -> None:
    order, date = mine(tenant, agent, Status.SENT), soon()
    telephone.set_date(order, date, zone="America/Denver", by=agent)
    assert (order.status, order.foc_at, order.time_zone) == (Status.DATE_CONFIRMED, date, "America/Denver")
    assert "Denver" in order.events.filter(kind=PortEvent.Kind.MOVED).latest("id").text


def test_a_date_that_stands_is_moved(tenant: Tenant, agent: User, admin: User) -> None:
    order = mine(tenant, agent, Status.DATE_CONFIRMED, created_by=admin)
    telephone.set_date(order, soon(7), zone="America/Los_Angeles", by=agent)
    assert order.status == Status.DATE_CONFIRMED
    assert "has another date" in mail.outbox[-1].subject
    with pytest.raises(Refusal, match="has already"):
        telephone.set_date(order, order.foc_at, zone="America/Los_Angeles", by=agent)


def test_a_locked_order_is_open_again_when_its_date_moves_away(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.LOCKED, foc_at=soon(0.5))
    telephone.set_date(order, soon(0.6), zone="America/Los_Angeles", by=agent)
    assert order.status == Status.LOCKED
    telephone.set_date(order, soon(9), zone="America/Los_Angeles", by=agent)
    assert order.status == Status.DATE_CONFIRMED


@pytest.mark.parametrize(("days", "words"), [(-1, "This date has passed"), (400, "more than a year away")])
def test_a_date_that_cannot_be_is_refused(tenant: Tenant, agent: User, days: int, words: str) -> None:
    order = mine(tenant, agent, Status.SENT)
    with pytest.raises(Refusal, match=words):
        telephone.set_date(order, soon(days), zone="America/Los_Angeles", by=agent)


def test_a_rejection_by_telephone_goes_to_the_customer_with_its_reasons(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.SENT)
    telephone.reject(order, ["ENTITY_NAME_MISMATCH"], said="Name is Fenwick Ltd", by=agent)
    assert (order.status, order.answer_due_at) == (Status.CARRIER_ACTION, None)
    assert [one.said for one in open_rejections(order)] == ["Name is Fenwick Ltd"]
    assert FieldMark.objects.get().field == "organisation"
    with pytest.raises(Refusal, match="at least one reason"):
        telephone.reject(mine(tenant, agent, Status.SENT), ["NONSENSE"], by=agent)


def test_a_rejection_that_only_the_desk_can_answer_starts_its_clock(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.SENT)
    telephone.reject(order, ["OSP_IRRESPONSIVE"], by=agent)
    assert order.answer_due_at is not None


def test_a_completed_order_has_brought_its_numbers_in(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.ACTIVATING, numbers=3)
    telephone.complete(order, by=agent)
    assert order.status == Status.COMPLETED
    owned = PhoneNumber.objects.filter(origin=PhoneNumber.Origin.PORTED)
    assert sorted(owned.values_list("e164", flat=True)) == sorted(
        order.numbers.values_list("e164", flat=True)
    )


def test_numbers_that_stayed_leave_an_order_partly_completed_until_they_have_moved_or_are_taken_out(
    tenant: Tenant, agent: User
) -> None:
    order = mine(tenant, agent, Status.ACTIVATING, numbers=3)
    first, second, third = order.numbers.order_by("e164")
    telephone.complete(order, [second.e164, third.e164], by=agent)
    assert order.status == Status.PARTLY_COMPLETED
    assert PhoneNumber.objects.get().e164 == first.e164
    single_numbers.mark_numbers(order, [third.pk], NumberStatus.DROPPED, by=agent)
    telephone.complete(order, by=agent)
    assert order.status == Status.COMPLETED
    assert PhoneNumber.objects.count() == 2


def test_an_order_of_which_nothing_has_moved_is_not_completed(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.ACTIVATING)
    with pytest.raises(Refusal, match="None of the numbers has moved"):
        telephone.complete(order, list(order.numbers.values_list("e164", flat=True)), by=agent)
    with pytest.raises(Refusal, match="is not among the numbers"):
        telephone.complete(order, ["+12065550000"], by=agent)
    assert not PhoneNumber.objects.exists()
    assert set(order.numbers.values_list("status", flat=True)) == {"pending"}


@pytest.mark.parametrize(
    ("cancelled", "foc", "to"),
    [(True, None, Status.CANCELLED), (False, None, Status.SENT), (False, 5, Status.DATE_CONFIRMED)],
)
def test_a_cancellation_is_settled(
    tenant: Tenant, agent: User, cancelled: bool, foc: int | None, to: str
) -> None:
    order = mine(tenant, agent, Status.CANCEL_REQUESTED, foc_at=soon(foc) if foc else None)
    telephone.settle_cancellation(order, cancelled=cancelled, by=agent)
    assert order.status == to


def test_an_order_whose_numbers_have_moved_in_part_is_not_cancelled(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.CANCEL_REQUESTED)
    first = order.numbers.earliest("e164")
    single_numbers.mark_numbers(order, [first.pk], NumberStatus.ACTIVATED, by=agent)
    with pytest.raises(Refusal, match="have moved already"):
        telephone.settle_cancellation(order, cancelled=True, by=agent)


def test_the_desk_cancels_with_a_reason(order: PortOrder, agent: User) -> None:
    claimed(order, agent)
    with pytest.raises(Refusal, match="Write why"):
        telephone.cancel(order, by=agent, text=" ")
    telephone.cancel(order, by=agent, text="The same as PO-1.")
    assert order.status == Status.CANCELLED


# Single numbers


def test_single_numbers_are_marked_and_a_rejection_needs_its_reason(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.SENT, numbers=3)
    keys = list(order.numbers.values_list("pk", flat=True))
    with pytest.raises(Refusal, match="Choose why"):
        single_numbers.mark_numbers(order, keys[:1], NumberStatus.REJECTED, by=agent)
    single_numbers.mark_numbers(
        order, keys[:1], NumberStatus.REJECTED, reason="PHONE_NUMBER_MISMATCH", by=agent
    )
    assert single_numbers.mark_numbers(order, keys[1:], NumberStatus.CONFIRMED, by=agent) == 2
    assert sorted(order.numbers.values_list("status", flat=True)) == ["confirmed", "confirmed", "rejected"]
    with pytest.raises(Refusal, match="Nothing to change"):
        single_numbers.mark_numbers(order, keys[1:], NumberStatus.CONFIRMED, by=agent)
    with pytest.raises(Refusal, match="how the numbers stand"):
        single_numbers.mark_numbers(order, keys, "gone", by=agent)


def test_a_number_that_was_taken_out_is_free_for_another_order(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.IN_REVIEW, numbers=2)
    first, second = order.numbers.order_by("e164")
    single_numbers.mark_numbers(order, [first.pk], NumberStatus.DROPPED, by=agent)
    assert order.number_count == 1
    assert not order.numbers.get(pk=first.pk).is_open
    with pytest.raises(Refusal, match="No number would be left"):
        single_numbers.mark_numbers(order, [second.pk], NumberStatus.DROPPED, by=agent)


def test_no_number_has_moved_before_the_carrier_has_the_order(order: PortOrder, agent: User) -> None:
    claimed(order, agent)
    keys = list(order.numbers.values_list("pk", flat=True))
    with pytest.raises(Refusal, match="The carrier does not have the order"):
        single_numbers.mark_numbers(order, keys, NumberStatus.ACTIVATED, by=agent)


def test_numbers_of_somebody_elses_order_are_not_marked(
    tenant: Tenant, other_tenant: Tenant, agent: User
) -> None:
    theirs = handed_in(other_tenant, Status.SENT, numbers=numbers_from(500, 2))
    order = mine(tenant, agent, Status.SENT)
    with tenant_scope(other_tenant):
        keys = list(theirs.numbers.values_list("pk", flat=True))
    with pytest.raises(Refusal, match="Nothing to change"):
        single_numbers.mark_numbers(order, keys, NumberStatus.CONFIRMED, by=agent)


# The split


def with_letter(order: PortOrder) -> PortOrder:
    """Signed on paper, and among the papers."""
    paper = PortDocument.objects.create(
        tenant=order.tenant, order=order, kind="letter", file_name="l.pdf", content_type="application/pdf",
        size=1, digest="d", content=b"x", added_by_name="Ada",
    )  # fmt: skip
    Letter.objects.create(
        tenant=order.tenant, order=order, way=Letter.Way.PAPER, covers=letters.covers_of(order), language="en",
        pdf=b"x", signed_at=timezone.now(), signature={"document": paper.pk}, made_by_name="Ada",
    )  # fmt: skip
    return order


def test_an_order_is_split_with_papers_letter_and_ticks_and_nothing_is_lost(
    tenant: Tenant, agent: User
) -> None:
    order = with_letter(mine(tenant, agent, Status.IN_REVIEW, numbers=4))
    before = sorted(order.numbers.values_list("e164", flat=True))
    tick_all(order, agent)
    picked = list(order.numbers.order_by("e164").values_list("pk", flat=True)[:3])
    made = single_numbers.split(order, picked, by=agent)
    order.refresh_from_db()
    assert (order.number_count, made.number_count) == (1, 3)
    both = [*order.numbers.values_list("e164", flat=True), *made.numbers.values_list("e164", flat=True)]
    assert sorted(both) == before
    assert (made.status, made.follows, made.claimed_by) == (Status.IN_REVIEW, order, agent)
    assert made.answer_due_at is not None
    for each in (order, made):
        assert letters.is_good(each, letters.current(each))
        assert {one.key for one in review.fields_of(each) if not one.verdict} == {"numbers"}
    assert made.versions.get().numbers
    assert "now, which comes after this order" in order.events.get(kind=PortEvent.Kind.SPLIT).text


def test_the_second_part_waits_for_the_first_and_not_the_other_way_round(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.IN_REVIEW, numbers=3)
    made = single_numbers.split(order, [order.numbers.earliest("e164").pk], by=agent)
    order.refresh_from_db()
    assert order_before(order) is None
    assert order_before(made) == order


def test_a_split_that_takes_nothing_or_all_is_refused(tenant: Tenant, agent: User) -> None:
    order = mine(tenant, agent, Status.IN_REVIEW)
    with pytest.raises(Refusal, match="Pick the numbers"):
        single_numbers.split(order, [], by=agent)
    with pytest.raises(Refusal, match="Leave at least one"):
        single_numbers.split(order, list(order.numbers.values_list("pk", flat=True)), by=agent)
    assert PortOrder.objects.count() == 1
