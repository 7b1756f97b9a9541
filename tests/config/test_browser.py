"""The browser fixtures see what they are for: a page of ours, a script error, a violated policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sign_in_page_is_clean(
    live_server: LiveServer, console_page: Page, check_page: Callable[[Page], None], reference_data: None
) -> None:
    console_page.goto(f"{live_server.url}/account/login/")
    check_page(console_page)


def test_a_violated_policy_is_noticed(
    live_server: LiveServer, page: Page, watch_page: Callable[[Page], list[str]]
) -> None:
    found = watch_page(page)
    page.goto(f"{live_server.url}/account/login/")
    page.evaluate("const s = document.createElement('script'); s.textContent = '1'; document.body.append(s)")
    page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")
    page.wait_for_timeout(300)
    assert any("CSP violation" in line for line in found)
    assert any("broken on purpose" in line for line in found)
