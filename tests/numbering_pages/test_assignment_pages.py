"""Giving numbers: one by one, by a proposal, with terms and addresses; and the step's own state."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from countries.models import Country
from licensing.impacts import removal_impacts
from licensing.models import Capability
from numbering.models import Allowance, NumberOrder, PhoneNumber, Usage
from numbering.search.suggestions import suggest
from numbering.step import state
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Site, Tenant, User
from tenants.scoping import tenant_scope
from tenants.steps import StepStatus
from tests.cast import make_person, make_site
from tests.numbering_core.conftest import hold_some
from tests.numbering_pages.conftest import ClientOf, needy, own


def number_of(person: Person) -> str:
    row = PhoneNumber._base_manager.filter(person=person).first()
    return row.e164 if row else ""


def test_people_who_need_a_number_are_listed_and_searched(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    needy(shop, "anna.berg")
    needy(shop, "ben.tanaka")
    make_person(shop, "no.licence")
    text = browser_of_admin.get(f"{base}/assign/").content.decode()
    assert "2 people need a number." in text
    assert "No Licence" not in text
    part = browser_of_admin.get(
        f"{base}/assign/", {"q": "BEN"}, headers={"HX-Request": "true", "HX-Target": "people"}
    ).content.decode()
    assert "Ben Tanaka" in part
    assert "Anna Berg" not in part
    assert "<html" not in part


def test_one_person_gets_a_number_with_the_address_of_the_site(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    anna, number = needy(shop, "anna.berg", site=site), own(shop, 1)
    text = browser_of_admin.get(f"{base}/assign/{anna.pk}/").content.decode()
    assert f'<option value="{site.emergency_address_id}" selected>' in text
    form = {"number": str(number.pk), "emergency_address": str(site.emergency_address_id)}
    answer = browser_of_admin.post(f"{base}/assign/{anna.pk}/", form, follow=True)
    assert "(206) 555-0001 is now the number of Anna Berg." in answer.content.decode()
    assert f"{base}/{number.pk}/unassign/?undo=1" in answer.content.decode()
    assert number_of(anna) == number.e164


def test_terms_are_accepted_inside_the_flow_once(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    EmergencyTerms._base_manager.all().delete()
    anna, number = needy(shop, "anna.berg", site=site), own(shop, 1)
    form = {"number": str(number.pk), "emergency_address": str(site.emergency_address_id)}
    refused = browser_of_admin.post(f"{base}/assign/{anna.pk}/", form)
    assert refused.status_code == 422
    assert "Accept the terms first" in refused.content.decode()
    assert number_of(anna) == ""
    assert browser_of_admin.post(f"{base}/assign/{anna.pk}/", {**form, "terms": "on"}).status_code == 302
    assert number_of(anna) == number.e164


def test_number_that_somebody_else_got_is_refused_and_the_form_kept(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    anna = needy(shop, "anna.berg", site=site)
    gone = own(shop, 1, status="assigned", person=needy(shop, "ben.tanaka"))
    own(shop, 2)
    form = {"number": str(gone.pk), "emergency_address": str(site.emergency_address_id)}
    answer = browser_of_admin.post(f"{base}/assign/{anna.pk}/", form)
    assert answer.status_code == 422
    assert "This number is no longer free. Choose another one." in answer.content.decode()


def test_garbage_for_a_person_is_answered(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    anna = needy(shop, "anna.berg")
    own(shop, 1)
    for form in ({}, {"number": "x"}, {"number": "9" * 30, "emergency_address": "\x00"}):
        assert browser_of_admin.post(f"{base}/assign/{anna.pk}/", form).status_code == 422
    assert browser_of_admin.get(f"{base}/assign/{anna.pk}/", {"digits": "\x00'--"}).status_code == 200
    assert browser_of_admin.get(f"{base}/assign/999999/").status_code == 404


def test_proposal_gives_each_the_next_number_of_the_city_first(shop: Tenant, site: Site) -> None:
    for n, city in ((1, "Spokane"), (2, "Seattle"), (3, "Tacoma")):
        own(shop, n, city=city)
    needy(shop, "anna.berg")
    needy(shop, "ben.tanaka", site=site)
    needy(shop, "carla.roy", usage_location="FR")
    with tenant_scope(shop):
        people = Person.objects.select_related("site__emergency_address").order_by("sort_key")
        rows = {p.person.display_name: p for p in suggest(shop, list(people))}
    assert rows["Ben Tanaka"].number is not None
    assert rows["Ben Tanaka"].number.city == "Seattle"
    assert rows["Ben Tanaka"].address == site.emergency_address
    assert rows["Anna Berg"].number is not None
    assert rows["Carla Roy"].number is None


def test_proposal_is_confirmed_in_one_go_and_can_be_undone(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    people = [needy(shop, name, site=site) for name in ("anna.berg", "ben.tanaka")]
    numbers = [own(shop, n) for n in (1, 2)]
    text = browser_of_admin.get(f"{base}/assign/all/").content.decode()
    assert "2 people get a number each." in text
    form = {"person": [p.pk for p in people], "pick": [p.pk for p in people]}
    for person, number in zip(people, numbers, strict=True):
        form |= {f"number-{person.pk}": number.pk, f"address-{person.pk}": site.emergency_address_id}
    answer = browser_of_admin.post(f"{base}/assign/all/", form, follow=True)
    assert "2 people have a number now." in answer.content.decode()
    assert [number_of(p) for p in people] == [n.e164 for n in numbers]
    undo = "&".join(f"pick={n.pk}&person={p.pk}" for n, p in zip(numbers, people, strict=True))
    browser_of_admin.post(f"{base}/assign/undo/?{undo}")
    assert [number_of(p) for p in people] == ["", ""]


def test_old_undo_takes_nothing_from_who_got_the_number_since(
    shop: Tenant, browser_of_admin: Client, base: str
) -> None:
    anna, ben = needy(shop, "anna.berg"), needy(shop, "ben.tanaka")
    number = own(shop, 1, status="assigned", person=ben)
    browser_of_admin.post(f"{base}/{number.pk}/unassign/?undo=1&person={anna.pk}")
    browser_of_admin.post(f"{base}/assign/undo/?pick={number.pk}&person={anna.pk}")
    assert number_of(ben) == number.e164
    browser_of_admin.post(f"{base}/{number.pk}/unassign/?undo=1&person={ben.pk}")
    assert number_of(ben) == ""


def test_rows_that_fail_stay_with_their_reason_and_the_others_are_done(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    anna, ben = needy(shop, "anna.berg", site=site), needy(shop, "ben.tanaka", site=site)
    free = own(shop, 1)
    taken = own(shop, 2, status="assigned", person=needy(shop, "carla.roy"))
    form = {
        "person": [anna.pk, ben.pk],
        "pick": [anna.pk, ben.pk],
        f"number-{anna.pk}": free.pk,
        f"number-{ben.pk}": taken.pk,
        f"address-{anna.pk}": site.emergency_address_id,
        f"address-{ben.pk}": site.emergency_address_id,
    }
    answer = browser_of_admin.post(f"{base}/assign/all/", form)
    assert answer.status_code == 422
    assert "is assigned to Carla Roy" in answer.content.decode()
    assert number_of(anna) == free.e164
    assert number_of(ben) == ""


def test_proposal_wants_the_terms_before_anything_is_done(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    EmergencyTerms._base_manager.all().delete()
    anna, number = needy(shop, "anna.berg", site=site), own(shop, 1)
    form = {
        "person": [anna.pk],
        "pick": [anna.pk],
        f"number-{anna.pk}": number.pk,
        f"address-{anna.pk}": site.emergency_address_id,
    }
    assert browser_of_admin.post(f"{base}/assign/all/", form).status_code == 422
    assert number_of(anna) == ""
    assert browser_of_admin.post(f"{base}/assign/all/", {**form, "terms-US": "1"}).status_code == 302


def test_terms_are_not_accepted_when_nobody_gets_a_number(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    """The terms and what they are accepted for are one act; what was ticked stays ticked for the next try."""
    EmergencyTerms._base_manager.all().delete()
    anna, number = make_person(shop, "anna.berg", site=site), own(shop, 1)
    one = {"number": number.pk, "emergency_address": site.emergency_address_id, "terms": "on"}
    answer = browser_of_admin.post(f"{base}/assign/{anna.pk}/", one)
    assert answer.status_code == 422
    assert "has no Phone System licence" in answer.content.decode()
    assert not EmergencyTerms._base_manager.exists()
    many = {
        "person": [anna.pk],
        "pick": [anna.pk],
        f"number-{anna.pk}": number.pk,
        f"address-{anna.pk}": site.emergency_address_id,
        "terms-US": "1",
    }
    answer = browser_of_admin.post(f"{base}/assign/all/", many)
    assert answer.status_code == 422
    assert not EmergencyTerms._base_manager.exists()
    assert '<input type="checkbox" name="terms-US" value="1" checked>' in answer.content.decode()
    assert '<input type="checkbox" name="notify" value="1">' in answer.content.decode()


def test_terms_are_accepted_with_the_first_who_gets_a_number(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    EmergencyTerms._base_manager.all().delete()
    anna, ben = needy(shop, "anna.berg", site=site), make_person(shop, "ben.tanaka", site=site)
    form = {"person": [anna.pk, ben.pk], "pick": [anna.pk, ben.pk], "terms-US": "1"}
    for n, person in enumerate((anna, ben)):
        form |= {f"number-{person.pk}": own(shop, n).pk, f"address-{person.pk}": site.emergency_address_id}
    answer = browser_of_admin.post(f"{base}/assign/all/", form)
    assert "1 person has a number now." in answer.content.decode()
    assert "terms-US" not in answer.content.decode()
    assert EmergencyTerms._base_manager.get().country == "US"


@pytest.mark.parametrize("path", ["assign/", "assign/all/"])
def test_as_many_queries_for_three_people_as_for_one(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str, path: str
) -> None:
    counts = []
    for names in (("a",), ("b", "c")):
        for name in names:
            needy(shop, name, site=site)
            own(shop, ord(name))
        browser_of_admin.get(f"{base}/{path}")
        with CaptureQueriesContext(connection) as seen:
            browser_of_admin.get(f"{base}/{path}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_panel_of_a_person_gives_and_takes(shop: Tenant, browser_of_admin: Client, base: str) -> None:
    anna = needy(shop, "anna.berg")
    page = f"/t/{shop.slug}/people/{anna.pk}/"
    assert f"{base}/assign/{anna.pk}/" in browser_of_admin.get(page).content.decode()
    number = own(shop, 1, status="assigned", person=anna)
    assert "(206) 555-0001" in browser_of_admin.get(page).content.decode()
    answer = browser_of_admin.post(f"{base}/{number.pk}/unassign/", {"next_person": str(anna.pk)})
    assert answer["Location"] == page


def test_taking_licences_away_says_who_can_no_longer_call(shop: Tenant) -> None:
    anna = needy(shop, "anna.berg")
    own(shop, 1, status="assigned", person=anna)
    with tenant_scope(shop):
        said = removal_impacts(shop, {anna: {Capability.PHONE_SYSTEM}})
    assert "Anna Berg keeps (206) 555-0001, but cannot call with it." in said


def test_a_direct_routing_number_needs_phone_system_but_no_plan(shop: Tenant) -> None:
    anna = needy(shop, "anna.berg")
    own(shop, 1, status="assigned", person=anna, supply="direct_routing")
    with tenant_scope(shop):
        assert removal_impacts(shop, {anna: {Capability.CALLING_PLAN}}) == []
        assert len(removal_impacts(shop, {anna: {Capability.PHONE_SYSTEM}})) == 1


def test_viewer_sees_the_list_and_gives_nothing(
    shop: Tenant, viewer: User, billing: User, client_of: ClientOf, base: str
) -> None:
    anna = needy(shop, "anna.berg")
    for user in (viewer, billing):
        client = client_of(user)
        assert client.get(f"{base}/assign/").status_code == 200
        assert client.get(f"{base}/assign/{anna.pk}/").status_code == 403


def of(tenant: Tenant) -> tuple[StepStatus, str]:
    with tenant_scope(tenant):
        found = state(tenant)
    return found.status, found.reason


def test_step_needs_somebody_with_licences(shop: Tenant) -> None:
    status, reason = of(shop)
    assert status == StepStatus.BLOCKED
    assert "step 2" in reason


def test_step_goes_from_not_started_to_completed(
    shop: Tenant, address: EmergencyAddress, admin: User
) -> None:
    anna = needy(shop, "anna.berg")
    assert of(shop) == (StepStatus.NOT_STARTED, "0 of 1 person has a number.")
    hold_some(shop, admin, 1, 2)
    status, reason = of(shop)
    assert status == StepStatus.IN_PROGRESS
    assert "2 more are held for you until" in reason
    with tenant_scope(shop):
        NumberOrder.objects.all().delete()
    number = own(shop, 1, status="assigned", person=anna, emergency_address=address)
    assert of(shop) == (StepStatus.COMPLETED, "1 of 1 person has a number.")
    Country.objects.filter(pk="US").update(emergency_address_moment="on_assign")
    PhoneNumber._base_manager.filter(pk=number.pk).update(emergency_address=None)
    status, reason = of(shop)
    assert status == StepStatus.IN_PROGRESS
    assert "1 number lacks an emergency address." in reason


def test_step_says_give_when_enough_numbers_are_free(shop: Tenant) -> None:
    needy(shop, "anna.berg")
    with tenant_scope(shop):
        assert state(shop).action == "Find a number for 1 person"
    own(shop, 1)
    with tenant_scope(shop):
        assert state(shop).action == "Give a number to 1 person"
        assert state(shop).action_url.endswith("/numbers/assign/")


def test_step_says_what_failed(shop: Tenant, admin: User) -> None:
    needy(shop, "anna.berg")
    number = own(shop, 1, activation="failed")
    assert of(shop)[0] == StepStatus.PROBLEM
    PhoneNumber._base_manager.filter(pk=number.pk).delete()
    order = hold_some(shop, admin, 1)
    NumberOrder._base_manager.filter(pk=order.pk).update(status="failed")
    status, reason = of(shop)
    assert status == StepStatus.PROBLEM
    assert order.name in reason


def test_step_takes_the_same_number_of_queries(shop: Tenant) -> None:
    counts = []
    for n, name in enumerate(("a", "b", "c")):
        own(shop, n, status="assigned", person=needy(shop, name), usage=Usage.USER, allowance=Allowance.USER)
        with CaptureQueriesContext(connection) as seen:
            of(shop)
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_city_of_a_site_abroad_is_no_address_here(shop: Tenant, address: EmergencyAddress) -> None:
    paris = make_site(shop, "Paris", "FR", emergency_address=address)
    needy(shop, "carla.roy", usage_location="FR", site=paris)
    with tenant_scope(shop):
        people = list(Person.objects.select_related("site__emergency_address"))
        assert suggest(shop, people)[0].address is None


def test_a_person_with_a_number_is_not_deleted_and_the_number_is_a_link(
    shop: Tenant, site: Site, browser_of_admin: Client, base: str
) -> None:
    anna, number = needy(shop, "anna.berg", site=site), own(shop, 1)
    form = {"number": str(number.pk), "emergency_address": str(site.emergency_address_id)}
    browser_of_admin.post(f"{base}/assign/{anna.pk}/", form)
    answer = browser_of_admin.post(f"/t/{shop.slug}/people/remove/", {"person": anna.pk, "confirmed": "1"})
    assert answer.status_code == 422
    assert "Anna Berg is still in use: the number (206) 555-0001." in answer.content.decode()
    assert f'<a href="{base}/{number.pk}/">The number (206) 555-0001</a>' in answer.content.decode()


def test_viewer_is_not_sent_to_find_numbers(
    shop: Tenant, viewer: User, client_of: ClientOf, base: str
) -> None:
    needy(shop, "anna.berg")
    page = client_of(viewer).get(f"{base}/assign/").content.decode()
    assert "A tenant admin can find numbers and give them to people." in page
    assert "Find numbers</a>" not in page
