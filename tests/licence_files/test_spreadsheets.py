"""The same table as Excel, LibreOffice and others save it, in English and in French: the same verdicts, whatever wrote it."""

import io

import pytest

from licensing import assignments
from licensing.files import uploads
from licensing.models import LicenceFile
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.licence_files.conftest import check, rows_of
from tests.licence_files.spreadsheets.write import FILES, FOLDER, ROWS, Saved, content
from tests.licence_files.test_files import staff
from tests.licensing.worlds import PRODUCTS, bought


def by_name(saved: Saved) -> str:
    return saved.name


@pytest.mark.parametrize("saved", FILES, ids=by_name)
def test_the_files_are_what_the_script_writes(saved: Saved) -> None:
    assert (FOLDER / saved.name).read_bytes() == content(saved)


@pytest.mark.parametrize("saved", FILES, ids=by_name)
def test_whatever_wrote_it_the_table_is_the_same(tenant: Tenant, admin: User, saved: Saved) -> None:
    staff(tenant, "zoé.müller", "anna", usage_location="US")
    staff(tenant, "ben", usage_location="")
    (cleo,) = staff(tenant, "cleo")
    bought(tenant, admin, ENTERPRISEPREMIUM=5, ENTERPRISEPACK=5, MCOEV=5)
    with tenant_scope(tenant):
        assignments.assign(tenant, [cleo], [PRODUCTS["ENTERPRISEPACK"], PRODUCTS["MCOEV"]], by=admin)
    with tenant_scope(tenant), (FOLDER / saved.name).open("rb") as file:
        upload = uploads.read(tenant, file, file_name=saved.name, by=admin)
    assert (upload.encoding, upload.delimiter) == (saved.encoding, saved.delimiter)
    assert upload.columns == ["user", "product", "act", "location", ""]
    assert (upload.has_headings, upload.sep_line) == (True, saved.sep_line)
    check(upload, admin)
    rows = rows_of(upload)
    assert [tuple(row.cells) for row in rows] == [row for row in ROWS if any(row)]
    assert [(row.verdict, row.adds, row.removes, row.location) for row in rows] == [
        ("changes", ["ENTERPRISEPREMIUM"], [], ""),
        ("changes", ["ENTERPRISEPACK", "MCOEV"], [], ""),
        ("changes", ["ENTERPRISEPACK", "MCOEV"], [], "FR"),
        ("changes", [], ["MCOEV"], ""),
    ]


def test_lines_are_counted_as_the_spreadsheet_shows_them_in_a_text_editor(
    tenant: Tenant, admin: User
) -> None:
    with tenant_scope(tenant):
        data = content(next(saved for saved in FILES if saved.sep_line))
        upload: LicenceFile = uploads.read(tenant, io.BytesIO(data), file_name="a.csv", by=admin)
        assert list(upload.rows.order_by("line").values_list("line", flat=True)) == [3, 4, 5, 8]
        assert not Person.objects.exists()
