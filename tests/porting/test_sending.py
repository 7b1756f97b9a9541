"""Orders reach the carrier once, whatever fails on the way: down, late, refused, killed."""

import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from carriers.models import SandboxFault, SandboxPort
from carriers.porting_base import port_carrier
from jobs import sweeps
from jobs.models import Job
from jobs.runner import MAX_ATTEMPTS
from porting.carrier import clockwork, polling, sending
from porting.carrier.facts import facts_of
from porting.models import CarrierOrder, PortDocument, PortEvent, PortOrder
from porting.transitions import Side, move
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_tenant
from tests.kills import in_a_worker_that_dies
from tests.porting.carrier_days import at_the_carrier, fresh, pass_days, rounds, send_order
from tests.porting.conftest import make_order
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def due_now() -> None:
    """Jobs that were put back are due."""
    Job._base_manager.filter(status=Job.Status.QUEUED).update(run_after=timezone.now() - timedelta(hours=1))


def sent_anew(tenant: Tenant, by: User, **fields: Any) -> PortOrder:
    """An order that was just sent, before any worker has seen it."""
    order = make_order(tenant, Status.IN_REVIEW, **fields)
    with tenant_scope(tenant):
        sending.send(order, by=by)
    return fresh(order)


def fail(operation: str, kind: str, times: int = 1) -> None:
    SandboxFault.objects.create(operation=operation, kind=kind, remaining=times)


def test_a_carrier_that_is_down_is_asked_again_at_longer_intervals(tenant: Tenant, admin: User) -> None:
    fail("port_submit", "fail", 3)
    order = sent_anew(tenant, admin)
    waits = []
    for _ in range(3):
        due_now()
        before = timezone.now()
        sweeps.sweep(grace_seconds=0)
        job = Job._base_manager.get(kind=sending.SEND)
        waits.append(round((job.run_after - before).total_seconds()))
    assert waits == [15, 30, 60]
    assert at_the_carrier(order) == []
    due_now()
    sweeps.sweep(grace_seconds=0)
    assert len(at_the_carrier(order)) == 1
    assert fresh(order).carrier_reference == f"SP-{order.reference}-1"


def test_an_answer_that_came_too_late_does_not_make_a_second_order(tenant: Tenant, admin: User) -> None:
    fail("port_submit", "late")
    order = sent_anew(tenant, admin)
    sweeps.sweep(grace_seconds=0)
    assert len(at_the_carrier(order)) == 1
    due_now()
    sweeps.sweep(grace_seconds=0)
    assert len(at_the_carrier(order)) == 1
    assert CarrierOrder._base_manager.count() == 1


def test_what_the_carrier_refuses_goes_back_to_the_desk_with_the_reason(tenant: Tenant, admin: User) -> None:
    fail("port_submit", "refuse")
    order = sent_anew(tenant, admin)
    rounds(1)
    order = fresh(order)
    assert (order.status, order.error) == (Status.IN_REVIEW, "The carrier refused.")
    assert order.answer_due_at is not None
    assert PortEvent._base_manager.filter(order=order, private=True, text="The carrier refused.").exists()
    with tenant_scope(tenant):
        sending.send(order, by=admin)
    rounds(1)
    assert (fresh(order).status, fresh(order).error) == (Status.SENT, "")
    assert len(at_the_carrier(order)) == 1


def test_after_many_tries_the_desk_is_told(tenant: Tenant, admin: User) -> None:
    fail("port_submit", "fail", 50)
    order = sent_anew(tenant, admin)
    for _ in range(MAX_ATTEMPTS):
        due_now()
        sweeps.sweep(grace_seconds=0)
    assert fresh(order).status == Status.IN_REVIEW
    assert fresh(order).error == "The carrier did not answer."


def test_a_job_that_broke_hands_the_order_to_the_desk(tenant: Tenant, admin: User) -> None:
    order = sent_anew(tenant, admin)
    Job._base_manager.update(status=Job.Status.FAILED, error="It broke.")
    clockwork.pick_up()
    assert (fresh(order).status, fresh(order).error) == (Status.IN_REVIEW, "It broke.")


def test_an_order_whose_job_was_never_asked_for_is_found(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.SENT)
    assert clockwork.pick_up() == 1
    assert clockwork.pick_up() == 1
    assert Job._base_manager.count() == 1
    sweeps.sweep(grace_seconds=0)
    assert len(at_the_carrier(order)) == 1
    assert clockwork.pick_up() == 0


def test_an_order_that_was_cancelled_meanwhile_is_not_sent(tenant: Tenant, admin: User) -> None:
    order = sent_anew(tenant, admin)
    with tenant_scope(tenant):
        move(order, Status.CANCEL_REQUESTED, by=admin, side=Side.CUSTOMER)
    rounds(3)
    assert fresh(order).status == Status.CANCELLED
    assert at_the_carrier(order) == []


