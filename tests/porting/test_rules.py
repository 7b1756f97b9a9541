"""Rules of countries as data: which row holds, what is loaded, and what an operator's edit survives."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from porting.models import (
    CountryRequirement,
    PortClock,
    PortingHoliday,
    PortingRule,
    PortOrder,
    RejectionReason,
)
from porting.reference import loading
from porting.reference.calendars import answer_due, calendar_of, desk_clock
from porting.reference.rules import dates_for, fits, reason_of, requirements_for, rule_for

pytestmark = pytest.mark.usefixtures("reference_data")
TODAY = date(2026, 11, 25)
Kind, Owner = PortOrder.Kind, RejectionReason.Owner


def test_the_carriers_twenty_one_codes_are_loaded_with_an_owner_and_a_sentence() -> None:
    reasons = list(RejectionReason.objects.filter(from_carrier=True).exclude(code__startswith="FR_"))
    assert len(reasons) == 21
    assert {reason.owner for reason in reasons} == set(Owner)
    assert all(reason.sentence.endswith(".") for reason in RejectionReason.objects.all())


def test_fields_of_reasons_are_fields_of_orders() -> None:
    known = {field.name for field in PortOrder._meta.get_fields()} | {"bill", "letter", "rio"}
    assert {reason.field for reason in RejectionReason.objects.all()} - {""} <= known


@pytest.mark.parametrize(
    ("country", "kind", "day", "lead", "working"),
    [
        ("US", Kind.USER, TODAY, 5, 0),
        ("CA", Kind.USER, TODAY, 10, 0),
        ("GB", Kind.TOLL, TODAY, 0, 7),
        ("FR", Kind.USER, date(2027, 6, 30), 0, 7),
        ("FR", Kind.USER, date(2027, 7, 1), 0, 3),
        ("DE", Kind.USER, TODAY, 7, 0),
    ],
)
def test_the_row_that_is_closest_to_the_case_holds(
    country: str, kind: str, day: date, lead: int, working: int
) -> None:
    rule = rule_for(country, kind, day=day)
    assert (rule.lead_days, rule.lead_working_days) == (lead, working)
    assert (rule.horizon_days, rule.bill_days, rule.lock_hours, rule.most_numbers) == (30, 30, 24, 999)


def test_toll_free_numbers_of_the_states_move_at_one_moment_of_the_day() -> None:
    dates = dates_for(rule_for("US", Kind.TOLL_FREE, day=TODAY), "US", today=TODAY)
    assert dates.is_hour(datetime(2026, 12, 3, 16, 30, tzinfo=UTC))
    assert not dates.is_hour(datetime(2026, 12, 3, 17, 0, tzinfo=UTC))


def test_days_that_may_be_wanted_begin_after_the_lead_and_end_at_the_horizon() -> None:
    states = dates_for(rule_for("US", Kind.USER, day=TODAY), "US", today=TODAY)
    assert not states.is_day(date(2026, 11, 29)), "four days ahead"
    assert states.is_day(date(2026, 11, 30))
    assert not states.is_day(date(2026, 12, 5)), "a Saturday"
    assert not states.is_day(date(2026, 12, 25)), "a holiday, 30 days ahead"
    assert states.is_day(date(2026, 12, 24))
    assert not states.is_day(date(2026, 12, 26)), "31 days ahead"
    canada = dates_for(rule_for("CA", Kind.USER, day=TODAY), "CA", today=TODAY)
    assert not canada.is_day(date(2026, 12, 4)), "nine days ahead"
    britain = dates_for(rule_for("GB", Kind.USER, day=TODAY), "GB", today=TODAY)
    assert britain.earliest == date(2026, 12, 4), "seven working days"


def test_without_any_row_the_models_figures_hold() -> None:
    PortingRule.objects.all().delete()
    assert rule_for("US", day=TODAY).lead_days == 7


def test_a_countrys_requirement_takes_the_place_of_the_general_one() -> None:
    general = {row.key: row for row in requirements_for("DE", Kind.USER, day=TODAY)}
    britain = {row.key: row for row in requirements_for("GB", Kind.USER, day=TODAY)}
    assert set(general) < set(britain)
    assert britain["postal_code"].label == "Installation postcode"
    assert {"cupid", "line_type", "pac"} == set(britain) - set(general)
    assert "rio" in {row.key for row in requirements_for("FR", Kind.USER, day=TODAY) if row.kind == "number"}


@pytest.mark.parametrize(
    ("country", "key", "good", "bad"),
    [
        ("GB", "cupid", "001", "1"),
        ("GB", "postal_code", "sw1a 1aa", "98402"),
        ("US", "postal_code", "98402-1234", "9840"),
        ("CA", "postal_code", "K1A 0B1", "K1A"),
        ("FR", "rio", "01p123456ABC", "01P123456AB"),
        ("FR", "rio", "01P123456ABC", "01P123456AB²"),
        ("DE", "provider", "Anything", "x" * 0),
    ],
)
def test_shapes_are_held_against_whole_texts(country: str, key: str, good: str, bad: str) -> None:
    row = next(one for one in requirements_for(country, day=TODAY) if one.key == key)
    assert fits(row, good)
    assert fits(row, bad) == (not row.pattern)


def test_all_shapes_can_be_read_and_have_a_sentence() -> None:
    for row in CountryRequirement.objects.exclude(pattern=""):
        assert row.wrong, str(row)
        assert not fits(row, "x" * 500)


def test_a_reason_that_is_not_known_is_the_desks_and_keeps_its_code() -> None:
    reason = reason_of("frobnicated")
    assert (reason.title, reason.owner) == ("frobnicated", Owner.DESK)
    assert reason_of(" lsr_pending ").owner == Owner.OLD_CARRIER


def test_a_load_leaves_edited_and_added_rows_alone() -> None:
    edited: dict[str, Any] = {"edited_at": timezone.now(), "edited_by_name": "Olga"}
    PortingRule.objects.filter(country="US", order_kind="").update(lead_days=6, **edited)
    PortingRule.objects.create(country="DE", lead_days=9, **edited)
    RejectionReason.objects.filter(pk="OTHER").update(sentence="Ask us.", **edited)
    RejectionReason.objects.filter(pk="LSR_PENDING").update(sentence="Not edited by anybody.")
    PortingRule.objects.create(country="AT", lead_days=1)
    found = {loaded.name: loaded for loaded in loading.load_all(force=True)}
    assert {name: loaded.left_alone for name, loaded in found.items()} == {
        "port rules": 1,
        "port requirements": 0,
        "port reasons": 1,
    }
    assert rule_for("US", day=TODAY).lead_days == 6
    assert rule_for("DE", day=TODAY).lead_days == 9
    assert RejectionReason.objects.get(pk="OTHER").sentence == "Ask us."
    assert RejectionReason.objects.get(pk="LSR_PENDING").sentence.startswith("The current provider")
    assert not PortingRule.objects.filter(country="AT").exists(), "no file has it, nobody wrote it"


def test_the_command_of_countries_loads_these_too_and_only_once() -> None:
    call_command("load_reference_data", verbosity=0)
    assert all(loaded.unchanged for loaded in loading.load_all())
    row = PortingRule.objects.get(country="GB")
    again = loading.original(row)
    assert again is not None
    assert again.lead_working_days == 7
    assert loading.original(PortingRule(country="DE")) is None


def test_holidays_of_the_operator_count_in_their_country_alone() -> None:
    PortingHoliday.objects.create(country="US", day=date(2026, 11, 27), name="Bridge")
    PortingHoliday.objects.create(country="US", day=date(2026, 11, 26), name="Thanksgiving", works=True)
    assert not calendar_of("US").works(date(2026, 11, 27))
    assert calendar_of("US").works(date(2026, 11, 26))
    assert calendar_of("CA").works(date(2026, 11, 27))


def test_the_desk_answers_in_its_own_hours_and_large_orders_may_take_longer() -> None:
    since = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 09:00 in Chicago, a Monday
    assert answer_due(2, urgent=False, since=since) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert answer_due(2, urgent=True, since=since) == datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert answer_due(31, urgent=False, since=since) == datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    PortClock.objects.create(first_answer_hours=1)
    assert desk_clock().first_answer_hours == 1
    assert answer_due(2, urgent=False, since=since) == datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
