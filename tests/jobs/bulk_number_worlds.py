"""A small world for each kind of bulk work on numbers and port orders, with the work asked for."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.utils import timezone

from carriers.models import SandboxFault, SandboxNumber
from numbering import assignments, orders, releases, usage
from numbering.files import assignment_files
from numbering.models import (
    AssignmentFile,
    HeldNumber,
    NumberOrder,
    PhoneNumber,
    Reservation,
    ReservationLine,
)
from numbering.reservations import reservations, sweeps
from porting.carrier import sending
from porting.models import PortOrder
from porting.orders import cancel
from tenants.models import EmergencyAddress, Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.jobs import bulk_worlds
from tests.jobs.bulk_worlds import Act, in_scope, work, world
from tests.number_files import conftest as number_files
from tests.numbering_core.conftest import buy, hold_some, make_stock, seattle
from tests.porting.carrier_days import pass_days
from tests.porting.conftest import make_order
from tests.reservations.conftest import PORTLAND, SEATTLE, SPOKANE, ask, stock_more, wish


def number_shop() -> tuple[Tenant, User, list[Person]]:
    """Twelve people with all that a number needs, and twenty numbers."""
    tenant, admin = bulk_worlds.shop()
    return tenant, admin, number_files.shop(tenant, admin, people=12, numbers=18)


def number_file(tenant: Tenant, by: User) -> AssignmentFile:
    """Numbers that are given, taken and moved on, and rows that are wrong."""
    return number_files.upload_of(
        tenant,
        by,
        *(f"p{n}@x.example,{seattle(n)},," for n in range(1, 9)),
        "p9@x.example,next free in Portland,,",
        f"p1@x.example,{seattle(1)},,unassign",
        f"p10@x.example,{seattle(1)},,",
        "nobody@x.example,+12065550111,,",
        f"p11@x.example,{seattle(2)},,",
        notify=True,
    )


@world("a file of numbers is read")
def number_file_read() -> Act:
    tenant, admin, _people = number_shop()

    def upload() -> None:
        if not AssignmentFile.objects.exists():
            number_file(tenant, admin)

    return partial(in_scope, tenant, upload)


@world("numbering.assignment_file")
def number_file_apply() -> Act:
    tenant, admin, _people = number_shop()
    with tenant_scope(tenant):
        assignment_files.confirm(number_file(tenant, admin), by=admin)
    PhoneNumber._base_manager.filter(e164=seattle(4)).update(blocked_forever=True)
    return work


@world("numbering.activate")
def activate() -> Act:
    tenant, admin, people = number_shop()
    with tenant_scope(tenant):
        numbers = PhoneNumber.objects.select_related("tenant").order_by("pk")
        address = EmergencyAddress.objects.get()
        pairs = list(zip(numbers, people, strict=False))
        assignments.assign_many(pairs, emergency_address=address, by=admin)
    return work


@world("numbers are for something else")
def change_usage() -> Act:
    tenant, admin, _people = number_shop()

    def change() -> None:
        usage.change_many(list(PhoneNumber.objects.select_related("tenant")), "voice_app", by=admin)

    return partial(in_scope, tenant, change)


def stocked_shop() -> tuple[Tenant, User]:
    """The right to 43 user numbers, and small stocks of three cities."""
    tenant, admin = bulk_worlds.shop()
    make_stock()
    stock_more()
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)
    return tenant, admin


def taken_elsewhere(e164: str) -> None:
    """The carrier has given the number to another customer of its own."""
    SandboxNumber.objects.filter(pk=e164).update(acquired=True, reference="ANOTHER", reserved_until=None)


@world("numbering.acquire")
def acquire() -> Act:
    tenant, admin = stocked_shop()
    order = hold_some(tenant, admin, *range(12))
    taken_elsewhere(seattle(3))
    with tenant_scope(tenant):
        orders.acquire(order, by=admin, numbers=[seattle(n) for n in range(8)])
    return work


@world("numbers that the carrier refuses")
def acquire_in_vain() -> Act:
    tenant, admin = stocked_shop()
    order = hold_some(tenant, admin, 1, 2, 3)
    SandboxFault.objects.create(operation="acquire", kind="refuse", remaining=99)
    with tenant_scope(tenant):
        orders.acquire(order, by=admin)
    return work


@world("numbering.release")
def release() -> Act:
    tenant, admin = stocked_shop()
    for numbers in ((1, 2, 3, 4), (5, 6, 7)):
        with tenant_scope(tenant):
            orders.acquire(hold_some(tenant, admin, *numbers), by=admin)
    work()
    number_files.own(tenant, admin, [seattle(n) for n in range(10, 16)])
    with tenant_scope(tenant):
        releases.release(list(PhoneNumber.objects.order_by("pk")), by=admin)
    return work


def asked() -> tuple[Tenant, User]:
    tenant, admin = stocked_shop()
    ask(tenant, admin, wish(14), wish(7, SPOKANE), wish(4, PORTLAND))
    return tenant, admin


def reserved() -> tuple[Tenant, User]:
    tenant, admin = asked()
    work()
    return tenant, admin


@world("numbering.hold_reservation")
def hold_reservation() -> Act:
    asked()
    return work


@world("what a reservation lacks is held elsewhere")
def hold_elsewhere() -> Act:
    tenant, admin = reserved()
    with tenant_scope(tenant):
        line = ReservationLine.objects.select_related("tenant", "reservation__tenant").get(city="Spokane")
        reservations.take_alternative(line, SEATTLE, by=admin)
    return work


@world("a reservation that the carrier refuses")
def acquire_reservation_in_vain() -> Act:
    tenant, admin = reserved()
    SandboxFault.objects.create(operation="acquire", kind="refuse", remaining=99)
    with tenant_scope(tenant):
        reservations.confirm(Reservation.objects.get(), by=admin)
    return work


@world("numbering.acquire_reservation")
def acquire_reservation() -> Act:
    tenant, admin = reserved()
    first = HeldNumber._base_manager.order_by("e164").first()
    assert first is not None
    taken_elsewhere(first.e164)
    with tenant_scope(tenant):
        reservations.confirm(Reservation.objects.get(), by=admin)
    return work


@world("a reservation is prolonged")
def extend_reservation() -> Act:
    reserved()
    soon = timezone.now() + timedelta(minutes=20)  # of sixty, so it is due
    for model in (Reservation, NumberOrder, HeldNumber):
        model._base_manager.update(expires_at=soon)
    return sweeps.sweep


@world("a reservation is given back")
def give_back_reservation() -> Act:
    tenant, admin = reserved()

    def click() -> None:
        reservation = Reservation.objects.select_related("tenant").get()
        if reservation.status != Reservation.Status.GIVEN_BACK:
            reservations.give_back(reservation, by=admin)

    return partial(in_scope, tenant, click)


def ports(status: str = PortOrder.Status.IN_REVIEW) -> tuple[Tenant, User, list[PortOrder]]:
    """Four port orders, one of which the carrier divides, and one of which it refuses."""
    tenant, admin = bulk_worlds.shop()
    found = []
    for script in ("7741", "7741 TEST-SPLIT", "7741 B", "7741 TEST-REFUSE"):
        found.append(make_order(tenant, status, numbers=12, account_number=script, foc_at=None))
    PortOrder._base_manager.update(created_by=admin)
    return tenant, admin, found


def sent() -> tuple[Tenant, User, list[PortOrder]]:
    tenant, admin, found = ports()
    for_each(tenant, found, lambda order: sending.send(order, by=admin))
    return tenant, admin, found


def for_each(tenant: Tenant, found: list[PortOrder], act: Callable[[PortOrder], object]) -> None:
    """Do something with each order, as it is now."""
    with tenant_scope(tenant):
        for order in PortOrder.objects.filter(pk__in=[one.pk for one in found]).select_related("tenant"):
            act(order)


@world("porting.send")
def port_send() -> Act:
    sent()
    return work


@world("porting.cancel")
def port_cancel() -> Act:
    tenant, admin, found = sent()
    work()
    for_each(tenant, found, lambda order: cancel(order, by=admin))
    return work


@world("porting.date")
def port_date() -> Act:
    tenant, admin, found = sent()
    work()
    pass_days(4)
    PortOrder._base_manager.update(wanted_at=timezone.now() + timedelta(days=20))
    for_each(tenant, found, lambda order: sending.date_later(order, by=admin))
    return work
