"""The customer's pages of port orders: open, fill in, check, hand in, and what viewers and other tenants see."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from porting.models import FieldMark, PortedNumber, PortOrder, PortProject
from porting.transitions import Side, move, tell
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order
from tests.porting.test_orders import ready, signed

pytestmark = pytest.mark.usefixtures("reference_data")
Status = PortOrder.Status


@pytest.fixture
def ann(admin: User, client_of: Callable[[User], Client]) -> Client:
    """A tenant admin's browser."""
    return client_of(admin)


def url(order: PortOrder, more: str = "") -> str:
    return f"/t/{order.tenant.slug}/ports/{order.pk}/{more}"


def words(answer: Any) -> str:
    """The text of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_an_order_is_opened_with_numbers_in_any_form(ann: Client, tenant: Tenant) -> None:
    base = f"/t/{tenant.slug}/ports/"
    assert "Keep the numbers that you have" in words(ann.get(base))
    data = {"name": "Main lines", "country": "US", "kind": "user", "numbers": "206-555-3000 - 3009"}
    answer = ann.post(f"{base}new/", data, follow=True)
    page = words(answer)
    assert "Your turn: fill in the parts below" in page
    assert "See all 10 numbers and their states" in page
    assert "“Current provider” is not filled in." in page


def test_a_wrong_line_is_named_and_nothing_that_was_typed_is_lost(ann: Client, tenant: Tenant) -> None:
    data = {"name": "Main lines", "country": "US", "kind": "user", "numbers": "2065553000\nhello"}
    answer = ann.post(f"/t/{tenant.slug}/ports/new/", data)
    assert answer.status_code == 422
    assert "Line 2" in words(answer)
    assert "hello</textarea>" in answer.content.decode()


def test_a_table_of_two_accounts_is_explained_before_anything_is_sent(ann: Client, tenant: Tenant) -> None:
    table = "PhoneNumber,Provider,AccountNumber\n2065553000,Pacific,A1\n2065553001,Pacific,A2\n8005550123,Pacific,A1\n"
    upload = SimpleUploadedFile("numbers.csv", table.encode())
    data = {"name": "Move", "country": "US", "kind": "user", "file": upload}
    answer = ann.post(f"/t/{tenant.slug}/ports/new/", data, follow=True)
    page = words(answer)
    assert "3 numbers in 3 orders." in page
    first = PortOrder._base_manager.order_by("pk").first()
    assert f"After {first.reference}" in page
    assert "Requires action" in page
    assert "Move : Requires action" in words(ann.get(f"/t/{tenant.slug}/ports/"))


def test_parts_are_filled_in_one_after_the_other_and_the_pin_is_not_shown_again(
    ann: Client, tenant: Tenant
) -> None:
    order = make_order(tenant, provider="", account_pin="")
    fields = {
        "provider": "Pacific",
        "account_number": "1",
        "account_pin": "8642",
        "billing_number": "(206) 555-2000",
    }
    answer = ann.post(
        url(order, "part/provider/"), {**fields, "scope": "partial", "remaining": "keep", "next": "1"}
    )
    assert answer["Location"] == url(order, "part/address/")
    order.refresh_from_db()
    assert (order.account_pin, order.billing_number) == ("8642", "+12065552000")
    for path in ("part/provider/", "", "check/"):
        page = ann.get(url(order, path)).content.decode()
        assert "8642" not in page
        assert "••••42" in page
    ann.post(
        url(order, "part/provider/"), {**fields, "account_pin": "", "scope": "partial", "remaining": "keep"}
    )
    order.refresh_from_db()
    assert order.account_pin == "8642"


def test_a_wrong_shape_comes_back_with_what_was_typed(ann: Client, tenant: Tenant) -> None:
    order = make_order(tenant)
    answer = ann.post(url(order, "part/address/"), {"organisation": "A", "postal_code": "nonsense"})
    assert answer.status_code == 422
    assert "A ZIP code has five digits" in words(answer)
    assert 'value="nonsense"' in answer.content.decode()


def test_while_one_types_the_page_says_what_speaks_against_it(ann: Client, tenant: Tenant) -> None:
    order = make_order(tenant, numbers=["+12065553000"])
    said = words(ann.post(url(order, "look/numbers/"), {"numbers": "8005550123, 2065553001, x1"}))
    assert "toll-free number and others are in one order" in said
    assert "2 new numbers are read." in said
    assert "Line 1" in said
    account = {"billing_number": "2065552000", "scope": "full"}
    assert "is not among the numbers" in words(ann.post(url(order, "look/provider/"), account))
    assert "too soon" in words(ann.post(url(order, "look/date/"), {"day": "2020-01-01", "clock": "12:00"}))
    assert words(ann.post(url(order, "look/date/"), {"day": "x"})) == ""
    assert ann.post(url(order, "look/nonsense/")).status_code == 404


def test_the_check_page_names_all_that_is_missing_and_hands_in_what_is_complete(
    ann: Client, tenant: Tenant
) -> None:
    with tenant_scope(tenant):
        order = ready(tenant, provider="")
    page = words(ann.get(url(order, "check/")))
    assert "1 thing is missing or wrong" in page
    answer = ann.post(url(order, "check/"), follow=True)
    assert "“Current provider” is not filled in." in words(answer)
    PortOrder._base_manager.filter(pk=order.pk).update(provider="Pacific Bell Mutual")
    with tenant_scope(tenant):
        signed(PortOrder.objects.get(pk=order.pk))
    assert "Hand in the order of 2 numbers" in words(ann.get(url(order, "check/")))
    assert "The desk reviews the order" in words(ann.post(url(order, "check/"), follow=True))


def test_actions_that_are_shut_say_why(ann: Client, tenant: Tenant) -> None:
    page = words(ann.get(url(make_order(tenant, Status.LOCKED))))
    assert "Less than 24 hours are left before the date" in page
    answer = ann.post(url(make_order(tenant, Status.LOCKED), "cancel/"), {"text": ""})
    assert answer.status_code == 422


def test_an_order_is_cancelled_and_a_draft_deleted_after_a_question(ann: Client, tenant: Tenant) -> None:
    order = make_order(tenant, Status.IN_REVIEW)
    assert f"Cancel {order.reference}?" in words(ann.get(url(order, "cancel/")))
    ann.post(url(order, "cancel/"), {"text": "No longer"})
    order.refresh_from_db()
    assert order.status == Status.CANCELLED
    draft = make_order(tenant)
    assert "2 numbers are gone then" in words(ann.get(url(draft, "delete/")))
    assert ann.post(url(draft, "delete/"), {"text": ""})["Location"] == f"/t/{tenant.slug}/ports/"
    assert not PortOrder._base_manager.filter(pk=draft.pk).exists()


def test_numbers_are_added_put_to_use_and_taken_out(ann: Client, tenant: Tenant) -> None:
    order = make_order(tenant, kind=PortOrder.Kind.TOLL, numbers=["+12065553000"])
    answer = ann.post(url(order, "numbers/"), {"numbers": "2065553001"}, follow=True)
    assert "1 number added." in words(answer)
    rows = PortedNumber._base_manager.filter(order=order).order_by("e164")
    ann.post(url(order, "numbers/change/"), {"pick": rows[0].pk, "set_usage": "1", "usage": "conference"})
    assert rows[0].usage == "conference"
    ann.post(url(order, "numbers/change/"), {"pick": rows[0].pk})
    assert [row.e164 for row in rows] == ["+12065553001"]


def test_a_viewer_sees_an_order_and_changes_nothing(
    viewer: User, client_of: Callable[[User], Client], tenant: Tenant
) -> None:
    client, order = client_of(viewer), make_order(tenant)
    assert "Only a tenant admin can fill it in." in words(client.get(url(order)))
    assert client.post(url(order, "numbers/"), {"numbers": "2065553001"}).status_code == 403
    assert client.get(url(order, "part/provider/")).status_code == 403


def test_private_words_of_the_desk_are_not_in_the_timeline(ann: Client, admin: User, tenant: Tenant) -> None:
    order = make_order(tenant, Status.IN_REVIEW)
    with tenant_scope(tenant):
        tell(order, "comment", by=admin, side=Side.DESK, private=True, text="SECRET WORDS")
        tell(order, "comment", by=admin, side=Side.DESK, text="Public words")
        move(order, Status.RETURNED, by=admin, side=Side.DESK, text="Please mend the street")
    page = words(ann.get(url(order)))
    assert "Public words" in page
    assert "Please mend the street" in page
    assert "SECRET WORDS" not in page
    ann.post(url(order, "comment/"), {"text": "Will do"})
    assert "Will do" in words(ann.get(url(order)))


def test_the_list_is_searched_by_name_account_and_number(ann: Client, tenant: Tenant) -> None:
    make_order(tenant, name="Harbour lines", numbers=["+12065553777"])
    make_order(tenant, Status.IN_REVIEW, name="Other lines", account_number="ZX-9")
    base = f"/t/{tenant.slug}/ports/"
    assert "Other lines" not in words(ann.get(f"{base}?q=206-555-3777"))
    assert "Harbour lines" in words(ann.get(f"{base}?q=555+3777"))
    assert "Harbour lines" not in words(ann.get(f"{base}?q=ZX-9"))
    assert "Harbour lines" not in words(ann.get(f"{base}?turn=desk"))
    assert "No order matches" in words(ann.get(f"{base}?q=nothing"))


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_pages_take_as_many_queries_for_three_rows_as_for_one(ann: Client, tenant: Tenant) -> None:
    with tenant_scope(tenant):
        project = PortProject.objects.create(tenant=tenant, name="Move")
    base = f"/t/{tenant.slug}/ports/"
    order = make_order(tenant, numbers=1, project=project)
    addresses = (
        base,
        f"{base}projects/{project.pk}/",
        url(order),
        url(order, "numbers/"),
        url(order, "check/"),
    )
    one = [queries(ann, address) for address in addresses]
    for _ in range(2):
        make_order(tenant, numbers=1, project=project, follows=order)
    with tenant_scope(tenant):
        PortedNumber.objects.bulk_create(
            PortedNumber(tenant=tenant, order=order, e164=f"+1206555400{n}", usage="user") for n in range(2)
        )
    assert [queries(ann, address) for address in addresses] == one


def test_a_rio_is_shown_in_part_only(ann: Client, tenant: Tenant) -> None:
    order = make_order(tenant, country="FR", numbers=["+33184881000"])
    PortedNumber._base_manager.filter(order=order).update(rio="01P1AB2C3D4E")
    page = ann.get(url(order, "numbers/")).content.decode()
    assert "01P1AB2C3D4E" not in page
    assert "••••4E" in page


def test_the_desks_marks_lead_to_their_fields(ann: Client, admin: User, tenant: Tenant) -> None:
    order = make_order(tenant, Status.RETURNED)
    with tenant_scope(tenant):
        FieldMark.objects.create(
            tenant=tenant,
            order=order,
            version=1,
            field="street",
            mark="reject",
            sentence="Not on the bill",
            by_name="Dora",
        )
    answer = ann.get(url(order))
    assert "Not on the bill" in words(answer)
    assert f"{url(order, 'part/address/')}#id_street" in answer.content.decode()
