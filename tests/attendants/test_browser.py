"""Step 8 in a browser: what is needed appears, the week is drawn while it is typed, and axe finds nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.attendants.conftest import callable_person

pytestmark = pytest.mark.browser


def test_an_attendant_is_made_in_a_browser(
    transactional_db: None,
    reference_data: None,
    tenant: Tenant,
    admin: User,
    live_server: LiveServer,
    page_of: Callable[[User], Page],
    check_page: Callable[[Page], None],
) -> None:
    callable_person(tenant)
    page = page_of(admin)
    page.goto(f"{live_server.url}/t/{tenant.slug}/attendants/")
    check_page(page)
    page.get_by_role("link", name="Make an auto attendant").click()
    page.get_by_label("Name", exact=True).fill("Main line")
    check_page(page)
    page.get_by_role("button", name="Make it and go on").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What callers hear: Day and night")
    key = page.get_by_role("group", name="Key 1")
    page.get_by_label("After the greeting").select_option("disconnect")
    expect(key).to_be_hidden()
    page.get_by_label("After the greeting").select_option("menu")
    page.locator("#id_menu-text").fill("For Anna, press 1. To hear where we are, press 2.")
    key.get_by_role("combobox").first.select_option("person")
    key.get_by_label("Person").fill("Anna Berg")
    page.locator("#id_key2-action").select_option("announcement")
    page.locator("#id_says2-text").fill("We are in Seattle.")
    check_page(page)
    page.get_by_role("button", name="Save what callers hear").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Main line")
    check_page(page)
    page.get_by_role("link", name="Edit the business hours").click()
    page.get_by_label("At these hours").check()
    page.get_by_label("Monday").fill("8-12, 13-17:30")
    week = page.get_by_role("table", name="Hours of the week")
    expect(week.get_by_role("row", name="Monday")).to_contain_text("08:00 to 12:00 and 13:00 to 17:30")
    page.get_by_role("button", name="Same from Tuesday to Friday").click()
    expect(page.get_by_label("Friday")).to_have_value("8-12, 13-17:30")
    page.get_by_label("Monday").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Main line")
    expect(page.get_by_text("Mon to Fri 08:00 to 12:00 and 13:00 to 17:30.")).to_be_visible()
    check_page(page)
