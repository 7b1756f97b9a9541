"""Minutes: what the reference data states, in its own form, and nothing that it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countries.minutes import choices, either
from countries.models import Country
from licensing import catalogue
from licensing.models import Product
from services.plans.kinds import PlanKind, kind_of
from services.plans.minutes import Minutes, minutes_of

PRODUCTS = {row["sku"]: Product(**row) for row in catalogue.rows()}
NAMED = {120, 240}
US = Country(
    iso2="US", domestic_minutes="120;240;3000", international_minutes="3000 domestic or 600 international"
)
MX = Country(iso2="MX", domestic_minutes="1200", international_minutes="1200 domestic or 600 international")
SILENT = Country(iso2="AU")


@pytest.mark.parametrize(
    ("sku", "country", "expected"),
    [
        ("MCOPSTN1", US, Minutes(3000)),
        ("MCOPSTN1", MX, Minutes(1200)),
        ("MCOPSTN1", SILENT, Minutes()),
        ("MCOPSTN1", None, Minutes()),
        ("MCOPSTN2", US, Minutes(3000, 600)),
        ("MCOPSTN2", SILENT, Minutes()),
        ("MCOPSTN5", MX, Minutes(120)),
        ("MCOPSTN6", None, Minutes(240)),
        ("MCOPSTN_PAYG_1", US, Minutes(included=False)),
        ("BUSINESS_VOICE_MED2", US, Minutes()),
    ],
)
def test_each_plan_has_the_minutes_that_are_stated_for_it(
    sku: str, country: Country | None, expected: Minutes
) -> None:
    assert minutes_of(PRODUCTS[sku], country, NAMED) == expected


def test_only_named_figures_leave_the_full_plan_not_stated() -> None:
    assert minutes_of(PRODUCTS["MCOPSTN1"], Country(domestic_minutes="120;240"), NAMED) == Minutes()


def test_a_statement_that_is_no_figure_is_kept_word_for_word() -> None:
    place = Country(domestic_minutes="unlimited", international_minutes="600 to zone A")
    assert minutes_of(PRODUCTS["MCOPSTN1"], place, NAMED) == Minutes(unread="unlimited")
    assert minutes_of(PRODUCTS["MCOPSTN2"], place, NAMED).unread == "600 to zone A"


def test_the_kind_follows_what_a_product_gives() -> None:
    kinds = {sku: kind_of(product) for sku, product in PRODUCTS.items() if "calling_plan" in product.gives}
    assert kinds.pop("MCOPSTN2") == PlanKind.INTERNATIONAL
    assert kinds.pop("MCOPSTN_PAYG_1") == PlanKind.PAYG
    assert set(kinds.values()) == {PlanKind.DOMESTIC}
    assert {"MCOPSTN1", "MCOPSTN5", "MCOPSTN6", "BUSINESS_VOICE"} <= kinds.keys()


@given(
    st.integers(0, 100_000),
    st.one_of(st.none(), st.integers(0, 5000)),
    st.one_of(st.none(), st.integers(0, 900)),
)
def test_a_pool_is_people_times_minutes_and_what_is_not_stated_stays_so(
    people: int, domestic: int | None, international: int | None
) -> None:
    pool = Minutes(domestic, international).times(people)
    assert pool.domestic == (None if domestic is None else people * domestic)
    assert pool.international == (None if international is None else people * international)


@given(st.text(max_size=40))
def test_no_cell_breaks_the_reading(text: str) -> None:
    assert all(figure >= 0 for figure in choices(text))
    assert either(text) is None or len(either(text) or ()) == 2


@given(st.lists(st.integers(0, 9999), min_size=1, max_size=4), st.integers(0, 9999), st.integers(0, 9999))
def test_what_is_written_is_read(figures: list[int], domestic: int, international: int) -> None:
    assert choices(";".join(map(str, figures))) == figures
    assert either(f"{domestic} domestic or {international} international") == (domestic, international)
