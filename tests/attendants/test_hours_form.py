"""The form of the hours: any week goes through it unchanged, and what is wrong is said in its own line."""

from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from services.attendants.hours_forms import ALWAYS, OFFICE, WEEKLY, HoursForm, lines, with_monday_copied
from services.attendants.setups import fingerprint
from services.schedules.weekly import DAYS, Week
from tests.schedules.weeks import WEEKS


def bound(week: Week | None = None, **fields: str) -> HoursForm:
    return HoursForm({"mode": WEEKLY, **(lines(week) if week else {}), **fields}, stored=Week.always())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WEEKS)
def test_any_week_goes_through_the_form_unchanged(week: Week) -> None:
    shown = HoursForm(stored=week)
    form = HoursForm(
        {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}, stored=week
    )
    if week.is_never:
        assert not form.is_valid()
        assert set(form.errors) == {"mon"}
    else:
        assert form.is_valid(), form.errors
        assert form.week == week
        assert form.cleaned_data["seen"] == fingerprint(week)


def test_day_and_night_needs_no_hours_and_minds_none() -> None:
    form = bound(mode=ALWAYS, mon="nonsense")
    assert form.is_valid()
    assert form.week == Week.always()


def test_somebody_without_hours_is_proposed_nine_to_five() -> None:
    form = HoursForm(stored=Week.always())
    assert form.get_initial_for_field(form.fields["mode"], "mode") == ALWAYS
    assert {day: form.get_initial_for_field(form.fields[day], day) for day in DAYS} == lines(OFFICE)


@pytest.mark.parametrize(
    ("day", "typed", "words"),
    [
        ("wed", "09:10-17:00", "Wednesday: “09:10-17:00” is not on a quarter of an hour."),
        ("sat", "8-12, 11-14", "Saturday: “11:00-14:00” overlaps with “08:00-12:00”."),
        ("sun", "whenever", "Sunday: “whenever” cannot be read"),
        ("mon", "22-6", "Monday: “22-6” ends before it begins."),
    ],
)
def test_what_is_wrong_is_said_in_the_line_of_its_day_by_name(day: str, typed: str, words: str) -> None:
    form = bound(OFFICE, **{day: typed})
    assert not form.is_valid()
    assert set(form.errors) == {day}
    assert form.errors[day][0].startswith(words)
    assert form[day].value() == typed


def test_all_lines_that_are_wrong_say_so_at_once() -> None:
    form = bound(mon="x", tue="9-10:05", wed="9-17")
    assert not form.is_valid()
    assert set(form.errors) == {"mon", "tue"}


@pytest.mark.parametrize("text", ["\x00", "9" * 201, "<script>", "٣-٤"])
def test_odd_input_is_refused_in_its_line(text: str) -> None:
    form = bound(OFFICE, thu=text)
    if text == "\x00":
        assert form.is_valid() or set(form.errors) == {"thu"}
    else:
        assert not form.is_valid()
        assert set(form.errors) == {"thu"}


@pytest.mark.parametrize(
    ("to", "same"), [("weekdays", set(DAYS[:5])), ("week", set(DAYS)), ("nonsense", {"mon"})]
)
def test_mondays_line_is_copied_as_it_was_typed_even_when_it_cannot_be_read(to: str, same: set[str]) -> None:
    data: Any = QueryDict(mutable=True)
    data.update({"mode": WEEKLY, "mon": "8-12 or so", **dict.fromkeys(DAYS[1:], "closed")})
    copied = with_monday_copied(data, to)
    assert {day for day in DAYS if copied[day] == "8-12 or so"} == same
