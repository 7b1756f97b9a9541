"""A small stock of service numbers, and tenants that may buy of it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from carriers import stock
from carriers.base import NumberKind
from credits.models import Entry
from credits.payments import record_payment
from jobs.sweeps import sweep
from licensing import catalogue
from licensing.models import Product, SeatPurchase
from numbering.inventory import receive
from numbering.models import PhoneNumber
from services.voice_apps.models import VoiceApp
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_site
from tests.voice_apps.conftest import make_app

ClientOf = Callable[[User], Client]


def toll(n: int) -> str:
    """The n-th toll number of the stock: Seattle."""
    return f"+120625551{n:02d}"


def toll_free(n: int) -> str:
    """The n-th toll-free number of the stock."""
    return f"+180023450{n:02d}"


def user_number(n: int) -> str:
    """The n-th number for people of the stock: Seattle."""
    return f"+120625550{n:02d}"


def make_stock(size: int = 12) -> None:
    """So many of each kind."""
    place = ("US", "Washington", "Seattle")
    stock.put(
        [
            stock.Block("+120625550", size, *place, NumberKind.GEOGRAPHIC, True),
            stock.Block("+120625551", size, *place, NumberKind.GEOGRAPHIC, False),
            stock.Block("+180023450", size, "US", "", "", NumberKind.TOLL_FREE, False),
        ]
    )


def buy(tenant: Tenant, quantity: int, sku: str = "MCOEV") -> None:
    """Seats; MCOEV is Phone System, MCOMEETADV Audio Conferencing."""
    if not Product.objects.filter(pk=sku).exists():
        catalogue.load()
    with tenant_scope(tenant):
        SeatPurchase.objects.create(
            tenant=tenant,
            product=Product.objects.get(pk=sku),
            quantity=quantity,
            reference=f"{sku} {timezone.now().timestamp()}",
            bought_on=timezone.localdate(),
            source=SeatPurchase.Source.OPERATOR,
            recorded_by_name="Test",
        )


def pay(tenant: Tenant, by: User, amount: int = 50) -> None:
    """Credit."""
    with tenant_scope(tenant):
        record_payment(
            tenant,
            amount=Decimal(amount),
            reference=f"W {timezone.now().timestamp()}",
            paid_at=timezone.now(),
            source=Entry.Source.OPERATOR,
            by=by,
        )


def give(tenant: Tenant, by: User, *e164s: str, **fields: str) -> list[PhoneNumber]:
    """Numbers that the desk delivered; toll numbers for a queue unless said otherwise."""
    values = {"origin": "requested", "usage": "voice_app", "kind": "geographic", "country": "US", **fields}
    with tenant_scope(tenant):
        return receive(tenant, e164s, by=by, **values)  # type: ignore[arg-type]


def work() -> int:
    """Let the workers do what waits."""
    return sum(iter(lambda: sweep(grace_seconds=0), 0))


@pytest.fixture
def ready(tenant: Tenant, reference_data: None) -> Tenant:
    """A tenant with a site in Seattle and one licence, which allows five numbers of each kind; and stock."""
    make_site(tenant)
    buy(tenant, 1)
    make_stock()
    return tenant


@pytest.fixture
def owner(tenant: Tenant, reference_data: None) -> Tenant:
    """A tenant with a site and Phone System, and so with 25 free licences."""
    make_site(tenant)
    buy(tenant, 1)
    return tenant


@pytest.fixture
def sales(owner: Tenant) -> VoiceApp:
    return make_app(owner)
