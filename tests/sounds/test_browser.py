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
    console_page: Page,
    live_server: LiveServer,
    client_of: Callable[[User], object],
    check_page: Callable[[Page], None],
) -> None:
    cookie = client_of(admin).cookies["sessionid"].value  # type: ignore[attr-defined]
    console_page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    console_page.goto(f"{live_server.url}/t/{tenant.slug}/sounds/")
    check_page(console_page)
    file = {"name": "hello.wav", "mimeType": "text/html", "buffer": wav(0.3, tone=3)}
    console_page.get_by_label("File").set_input_files(file)
    console_page.get_by_role("button", name="Upload the sound").click()
    expect(console_page.get_by_role("heading", level=1)).to_have_text("hello")
    check_page(console_page)
    console_page.evaluate("() => document.querySelector('audio').play()")
    console_page.wait_for_function(HEARD)
    console_page.get_by_role("link", name="Sounds").first.click()
    expect(console_page.get_by_role("link", name="hello")).to_be_visible()
    check_page(console_page)
