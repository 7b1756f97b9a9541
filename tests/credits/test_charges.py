"""Charges: the oldest lot first, once per reference, never beyond what is there, and only for those whom it serves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from credits import charges
from credits.balances import lots
from credits.models import Entry, Lot
from licensing import catalogue
from licensing.models import Assignment
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.credits.worlds import balance_of, charge, pay
from ui.refusals import Refusal


def left(tenant: Tenant) -> list[Decimal]:
    with tenant_scope(tenant):
        return [lot.left for lot in lots(tenant)]


def two_lots(tenant: Tenant) -> None:
    """The one that was recorded last expires first."""
    pay(tenant, "100", "NEW")
    pay(tenant, "60", "OLD", timezone.now() - timedelta(days=300))


def test_a_charge_takes_from_the_lot_that_expires_first(tenant: Tenant) -> None:
    two_lots(tenant)
    charge(tenant, "10")
    assert left(tenant) == [50, 100]


def test_a_charge_may_span_lots_and_is_one_charge(tenant: Tenant) -> None:
    two_lots(tenant)
    done = charge(tenant, "75.5")
    assert left(tenant) == [0, Decimal("84.5")]
    assert [gave for _lot, gave in done.parts] == [60, Decimal("15.5")]
    assert (done.amount, done.balance, done.replayed) == (Decimal("75.5"), Decimal("84.5"), False)
    with tenant_scope(tenant):
        entries = Entry.objects.filter(reference="CALL-1").order_by("part")
        assert [(entry.part, entry.amount) for entry in entries] == [(0, -60), (1, Decimal("-15.5"))]


def test_a_replay_is_the_same_charge_also_where_it_would_be_cut_otherwise_now(tenant: Tenant) -> None:
    two_lots(tenant)
    first = charge(tenant, "55")
    again = charge(tenant, "55")
    assert (again.parts, again.replayed) == (first.parts, True)
    assert balance_of(tenant) == 105


def test_a_replay_is_known_when_nothing_is_left(tenant: Tenant) -> None:
    pay(tenant, "50")
    charge(tenant, "50")
    assert charge(tenant, "50").replayed


def test_a_reference_that_is_taken_is_refused_with_another_amount_and_for_a_payment(tenant: Tenant) -> None:
    pay(tenant)
    charge(tenant, "5")
    with pytest.raises(Refusal, match=r"CALL-1 belongs to something else, of US\$ 5\.00"):
        charge(tenant, "6")
    with pytest.raises(Refusal, match="INV-1 belongs to something else"):
        charge(tenant, "100", "INV-1")
    assert balance_of(tenant) == 95


def test_two_tenants_may_use_one_reference(tenant: Tenant, other_tenant: Tenant) -> None:
    pay(tenant)
    pay(other_tenant)
    charge(tenant, "1")
    assert not charge(other_tenant, "1").replayed


def test_what_the_credit_does_not_cover_is_refused_with_the_figures_and_nothing_is_taken(
    tenant: Tenant,
) -> None:
    two_lots(tenant)
    with pytest.raises(charges.Shortfall, match=r"costs US\$ 160\.0001, and US\$ 160\.00 is left") as caught:
        charge(tenant, "160.0001")
    assert (caught.value.balance, caught.value.needed) == (160, Decimal("160.0001"))
    assert balance_of(tenant) == 160
    charge(tenant, "160")
    assert balance_of(tenant) == 0


def test_expired_lots_pay_for_nothing_though_no_sweep_ran(tenant: Tenant) -> None:
    pay(tenant)
    with tenant_scope(tenant):
        Lot.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(charges.Shortfall, match=r"US\$ 0\.00 is left"):
        charge(tenant, "1")


@pytest.mark.parametrize(
    ("asked", "taken"),
    [("0.00005", "0.0001"), ("0.00004999", None), ("1.23455", "1.2346"), ("0", None), ("-3", None)],
)
def test_amounts_are_rounded_half_up_to_a_hundredth_of_a_cent(
    tenant: Tenant, asked: str, taken: str | None
) -> None:
    pay(tenant)
    if taken is None:
        with pytest.raises(Refusal, match=r"US\$ 0\.0001 at least"):
            charge(tenant, asked)
    else:
        assert charge(tenant, asked).amount == Decimal(taken)


def test_credit_serves_only_people_who_hold_the_licence(tenant: Tenant) -> None:
    catalogue.load()
    pay(tenant)
    anna = make_person(tenant)
    with pytest.raises(Refusal, match="Anna Berg holds no Communications Credits licence"):
        charge(tenant, "1", person=anna)
    with tenant_scope(tenant):
        Assignment.objects.create(
            tenant=tenant, person=anna, product_id="MCOPSTNPP", state="active", usage_location="US"
        )
    charge(tenant, "1", person=anna)
    with tenant_scope(tenant):
        assert Entry.objects.get(kind="charge").recorded_by_name == "Anna Berg"


def test_a_tenant_that_pays_afterwards_spends_no_credit(tenant: Tenant) -> None:
    pay(tenant)
    tenant.postpaid = True
    with pytest.raises(Refusal, match="paid afterwards"):
        charge(tenant, "1")


@pytest.mark.parametrize("amount", ["-100.0001", "-7000"])
def test_the_database_itself_lets_no_lot_fall_below_zero(tenant: Tenant, amount: str) -> None:
    pay(tenant)
    with (
        tenant_scope(tenant),
        pytest.raises(IntegrityError, match="lot_never_below_zero"),
        transaction.atomic(),
    ):
        Entry.objects.create(
            tenant=tenant,
            lot=Lot.objects.get(),
            kind="charge",
            amount=Decimal(amount),
            reference="by hand",
            source="system",
        )
