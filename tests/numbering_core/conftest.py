"""A stock that is made in milliseconds, and tenants that may use it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from carriers import stock
from carriers.base import NumberKind, Query
from jobs.sweeps import sweep
from licensing.models import Assignment as Seat
from licensing.models import Product, SeatPurchase
from numbering import holds
from numbering.models import NumberOrder
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Tenant, User
from tenants.scoping import tenant_scope

SEATTLE = Query("US", NumberKind.GEOGRAPHIC, state="Washington", city="Seattle")
HOLD = {"query_place": "Seattle, WA", "usage": "user", "kind": "geographic", "country": "US"}


def seattle(n: int) -> str:
    """The n-th number of the test stock."""
    return f"+120625550{n:02d}"


def make_stock(size: int = 20) -> None:
    """So many numbers of Seattle for people and for services, and toll-free ones."""
    place = ("US", "Washington", "Seattle")
    stock.put(
        [
            stock.Block("+120625550", size, *place, NumberKind.GEOGRAPHIC, True),
            stock.Block("+120625551", size, *place, NumberKind.GEOGRAPHIC, False),
            stock.Block("+180023450", size, "US", "", "", NumberKind.TOLL_FREE, False),
        ]
    )


def buy(tenant: Tenant, sku: str, quantity: int) -> None:
    """Seats for a tenant; the product is what the catalogue says, or a small one of ours."""
    gives = {
        "MCOPSTN1": ["calling_plan"],
        "MCOEV": ["phone_system"],
        "MCOPSTN_PAYG_1": ["calling_plan", "payg"],
    }
    product, _made = Product.objects.get_or_create(
        sku=sku, defaults={"name": sku, "gives": gives.get(sku, [])}
    )
    with tenant_scope(tenant):
        SeatPurchase.objects.create(
            tenant=tenant,
            product=product,
            quantity=quantity,
            reference=f"{sku} {timezone.now().timestamp()}",
            bought_on=timezone.localdate(),
            source=SeatPurchase.Source.OPERATOR,
            recorded_by_name="Test",
        )


def license_person(tenant: Tenant, person: Person, *skus: str) -> None:
    """Give a person active seats."""
    with tenant_scope(tenant):
        for sku in skus or ("MCOEV", "MCOPSTN1"):
            Seat.objects.create(
                tenant=tenant, person=person, product_id=sku, state=Seat.State.ACTIVE, usage_location="US"
            )


def make_address(tenant: Tenant, country: str = "US", *, validated: bool = True) -> EmergencyAddress:
    """An emergency address, validated unless said otherwise; the country's terms are accepted."""
    with tenant_scope(tenant):
        EmergencyTerms.objects.get_or_create(
            tenant=tenant, country=country, defaults={"accepted_by_name": "Rosa"}
        )
        return EmergencyAddress.objects.create(
            tenant=tenant,
            name=f"Office {country} {validated}",
            company=tenant.name,
            country=country,
            street="Pine Street",
            city="Seattle",
            validation="validated" if validated else "draft",
        )


def hold_some(tenant: Tenant, by: User, *numbers: int, **more: Any) -> NumberOrder:
    """Hold numbers of the test stock."""
    with tenant_scope(tenant):
        return holds.hold(tenant, [seattle(n) for n in numbers], by=by, **{**HOLD, **more})


def work() -> int:
    """Let the workers do what waits."""
    return sum(iter(lambda: sweep(grace_seconds=-1), 0))


@pytest.fixture
def stocked(db: None) -> None:
    make_stock()


@pytest.fixture
def plans(tenant: Tenant, stocked: None) -> None:
    """Thirty plans and Phone System: 43 user numbers."""
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)


@pytest.fixture
def inside(tenant: Tenant) -> Iterator[None]:
    """The whole test runs in the tenant's scope."""
    with tenant_scope(tenant):
        yield


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[..., Any]:
    """Run what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
