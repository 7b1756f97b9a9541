"""The pages of papers: what a member may do with them, what the desk sees, and what strangers do not."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from porting.models import Letter, PortDocument, PortOrder
from porting.papers import letters, papers
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting import paper_samples as samples
from tests.porting.conftest import make_order
from tests.porting.test_papers import add

pytestmark = pytest.mark.usefixtures("reference_data")
ClientOf = Callable[[User], Client]


def base(order: PortOrder) -> str:
    return f"/t/{order.tenant.slug}/ports/{order.pk}/"


def upload(
    client: Client, order: PortOrder, content: bytes, name: str = "Bill May.pdf", **more: str
) -> object:
    sent = {"kind": "bill", "dated": letters.today_at(order).isoformat(), **more}
    file = SimpleUploadedFile(name, content, content_type="text/html")
    return client.post(base(order) + "papers/add/", sent | {"file": file})


def kept(order: PortOrder) -> list[PortDocument]:
    with tenant_scope(order.tenant):
        return list(papers.of(order))


def test_a_paper_is_uploaded_looked_at_downloaded_removed_and_put_back(
    order: PortOrder, admin: User, client_of: ClientOf
) -> None:
    client, content = client_of(admin), samples.pdf(2)
    assert upload(client, order, content).status_code == 302  # type: ignore[attr-defined]
    (paper,) = kept(order)
    assert (paper.file_name, paper.content_type, paper.pages) == ("Bill_May.pdf", "application/pdf", 2)
    at = base(order) + f"papers/{paper.pk}/"
    page = client.get(at).content.decode()
    assert page.count('class="sheet"') == 2
    picture = client.get(at + "pages/2/")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    file = client.get(at + "download/")
    assert file.content == content
    assert file["Content-Disposition"] == 'attachment; filename="Bill_May.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"].endswith("sandbox")
    assert client.post(at + "remove/").status_code == 302
    assert client.get(at).status_code == client.get(at + "download/").status_code == 404
    assert client.post(at + "put-back/").status_code == 302
    assert kept(order) == [paper]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<html><script>alert(1)</script></html>", "bill.pdf", "holds a web page"),
        (b"", "bill.pdf", "The file is empty"),
        (samples.archive(), "bill.pdf", "holds an archive"),
        (samples.encrypted(), "bill.pdf", "protected by a password"),
    ],
)
def test_what_is_no_paper_comes_back_with_its_sentence_and_what_was_typed(
    order: PortOrder, admin: User, client_of: ClientOf, content: bytes, name: str, words: str
) -> None:
    answer = upload(client_of(admin), order, content, name, dated="2024-02-03")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert words in page
    assert 'value="2024-02-03"' in page
    assert kept(order) == []


def test_an_old_bill_is_refused_beside_its_date(order: PortOrder, admin: User, client_of: ClientOf) -> None:
    answer = upload(client_of(admin), order, samples.pdf(), dated="2020-01-01")
    assert "Upload a newer bill" in answer.content.decode()  # type: ignore[attr-defined]


def test_a_paper_is_replaced(order: PortOrder, admin: User, client_of: ClientOf) -> None:
    client = client_of(admin)
    upload(client, order, samples.pdf())
    (first,) = kept(order)
    page = client.get(base(order) + f"papers/?replace={first.pk}").content.decode()
    assert "Replace Bill_May.pdf" in page
    upload(client, order, samples.pdf(words="New"), "new.pdf", replaces=str(first.pk))
    assert [paper.file_name for paper in kept(order)] == ["new.pdf"]


def test_a_letter_is_made_downloaded_and_taken_back(
    order: PortOrder, admin: User, client_of: ClientOf, mailoutbox: list[object]
) -> None:
    client = client_of(admin)
    assert client.post(base(order) + "letter/make/", {"way": "link"}).status_code == 302
    assert len(mailoutbox) == 1
    page = client.get(base(order) + "papers/").content.decode()
    assert "Sent to paula@fenwick.example" in page
    file = client.get(base(order) + "letter/letter.pdf")
    assert file.content.startswith(b"%PDF-")
    assert client.post(base(order) + "letter/take-back/").status_code == 302
    assert client.get(base(order) + "letter/letter.pdf").status_code == 404


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda order, by: None, "lets us ask the current provider"),
        (lambda order, by: letters.make(order, Letter.Way.PAPER, by=by), "Download it, have it signed"),
        (
            lambda order, by: [
                letters.make(order, Letter.Way.PAPER, by=by),
                PortOrder.objects.filter(pk=order.pk).update(city="Kent"),
            ],
            "order has changed since the letter",
        ),
        (
            lambda order, by: [
                letters.make(order, Letter.Way.LINK, by=by),
                Letter.objects.update(expires_at=timezone.now()),
            ],
            "Nobody signed within 14 days",
        ),
        (
            lambda order, by: [letters.make(order, Letter.Way.PAPER, by=by), add(order, by, "letter")],
            "the signed letter is among the papers",
        ),
        (
            lambda order, by: [
                letters.make(order, Letter.Way.PAPER, by=by),
                papers.remove(add(order, by, "letter"), by=by),
            ],
            "The signed letter was removed",
        ),
    ],
    ids=["none", "paper", "outdated", "expired", "good", "removed"],
)
def test_the_page_says_where_the_letter_stands(
    order: PortOrder,
    admin: User,
    client_of: ClientOf,
    prepare: Callable[[PortOrder, User], object],
    words: str,
) -> None:
    with tenant_scope(order.tenant):
        prepare(order, admin)
    assert words in client_of(admin).get(base(order) + "papers/").content.decode()


def test_other_roles_see_that_papers_are_there_and_not_what_is_in_them(
    order: PortOrder, admin: User, viewer: User, billing: User, client_of: ClientOf
) -> None:
    with tenant_scope(order.tenant):
        paper = add(order, admin)
    for user in (viewer, billing):
        client = client_of(user)
        page = client.get(base(order) + "papers/").content.decode()
        assert "bill.pdf" in page
        assert "Only a tenant admin can see and change papers." in page
        assert f"papers/{paper.pk}/" not in page
        for more in ("", "pages/1/", "download/"):
            assert client.get(base(order) + f"papers/{paper.pk}/{more}").status_code == 403


def test_a_paper_of_another_order_or_tenant_is_not_found(
    order: PortOrder, admin: User, other_tenant: Tenant, stranger: User, client_of: ClientOf
) -> None:
    other = make_order(order.tenant)
    foreign = make_order(other_tenant)
    with tenant_scope(order.tenant):
        paper = add(order, admin)
    client = client_of(admin)
    assert client.get(base(other) + f"papers/{paper.pk}/download/").status_code == 404
    assert client.get(f"/t/{order.tenant.slug}/ports/{foreign.pk}/papers/").status_code == 404
    assert client_of(stranger).get(base(order) + f"papers/{paper.pk}/download/").status_code == 404
    assert Client().get(base(order) + f"papers/{paper.pk}/download/").status_code == 302


def test_the_desk_sees_papers_of_all_tenants_and_members_not_by_its_address(
    order: PortOrder, admin: User, desk: User, client_of: ClientOf
) -> None:
    upload(client_of(admin), order, samples.image())
    (paper,) = kept(order)
    at = f"/desk/port-papers/{paper.pk}/"
    client = client_of(desk)
    assert client.get(at + "pages/1/")["Content-Type"] == "image/png"
    assert client.get(at + "download/").content == samples.image()
    assert client_of(admin).get(at + "download/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_so_many_queries_whatever_is_there(
    order: PortOrder,
    admin: User,
    client_of: ClientOf,
    count: int,
    settings: Settings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with tenant_scope(order.tenant):
        for number in range(count):
            add(order, admin, words=str(number).encode())
    client = client_of(admin)
    with django_assert_max_num_queries(16):
        assert client.get(base(order) + "papers/").status_code == 200
