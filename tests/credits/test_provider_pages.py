"""The operator's side: payments, requests that wait, recharges that need somebody first, and rates."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from credits.models import Recharge, TollFreeRate
from credits.provider import ranked
from tenants.models import Role, Tenant, User
from tenants.scoping import all_tenants
from tests.cast import make_member, make_tenant
from tests.credits.recharging import again, ask, automatic, work
from tests.credits.worlds import balance_of

ClientOf = Callable[[User], Client]
PAYMENT = {"amount": "250", "reference": "INV-7", "paid_on": "2026-11-20"}


def page_of(tenant: Tenant, rest: str = "") -> str:
    return f"/operator/credits/tenants/{tenant.slug}/{rest}"


def test_the_operator_records_a_payment_once(tenant: Tenant, operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    for _time in range(2):
        assert client.post(page_of(tenant), PAYMENT).status_code == 302
    other = client.post(page_of(tenant), {**PAYMENT, "amount": "300"})
    assert other.status_code == 422
    assert b"INV-7 belongs to a payment" in other.content
    assert balance_of(tenant) == 250


def test_a_payment_ends_the_request_that_waits_unless_the_operator_says_otherwise(
    tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    recharge, client = ask(tenant, admin, "", amount="250"), client_of(operator)
    page = client.get(page_of(tenant)).content
    assert recharge.reference.encode() in page
    assert b'value="250.00"' in page
    client.post(page_of(tenant), {**PAYMENT, "reference": "OTHER"})
    assert again(recharge).status == "with_provider"
    client.post(page_of(tenant), {**PAYMENT, "answers": "on"})
    assert again(recharge).status == "paid"
    assert balance_of(tenant) == 500


def test_the_operator_withdraws_a_request(
    tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    recharge = ask(tenant, admin, "")
    client_of(operator).post(page_of(tenant, f"recharges/{recharge.pk}/withdraw/"))
    assert again(recharge).status == "withdrawn"


def test_what_is_unclear_is_asked_again_or_closed_with_a_reason(
    tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    recharge, client = ask(tenant, admin, "silent"), client_of(operator)
    work()
    assert recharge.key.encode() in client.get(page_of(tenant)).content
    client.post(page_of(tenant, f"recharges/{recharge.pk}/ask-again/"))
    assert again(recharge).status == "paying"
    work()
    url = page_of(tenant, f"recharges/{recharge.pk}/give-up/")
    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "Not on the statement"}).status_code == 302
    assert again(recharge).status == "declined"


def test_a_recharge_is_not_reached_through_another_tenant(
    tenant: Tenant, other_tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    recharge = ask(tenant, admin, "")
    answer = client_of(operator).post(page_of(other_tenant, f"recharges/{recharge.pk}/withdraw/"))
    assert answer.status_code == 404


def test_recharges_that_need_somebody_come_first(
    tenant: Tenant, admin: User, operator: User, client_of: ClientOf
) -> None:
    def other(slug: str) -> tuple[Tenant, User]:
        made = make_tenant(slug)
        return made, make_member(made, Role.ADMIN, f"admin@{slug}.example")

    stopped, unclear, waiting = other("stopped"), other("unclear"), other("waiting")
    automatic(*stopped, "expired")
    ask(*unclear, "silent")
    ask(*waiting, "")
    ask(tenant, admin)
    work()
    with all_tenants():
        rows = list(ranked(Recharge.objects.select_related("tenant")).order_by("-rank", "-pk"))
    assert [row.tenant.slug for row in rows] == ["unclear", "stopped", "waiting", "halden"]
    page = client_of(operator).get("/operator/credits/").content.decode()
    assert "3 recharges on this page need somebody" in page
    assert [page.index(f"tenants/{row.tenant.slug}/") for row in rows] == sorted(
        page.index(f"tenants/{row.tenant.slug}/") for row in rows
    )


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    operator: User, client_of: ClientOf, item_count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(item_count):
        made = make_tenant(f"tenant{number}")
        ask(made, make_member(made, Role.ADMIN, f"a{number}@x.example"), "")
    client = client_of(operator)
    client.get("/operator/credits/")
    with django_assert_num_queries(10):
        client.get("/operator/credits/")


class TestRates:
    """Rates of calls to toll-free numbers: none is invented, and none reads "not stated"."""

    @pytest.fixture(autouse=True)
    def countries(self, reference_data: None) -> None:
        """The countries are there."""

    def test_a_rate_is_set_changed_and_made_unknown_again(self, operator: User, client_of: ClientOf) -> None:
        client, url = client_of(operator), "/operator/credits/toll-free-rates/us/"
        assert b"not stated" in client.get("/operator/credits/toll-free-rates/?q=us").content
        for typed in ("0.0225", "0.03", ""):
            assert client.post(url, {"usd_per_minute": typed}).status_code == 302
        assert TollFreeRate.objects.get().usd_per_minute is None
        assert client.get("/operator/credits/toll-free-rates/?stated=on").status_code == 200

    @pytest.mark.parametrize("typed", ["-1", "free", "0.000001", "123456"])
    def test_odd_rates_come_back(self, operator: User, client_of: ClientOf, typed: str) -> None:
        answer = client_of(operator).post("/operator/credits/toll-free-rates/us/", {"usd_per_minute": typed})
        assert answer.status_code == 422
        assert re.search(f'value="{typed}"', answer.content.decode())
        assert not TollFreeRate.objects.exists()

    @pytest.mark.parametrize("code", ["zz", "usa", "-"])
    def test_a_country_that_is_not_there_is_not_found(
        self, operator: User, client_of: ClientOf, code: str
    ) -> None:
        assert client_of(operator).get(f"/operator/credits/toll-free-rates/{code}/").status_code == 404


def test_desk_agents_do_not_touch_money(tenant: Tenant, desk: User, client_of: ClientOf) -> None:
    for url in (page_of(tenant), "/operator/credits/", "/operator/credits/toll-free-rates/"):
        assert client_of(desk).get(url).status_code == 403
