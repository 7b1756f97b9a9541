"""The operator's side: facts and rates are changed with a record, and may be given back to the files."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.forms import model_to_dict
from django.test import Client

from audit.models import Event
from countries import edits, loading
from countries.models import Country, Rate
from countries.operator_forms import CountryForm
from tenants.models import User
from tenants.scoping import all_tenants
from ui.refusals import Refusal

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.usefixtures("reference_data")
ANSWERS = {None: "unknown", True: "true", False: "false"}


def typed(place: Country, **changes: str) -> dict[str, str]:
    """The form as a browser sends it."""
    values = model_to_dict(place, fields=CountryForm.Meta.fields)
    sent = {name: ANSWERS[v] if v is None or isinstance(v, bool) else str(v) for name, v in values.items()}
    empty = {"port_lead_days_min", "carrier_response_days_min", "carrier_response_days_max", "source_date"}
    return {name: "" if name in empty and v == "unknown" else v for name, v in sent.items()} | changes


def test_an_edit_is_recorded_with_before_and_after_and_survives_a_load(
    operator: User, client_of: ClientOf
) -> None:
    germany = Country.objects.get(pk="DE")
    response = client_of(operator).post(
        "/operator/countries/DE/", typed(germany, mobile_port_in="true", port_weeks="2-4")
    )
    assert response.status_code == 302
    loading.load_all(force=True)
    germany.refresh_from_db()
    assert (germany.mobile_port_in, germany.port_weeks, germany.edited_by_name) == (
        True,
        "2-4",
        "Olga Operator",
    )
    with all_tenants():
        event = Event.objects.get(action="country.edited")
    assert event.before == {"mobile_port_in": None, "port_weeks": event.before["port_weeks"]}
    assert event.after == {"mobile_port_in": True, "port_weeks": "2-4"}


def test_not_stated_stays_not_stated_through_the_form(operator: User, client_of: ClientOf) -> None:
    for code in ("DE", "AE", "AU", "US"):
        place = Country.objects.get(pk=code)
        assert client_of(operator).post(f"/operator/countries/{code}/", typed(place)).status_code == 302
        place.refresh_from_db()
        assert place.edited_at is None, "nothing was changed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"user_number_channel": "partner"}, "Name the partner."),
        ({"user_number_partner": "Telstra"}, "Choose “Through a partner”"),
        ({"port_weeks": "soon"}, "Write the weeks as 2-3"),
        ({"carrier_response_days_min": "5", "carrier_response_days_max": "3"}, "must not be less"),
        ({"port_lead_days_min": "9" * 30}, "less than or equal"),
        ({"source_date": "yesterday"}, "valid date"),
        ({"notes": "\0"}, "Null characters"),
    ],
)
def test_bad_facts_come_back_with_what_was_typed(
    operator: User, client_of: ClientOf, changes: dict[str, str], words: str
) -> None:
    germany = Country.objects.get(pk="DE")
    response = client_of(operator).post(
        "/operator/countries/DE/", typed(germany, domestic_minutes="777", **changes)
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="777"' in response.content.decode()
    germany.refresh_from_db()
    assert germany.edited_at is None


def test_a_country_goes_back_to_the_files(operator: User, client_of: ClientOf) -> None:
    edits.edit_country("DE", {"voicemail": None, "notes": "ours"}, by=operator)
    assert client_of(operator).post("/operator/countries/DE/restore/").status_code == 302
    germany = Country.objects.get(pk="DE")
    assert (germany.voicemail, germany.notes, germany.edited_at) == (True, "", None)
    with all_tenants():
        assert Event.objects.get(action="country.restored").before == {"voicemail": None, "notes": "ours"}


def test_a_rate_is_edited_kept_and_given_back(operator: User, client_of: ClientOf) -> None:
    client = client_of(operator)
    assert client.post("/operator/countries/rates/1206/", {"usd_per_minute": ""}).status_code == 302
    loading.load_all(force=True)
    assert Rate.objects.get(pk="1206").usd_per_minute is None
    assert "not stated" in client.get("/operator/countries/rates/?q=1206").content.decode()
    assert client.post("/operator/countries/rates/1206/restore/").status_code == 302
    assert Rate.objects.get(pk="1206").usd_per_minute == Decimal("0.013")


@pytest.mark.parametrize("price", ["-1", "abc", "0.0000001", "9" * 30, "NaN"])
def test_a_bad_rate_is_refused(operator: User, client_of: ClientOf, price: str) -> None:
    response = client_of(operator).post("/operator/countries/rates/1206/", {"usd_per_minute": price})
    assert response.status_code == 422
    assert Rate.objects.get(pk="1206").usd_per_minute == Decimal("0.013")


def test_what_is_in_no_file_cannot_go_back(operator: User) -> None:
    Rate.objects.create(prefix="99999", iso2="XX", kind="mixed")
    with pytest.raises(Refusal, match="99999"):
        edits.restore_rate("99999", by=operator)


def test_a_number_finds_the_rates_it_falls_under(operator: User, client_of: ClientOf) -> None:
    page = client_of(operator).get("/operator/countries/rates/?q=%2B1+206+555+0100").context["page"]
    assert [rate.prefix for rate in page.rows] == ["1206"]


@pytest.mark.parametrize(
    "path",
    [
        "?q=%00&edited=maybe&after=junk",
        "?q=zzz",
        "rates/?q=%00&country=ZZ&before=junk",
        "rates/?q=" + "9" * 500,
        "rates/?country=US&edited=on",
    ],
)
def test_garbage_in_the_address_is_answered(operator: User, client_of: ClientOf, path: str) -> None:
    assert client_of(operator).get(f"/operator/countries/{path}").status_code == 200


@pytest.mark.parametrize("path", ["ZZ/", "word/", "rates/0/", "rates/" + "9" * 300 + "/"])
def test_what_is_not_there_is_not_found(operator: User, client_of: ClientOf, path: str) -> None:
    assert client_of(operator).get(f"/operator/countries/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "DE/", "rates/", "rates/1206/"])
def test_only_operators_come_here(
    admin: User, desk: User, operator: User, client_of: ClientOf, path: str
) -> None:
    assert client_of(operator).get(f"/operator/countries/{path}").status_code == 200
    assert client_of(admin).get(f"/operator/countries/{path}").status_code == 404
    assert client_of(desk).get(f"/operator/countries/{path}").status_code == 403


def test_the_list_is_narrowed_to_a_region(operator: User, client_of: ClientOf) -> None:
    page = client_of(operator).get("/operator/countries/?region=oceania").context["page"]
    assert [place.pk for place in page.rows] == ["AU", "GU", "NZ", "MP"]
