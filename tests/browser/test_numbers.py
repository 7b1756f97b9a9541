"""Step 3 in a browser: dependent selects, the live sum, the countdown, hold, keep, assign; axe and the policy."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from carriers import stock
from carriers.base import NumberKind
from numbering.models import PhoneNumber
from tenants.models import Person, Tenant, User
from tests.cast import make_site
from tests.numbering_core.conftest import buy, make_address, make_stock, work
from tests.numbering_pages.conftest import needy

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def anna(transactional_db: None, reference_data: None, tenant: Tenant) -> Person:
    """Somebody in Seattle who needs a number; Seattle and Spokane are in stock, 43 numbers are allowed."""
    make_stock()
    # Oregon makes the cities of Washington fewer than all, so that the test sees when the selects have followed.
    stock.put(
        [
            stock.Block("+150955501", 3, "US", "Washington", "Spokane", NumberKind.GEOGRAPHIC, True),
            stock.Block("+150355501", 3, "US", "Oregon", "Portland", NumberKind.GEOGRAPHIC, True),
        ]
    )
    buy(tenant, "MCOPSTN1", 30)
    buy(tenant, "MCOEV", 30)
    site = make_site(tenant, emergency_address=make_address(tenant))
    return needy(tenant, "anna.berg", site=site)


@pytest.fixture
def signed_in(admin: User, page_of: Callable[[User], Page]) -> Page:
    """The page of an admin who is signed in."""
    return page_of(admin)


def test_search_hold_keep_and_give(
    anna: Person,
    tenant: Tenant,
    signed_in: Page,
    live_server: LiveServer,
    check_page: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "jobs.queue.send", lambda *_args: None
    )  # the worker comes later, so that the page must poll
    page = signed_in
    page.goto(f"{live_server.url}/t/{tenant.slug}/numbers/people/")
    page.get_by_label("State or region").select_option("Washington")
    expect(page.get_by_label("City").locator("option")).to_have_text(["All", "Seattle", "Spokane"])
    page.get_by_label("City").select_option("Seattle")
    page.get_by_role("textbox", name="How many").fill("2")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("After this you could still add 41.")).to_be_visible()
    page.get_by_label("Select (206) 255-5003").click()
    expect(page.get_by_text("After this you could still add 40.")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Hold 3 for 10 minutes").click()
    expect(
        page.get_by_role("heading", name="3 numbers in Seattle, Washington are held for you")
    ).to_be_visible()
    clock = page.get_by_role("timer")
    first = clock.inner_text()
    assert re.match(r"9:5\d|10:00", first)
    expect(clock).not_to_have_text(first, timeout=3000)
    check_page(page)
    page.get_by_role("button", name="Keep 3 numbers").click()
    expect(page.get_by_role("heading", name="Acquiring 3 numbers")).to_be_visible()
    work()
    expect(page.get_by_role("heading", name="3 numbers are yours")).to_be_visible(timeout=15_000)
    check_page(page)
    page.get_by_role("link", name="Give them to people").click()
    page.get_by_role("link", name="Suggest a number for 1 person").click()
    check_page(page)
    page.get_by_role("button", name="Give 1 number").click()
    expect(page.get_by_text("1 person has a number now.")).to_be_visible()
    assert PhoneNumber._base_manager.filter(person=anna).exists()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 number is free again.")).to_be_visible()


def test_people_are_found_while_typing(
    anna: Person, tenant: Tenant, signed_in: Page, live_server: LiveServer, check_page: Check
) -> None:
    needy(tenant, "ben.tanaka")
    page = signed_in
    page.goto(f"{live_server.url}/t/{tenant.slug}/numbers/assign/")
    expect(page.get_by_role("link", name="Ben Tanaka", exact=True)).to_be_visible()
    page.get_by_label("Name, user name or department").press_sequentially("anna")
    expect(page.get_by_role("link", name="Ben Tanaka", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name="Anna Berg", exact=True)).to_be_visible()
    check_page(page)
