"""People with plans for tests, written as rows: what a test needs and no more."""

from itertools import count
from typing import Any

from licensing.models import Assignment, Product
from numbering.models import PhoneNumber
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_person

_numbers = count(1)


def hold(tenant: Tenant, person: Person, *skus: str, country: str = "US", state: str = "active") -> None:
    """Licences, as if they had been given in `country`."""
    with tenant_scope(tenant):
        for sku in skus:
            Assignment.objects.create(
                tenant=tenant, person=person, product_id=sku, state=state, usage_location=country
            )


def holder(
    tenant: Tenant,
    name: str,
    sku: str = "MCOPSTN1",
    *,
    country: str = "US",
    more: tuple[str, ...] = (),
    **fields: Any,
) -> Person:
    """Somebody with a base plan, Phone System and a Calling Plan."""
    person = make_person(tenant, name, **{"usage_location": country, **fields})
    hold(tenant, person, "ENTERPRISEPACK", "MCOEV", sku, *more, country=country)
    return person


def number(
    tenant: Tenant, person: Person | None = None, *, country: str = "US", **fields: Any
) -> PhoneNumber:
    """A number of the inventory; with a person it is theirs, active."""
    e164 = fields.pop("e164", f"+1206555{next(_numbers):04d}")
    values = {
        "country": country,
        "kind": "geographic",
        "supply": "calling_plan",
        "origin": "online",
        "usage": "user",
        "allowance": "user",
        "max_concurrent_calls": 3,
        "status": "assigned" if person else "unassigned",
        **fields,
    }
    with tenant_scope(tenant):
        return PhoneNumber.objects.create(tenant=tenant, person=person, e164=e164, **values)


def address(tenant: Tenant, country: str = "US", *, validated: bool = True) -> EmergencyAddress:
    """An emergency address."""
    with tenant_scope(tenant):
        return EmergencyAddress.objects.create(
            tenant=tenant,
            name=f"Office {next(_numbers)}",
            company=tenant.name,
            country=country,
            street="Pine Street",
            city="Seattle",
            validation="validated" if validated else "draft",
        )


def accept(tenant: Tenant, *countries: str) -> None:
    """Emergency-calling terms, accepted."""
    with tenant_scope(tenant):
        for country in countries:
            EmergencyTerms.objects.get_or_create(
                tenant=tenant, country=country, defaults={"accepted_by_name": "Rosa"}
            )


def ready(tenant: Tenant, name: str, sku: str = "MCOPSTN1", *, country: str = "US", **more: Any) -> Person:
    """Somebody whose set-up is complete."""
    person = holder(tenant, name, sku, country=country, **more)
    number(tenant, person, country=country, emergency_address=address(tenant, country))
    accept(tenant, country)
    return person


def product(sku: str) -> Product:
    """A product of the catalogue."""
    return Product.objects.get(pk=sku)
