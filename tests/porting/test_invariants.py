"""Any sequence of what customers, the desk, the carrier and the clock do keeps what must always hold."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.log import SYSTEM
from audit.models import Event
from carriers.porting_base import PortPart
from numbering.models import PhoneNumber
from porting import clocks
from porting.carrier import clockwork, sending
from porting.carrier import events as carrier_events
from porting.carrier.number_marks import counts
from porting.models import CarrierEvent, CarrierOrder, PortedNumber, PortEvent, PortOrder
from porting.transitions import NOT_TAKEN, TRANSITIONS, Side, move
from porting.versions import keep_version
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_tenant
from tests.porting.carrier_days import fresh
from tests.porting.conftest import make_order, numbers_from
from tests.porting.desk_walks import STEPS, Step, take
from ui.refusals import Refusal

Status = PortOrder.Status
FINISHED = (Status.COMPLETED, Status.PARTLY_COMPLETED)
LOCKED = (Status.LOCKED, Status.ACTIVATING)
ORDERS = st.sampled_from([0, 0, 2, 2, 1, 3])
"""The first (0) or the newest (2) order of one organisation, or of the other (1, 3), which comes to the desk less often."""
PEOPLE = st.sampled_from([Side.CUSTOMER, Side.DESK, Side.SIGNER])
WORDS = st.sampled_from(
    [
        "in-process",
        "Submitted",
        "exception",
        "foc-date-confirmed",
        "Activation In Progress",
        "ported",
        "partial_port_complete",
        "cancel-pending",
        "Canceled",
        "expired",
        "QUANTUM",
    ]
)
NUMBER_WORDS = st.sampled_from(["pending", "confirmed", "ported", "failed", "rejected", "odd"])
EVENTS = st.one_of(
    st.tuples(
        st.just("people"), ORDERS, PEOPLE, st.sampled_from([to for to in Status if to not in FINISHED])
    ),
    st.tuples(st.just("carrier"), ORDERS, WORDS, st.integers(-5, 60), st.lists(NUMBER_WORDS, max_size=3)),
    st.tuples(st.just("sent"), ORDERS),
    st.tuples(st.just("clock"), st.integers(0, 40)),
    st.tuples(st.just("desk"), ORDERS, STEPS),
    st.tuples(st.just("desk"), ORDERS, STEPS),
    st.tuples(st.just("desk"), ORDERS, STEPS),
)


class World:
    """Two organisations whose orders want one number in common, and what has happened to them."""

    def __init__(self) -> None:
        self.tenants = [make_tenant("one"), make_tenant("two")]
        self.pks = [
            make_order(tenant, numbers=numbers_from(start, 3), created_by=None).pk
            for tenant, start in zip(self.tenants, (0, 2), strict=True)
        ]
        self.agents = [
            User.objects.create_user(
                f"{name}@provider.example", name=name.title(), provider_role=User.ProviderRole.DESK
            )
            for name in ("dora", "emil")
        ]
        self.said = 0

    def order(self, at: int) -> PortOrder:
        tenant = self.tenant(at)
        newest = PortOrder._base_manager.filter(tenant=tenant).latest("pk").pk
        return fresh(PortOrder(pk=self.pks[at % 2] if at < 2 else newest))

    def tenant(self, at: int) -> Tenant:
        return self.tenants[at % 2]

    def numbers(self, order: PortOrder) -> list[str]:
        rows = PortedNumber._base_manager.filter(order=order).order_by("e164")
        return list(rows.values_list("e164", flat=True))

    def do(self, event: tuple[Any, ...]) -> None:
        """One event; a refusal is an answer like any other."""
        kind, *arguments = event
        try:
            with transaction.atomic():
                getattr(self, kind)(*arguments)
        except Refusal:
            pass

    def people(self, at: int, side: Side, to: str) -> None:
        order, now = self.order(at), timezone.now()
        before = order.status
        with tenant_scope(self.tenant(at)):
            changes: dict[str, Any] = {}
            if to in (Status.DATE_CONFIRMED, *LOCKED):
                changes["foc_at"] = now
            if to == Status.IN_REVIEW:
                handed_in = order.version + (before in (Status.RETURNED, Status.CARRIER_ACTION))
                changes = {**clocks.run(order, now), "submitted_at": now, "version": handed_in}
            move(order, to, by=SYSTEM, side=side, **changes)
            if to == Status.IN_REVIEW:
                keep_version(order, by=SYSTEM)
        assert side == Side.DESK or before not in LOCKED, "nothing is changed by customers once it is locked"

    def carrier(self, at: int, words: str, minutes: int, numbers: list[str]) -> None:
        order = self.order(at)
        e164s = self.numbers(order)
        self.said += 1
        carrier_events.keep(
            {
                "id": f"event-{self.said}",
                "reference": f"SP-{order.reference}",
                "customer_reference": "",
                "status": words,
                "details": [{"code": "LSR_PENDING"}] if words == "exception" else [],
                "foc": (timezone.now() + timedelta(minutes=minutes)).isoformat(),
                "updated_at": (timezone.now() + timedelta(minutes=minutes)).isoformat(),
                "numbers": [
                    {"number": e164, "status": said} for e164, said in zip(e164s, numbers, strict=False)
                ],
            }
        )
        carrier_events.handle_waiting()

    def sent(self, at: int) -> None:
        """The carrier has the order, if it was sent."""
        order = self.order(at)
        if order.status == Status.SENT and not CarrierOrder._base_manager.filter(order=order).exists():
            with tenant_scope(self.tenant(at)):
                part = PortPart(f"SP-{order.reference}", tuple(self.numbers(order)))
                sending.record_parts(order, [part])

    def desk(self, at: int, step: Step) -> None:
        with tenant_scope(self.tenant(at)):
            take(step, self.order(at), self.agents)

    def clock(self, days: int) -> None:
        PortOrder._base_manager.filter(foc_at__isnull=False).update(
            foc_at=timezone.now() + timedelta(days=20 - days)
        )
        clockwork.lock_due()
        clockwork.activate_due()


def check_numbers(world: World) -> None:
    """No number is lost or doubled, and what has moved is in the inventory once."""
    open_numbers = list(PortedNumber.objects.filter(is_open=True).values_list("e164", flat=True))
    assert len(open_numbers) == len(set(open_numbers)), "a number in at most one open order"
    arrived = PortedNumber.objects.filter(status=PortedNumber.Status.ACTIVATED)
    for row in arrived:
        assert not row.is_open
        assert PhoneNumber.objects.filter(e164=row.e164, tenant=row.tenant_id).count() == 1
    assert PhoneNumber.objects.count() == len(set(arrived.values_list("e164", flat=True)))
    for tenant, start in zip(world.tenants, (0, 2), strict=True):
        family = PortedNumber.objects.filter(tenant=tenant).order_by("e164")
        assert list(family.values_list("e164", flat=True)) == numbers_from(start, 3), "no number is lost"
    for order in PortOrder.objects.all():
        kept = order.numbers.exclude(status=PortedNumber.Status.DROPPED)
        assert order.number_count == kept.count()
        assert not kept.filter(is_open=False).exclude(status=PortedNumber.Status.ACTIVATED).exists() or (
            order.status in NOT_TAKEN
        ), "what an order that is open still waits for is claimed"


def check_order(order: PortOrder, before: str | None) -> None:
    """What must hold of one order, which was in this state before the event, if there was one."""
    if order.status in (Status.CANCELLED, Status.EXPIRED, Status.COMPLETED):
        assert not PortedNumber.objects.filter(order=order, is_open=True).exists()
    if before in PortOrder.CLOSED:
        assert order.status == before, "what is over stays over"
    if order.status == Status.COMPLETED:
        assert not counts(order).left
    if order.answer_due_at is not None:
        assert order.status in (Status.IN_REVIEW, Status.CARRIER_ACTION), "the clock runs for the desk alone"
    else:
        assert order.status != Status.IN_REVIEW, "what the desk reviews has a clock"
    moves = PortEvent.objects.filter(order=order, kind=PortEvent.Kind.MOVED)
    path = [(row.details["from"], row.details["to"]) for row in moves.order_by("pk")]
    assert set(path) <= set(TRANSITIONS)
    assert [to for _was, to in path][-1:] == ([order.status] if path else [])
    assert all(first[1] == second[0] for first, second in pairwise(path))
    assert Event.objects.filter(action="port.moved", object_id=str(order.pk)).count() == len(path)


def check(world: World, was: dict[int, str]) -> None:
    """What must hold after every event."""
    with all_tenants():
        check_numbers(world)
        assert CarrierEvent.objects.count() == world.said, "nothing that a carrier says is lost"
        assert not CarrierEvent.objects.filter(note__startswith="An unexpected error").exists()
        for order in PortOrder.objects.all():
            check_order(order, was.get(order.pk))


@pytest.mark.usefixtures("reference_data")
@settings(max_examples=30)
@given(
    st.lists(EVENTS, min_size=10, max_size=14),
    st.sampled_from([Status.DRAFT, Status.IN_REVIEW, Status.IN_REVIEW, Status.SENT, Status.LOCKED]),
)
def test_whatever_happens_the_invariants_hold(events: list[tuple[Any, ...]], start: str) -> None:
    with transaction.atomic():
        world = World()
        if start != Status.DRAFT:
            world.do(("people", 0, Side.CUSTOMER, Status.IN_REVIEW))
        if start in (Status.SENT, Status.LOCKED):
            world.do(("people", 0, Side.DESK, Status.SENT))
            world.do(("sent", 0))
        if start == Status.LOCKED:
            world.do(("carrier", 0, "foc-date-confirmed", 60, []))
            world.do(("clock", 20))
        for event in events:
            was = dict(PortOrder._base_manager.values_list("pk", "status"))
            world.do(event)
            check(world, was)
        transaction.set_rollback(True)
