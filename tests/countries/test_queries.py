"""Questions about countries: channels, the tenant's countries, and the longest prefix."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from countries import queries
from countries.loading import rates_in_file
from countries.models import Channel, Country
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.cast import make_site

pytestmark = pytest.mark.usefixtures("reference_data")
PREFIXES = sorted(rate.prefix for rate in rates_in_file())


@pytest.mark.parametrize(
    ("code", "allowance", "channel", "partner"),
    [
        ("DE", "user", Channel.FORM, ""),
        ("AU", "user", Channel.PARTNER, "Telstra"),
        ("FR", "user", Channel.NOT_STATED, ""),
        ("AE", "toll", Channel.NONE, ""),
        ("US", "toll", Channel.ONLINE, ""),
    ],
)
def test_numbers_come_by_the_channel_of_the_country(
    code: str, allowance: str, channel: str, partner: str
) -> None:
    way = queries.channel_for(Country.objects.get(pk=code), allowance)
    assert (way.channel, way.partner) == (channel, partner)


def test_what_is_not_offered_has_no_channel_whatever_else_is_stated() -> None:
    place = Country(iso2="XX", user_numbers=False, user_number_channel=Channel.ONLINE)
    assert queries.channel_for(place, "user").channel == Channel.NONE


def test_a_channel_that_is_not_stated_is_worth_a_search() -> None:
    assert queries.WayIn(Channel.NOT_STATED).searchable
    assert not queries.WayIn(Channel.FORM).searchable


@pytest.mark.parametrize("code", ["", "X", "XXX", "\0\0", "zz", "é", "12"])
def test_a_code_that_is_none_finds_no_country(code: str) -> None:
    assert queries.country(code) is None


def test_codes_are_read_in_either_case() -> None:
    found = queries.country("de")
    assert found
    assert found.pk == "DE"


def test_the_countries_of_a_tenant_are_those_of_its_sites_else_its_own(
    tenant: Tenant, other_tenant: Tenant
) -> None:
    make_site(other_tenant, "Paris", "FR")
    with tenant_scope(tenant):
        assert queries.country_codes_of(tenant) == ["US"]
    make_site(tenant, "Berlin", "DE")
    make_site(tenant, "Bonn", "DE")
    with tenant_scope(tenant):
        assert queries.sites_by_country(tenant) == {"DE": 2}
        assert [place.pk for place in queries.countries_of(tenant)] == ["DE"]


def test_cities_are_narrowed_by_state() -> None:
    assert [str(city) for city in queries.cities_of("US", "Washington")] == ["Seattle, Washington"]
    assert queries.cities_of("US").count() > 40


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PREFIXES), st.text("0123456789", max_size=8), st.booleans())
def test_the_longest_prefix_wins(prefix: str, rest: str, with_plus: bool) -> None:
    digits = prefix[: len(prefix) - len(rest) % 2] + rest
    expected = max((known for known in PREFIXES if digits.startswith(known)), key=len, default=None)
    found = queries.rate_for(f"+{digits}" if with_plus else digits)
    assert (found.prefix if found else None) == expected


@pytest.mark.parametrize("number", ["", "+", "abc", "+1206\0", "١٢٠٦", "++1206", "9" * 400])
def test_what_is_no_number_has_no_rate_and_breaks_nothing(number: str) -> None:
    rate = queries.rate_for(number)
    assert rate is None or number.startswith(rate.prefix)


def test_a_rate_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        queries.rate_for("+12065550100")
