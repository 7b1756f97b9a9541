"""Walking through the console as somebody does who only clicks: each page that opens is looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from tests.cast import PASSWORD

Check = Callable[[Page], None]
UNSCRIPTED = pytest.mark.browser_context_args(java_script_enabled=False)


def index_of(select: Locator, words: str) -> int:
    """Which of the options is the first that begins with these words, counted from 0."""
    options = [text.strip() for text in select.locator("option").all_text_contents()]
    return next(index for index, text in enumerate(options) if text.startswith(words))


@dataclass
class Walk:
    """One person at one browser, with a mouse. Given a check, axe looks at each page."""

    page: Page
    check: Check | None = None
    scripted: bool = True
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(8_000)
        self.page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

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
        self.type(self.page.get_by_label("E-mail"), email)
        self.type(self.page.get_by_label("Password", exact=True), PASSWORD)
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
            self.hit(what)
        self.page.wait_for_load_state("load")
        self.look(heading)

    def take(self, within: Locator, heading: str | re.Pattern[str] = "") -> None:
        """Follow the one link there, whatever it is called."""
        self._go(within.get_by_role("link").first, heading)

    def fill(self, **fields: str) -> None:
        """Type into the fields of these labels; underscores stand for blanks."""
        for label, value in fields.items():
            named = self.page.get_by_label(re.compile(rf"^{label.replace('_', ' ')}\b"))
            self.type(named.and_(self.page.locator("input, textarea")).first, value)

    def choose(self, label: str | Locator, option: str) -> None:
        """Choose the first option that begins with these words, in the select of this label."""
        self.select(label if isinstance(label, Locator) else self.page.get_by_label(label).first, option)

    def hit(self, what: Locator) -> None:
        """Click it."""
        what.click()

    def type(self, what: Locator, value: str) -> None:
        """Put `value` in the place of what is in the field."""
        what.fill(value)

    def select(self, what: Locator, option: str) -> None:
        """Choose the first option that begins with these words."""
        what.select_option(index=index_of(what, option))

    def tick(self, what: Locator) -> None:
        """Tick a box, or choose one of several."""
        what.check()

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
        self.choose("Usage location", country)
        self.choose("Site", site)
        self.press("Add the person", name)

    def buy(self, product: str, seats: int) -> None:
        """A sandbox purchase from the page of step 2, which it leads back to."""
        self.follow("Buy seats", "Buy seats")
        self.choose("Product", product)
        self.fill(Seats=str(seats))
        self.press("Buy the seats", "Licences")


class KeyboardWalk(Walk):
    """The same person without a mouse: everything is reached by Tab and done by keys."""

    def reach(self, what: Locator) -> None:
        """Go on by Tab until it has the focus; a whole round without meeting it is a page that shuts people out."""
        expect(what).to_be_visible()
        for _ in range(300):
            if what.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The keyboard does not reach {what} on {self.page.url}")

    def hit(self, what: Locator) -> None:
        """Enter follows links and presses buttons."""
        self.reach(what)
        self.page.keyboard.press("Enter")

    def type(self, what: Locator, value: str) -> None:
        """Over what is there."""
        self.reach(what)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)

    def select(self, what: Locator, option: str) -> None:
        """The first letters jump to an option, and the arrows go on from there."""
        index_of(what, option)  # it is there
        self.reach(what)
        self.page.keyboard.press("Home")
        self.page.keyboard.type(option.split()[0])
        chosen = what.locator("option:checked")
        for _ in range(20):
            if chosen.inner_text().strip().startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The keyboard does not choose {option}")

    def tick(self, what: Locator) -> None:
        """A box takes the blank; a choice of several is one stop, in which the arrows move."""
        if what.get_attribute("type") == "checkbox":
            self.reach(what)
            self.page.keyboard.press("Space")
        else:
            self._choose_of_several(what)
        expect(what).to_be_checked()

    def _choose_of_several(self, what: Locator) -> None:
        several = self.page.locator(f"input[type=radio][name='{what.get_attribute('name')}']")
        chosen = [one for one in several.all() if one.is_checked()]
        self.reach(chosen[0] if chosen else several.first)
        if not chosen:
            self.page.keyboard.press("Space")
        for _ in range(several.count()):
            if what.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
