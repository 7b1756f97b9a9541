"""Papers and letters in a browser: uploaded and sent by an admin, read and signed with a mouse by the authorised person."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from porting.models import Letter, PortOrder
from porting.papers.letters import today_at
from tenants.models import Tenant, User
from tests.porting import paper_samples as samples
from tests.porting.conftest import make_order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("reference_data"),
]


def test_an_admin_sends_the_letter_and_the_authorised_person_draws_a_signature(
    tenant: Tenant,
    admin: User,
    page_of: Callable[[User], Page],
    check_page: Callable[[Page], None],
    live_server: LiveServer,
    mailoutbox: list[EmailMessage],
    tmp_path: Path,
) -> None:
    order = make_order(tenant, PortOrder.Status.DRAFT)
    bill = tmp_path / "Bill of May.pdf"
    bill.write_bytes(samples.pdf(2))
    page = page_of(admin)
    page.goto(f"{live_server.url}/t/{tenant.slug}/ports/{order.pk}/papers/")
    check_page(page)
    page.get_by_role("button", name="Add the paper").click()
    expect(page.get_by_role("main")).to_contain_text("Choose a file.")
    check_page(page)
    page.get_by_label("File").set_input_files(bill)
    page.get_by_label("Date on the paper").fill(today_at(order).isoformat())
    page.get_by_role("button", name="Add the paper").click()
    expect(page.get_by_role("row", name="Bill_of_May.pdf")).to_be_visible()
    page.get_by_role("button", name="Send the letter to be signed").click()
    expect(page.get_by_role("main")).to_contain_text("Sent to paula@fenwick.example.")
    check_page(page)
    page.get_by_role("link", name="Bill", exact=True).click()
    expect(page.get_by_role("img", name="Page 2 of 2")).to_be_visible()
    check_page(page)
    link = re.search(r"/sign/[\w-]+/", str(mailoutbox[0].body))
    assert link
    page.context.clear_cookies()
    page.goto(live_server.url + link[0])
    expect(page.get_by_role("img", name="Page 1 of 1 of the letter")).to_be_visible()
    check_page(page)
    field = page.get_by_role("img", name="Field to draw in")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 100)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 60 + step * 30, box["y"] + 100 + (-1) ** step * 40, steps=3)
    page.mouse.up()
    page.get_by_label("Your name").fill("Paul North")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign the letter").click()
    expect(page.get_by_role("main")).to_contain_text("Only Paula North can sign")
    check_page(page)
    page.get_by_label("Your name").fill("Paula North")
    page.get_by_role("button", name="Sign the letter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The letter is signed")
    check_page(page)
    letter = Letter._base_manager.get(order=order)
    assert letter.signature["way"] == "drawn"
    assert len(letter.signature["strokes"][0]) > 10
