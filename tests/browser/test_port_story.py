"""The life of a port order in a browser: forty numbers come from another provider, and everybody does their part."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from carriers import sandbox_clock
from numbering.models import PhoneNumber
from porting.carrier.following import carrier_now
from porting.models import PortOrder
from porting.reference.rules import dates_for, rule_for, today_of
from tenants.models import Tenant, User
from tests.browser.walks import Check, Walk
from tests.cast import make_site
from tests.numbering_core.conftest import buy, make_address
from tests.numbering_pages.conftest import needy
from tests.porting.carrier_days import pass_days, rounds
from tests.porting.paper_samples import pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Status = PortOrder.Status
GOOD = [f"(206) 555-{3000 + n}" for n in range(40)]
BAD = ["hello", "206 555", "+999 1"]
BILL_NAME = "Fenwick and Daughters Ltd"


@pytest.fixture
def anna(transactional_db: None, reference_data: None, tenant: Tenant) -> str:
    """Somebody who may have a number, once there is one."""
    buy(tenant, "MCOPSTN1", 1)
    buy(tenant, "MCOEV", 1)
    needy(tenant, "anna.berg", site=make_site(tenant, emergency_address=make_address(tenant)))
    return "Anna Berg"


def as_user(browser: Browser, client: Client, live_server: LiveServer, check: Check) -> Walk:
    """Somebody at a browser of their own, signed in."""
    context = browser.new_context()
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return Walk(context.new_page(), check)


def test_forty_numbers_come_from_another_provider(
    anna: str,
    tenant: Tenant,
    admin: User,
    desk: User,
    browser: Browser,
    client_of: Callable[[User], Client],
    check_page: Callable[[Page], None],
    live_server: LiveServer,
    mailoutbox: list[EmailMessage],
    tmp_path: Path,
) -> None:
    rosa = as_user(browser, client_of(admin), live_server, check_page)
    dora = as_user(browser, client_of(desk), live_server, check_page)
    rosa.open(f"{live_server.url}/t/{tenant.slug}/ports/")
    bring_a_list(rosa, tmp_path)
    fill_in(rosa)
    add_papers(rosa, tmp_path)
    hand_in(rosa)
    sign(browser, live_server, mailoutbox, check_page)

    dora.open(f"{live_server.url}/desk/ports/")
    return_for_the_name(dora)
    assert order().status == Status.RETURNED
    correct_the_name(rosa)
    sign(browser, live_server, mailoutbox, check_page)
    approve_and_send(dora)

    rounds()
    pass_days(3.5)
    assert order().status == Status.DATE_CONFIRMED
    rosa.page.reload()
    rosa.says("The date stands.")
    to_the_eve_of_the_date()
    assert order().status == Status.LOCKED
    pass_days(1)
    assert order().status == Status.COMPLETED
    rosa.page.reload()
    rosa.says("All numbers have moved. They are in your inventory.")
    assert PhoneNumber._base_manager.filter(tenant=tenant, origin="ported").count() == 40
    give_one_to(rosa, anna)
    assert_every_mail(mailoutbox, admin)


def order() -> PortOrder:
    return PortOrder._base_manager.get()


def to_the_eve_of_the_date() -> None:
    """Half a day before the numbers move, by the carrier's calendar."""
    dated = order()
    assert dated.foc_at is not None
    sandbox_clock.skip((dated.foc_at - carrier_now(dated)) / timedelta(days=1) - 0.5)
    rounds(1)


