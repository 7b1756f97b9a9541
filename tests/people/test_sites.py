"""Sites and emergency addresses: what may be written, validated, deleted, and by whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants import addresses
from tenants.models import EmergencyAddress, EmergencyTerms, Person, Site, Tenant, User
from tenants.scoping import all_tenants, tenant_scope
from tests.cast import make_person, make_site
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
SEATTLE = {
    "name": "Seattle office",
    "company": "Halden",
    "country": "US",
    "house_number": "400",
    "street": "Pine Street",
    "city": "Seattle",
    "state": "WA",
    "postal_code": "98101",
}


def text(answer: Any) -> str:
    return answer.content.decode()


def make_address(tenant: Tenant, by: User, **changes: Any) -> EmergencyAddress:
    with tenant_scope(tenant):
        return addresses.add(tenant, {**SEATTLE, **changes}, by=by)


def test_a_site_is_added_and_the_way_goes_on_only_within_this_site(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, url = client_of(admin), f"/t/{tenant.slug}/sites/new/"
    site = {"name": "Oslo", "country": "NO", "time_zone": "Europe/Oslo"}
    way_on = f"/t/{tenant.slug}/countries/"
    assert client.post(url, {**site, "next": way_on})["Location"] == way_on
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post(url, {**site, "name": f"Oslo {bad}"[:120], "next": bad})
        assert answer["Location"] == f"/t/{tenant.slug}/sites/"
    again = client.post(url, site)
    assert again.status_code == 422
    assert "Another site is called Oslo." in text(again)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"name": "x" * 121}, "at most 120"),
        ({"name": "a\0b"}, "Null characters"),
        ({"emergency_address": "999999"}, "Select a valid choice"),
    ],
)
def test_a_bad_site_comes_back_with_a_sentence(
    tenant: Tenant, admin: User, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    data = {"name": "Oslo", "country": "NO", "time_zone": "Europe/Oslo", **changes}
    answer = client_of(admin).post(f"/t/{tenant.slug}/sites/new/", data)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_site_takes_no_address_of_another_country_or_tenant(
    tenant: Tenant, other_tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    own, foreign = make_address(tenant, admin), make_address(other_tenant, admin)
    data = {"name": "Oslo", "country": "NO", "time_zone": "Europe/Oslo"}
    client, url = client_of(admin), f"/t/{tenant.slug}/sites/new/"
    assert "not in the site" in text(client.post(url, {**data, "emergency_address": own.pk}))
    assert client.post(url, {**data, "country": "US", "emergency_address": foreign.pk}).status_code == 422


def test_a_site_with_people_is_not_deleted_and_says_how_many(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    site = make_site(tenant)
    person = make_person(tenant, site=site)
    client = client_of(admin)
    url = f"/t/{tenant.slug}/sites/{site.pk}/"
    assert "1 person belongs to it." in text(
        client.post(
            f"{url}remove/", follow=True, headers={"Referer": f"http://testserver/t/{tenant.slug}/sites/"}
        )
    )
    with tenant_scope(tenant):
        Person.objects.filter(pk=person.pk).update(site=None)
    assert "Seattle was deleted." in text(
        client.post(
            f"{url}remove/", follow=True, headers={"Referer": f"http://testserver/t/{tenant.slug}/sites/"}
        )
    )


def test_the_database_refuses_a_site_of_another_tenant(tenant: Tenant, other_tenant: Tenant) -> None:
    person, foreign = make_person(tenant), make_site(other_tenant)
    with all_tenants():
        Person.objects.filter(pk=person.pk).update(site_id=foreign.pk)
    with pytest.raises(IntegrityError):
        connection.check_constraints()


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, []),
        ({"postal_code": "98101-1234"}, []),
        (
            {"house_number": "", "state": ""},
            ["The house number is missing.", "The state or region is missing."],
        ),
        ({"postal_code": ""}, ["needs a postal code, as in 98101."]),
        ({"postal_code": "9810"}, ["9810 is no postal code"]),
        ({"postal_code": "٩٨١٠١"}, ["is no postal code"]),
        ({"latitude": 47}, ["fill both or neither"]),
        ({"latitude": 99, "longitude": 200}, ["between -90 and 90", "between -180 and 180"]),
        ({"country": "GB", "postal_code": "sw1a 1aa", "state": ""}, []),
        ({"country": "HK", "postal_code": "", "state": ""}, []),
        ({"country": "IE", "postal_code": "D02 X285", "house_number": "", "state": ""}, []),
    ],
)
def test_an_address_is_validated_or_told_everything_that_is_wrong(
    tenant: Tenant, admin: User, changes: dict[str, Any], sentences: list[str]
) -> None:
    address = make_address(tenant, admin, **changes)
    with tenant_scope(tenant):
        found = [sentence for _field, sentence in addresses.validate(address, by=admin)]
        address.refresh_from_db()
    assert len(found) == len(sentences)
    assert all(any(words in sentence for sentence in found) for words in sentences)
    assert address.is_valid is not bool(sentences)


def test_a_validated_address_stays_as_it_is_and_its_copy_can_be_changed(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    address = make_address(tenant, admin)
    client, url = client_of(admin), f"/t/{tenant.slug}/sites/addresses/{address.pk}/"
    assert "is validated. Numbers can have it now." in text(client.post(f"{url}validate/", follow=True))
    client.post(f"{url}edit/", {**SEATTLE, "city": "Tacoma"})
    with tenant_scope(tenant), pytest.raises(Refusal, match="Make a copy"):
        addresses.change(address, {"city": "Tacoma"}, by=admin)
    answer = client.post(f"{url}copy/")
    assert (
        client.post(answer["Location"], {**SEATTLE, "name": "Tacoma office", "city": "Tacoma"}).status_code
        == 302
    )
    with tenant_scope(tenant):
        rows = list(EmergencyAddress.objects.values_list("city", "validation").order_by("pk"))
        assert rows == [("Seattle", "validated"), ("Tacoma", "draft")]
        assert [one.city for one in addresses.usable(tenant, "US")] == ["Seattle"]
        assert not addresses.usable(tenant, "CA").exists()


def test_an_address_leads_back_to_the_form_that_asked_for_it(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, way_on = client_of(admin), f"/t/{tenant.slug}/sites/new/"
    answer = client.post(f"/t/{tenant.slug}/sites/addresses/new/?next={way_on}", SEATTLE)
    address = answer["Location"].split("?")[0]
    pk = EmergencyAddress._base_manager.get().pk
    assert answer["Location"] == f"{address}?next={way_on.replace('/', '%2F')}%3Faddress%3D{pk}"
    assert client.post(f"{address}validate/?next={way_on}")["Location"] == answer["Location"]
    assert f'href="{way_on}?address={pk}">Back to the new site' in text(client.get(answer["Location"]))
    for bad in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert "Back to" not in text(client.get(address, {"next": bad}))


def test_an_address_that_cannot_be_validated_says_why_on_its_page(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    address = make_address(tenant, admin, state="", postal_code="x")
    answer = client_of(admin).post(f"/t/{tenant.slug}/sites/addresses/{address.pk}/validate/")
    assert answer.status_code == 422
    assert "2 things keep it from being validated" in text(answer)


def test_an_address_is_deleted_only_when_nothing_uses_it(
    tenant: Tenant, admin: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = make_address(tenant, admin)
    client, url = client_of(admin), f"/t/{tenant.slug}/sites/addresses/{address.pk}/remove/"
    monkeypatch.setattr(addresses, "_uses", [])
    addresses.register_address_use(lambda one: ["2 numbers have it."])
    assert "2 numbers have it." in text(
        client.post(
            url, follow=True, headers={"Referer": f"http://testserver/t/{tenant.slug}/sites/addresses/"}
        )
    )
    addresses._uses.clear()
    site = make_site(tenant, emergency_address=address)
    assert "It is the address of 1 site: Seattle." in text(
        client.post(
            url, follow=True, headers={"Referer": f"http://testserver/t/{tenant.slug}/sites/addresses/"}
        )
    )
    with tenant_scope(tenant):
        Site.objects.filter(pk=site.pk).delete()
    assert "was deleted." in text(
        client.post(
            url, follow=True, headers={"Referer": f"http://testserver/t/{tenant.slug}/sites/addresses/"}
        )
    )


def test_terms_are_accepted_once_per_country_and_by_whom_is_kept(
    tenant: Tenant, other_tenant: Tenant, admin: User, viewer: User, client_of: ClientOf
) -> None:
    url = f"/t/{tenant.slug}/sites/terms/us/"
    client = client_of(admin)
    assert client.post(url, {}).status_code == 422
    assert client_of(viewer).post(url, {"agree": "on"}).status_code == 403
    client.post(url, {"agree": "on"})
    client.post(url, {"agree": "on"})
    with tenant_scope(tenant):
        assert EmergencyTerms.objects.get().accepted_by_name == "Rosa"
        assert addresses.terms_accepted(tenant, "US")
        assert not addresses.terms_accepted(tenant, "CA")
    with tenant_scope(other_tenant):
        assert not addresses.terms_accepted(other_tenant, "US")
    assert "Rosa accepted these terms." in text(client.get(url))
    assert client.get(f"/t/{tenant.slug}/sites/terms/zz/").status_code == 404


@pytest.mark.parametrize("page", ["sites/", "sites/addresses/"])
def test_lists_cost_the_same_number_of_queries_for_any_number_of_rows(
    tenant: Tenant, admin: User, client_of: ClientOf, page: str
) -> None:
    client, counts = client_of(admin), []
    client.get(f"/t/{tenant.slug}/{page}")
    for number in range(3):
        make_site(tenant, f"S{number}", emergency_address=make_address(tenant, admin, name=f"A{number}"))
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/t/{tenant.slug}/{page}")
        counts.append(len(captured))
    assert counts[0] == counts[2]


@pytest.mark.parametrize("page", ["sites/", "sites/addresses/"])
def test_a_viewer_reads_and_a_stranger_gets_nothing(
    tenant: Tenant, admin: User, viewer: User, stranger: User, client_of: ClientOf, page: str
) -> None:
    address = make_address(tenant, admin)
    make_site(tenant, emergency_address=address)
    seen = text(client_of(viewer).get(f"/t/{tenant.slug}/{page}"))
    assert "Seattle" in seen
    assert "Add a" not in seen
    assert client_of(stranger).get(f"/t/{tenant.slug}/{page}").status_code == 404
    assert client_of(stranger).get(f"/t/kestrel/sites/addresses/{address.pk}/").status_code == 404


def test_an_errand_for_an_address_brings_back_what_was_typed_about_the_site(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, new = client_of(admin), f"/t/{tenant.slug}/sites/new/"
    typed = {"name": "Lyon & Sons", "country": "FR", "time_zone": "Europe/Paris"}
    door = client.post(new, {**typed, "add_address": "1", "next": f"/t/{tenant.slug}/countries/"})["Location"]
    page = client.get(door)
    assert page.context["form"].initial["country"] == "FR"
    sent = {"name": "Lyon", "company": "Halden", "country": "FR", "street": "Rue A", "house_number": "1"}
    sent |= {"city": "Lyon", "postal_code": "69001", "validate": "1"}
    back = client.post(door, sent)["Location"]
    address = EmergencyAddress._base_manager.get()
    assert address.is_valid
    form = client.get(back).context["form"]
    assert form.initial == {**typed, "emergency_address": address.pk}
    added = client.post(f"{new}?next=/t/{tenant.slug}/countries/", {**typed, "emergency_address": address.pk})
    assert added["Location"] == f"/t/{tenant.slug}/countries/"


def test_saving_and_validating_says_at_each_field_what_is_missing_and_saves_nothing(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    """Draft, page, error, edit, save, validate was six pages for a postal code."""
    client, url = client_of(admin), f"/t/{tenant.slug}/sites/addresses/new/"
    sent = {
        "name": "Office",
        "company": "Halden",
        "country": "US",
        "street": "Pine Street",
        "city": "Seattle",
    }
    refused = client.post(url, {**sent, "postal_code": "x", "validate": "1"})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["house_number", "state", "postal_code"]
    assert 'value="Pine Street"' in text(refused)
    assert not EmergencyAddress._base_manager.exists()
    draft = client.post(url, sent)
    address = EmergencyAddress._base_manager.get()
    assert not address.is_valid
    assert draft["Location"] == f"/t/{tenant.slug}/sites/addresses/{address.pk}/"
    whole = {**sent, "house_number": "1", "state": "WA", "postal_code": "98101", "validate": "1"}
    assert client.post(f"{draft['Location']}edit/", whole)["Location"] == draft["Location"]
    address.refresh_from_db()
    assert address.is_valid
