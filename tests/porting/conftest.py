"""Port orders in any state, without the walk that led there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from numbering.models import Usage
from porting.models import PortedNumber, PortOrder
from tenants.models import Tenant
from tenants.scoping import tenant_scope

FIRST = 2065553000


def numbers_from(start: int, count: int) -> list[str]:
    """So many numbers of Seattle, one after the other."""
    return [f"+1{FIRST + start + n}" for n in range(count)]


def make_order(
    tenant: Tenant, status: str = PortOrder.Status.DRAFT, *, numbers: int | list[str] = 2, **fields: object
) -> PortOrder:
    """An order of user numbers in the United States, complete, in this state; its numbers are claimed as it asks."""
    with tenant_scope(tenant):
        count = PortOrder._base_manager.count()
        defaults: dict[str, object] = {
            "reference": f"PO-T{count + 1}",
            "name": "Main lines",
            "country": "US",
            "kind": PortOrder.Kind.USER,
            "provider": "Pacific Bell Mutual",
            "account_number": "7741 2093 55",
            "billing_number": "+12065552000",
            "scope": PortOrder.Scope.PARTIAL,
            "remaining": PortOrder.Remaining.KEEP,
            "organisation": "Fenwick and Daughters Ltd",
            "house_number": "1180",
            "street": "Harbor Street",
            "city": "Tacoma",
            "state": "WA",
            "postal_code": "98402",
            "authorised_name": "Paula North",
            "authorised_email": "paula@fenwick.example",
            "wanted_at": timezone.now() + timedelta(days=10),
            "time_zone": "America/Los_Angeles",
            "foc_at": timezone.now() + timedelta(days=10),
        }
        order = PortOrder.objects.create(tenant=tenant, status=status, **{**defaults, **fields})
        listed = numbers if isinstance(numbers, list) else numbers_from(count * 100, numbers)
        claimed = status not in (PortOrder.Status.DRAFT, *PortOrder.CLOSED)
        PortedNumber.objects.bulk_create(
            PortedNumber(tenant=tenant, order=order, e164=e164, usage=Usage.USER, is_open=claimed)
            for e164 in listed
        )
        PortOrder.objects.filter(pk=order.pk).update(number_count=len(listed))
        order.refresh_from_db()
        return order


@pytest.fixture
def order(tenant: Tenant) -> PortOrder:
    """A draft that is complete."""
    return make_order(tenant)
