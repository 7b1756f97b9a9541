"""A file of people: every error of every row, no drift between preview and result, safe to run twice and to kill."""

from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from jobs.models import Job
from tenants.models import PeopleImport, Person, Tenant, User
from tenants.people import imports
from tenants.scoping import tenant_scope
from tests.cast import make_person, make_site
from ui.refusals import Refusal

HEAD = (
    "User Name,Display Name,Department,Country or Region,Extension,Site,Telephony,Alternate email address\n"
)


def read(tenant: Tenant, by: User, text: str, **kwargs: Any) -> PeopleImport:
    with tenant_scope(tenant):
        return imports.read(
            tenant, text.encode(), file_name="staff.csv", **{"mark_new": True, **kwargs}, by=by
        )


def rows_of(upload: PeopleImport) -> dict[int, tuple[str, list[str]]]:
    with tenant_scope(upload.tenant):
        return {row.line: (row.verdict, row.errors) for row in upload.rows.all()}


def directory(tenant: Tenant) -> list[tuple[Any, ...]]:
    with tenant_scope(tenant):
        return list(
            Person.objects.order_by("user_name").values_list(
                "user_name",
                "display_name",
                "department",
                "usage_location",
                "extension",
                "site__name",
                "needs_telephony",
            )
        )


def apply(upload: PeopleImport, by: User) -> dict[str, int]:
    with tenant_scope(upload.tenant):
        return imports.apply(upload, by=by, progress=lambda done, total: None)


def test_all_errors_of_all_rows_are_told(tenant: Tenant, admin: User) -> None:
    make_site(tenant, "Oslo", "NO")
    make_person(tenant, "dora@x.example", extension="77", display_name="Dora")
    upload = read(
        tenant,
        admin,
        HEAD
        + "good@x.example,Good,Sales,Norvège,11,oslo,no,\n"
        + "no name at all,,,Atlantis,1,Lima,perhaps,nonsense\n"
        + "good@x.example,Again,,,11,,,\n"
        + f"late@x.example,{'x' * 257},{'d' * 65},,77,,,\n"
        + "many@x.example,Many,,,,,,,,extra\n",
    )
    rows = rows_of(upload)
    assert rows[2] == ("new", [])
    assert [len(errors) for _verdict, errors in rows.values()] == [0, 6, 2, 3, 1]
    assert rows[3][1] == [
        "“no name at all” is no user name: it reads like anna.berg@example.com.",
        "“1” is no extension: it has 2 to 10 digits.",
        "There is no site called “Lima”.",
        "Telephony is yes or no, and not “perhaps”.",
        "“nonsense” is no e-mail address.",
        "Display Name is empty.",
    ]
    assert rows[4][1] == ["good@x.example is already on line 2.", "Extension 11 is already on line 2."]
    assert "Extension 77 belongs to Dora." in rows[5][1]
    assert (upload.new_count, upload.error_count) == (1, 4)
    assert [person[0] for person in directory(tenant)] == ["dora@x.example"]


def test_a_row_says_what_it_changes_and_an_empty_cell_leaves_what_is_there(
    tenant: Tenant, admin: User
) -> None:
    make_person(tenant, "anna@x.example", display_name="Anna", department="Sales", usage_location="US")
    make_person(tenant, "bert@x.example", display_name="Bert", usage_location="")
    upload = read(tenant, admin, HEAD + "ANNA@x.example,Anna,,DE,,,,\nbert@x.example,Bert,,,,,,\n")
    assert [verdict for verdict, _errors in rows_of(upload).values()] == ["changed", "unchanged"]
    with tenant_scope(tenant):
        changes = upload.rows.get(line=2).changes
    assert changes == {"country_or_region": ["", "DE"], "usage_location": ["US", "DE"]}
    apply(upload, admin)
    assert directory(tenant)[0][:4] == ("anna@x.example", "Anna", "Sales", "DE")


