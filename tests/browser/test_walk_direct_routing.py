"""A tenant without Calling Plans walks the ten steps with numbers of its own, with scripts and without."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tenants.models import Role
from tests.browser import ten_steps
from tests.browser.walks import UNSCRIPTED, Check, Walk
from tests.cast import make_member, make_tenant

pytestmark = pytest.mark.browser
COLLEAGUES = ("Lucia Rojas", "Marco Diaz")


@pytest.fixture
def door(transactional_db: None, reference_data: None, live_server: LiveServer) -> str:
    """The way in for the admin of a tenant in Peru, where no Calling Plan is sold and no stock is needed."""
    call_command("load_products", verbosity=0)
    tenant = make_tenant("quipu", country="PE", time_zone="America/Lima")
    make_member(tenant, Role.ADMIN, "nora@quipu.example")
    return live_server.url


def test_a_direct_routing_tenant_walks_the_ten_steps(
    door: str, console_page: Page, check_page: Check
) -> None:
    """Nobody holds meetings there and nothing costs money: those steps say so, the others are walked."""
    walk = Walk(console_page, check_page)
    walk_with_own_numbers(walk, door)
    walk.to_step(4, "Service numbers")
    walk.follow("Direct Routing numbers", "Direct Routing numbers")
    upload(walk, "+51 1 234 5100\n+51 1 234 5101", "Queue or attendant", "Direct Routing numbers")
    does_not_need(walk, 6)
    ten_steps.make_a_queue(walk, COLLEAGUES)
    ten_steps.make_an_attendant(walk, operator="Marco Diaz")
    ten_steps.answer_the_numbers(walk)
    assert walk.statuses(5, 6) == ["Not needed"] * 2
    assert walk.statuses(1, 2, 3, 4, 7, 8, 9, 10) == ["Completed"] * 8


@UNSCRIPTED
def test_a_direct_routing_tenant_finishes_without_scripts_and_without_services(
    door: str, console_page: Page
) -> None:
    walk = Walk(console_page, scripted=False)
    walk_with_own_numbers(walk, door)
    does_not_need(walk, 4, 6, 7, 8, 9)
    assert walk.statuses(1, 2, 3, 10) == ["Completed"] * 4
    assert walk.statuses(4, 5, 6, 7, 8, 9) == ["Not needed"] * 6


def does_not_need(walk: Walk, *steps: int) -> None:
    """Said on the task list, of one step after another; after the last of the ten it is the overview that opens."""
    for number in steps:
        walk.to_list()
        walk.press(f"We do not need step {number}", re.compile("Set up your phone system|Quipu"))


def walk_with_own_numbers(walk: Walk, door: str) -> None:
    walk.sign_in(door, "nora@quipu.example")
    choose_direct_routing(walk)
    license_two_people(walk)
    bring_numbers(walk)


def choose_direct_routing(walk: Walk) -> None:
    """Step 1: the page says that there are no Calling Plans, and leads to where the other way is chosen."""
    walk.follow("Continue to step 1", "Add a site")
    walk.fill(Name="Lima")
    walk.press("Add the site", "Country availability")
    walk.says("No Calling Plans in Peru: the way is Direct Routing")
    walk.press("I have seen this", "Country availability")
    walk.follow("Change how calls reach the outside", "Change the settings")
    walk.tick(walk.page.get_by_label("Direct Routing only"))
    walk.press("Save the settings", "Country availability")
    walk.says("The organisation's settings are saved.")


def license_two_people(walk: Walk) -> None:
    """Step 2: Phone System on top of a base plan, given to ticked people of the directory; no Calling Plan."""
    walk.to_step(2, "People")
    walk.follow("Or add one person by hand", "Add a person")
    first, second = COLLEAGUES
    walk.add_person(first, country="Peru", site="Lima")
    walk.follow("People", "People", within=walk.page.get_by_role("banner"))
    walk.follow("Add a person", "Add a person")
    walk.add_person(second, country="Peru", site="Lima")
    walk.to_step(2, "Licences")
    walk.buy("Enterprise E3 (", 5)
    walk.buy("Phone System (", 5)
    walk.take(walk.page.locator("#missing li").first, "Assign licences to 2 people")
    walk.says("2 people get what you chose. Nothing has been assigned yet.")
    walk.press("Assign licences to 2 people", "Licences")
    walk.says("2 of 2 people marked for telephony hold Phone System.")


def bring_numbers(walk: Walk) -> None:
    """Step 3: the trunk's own numbers, pasted, looked over, added and given."""
    walk.follow("Continue to step 3", "Direct Routing numbers")
    upload(walk, "01 234 5000\n01 234 5001", "Person", "Give numbers to people")
    walk.follow("Suggest numbers for 2 people", "Look over the suggestion")
    terms = walk.page.get_by_role("group", name="Emergency calling, once for each country")
    walk.tick(terms.get_by_role("checkbox"))
    walk.press(re.compile("^Give "))
    walk.says("2 people have a number now.")


def upload(walk: Walk, numbers: str, usage: str, leads_to: str) -> None:
    """Paste numbers, see what was read, add them."""
    walk.type(walk.page.get_by_label("Numbers", exact=True), numbers)
    walk.choose("The numbers are for", usage)
    walk.press("Check the numbers", "Check your numbers")
    walk.says("2 numbers can be added. Nothing is wrong with them.")
    walk.press("Add 2 numbers", leads_to)
    walk.says("2 numbers are in your inventory.")
