"""Any order of payments, charges, replays, sweeps and days that pass, against a model that is plain to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credits import expiries
from credits.balances import end_of_lot, lots
from credits.models import Entry
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tests.credits.worlds import balance_of, charge, pay
from ui.refusals import Refusal

NUMBER = st.integers(0, 4)
CENTS = st.integers(5000, 30000).map(lambda cents: str(Decimal(cents) / 100))
FRACTIONS = st.integers(1, 3_000_000).map(lambda parts: str(Decimal(parts) / 10_000))
STEPS = st.one_of(
    st.tuples(st.just("pay"), NUMBER, CENTS, st.integers(0, 300)),
    st.tuples(st.just("charge"), NUMBER, FRACTIONS),
    st.tuples(st.just("charge"), NUMBER, FRACTIONS),
    st.tuples(st.just("wait"), st.integers(1, 250)),
    st.tuples(st.just("sweep")),
)


@dataclass
class Oracle:
    """Lots as [end, left], in a list; references with what they moved."""

    now: datetime
    lots: list[list] = field(default_factory=list)
    known: dict[str, tuple[str, Decimal]] = field(default_factory=dict)

    @property
    def usable(self) -> list[list]:
        return sorted((lot for lot in self.lots if lot[0] > self.now), key=lambda lot: lot[0])

    @property
    def balance(self) -> Decimal:
        return sum((lot[1] for lot in self.usable), Decimal(0))

    def pay(self, reference: str, amount: Decimal, paid_at: datetime) -> bool:
        if reference in self.known:
            return self.known[reference] == ("pay", amount)
        self.known[reference] = ("pay", amount)
        self.lots.append([end_of_lot(paid_at), amount])
        return True

    def charge(self, reference: str, amount: Decimal) -> bool:
        if reference in self.known:
            return self.known[reference] == ("charge", amount)
        if amount > self.balance:
            return False
        self.known[reference] = ("charge", amount)
        for lot in self.usable:
            part = min(lot[1], amount)
            lot[1] -= part
            amount -= part
        return True


@contextmanager
def at(oracle: Oracle) -> Iterator[None]:
    with patch("django.utils.timezone.now", lambda: oracle.now):
        yield


def accepted(act: object, *args: object) -> bool:
    try:
        act(*args)  # type: ignore[operator]
    except Refusal:
        return False
    return True


def do(tenant: Tenant, oracle: Oracle, step: tuple) -> None:
    match step:
        case ("pay", number, amount, age):
            paid_at = oracle.now - timedelta(days=age, seconds=number)
            expected = oracle.pay(f"R{number}", Decimal(amount), paid_at)
            assert accepted(pay, tenant, amount, f"R{number}", paid_at) == expected
        case ("charge", number, amount):
            expected = oracle.charge(f"R{number}", Decimal(amount))
            assert accepted(charge, tenant, amount, f"R{number}") == expected
        case ("wait", days):
            oracle.now += timedelta(days=days)
        case ("sweep",):
            expiries.sweep()


def check(tenant: Tenant, oracle: Oracle) -> None:
    assert balance_of(tenant) == oracle.balance
    with tenant_scope(tenant):
        assert sorted(lot.left for lot in lots(tenant) if not lot.expired) == sorted(
            lot[1] for lot in oracle.usable
        )
        by_reference: dict[str, Decimal] = {}
        for reference, amount in Entry.objects.filter(kind="charge").values_list("reference", "amount"):
            by_reference[reference] = by_reference.get(reference, Decimal(0)) - amount
    expected = {name: amount for name, (kind, amount) in oracle.known.items() if kind == "charge"}
    assert by_reference == expected, "each charge is there once, whole"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_the_balance_is_right_after_any_order_of_events(tenant: Tenant, steps: list[tuple]) -> None:
    oracle = Oracle(timezone.now())
    with transaction.atomic(), at(oracle):
        for step in steps:
            do(tenant, oracle, step)
            check(tenant, oracle)
        transaction.set_rollback(True)
