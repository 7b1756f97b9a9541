"""The ledger: payments make lots, replays change nothing, lots expire, the balance is always right."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from audit.models import Event
from credits import expiries
from credits.balances import lots, toll_free_allowed
from credits.models import Entry, Lot
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.credits.worlds import balance_of, pay
from ui.refusals import Refusal


def test_payment_becomes_credit_and_is_recorded(tenant: Tenant) -> None:
    pay(tenant, "120.50")
    assert balance_of(tenant) == Decimal("120.50")
    with tenant_scope(tenant):
        assert [event.action for event in Event.objects.all()] == ["credit.paid"]


def test_same_reference_and_amount_is_the_same_payment(tenant: Tenant) -> None:
    assert pay(tenant).pk == pay(tenant).pk
    assert balance_of(tenant) == 100


def test_same_reference_with_another_amount_is_refused(tenant: Tenant) -> None:
    pay(tenant)
    with pytest.raises(Refusal, match=r"INV-1 belongs to a payment of US\$ 100\.00"):
        pay(tenant, "200")


def test_two_tenants_may_use_one_reference(tenant: Tenant, other_tenant: Tenant) -> None:
    pay(tenant)
    pay(other_tenant, "70")
    assert (balance_of(tenant), balance_of(other_tenant)) == (100, 70)


@pytest.mark.parametrize(
    ("amount", "words"), [("49.99", "from US\\$ 50"), ("1000001", "1,000,000"), ("60.001", "cents")]
)
def test_amount_out_of_range_is_refused(tenant: Tenant, amount: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        pay(tenant, amount)


@pytest.mark.parametrize("days", [-2, 366])
def test_payment_of_an_impossible_day_is_refused(tenant: Tenant, days: int) -> None:
    with pytest.raises(Refusal):
        pay(tenant, paid_at=timezone.now() - timedelta(days=days))


def test_lot_is_worth_nothing_after_twelve_months_though_no_sweep_ran(tenant: Tenant) -> None:
    pay(tenant)
    assert balance_of(tenant, now=timezone.now() + timedelta(days=364)) == 100
    assert balance_of(tenant, now=timezone.now() + timedelta(days=366)) == 0


def test_sweep_writes_each_expiry_once(tenant: Tenant) -> None:
    pay(tenant)
    with tenant_scope(tenant):
        Lot.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert (expiries.sweep(), expiries.sweep()) == (1, 0)
    with tenant_scope(tenant):
        assert [entry.amount for entry in Entry.objects.filter(kind="expiry")] == [Decimal("-100")]
        assert [(lot.paid, lot.left, lot.expired) for lot in lots(tenant)] == [(100, 0, True)]


def test_toll_free_needs_credit_or_payment_afterwards(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        assert not toll_free_allowed(tenant)
        tenant.postpaid = True
        assert toll_free_allowed(tenant)
    tenant.postpaid = False
    pay(tenant)
    with tenant_scope(tenant):
        assert toll_free_allowed(tenant)


@pytest.mark.parametrize("change", ["UPDATE credits_entry SET amount = 999", "DELETE FROM credits_entry"])
def test_ledger_is_append_only_in_the_database(tenant: Tenant, change: str) -> None:
    pay(tenant)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)
