"""The inventory: list, filters, runs, file; bulk acts with a check; the page of one number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from countries.models import Country
from numbering.models import PhoneNumber
from numbering.ranges import collapse
from tenants.models import EmergencyAddress, Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_person
from tests.numbering_core.conftest import make_address
from tests.numbering_pages.conftest import ClientOf, needy, own, work


def fresh(number: PhoneNumber) -> PhoneNumber:
    return PhoneNumber._base_manager.get(pk=number.pk)


def test_empty_inventory_teaches(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    assert "Find your first numbers" in browser_of_admin.get(f"{base}/").content.decode()


def test_list_tells_nothing_yet_from_no_match(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    own(shop, 1)
    text = browser_of_admin.get(f"{base}/", {"q": "999"}).content.decode()
    assert "No number matches these filters" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "50 02"}, {2}),
        ({"q": "anna"}, {1}),
        ({"status": "assigned"}, {1}),
        ({"status": "blocked"}, {3}),
        ({"status": "free"}, {2, 4}),
        ({"usage": "voice_app"}, {4}),
        ({"supply": "direct_routing"}, {2}),
        ({"city": "spokane"}, {2}),
        ({"counted": "no"}, {2}),
        ({"country": "ZZ", "status": "nonsense", "sort": "-sideways", "after": "x"}, {1, 2, 3, 4}),
        ({"q": "\x00", "sort": "-status"}, {1, 2, 3, 4}),
    ],
)
def test_filters_narrow_the_list_and_the_file(
    shop: Tenant, browser_of_admin: Client, base: str, query: dict[str, str], found: set[int]
) -> None:
    own(shop, 5001, status="assigned", person=make_person(shop))
    own(shop, 5002, supply="direct_routing", origin="uploaded", city="Spokane")
    own(shop, 5003, blocked_until=timezone.localdate() + timedelta(days=3))
    own(shop, 5004, usage="voice_app", allowance="toll")
    text = browser_of_admin.get(f"{base}/", query).content.decode()
    lines = b"".join(browser_of_admin.get(f"{base}/export.csv", query).streaming_content).decode()
    for n in (1, 2, 3, 4):
        assert (f"555-500{n}</" in text or f"555-500{n}\n" in text or f">(206) 555-500{n}" in text) == (
            n in found
        )
        assert (f"+1206555500{n}" in lines) == (n in found)


def test_list_takes_as_many_queries_for_three_numbers_as_for_one(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    counts = []
    own(shop, 1, status="assigned", person=make_person(shop))
    browser_of_admin.get(f"{base}/")
    for n in (2, 3):
        with CaptureQueriesContext(connection) as seen:
            browser_of_admin.get(f"{base}/")
        counts.append(len(seen))
        own(shop, n)
        own(shop, n + 10, status="assigned", person=make_person(shop, f"p{n}"))
    assert counts[0] == counts[1]


def test_runs_collapse_what_follows_each_other(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    for n in (5001, 5002, 5003, 5010):
        own(shop, n)
    text = browser_of_admin.get(f"{base}/", {"view": "runs"}).content.decode()
    assert "2 runs" in text
    assert "3 numbers" in text


@given(st.sets(st.integers(min_value=10_000_000, max_value=10_000_400)))
def test_runs_lose_no_number(values: set[int]) -> None:
    runs = list(collapse(f"+{value}" for value in sorted(values)))
    assert sum(run.count for run in runs) == len(values)
    assert {f"+{int(run.first[1:]) + i}" for run in runs for i in range(run.count)} == {
        f"+{v}" for v in values
    }


def test_release_shows_what_follows_and_then_releases(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    numbers = [own(shop, n) for n in (1, 2)]
    pick = [str(number.pk) for number in numbers]
    text = browser_of_admin.post(f"{base}/bulk/", {"act": "release", "pick": pick}).content.decode()
    assert "Release 2 numbers?" in text
    assert "rest for 45 days" in text
    assert fresh(numbers[0]).status == "unassigned"
    answer = browser_of_admin.post(
        f"{base}/bulk/", {"act": "release", "pick": pick, "confirmed": "1"}, follow=True
    )
    assert "2 numbers are being released." in answer.content.decode()
    work()
    assert not PhoneNumber._base_manager.filter(pk__in=pick).exists()


def test_one_assigned_number_stops_the_whole_release(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    free, busy = own(shop, 1), own(shop, 2, status="assigned", person=make_person(shop))
    form = {"act": "release", "pick": [str(free.pk), str(busy.pk)]}
    assert "1 of them is in use" in browser_of_admin.post(f"{base}/bulk/", form).content.decode()
    answer = browser_of_admin.post(f"{base}/bulk/", {**form, "confirmed": "1"})
    assert answer.status_code == 422
    assert "Anna Berg" in answer.content.decode()
    assert fresh(free).status == "unassigned"


def test_all_numbers_of_a_filter_can_be_meant(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    for n in (1, 2, 3):
        own(shop, n)
    own(shop, 4, city="Spokane")
    form = {"act": "block", "everything": "1", "filters": "city=Seattle", "confirmed": "1", "days": "30"}
    answer = browser_of_admin.post(f"{base}/bulk/", form, follow=True)
    assert "3 numbers are kept free." in answer.content.decode()


def test_bulk_without_numbers_or_act_goes_back_with_a_sentence(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    for form in ({}, {"act": "explode", "pick": ["1"]}, {"act": "release", "pick": ["x", "9" * 30, "٣"]}):
        assert browser_of_admin.post(f"{base}/bulk/", form).status_code == 302


def test_usage_changes_where_the_other_quota_has_room(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    number = own(shop, 1)
    form = {"act": "usage", "pick": [str(number.pk)], "confirmed": "1", "usage": "voice_app"}
    assert browser_of_admin.post(f"{base}/bulk/", form).status_code == 302
    assert (fresh(number).usage, fresh(number).allowance) == ("voice_app", "toll")


def test_detail_shows_facts_and_history_and_shuts_what_is_shut(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    number = own(shop, 1, status="assigned", person=make_person(shop))
    text = browser_of_admin.get(f"{base}/{number.pk}/").content.decode()
    assert "The number of Anna Berg." in text
    assert "Anna Berg has it. Take it away first." in text


def test_block_clear_and_bad_days(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    number = own(shop, 1)
    answer = browser_of_admin.post(f"{base}/{number.pk}/keep-free/", {"days": "400"})
    assert answer.status_code == 422
    assert 'value="400"' in answer.content.decode()
    browser_of_admin.post(f"{base}/{number.pk}/keep-free/", {"days": ""})
    assert fresh(number).blocked_forever
    browser_of_admin.post(f"{base}/{number.pk}/clear/")
    assert not fresh(number).blocked_forever


def test_emergency_address_changes_within_its_country(
    shop: Tenant, address: EmergencyAddress, browser_of_admin: Client, base: str
) -> None:
    number, abroad = own(shop, 1), make_address(shop, "FR")
    refused = browser_of_admin.post(f"{base}/{number.pk}/address/", {"emergency_address": str(abroad.pk)})
    assert refused.status_code == 422
    browser_of_admin.post(f"{base}/{number.pk}/address/", {"emergency_address": str(address.pk)})
    assert fresh(number).emergency_address_id == address.pk


def test_number_may_have_no_emergency_address_where_none_is_asked_for(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    Country.objects.filter(pk="US").update(emergency_address_moment=Country.AddressMoment.NOT_STATED)
    number = own(shop, 1, emergency_address=make_address(shop))
    answer = browser_of_admin.post(f"{base}/{number.pk}/address/", {"emergency_address": ""})
    assert answer.status_code == 302
    assert fresh(number).emergency_address_id is None


def test_taking_away_can_be_undone(
    shop: Tenant, address: EmergencyAddress, browser_of_admin: Client, base: str
) -> None:
    person = needy(shop, "anna.berg")
    number = own(shop, 1, status="assigned", person=person, emergency_address=address)
    answer = browser_of_admin.post(f"{base}/{number.pk}/unassign/", {"block_days": "30"}, follow=True)
    assert "Anna Berg no longer has (206) 555-0001." in answer.content.decode()
    assert fresh(number).person_id is None
    assert fresh(number).blocked_until is not None
    browser_of_admin.post(f"{base}/{number.pk}/assign-again/?person={person.pk}&address={address.pk}")
    assert fresh(number).person_id == person.pk
    assert fresh(number).blocked_until is None


def test_strangers_and_viewers(
    shop: Tenant, viewer: User, stranger: User, client_of: ClientOf, base: str
) -> None:
    number = own(shop, 1)
    watcher = client_of(viewer)
    assert "Only a tenant admin can change numbers." in watcher.get(f"{base}/{number.pk}/").content.decode()
    assert 'name="pick"' not in watcher.get(f"{base}/").content.decode()
    assert watcher.post(f"{base}/bulk/", {"act": "release", "pick": [str(number.pk)]}).status_code == 403
    assert client_of(stranger).get(f"{base}/{number.pk}/").status_code == 404


def test_file_of_a_list_holds_no_number_of_another_tenant(
    shop: Tenant, other_tenant: Tenant, browser_of_admin: Client, base: str
) -> None:
    own(other_tenant, 7)
    lines = b"".join(browser_of_admin.get(f"{base}/export.csv").streaming_content).decode()
    assert "+12065550007" not in lines
    with tenant_scope(shop):
        assert PhoneNumber.objects.count() == 0