def bring_a_list(rosa: Walk, folder: Path) -> None:
    """A file with three bad rows is refused with each of them named; the mended one makes the order."""
    rosa.follow("Port numbers in", "Port numbers in")
    file = folder / "numbers.csv"
    file.write_text("PhoneNumber\n" + "\n".join([*GOOD[:20], *BAD, *GOOD[20:]]), encoding="utf-8")
    rosa.fill(Name="Main lines")
    rosa.choose("Country of the numbers", "United States")
    rosa.tick(rosa.page.get_by_label("Numbers for people"))
    rosa.page.get_by_label("Or a file").set_input_files(file)
    rosa.refused.clear()
    rosa.page.get_by_role("button", name="Make the draft").click()
    for line in (22, 23, 24):
        rosa.says(f"Line {line}:")
    assert rosa.refused
    rosa.refused.clear()
    file.write_text("PhoneNumber\n" + "\n".join(GOOD), encoding="utf-8")
    rosa.page.get_by_label("Or a file").set_input_files(file)
    rosa.press("Make the draft", "Main lines")
    rosa.says("See all 40 numbers and their states")


def fill_in(rosa: Walk) -> None:
    """Part after part, with a name that is not the one on the bill."""
    rosa.follow("Provider and account", "Provider and account")
    rosa.fill(Current_provider="Pacific Bell Mutual", Account_number="7741 2093 55")
    rosa.fill(Billing_number="206 555 2999", Account_PIN="4471")
    rosa.tick(rosa.page.get_by_label("Some numbers of the account"))
    rosa.tick(rosa.page.get_by_label("Stay with the current provider"))
    rosa.press("Save and go on", "Organisation and service address")
    rosa.fill(Name_of_the_organisation="Fenwick & Daughters", House_number="1180", Street="Harbor Street")
    rosa.fill(City="Tacoma", State="WA", ZIP_code="98402")
    rosa.press("Save and go on", "Authorised person")
    rosa.fill(Authorised_person="Paula North", Their_e="paula@fenwick.example")
    rosa.press("Save and go on", re.compile("When the numbers are to move"))
    day, hour = wanted_day()
    rosa.page.get_by_label("Day").fill(day.isoformat())
    rosa.page.get_by_label("Time").fill(hour)
    rosa.press("Ask for this date", "Main lines")


def wanted_day() -> tuple[date, str]:
    """The first day but three that the page allows, at ten."""
    rule = rule_for("US", PortOrder.Kind.USER, day=timezone.now().date())
    dates = dates_for(rule, "US", today=today_of(rule))
    return dates.calendar.add_days(dates.earliest, 3), "10:00"


def add_papers(rosa: Walk, folder: Path) -> None:
    """The bill is uploaded, and the letter goes to the authorised person."""
    bill = folder / "bill.pdf"
    bill.write_bytes(pdf(1, f"Bill of Pacific Bell Mutual for {BILL_NAME}"))
    rosa.follow("Papers", "Papers and letter")
    rosa.page.get_by_label("File").set_input_files(bill)
    rosa.page.get_by_label("Date on the paper").fill((timezone.now() - timedelta(days=3)).date().isoformat())
    rosa.press("Add the paper", "Papers and letter")
    send_the_letter(rosa)


def send_the_letter(rosa: Walk) -> None:
    rosa.press("Send the letter to be signed", "Papers and letter")
    rosa.says("Sent to paula@fenwick.example.")
    rosa.follow("Back to the order", "Main lines")


def hand_in(rosa: Walk) -> None:
    rosa.follow("Check and hand in", "Check your answers")
    rosa.press("Hand in the order of 40 numbers", "Main lines")
    rosa.says("The authorised person must sign the letter of authorization.")


def sign(browser: Browser, live_server: LiveServer, mails: list[EmailMessage], check: Check) -> None:
    """Paula has no account: the link in her newest mail is all she needs."""
    asked = [mail for mail in mails if mail.to == ["paula@fenwick.example"] and "/sign/" in str(mail.body)]
    link = re.search(r"/sign/[\w-]+/", str(asked[-1].body))
    assert link
    paula = Walk(browser.new_context().new_page(), check)
    paula.open(live_server.url + link[0])
    paula.fill(Your_name="Paula North")
    paula.tick(paula.page.get_by_role("checkbox"))
    paula.press("Sign the letter", "The letter is signed")
    paula.page.context.close()
    assert order().status == Status.IN_REVIEW


