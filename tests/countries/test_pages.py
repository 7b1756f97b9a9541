"""The country pages: who may do what, what is said, and that nothing in an address breaks them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from countries.models import Country, CountryReview
from countries.regions import CODES, Region, grouped
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.cast import make_site

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("reference_data")
READ = ("", "all/", "compare/", "compare/?c=US&c=DE", "sources/", "DE/", "AE/")


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # the first request of a session writes it down
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", READ)
def test_every_role_reads_and_strangers_find_nothing(
    tenant: Tenant, admin: User, billing: User, viewer: User, stranger: User, client_of: ClientOf, path: str
) -> None:
    url = f"/t/{tenant.slug}/countries/{path}"
    for user in (admin, billing, viewer):
        assert client_of(user).get(url).status_code == 200
    assert client_of(stranger).get(url).status_code == 404


def test_overview_says_what_is_offered_and_what_is_not_stated(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_site(tenant, "Sydney", "AU")
    page = client_of(admin).get(f"/t/{tenant.slug}/countries/").content.decode()
    assert "Look at what Australia offers before you go on." in page
    assert "Through Telstra" in page
    assert "Service numbers are asked for by e-mail." in page
    assert "Not stated" in page
    assert "CC BY 4.0" in page
    assert "27 August 2021" in page


def test_overview_without_a_site_shows_the_tenants_own_country_and_asks_for_a_site(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    page = client_of(admin).get(f"/t/{tenant.slug}/countries/").content.decode()
    assert "Say where your people are" in page
    assert "sites/new/?next=" in page
    assert "United States" in page


def test_a_country_without_plans_leads_into_direct_routing(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_site(tenant, "Dubai", "AE")
    client = client_of(admin)
    for path in ("", "AE/"):
        page = client.get(f"/t/{tenant.slug}/countries/{path}").content.decode()
        assert "the way is Direct Routing" in page
        assert "Nobody there needs a Calling Plan licence." in page
    assert "the way is Direct Routing" not in client.get(f"/t/{tenant.slug}/countries/DE/").content.decode()


def test_a_country_that_the_data_does_not_know_says_so(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_site(tenant, "Vatican City", "VA")
    page = client_of(admin).get(f"/t/{tenant.slug}/countries/").content.decode()
    assert "The reference data has no entry for this country." in page


def test_overview_costs_the_same_at_one_country_and_at_three(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, url = client_of(admin), f"/t/{tenant.slug}/countries/"
    make_site(tenant, "Seattle", "US")
    one = queries_of(client, url)
    make_site(tenant, "Berlin", "DE")
    make_site(tenant, "Dubai", "AE")
    assert queries_of(client, url) == one


def test_list_costs_the_same_at_one_country_and_at_many(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, url = client_of(admin), f"/t/{tenant.slug}/countries/all/"
    assert queries_of(client, f"{url}?q=germany") == queries_of(client, f"{url}?q=an")


def test_comparison_costs_the_same_at_two_and_at_four(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    client, url = client_of(admin), f"/t/{tenant.slug}/countries/compare/"
    assert queries_of(client, f"{url}?c=US&c=DE") == queries_of(client, f"{url}?c=US&c=DE&c=FR&c=AE")


def test_an_admin_ticks_countries_and_takes_it_back(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    make_site(tenant, "Berlin", "DE")
    make_site(tenant, "Paris", "FR")
    client, base = client_of(admin), f"/t/{tenant.slug}/countries/"
    page = client.post(f"{base}seen/", {"code": ["DE", "FR"]}, follow=True).content.decode()
    assert "2 countries are marked as seen." in page
    assert f"{base}not-seen/?code=DE&amp;code=FR" in page
    page = client.post(f"{base}not-seen/?code=DE&code=FR", follow=True).content.decode()
    assert "2 countries are no longer marked as seen." in page
    with tenant_scope(tenant):
        assert not CountryReview.objects.exists()


def test_only_admins_tick(
    tenant: Tenant, viewer: User, billing: User, stranger: User, client_of: ClientOf
) -> None:
    make_site(tenant, "Berlin", "DE")
    url = f"/t/{tenant.slug}/countries/seen/"
    assert client_of(viewer).post(url, {"code": "DE"}).status_code == 403
    assert client_of(billing).post(url, {"code": "DE"}).status_code == 403
    assert client_of(stranger).post(url, {"code": "DE"}).status_code == 404
    page = client_of(viewer).get(f"/t/{tenant.slug}/countries/").content.decode()
    assert "I have seen" not in page
    assert "A tenant admin marks countries as seen." in page


def test_a_country_of_nobodys_is_refused_in_words(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    make_site(tenant, "Berlin", "DE")
    for code in ("FR", "zz", "\0", "x" * 300):
        response = client_of(admin).post(f"/t/{tenant.slug}/countries/seen/", {"code": code}, follow=True)
        assert response.status_code == 200
        assert "is not a country of your sites" in response.content.decode()
    assert client_of(admin).post(f"/t/{tenant.slug}/countries/not-seen/", {"code": "\0\0"}).status_code == 302


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 114),
        ("q=EMIRATES", 1),
        ("q=emirats", 1),
        ("q=%2B49", 1),
        ("q=bresil", 1),
        ("offers=no_plans", 79),
        ("offers=plans", 35),
        ("user=partner", 2),
        ("user=not_stated&offers=users", 14),
        ("toll=none", 30),
        ("offers=nonsense&user=%00&q=%00", 114),
    ],
)
def test_the_list_is_narrowed_from_the_address(
    tenant: Tenant, viewer: User, client_of: ClientOf, query: str, count: int
) -> None:
    response = client_of(viewer).get(f"/t/{tenant.slug}/countries/all/?{query}")
    assert response.context["found"] == count
    assert sum(len(rows) for _region, rows in response.context["groups"]) == count


def test_the_list_is_read_by_region(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    url = f"/t/{tenant.slug}/countries/all/"
    response = client_of(viewer).get(url)
    regions = [label for label, _rows in response.context["groups"]]
    assert regions == [str(region.label) for region in Region]
    assert 'scope="rowgroup" colspan="6">Oceania' in response.content.decode()
    assert client_of(viewer).get(f"{url}?region=oceania&q=new").context["found"] == 1


def test_every_country_of_the_data_has_one_region() -> None:
    named = [code for codes in CODES.values() for code in codes]
    assert sorted(named) == sorted(Country.objects.values_list("pk", flat=True))


def test_a_country_of_no_region_is_not_lost() -> None:
    places = [Country(iso2="XK", name_en="Kosovo"), Country(iso2="NZ", name_en="New Zealand")]
    assert [(group.label, len(group.places)) for group in grouped(places)] == [("Oceania", 1), ("", 1)]


def test_a_search_without_a_match_offers_to_clear(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    page = client_of(viewer).get(f"/t/{tenant.slug}/countries/all/?q=atlantis").content.decode()
    assert "No country matches" in page


def test_typing_brings_the_rows_alone(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    headers = {"HX-Request": "true", "HX-Target": "country-rows"}
    page = (
        client_of(viewer).get(f"/t/{tenant.slug}/countries/all/?q=germany", headers=headers).content.decode()
    )
    assert "<html" not in page
    assert 'id="country-rows"' in page
    assert "Germany" in page


@pytest.mark.parametrize(
    "query",
    ["c=zz&c=%00%00", "c=" + "A" * 5000, "c=US", "c=US&c=us", "c=%FF%FE&c=DE", "only=1&c=US&c=US&c=DE"],
)
def test_bad_addresses_of_the_comparison_are_answered(
    tenant: Tenant, viewer: User, client_of: ClientOf, query: str
) -> None:
    assert client_of(viewer).get(f"/t/{tenant.slug}/countries/compare/?{query}").status_code == 200


def test_the_comparison_marks_differences_with_a_word(
    tenant: Tenant, viewer: User, client_of: ClientOf
) -> None:
    page = client_of(viewer).get(f"/t/{tenant.slug}/countries/compare/?c=US&c=DE").content.decode()
    assert "Differs" in page
    assert page.index("United States</a></th>") < page.index("Germany</a></th>")
    same = client_of(viewer).get(f"/t/{tenant.slug}/countries/compare/?c=US&c=US").content.decode()
    assert "Choose at least two countries" in same


@pytest.mark.parametrize("code", ["ZZ", "word", "D", "--"])
def test_a_country_that_is_none_is_not_found(
    tenant: Tenant, viewer: User, client_of: ClientOf, code: str
) -> None:
    assert client_of(viewer).get(f"/t/{tenant.slug}/countries/{code}/").status_code == 404


def test_the_sources_carry_the_attribution(tenant: Tenant, viewer: User, client_of: ClientOf) -> None:
    page = client_of(viewer).get(f"/t/{tenant.slug}/countries/sources/").content.decode()
    for words in (
        "Microsoft",
        "Creative Commons Attribution 4.0",
        "MIT licence",
        "CLDR",
        "phonenumbers",
        "4,365",
    ):
        assert words in page


def test_one_country_is_shown_once_and_has_one_button(
    tenant: Tenant, admin: User, client_of: ClientOf
) -> None:
    make_site(tenant, "Lima", "PE")
    page = client_of(admin).get(f"/t/{tenant.slug}/countries/").content.decode()
    assert page.count('name="code"') == 1
    assert page.count("Direct Routing</h2>") == 1
    assert "There are no Calling Plans" not in page


def test_what_is_not_seen_yet_stands_on_top(tenant: Tenant, admin: User, client_of: ClientOf) -> None:
    for place, country in (("Berlin", "DE"), ("Seattle", "US")):
        make_site(tenant, place, country)
    client = client_of(admin)
    client.post(f"/t/{tenant.slug}/countries/seen/", {"code": "DE"})
    response = client.get(f"/t/{tenant.slug}/countries/")
    assert [look.code for look in response.context["now"].looks] == ["US", "DE"]
