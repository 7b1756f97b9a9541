"""A browser for tests: pages whose scripts fail or whose policy is broken fail the test, and axe on demand."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from config import chromium
from tenants.models import User

# Runs before the page's own scripts. Playwright reports most violations as console messages; this catches all.
LISTEN = """
document.addEventListener('securitypolicyviolation', event => {
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright with the Chromium of this machine."""
    found = chromium.find()
    if found is None:
        pytest.fail("There is no Chromium: run `python -m config.chromium`.")
    return {**browser_type_launch_args, "executable_path": found, "args": chromium.ARGUMENTS}


@pytest.fixture
def watch_page() -> Callable[[Page], list[str]]:
    """`watch_page(page)`: a list that fills with the page's script errors and violations of the policy."""
    return _watch


def _watch(page: Page) -> list[str]:
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"script error: {error}"))
    page.on("console", lambda message: found.append(message.text) if _is_trouble(message) else None)
    page.add_init_script(LISTEN)
    return found


@pytest.fixture
def console_page(page: Page) -> Iterator[Page]:
    """A page that fails the test at its end when a script failed or the Content-Security-Policy was violated."""
    found = _watch(page)
    yield page
    assert not found, "\n".join(found)


def _is_trouble(message: Any) -> bool:
    """Is this console message a violation or an error of ours? Answers such as 404 and 422 are also told as errors."""
    if message.type != "error":
        return False
    return not message.text.startswith("Failed to load resource: the server responded with a status of 4")


@pytest.fixture
def page_of(
    console_page: Page, live_server: LiveServer, client_of: Callable[[User], Client]
) -> Callable[[User], Page]:
    """`page_of(user)`: the page, with the user signed in; the form of sign-in has tests of its own."""

    def signed_in(user: User) -> Page:
        cookie = client_of(user).cookies["sessionid"].value
        console_page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return console_page

    return signed_in


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    """`check_page(page)`: axe finds nothing on the page as it is now."""

    def check(page: Page) -> None:
        results = Axe().run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
