"""The catalogue, and files that are read, checked and applied as the pages and workers do."""

import io

import pytest

from licensing import catalogue
from licensing.files import applying, checks, uploads
from licensing.models import LicenceFile, LicenceRow
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope


@pytest.fixture(autouse=True)
def _catalogue(request: pytest.FixtureRequest) -> None:
    """The real products, where a test has a database."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
        catalogue.load()
    elif {"db", "tenant"} & set(request.fixturenames):
        request.getfixturevalue("db")
        catalogue.load()


def read(tenant: Tenant, by: User, text: str, *, encoding: str = "utf-8") -> LicenceFile:
    """The file as it is after the upload."""
    with tenant_scope(tenant):
        return uploads.read(tenant, io.BytesIO(text.encode(encoding)), file_name="licences.csv", by=by)


def check(
    upload: LicenceFile, by: User, *, products: tuple[str, ...] = (), act: str = "assign"
) -> LicenceFile:
    """The dry run."""
    with tenant_scope(upload.tenant):
        uploads.say_what_columns_are(
            upload,
            columns=upload.columns,
            has_headings=upload.has_headings,
            products=products,
            act=act,
            by=by,
        )
        upload.refresh_from_db()
        checks.ask(upload, by=by)
        upload.refresh_from_db()
    return upload


def apply(upload: LicenceFile, by: User) -> LicenceFile:
    """Confirmed and applied, the rows with errors left out."""
    with tenant_scope(upload.tenant):
        applying.confirm(upload, leave_out=True, by=by)
        applying.apply(upload, by=by, progress=lambda done: None)
        upload.refresh_from_db()
    return upload


def rows_of(upload: LicenceFile) -> list[LicenceRow]:
    """In the order of the file."""
    with tenant_scope(upload.tenant):
        return list(upload.rows.order_by("line"))


def verdicts(upload: LicenceFile) -> dict[int, str]:
    """The verdict on each line."""
    return {row.line: row.verdict for row in rows_of(upload)}


def sentences(upload: LicenceFile) -> dict[int, str]:
    """What is said of each line, all of it."""
    return {row.line: " ".join(reason[1] for reason in row.reasons) for row in rows_of(upload)}


def rows_for_writing(tenant: Tenant, count: int) -> list[LicenceRow]:
    """So many rows of a file, with nothing in them."""
    with tenant_scope(tenant):
        upload = LicenceFile.objects.create(tenant=tenant, file_name="x", encoding="utf-8", delimiter=",")
        return [LicenceRow.objects.create(tenant=tenant, upload=upload, line=line) for line in range(count)]
