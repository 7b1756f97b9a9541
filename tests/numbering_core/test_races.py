"""Real transactions and real processes: two at the same moment, a killed worker, a broker that is gone."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from carriers.models import SandboxNumber
from carriers.sandbox import SandboxCarrier
from config.celery import app
from jobs.models import Job
from jobs.sweeps import sweep
from numbering import holds, orders
from numbering.models import Allowance, HeldNumber, NumberOrder, PhoneNumber
from numbering.quotas import quota
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.kills import in_a_worker_that_dies
from tests.numbering_core.conftest import HOLD, buy, hold_some, make_stock, seattle, work
from tests.races import at_once
from ui.refusals import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_broker() -> Iterator[None]:
    """Tasks are really sent, to a port where nobody listens."""
    before = {name: app.conf[name] for name in ("task_always_eager", "broker_url")}
    app.conf.update(task_always_eager=False, broker_url="redis://127.0.0.1:1/0")
    yield
    app.conf.update(before)


@pytest.mark.parametrize("partly", [False, True])
def test_two_tenants_who_want_the_same_numbers_at_one_moment_never_both_get_one(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User, partly: bool
) -> None:
    make_stock(20)
    for each in (tenant, other_tenant):
        buy(each, "MCOPSTN1", 30)
    for first in (0, 8):
        ours, theirs = list(range(first, first + 8)), list(range(first + 7, first - 1, -1))
        at_once(
            partial(hold_some, tenant, admin, *ours, allow_partial=partly),
            partial(hold_some, other_tenant, stranger, *theirs, allow_partial=partly),
        )
    with all_tenants():
        held = {row.e164: row.order.reference for row in HeldNumber.objects.select_related("order")}
    at_the_carrier = dict(SandboxNumber.objects.exclude(reference="").values_list("e164", "reference"))
    assert held == at_the_carrier
    assert len(held) == 16


def test_two_admins_of_a_tenant_cannot_pass_the_quota_together(tenant: Tenant, admin: User) -> None:
    make_stock(20)
    buy(tenant, "MCOPSTN1", 1)  # eleven numbers
    answers = at_once(
        lambda: hold_some(tenant, admin, *range(8)),
        lambda: hold_some(tenant, admin, *range(8, 16)),
        lambda: hold_some(tenant, admin, 16, 17),
    )
    with tenant_scope(tenant):
        room = quota(tenant, Allowance.USER)
    assert room.held <= room.allowed
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1


def test_a_double_click_on_acquire_is_one_job(tenant: Tenant, admin: User) -> None:
    make_stock(5)
    buy(tenant, "MCOPSTN1", 1)
    order = hold_some(tenant, admin, 1, 2)

    def click() -> int:
        with tenant_scope(tenant):
            return orders.acquire(order, by=admin).pk

    first, second = at_once(click, click)
    assert first == second
    assert PhoneNumber._base_manager.count() == 2


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "die_at",
    ["before acquire", "after acquire", "before _keep", "after _keep", "before _finish", "after _finish"],
)
def test_a_worker_killed_while_acquiring_loses_nothing_and_buys_nothing_twice(
    tenant: Tenant, admin: User, die_at: str
) -> None:
    make_stock(5)
    buy(tenant, "MCOPSTN1", 1)
    order = hold_some(tenant, admin, 1, 2, 3)
    with tenant_scope(tenant):
        job = orders.acquire(order, by=admin)
    in_a_worker_that_dies(job.pk, die_at, SandboxCarrier, orders)
    assert sweep(grace_seconds=-1) == 0, "the lease still runs"
    Job._base_manager.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    with tenant_scope(tenant):
        order.refresh_from_db()
        job.refresh_from_db()
        assert (order.status, order.acquired_count, job.status) == ("acquired", 3, "done")
        assert [number.e164 for number in PhoneNumber.objects.all()] == [seattle(n) for n in (1, 2, 3)]
        assert not HeldNumber.objects.exists()
        assert quota(tenant, Allowance.USER).owned == 3
    assert SandboxNumber.objects.filter(acquired=True, reference=order.reference).count() == 3


def test_without_a_broker_hold_and_acquire_are_saved_and_the_sweep_finishes_them(
    tenant: Tenant, admin: User, no_broker: None
) -> None:
    make_stock(5)
    buy(tenant, "MCOPSTN1", 1)
    order = hold_some(tenant, admin, 1, 2)
    with tenant_scope(tenant):
        job = orders.acquire(order, by=admin)
        job.refresh_from_db()
        assert job.status == "queued"
        work()
        order.refresh_from_db()
        assert (order.status, order.acquired_count) == ("acquired", 2)


@pytest.mark.usefixtures("quiet")
def test_a_flushed_broker_is_a_lost_hint_and_nothing_else(tenant: Tenant, admin: User) -> None:
    make_stock(5)
    buy(tenant, "MCOPSTN1", 1)
    order = hold_some(tenant, admin, 1)
    with tenant_scope(tenant):
        orders.acquire(order, by=admin)
        assert work() == 1
        assert NumberOrder.objects.get().status == "acquired"


def test_a_hold_that_two_want_as_it_runs_out_goes_to_one(
    tenant: Tenant, admin: User, other_tenant: Tenant, stranger: User
) -> None:
    make_stock(5)
    for each in (tenant, other_tenant):
        buy(each, "MCOPSTN1", 30)
    order = hold_some(tenant, admin, 1)
    past = timezone.now() - timedelta(seconds=1)
    NumberOrder._base_manager.update(expires_at=past)
    HeldNumber._base_manager.update(expires_at=past)
    SandboxNumber.objects.update(reserved_until=past)

    def acquire() -> Any:
        with tenant_scope(tenant):
            return orders.acquire(order, by=admin)

    def take() -> Any:
        with tenant_scope(other_tenant):
            return holds.hold(other_tenant, [seattle(1)], by=stranger, **HOLD)

    answers = at_once(acquire, take)
    assert isinstance(answers[0], Refusal)
    assert answers[1].status == "held"
