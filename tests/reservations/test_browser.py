"""Many numbers in a browser: a list is read, held, widened by one click, acquired; with axe, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from numbering.models import PhoneNumber, Reservation
from tenants.models import Tenant, User
from tests.browser.walks import UNSCRIPTED
from tests.numbering_core.conftest import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference_data", "quiet")]
PageOf = Callable[[User], Page]
Check = Callable[[Page], None]


def reserve(page: Page, home: str) -> None:
    """Type a list with a slip in it, mend the slip with one click, and ask."""
    page.goto(f"{home}/numbers/reservations/")
    page.get_by_role("link", name="Reserve many numbers").click()
    page.get_by_text("Write or paste a list instead").click()
    page.get_by_label("A list").fill("25 in Seattle; 4 Spokan")
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_role("alert")).to_contain_text("Do you mean one of these?")
    page.get_by_role("button", name="Spokane, Washington, United States").click()
    page.get_by_role("button", name="Reserve", exact=False).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reservation RV-")


def test_a_list_is_held_widened_and_acquired(
    page_of: PageOf, check_page: Check, rosa: User, shop: Tenant, live_server
) -> None:  # type: ignore[no-untyped-def]
    page = page_of(rosa)
    reserve(page, f"{live_server.url}/t/{shop.slug}")
    check_page(page)
    work()
    expect(page.get_by_role("heading", name="24 of 29 numbers are held for you")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Hold 5 in Portland").click()
    work()
    expect(page.get_by_role("heading", name="29 of 29 numbers are held for you")).to_be_visible()
    page.get_by_role("button", name="Acquire 29 numbers").click()
    work()
    expect(page.get_by_role("heading", name="29 numbers are yours")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Acquire 29 numbers").click()
    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    check_page(page)
    assert PhoneNumber._base_manager.count() == 29


@UNSCRIPTED
def test_without_scripts_it_is_the_same_by_asking_again(
    page_of: PageOf, rosa: User, shop: Tenant, live_server
) -> None:  # type: ignore[no-untyped-def]
    page = page_of(rosa)
    reserve(page, f"{live_server.url}/t/{shop.slug}")
    work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Give all back").click()
    expect(page.get_by_role("heading", name="All numbers were given back")).to_be_visible()
    assert Reservation._base_manager.get().status == "given_back"
