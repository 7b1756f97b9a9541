"""The pages of files that give numbers: upload, the dry run, apply, rejected rows, who may, and how much they ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from numbering import assignments
from numbering.models import AssignmentFile, PhoneNumber
from tenants.models import Person, Tenant, User
from tenants.scoping import tenant_scope
from tests.number_files.conftest import held_by, upload_of
from tests.numbering_core.conftest import seattle, work

ClientOf = Callable[[User], Client]
FILES = "/t/halden/numbers/assign/files/"
pytestmark = pytest.mark.usefixtures("people")


def text(answer: Any) -> str:
    return (
        b"".join(answer.streaming_content).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode()
    )


def send(client: Client, content: bytes) -> Any:
    return client.post(FILES, {"file": SimpleUploadedFile("staff.csv", content)}, follow=True)


def test_a_file_is_uploaded_checked_applied_and_its_rejected_rows_are_mended(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    content = f"Person;Number;=Note\np1@x.example;{seattle(1)};a\np2@x.example;12345;=1+1\n".encode()
    page = text(send(client, content))
    assert "1 of 2 rows can be applied" in page
    assert "Apply 1 row" in page
    upload = AssignmentFile._base_manager.get()
    answer = client.post(f"{FILES}{upload.pk}/confirm/", follow=True)
    assert "being carried out" in text(answer)
    work()
    assert "1 person has got a number" in text(client.get(f"{FILES}{upload.pk}/"))
    assert held_by(tenant) == {"p1@x.example": seattle(1)}
    rejected = text(client.get(f"{FILES}{upload.pk}/rejected.csv"))
    assert rejected.splitlines()[0] == "Person;Number;'=Note;What is wrong"
    assert "'=1+1" in rejected
    mended = rejected.replace("12345", seattle(2)).encode()
    assert "1 of 1 rows can be applied" in text(send(client, mended))


def test_a_bad_file_comes_back_with_a_sentence_beside_the_field(admin: User, client_of: ClientOf) -> None:
    answer = send(client_of(admin), b"what,ever\n1,2\n")
    assert answer.status_code == 422
    assert "no heading Person and Number" in text(answer)


def test_what_has_changed_since_it_was_shown_is_shown_again(
    tenant: Tenant, admin: User, client_of: ClientOf, people: list[Person]
) -> None:
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,", f"p2@x.example,{seattle(2)},,")
    with tenant_scope(tenant):
        number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(1))
        assignments.assign(number, people[2], emergency_address=people[2].site.emergency_address, by=admin)
    here = f"{FILES}{upload.pk}/"
    back = {"Referer": f"http://testserver{here}"}
    page = text(client_of(admin).post(f"{here}confirm/", follow=True, headers=back))
    assert "1 row is judged anew" in page
    assert "1 of 2 rows can be applied" in page


def test_a_viewer_sees_a_file_and_cannot_apply_it(
    tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,")
    client = client_of(viewer)
    assert "Only a tenant admin can apply a file" in text(client.get(f"{FILES}{upload.pk}/"))
    assert client.post(f"{FILES}{upload.pk}/confirm/").status_code == 403
    assert client.get(FILES).status_code == 403


def test_strangers_see_no_file(tenant: Tenant, admin: User, stranger: User, client_of: ClientOf) -> None:
    upload = upload_of(tenant, admin, f"p1@x.example,{seattle(1)},,")
    assert client_of(stranger).get(f"{FILES}{upload.pk}/").status_code == 404
    other = f"/t/kestrel/numbers/assign/files/{upload.pk}/"
    assert client_of(stranger).get(other).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_take_the_same_number_of_queries_for_any_number_of_rows_and_files(
    tenant: Tenant, admin: User, client_of: ClientOf, count: int
) -> None:
    for _each in range(count):
        upload = upload_of(tenant, admin, *(f"p{n}@x.example,{seattle(n)},," for n in range(1, count + 1)))
    client = client_of(admin)
    client.get(FILES)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(FILES).status_code == client.get(f"{FILES}{upload.pk}/").status_code == 200
    seen: dict[str, int] = (
        test_the_pages_take_the_same_number_of_queries_for_any_number_of_rows_and_files.__dict__
    )
    assert seen.setdefault("seen", len(captured)) == len(captured) <= 40
