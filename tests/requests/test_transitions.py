"""The life of a request: the whole matrix of from, to and side, and the race of two agents."""

from itertools import product

import pytest

from audit.models import Event
from numbering.models import Kind, NumberRequest, RequestEvent, Usage
from numbering.requests import requests
from numbering.requests.transitions import TRANSITIONS, Side, may_move, move
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from ui.refusals import Refusal

Status = NumberRequest.Status


def open_case(tenant: Tenant, by: User, **fields: object) -> NumberRequest:
    with tenant_scope(tenant):
        return requests.open_request(
            tenant,
            by=by,
            **{
                "title": "Twenty numbers for Berlin",
                "usage": Usage.USER,
                "kind": Kind.GEOGRAPHIC,
                "country": "DE",
                "quantity": 20,
                **fields,
            },
        )


@pytest.mark.parametrize(("was", "to", "side"), list(product(Status, Status, Side)))
def test_a_request_moves_exactly_as_the_table_says(
    was: Status, to: Status, side: Side, tenant: Tenant, admin: User
) -> None:
    case = open_case(tenant, admin)
    with tenant_scope(tenant):
        NumberRequest.objects.update(status=was)
        case.refresh_from_db()
        if side in TRANSITIONS.get((was, to), frozenset()):
            assert may_move(was, to, side)
            move(case, to, by=admin, side=side)
            assert NumberRequest.objects.get().status == to
            assert Event.objects.first().after == {"status": to}
        else:
            with pytest.raises(Refusal, match="cannot become"):
                move(case, to, by=admin, side=side)
            assert NumberRequest.objects.get().status == was


def test_the_slower_of_two_is_told(tenant: Tenant, admin: User, desk: User) -> None:
    case = open_case(tenant, admin)
    with tenant_scope(tenant):
        mine, theirs = NumberRequest.objects.get(), NumberRequest.objects.get()
        move(mine, Status.IN_REVIEW, by=desk, side=Side.DESK)
        with pytest.raises(Refusal, match="Somebody else has just changed this request"):
            move(theirs, Status.CANCELLED, by=admin, side=Side.CUSTOMER)
        assert case.events.filter(kind=RequestEvent.Kind.MOVED).count() == 1


def test_every_state_can_be_reached_and_every_open_state_can_be_left() -> None:
    reached = {Status.OPEN} | {to for _was, to in TRANSITIONS}
    assert reached == set(Status)
    assert {was for was, _to in TRANSITIONS} >= set(NumberRequest.OPEN_STATES)
