"""Step 6 in a browser: numbers that come by themselves, organisers with PINs, a number off the bridge; axe and the policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from licensing import catalogue
from services.bridges.models import Organiser
from tenants.models import Person, Tenant, User
from tests.bridges.conftest import CHICAGO, NEW_YORK, give_licence, own_toll, share, work
from tests.cast import make_person

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def anna(transactional_db: None, reference_data: None, tenant: Tenant) -> Person:
    """Somebody who holds a licence; the carrier shares two numbers, and one number of ours is free."""
    catalogue.load()
    share((CHICAGO, "US", "Chicago"), (NEW_YORK, "US", "New York City"))
    person = make_person(tenant)
    give_licence(tenant, person)
    own_toll(tenant)
    return person


@pytest.fixture
def signed_in(admin: User, page_of: Callable[[User], Page]) -> Page:
    """The page of an admin who is signed in."""
    return page_of(admin)


def test_from_nothing_to_an_organiser_and_a_number_off_the_bridge_again(
    anna: Person,
    tenant: Tenant,
    signed_in: Page,
    live_server: LiveServer,
    check_page: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobs.queue.send", lambda *_args: None)  # the worker comes later: the page must poll
    page, base = signed_in, f"{live_server.url}/t/{tenant.slug}/conferencing"
    page.goto(f"{base}/")
    expect(page.get_by_text("The carrier is giving the shared numbers of United States.")).to_be_visible()
    check_page(page)
    work()
    expect(page.get_by_role("link", name="(312) 555-0100")).to_be_visible(timeout=15_000)
    page.goto(f"{base}/")
    page.get_by_label("A number of your own").select_option(
        label="(206) 555-0001, Seattle, United States, geographic"
    )
    page.get_by_role("button", name="Put it on the bridge").click()
    expect(page.get_by_text("The bridge answers (206) 555-0001.")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Make 1 organiser").click()
    check_page(page)
    page.get_by_role("button", name="Make 1 organiser").click()
    expect(page.get_by_role("heading", name="1 new organiser")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="I have them: go to the organisers").click()
    check_page(page)
    page.get_by_role("link", name="Anna Berg").click()
    page.get_by_label("Toll number").select_option(label="(206) 555-0001, Seattle, United States, your own")
    page.get_by_role("button", name="Save the numbers").click()
    expect(page.get_by_text("The numbers of Anna Berg are saved.")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Reset the PIN").click()
    check_page(page)
    page.get_by_role("button", name="Reset the PIN").click()
    expect(page.get_by_role("heading", name="The new PIN of Anna Berg")).to_be_visible()
    check_page(page)
    page.goto(f"{base}/")
    page.get_by_role("link", name="(206) 555-0001", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Take it off the bridge").click()
    check_page(page)
    page.get_by_label("Give them").select_option(index=1)
    page.get_by_role("button", name="Give 1 organiser another number").click()
    page.get_by_role("button", name="Take the number off").click()
    expect(page.get_by_text("(206) 555-0001 is off the bridge and free.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The bridge answers (206) 555-0001 again.")).to_be_visible()
    page.goto(f"{base}/settings/")
    page.get_by_label("Digits of a new PIN").fill("13")
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("link", name="A PIN has 4 to 12 digits; you typed 13.")).to_be_visible()
    check_page(page)
    assert Organiser._base_manager.filter(person=anna).exists()
