"""An organisation with a bridge, people with licences, and numbers that can be put on it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from carriers import stock
from carriers.base import NumberKind
from carriers.models import SandboxNumber
from jobs.sweeps import sweep
from licensing import catalogue
from licensing.models import Assignment as Seat
from licensing.models import Product, SeatPurchase
from numbering.models import PhoneNumber
from services.bridges.bridges import ensure
from services.bridges.models import Bridge, BridgeNumber, Organiser
from services.bridges.organisers import make
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.numbering_pages.conftest import own

ClientOf = Callable[[User], Client]
CHICAGO, NEW_YORK, PARIS = "+13125550100", "+12125550100", "+33184880100"


def share(*places: tuple[str, str, str]) -> None:
    """Numbers that the carrier shares: (number, country, city)."""
    kind = NumberKind.GEOGRAPHIC
    stock.put([stock.Block(e164[:-2], 1, country, "", city, kind, False) for e164, country, city in places])
    SandboxNumber.objects.filter(pk__in=[place[0] for place in places]).update(
        acquired=True, reference=stock.SHARED
    )


def give_licence(tenant: Tenant, *people: Person, sku: str = "MCOMEETADV", state: str = "active") -> None:
    """Audio Conferencing for people, as if a worker had set it up long ago."""
    with tenant_scope(tenant):
        for person in people:
            Seat.objects.create(
                tenant=tenant, person=person, product_id=sku, state=state, usage_location="US"
            )


def buy(tenant: Tenant, quantity: int, sku: str = "MCOMEETADV") -> None:
    """Seats, as the operator records them."""
    with tenant_scope(tenant):
        SeatPurchase.objects.create(
            tenant=tenant,
            product=Product.objects.get(pk=sku),
            quantity=quantity,
            reference=f"{sku} {quantity}",
            bought_on="2026-01-02",
            source=SeatPurchase.Source.OPERATOR,
            recorded_by_name="Test",
        )


def work() -> int:
    """Let the workers do what waits."""
    return sum(iter(lambda: sweep(grace_seconds=-1), 0))


def own_toll(tenant: Tenant, n: int = 1, **fields: Any) -> PhoneNumber:
    """A free toll number of ours for conferencing: Seattle unless said otherwise."""
    return own(tenant, n, **{"usage": "conference", "allowance": "toll", **fields})


def own_toll_free(tenant: Tenant, n: int = 1) -> PhoneNumber:
    """A free toll-free number of ours for conferencing."""
    e164 = f"+18002345{n:03d}"
    return own_toll(tenant, e164=e164, kind="toll_free", allowance="toll_free", city="", state="")


def on_bridge(e164: str) -> BridgeNumber:
    """The bridge's row of a number, fresh."""
    return BridgeNumber.objects.select_related("tenant", "number", "bridge").get(e164=e164)


def organiser_of(tenant: Tenant, person: Person, by: User) -> Organiser:
    """The person as an organiser, licence and all."""
    if not Seat.objects.filter(person=person, product_id="MCOMEETADV").exists():
        give_licence(tenant, person)
    return make(tenant, [person], by=by)[0].organiser


@pytest.fixture
def shop(tenant: Tenant, reference_data: None) -> Tenant:
    """The carrier shares two numbers of the United States and one of Paris."""
    catalogue.load()
    share((CHICAGO, "US", "Chicago"), (NEW_YORK, "US", "New York City"), (PARIS, "FR", "Paris"))
    return tenant


@pytest.fixture
def inside(shop: Tenant) -> Iterator[Tenant]:
    """The whole test runs in the tenant's scope."""
    with tenant_scope(shop):
        yield shop


@pytest.fixture
def bridge(inside: Tenant, admin: User) -> Bridge:
    """The bridge, with the shared numbers of the organisation's country."""
    made = ensure(inside, by=admin)
    work()
    return made


@pytest.fixture
def anna(tenant: Tenant) -> Person:
    return make_person(tenant)


@pytest.fixture
def browser_of_admin(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


@pytest.fixture
def base(tenant: Tenant) -> str:
    return f"/t/{tenant.slug}/conferencing"


def text_of(answer: Any) -> str:
    content: str = answer.content.decode()
    return content
