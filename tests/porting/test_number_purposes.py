"""Whom a ported number is meant for, and which temporary number it takes over from."""

from collections.abc import Callable

import pytest
from django.test import Client

from numbering.models import PhoneNumber, Usage
from porting import number_purposes
from porting.models import PortedNumber, PortOrder
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from ui.refusals import Refusal

pytestmark = pytest.mark.usefixtures("reference_data")


@pytest.fixture
def paula(tenant: Tenant) -> Person:
    """Somebody of the directory."""
    with tenant_scope(tenant):
        return Person.objects.create(
            tenant=tenant, display_name="Paula North", user_name="paula@halden.example"
        )


def here(tenant: Tenant, person: Person | None, **fields: object) -> PhoneNumber:
    """A number of the inventory, with this person."""
    with tenant_scope(tenant):
        values: dict[str, object] = {
            "e164": "+12065559001",
            "country": "US",
            "kind": "geographic",
            "usage": Usage.USER,
            "supply": "calling_plan",
            "origin": "online",
            "allowance": "user",
            "max_concurrent_calls": 3,
            "status": "assigned" if person else "unassigned",
            "person": person,
        }
        return PhoneNumber.objects.create(tenant=tenant, **{**values, **fields})


def test_a_number_is_meant_for_a_person_or_takes_over_from_a_temporary_one(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client], paula: Person
) -> None:
    order = make_order(tenant, PortOrder.Status.SENT, numbers=["+12065553000"])
    temporary = here(tenant, paula)
    row = PortedNumber._base_manager.get(order=order)
    page = f"/t/{tenant.slug}/ports/{order.pk}/numbers/{row.pk}/"
    client = client_of(admin)
    assert client.get(page).status_code == 200
    data = {"person": "paula@halden.example", "temporary": "(206) 555-9001"}
    listing = client.post(page, data, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.person, row.replaces) == (paula, temporary)
    assert "Paula North" in listing
    answer = client.post(page, {"person": "", "temporary": "2065550000"})
    assert answer.status_code == 422
    client.post(page, {"person": "", "temporary": ""})
    row.refresh_from_db()
    assert (row.person, row.replaces) == (None, None)


def test_what_cannot_be_is_refused(tenant: Tenant, admin: User, paula: Person) -> None:
    order = make_order(tenant, numbers=["+12065553000", "+12065553001"])
    temporary = here(tenant, paula)
    free = here(tenant, None, e164="+12065559002")
    with tenant_scope(tenant):
        first, second = order.numbers.all()
        number_purposes.set_purpose(first, person=None, replaces=temporary, by=admin)
        assert not number_purposes.set_purpose(first, person=None, replaces=temporary, by=admin)
        with pytest.raises(Refusal, match="Another ported number"):
            number_purposes.set_purpose(second, person=None, replaces=temporary, by=admin)
        with pytest.raises(Refusal, match="with nobody"):
            number_purposes.set_purpose(second, person=None, replaces=free, by=admin)
        PortedNumber.objects.filter(pk=second.pk).update(usage=Usage.VOICE_APP)
        with pytest.raises(Refusal, match="for a service"):
            number_purposes.set_purpose(second, person=paula, replaces=None, by=admin)
        PortedNumber.objects.filter(pk=second.pk).update(status="activated")
        with pytest.raises(Refusal, match="has moved"):
            number_purposes.set_purpose(second, person=None, replaces=None, by=admin)
