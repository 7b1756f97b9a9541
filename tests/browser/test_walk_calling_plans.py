"""A new tenant with Calling Plans walks the four steps by clicking alone, with scripts and without."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.browser.walks import UNSCRIPTED, Check, Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def walk(transactional_db: None, reference_data: None, console_page: Page, check_page: Check) -> Walk:
    """A browser before the door; the sandbox's carrier has numbers in the United States."""
    call_command("load_products", verbosity=0)
    call_command("build_stock", countries=["US"], per_city=20, verbosity=0)
    return Walk(console_page, check_page)


def test_a_new_tenant_walks_the_four_steps_to_completed(
    walk: Walk, live_server: LiveServer, tenant: Tenant, admin: User
) -> None:
    walk_the_four_steps(walk, live_server.url, admin)


@UNSCRIPTED
def test_a_new_tenant_walks_the_four_steps_without_scripts(
    walk: Walk, live_server: LiveServer, tenant: Tenant, admin: User
) -> None:
    walk.check = None
    walk_the_four_steps(walk, live_server.url, admin)


def walk_the_four_steps(walk: Walk, door: str, admin: User) -> None:
    walk.sign_in(door, admin.email)
    see_the_country(walk)
    license_two_people(walk)
    give_them_numbers(walk)
    keep_service_numbers(walk)
    assert walk.statuses(1, 2, 3, 4) == ["Completed"] * 4
    see_the_plans(walk)
    assert walk.statuses(5) == ["Completed"]


def see_the_plans(walk: Walk) -> None:
    """Step 5: both are set up, their minutes are one pool, and the list says so of each."""
    walk.follow("Calling Plans", "Calling Plans")
    walk.says("2 of 2 people with a Calling Plan are completely set up.", "6,000")
    walk.follow("People", "People with a Calling Plan", within=walk.page.get_by_role("main"))
    expect(walk.page.get_by_text("Complete", exact=True)).to_have_count(2)


def see_the_country(walk: Walk) -> None:
    """Step 1: an emergency address, a site that has it, and a look at the country."""
    page = walk.page
    walk.follow("Continue to step 1", "Add a site")
    walk.fill(Name="Seattle")
    walk.press("Add an emergency address first", "Add an emergency address")
    walk.fill(Name="Seattle office", House_number="1201", Street="Third Avenue", City="Seattle")
    walk.fill(State="WA", Postal_code="98101")
    walk.press("Save and validate", "Add a site")
    walk.says("Seattle office is validated.")
    expect(page.get_by_label("Name")).to_have_value("Seattle")
    expect(page.get_by_label("Emergency address").locator("option:checked")).to_have_text("Seattle office")
    walk.press("Add the site", "Country availability")
    walk.says("Seattle is a site now.")
    walk.press("I have seen this", "Country availability")
    walk.says("You have seen what United States offers")


def license_two_people(walk: Walk) -> None:
    """Step 2: two people in the directory, seats from the sandbox, and what the list of gaps suggests."""
    walk.follow("Continue to step 2", "Licences")
    walk.follow("Open the directory", "People")
    walk.follow("Or add one person by hand", "Add a person")
    walk.add_person("Anna Berg", country="United States", site="Seattle")
    walk.follow("People", "People", within=walk.page.get_by_role("banner"))
    walk.follow("Add a person", "Add a person")
    walk.add_person("Ben Tanaka", country="United States", site="Seattle")
    walk.to_step(2, "Licences")
    walk.buy("ENTERPRISEPREMIUM", 10)
    walk.buy("MCOPSTN1", 10)
    walk.says("0 of 2 people marked for telephony hold Phone System and a Calling Plan.")
    walk.take(walk.page.locator("#missing li").first, "Assign licences to 2 people")
    walk.says("2 people get what you chose. Nothing has been assigned yet.")
    walk.press("Assign licences to 2 people", "Licences")
    walk.says("2 of 2 people marked for telephony hold Phone System and a Calling Plan.")


def give_them_numbers(walk: Walk) -> None:
    """Step 3: a place, two numbers, a hold that ticks, the numbers kept and given."""
    page = walk.page
    walk.follow("Continue to step 3", "User numbers")
    choose_place(walk, "Washington", "Seattle")
    page.get_by_role("textbox", name="How many").fill("2")
    walk.press("Search")
    expect(page.locator("input[name=pick]:checked")).to_have_count(2)
    hold(walk, "2 numbers in Seattle, Washington are held for you")
    walk.press("Keep 2 numbers", re.compile("Order "))
    walk.says("2 numbers are yours")
    walk.follow("Give them to people", "Give numbers to people")
    walk.follow("Suggest numbers for 2 people", "Look over the suggestion")
    terms = page.get_by_role("group", name="Emergency calling, once for each country")
    terms.get_by_role("checkbox").check()
    walk.press(re.compile("^Give "))
    walk.says("2 people have a number now.")


def choose_place(walk: Walk, state: str, city: str) -> None:
    """The selects follow one another; without scripts a search brings the cities of the state."""
    page = walk.page
    page.get_by_label("State or region").select_option(state)
    if not walk.scripted:
        walk.press("Search")
    cities = page.get_by_label("City")
    expect(cities.locator("option", has_text=city)).to_have_count(1)
    expect(cities.locator("option", has_text="Miami")).to_have_count(0)
    cities.select_option(city)


def hold(walk: Walk, words: str) -> None:
    """Hold what is ticked: the time that is left is seen, and ticks where scripts run."""
    walk.press(re.compile(r"^Hold .*for 10 minutes"))
    expect(walk.page.get_by_role("heading", name=words)).to_be_visible()
    clock = walk.page.get_by_role("timer").first
    first = clock.inner_text()
    assert re.match(r"9:5\d|10:00", first)
    if walk.scripted:
        expect(clock).not_to_have_text(first, timeout=3000)


def keep_service_numbers(walk: Walk) -> None:
    """Step 4: two toll numbers for queues and attendants."""
    walk.to_step(4, "Service numbers")
    choose_place(walk, "Washington", "Seattle")
    walk.page.get_by_role("textbox", name="How many").fill("2")
    walk.press("Search")
    hold(walk, "2 numbers in Seattle, Washington are held for you")
    walk.press("Keep 2 numbers", re.compile("Order "))
    walk.says("2 numbers are yours")
