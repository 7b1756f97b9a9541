"""Sounds in a browser: uploaded by the form, played in the page under the policy, and axe finds nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tenants.models import Tenant, User
from tests.sounds.made import wav

pytestmark = pytest.mark.browser

HEARD = (
    "() => { const player = document.querySelector('audio'); return player.ended || player.currentTime > 0; }"
)


def test_a_recording_is_uploaded_and_heard(
    transactional_db: None,
    reference_data: None,
    tenant: Tenant,
    admin: User,
    live_server: LiveServer,
    page_of: Callable[[User], Page],
    check_page: Callable[[Page], None],
) -> None:
    page = page_of(admin)
    page.goto(f"{live_server.url}/t/{tenant.slug}/sounds/")
    check_page(page)
    file = {"name": "hello.wav", "mimeType": "text/html", "buffer": wav(0.3, tone=3)}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Upload the sound").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("hello")
    check_page(page)
    page.evaluate("() => document.querySelector('audio').play()")
    page.wait_for_function(HEARD)
    page.get_by_role("link", name="Sounds").first.click()
    expect(page.get_by_role("link", name="hello")).to_be_visible()
    check_page(page)
