"""The pages of a file of licences: three steps, rejects that go through after the mend, nothing for those who may not."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jobs.models import Job
from licensing.files import applying, checks, uploads
from licensing.models import LicenceFile
from spreadsheets.reading import Limits
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.licence_files.conftest import check, read
from tests.licence_files.test_files import HEAD, held, staff
from tests.licensing.worlds import E5, bought

ClientOf = Callable[[User], Client]


def url(tenant: Tenant, name: str, *args: int) -> str:
    return reverse(f"licensing:{name}", args=[tenant.slug, *args])


def send(client: Client, tenant: Tenant, data: bytes, **fields: str) -> tuple[int, str]:
    """Upload; the status and, when it was taken, the address of the file."""
    file = SimpleUploadedFile("list.csv", data)
    answer = client.post(url(tenant, "files"), {"file": file, **fields})
    return answer.status_code, answer.get("Location", answer.content.decode())


def columns_of(upload: LicenceFile, **fields: object) -> dict[str, object]:
    return {
        **{f"column_{at}": column for at, column in enumerate(upload.columns)},
        **({"has_headings": "on"} if upload.has_headings else {}),
        "act": upload.act,
        **fields,
    }


def latest(tenant: Tenant) -> LicenceFile:
    with tenant_scope(tenant):
        return LicenceFile.objects.latest("pk")


def test_three_steps_from_a_list_of_users_to_licences(
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    bought(tenant, admin, **{E5.sku: 1})
    client = client_of(admin)
    status, where = send(client, tenant, b"anna@x.example\r\nben@x.example\r\nghost@x.example\r\n")
    assert status == 302
    page = client.get(where).content.decode()
    assert "3 rows were read" in page
    assert "UTF-8" in page
    upload = latest(tenant)
    answer = client.post(url(tenant, "file_columns", upload.pk), columns_of(upload, product=[E5.sku]))
    assert answer.status_code == 302
    page = client.get(where).content.decode()
    assert "CountViolation" in page
    assert "Nobody in the directory has the user name ghost@x.example" in page
    assert "Buy the 1 seat that is lacking" in page
    for _twice in range(2):
        client.post(url(tenant, "file_buy", upload.pk))
    page = client.get(where).content.decode()
    assert "Apply 2 rows, leave 1 out" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(tenant, "file_confirm", upload.pk), {"leave_out": "1"})
    page = client.get(where).content.decode()
    assert "2 rows are applied." in page
    assert held(tenant) == {("anna@x.example", E5.sku), ("ben@x.example", E5.sku)}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(tenant, "file_undo", upload.pk))
    assert "was taken back" in client.get(where).content.decode()
    assert not held(tenant)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "begin"),
    [("cp1252", ";", ""), ("utf-16", "\t", ""), ("utf-8-sig", ";", "sep=;\r\n"), ("utf-8", "|", "")],
)
def test_rejected_rows_go_through_as_soon_as_they_are_mended(
    tenant: Tenant, admin: User, client_of: ClientOf, encoding: str, delimiter: str, begin: str
) -> None:
    staff(tenant, "anna")
    (late,) = staff(tenant, "zoé")
    with tenant_scope(tenant):
        late.delete()
    bought(tenant, admin, **{E5.sku: 5})
    lines = [
        "Nom d'utilisateur;Produit;=Remarque",
        f"anna@x.example;{E5.sku};",
        f"zoé@x.example;{E5.sku};=1+1",
    ]
    text = begin + "\r\n".join(line.replace(";", delimiter) for line in lines)
    client = client_of(admin)
    send(client, tenant, text.encode(encoding))
    upload = latest(tenant)
    check(upload, admin)
    assert upload.counts == {"changes": 1, "Other": 1}
    rejected = b"".join(client.get(url(tenant, "file_rejected", upload.pk)))  # type: ignore[arg-type]
    shown = rejected.decode(encoding)
    assert shown.startswith(begin + f"Nom d'utilisateur{delimiter}Produit")
    assert "Other: Nobody in the directory has the user name zoé@x.example" in shown
    assert f"{delimiter}'=1+1" in shown
    staff(tenant, "zoé")
    status, _where = send(client, tenant, rejected)
    assert status == 302
    again = check(latest(tenant), admin)
    assert (again.encoding, again.delimiter) == (upload.encoding, upload.delimiter)
    assert again.counts == {"changes": 1}
    assert again.columns[-1] == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "The file is empty"),
        (b"PK\x03\x04rest", "kind Excel"),
        (b"user\n", "headings and no rows"),
        (b",".join([b"a"] * 500) + b"\n", "500 columns"),
        (b"a" * 300_000, "too long to be a row"),
        (b'user,product\n"anna,E5\n', "a quotation mark is not closed"),
        (b"anna@x.example\0\n", "NUL characters"),
    ],
)
def test_what_is_no_table_gets_a_sentence(
    tenant: Tenant, admin: User, client_of: ClientOf, data: bytes, sentence: str
) -> None:
    status, page = send(client_of(admin), tenant, data)
    assert status == 422
    assert sentence in page


def test_a_file_that_is_too_large_is_not_read(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LIMITS", Limits(bytes=1024 * 1024, rows=3))
    status, page = send(client_of(admin), tenant, b"a" * (1024 * 1024 + 1))
    assert (status, "1 MB are read at once" in page) == (422, True)
    status, page = send(client_of(admin), tenant, b"user\n" + b"anna@x.example\n" * 4)
    assert (status, "more than 3 rows" in page) == (422, True)


def test_columns_that_cannot_be_meant_are_told_and_kept(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    upload = read(tenant, admin, "anna@x.example,E5\n")
    answer = client_of(admin).post(
        url(tenant, "file_columns", upload.pk), {"column_0": "user", "column_1": "user", "act": "remove"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say of one column that it holds the users. 2 do now." in page
    assert re.search(r'<option value="remove" selected>', page)
    answer = client_of(admin).post(url(tenant, "file_columns", upload.pk), {"column_0": "nonsense"})
    assert answer.status_code == 422


def test_only_admins_act_and_everybody_may_look(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    upload = read(tenant, admin, "anna@x.example\n")
    client = client_of(viewer)
    assert client.get(url(tenant, "file", upload.pk)).status_code == 200
    assert client.get(url(tenant, "files")).status_code == 403
    for name in ("file_columns", "file_check", "file_buy", "file_confirm", "file_put_aside", "file_undo"):
        assert client.post(url(tenant, name, upload.pk)).status_code == 403
    upload.refresh_from_db()
    assert upload.status == LicenceFile.Status.READ


def test_what_a_cancelled_work_left_can_be_downloaded_and_uploaded_again(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "CHUNK", 1)
    staff(tenant, "anna", "ben")
    bought(tenant, admin, **{E5.sku: 5})
    upload = check(read(tenant, admin, f"{HEAD}anna@x.example,{E5.sku},,\nben@x.example,{E5.sku},,\n"), admin)
    with tenant_scope(tenant):
        applying.confirm(upload, leave_out=False, by=admin)

        def cancel(done: int) -> None:
            applying.leave_rest(upload, by=admin)

        applying.apply(upload, by=admin, progress=cancel)
    assert held(tenant) == {("anna@x.example", E5.sku)}
    client = client_of(admin)
    assert "Download 1 row that was left out" in client.get(url(tenant, "file", upload.pk)).content.decode()
    rejected = b"".join(client.get(url(tenant, "file_rejected", upload.pk)))  # type: ignore[arg-type]
    assert b"anna" not in rejected
    assert b"the work was cancelled" in rejected
    send(client, tenant, rejected)
    assert check(latest(tenant), admin).counts == {"changes": 1}


def test_work_that_has_failed_is_told_and_goes_on_when_it_is_started_again(
    tenant: Tenant,
    admin: User,
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    staff(tenant, "anna")
    bought(tenant, admin, **{E5.sku: 5})
    upload = check(read(tenant, admin, f"{HEAD}anna@x.example,{E5.sku},,\n"), admin)
    with tenant_scope(tenant):
        applying.confirm(upload, leave_out=False, by=admin)
        job = Job.objects.get(kind=applying.KIND)
        Job.objects.filter(pk=job.pk).update(status="failed", error="An unexpected error.")
    client = client_of(admin)
    page = client.get(url(tenant, "file", upload.pk)).content.decode()
    where = reverse("jobs:detail", args=[tenant.slug, job.pk])
    assert "An unexpected error." in page
    assert f'href="{where}"' in page
    assert "start it again" in page
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("jobs:retry", args=[tenant.slug, job.pk])).status_code == 302
    assert held(tenant) == {("anna@x.example", E5.sku)}
    assert latest(tenant).status == "applied"


def test_a_file_that_was_put_aside_stays_so(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    upload = read(tenant, admin, "anna@x.example\n")
    client = client_of(admin)
    client.post(url(tenant, "file_put_aside", upload.pk))
    for name in ("file_check", "file_confirm", "file_undo"):
        client.post(url(tenant, name, upload.pk))
    upload.refresh_from_db()
    assert upload.status == LicenceFile.Status.PUT_ASIDE
    assert "Nothing was changed" in client.get(url(tenant, "file", upload.pk)).content.decode()


def test_long_files_are_checked_by_a_worker_whose_progress_is_shown(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, quiet: None
) -> None:
    monkeypatch.setattr(checks, "AT_ONCE", 1)
    upload = check(read(tenant, admin, "anna@x.example\nben@x.example\n"), admin, products=(E5.sku,))
    assert upload.status == LicenceFile.Status.CHECKING
    client = client_of(admin)
    page = client.get(url(tenant, "file", upload.pk)).content.decode()
    assert "0 of 2 rows" in page
    piece = client.get(
        url(tenant, "file", upload.pk), headers={"HX-Request": "true", "HX-Target": "progress"}
    )
    assert "0 of 2 rows" in piece.content.decode()
    with tenant_scope(tenant):
        checks.check(upload, progress=lambda done: None)
    done = client.get(url(tenant, "file", upload.pk), headers={"HX-Request": "true", "HX-Target": "progress"})
    assert done["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("language", "begins"),
    [
        ("en", "User principal name,Product"),
        ("fr", "Nom d'utilisateur principal;Produit"),
        ("xx", "User principal name;"),
    ],
)
def test_the_template_is_in_a_language_and_is_read_as_what_it_is(
    tenant: Tenant, admin: User, client_of: ClientOf, language: str, begins: str
) -> None:
    answer = client_of(admin).get(url(tenant, "file_template") + f"?language={language}")
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert text.startswith(begins)
    upload = read(tenant, admin, text + "anna@x.example\r\n")
    assert upload.columns == ["user", "product", "act", "location"]


def test_pages_ask_the_same_number_of_questions_for_one_row_and_for_three(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    staff(tenant, "anna", "ben", "cleo")
    client = client_of(admin)
    counts = []
    for names in (["anna"], ["anna", "ben", "cleo"]):
        upload = check(
            read(tenant, admin, HEAD + "".join(f"{name}@x.example,{E5.sku},,\n" for name in names)), admin
        )
        client.get(url(tenant, "file", upload.pk))
        with CaptureQueriesContext(
            connection,
        ) as file_page:
            client.get(url(tenant, "file", upload.pk))
        counts.append(len(file_page))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as two:
        client.get(url(tenant, "files"))
    read(tenant, admin, "x@x.example\n")
    read(tenant, admin, "x@x.example\n")
    with CaptureQueriesContext(connection) as four:
        client.get(url(tenant, "files"))
    assert len(two) == len(four)
