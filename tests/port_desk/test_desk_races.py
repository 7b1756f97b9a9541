"""Two agents, or two windows of one, who act on an order at the same moment: each with a connection of its own."""

import pytest
from django.db import transaction

from jobs.models import Job
from porting.desk import claims, review
from porting.desk.review import Verdict
from porting.models import FieldMark, PortEvent, PortOrder
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.port_desk.conftest import claimed, handed_in, tick_all
from tests.porting.carrier_days import fresh
from tests.races import at_once
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("transactional_db", "reference_data", "quiet")
Status = PortOrder.Status
QUESTION = {"provider": Verdict("query", sentence="Is this the provider of all numbers?")}
WRONG = {"organisation": Verdict("reject", "ENTITY_NAME_MISMATCH")}


def moves(order: PortOrder) -> list[PortEvent]:
    """The order's way, as its timeline tells it."""
    with tenant_scope(order.tenant):
        return list(order.events.filter(kind=PortEvent.Kind.MOVED).order_by("pk"))


def test_of_two_agents_who_claim_at_once_one_has_the_order_and_the_other_is_told_who(
    tenant: Tenant, agent: User, colleague: User
) -> None:
    order = handed_in(tenant)

    def claim(by: User) -> User:
        mine = fresh(order)
        with tenant_scope(tenant):
            claims.claim(mine, by=by)
        return by

    results = at_once(lambda: claim(agent), lambda: claim(colleague))
    [refusal] = [one for one in results if isinstance(one, Refusal)]
    holder = fresh(order).claimed_by
    assert holder in results
    assert refusal.sentence == f"{holder} has this order already."
    with tenant_scope(tenant):
        assert order.events.filter(kind=PortEvent.Kind.CLAIMED).count() == 1


def test_two_agents_who_ask_for_the_next_order_at_once_get_two(
    tenant: Tenant, agent: User, colleague: User
) -> None:
    both = {handed_in(tenant).pk, handed_in(tenant).pk}

    def claim_next(by: User) -> int | None:
        with all_tenants():
            found = claims.claim_next(by=by)
        return found and found.pk

    assert set(at_once(lambda: claim_next(agent), lambda: claim_next(colleague))) == both
    with all_tenants():
        assert {order.claimed_by for order in PortOrder.objects.all()} == {agent, colleague}


def test_an_order_that_is_returned_and_sent_at_once_goes_one_way(tenant: Tenant, agent: User) -> None:
    order = claimed(handed_in(tenant), agent)
    tick_all(order, agent)
    with tenant_scope(tenant):
        review.approve(order, by=agent)
        seen = claims.seen_of(order)

    def give_back() -> str:
        mine = fresh(order)
        with tenant_scope(tenant), transaction.atomic():
            review.mark(mine, WRONG, by=agent, seen=seen)
            review.give_back(mine, by=agent, seen=seen)
        return Status.RETURNED

    def send() -> str:
        mine = fresh(order)
        with tenant_scope(tenant):
            review.send(mine, by=agent, seen=seen)
        return Status.SENT

    results = at_once(give_back, send)
    [refusal] = [one for one in results if isinstance(one, Refusal)]
    assert "was quicker" in refusal.sentence
    now = fresh(order)
    assert now.status in results
    assert [move.details["to"] for move in moves(order)] == [now.status]
    with tenant_scope(tenant):
        assert Job.objects.filter(kind="porting.send").exists() == (now.status == Status.SENT)


def test_a_mark_that_is_made_while_the_order_is_returned_goes_with_it_or_its_agent_is_told(
    tenant: Tenant, agent: User
) -> None:
    order = claimed(handed_in(tenant), agent)
    with tenant_scope(tenant):
        review.mark(order, QUESTION, by=agent)
        seen = claims.seen_of(order)

    def mark() -> str:
        mine = fresh(order)
        with tenant_scope(tenant):
            review.mark(mine, WRONG, by=agent, seen=seen)
        return "marked"

    def give_back() -> str:
        mine = fresh(order)
        with tenant_scope(tenant):
            review.give_back(mine, by=agent, seen=seen)
        return "returned"

    marked, returned = at_once(mark, give_back)
    assert returned == "returned"
    if marked != "marked":
        assert "was quicker" in marked.sentence
    [move] = moves(order)
    told = {reason["field"] for reason in move.details["reasons"]}
    with tenant_scope(tenant):
        kept = set(FieldMark.objects.filter(order=order).values_list("field", flat=True))
    assert told == kept == ({"provider", "organisation"} if marked == "marked" else {"provider"})
