"""The overview in a browser: axe finds nothing, the drawing scrolls in its own box, and its list and links work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from services.voice_apps.destinations import Leads
from tenants.models import Tenant, User
from tests.service_numbers.flows import OFFICE, answered_by, make_attendant, make_callable, make_queue
from tests.wizard.test_dashboard import TwoSteps, make_trouble, two

pytestmark = pytest.mark.browser

__all__ = ["two"]  # the fixture


@pytest.mark.parametrize("width", [1440, 390])
def test_the_overview_of_a_finished_tenant(
    transactional_db: None,
    reference_data: None,
    tenant: Tenant,
    admin: User,
    two: TwoSteps,
    live_server: LiveServer,
    page_of: Callable[[User], Page],
    check_page: Callable[[Page], None],
    width: int,
) -> None:
    anna = make_callable(tenant, "anna")
    sales = make_queue(tenant, timeout=Leads("voicemail", person=anna), overflow=Leads("busy"))
    keys = {"open": Leads("menu"), "open.1": Leads("app", target=sales), "closed": Leads("app", target=sales)}
    answered_by(make_attendant(tenant, keys, hours=OFFICE, said="Welcome"), by=admin)
    make_trouble(tenant, admin, 0)
    page = page_of(admin)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/t/{tenant.slug}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(tenant.name)
    check_page(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_text("Read it as a list").click()
    expect(page.get_by_text("When a call has waited too long:")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="See the 2 steps").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your phone system")
    page.get_by_role("link", name="Go to the overview").click()
    page.locator(".told a", has_text="Sales").first.evaluate("link => link.closest('details').open = true")
    page.locator(".told a", has_text="Sales").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sales")
