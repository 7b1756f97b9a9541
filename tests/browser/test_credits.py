"""Step 10 in a browser: pay, watch the payment arrive, let it be recharged; axe and the policy on every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.browser.walks import UNSCRIPTED
from tests.credits.recharging import recharges_of, work
from tests.credits.worlds import charge

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def credit(
    transactional_db: None,
    live_server: LiveServer,
    tenant: Tenant,
    billing: User,
    page_of: Callable[[User], Page],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str], Page]:
    """Open a page of the tenant's credit as billing; the worker comes when the test says so."""
    monkeypatch.setattr("jobs.queue.send", lambda *_args: None)
    page = page_of(billing)

    def at(rest: str = "") -> Page:
        page.goto(f"{live_server.url}/t/{tenant.slug}/credits/{rest}")
        return page

    return at


def test_a_payment_is_checked_paid_and_seen_to_arrive(
    tenant: Tenant, credit: Callable[..., Page], check_page: Check
) -> None:
    page = credit()
    check_page(page)
    page.get_by_label("Amount in US$").fill("75")
    page.get_by_role("button", name="Check the payment").click()
    check_page(page)
    page.get_by_role("link", name="Change the amount").click()
    expect(page.get_by_label("Amount in US$")).to_have_value("75")
    page.get_by_role("button", name="Check the payment").click()
    page.get_by_role("button", name="Pay US$ 75.00").click()
    expect(page.get_by_text("is being charged")).to_be_visible()
    check_page(page)
    work()
    expect(page.get_by_text("US$ 75.00 is in your credit")).to_be_visible(timeout=8000)
    check_page(page)
    charge(tenant, "2.5")
    for rest in ("", "ledger/?kind=charge", "recharges/", "estimate/", "automatic/"):
        check_page(credit(rest))


@UNSCRIPTED
def test_without_scripts_it_is_estimated_recharged_and_told_all_the_same(
    tenant: Tenant, credit: Callable[..., Page], reference_data: None
) -> None:
    page = credit("estimate/")
    page.get_by_label("Calls").select_option("out_of_plan")
    page.get_by_label("Country").select_option("US")
    page.get_by_label("Minutes a month").fill("9000")
    page.get_by_role("button", name="Count these minutes").click()
    page.get_by_role("link", name="Use these figures").click()
    page.get_by_label("Paid with").select_option("card:expired")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save, and recharge US$ 117.00 now").click()
    work()
    expect(page.get_by_text("is being charged")).to_be_visible()
    page.reload()
    expect(page.get_by_text("The card has expired. Nothing was taken")).to_be_visible()
    page = credit()
    page.get_by_role("button", name="Try again").click()
    assert [each.status for each in recharges_of(tenant)] == ["declined", "requested"]
