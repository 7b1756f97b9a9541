"""A file of licences in a browser: read, checked, bought for, applied, its rejects mended and sent again, taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from licensing import catalogue
from tenants.models import Tenant, User
from tests.browser.walks import Check, Walk
from tests.credits.recharging import work
from tests.licence_files.test_files import held, staff
from tests.licensing.worlds import E3, E5, bought

pytestmark = pytest.mark.browser

FILE = f"""User;Product;Usage location
anna@x.example;{E5.sku};
ben@x.example;{E5.sku};
ghost@x.example;{E3.sku};
cleo@x.example;{E3.sku}X;
dora@x.example;{E3.sku};Atlantis
"""
MENDS = {"ghost@": "eve@", f"{E3.sku}X": E3.sku, "Atlantis": "US"}


@pytest.fixture
def walk(
    transactional_db: None,
    reference_data: None,
    live_server: LiveServer,
    tenant: Tenant,
    admin: User,
    page_of: Callable[[User], Page],
    check_page: Check,
    monkeypatch: pytest.MonkeyPatch,
) -> Walk:
    """The admin on the page of licences. One seat too few is bought; the worker comes when the test says so."""
    monkeypatch.setattr("jobs.queue.send", lambda *_args: None)
    catalogue.load()
    staff(tenant, "anna", "ben", "cleo", "dora", "eve")
    bought(tenant, admin, **{E5.sku: 1, E3.sku: 3})
    walk = Walk(page_of(admin), check_page)
    walk.open(f"{live_server.url}/t/{tenant.slug}/licences/")
    return walk


def test_a_file_is_read_checked_applied_mended_and_taken_back(walk: Walk, tenant: Tenant) -> None:
    walk.follow("Licences from a file", "Licences from a file")
    upload(walk, "licences.csv", FILE)
    walk.says("5 rows were read", "UTF-8", "Semicolons")
    walk.press("Check 5 rows")
    walk.says("1 of 5 rows would change something.", "4 have errors.")
    walk.follow("Not for this location", within=walk.page.get_by_role("navigation", name="Rows by verdict"))
    expect(walk.page.locator("main tbody tr", has_text="@x.example")).to_have_count(1)
    walk.says("No country is called “Atlantis”.")
    walk.press("Buy the 1 seat that is lacking, and check again")
    walk.press("Apply 2 rows, leave 3 out")
    done(walk, "2 rows are applied.")
    assert held(tenant) == {("anna@x.example", E5.sku), ("ben@x.example", E5.sku)}

    rejected = download(walk, "Download 3 rows that were left out")
    assert "Nobody in the directory has the user name ghost@x.example" in rejected
    for wrong, right in MENDS.items():
        rejected = rejected.replace(wrong, right, 1)
    walk.follow("Upload another file", "Licences from a file")
    upload(walk, "mended.csv", rejected)
    walk.press("Check 3 rows")
    walk.press("Apply 3 rows")
    done(walk, "3 rows are applied.")
    assert len(held(tenant)) == 5

    walk.press("Take the whole file back")
    done(walk, "All that this file changed was taken back.")
    assert held(tenant) == {("anna@x.example", E5.sku), ("ben@x.example", E5.sku)}


def upload(walk: Walk, name: str, text: str) -> None:
    """Choose a file and have it read."""
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    walk.page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
    walk.press("Read the file", name)


def download(walk: Walk, words: str) -> str:
    """What is in the file behind a link."""
    with walk.page.expect_download() as found:
        walk.page.get_by_role("link", name=words).click()
    return found.value.path().read_text(encoding="utf-8-sig")


def done(walk: Walk, sentence: str) -> None:
    """The page shows the work, and by itself what came of it once a worker has done it."""
    expect(walk.page.locator("#progress")).to_be_visible()
    work()
    expect(walk.page.get_by_text(sentence)).to_be_visible()
    walk.look()
