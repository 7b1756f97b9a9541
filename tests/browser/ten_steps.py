"""The ten steps as an organisation with Calling Plans walks them: nothing but links, buttons and forms."""

import re

from playwright.sync_api import expect

from tests.browser.walks import Walk


def see_the_country(walk: Walk) -> None:
    """Step 1: an emergency address, a site that has it, and a look at the country."""
    page = walk.page
    walk.follow("Continue to step 1", "Add a site")
    walk.fill(Name="Seattle")
    walk.press("Add an emergency address first", "Add an emergency address")
    walk.fill(Name="Seattle office", House_number="1201", Street="Third Avenue", City="Seattle")
    walk.fill(State="WA", Postal_code="98101")
    walk.press("Save and validate", "Add a site")
    walk.says("Seattle office is validated.")
    expect(page.get_by_label("Name")).to_have_value("Seattle")
    expect(page.get_by_label("Emergency address").locator("option:checked")).to_have_text("Seattle office")
    walk.press("Add the site", "Country availability")
    walk.says("Seattle is a site now.")
    walk.press("I have seen this", "Country availability")
    walk.says("You have seen what United States offers")


def license_two_people(walk: Walk) -> None:
    """Step 2: two people in the directory, seats from the sandbox, and what the list of gaps suggests."""
    walk.follow("Continue to step 2", "Licences")
    walk.follow("Open the directory", "People")
    walk.follow("Or add one person by hand", "Add a person")
    walk.add_person("Anna Berg", country="United States", site="Seattle")
    walk.follow("People", "People", within=walk.page.get_by_role("banner"))
    walk.follow("Add a person", "Add a person")
    walk.add_person("Ben Tanaka", country="United States", site="Seattle")
    walk.to_step(2, "Licences")
    walk.buy("Enterprise E5 (", 10)
    walk.buy("Domestic Calling Plan (", 10)
    walk.says("0 of 2 people marked for telephony hold Phone System and a Calling Plan.")
    walk.take(walk.page.locator("#missing li").first, "Assign licences to 2 people")
    walk.says("2 people get what you chose. Nothing has been assigned yet.")
    walk.press("Assign licences to 2 people", "Licences")
    walk.says("2 of 2 people marked for telephony hold Phone System and a Calling Plan.")


def give_them_numbers(walk: Walk) -> None:
    """Step 3: a place, two numbers, a hold that ticks, the numbers kept and given."""
    walk.follow("Continue to step 3", "User numbers")
    choose_place(walk, "Washington", "Seattle")
    walk.type(walk.page.get_by_role("textbox", name="How many"), "2")
    walk.press("Search")
    expect(walk.page.locator("input[name=pick]:checked")).to_have_count(2)
    hold(walk, "2 numbers in Seattle, Washington are held for you")
    walk.press("Keep 2 numbers", re.compile("Order "))
    walk.says("2 numbers are yours")
    walk.follow("Give them to people", "Give numbers to people")
    walk.follow("Suggest numbers for 2 people", "Look over the suggestion")
    terms = walk.page.get_by_role("group", name="Emergency calling, once for each country")
    walk.tick(terms.get_by_role("checkbox"))
    walk.press(re.compile("^Give "))
    walk.says("2 people have a number now.")


def choose_place(walk: Walk, state: str, city: str) -> None:
    """The selects follow one another; without scripts a search brings the cities of the state."""
    walk.choose("State or region", state)
    if not walk.scripted:
        walk.press("Search")
    cities = walk.page.get_by_label("City")
    expect(cities.locator("option", has_text=city)).to_have_count(1)
    expect(cities.locator("option", has_text="Miami")).to_have_count(0)
    walk.choose(cities, city)


def hold(walk: Walk, words: str) -> None:
    """Hold what is ticked: the time that is left is seen, and ticks where scripts run."""
    walk.press(re.compile(r"^Hold .*for 10 minutes"))
    expect(walk.page.get_by_role("heading", name=words)).to_be_visible()
    clock = walk.page.get_by_role("timer").first
    first = clock.inner_text()
    assert re.match(r"9:5\d|10:00", first)
    if walk.scripted:
        expect(clock).not_to_have_text(first, timeout=3000)


def keep_service_numbers(walk: Walk) -> None:
    """Step 4: two toll numbers for queues and attendants."""
    walk.to_step(4, "Service numbers")
    choose_place(walk, "Washington", "Seattle")
    walk.type(walk.page.get_by_role("textbox", name="How many"), "2")
    walk.press("Search")
    hold(walk, "2 numbers in Seattle, Washington are held for you")
    walk.press("Keep 2 numbers", re.compile("Order "))
    walk.says("2 numbers are yours")


