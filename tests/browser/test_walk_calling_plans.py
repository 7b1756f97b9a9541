"""A new tenant with Calling Plans walks the ten steps: with a mouse, without scripts, by keyboard alone."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.browser import ten_steps
from tests.browser.walks import UNSCRIPTED, Check, KeyboardWalk, Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def door(transactional_db: None, reference_data: None, live_server: LiveServer, tenant: Tenant) -> str:
    """The way in; the sandbox's carrier has numbers in the United States."""
    call_command("load_products", verbosity=0)
    call_command("build_stock", countries=["US"], per_city=20, verbosity=0)
    return live_server.url


def test_a_new_tenant_walks_the_ten_steps_to_completed(
    door: str, console_page: Page, check_page: Check, admin: User
) -> None:
    walk_the_ten_steps(Walk(console_page, check_page), door, admin)


@UNSCRIPTED
def test_a_new_tenant_walks_the_ten_steps_without_scripts(door: str, console_page: Page, admin: User) -> None:
    walk_the_ten_steps(Walk(console_page, scripted=False), door, admin)


def test_a_new_tenant_walks_the_ten_steps_by_keyboard_alone(
    door: str, console_page: Page, admin: User
) -> None:
    walk_the_ten_steps(KeyboardWalk(console_page), door, admin)


def walk_the_ten_steps(walk: Walk, door: str, admin: User) -> None:
    walk.sign_in(door, admin.email)
    ten_steps.see_the_country(walk)
    ten_steps.license_two_people(walk)
    ten_steps.give_them_numbers(walk)
    ten_steps.keep_service_numbers(walk)
    ten_steps.see_the_plans(walk)
    ten_steps.open_the_bridge(walk)
    ten_steps.make_a_queue(walk)
    ten_steps.make_an_attendant(walk)
    ten_steps.answer_the_numbers(walk)
    ten_steps.add_credit(walk)
    assert walk.statuses(*range(1, 11)) == ["Completed"] * 10
