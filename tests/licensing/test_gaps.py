"""What is suggested to people who lack licences follows the seats that were bought."""

from licensing import gaps, queries
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.licensing.worlds import bought


def suggested(tenant: Tenant, gap: str) -> list[str]:
    with tenant_scope(tenant):
        pools = queries.pools(tenant, all_products=True)
        return [product.sku for product in gaps.remedy(gap, pools, direct_routing=True)]


def test_a_suite_closes_the_gap_of_the_base_plan(tenant: Tenant, admin: User) -> None:
    assert suggested(tenant, "base") == ["ENTERPRISEPREMIUM"]
    bought(tenant, admin, ENTERPRISEPREMIUM=1, ENTERPRISEPACK=5, MCOEV=5)
    assert suggested(tenant, "base") == ["ENTERPRISEPREMIUM"]


def test_base_plan_and_phone_system_bought_apart_are_suggested_together(tenant: Tenant, admin: User) -> None:
    bought(tenant, admin, ENTERPRISEPACK=5)
    assert suggested(tenant, "base") == ["ENTERPRISEPREMIUM"]
    bought(tenant, admin, MCOEV=5)
    assert suggested(tenant, "base") == ["ENTERPRISEPACK", "MCOEV"]
