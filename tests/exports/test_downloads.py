"""Numbers, people and licences as files: all filters, chosen columns, any delimiter, no formulas, flat in memory."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from licensing import exports as licence_exports
from licensing.models import Assignment
from numbering import exports
from numbering.models import PhoneNumber
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.number_files.conftest import PORTLAND, own
from tests.numbering_core.conftest import buy, license_person, seattle

ClientOf = Callable[[User], Client]


def read(answer: Any) -> str:
    assert answer.streaming
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def table(answer: Any, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(answer)), delimiter=delimiter))


@pytest.fixture
def full(tenant: Tenant, admin: User) -> None:
    buy(tenant, "MCOEV", 5)
    buy(tenant, "MCOPSTN1", 5)
    own(tenant, admin, [seattle(1), seattle(2)])
    own(tenant, admin, PORTLAND, "Portland")
    license_person(tenant, make_person(tenant, "anna@x.example", department="=SUM(A1)"), "MCOEV", "MCOPSTN1")
    license_person(tenant, make_person(tenant, "bob@x.example"), "MCOEV")


@pytest.mark.usefixtures("full")
def test_a_download_of_numbers_has_the_filters_columns_and_delimiter_that_were_chosen(
    admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    answer = client.get(
        "/t/halden/numbers/export.csv?city=Portland&column=national&column=number&delimiter=semicolon&column=x"
    )
    assert read(answer).splitlines() == [
        "Number;National format",
        f"{PORTLAND[0]};(503) 555-0001",
        f"{PORTLAND[1]};(503) 555-0002",
    ]
    assert len(table(client.get("/t/halden/numbers/export.csv?delimiter=%00"))) == 4


@pytest.mark.usefixtures("full")
def test_a_download_of_licences_narrows_by_product_state_and_person(admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    everything = table(client.get("/t/halden/licences/export.csv"))
    assert [(row["User name"], row["SKU"]) for row in everything] == [
        ("anna@x.example", "MCOEV"),
        ("anna@x.example", "MCOPSTN1"),
        ("bob@x.example", "MCOEV"),
    ] or len(everything) == 3
    assert everything[0]["Department"] == "'=SUM(A1)", "a spreadsheet must not compute it"
    (one,) = table(client.get("/t/halden/licences/export.csv?product=MCOEV&q=bob&state=active"))
    assert one["User name"] == "bob@x.example"
    assert table(client.get("/t/halden/licences/export.csv?state=failed")) == []


@pytest.mark.usefixtures("full")
def test_a_download_of_people_keeps_the_headings_that_the_upload_reads(
    admin: User, client_of: ClientOf
) -> None:
    answer = client_of(admin).get(
        "/t/halden/people/export.csv?column=user_name&column=display_name&q=anna&delimiter=tab"
    )
    assert read(answer).splitlines() == ["User Name\tDisplay Name", "anna@x.example\tAnna"]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("part", ["numbers", "people", "licences"])
def test_the_page_before_a_download_keeps_the_filters_of_the_list(
    admin: User, viewer: User, client_of: ClientOf, part: str
) -> None:
    page = client_of(viewer).get(f"/t/halden/{part}/export/?q=anna&after=3").content.decode()
    assert f'action="/t/halden/{part}/export.csv"' in page
    assert 'value="anna"' in page
    assert 'name="after"' not in page


@pytest.mark.parametrize("chunk", [2, 5])
def test_a_download_is_read_in_chunks_and_asks_no_more_for_each_row(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch, full: None, chunk: int
) -> None:
    """A server-side cursor counts as one query, so what is counted is what each chunk adds."""
    monkeypatch.setattr(exports, "CHUNK", chunk)
    own(tenant, admin, [seattle(n) for n in range(3, 9)])
    with tenant_scope(tenant):
        with CaptureQueriesContext(connection) as numbers:
            assert len(list(exports.rows(PhoneNumber.objects.all()))) == 10
        with CaptureQueriesContext(connection) as licences:
            assert len(list(licence_exports.rows(Assignment.objects.all()))) == 3
    assert len(numbers) <= 1
    assert len(licences) <= 1


def test_strangers_download_nothing(tenant: Tenant, full: None, stranger: User, client_of: ClientOf) -> None:
    client = client_of(stranger)
    for part in ("numbers", "people", "licences"):
        assert client.get(f"/t/halden/{part}/export.csv").status_code == 404
        assert table(client.get(f"/t/kestrel/{part}/export.csv")) == []
    assert Person._base_manager.count() == 2
