"""The credit pages: who may pay, what is said, what is refused."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from credits.balances import balance
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.credits.worlds import pay

ClientOf = Callable[[User], Client]


def test_sandbox_payment_adds_credit_once_though_sent_twice(
    tenant: Tenant, billing: User, client_of: ClientOf
) -> None:
    client, once = client_of(billing), str(uuid4())
    for _time in range(2):
        response = client.post(f"/t/{tenant.slug}/credits/pay/", {"amount": "100", "once": once})
        assert response.status_code == 302
    with tenant_scope(tenant):
        assert balance(tenant) == Decimal(100)


def test_bad_amount_comes_back_with_what_was_typed(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    response = client_of(admin).post(f"/t/{tenant.slug}/credits/pay/", {"amount": "12"})
    assert response.status_code == 422
    assert b"Enter an amount from US$ 50" in response.content
    assert b'value="12"' in response.content


def test_viewer_may_look_and_not_pay(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert client.get(f"/t/{tenant.slug}/credits/").status_code == 200
    assert client.post(f"/t/{tenant.slug}/credits/pay/", {"amount": "100"}).status_code == 403


def test_there_is_no_sandbox_payment_where_it_is_off(
    tenant: Tenant, admin: User, client_of: ClientOf, settings: Settings
) -> None:
    settings.SANDBOX_PAYMENT = False
    assert client_of(admin).post(f"/t/{tenant.slug}/credits/pay/", {"amount": "100"}).status_code == 404


def test_operator_records_a_payment(tenant: Tenant, operator: User, client_of: ClientOf) -> None:
    form = {"amount": "250", "reference": "INV-7", "paid_on": "2026-11-20"}
    client = client_of(operator)
    assert client.post(f"/operator/credits/{tenant.slug}/", form).status_code == 302
    again = client.post(f"/operator/credits/{tenant.slug}/", {**form, "amount": "300"})
    assert again.status_code == 422
    assert b"INV-7 belongs to a payment" in again.content
    with tenant_scope(tenant):
        assert balance(tenant) == 250


def test_desk_agent_may_not_record_payments(tenant: Tenant, desk: User, client_of: ClientOf) -> None:
    assert client_of(desk).get(f"/operator/credits/{tenant.slug}/").status_code == 403


@pytest.mark.parametrize("item_count", [1, 3])
def test_overview_takes_the_same_queries_for_any_length(
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    item_count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(item_count):
        pay(tenant, reference=f"INV-{number}")
    client = client_of(admin)
    with django_assert_num_queries(14):
        assert client.get(f"/t/{tenant.slug}/credits/").status_code == 200
