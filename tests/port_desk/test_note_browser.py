"""The desk at work in a browser: a reply put into a note without leaving the page, then one act on several orders."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from porting.desk import saved_replies
from porting.models import PortOrder
from tenants.models import Tenant, User
from tests.port_desk.conftest import handed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def test_an_agent_writes_with_a_saved_reply_and_claims_two_orders_at_once(
    tenant: Tenant,
    agent: User,
    colleague: User,
    page_of: Callable[[User], Page],
    check_page: Callable[[Page], None],
    live_server: LiveServer,
) -> None:
    orders = [handed_in(tenant) for _n in range(2)]
    saved_replies.add(title="Old bill", text="The bill in {reference} is too old.", by=agent)
    page = page_of(agent)
    page.goto(f"{live_server.url}/desk/ports/{orders[0].pk}/")
    box = page.get_by_label("Write a note or a message")
    box.fill("@emil, do you agree?")
    page.get_by_label("Saved reply").select_option(label="Old bill")
    page.get_by_role("button", name="Put it in").click()
    expect(box).to_have_value(f"@emil, do you agree?\n\nThe bill in {orders[0].reference} is too old.")
    check_page(page)
    page.get_by_role("button", name="Add to the timeline").click()
    expect(page.get_by_role("main")).to_contain_text("For the desk alone")
    check_page(page)
    page.goto(f"{live_server.url}/desk/ports/")
    page.get_by_label("Select all on this page").check()
    expect(page.get_by_text("2 selected")).to_be_visible()
    check_page(page)
    page.locator("[data-bulk]").get_by_role("button", name="Claim").click()
    check_page(page)
    page.get_by_role("button", name="Claim 2 orders").click()
    expect(page.get_by_role("main")).to_contain_text("Done with 2 orders.")
    check_page(page)
    assert {order.claimed_by for order in PortOrder._base_manager.select_related("claimed_by")} == {agent}
