"""Walking through the console as somebody does who only clicks: each page that opens is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.cast import PASSWORD

Check = Callable[[Page], None]
UNSCRIPTED = pytest.mark.browser_context_args(java_script_enabled=False)


@dataclass
class Walk:
    """One person at one browser. With scripts axe looks at each page; without, the answers alone are proved."""

    page: Page
    check: Check | None
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(8_000)
        self.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

    @property
    def scripted(self) -> bool:
        """Whether this browser runs scripts."""
        return self.check is not None

    def look(self, heading: str | re.Pattern[str] = "") -> None:
        """The page that is open is what it says, answered as it should, and axe finds nothing on it."""
        if heading:
            expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert not self.refused, self.refused
        if self.check is not None:
            self.check(self.page)

    def open(self, url: str) -> None:
        """Type an address: only the way in."""
        self.page.goto(url)
        self.look()

    def sign_in(self, url: str, email: str) -> None:
        """Through the form of the console."""
        self.open(url)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.press("Sign in", "Set up your phone system")

    def follow(self, words: str, heading: str | re.Pattern[str] = "", within: Locator | None = None) -> None:
        """Click a link and look at the page that it leads to."""
        self._go((within or self.page).get_by_role("link", name=words).first, heading)

    def press(
        self, words: str | re.Pattern[str], heading: str | re.Pattern[str] = "", within: Locator | None = None
    ) -> None:
        """Press a button and look at the page that it leads to."""
        self._go((within or self.page).get_by_role("button", name=words).first, heading)

    def _go(self, what: Locator, heading: str | re.Pattern[str]) -> None:
        with self.page.expect_event("framenavigated"):
            what.click()
        self.page.wait_for_load_state("load")
        self.look(heading)

    def take(self, within: Locator, heading: str | re.Pattern[str] = "") -> None:
        """Follow the one link there, whatever it is called."""
        self._go(within.get_by_role("link").first, heading)

    def fill(self, **fields: str) -> None:
        """Type into the fields of these labels; underscores stand for blanks."""
        for label, value in fields.items():
            self.page.get_by_label(re.compile(rf"^{label.replace('_', ' ')}\b")).first.fill(value)

    def says(self, *sentences: str) -> None:
        """The page says each of these."""
        for sentence in sentences:
            expect(self.page.get_by_text(sentence).first).to_be_visible()

    def to_list(self) -> None:
        """The task list: the home of set-up, or one click behind the overview when every step is finished."""
        self.follow("Set-up", within=self.page.get_by_role("banner"))
        if "Set up your phone system" not in self.page.get_by_role("heading", level=1).inner_text():
            self._go(self.page.locator("main a[href$='/steps/']"), "Set up your phone system")

    def to_step(self, number: int, heading: str | re.Pattern[str] = "") -> None:
        """By way of the task list, which leads to the step that is next."""
        self.to_list()
        self.follow(f"Continue to step {number}", heading)

    def statuses(self, *numbers: int) -> list[str]:
        """What the task list says of the steps of these numbers."""
        self.to_list()
        rows = self.page.locator(".steps .step")
        found = {
            int(row.locator(".numeral").inner_text()): row.locator("> .st").inner_text() for row in rows.all()
        }
        return [found[number] for number in numbers]

    def add_person(self, name: str, *, country: str, site: str) -> None:
        """The form for a new person, filled in and sent; ends at the person's page."""
        user_name = f"{name.lower().replace(' ', '.')}@walk.example"
        self.fill(Display_name=name, User_name=user_name)
        self.page.get_by_label("Usage location").select_option(country)
        self.page.get_by_label("Site").select_option(site)
        self.press("Add the person", name)

    def buy(self, sku: str, seats: int) -> None:
        """A sandbox purchase from the page of step 2, which it leads back to."""
        self.follow("Buy seats", "Buy seats")
        self.page.get_by_label("Product").select_option(sku)
        self.fill(Seats=str(seats))
        self.press("Buy the seats", "Licences")
