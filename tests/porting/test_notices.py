"""The overview tells what waits for a correction, when numbers move, and what is given up; and nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from porting import notices
from porting.models import PortOrder
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


def test_what_was_given_back_waits_for_the_customer(tenant: Tenant, other_tenant: Tenant) -> None:
    make_order(tenant, Status.CARRIER_ACTION, error="The postcode does not match\nAnd more")
    make_order(tenant, Status.RETURNED)
    make_order(tenant, Status.CARRIER_ACTION, answer_due_at=timezone.now())
    make_order(tenant, Status.IN_REVIEW)
    make_order(other_tenant, Status.RETURNED)
    with tenant_scope(tenant):
        found = list(notices.to_correct(tenant))
    assert [(one.title, one.reason) for one in found] == [
        ("Port order PO-T2 needs a correction", "Main lines"),
        ("Port order PO-T1 needs a correction", "The postcode does not match"),
    ]
    assert all(one.url.startswith(f"/t/{tenant.slug}/") for one in found)


def test_confirmed_dates_are_told_while_they_lie_ahead(tenant: Tenant) -> None:
    soon, later = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=9)
    make_order(tenant, Status.DATE_CONFIRMED, numbers=1, foc_at=later)
    make_order(tenant, Status.LOCKED, foc_at=soon)
    make_order(tenant, Status.LOCKED, foc_at=timezone.now() - timedelta(hours=1))
    make_order(tenant, Status.SENT)
    with tenant_scope(tenant):
        found = [(one.at, one.what) for one in notices.moving(tenant)]
    assert found == [(soon, "2 numbers of PO-T2 move here"), (later, "1 number of PO-T1 moves here")]


def test_what_nobody_works_on_is_told_with_its_end(tenant: Tenant) -> None:
    draft = make_order(tenant)
    make_order(tenant, Status.SENT)
    with tenant_scope(tenant):
        found = list(notices.expiring(tenant))
    assert [(one.at, one.what) for one in found] == [
        (draft.changed_at + timedelta(days=30), f"Port order {draft.reference} is given up")
    ]


@pytest.mark.parametrize("count", [1, 6])
def test_the_overview_asks_a_fixed_number_of_queries(
    count: int, tenant: Tenant, django_assert_max_num_queries: Any
) -> None:
    for status in (Status.DRAFT, Status.RETURNED, Status.DATE_CONFIRMED):
        for _ in range(count):
            make_order(tenant, status, numbers=1)
    with tenant_scope(tenant), django_assert_max_num_queries(6):
        told = [*notices.to_correct(tenant), *notices.moving(tenant), *notices.expiring(tenant)]
    assert len(told) <= 3 * notices.MOST
