"""Own numbers: every verdict before anything is written, and the rejected ones to take along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from numbering.direct_routing import direct_routing
from numbering.models import PhoneNumber
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.numbering_core.conftest import seattle
from tests.numbering_pages.conftest import ClientOf, own
from ui.refusals import Refusal

TEXT = "PhoneNumber\n+12065550100\n+12065550101 - 0103\n+12065550100\nrubbish\n+12065550109;ext=12"
FORM = {"country": "US", "usage": "user", "numbers": TEXT}


def test_dry_run_shows_every_verdict_and_writes_nothing(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    answer = browser_of_admin.post(f"{base}/direct-routing/check/", FORM)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "5 numbers can be added." in text
    assert "2 cannot, and are listed first." in text
    assert "It is on line 2 already." in text
    assert "Add 5 numbers" in text
    assert PhoneNumber._base_manager.count() == 0


def test_numbers_of_the_stock_are_not_brought_along(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    """They are the provider's to sell: nobody gets them past the quota by uploading them."""
    form = {**FORM, "numbers": f"{seattle(0)}\n+12065550100"}
    text = browser_of_admin.post(f"{base}/direct-routing/check/", form).content.decode()
    assert "1 number can be added." in text
    assert "It belongs to the provider&#x27;s stock" in text
    browser_of_admin.post(f"{base}/direct-routing/add/", form)
    assert [str(number) for number in PhoneNumber._base_manager.all()] == ["+12065550100"]


def test_verb_refuses_the_stock_whoever_calls_it(shop: Tenant, admin: User) -> None:
    rows = [direct_routing.Row(1, seattle(0), seattle(0))]
    with tenant_scope(shop), pytest.raises(Refusal, match="no number that can be added"):
        direct_routing.add(shop, rows, usage="user", country="US", by=admin)


def test_confirmation_adds_the_good_ones(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    answer = browser_of_admin.post(f"{base}/direct-routing/add/", FORM, follow=True)
    assert "5 numbers are in your inventory." in answer.content.decode()
    rows = PhoneNumber._base_manager.filter(tenant=shop)
    assert {(row.supply, row.origin) for row in rows} == {("direct_routing", "uploaded")}
    assert rows.get(e164="+12065550109").extension == "12"


def test_file_is_read_as_well(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    upload = SimpleUploadedFile("own.csv", b"\xef\xbb\xbfPhoneNumber\r\n(206) 555-0100\r\n")
    answer = browser_of_admin.post(
        f"{base}/direct-routing/check/", {"country": "US", "usage": "user", "numbers": "", "file": upload}
    )
    assert "1 number can be added." in answer.content.decode()


def test_rejected_rows_can_be_downloaded_and_uploaded_again(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    own(shop, 100)
    answer = browser_of_admin.post(f"{base}/direct-routing/rejected.csv", FORM)
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0].endswith("PhoneNumber,Line,What is wrong")
    assert any("You have this number already." in line for line in lines)
    assert any(line.startswith("rubbish,5,") for line in lines)


def test_nothing_and_rubbish_are_refused_in_words(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    empty = browser_of_admin.post(f"{base}/direct-routing/check/", {"country": "US", "usage": "user"})
    assert empty.status_code == 422
    assert "Paste numbers, or choose a file." in empty.content.decode()
    bad = browser_of_admin.post(f"{base}/direct-routing/add/", {**FORM, "numbers": "rubbish"})
    assert bad.status_code == 422
    assert "There is no number that can be added." in bad.content.decode()
    for form in ({}, {**FORM, "country": "ZZ"}, {**FORM, "numbers": "\x00"}, {**FORM, "usage": "fax"}):
        assert browser_of_admin.post(f"{base}/direct-routing/check/", form).status_code in (200, 422)


def test_sent_twice_adds_once(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    for _time in range(2):
        browser_of_admin.post(f"{base}/direct-routing/add/", FORM)
    assert PhoneNumber._base_manager.filter(tenant=shop).count() == 5


def test_viewer_looks_and_does_not_add(shop: Tenant, viewer: User, client_of: ClientOf, base: str) -> None:
    client = client_of(viewer)
    assert "Only a tenant admin can add numbers." in client.get(f"{base}/direct-routing/").content.decode()
    assert client.post(f"{base}/direct-routing/add/", FORM).status_code == 403


@pytest.mark.parametrize(
    ("typed", "country"),
    [("+51 1 610 4200", "PE"), ("+44 20 7946 0018", "GB"), ("206 555 0100", "US"), ("+1 416 555 0100", "CA")],
)
def test_a_number_belongs_to_the_country_that_its_digits_name(
    shop: Tenant, browser_of_admin: Client, base: str, typed: str, country: str
) -> None:
    """All of a file were of the chosen country: a London number could be given to somebody in Seattle."""
    browser_of_admin.post(f"{base}/direct-routing/add/", {**FORM, "numbers": typed})
    assert PhoneNumber._base_manager.get().country == country