def see_the_plans(walk: Walk) -> None:
    """Step 5: both are set up, their minutes are one pool, and the list says so of each."""
    walk.to_list()
    walk.follow("Calling Plans", "Calling Plans")
    walk.says("2 of 2 people with a Calling Plan are completely set up.", "6,000")
    walk.follow("People", "People with a Calling Plan", within=walk.page.get_by_role("main"))
    expect(walk.page.get_by_text("Complete", exact=True)).to_have_count(2)


def open_the_bridge(walk: Walk) -> None:
    """Step 6: shared numbers and organisers have come by themselves; a PIN is shown once, and then no more."""
    walk.to_list()
    walk.follow("Audio Conferencing", "Audio Conferencing")
    walk.says("2 organisers can hold meetings that callers join.")
    walk.follow("Ids, PINs and numbers of organisers", "Organisers")
    walk.follow("Anna Berg", "Anna Berg")
    walk.follow("Reset the PIN", "Reset the PIN")
    walk.press("Reset the PIN", "The new PIN of Anna Berg")
    assert re.fullmatch(r"\d{5}", walk.page.locator(".receipt .ref").inner_text())


def make_a_queue(walk: Walk, agents: tuple[str, ...] = ("Anna Berg", "Ben Tanaka")) -> None:
    """Step 7: Sales, answered by all of the agents, one after another."""
    page = walk.page
    walk.to_step(7, "Make a call queue")
    walk.fill(Name="Sales")
    for name in agents:
        add_agent(walk, name)
    walk.tick(page.get_by_label("One after another, in the order of the list"))
    walk.press("Make the call queue", "Sales")
    walk.says("What happens to a call", *agents)


def add_agent(walk: Walk, name: str) -> None:
    """Typed as people write names; the page comes back with the agent in the list."""
    page = walk.page
    walk.type(page.get_by_label("Person or group"), name)
    button = page.get_by_role("button", name="Add to the agents")
    if walk.scripted:
        walk.hit(button)
    else:
        walk.press("Add to the agents", "Make a call queue")
    expect(page.locator(".order .who b", has_text=name)).to_be_visible()


def make_an_attendant(walk: Walk, operator: str = "Ben Tanaka") -> None:
    """Step 8: a main line with a menu: key 1 to Sales, key 0 to the operator."""
    page = walk.page
    walk.to_step(8, "Make an auto attendant")
    walk.fill(Name="Main line")
    region = page.get_by_role("region", name="Operator")
    walk.choose(region.get_by_role("combobox", name="Operator"), "A person")
    walk.type(region.get_by_label("Person"), operator)
    walk.press("Make it and go on", "What callers hear")
    walk.choose("After the greeting", "Offer a menu")
    menu = page.get_by_role("region", name="Menu")
    walk.type(
        menu.get_by_role("textbox", name="Text that is read out"),
        "For sales, press 1. For somebody who helps, press 0.",
    )
    walk.choose(
        page.get_by_role("group", name="Key 1").get_by_role("combobox").first, "A queue or an attendant"
    )
    walk.choose(
        page.get_by_role("group", name="Key 1").get_by_label("Queue or attendant"), "Call queue: Sales"
    )
    walk.choose(page.get_by_role("group", name="Key 0").get_by_role("combobox").first, "The operator")
    walk.press("Save what callers hear", "Main line")


def answer_the_numbers(walk: Walk) -> None:
    """Step 9: one number leads to the main line, the other is parked on purpose."""
    page = walk.page
    walk.to_step(9, "Assign service numbers")
    choose_answer(walk)
    walk.choose(page.get_by_role("combobox", name="What answers it").first, "Main line")
    walk.press("Let it answer", "Assign service numbers")
    walk.says("Main line")
    choose_answer(walk)
    walk.press("Park it", "Assign service numbers")
    walk.says("Parked")


def choose_answer(walk: Walk) -> None:
    """Open the choice of the first number that nothing answers: in its row, or on its own page."""
    row = walk.page.get_by_role("row").filter(has_text="Nothing yet").first
    choose = row.get_by_role("link", name="Choose")
    if walk.scripted:
        walk.hit(choose)
        expect(walk.page.get_by_role("button", name="Let it answer").first).to_be_visible()
    else:
        walk._go(choose, re.compile(r"\(\d{3}\) "))


def add_credit(walk: Walk) -> None:
    """Step 10: US$ 50 from a sandbox card, looked over before it is paid."""
    walk.to_list()
    walk.follow("Communications Credits", "Communications Credits")
    walk.fill(Amount_in_US="50")
    walk.press("Check the payment", "Check before you pay")
    walk.press("Pay US$ 50.00", "Recharge of US$ 50.00")
    walk.says("You can spend US$ 50.00 now.")
