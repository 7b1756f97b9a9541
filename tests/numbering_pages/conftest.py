"""A tenant with plans, people who need numbers, an address and a small stock."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from carriers import stock
from carriers.base import NumberKind
from numbering.models import PhoneNumber
from tenants.models import EmergencyAddress, Person, Site, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from tests.numbering_core.conftest import buy, license_person, make_address, make_stock, work

ClientOf = Callable[[User], Client]
__all__ = ["ClientOf", "work"]


@pytest.fixture
def shop(tenant: Tenant, reference_data: None) -> Tenant:
    """Thirty plans (43 numbers allowed), 20 numbers of Seattle and 3 of Spokane in stock, a validated address."""
    make_stock()
    washington = ("US", "Washington")
    stock.put([stock.Block("+150955501", 3, *washington, "Spokane", NumberKind.GEOGRAPHIC, True)])
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)
    return tenant


@pytest.fixture
def address(shop: Tenant) -> EmergencyAddress:
    return make_address(shop)


@pytest.fixture
def site(shop: Tenant, address: EmergencyAddress) -> Site:
    return make_site(shop, emergency_address=address)


def needy(tenant: Tenant, name: str, **fields: Any) -> Person:
    """Somebody with the licences for a telephone and without a number."""
    person = make_person(tenant, name, **fields)
    license_person(tenant, person)
    return person


def own(tenant: Tenant, n: int = 0, **fields: Any) -> PhoneNumber:
    """A number in the inventory, free unless said otherwise."""
    e164 = fields.pop("e164", f"+1206555{n:04d}")
    digits = e164[1:]
    values = {
        "country": "US",
        "state": "Washington",
        "city": "Seattle",
        "kind": "geographic",
        "supply": "calling_plan",
        "origin": "online",
        "usage": "user",
        "allowance": "user",
        "max_concurrent_calls": 3,
        "digit_groups": sorted({digits[at : at + 3] for at in range(len(digits) - 2)}),
        **fields,
    }
    with tenant_scope(tenant):
        return PhoneNumber.objects.create(tenant=tenant, e164=e164, **values)


@pytest.fixture
def browser_of_admin(admin: User, client_of: ClientOf) -> Client:
    return client_of(admin)


@pytest.fixture
def base(tenant: Tenant) -> str:
    return f"/t/{tenant.slug}/numbers"