@pytest.mark.django_db
def test_the_job_applies_the_file_once_however_often_it_runs(
    tenant: Tenant, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    make_person(tenant, "anna@x.example", display_name="Anna")
    upload = read(
        tenant, admin, HEAD + "anna@x.example,Anna B,,,,,,\nbert@x.example,Bert,,US,,,,\nbad,Bad,,,,,,\n"
    )
    with django_capture_on_commit_callbacks(execute=True), tenant_scope(tenant):
        imports.confirm(upload, by=admin)
        imports.confirm(upload, by=admin)
    job = Job._base_manager.get(kind="people.import")
    assert (job.status, job.result) == ("done", {"new": 1, "changed": 1, "unchanged": 0, "error": 1})
    after, events = directory(tenant), Event._base_manager.count()
    apply(upload, admin)
    apply(upload, admin)
    assert directory(tenant) == after
    assert Event._base_manager.count() == events
    upload.refresh_from_db()
    assert (upload.status, upload.done_count) == ("done", 3)


@pytest.mark.django_db
def test_a_file_is_applied_together_with_its_record_or_not_yet(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = read(tenant, admin, HEAD + "bert@x.example,Bert,,US,,,,\n")
    PeopleImport._base_manager.filter(pk=upload.pk).update(status="confirmed")
    upload.refresh_from_db()
    with monkeypatch.context() as patch:
        patch.setattr(imports.log, "record", Mock(side_effect=InterruptedError))
        with pytest.raises(InterruptedError):
            apply(upload, admin)
    apply(upload, admin)
    assert Event._base_manager.filter(action="people_file.applied").count() == 1


@pytest.mark.parametrize("dies_after", [1, 2, 3])
def test_killed_in_the_middle_and_run_again_gives_the_same(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch, dies_after: int
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    text = HEAD + "".join(f"p{i}@x.example,Person {i},,,{10 + i},,,\n" for i in range(7))
    upload = read(tenant, admin, text)
    PeopleImport._base_manager.filter(pk=upload.pk).update(status="confirmed")
    upload.refresh_from_db()
    calls = 0

    def dies(done: int, total: int) -> None:
        nonlocal calls
        calls += 1
        if calls == dies_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), tenant_scope(tenant):
        imports.apply(upload, by=admin, progress=dies)
    assert len(directory(tenant)) == min(7, 2 * dies_after)
    assert apply(upload, admin)["new"] == 7
    assert [row[4] for row in directory(tenant)] == [str(10 + i) for i in range(7)]
    assert Event._base_manager.filter(action="person.added").count() == 7


def test_a_chunk_that_dies_before_its_end_leaves_nothing(
    tenant: Tenant, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = read(tenant, admin, HEAD + "a@x.example,A,,,,,,\nb@x.example,B,,,,,,\n")
    with monkeypatch.context() as patch:
        patch.setattr(imports, "_count", lambda upload: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            apply(upload, admin)
    assert directory(tenant) == []
    assert apply(upload, admin)["new"] == 2


def test_a_directory_that_changed_since_the_preview_is_judged_anew(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    upload = read(tenant, admin, HEAD + "a@x.example,A,,,,,,\nb@x.example,B,,,55,,,\n")
    make_person(tenant, "c@x.example", extension="55", display_name="Cleo")
    client = client_of(admin)
    url = f"/t/{tenant.slug}/people/files/{upload.pk}/"
    answer = client.post(f"{url}confirm/", follow=True, headers={"Referer": f"http://testserver{url}"})
    assert "1 row is judged anew" in answer.content.decode()
    assert rows_of(upload)[3] == ("error", ["Extension 55 belongs to Cleo."])
    upload.refresh_from_db()
    assert upload.status == "read"


def test_a_person_changed_after_the_confirmation_is_rejected_and_not_overwritten(
    tenant: Tenant, admin: User
) -> None:
    person = make_person(tenant, "a@x.example", display_name="Old")
    upload = read(tenant, admin, HEAD + "a@x.example,New,,,,,,\nb@x.example,B,,,,,,\n")
    with tenant_scope(tenant):
        person.display_name = "Newer still"
        person.save()
    assert apply(upload, admin) == {"new": 1, "changed": 0, "unchanged": 0, "error": 1}
    assert directory(tenant)[0][1] == "Newer still"


def test_rejected_rows_come_back_in_the_files_own_delimiter_and_encoding_and_can_be_uploaded_again(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    text = "Display Name;User Name;Shoe size\r\nÅsa;not a name;42\r\nBo;bo@x.example;40\r\n"
    client, url = client_of(admin), f"/t/{tenant.slug}/people/files/"
    file = SimpleUploadedFile("personal.csv", text.encode("cp1252"))
    answer = client.post(url, {"file": file, "mark_new": "on"})
    assert answer.status_code == 302
    assert "Windows-1252" in client.get(answer["Location"]).content.decode()
    rejected = b"".join(client.get(answer["Location"] + "rejected.csv").streaming_content)  # type: ignore[attr-defined]
    lines = rejected.decode("cp1252").splitlines()
    assert lines[0] == "Display Name;User Name;Shoe size;What is wrong"
    assert lines[1].startswith("Åsa;not a name;42;“not a name” is no user name")
    mended = rejected.replace(b"not a name;", b"asa@x.example;", 1)
    answer = client.post(url, {"file": SimpleUploadedFile("again.csv", mended)})
    page = client.get(answer["Location"]).content.decode()
    assert "1 of 1 rows can be applied" in page
    assert "Passed over: Shoe size." in page


def test_what_is_downloaded_is_read_back_unchanged(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client]
) -> None:
    site = make_site(tenant)
    make_person(
        tenant,
        "a@x.example",
        display_name='=HYPERLINK("x")',
        department="Räder, Öle",
        office_phone="+1 425 555 0100",
        job_title="-",
        site=site,
        extension="0042",
        needs_telephony=False,
    )
    make_person(tenant, "b@x.example", usage_location="")
    client = client_of(admin)
    data = b"".join(client.get(f"/t/{tenant.slug}/people/export.csv").streaming_content)  # type: ignore[attr-defined]
    assert b"\n=HYPER" not in data
    assert b",=HYPER" not in data.replace(b'"', b"")
    with tenant_scope(tenant):
        upload = imports.read(tenant, data, file_name="back.csv", mark_new=True, by=admin)
    assert upload.unchanged_count == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_judging_and_applying_cost_the_same_number_of_queries_for_any_number_of_rows(
    tenant: Tenant, admin: User, rows: int
) -> None:
    text = HEAD + "".join(f"p{i}@x.example,P {i},,,,,,\n" for i in range(rows))
    with CaptureQueriesContext(
        connection,
    ) as reading:
        upload = read(tenant, admin, text)
    with CaptureQueriesContext(connection) as applying:
        apply(upload, admin)
    assert len(reading) <= 14
    assert len(applying) <= 26


def test_a_file_that_was_put_aside_cannot_be_confirmed(tenant: Tenant, admin: User) -> None:
    upload = read(tenant, admin, HEAD + "a@x.example,A,,,,,,\n")
    with tenant_scope(tenant):
        imports.put_aside(upload, by=admin)
        with pytest.raises(Refusal, match="put aside"):
            imports.confirm(upload, by=admin)
        with pytest.raises(Refusal, match="put aside"):
            imports.put_aside(upload, by=admin)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04" + bytes(50), "Excel"),
        ("a.csv", b"x" * (10 * 1024 * 1024), "10.0 MB"),
        ("a.csv", b"a,b\n\0,\0", "NUL"),
        ("a.csv", b",".join([b"c"] * 500) + b"\n1", "500 columns"),
        ("a\x00.csv", b"First Name\nAnna\n", "headings User Name and Display Name"),
    ],
    ids=["empty", "excel", "one line of 10 MB", "NUL bytes", "500 columns", "wrong headings"],
)
def test_files_that_are_no_files_of_people_get_a_sentence(
    tenant: Tenant, admin: User, client_of: Callable[[User], Client], name: str, data: bytes, word: str
) -> None:
    file = SimpleUploadedFile(name, data)
    answer = client_of(admin).post(f"/t/{tenant.slug}/people/files/", {"file": file})
    assert answer.status_code == 422
    assert word in answer.content.decode()