def mark(dora: Walk, field: str, verdict: str) -> None:
    """Press one of the three beside a field."""
    dora.page.locator(f"#check-{field}").get_by_text(verdict, exact=True).click()


def fields(dora: Walk) -> list[str]:
    rows = dora.page.locator(".check-row").all()
    return [str(row.get_attribute("id")).removeprefix("check-") for row in rows]


def return_for_the_name(dora: Walk) -> None:
    """All is right but the name; the order goes back with one point."""
    dora.press("Take the next order", order().reference)
    for field in fields(dora):
        if field != "organisation":
            mark(dora, field, "Tick")
    mark(dora, "organisation", "Reject")
    dora.choose(dora.page.locator("#check-organisation select"), "The name of the organisation")
    dora.page.locator("#check-organisation textarea").fill(f"Your bill is in the name of “{BILL_NAME}”.")
    dora.page.keyboard.press("Tab")
    expect(dora.page.get_by_role("button", name="Return with 1 point")).to_be_visible()
    dora.look()
    dora.press("Return with 1 point", "Return to the customer")
    dora.says(BILL_NAME)
    dora.press("Return the order", order().reference)
    dora.says("Waiting for customer")


def correct_the_name(rosa: Walk) -> None:
    """The page leads to the field; what the letter says has changed, so it is signed anew."""
    rosa.page.reload()
    rosa.says(f"Your bill is in the name of “{BILL_NAME}”.")
    rosa.follow("Go to the field", "Organisation and service address")
    rosa.fill(Name_of_the_organisation=BILL_NAME)
    rosa.press(re.compile("^Save$"), "Main lines")
    rosa.follow("Papers", "Papers and letter")
    send_the_letter(rosa)
    rosa.follow("Check and hand in again", "Check your answers")
    rosa.press("Hand in the order of 40 numbers", "Main lines")


def approve_and_send(dora: Walk) -> None:
    """Ticks of what is unchanged are there still; the rest is looked at, and the order goes to the carrier."""
    dora.page.reload()
    dora.says("Ticked in the version before, and unchanged since.", BILL_NAME)
    for field in fields(dora):
        if not dora.page.locator(f"#check-{field} input:checked").count():
            mark(dora, field, "Tick")
    expect(dora.page.get_by_role("button", name="Approve", exact=True)).to_be_enabled()
    dora.press("Approve", order().reference)
    dora.follow("Send to the carrier", "Send to the carrier")
    dora.press("Send 40 numbers to the carrier", order().reference)


def give_one_to(rosa: Walk, name: str) -> None:
    """A number that has come along can be given to a person like any other."""
    rosa.follow("Numbers", "Numbers", within=rosa.page.get_by_role("banner"))
    rosa.follow("(206) 555-3000", "(206) 555-3000")
    rosa.follow("Give it to a person")
    rosa.follow("Suggest a number for 1 person")
    rosa.says(name)
    rosa.press("Give 1 number")
    rosa.says("1 person has a number now.")
    given = PhoneNumber._base_manager.get(person__isnull=False)
    assert (given.e164, str(given.person)) == ("+12065553000", name)


def assert_every_mail(mails: list[EmailMessage], admin: User) -> None:
    """The customer was told of each turn that the order took, in its sequence."""
    reference = order().reference
    told = [
        str(mail.subject) for mail in mails if mail.to == [admin.email] and reference in str(mail.subject)
    ]
    turns = (
        "waits for the signature",
        "is with the desk",
        "needs a correction from you",
        "waits for the signature",
        "is with the desk",
        "has been sent to the carrier",
        "has a date",
        "is locked",
        "the numbers are moving",
        "is completed",
    )
    assert [subject.replace(f"{reference} ", "").replace(f"{reference}: ", "") for subject in told] == list(
        turns
    )
