"""Whatever tenants, people and workers do in whatever order: each number is in one place, each quota is kept."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from carriers.models import SandboxFault, SandboxNumber
from jobs.models import Job
from numbering import assignments, holds, orders, releases
from numbering.models import Allowance, HeldNumber, NumberOrder, PhoneNumber
from numbering.quotas import quota
from tenants.models import Role, Tenant
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_member, make_person, make_tenant
from tests.numbering_core.conftest import HOLD, buy, license_person, make_address, make_stock, seattle, work
from ui.refusals import Refusal

SIZE = 16
WHO = st.integers(0, 1)
SOME = st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=8)
PICK = st.integers(0, 50)


def committed() -> None:
    """Run what waits for a commit, which never comes inside a test's transaction."""
    while connection.run_on_commit:
        waiting, connection.run_on_commit = connection.run_on_commit, []
        for _savepoints, callback, _robust in waiting:
            callback()


class Exchange(RuleBasedStateMachine):
    """Two tenants of eleven and twelve user numbers, two people each, sixteen numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        make_stock(SIZE)
        self.tenants = [make_tenant("north"), make_tenant("south")]
        self.admins = [make_member(t, Role.ADMIN, f"admin@{t.slug}.example") for t in self.tenants]
        self.people = []
        for plans, tenant in enumerate(self.tenants, start=1):
            buy(tenant, "MCOPSTN1", plans)
            buy(tenant, "MCOEV", 5)
            make_address(tenant)
            self.people.append([make_person(tenant, name) for name in ("anna.berg", "lee.chan")])
            for person in self.people[-1]:
                license_person(tenant, person)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def act(self, who: int, verb: Callable[[Tenant], Any]) -> None:
        """An act of a tenant's admin; a refusal is an answer like another."""
        with tenant_scope(self.tenants[who]), suppress(Refusal):
            verb(self.tenants[who])
        committed()

    def order(self, pick: int) -> NumberOrder | None:
        found = list(NumberOrder.objects.select_related("tenant").order_by("-pk")[:6])
        return found[pick % len(found)] if found else None

    def number(self, pick: int) -> PhoneNumber | None:
        found = list(PhoneNumber.objects.select_related("tenant", "person").order_by("e164"))
        return found[pick % len(found)] if found else None

    @rule(who=WHO, wanted=SOME, partly=st.booleans())
    def hold(self, who: int, wanted: set[int], partly: bool) -> None:
        numbers = [seattle(n) for n in wanted]
        self.act(who, lambda t: holds.hold(t, numbers, by=self.admins[who], allow_partial=partly, **HOLD))

    @rule(who=WHO, pick=PICK)
    def extend(self, who: int, pick: int) -> None:
        self.act(who, lambda t: (o := self.order(pick)) and holds.extend(o, by=self.admins[who]))

    @rule(who=WHO, pick=PICK, wanted=st.none() | SOME)
    def let_go(self, who: int, pick: int, wanted: set[int] | None) -> None:
        numbers = None if wanted is None else [seattle(n) for n in wanted]
        self.act(
            who, lambda t: (o := self.order(pick)) and holds.let_go(o, by=self.admins[who], numbers=numbers)
        )

    @rule(who=WHO, pick=PICK, wanted=st.none() | SOME)
    def acquire(self, who: int, pick: int, wanted: set[int] | None) -> None:
        numbers = None if wanted is None else [seattle(n) for n in wanted]
        self.act(
            who, lambda t: (o := self.order(pick)) and orders.acquire(o, by=self.admins[who], numbers=numbers)
        )

    @rule(who=WHO, pick=PICK, person=WHO)
    def assign(self, who: int, pick: int, person: int) -> None:
        def verb(tenant: Tenant) -> None:
            if number := self.number(pick):
                assignments.assign(
                    number, self.people[who][person], by=self.admins[who], emergency_address=None
                )

        self.act(who, verb)

    @rule(who=WHO, pick=PICK, days=st.sampled_from([None, 3, "forever"]))
    def unassign(self, who: int, pick: int, days: Any) -> None:
        self.act(
            who,
            lambda t: (
                (n := self.number(pick)) and assignments.unassign(n, by=self.admins[who], block_days=days)
            ),
        )

    @rule(who=WHO, pick=PICK)
    def release(self, who: int, pick: int) -> None:
        self.act(who, lambda t: (n := self.number(pick)) and releases.release([n], by=self.admins[who]))

    @rule(pick=PICK)
    def a_hold_runs_out(self, pick: int) -> None:
        past = timezone.now() - timedelta(seconds=1)
        with all_tenants():
            if (order := self.order(pick)) is not None and order.status == "held":
                NumberOrder.objects.filter(pk=order.pk).update(expires_at=past)
                HeldNumber.objects.filter(order=order).update(expires_at=past)
                SandboxNumber.objects.filter(reference=order.reference, acquired=False).update(
                    reserved_until=past
                )

    @rule()
    def sweep(self) -> None:
        holds.sweep_expired()
        committed()

    @rule()
    def rest_is_over(self) -> None:
        SandboxNumber.objects.update(resting_until=None)

    @rule(
        operation=st.sampled_from(["acquire", "release", "reserve"]),
        kind=st.sampled_from(SandboxFault.Kind.values),
    )
    def misbehave(self, operation: str, kind: str) -> None:
        SandboxFault.objects.create(operation=operation, kind=kind)

    @rule()
    def workers_work(self) -> None:
        for _ in range(3):
            Job._base_manager.filter(status="queued").update(run_after=timezone.now())
            work()
            committed()
        orders.sweep_stuck()
        releases.sweep_stuck()
        committed()

    @invariant()
    def each_number_is_in_one_place(self) -> None:
        with all_tenants():
            held = HeldNumber.objects.filter(expires_at=None) | HeldNumber.objects.filter(
                expires_at__gt=timezone.now()
            )
            owned = PhoneNumber.objects.values_list("e164", flat=True)
            places = Counter([*held.values_list("e164", flat=True), *owned])
            assert not [number for number, count in places.items() if count > 1]
            bought = set(SandboxNumber.objects.filter(acquired=True).values_list("e164", flat=True))
            under_way = set(HeldNumber.objects.filter(expires_at=None).values_list("e164", flat=True))
            releasing = set(PhoneNumber.objects.filter(status="releasing").values_list("e164", flat=True))
            assert set(owned) - releasing <= bought, "a number that the carrier does not know as ours"
            assert bought <= set(owned) | under_way, "a number was bought and lost"

    @invariant()
    def each_quota_is_kept(self) -> None:
        for tenant in self.tenants:
            with tenant_scope(tenant):
                room = quota(tenant, Allowance.USER)
                assert room.owned + room.held <= room.allowed


@pytest.mark.usefixtures("db")
def test_any_interleaving_keeps_every_number_in_one_place_and_every_quota(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobs.queue.hint", lambda job_id: None)
    how = settings(
        max_examples=20,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        database=None,
    )
    run_state_machine_as_test(Exchange, settings=how)
