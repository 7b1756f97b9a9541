"""Random worlds in the database: what the check foretells is what is done, and no pool is ever overdrawn."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from licensing import assignments, queries, undo
from licensing.models import Assignment, LicenceChange
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.licensing.worlds import PRODUCTS, bought
from ui.refusals import Refusal

SKUS = ["ENTERPRISEPREMIUM", "ENTERPRISEPACK", "MCOEV", "MCOPSTN1", "MCOPSTN2", "MCOMEETADV", "MCOPSTNPP"]
some = st.lists(st.sampled_from(SKUS), max_size=3, unique=True)
acts = st.lists(
    st.tuples(st.sampled_from(["assign", "remove", "undo"]), some, st.sets(st.integers(0, 3))), max_size=8
)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=acts)
def test_the_check_foretells_and_no_pool_is_overdrawn(
    tenant: Tenant, admin: User, steps: list[tuple[str, list[str], set[int]]]
) -> None:
    with tenant_scope(tenant):
        Assignment.objects.all().delete()
        LicenceChange.objects.all().delete()
        if not queries.bought_by_product(tenant):
            bought(tenant, admin, **dict.fromkeys(SKUS, 2))
            for n in range(4):
                make_person(tenant, f"p{n}")
        everybody = list(Person.objects.filter(tenant=tenant).order_by("sort_key", "id"))
        for act, skus, chosen in steps:
            people = [everybody[n] for n in sorted(chosen)]
            do(tenant, admin, act, skus, people)
            assert all(pool.left >= 0 for pool in queries.pools(tenant))
            assert sum(pool.used for pool in queries.pools(tenant)) == Assignment.objects.count()


def do(tenant: Tenant, admin: User, act: str, skus: list[str], people: list) -> None:  # type: ignore[type-arg]
    products = [PRODUCTS[sku] for sku in skus]
    if act == "undo":
        change = LicenceChange.objects.order_by("-pk").first()
        if change:
            try:
                undo.undo(tenant, change, by=admin)
            except Refusal:
                return
        return
    add, remove = (products, []) if act == "assign" else ([], products)
    foretold = assignments.preview(tenant, people, add=add, remove=remove)
    done = assignments.assign(tenant, people, add, remove=remove, by=admin)
    assert [v.outcome for v in foretold.verdicts] == [v.outcome for v in done.preview.verdicts]
    for verdict in done.preview.verdicts:
        held = set(
            Assignment.objects.filter(person_id=verdict.holder.key).values_list("product_id", flat=True)
        )
        before = {p.sku for p in verdict.holder.held}
        gone = {p.sku for p in verdict.remove} if not verdict.findings else set()
        new = {p.sku for p in verdict.add} if not verdict.findings else set()
        assert held == (before - gone) | new
