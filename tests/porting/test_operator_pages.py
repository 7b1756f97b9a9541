"""The operator edits the rules of port orders: on the record, kept by the next load, and given back to the files."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone

from audit.models import Event
from porting.models import (
    CarrierEvent,
    CountryRequirement,
    PortClock,
    PortingHoliday,
    PortingRule,
    RejectionReason,
)
from porting.reference import loading
from porting.reference.calendars import calendar_of, desk_clock
from porting.reference.operator_forms import ClockForm, ReasonForm, RequirementForm, RuleForm
from tenants.models import User
from tenants.scoping import all_tenants

pytestmark = pytest.mark.usefixtures("reference_data")
HOME = "/operator/ports/"


@pytest.fixture
def olga(operator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(operator)


def typed(row: Any, form: Any, **changes: str) -> dict[str, str]:
    """The form of a row as a browser sends it."""
    values = model_to_dict(row, fields=form.Meta.fields)
    sent = {name: "on" if value is True else str(value) for name, value in values.items()}
    return {name: value for name, value in sent.items() if value not in ("False", "None")} | changes


def actions() -> list[str]:
    with all_tenants():
        return list(Event.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize(
    "path", ["", "requirements/", "requirements/add/", "reasons/", "days/", "clock/", "messages/"]
)
def test_every_page_shows_what_is_there(path: str, olga: Client) -> None:
    answer = olga.get(HOME + path)
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "requirements/", "reasons/", "messages/"])
def test_without_any_rows_the_pages_say_what_to_do(path: str, olga: Client) -> None:
    for model in (PortingRule, CountryRequirement, RejectionReason):
        model.objects.all().delete()
    text = olga.get(HOME + path).content.decode()
    assert "load_reference_data" in text or "Messages come once" in text


def test_figures_are_edited_kept_by_a_load_and_restored(olga: Client) -> None:
    row = PortingRule.objects.get(country="US", order_kind="")
    url = f"{HOME}rules/{row.pk}/"
    assert olga.get(url).status_code == 200
    assert olga.post(url, typed(row, RuleForm, lead_days="6")).status_code == 302
    loading.load_all(force=True)
    row.refresh_from_db()
    assert (row.lead_days, row.edited_by_name) == (6, "Olga Operator")
    assert "Restore this entry" in olga.get(url).content.decode()
    assert olga.post(f"{url}restore/").status_code == 302
    row.refresh_from_db()
    assert (row.lead_days, row.edited_at) == (5, None)
    assert actions() == ["port_rule.edited", "port_rule.restored"]


def test_nothing_changed_is_not_recorded(olga: Client) -> None:
    row = PortingRule.objects.get(country="CA")
    assert olga.post(f"{HOME}rules/{row.pk}/", typed(row, RuleForm)).status_code == 302
    row.refresh_from_db()
    assert (row.edited_at, actions()) == (None, [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lead_days": "31"}, "No day would be left"),
        ({"lead_days": "-1"}, "greater than or equal"),
        ({"lead_days": "99999999"}, "less than or equal"),
        ({"answer_days_min": "9"}, "The latest is before"),
        ({"window_start": "21:00"}, "The window ends before"),
        ({"window_start": "late"}, "valid time"),
        ({"time_zone": "Mars/Olympus"}, "valid choice"),
        ({"source": "\0"}, "Null characters"),
    ],
)
def test_figures_that_make_no_sense_come_back_as_typed(
    changes: dict[str, str], words: str, olga: Client
) -> None:
    row = PortingRule.objects.get(country="US", order_kind="")
    answer = olga.post(f"{HOME}rules/{row.pk}/", typed(row, RuleForm, bill_days="77", **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="77"' in text


def test_figures_from_a_day_begin_as_a_copy_and_can_be_removed(olga: Client) -> None:
    sent = {"country": "GB", "order_kind": "toll", "valid_from": "2027-01-01"}
    assert olga.post(f"{HOME}rules/add/", sent).status_code == 302
    row = PortingRule.objects.get(country="GB", order_kind="toll")
    assert (row.lead_working_days, row.time_zone, row.source) == (7, "Europe/London", "")
    assert olga.post(f"{HOME}rules/add/", sent).status_code == 422
    loading.load_all(force=True)
    answer = olga.post(f"{HOME}rules/{row.pk}/", typed(row, RuleForm, valid_until="2026-12-31"))
    assert "It ends before it begins." in answer.content.decode()
    assert olga.post(f"{HOME}rules/{row.pk}/restore/").status_code == 302
    assert PortingRule.objects.filter(pk=row.pk).exists(), "no file has it: it is not restored"
    assert olga.post(f"{HOME}rules/{row.pk}/remove/").status_code == 302
    assert not PortingRule.objects.filter(pk=row.pk).exists()


def test_figures_of_the_files_are_not_removed(olga: Client) -> None:
    row = PortingRule.objects.get(country="GB")
    olga.post(f"{HOME}rules/{row.pk}/remove/")
    assert PortingRule.objects.filter(pk=row.pk).exists()


def test_a_requirement_is_edited_added_and_removed(olga: Client) -> None:
    row = CountryRequirement.objects.get(country="GB", key="cupid")
    answer = olga.post(f"{HOME}requirements/{row.pk}/", typed(row, RequirementForm, label="CUPID"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.label == "CUPID"
    new = {
        "country": "DE",
        "key": "customer_code",
        "kind": "field",
        "label": "Customer code",
        "position": "5",
    }
    assert olga.post(f"{HOME}requirements/add/", new).status_code == 302
    added = CountryRequirement.objects.get(country="DE")
    assert not added.required
    assert olga.post(f"{HOME}requirements/add/", new).status_code == 422
    assert olga.post(f"{HOME}requirements/{added.pk}/remove/").status_code == 302
    assert not CountryRequirement.objects.filter(country="DE").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pattern": "["}, "regular expression"),
        ({"pattern": r"\d", "wrong": ""}, "Say what is wrong"),
        ({"label": ""}, "is not filled in"),
    ],
)
def test_a_shape_that_cannot_be_read_comes_back(changes: dict[str, str], words: str, olga: Client) -> None:
    row = CountryRequirement.objects.get(country="GB", key="cupid")
    answer = olga.post(f"{HOME}requirements/{row.pk}/", typed(row, RequirementForm, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_reason_says_what_the_operator_wants(olga: Client) -> None:
    row = RejectionReason.objects.get(pk="LSR_PENDING")
    answer = olga.post(f"{HOME}reasons/LSR_PENDING/", typed(row, ReasonForm, owner="desk"))
    assert answer.status_code == 302
    loading.load_all(force=True)
    row.refresh_from_db()
    assert row.owner == "desk"
    assert olga.post(f"{HOME}reasons/LSR_PENDING/restore/").status_code == 302
    row.refresh_from_db()
    assert row.owner == "old_carrier"


def test_a_day_is_closed_and_forgotten(olga: Client) -> None:
    sent = {"country": "US", "day": "2026-12-24", "name": "Christmas Eve", "works": "no"}
    assert olga.post(f"{HOME}days/set/", sent).status_code == 302
    assert not calendar_of("US").works(date(2026, 12, 24))
    olga.post(f"{HOME}days/set/", sent | {"works": "yes"})
    row = PortingHoliday.objects.get()
    assert row.works
    assert "Christmas Eve" in olga.get(f"{HOME}days/").content.decode()
    assert olga.post(f"{HOME}days/{row.pk}/forget/").status_code == 302
    assert actions() == ["port_day.set", "port_day.set", "port_day.forgotten"]


@pytest.mark.parametrize("changes", [{"day": "soon"}, {"country": "ZZ"}, {"name": ""}, {"works": "maybe"}])
def test_a_day_that_is_none_comes_back(changes: dict[str, str], olga: Client) -> None:
    sent = {"country": "US", "day": "2026-12-24", "name": "Christmas Eve", "works": "no"} | changes
    assert olga.post(f"{HOME}days/set/", sent).status_code == 422


def test_the_desks_clock_is_one_row(olga: Client) -> None:
    for hours in ("4", "5"):
        sent = typed(desk_clock(), ClockForm, first_answer_hours=hours)
        assert olga.post(f"{HOME}clock/", sent).status_code == 302
    assert PortClock.objects.get().first_answer_hours == 5
    wrong = typed(desk_clock(), ClockForm, opens="19:00:00")
    assert olga.post(f"{HOME}clock/", wrong).status_code == 422
    assert actions() == ["port_clock.changed"] * 2


@pytest.mark.parametrize("count", [1, 3])
def test_messages_are_listed_in_queries_that_do_not_grow(
    count: int, olga: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        CarrierEvent.objects.create(
            carrier="sandbox",
            event_id=f"event-{n}",
            carrier_reference=f"SP-{n}",
            happened_at=timezone.now(),
            payload={"status": "<b>odd</b>"},
            note="no order" if n else "",
        )
    with django_assert_max_num_queries(11):
        text = olga.get(f"{HOME}messages/").content.decode()
    assert text.count("<details>") == count
    assert "<b>odd</b>" not in text
    assert olga.get(f"{HOME}messages/?noted=on").content.decode().count("<details>") == count - 1
    assert "SP-0" in olga.get(f"{HOME}messages/?q=SP-0").content.decode()


@pytest.mark.parametrize(
    ("path", "model"),
    [("", PortingRule), ("requirements/", CountryRequirement), ("reasons/", RejectionReason)],
)
def test_rules_are_listed_in_queries_that_do_not_grow(
    path: str, model: Any, olga: Client, django_assert_max_num_queries: Any
) -> None:
    keep = list(model.objects.values_list("pk", flat=True)[:3])
    model.objects.exclude(pk__in=keep).delete()
    with django_assert_max_num_queries(10):
        olga.get(HOME + path)
    model.objects.exclude(pk=keep[0]).delete()
    with django_assert_max_num_queries(10):
        olga.get(HOME + path)
