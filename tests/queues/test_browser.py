"""A queue made at a browser: agents arranged with scripts, focus kept, and axe on every page."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from services.queues.models import Queue
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.browser.walks import Walk
from tests.queues.conftest import AT, agent, make_group, make_queue, stored

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def walk(
    live_server: LiveServer,
    console_page: Page,
    check_page: Callable[[Page], None],
    tenant: Tenant,
    admin: User,
    reference_data: None,
) -> Walk:
    """An admin who has signed in, at the list of queues."""
    walk = Walk(console_page, check_page)
    walk.sign_in(f"{live_server.url}/account/login/", admin.email)
    return walk


def order_of(page: Page) -> list[str]:
    """The names of the agents, as the form lists them."""
    return page.locator(".order .who b").all_inner_texts()


def test_a_queue_is_made_and_its_agents_are_arranged(
    walk: Walk, live_server: LiveServer, tenant: Tenant
) -> None:
    page = walk.page
    anna, ben, carla = (agent(tenant, name) for name in ("anna.berg", "ben.okafor", "carla.silva"))
    desk = make_group(tenant, "Service desk", ben)
    walk.open(f"{live_server.url}{AT}")
    walk.follow("Make a call queue", "Make a call queue")
    walk.fill(Name="Sales")
    field = page.get_by_label("Person or group")
    for typed, found in (("Anna", "Anna Berg"), ("Carla", "Carla Silva"), ("Serv", "Service desk")):
        field.press_sequentially(typed)
        option = page.locator("#id_agents-add_list option").first
        expect(option).to_have_attribute("value", re.compile(f"^{found}"))
        field.fill(option.get_attribute("value") or "")
        page.get_by_role("button", name="Add to the agents").click()
        expect(page.locator(".order .who b", has_text=found)).to_be_visible()
        expect(field).to_be_focused()
    up = page.get_by_role("button", name="Service desk up")
    up.click()
    expect(page.locator(".order .who b").nth(1)).to_have_text("Service desk")
    expect(up).to_be_focused()
    page.get_by_role("button", name="Carla Silva first").click()
    expect(page.locator(".order .who b").first).to_have_text("Carla Silva")
    page.get_by_role("button", name="Take Anna Berg out").click()
    expect(page.locator(".order .who b")).to_have_count(2)
    expect(page.get_by_role("heading", name="Who answers")).to_be_focused()
    assert page.get_by_label("Name").input_value() == "Sales"
    walk.press("Make the call queue", "Sales")
    walk.says("What happens to a call", "Service desk")
    with tenant_scope(tenant):
        queue = Queue.objects.select_related("app__tenant").get()
    assert stored(queue).agents == (carla, desk)
    assert anna not in stored(queue).agents


def test_only_what_a_choice_needs_is_shown(
    walk: Walk, live_server: LiveServer, tenant: Tenant, admin: User
) -> None:
    page = walk.page
    make_group(tenant, "Desk", email="desk@halden.example")
    queue = make_queue(tenant, admin, agents=(agent(tenant),))
    walk.open(f"{live_server.url}{AT}{queue.pk}/edit/")
    exit_ = page.locator("#timeout")
    expect(exit_.get_by_label("Group with the mailbox")).to_be_hidden()
    exit_.get_by_label("Then").select_option("shared_voicemail")
    expect(exit_.get_by_label("Group with the mailbox")).to_be_visible()
    expect(exit_.get_by_role("textbox", name="Text that is read out")).to_be_visible()
    exit_.get_by_label("Then").select_option("external")
    expect(exit_.get_by_label("Outside number")).to_be_visible()
    expect(exit_.get_by_text("What callers are told before the tone")).to_be_hidden()
    exit_.get_by_label("Outside number").fill("12")
    page.get_by_role("button", name="Save the call queue").click()
    expect(page.get_by_role("alert")).to_contain_text("too few or too many digits")
    walk.refused.clear()
    walk.look("Edit Sales")
