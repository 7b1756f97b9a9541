"""The estimate of funding and the forecast: arithmetic that can be checked by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from countries.models import Rate
from credits.balances import lots
from credits.estimates import Estimate, Line, Price, Suggestion, estimate
from credits.forecasts import forecast
from credits.models import ExpectedUse, TollFreeRate
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.credits.worlds import charge, pay


def use(minutes: int, **values: str) -> ExpectedUse:
    return ExpectedUse(minutes=minutes, **{"kind": "out_of_plan", "country": "US", **values})


def of(*costs: tuple[int, str | None]) -> Estimate:
    return Estimate([Line(use(minutes), Price(Decimal(rate) if rate else None)) for minutes, rate in costs])


@pytest.mark.parametrize(
    ("costs", "lead", "need", "trigger", "recharge", "left_out"),
    [
        (((3000, "0.10"),), 3, "300", 100, 300, 0),
        (((3000, "0.10"), (60, None)), 3, "300", 100, 300, 1),
        (((100, "0.013"),), 0, "1.30", 1, 50, 0),
        (((1000, "0.10"),), 53, "100", 200, 200, 0),
        (((7, None),), 3, "0", 0, 50, 1),
        ((), 3, "0", 0, 50, 0),
    ],
)
def test_a_recharge_is_a_month_and_the_trigger_a_week_and_the_lead(
    costs: tuple, lead: int, need: str, trigger: int, recharge: int, left_out: int
) -> None:
    assert (of(*costs).need, of(*costs).left_out) == (Decimal(need), left_out)
    found = Suggestion(Decimal(need), lead)
    assert (found.trigger, found.recharge) == (trigger, recharge)
    assert found.recharge >= found.trigger, "or one recharge would follow the other"


def test_the_rate_of_most_prefixes_counts_and_the_dearest_is_told(tenant: Tenant) -> None:
    Rate.objects.filter(iso2__in=["CH", "LI"]).delete()
    for prefix, kind, rate in (
        ("4171", "mobile", "0.20"),
        ("4172", "mobile", "0.20"),
        ("4173", "mobile", "0.45"),
        ("4174", "mobile", None),
        ("411", "landline", "0.02"),
        ("4190", "non-geographic", "3.00"),
    ):
        Rate.objects.create(prefix=prefix, iso2="CH", kind=kind, usd_per_minute=rate and Decimal(rate))
    with tenant_scope(tenant):
        for called in ("mobile", "landline"):
            ExpectedUse.objects.create(
                tenant=tenant, kind="out_of_plan", country="CH", called=called, minutes=100
            )
        ExpectedUse.objects.create(
            tenant=tenant, kind="beyond_pool", country="LI", called="mobile", minutes=9
        )
        ExpectedUse.objects.create(tenant=tenant, kind="toll_free", country="CH", minutes=1000)
        TollFreeRate.objects.create(country="CH", usd_per_minute=Decimal("0.05"), edited_by_name="Olga")
        found = estimate(tenant)
    assert [(line.use.kind, line.use.called, line.cost, line.most) for line in found.lines] == [
        ("toll_free", "", 50, 50),
        ("out_of_plan", "landline", 2, 2),
        ("out_of_plan", "mobile", 20, 45),
        ("beyond_pool", "mobile", None, None),
    ]
    assert (found.need, found.most, found.left_out) == (72, 97, 1)
    assert [line.price.words for line in found.lines] == [
        "0.05",
        "0.02",
        "0.20; some prefixes up to 0.45",
        "",
    ]


def test_rates_that_do_not_tell_landlines_from_mobiles_count_for_both(
    tenant: Tenant, reference_data: None
) -> None:
    with tenant_scope(tenant):
        for called in ("mobile", "landline"):
            ExpectedUse.objects.create(
                tenant=tenant, kind="out_of_plan", country="US", called=called, minutes=1000
            )
        assert [line.cost for line in estimate(tenant).lines] == [13, 13]


def days_left(tenant: Tenant) -> tuple[int | None, Decimal | None]:
    with tenant_scope(tenant):
        found = forecast(tenant, lots(tenant))
    return found.days_left, found.lost


def test_without_use_nobody_knows_how_long_it_lasts(tenant: Tenant) -> None:
    pay(tenant)
    assert days_left(tenant) == (None, None)


def test_days_left_are_the_balance_by_the_use_of_the_last_thirty_days(tenant: Tenant) -> None:
    pay(tenant, "120", paid_at=timezone.now() - timedelta(days=60))
    charge(tenant, "30", at=timezone.now() - timedelta(days=10))
    assert days_left(tenant) == (90, 0)


def test_use_of_long_ago_does_not_count(tenant: Tenant) -> None:
    pay(tenant, "120", paid_at=timezone.now() - timedelta(days=60))
    charge(tenant, "30", at=timezone.now() - timedelta(days=31))
    assert days_left(tenant) == (None, None)


def test_what_expires_before_it_is_used_lasts_no_longer_and_is_told(tenant: Tenant) -> None:
    pay(tenant, "400", "OLD", timezone.now() - timedelta(days=355))
    pay(tenant, "300", "NEW", timezone.now() - timedelta(days=1))
    charge(tenant, "300", at=timezone.now() - timedelta(hours=1))
    left, lost = days_left(tenant)  # ten a day; a hundred are left of the old lot, for ten days and a bit
    assert left in (39, 40)
    assert lost == pytest.approx(Decimal(0), abs=Decimal(5))
    charge(tenant, "1", "B", at=timezone.now() - timedelta(days=40))
    pay(tenant, "200", "OLDER", timezone.now() - timedelta(days=360))
    assert days_left(tenant)[1] > 100
