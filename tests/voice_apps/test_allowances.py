"""Licences of resource accounts: 25 free and one for ten people, ordered by themselves, bought beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from licensing import catalogue, queries, seats
from licensing.models import Assignment, Product, SeatPurchase
from services.voice_apps import accounts, allowances
from services.voice_apps.allowances import Allowance, free_licences
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.service_numbers.conftest import buy, give, toll
from tests.voice_apps.conftest import make_app
from ui.refusals import Refusal


def people_with(tenant: Tenant, count: int, *skus: str) -> list[Person]:
    """So many people who hold these products."""
    catalogue.load()
    with tenant_scope(tenant):
        found = Person.objects.bulk_create(
            [
                Person(tenant=tenant, user_name=f"{n}@{tenant.slug}.example", display_name=f"P{n}")
                for n in range(count)
            ]
        )
        Assignment.objects.bulk_create(
            [
                Assignment(tenant=tenant, person=person, product_id=sku, state="active", usage_location="US")
                for person in found
                for sku in skus or ("MCOEV",)
            ]
        )
    return found


@given(st.integers(min_value=0, max_value=2_000_000))
def test_there_are_25_free_ones_and_one_more_for_each_full_ten(people: int) -> None:
    free = free_licences(people)
    assert 10 * (free - 25) <= people < 10 * (free - 24)
    assert free_licences(people + 1) - free in (0, 1)
    assert free_licences(people, owns_phone_system=False) == 0


@given(*[st.integers(min_value=0, max_value=500)] * 3, st.booleans())
def test_what_is_left_and_what_lacks_add_up(people: int, paid: int, used: int, owns: bool) -> None:
    found = Allowance(people, owns, paid, used)
    assert found.left - found.lacking == found.free + paid - used
    assert 0 in (found.left, found.lacking)
    assert sum(-int(t.value) if t.op == "−" else int(t.value) for t in found.terms[:-1]) == (
        found.left - found.lacking
    )
    assert found.sentence


def test_six_hundred_people_make_85_and_ninety_apps_buy_five() -> None:
    assert free_licences(600) == 85
    assert Allowance(600, True, 0, 90).lacking == 5
    assert Allowance(600, True, 5, 90).lacking == 0


def test_the_figures_are_said() -> None:
    said = {
        Allowance(600, True, 0, 12): ("12 of 85 free resource account licences are in use; number 86 costs."),
        Allowance(0, True, 5, 27): (
            "27 resource account licences are in use, of 25 free and 5 bought ones: 3 are left."
        ),
        Allowance(0, True, 0, 27): "27 resource accounts are in use and 2 of them lack a licence.",
        Allowance(0, False, 0, 0): (
            "Resource account licences come with Phone System, of which you have bought no seat."
        ),
    }
    for allowance, words in said.items():
        assert allowance.sentence == words


def test_people_are_counted_once_and_only_those_who_can_call(tenant: Tenant, reference_data: None) -> None:
    people_with(tenant, 10, "MCOEV", "MCOPSTN1")
    with tenant_scope(tenant):
        for person in Person.objects.all()[:5]:
            Assignment.objects.filter(person=person).update(state="failed")
        make_person(tenant, "no.licence")
        assert allowances.allowance(tenant).people == 5


def test_owning_phone_system_is_enough_for_the_free_ones(tenant: Tenant, reference_data: None) -> None:
    with tenant_scope(tenant):
        assert allowances.allowance(tenant).free == 0
    buy(tenant, 1, "ENTERPRISEPREMIUM")
    with tenant_scope(tenant):
        assert allowances.allowance(tenant).free == 25


def test_a_free_one_is_ordered_when_it_is_needed_and_kept_when_it_is_given_back(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    buy(tenant, 1)
    app, numbers = make_app(tenant), give(tenant, admin, toll(0), toll(1))
    with tenant_scope(tenant):
        for number in numbers:
            accounts.connect(number, app, by=admin)
        rows = SeatPurchase.objects.filter(product=allowances.SKU)
        assert [(row.source, row.quantity, row.amount) for row in rows] == [("free", 1, 0), ("free", 1, 0)]
        accounts.disconnect(numbers[0], by=admin)
        accounts.connect(numbers[0], app, by=admin)
        assert rows.count() == 2
        [pool] = [one for one in queries.pools(tenant) if one.product.sku == allowances.SKU]
        assert (pool.bought, pool.used, pool.left) == (2, 2, 0)


def test_beyond_the_free_ones_seats_are_bought_and_the_refusal_says_how_many(
    tenant: Tenant, admin: User, reference_data: None
) -> None:
    buy(tenant, 1)
    app, numbers = make_app(tenant), give(tenant, admin, *[toll(n) for n in range(27)])
    with tenant_scope(tenant):
        accounts.connect_many(numbers[:24], app, by=admin)
        with pytest.raises(Refusal) as refused:
            accounts.connect_many(numbers[24:], app, by=admin)
    assert refused.value.sentence == (
        "This takes 3 licences for resource accounts. You have 25 free ones (25, and one for each ten of 0 people "
        "with Phone System) and 0 bought ones, and use 24."
    )
    assert refused.value.url == f"/t/{tenant.slug}/licences/buy/?product={allowances.SKU}&quantity=2"
    assert refused.value.link == "Buy 2 seats"
    buy(tenant, 2, allowances.SKU)
    with tenant_scope(tenant):
        accounts.connect_many(numbers[24:], app, by=admin)
        found = allowances.allowance(tenant)
        assert (found.paid, found.used, found.left) == (2, 27, 0)
        assert queries.bought_by_product(tenant)[allowances.SKU] == 27


def test_seats_that_accounts_use_are_not_given_up(
    tenant: Tenant, admin: User, operator: User, reference_data: None
) -> None:
    buy(tenant, 1)
    app, [number] = make_app(tenant), give(tenant, admin, toll(0))
    product = Product.objects.get(pk=allowances.SKU)
    with tenant_scope(tenant):
        accounts.connect(number, app, by=admin)
        with pytest.raises(Refusal, match=r"1 of 1 seats of Resource Account are in use, so 0 seats can be"):
            seats.buy(tenant, product, -1, reference="back", source="operator", by=operator)
        accounts.disconnect(number, by=admin)
        seats.buy(tenant, product, -1, reference="back", source="operator", by=operator)
        accounts.connect(number, app, by=admin)  # given up, so it is ordered anew
        assert queries.bought_by_product(tenant)[allowances.SKU] == 1


def test_the_allowance_costs_the_same_for_one_account_and_for_three(
    tenant: Tenant, admin: User, reference_data: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    buy(tenant, 1)
    app = make_app(tenant)
    for numbers in ([0], [1, 2]):
        rows = give(tenant, admin, *[toll(n) for n in numbers])
        with tenant_scope(tenant):
            accounts.connect_many(rows, app, by=admin)
            with django_assert_num_queries(4):
                allowances.allowance(tenant)
