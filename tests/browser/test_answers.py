"""Step 9 in a browser: the choice opens in its row and takes the focus, a toast takes it back, many go at once; axe looks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.cast import make_site
from tests.service_numbers.conftest import buy, give, toll
from tests.service_numbers.leavers import make_queue

pytestmark = pytest.mark.browser

Check = Callable[[Page], None]


@pytest.fixture
def page_of_step_9(
    transactional_db: None,
    reference_data: None,
    tenant: Tenant,
    admin: User,
    live_server: LiveServer,
    page_of: Callable[[User], Page],
) -> Page:
    """An admin looks at three free numbers; there is a queue that could answer them."""
    make_site(tenant)
    buy(tenant, 1)
    make_queue(tenant, "Sales")
    give(tenant, admin, toll(0), toll(1), toll(2))
    page = page_of(admin)
    page.goto(f"{live_server.url}/t/{tenant.slug}/service-numbers/answers/?state=free")
    return page


def test_a_number_is_decided_in_its_row_and_taken_back(page_of_step_9: Page, check_page: Check) -> None:
    page = page_of_step_9
    page.get_by_role("link", name="Choose what answers (206) 255-5100").click()
    choice = page.get_by_role("group", name="What answers (206) 255-5100")
    expect(choice).to_be_focused()
    check_page(page)
    choice.get_by_label("What answers it").select_option(label="Sales")
    choice.get_by_role("button", name="Let it answer").click()
    expect(page.get_by_text("(206) 255-5100 is answered by call queue Sales now.")).to_be_visible()
    expect(page.get_by_text("2 service numbers", exact=True)).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 service numbers", exact=True)).to_be_visible()


def test_many_are_ticked_looked_over_and_assigned(page_of_step_9: Page, check_page: Check) -> None:
    page = page_of_step_9
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_hidden()
    page.get_by_label("Select all on this page").check()
    expect(bar.get_by_text("3 selected")).to_be_visible()
    bar.get_by_label("What answers it").select_option(label="Sales")
    check_page(page)
    bar.get_by_role("button", name="Let it answer them").click()
    expect(
        page.get_by_role("heading", name="Let call queue Sales answer 3 numbers?", level=1)
    ).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Assign 3 numbers").click()
    expect(page.get_by_text("3 numbers are answered by call queue Sales now.")).to_be_visible()
