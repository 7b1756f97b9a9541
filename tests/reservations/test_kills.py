"""A worker is killed without a word in the middle of a reservation: the next one goes on, nothing twice, nothing lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carriers.models import SandboxNumber
from carriers.sandbox import SandboxCarrier
from jobs.models import Job
from jobs.sweeps import sweep
from numbering import holds, orders
from numbering.models import HeldNumber, PhoneNumber, Reservation
from numbering.reservations import reservations, work
from tenants.models import Role, Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_member
from tests.kills import in_a_worker_that_dies
from tests.reservations.conftest import ask, numbers_of, wish

pytestmark = [
    pytest.mark.kill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data", "quiet"),
]


def take_over() -> None:
    """The dead worker's lease has run out, and the sweep finds its job."""
    Job._base_manager.filter(status="running").update(lease_until=timezone.now() - timedelta(seconds=1))
    while sweep(grace_seconds=-1):
        pass


@pytest.mark.parametrize("moment", ["before hold", "after hold", "before reserve", "before settle"])
def test_holding_goes_on_where_the_dead_worker_stopped(
    shop: Tenant, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 5)
    reservation = ask(shop, make_member(shop, Role.ADMIN, "rosa@halden.example"), wish(14), wish(4))
    job = Job._base_manager.get()
    in_a_worker_that_dies(job.pk, moment, holds, SandboxCarrier, reservations)
    take_over()
    reservation.refresh_from_db()
    assert reservation.status == "ready"
    numbers = numbers_of(reservation)
    assert len(numbers) == 18
    kept = SandboxNumber.objects.filter(pk__in=numbers).exclude(reference="")
    assert kept.count() == 18, "the carrier keeps each of them"


@pytest.mark.parametrize("moment", ["before acquire", "after acquire", "after obtain", "before finish"])
def test_acquiring_goes_on_where_the_dead_worker_stopped(shop: Tenant, moment: str) -> None:
    admin = make_member(shop, Role.ADMIN, "rosa@halden.example")
    reservation = ask(shop, admin, wish(9), wish(4))
    take_over()
    with tenant_scope(shop):
        reservations.confirm(Reservation.objects.get(), by=admin)
    job = Job._base_manager.get(kind=orders.RESERVATION_KIND)
    in_a_worker_that_dies(job.pk, moment, SandboxCarrier, orders, reservations)
    take_over()
    reservation.refresh_from_db()
    assert reservation.status == "done"
    assert PhoneNumber._base_manager.count() == 13
    assert SandboxNumber.objects.filter(acquired=True).count() == 13
    assert not HeldNumber._base_manager.exists()
