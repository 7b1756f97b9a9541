"""Acquiring: by reference, once, with every way in which a carrier goes wrong."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from audit.models import Event
from carriers.models import SandboxFault, SandboxNumber
from jobs.models import Job
from numbering import holds, orders
from numbering.inventory import receive
from numbering.management.commands.state_diagrams import PATH, page
from numbering.models import Allowance, HeldNumber, NumberOrder, PhoneNumber
from numbering.quotas import quota
from numbering.tasks import sweep_holds
from tenants.models import Tenant, User
from tests.numbering_core.conftest import hold_some, seattle, work
from ui.refusals import Refusal

pytestmark = [pytest.mark.usefixtures("plans", "inside"), pytest.mark.django_db]


def due_now() -> None:
    """Let jobs that were put back be due."""
    Job._base_manager.filter(status="queued").update(run_after=timezone.now())


def finish() -> None:
    """Work until nothing waits, however often it is put back."""
    for _ in range(20):
        due_now()
        if not work():
            return


def test_acquired_numbers_are_in_the_inventory_with_their_place(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1, 2, 3)
    job = orders.acquire(order, by=admin)
    assert orders.acquire(order, by=admin).pk == job.pk
    finish()
    order.refresh_from_db()
    assert (order.status, order.acquired_count, order.error) == ("acquired", 3, "")
    number = PhoneNumber.objects.get(e164=seattle(2))
    assert (number.city, number.origin, number.supply, number.status) == (
        "Seattle",
        "online",
        "calling_plan",
        "unassigned",
    )
    assert "062" in number.digit_groups
    assert number.max_concurrent_calls == 3
    assert not HeldNumber.objects.exists()
    assert SandboxNumber.objects.filter(acquired=True, reference=order.reference).count() == 3
    room = quota(tenant, Allowance.USER)
    assert (room.owned, room.held) == (3, 0)
    assert Event.objects.filter(action="number.acquired").count() == 3


def test_only_the_chosen_numbers_are_acquired_and_the_rest_is_free_again(
    tenant: Tenant, admin: User, on_commit
) -> None:  # type: ignore[no-untyped-def]
    order = hold_some(tenant, admin, 1, 2, 3)
    with on_commit():
        orders.acquire(order, by=admin, numbers=[seattle(2), "+19995550000"])
    finish()
    assert [number.e164 for number in PhoneNumber.objects.all()] == [seattle(2)]
    assert hold_some(tenant, admin, 1, 3).quantity == 2


@pytest.mark.parametrize("kind", ["late", "fail"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_late_or_missing_answer_is_asked_for_again_and_nothing_is_bought_twice(
    tenant: Tenant, admin: User, kind: str, times: int
) -> None:
    SandboxFault.objects.create(operation="acquire", kind=kind, remaining=times)
    order = hold_some(tenant, admin, 1, 2)
    orders.acquire(order, by=admin)
    finish()
    order.refresh_from_db()
    assert (order.status, order.acquired_count) == ("acquired", 2)
    assert SandboxNumber.objects.filter(acquired=True).count() == PhoneNumber.objects.count() == 2


def test_a_short_answer_leaves_the_refused_number_free(tenant: Tenant, admin: User, on_commit) -> None:  # type: ignore[no-untyped-def]
    SandboxFault.objects.create(operation="acquire", kind="short")
    order = hold_some(tenant, admin, 1, 2)
    orders.acquire(order, by=admin)
    with on_commit():
        finish()
    order.refresh_from_db()
    assert (order.status, order.acquired_count) == ("acquired", 1)
    assert order.error == "(206) 255-5002 could not be acquired."
    assert not HeldNumber.objects.exists()
    assert hold_some(tenant, admin, 2).quantity == 1


@pytest.mark.parametrize(("kind", "times"), [("refuse", 1), ("fail", 99), ("late", 99)])
def test_a_carrier_that_never_agrees_gets_everything_back(
    tenant: Tenant, admin: User, kind: str, times: int, on_commit
) -> None:  # type: ignore[no-untyped-def]
    SandboxFault.objects.create(operation="acquire", kind=kind, remaining=times)
    order = hold_some(tenant, admin, 1, 2)
    job = orders.acquire(order, by=admin)
    with on_commit():
        finish()
    order.refresh_from_db()
    job.refresh_from_db()
    assert (order.status, job.status) == ("failed", "failed")
    assert order.error
    assert not HeldNumber.objects.exists()
    assert not PhoneNumber.objects.exists()
    assert not SandboxNumber.objects.filter(acquired=True).exists()


def test_a_number_that_somebody_owns_already_goes_back_to_the_carrier(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1, 2)
    orders.acquire(order, by=admin)
    # Ported in by somebody between the hold and the purchase.
    HeldNumber.objects.filter(e164=seattle(1)).update(e164="+1999")
    receive(tenant, [seattle(1)], origin="ported", usage="user", kind="geographic", country="US", by=admin)
    HeldNumber.objects.filter(e164="+1999").update(e164=seattle(1))
    finish()
    order.refresh_from_db()
    assert order.acquired_count == 1
    assert not SandboxNumber.objects.get(pk=seattle(1)).acquired
    assert PhoneNumber.objects.get(e164=seattle(1)).origin == "ported"


def test_an_order_whose_job_broke_for_good_is_ended_by_the_sweep(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1)
    job = orders.acquire(order, by=admin)
    Job.objects.filter(pk=job.pk).update(status="failed")
    assert orders.sweep_stuck() == 1
    order.refresh_from_db()
    assert order.status == "failed"
    assert not HeldNumber.objects.exists()
    assert orders.sweep_stuck() == 0


def test_nothing_chosen_and_nothing_held_are_refused(tenant: Tenant, admin: User) -> None:
    order = hold_some(tenant, admin, 1)
    with pytest.raises(Refusal, match="Choose"):
        orders.acquire(order, by=admin, numbers=[])
    holds.let_go(order, by=admin)
    with pytest.raises(Refusal, match="ended"):
        orders.acquire(order, by=admin)


def test_the_diagram_in_the_docs_is_what_the_tables_say() -> None:
    assert (settings.BASE_DIR / PATH).read_text(encoding="utf-8") == page(), "run manage.py state_diagrams"


def test_the_sweep_task_runs_all_sweeps() -> None:
    sweep_holds()
    assert not NumberOrder.objects.exists()
    call_command("check")
