"""What is shown and what is downloaded: numbers, times, bars, CSV, filters."""

import datetime

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from ui import formats
from ui.csv_response import BOM, csv_lines, defuse
from ui.lists import ListFilter
from ui.sums import Segment, lay_out

NOON = datetime.datetime(2026, 5, 12, 7, tzinfo=datetime.UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_formulas_are_defused(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+14255550100", "-5.20", "Zoë", "", "a=b", "12,5"])
def test_plain_cells_are_left_alone(cell: str) -> None:
    assert defuse(cell) == cell


def test_csv_is_streamed_with_its_mark() -> None:
    lines = list(csv_lines(["e-mail", "why"], [["a@b.example", None]], bom=True, delimiter=";"))
    assert lines == [BOM, "e-mail;why\r\n", "a@b.example;\r\n"]


def test_a_bar_never_overflows() -> None:
    slices = lay_out([Segment("a", 90), Segment("d", 30)], 100)
    assert sum(float(one.width) for one in slices) <= 1000


def test_a_bar_of_nothing_is_empty() -> None:
    assert lay_out([Segment("a", 0)], 0) == []


def test_a_small_part_is_visible() -> None:
    assert float(lay_out([Segment("a", 1)], 100_000)[0].width) >= 4


@pytest.mark.parametrize(
    ("e164", "shown"),
    [("+14255550100", "(425) 555-0100"), ("+33184881000", "01 84 88 10 00"), ("lobby", "lobby"), (None, "")],
)
def test_numbers_are_national(e164: str | None, shown: str) -> None:
    assert formats.national(e164) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kept +14255550100 free", "Kept (425) 555-0100 free"),
        ("+14255550100, +33184881000", "(425) 555-0100, 01 84 88 10 00"),
        ("1+14255550100 and a+14255550100 and +12", "1+14255550100 and a+14255550100 and +12"),
        ("", ""),
    ],
)
def test_numbers_inside_a_text_are_national(text: str, shown: str) -> None:
    assert render("{{ text|national_numbers }}", text=text) == shown


def test_a_time_names_its_zone_and_the_other_one() -> None:
    html = render('{% local_time at "Europe/Paris" viewer="America/Chicago" %}', at=NOON)
    assert "09:00" in html
    assert "Paris" in html
    assert "02:00 Chicago" in html


def test_one_clock_is_named_once() -> None:
    assert formats.beside(NOON, formats.zone_of("Europe/Paris"), formats.zone_of("Europe/Berlin"), "") == ""


def test_nothing_is_never_shown_as_no() -> None:
    assert "not stated" in render("{% local_time none %}{{ none|thousands }}", none=None)


def test_thousands() -> None:
    assert render("{{ n|thousands }}", n=1204567) == "1,204,567"


def test_an_unknown_status_kind_is_plain() -> None:
    assert "st-plain" in render('{% status "strange" "Odd" %}')


class PeopleFilter(ListFilter):
    q = forms.CharField(label="Name")
    country = forms.ChoiceField(label="Country", choices=[("FR", "France")])
    size = forms.IntegerField(label="Size")


def test_filters_ignore_what_they_cannot_read() -> None:
    filters = PeopleFilter(RequestFactory().get("/p/?q=zo&country=XX&size=many&sort=name"))
    assert filters.values == {"q": "zo"}


def test_chips_lead_to_the_list_without_them() -> None:
    filters = PeopleFilter(RequestFactory().get("/p/?q=zo&country=FR&sort=name&after=abc"))
    assert [(chip.label, chip.url) for chip in filters.chips] == [
        ("Name: zo", "/p/?country=FR&sort=name"),
        ("Country: France", "/p/?q=zo&sort=name"),
    ]
