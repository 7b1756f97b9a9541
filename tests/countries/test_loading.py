"""The loader: every row arrives, silence stays silence, an operator's word stays."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from countries import edits, loading
from countries.models import Channel, City, Country, Rate, ReferenceData
from tenants.models import User

pytestmark = pytest.mark.usefixtures("reference_data")


def test_all_rows_of_the_files_arrive() -> None:
    assert Country.objects.count() == 114
    assert Country.objects.exclude(rules_source="").count() == 29
    assert Counter(City.objects.values_list("kind", flat=True)) == {
        City.Kind.TOLL_SERVICE: 247,
        City.Kind.CONFERENCING: 57,
    }
    assert Rate.objects.count() == 4365


def test_what_the_source_does_not_say_is_not_stated_and_never_no() -> None:
    germany, france, emirates = (Country.objects.get(pk=code) for code in ("DE", "FR", "AE"))
    assert germany.mobile_port_in is None
    assert germany.port_lead_days_min is None
    assert france.user_number_channel == Channel.NOT_STATED
    assert emirates.user_numbers is None
    assert emirates.calling_plans is False
    assert Country.objects.get(pk="AU").pay_as_you_go is None


def test_a_sample_of_facts_holds() -> None:
    germany, states = Country.objects.get(pk="DE"), Country.objects.get(pk="US")
    assert (germany.user_number_channel, germany.emergency_address_moment) == (Channel.FORM, "on_acquire")
    assert germany.address_must_match_area_code
    assert (states.emergency_address_moment, states.port_lead_days_min) == ("on_assign", 5)
    assert (states.carrier_response_days_min, states.carrier_response_days_max) == (3, 5)
    assert states.domestic_minutes == "120;240;3000"
    assert Country.objects.get(pk="DK").only_non_geographic
    assert Country.objects.filter(calling_plans=False).count() == 79
    assert Rate.objects.get(pk="1206").usd_per_minute == Decimal("0.013")


def test_a_partner_channel_becomes_a_channel_and_a_name() -> None:
    partners = dict(
        Country.objects.filter(user_number_channel=Channel.PARTNER).values_list("pk", "user_number_partner")
    )
    assert partners == {"AU": "Telstra", "JP": "SoftBank"}


def test_spellings_of_cities_are_corrected_for_display() -> None:
    names = set(City.objects.filter(country__in=("LV", "GT", "US")).values_list("name", flat=True))
    assert {"Riga", "Ciudad de Guatemala", "Washington DC"} <= names
    assert not {"Riiga", "Cuidad de Guatemala", "Columbia, Washington DC"} & names


def test_a_second_run_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    loading.load_all()
    before = dict(ReferenceData.objects.values_list("name", "loaded_at"))
    files = len(loading.load_all())
    # two reads and a savepoint's two ends for each file
    with django_assert_num_queries(4 * files) as seen:
        assert all(loaded.unchanged for loaded in loading.load_all())
    assert not any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in seen.captured_queries)
    assert dict(ReferenceData.objects.values_list("name", "loaded_at")) == before


def test_a_load_leaves_edited_rows_alone_and_says_so(
    operator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    edits.edit_country("DE", {"mobile_port_in": True, "notes": ""}, by=operator)
    edits.edit_rate("1206", {"usd_per_minute": Decimal("0.5")}, by=operator)
    Country.objects.filter(pk="FR").update(voicemail=False)
    Rate.objects.create(prefix="12065550", iso2="US", kind="mixed")
    call_command("load_reference_data", "--force")
    assert Country.objects.get(pk="DE").mobile_port_in is True
    assert Country.objects.get(pk="FR").voicemail is True
    assert Rate.objects.get(pk="1206").usd_per_minute == Decimal("0.5")
    assert not Rate.objects.filter(pk="12065550").exists()
    assert capsys.readouterr().out.count("1 left alone because they were edited") == 2
    assert Rate.objects.count() == 4365


def test_loading_again_duplicates_nothing() -> None:
    loading.load_all(force=True)
    assert (Country.objects.count(), City.objects.count(), Rate.objects.count()) == (114, 304, 4365)