def test_the_carrier_is_told_all_that_it_needs(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW, account_pin="4711")
    with tenant_scope(tenant):
        for kind, removed in (("bill", None), ("letter", None), ("other", None), ("bill", timezone.now())):
            PortDocument.objects.create(
                tenant=tenant,
                order=order,
                kind=kind,
                file_name=f"{kind}.pdf",
                content_type="application/pdf",
                size=3,
                digest="0",
                content=b"PDF",
                added_by_name="Rosa",
                removed_at=removed,
            )
        order.numbers.filter(e164__endswith="0").update(rio="01P123456ABC")
        facts = facts_of(order)
    assert (facts.reference, facts.version, facts.account_pin) == (order.reference, 1, "4711")
    assert facts.address["postal_code"] == "98402"
    assert list(facts.number_codes.values()) == ["01P123456ABC"]
    assert [paper.kind for paper in facts.papers] == ["bill", "letter"]
    assert facts.papers[0].read() == b"PDF"


def test_numbers_that_were_taken_out_or_have_moved_are_not_told(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW, numbers=4)
    with tenant_scope(tenant):
        first, second, *rest = [row.e164 for row in order.numbers.order_by("e164")]
        order.numbers.filter(e164=first).update(status="dropped")
        order.numbers.filter(e164=second).update(status="activated")
        assert facts_of(order).numbers == tuple(rest)


def test_a_correction_is_sent_once_however_often_the_job_runs(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="LOCATION_MISMATCH")
    pass_days(2.25)
    order = fresh(order)
    fail("port_submit", "late")
    with tenant_scope(tenant):
        move(order, Status.IN_REVIEW, by=admin, side=Side.CUSTOMER, version=2)
        sending.send(order, by=admin)
    for _ in range(3):
        due_now()
        rounds(1)
    (port,) = at_the_carrier(order)
    assert (port.version, port.words) == (2, "submitted")
    assert CarrierOrder._base_manager.get().version == 2
    assert fresh(order).status == Status.SENT


def test_the_desk_may_send_the_same_version_again(tenant: Tenant, admin: User) -> None:
    order = send_order(tenant, admin, script="OSP_IRRESPONSIVE")
    pass_days(2.25)
    order = fresh(order)
    with tenant_scope(tenant):
        sending.send(order, by=admin)
    rounds()
    assert fresh(order).status == Status.SENT
    assert at_the_carrier(order)[0].words == "submitted"


def test_a_date_that_the_carrier_does_not_take_is_told_and_not_asked_again(
    tenant: Tenant, admin: User
) -> None:
    order = send_order(tenant, admin)
    pass_days(4)
    fail("port_date", "refuse")
    PortOrder._base_manager.filter(pk=order.pk).update(wanted_at=timezone.now() + timedelta(days=20))
    rounds(4)
    texts = PortEvent._base_manager.filter(order=order, text__startswith="The carrier does not take")
    assert texts.count() == 1
    assert Job._base_manager.filter(kind=sending.DATE).count() == 1


def test_a_carrier_that_does_not_answer_a_poll_is_asked_next_time(
    tenant: Tenant, admin: User, settings: Any
) -> None:
    send_order(tenant, admin)
    settings.PORT_POLL_SECONDS = 0
    fail("port_poll", "fail")
    SandboxPort.objects.update(serial=F("serial") + 1)
    assert polling.poll_due() == 0
    assert polling.poll_due() == 1
    settings.PORT_POLL_SECONDS = 600
    assert polling.poll_due() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet")
def test_two_workers_at_once_make_one_order(reference_data: None) -> None:
    tenant = make_tenant(f"race-{uuid.uuid4().hex[:8]}")
    admin = User.objects.create_user(f"{tenant.slug}@example.com")
    order = sent_anew(tenant, admin)
    (pk,) = sweeps.waiting_jobs(grace_seconds=0)
    at_once(*[lambda: sweeps.run(pk)] * 3)
    assert len(at_the_carrier(order)) == 1
    assert CarrierOrder._base_manager.filter(order=order).count() == 1


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    "die_at", ["before submit", "after submit", "before record_parts", "after record_parts"]
)
def test_a_worker_that_is_killed_leaves_one_order_and_loses_none(
    die_at: str, reference_data: None, settings: Any
) -> None:
    settings.JOB_LEASE_SECONDS = 0.1
    tenant = make_tenant(f"kill-{uuid.uuid4().hex[:8]}")
    admin = User.objects.create_user(f"{tenant.slug}@example.com")
    order = sent_anew(tenant, admin)
    (pk,) = sweeps.waiting_jobs(grace_seconds=0)
    in_a_worker_that_dies(pk, die_at, type(port_carrier()), sending)
    _until(lambda: bool(sweeps.waiting_jobs(grace_seconds=0)))
    settings.JOB_LEASE_SECONDS = 30
    rounds()
    assert len(at_the_carrier(order)) == 1
    assert CarrierOrder._base_manager.filter(order=order).count() == 1
    assert Job._base_manager.get(kind=sending.SEND).status == Job.Status.DONE
    told = PortEvent._base_manager.filter(order=order, text__startswith="The carrier has the order as")
    assert told.count() == 1


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
