"""Numbers that are pasted as a list: released or used for something else, all or none, with every line that cannot be."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from numbering import assignments
from numbering.inventory import receive
from numbering.models import PhoneNumber
from numbering.number_lists import read_list
from numbering.usage import change_many
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.number_files.conftest import own
from tests.numbering_core.conftest import buy, license_person, make_address, seattle, work
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
PAGE = "/t/halden/numbers/by-list/"
pytestmark = pytest.mark.usefixtures("reference_data", "owned")


@pytest.fixture
def owned(tenant: Tenant, admin: User) -> None:
    buy(tenant, "MCOEV", 5)
    buy(tenant, "MCOPSTN1", 5)
    own(tenant, admin, [seattle(n) for n in range(1, 7)])


def send(client: Client, act: str, numbers: str) -> Any:
    return client.post(PAGE, {"act": act, "numbers": numbers, "country": "US"})


def confirm(client: Client, act: str, **more: str) -> Any:
    picks = [str(pk) for pk in PhoneNumber._base_manager.values_list("pk", flat=True)]
    return client.post(
        "/t/halden/numbers/bulk/", {"act": act, "confirmed": "1", "pick": picks, **more}, follow=True
    )


def test_a_pasted_list_in_any_form_is_checked_and_then_released(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client = client_of(admin)
    text = f"(206) 255-5001, {seattle(2)}\n{seattle(3)} - {seattle(6)}\n{seattle(2)}"
    page = send(client, "release", text).content.decode()
    assert "Release 6 numbers?" in page
    assert PhoneNumber._base_manager.filter(status="unassigned").count() == 6, "nothing is done yet"
    assert "6 numbers are being released" in confirm(client, "release").content.decode()
    work()
    assert not PhoneNumber._base_manager.exists()


def test_each_line_that_cannot_be_taken_is_told_and_what_was_typed_is_kept(
    admin: User, client_of: ClientOf
) -> None:
    answer = send(client_of(admin), "release", f"{seattle(1)}\nhello\n+14255550999")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2:" in page
    assert "Line 3: You do not own" in page
    assert "hello" in page


def test_one_assigned_number_stops_the_list_and_is_named(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    anna = make_person(tenant)
    license_person(tenant, anna)
    with tenant_scope(tenant):
        number = PhoneNumber.objects.select_related("tenant").get(e164=seattle(2))
        assignments.assign(number, anna, emergency_address=make_address(tenant), by=admin)
    client = client_of(admin)
    page = send(client, "release", f"{seattle(1)}\n{seattle(2)}").content.decode()
    assert "1 of them is in use" in page
    assert "Anna Berg" in page
    assert confirm(client, "release").status_code == 422
    assert not PhoneNumber._base_manager.filter(status="releasing").exists()


def test_a_list_changes_its_use_in_a_fixed_number_of_queries(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    def change(count: int, usage: str) -> int:
        with tenant_scope(tenant):
            numbers = list(PhoneNumber.objects.select_related("tenant").order_by("e164")[:count])
            with CaptureQueriesContext(connection) as captured:
                change_many(numbers, usage, by=admin)
        return len(captured)

    assert change(2, "voice_app") == change(5, "conference")
    assert sorted(PhoneNumber._base_manager.values_list("usage", "max_concurrent_calls")) == [
        *[("conference", 300)] * 5,
        ("user", 3),
    ]
    assert Event._base_manager.filter(action="number.usage_changed").count() == 7
    client = client_of(admin)
    assert "Change 6 numbers?" in send(client, "usage", f"{seattle(1)} - {seattle(6)}").content.decode()
    assert "The use of 6 numbers is changed" in confirm(client, "usage", usage="voice_app").content.decode()


def test_a_change_of_use_needs_room_in_the_other_quota_for_all_of_them_or_changes_none(
    tenant: Tenant, admin: User
) -> None:
    with tenant_scope(tenant):
        e164s = [f"+1206255{n}" for n in range(6000, 6040)]
        receive(tenant, e164s, origin="online", usage="voice_app", kind="geographic", country="US", by=admin)
        numbers = list(PhoneNumber.objects.filter(usage="voice_app").select_related("tenant"))
        with pytest.raises(Refusal, match="40 of these numbers would count anew, and 15 more fit"):
            change_many(numbers, "user", by=admin)
        assert PhoneNumber.objects.filter(usage="voice_app").count() == 40
        change_many(numbers[:15], "user", by=admin)
        assert PhoneNumber.objects.filter(usage="user", origin="online").count() == 15


def test_more_than_a_thousand_numbers_are_refused_with_the_figures(tenant: Tenant) -> None:
    with tenant_scope(tenant):
        found = read_list(tenant, "+12062550000 - 1000", country="US")
    assert found.problems == ["At most 1,000 numbers are taken at once; the list has 1,001."]


def test_a_list_never_reaches_the_numbers_of_somebody_else(
    other_tenant: Tenant, stranger: User, tenant: Tenant
) -> None:
    own(other_tenant, stranger, ["+14255550111"])
    with tenant_scope(tenant):
        found = read_list(tenant, "+14255550111")
    assert (found.numbers, len(found.problems)) == ([], 1)


def test_a_viewer_acts_on_no_list(viewer: User, client_of: ClientOf) -> None:
    assert client_of(viewer).get(PAGE).status_code == 403
