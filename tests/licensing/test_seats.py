"""Seats: what is bought, what feeds the quotas, what is refused."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from licensing import assignments, catalogue, queries, seats
from licensing.models import Product, SeatPurchase
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licensing.worlds import E5, PHONE, bought
from ui.refusals import Refusal

Source = SeatPurchase.Source


def buy(tenant: Tenant, admin: User, quantity: int, reference: str = "PO-1") -> SeatPurchase:
    return seats.buy(tenant, E5, quantity, reference=reference, source=Source.OPERATOR, by=admin)


def test_the_catalogue_is_loaded_as_often_as_one_likes(db: None) -> None:
    call_command("load_products", verbosity=0)
    assert Product.objects.count() == len(catalogue.rows()) == 22


def test_the_same_reference_is_one_purchase(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        assert buy(tenant, admin, 5) == buy(tenant, admin, 5)
        with pytest.raises(Refusal, match="PO-1 belongs to a purchase of 5 seats"):
            buy(tenant, admin, 6)
        assert queries.seats_left(tenant)[E5.sku] == 5


def test_seats_in_use_are_not_given_up(tenant: Tenant, admin: User) -> None:
    anna = make_person(tenant)
    with tenant_scope(tenant):
        buy(tenant, admin, 3)
        assignments.assign(tenant, [anna], [E5], by=admin)
        with pytest.raises(
            Refusal, match="1 of 3 seats of Enterprise E5 are in use, so 2 seats can be given up"
        ):
            buy(tenant, admin, -3, "PO-2")
        buy(tenant, admin, -2, "PO-3")
        assert queries.seats_left(tenant)[E5.sku] == 0


@pytest.mark.parametrize("quantity", [0, 10**9, -(10**9)])
def test_a_slip_of_the_finger_is_refused(tenant: Tenant, admin: User, quantity: int) -> None:
    with tenant_scope(tenant), pytest.raises(Refusal, match="from 1 to 1,000,000"):
        buy(tenant, admin, quantity)


def test_a_purchase_stays_as_it_was_written(tenant: Tenant, admin: User) -> None:
    with tenant_scope(tenant):
        purchase = buy(tenant, admin, 3)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            SeatPurchase.objects.filter(pk=purchase.pk).update(quantity=30)


def test_purchased_seats_feed_the_quotas(tenant: Tenant, admin: User) -> None:
    bought(
        tenant,
        admin,
        ENTERPRISEPREMIUM=10,
        ENTERPRISEPACK=20,
        MCOEV=7,
        MCOMEETADV=4,
        MCOPSTN1=30,
        MCOPSTN2=5,
        MCOPSTN_PAYG_1=20,
        BUSINESS_VOICE=2,
        MCOPSTNPP=9,
    )
    with tenant_scope(tenant):
        assert queries.quota_inputs(tenant) == queries.QuotaInputs(
            plans=37, payg=20, phone_system=19, audio_conferencing=16
        )
        assert queries.seats_bought(tenant)["base"] == 30
        assert queries.quota_inputs(tenant).payg == 20


def test_seats_of_another_tenant_do_not_count(tenant: Tenant, other_tenant: Tenant, admin: User) -> None:
    bought(other_tenant, admin, MCOEV=7)
    with tenant_scope(tenant):
        assert queries.seats_left(tenant)[PHONE.sku] == 0
        assert queries.pools(tenant) == []
