"""The review: marks on fields, back to the customer, approved, and on to the carrier."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from audit.models import Event
from jobs.models import Job
from porting import orders
from porting.desk import claims, review
from porting.desk.review import Verdict
from porting.desk.review_fields import fields_of
from porting.models import FieldMark, PortOrder
from porting.number_lists import read_typed
from porting.order_numbers import add_numbers
from porting.papers import files, letters, papers
from porting.transitions import Side, move
from porting.turns import corrections
from porting.versions import keep_version
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.port_desk.conftest import claimed, handed_in, tick_all
from tests.porting.paper_samples import pdf
from tests.porting.test_orders import working_day
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status
NAME = Verdict("reject", "ENTITY_NAME_MISMATCH")


@pytest.fixture(autouse=True)
def scope(tenant: Tenant):
    with tenant_scope(tenant):
        yield


@pytest.fixture
def mine(order: PortOrder, agent: User) -> PortOrder:
    """The order, claimed by Dora."""
    return claimed(order, agent)


def field(order: PortOrder, key: str):
    return next(one for one in fields_of(order) if one.key == key)


def resubmit(order: PortOrder, by: User, **changes: object) -> None:
    """The customer corrects and hands in again, without the papers that this would need."""
    for name, value in changes.items():
        setattr(order, name, value)
    order.save()
    move(
        order,
        Status.IN_REVIEW,
        by=by,
        side=Side.CUSTOMER,
        version=order.version + 1,
        submitted_at=timezone.now(),
    )
    keep_version(order, by=by)


def test_all_that_a_carrier_compares_is_a_field_and_secrets_are_shown_in_part(mine: PortOrder) -> None:
    mine.account_pin = "8642"
    mine.save()
    found = {one.key: one for one in fields_of(mine)}
    assert {
        "provider",
        "account_number",
        "billing_number",
        "organisation",
        "street",
        "numbers",
        "wanted_at",
    } <= set(found)
    assert found["street"].value == "1180 Harbor Street, Tacoma, WA 98402"
    assert found["account_pin"].value == "••••42"
    assert found["billing_number"].source == "Not in the order: it stays with the current provider."
    assert not {"authorised_email", "notify", "house_number", "postal_code"} & set(found)


def test_the_fields_of_a_large_order_take_as_many_queries_as_those_of_a_small_one(
    tenant: Tenant, django_assert_max_num_queries
) -> None:
    for numbers in (1, 300):
        order = handed_in(tenant, numbers=numbers)
        with django_assert_max_num_queries(18):
            fields_of(order)


def test_a_rejection_takes_the_sentence_of_its_reason_and_leaves_a_record(
    mine: PortOrder, agent: User
) -> None:
    review.mark(mine, {"organisation": NAME}, by=agent)
    mark = FieldMark.objects.get()
    assert (mark.mark, mark.reason) == ("reject", "ENTITY_NAME_MISMATCH")
    assert mark.sentence == "Write the name exactly as it is printed on the bill."
    assert Event.objects.get(action="port.marked").after == {"organisation": "reject"}


def test_the_same_marks_again_change_nothing(mine: PortOrder, agent: User) -> None:
    review.mark(mine, {"organisation": NAME, "provider": Verdict("tick")}, by=agent)
    review.mark(mine, {"organisation": NAME, "provider": Verdict("tick")}, by=agent)
    assert FieldMark.objects.count() == 2
    assert Event.objects.filter(action="port.marked").count() == 1


@pytest.mark.parametrize(
    ("key", "verdict", "sentence"),
    [
        ("organisation", Verdict("reject"), "Choose why you reject"),
        ("organisation", Verdict("reject", "NO_SUCH"), "Choose why you reject"),
        ("organisation", Verdict("query", sentence="  "), "Write what you want to know"),
        ("organisation", Verdict("maybe"), "Choose why you reject"),
        ("color", Verdict("tick"), "has no field “color”"),
    ],
)
def test_a_mark_that_lacks_something_is_refused(
    mine: PortOrder, agent: User, key: str, verdict: Verdict, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        review.mark(mine, {key: verdict}, by=agent)
    assert not FieldMark.objects.exists()


def test_only_who_has_claimed_it_reviews(order: PortOrder, agent: User, colleague: User) -> None:
    acts = (
        lambda: review.mark(order, {"provider": Verdict("tick")}, by=agent),
        lambda: review.give_back(order, by=agent),
        lambda: review.approve(order, by=agent),
        lambda: review.send(order, by=agent),
    )
    for act in acts:
        with pytest.raises(Refusal, match="Claim the order first"):
            act()
    claimed(order, colleague)
    for act in acts:
        with pytest.raises(Refusal, match="Emil Desk has this order"):
            act()


def test_an_order_is_returned_with_its_points_and_the_customer_is_led_to_their_fields(
    mine: PortOrder, agent: User, admin: User
) -> None:
    mine.created_by = admin
    mine.save()
    question = Verdict("query", sentence="Is there a suite number?")
    review.mark(mine, {"organisation": NAME, "street": question, "provider": Verdict("tick")}, by=agent)
    review.give_back(mine, by=agent, text="Nearly there.")
    assert mine.status == Status.RETURNED
    assert mine.error == "The name of the organisation does not match\nA question about “Service address”"
    asked = corrections(mine, [])
    assert [(one.field, one.part) for one in asked] == [("organisation", "address"), ("street", "address")]
    body = mail.outbox[-1].body
    assert "Nearly there." in body
    assert "Is there a suite number?" in body


def test_without_a_point_nothing_is_returned(mine: PortOrder, agent: User) -> None:
    tick_all(mine, agent)
    with pytest.raises(Refusal, match="Query or reject at least one field"):
        review.give_back(mine, by=agent)
    assert mine.status == Status.IN_REVIEW


def test_an_order_is_approved_when_every_field_is_ticked(mine: PortOrder, agent: User) -> None:
    with pytest.raises(Refusal, match="fields are not checked yet"):
        review.approve(mine, by=agent)
    tick_all(mine, agent)
    review.mark(mine, {"organisation": NAME}, by=agent)
    with pytest.raises(Refusal, match="1 field is queried or rejected"):
        review.approve(mine, by=agent)
    review.mark(mine, {"organisation": Verdict("tick")}, by=agent)
    review.approve(mine, by=agent)
    assert review.is_approved(mine)
    assert mine.approved_by_name == "Dora Desk"
    with pytest.raises(Refusal, match="approved already"):
        review.approve(mine, by=agent)


def test_only_what_is_approved_is_sent_and_then_by_a_worker(mine: PortOrder, agent: User) -> None:
    with pytest.raises(Refusal, match="Sending opens when the order is approved"):
        review.send(mine, by=agent)
    tick_all(mine, agent)
    review.approve(mine, by=agent)
    job = review.send(mine, by=agent, text="Off it goes.")
    assert mine.status == Status.SENT
    assert mine.answer_due_at is None
    assert Job.objects.get(kind="porting.send") == job


def test_a_question_after_the_approval_takes_it_away(mine: PortOrder, agent: User) -> None:
    tick_all(mine, agent)
    review.approve(mine, by=agent)
    review.mark(mine, {"organisation": NAME}, by=agent)
    with pytest.raises(Refusal, match="Sending opens when the order is approved"):
        review.send(mine, by=agent)
    review.mark(mine, {"organisation": Verdict("tick")}, by=agent)
    review.approve(mine, by=agent)
    review.send(mine, by=agent)
    assert mine.status == Status.SENT


def test_a_corrected_version_keeps_the_ticks_of_what_is_unchanged_and_must_be_approved_anew(
    mine: PortOrder, agent: User, admin: User
) -> None:
    tick_all(mine, agent)
    review.mark(mine, {"organisation": NAME}, by=agent)
    review.give_back(mine, by=agent)
    resubmit(mine, admin, organisation="Fenwick & Daughters", city="Seattle")
    assert field(mine, "provider").verdict == "tick"
    assert field(mine, "provider").carried
    assert field(mine, "organisation").verdict == ""
    assert field(mine, "street").verdict == ""
    assert not review.is_approved(mine)
    open_ones = [one.key for one in fields_of(mine) if not one.verdict]
    assert open_ones == [
        "organisation",
        "street",
        "bill",
        "letter",
    ]  # papers that are not there are never carried
    review.mark(mine, {key: Verdict("tick") for key in open_ones}, by=agent)
    assert review.why_not_approved(mine, fields_of(mine)) == ""


def test_other_numbers_lose_their_tick(mine: PortOrder, agent: User, admin: User) -> None:
    tick_all(mine, agent)
    review.mark(mine, {"organisation": NAME}, by=agent)
    review.give_back(mine, by=agent)
    add_numbers(mine, read_typed("206 555 7777", country="US"), by=admin)
    resubmit(mine, admin)
    assert field(mine, "numbers").verdict == ""
    assert field(mine, "provider").carried


def test_of_two_orders_on_one_account_the_second_is_not_sent_before_the_first_is_over(
    mine: PortOrder, agent: User, tenant: Tenant
) -> None:
    first = handed_in(tenant, Status.SENT)
    tick_all(mine, agent)
    review.approve(mine, by=agent)
    with pytest.raises(Refusal, match=f"{first.reference} on the same account must be over first"):
        review.send(mine, by=agent)
    PortOrder.objects.filter(pk=first.pk).update(status=Status.COMPLETED)
    review.send(mine, by=agent)


def test_an_order_that_could_not_be_sent_is_sent_again_without_another_approval(
    mine: PortOrder, agent: User
) -> None:
    tick_all(mine, agent)
    review.approve(mine, by=agent)
    review.send(mine, by=agent)
    move(mine, Status.IN_REVIEW, by=agent, side=Side.CLOCK, error="The carrier is down.")
    review.send(mine, by=agent)
    assert mine.status == Status.SENT


def test_of_two_agents_the_second_is_told_what_the_first_has_done(
    mine: PortOrder, agent: User, colleague: User
) -> None:
    tick_all(mine, agent)
    seen = claims.seen_of(mine)
    claims.hand_over(mine, colleague, by=agent)
    with pytest.raises(
        Refusal, match="Dora Desk was quicker: the order is “In review” now, and with Emil Desk"
    ):
        review.approve(mine, by=agent, seen=seen)


def test_a_returned_order_gets_the_rest_of_its_clock(mine: PortOrder, agent: User, admin: User) -> None:
    due = timezone.now() + timedelta(days=30)
    PortOrder.objects.filter(pk=mine.pk).update(answer_due_at=due)
    mine.refresh_from_db()
    review.mark(mine, {"organisation": NAME}, by=agent)
    review.give_back(mine, by=agent)
    assert mine.answer_due_at is None
    assert mine.answer_left is not None
    assert mine.answer_left > timedelta(hours=8)
    orders.comment(mine, "Coming.", by=admin)
    mine.refresh_from_db()
    assert mine.answer_due_at is None


def test_a_date_or_a_paper_that_comes_during_the_review_was_not_checked(
    mine: PortOrder, agent: User, admin: User
) -> None:
    tick_all(mine, agent)
    review.approve(mine, by=agent)
    orders.ask_for_date(mine, working_day(15), by=admin)
    assert field(mine, "wanted_at").verdict == ""
    assert not review.is_approved(mine)
    review.mark(mine, {"wanted_at": Verdict("tick")}, by=agent)
    review.approve(mine, by=agent)
    file = files.read(pdf())
    papers.add(mine, file, kind="record", file_name="r.pdf", by=agent, side=Side.DESK)
    assert review.is_approved(mine)
    papers.add(
        mine, files.read(pdf(2)), kind="bill", file_name="b.pdf", dated=letters.today_at(mine), by=admin
    )
    assert field(mine, "bill").verdict == ""
    assert not review.is_approved(mine)
