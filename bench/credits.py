"""Charging credit from eight processes at once, against as many plain inserts of the same rows in the same run."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from multiprocessing import get_context
from threading import BrokenBarrierError

from django.db import connection
from django.utils import timezone

from audit.log import SYSTEM
from bench import Measurement, benchmark
from credits import balances, charges
from credits.models import Entry
from credits.payments import record_payment
from tenants.models import Tenant
from tenants.scoping import tenant_scope

WORKERS = 8
CHARGES = 250  # by each worker
LONG = 200_000  # entries of a ledger that has been used for a while
PRICE = Decimal("0.0123")
LOTS = 12

_PLAIN = """
INSERT INTO bench_plain
  (tenant_id, lot_id, kind, amount, reference, part, purpose, source, note, recorded_by_name, at)
VALUES (%s, 1, 'charge', -0.0123, %s, 0, 'toll_free', 'system', '', '', now())
"""
# The trigger rests meanwhile: so many changes of one lot in one transaction are nobody's case.
_TRIGGER = "ALTER TABLE credits_entry {} TRIGGER credits_lot_follows_entry"
_HISTORY = """
INSERT INTO credits_entry
  (tenant_id, lot_id, kind, amount, reference, part, purpose, source, note, recorded_by_name, at)
SELECT %s, (SELECT max(id) FROM credits_lot WHERE tenant_id = %s), 'charge', -0.0001, 'history-' || n, 0, 'toll_free',
  'system', '', '', now() - n * interval '10 seconds'
FROM generate_series(1, %s) AS n
"""


@benchmark("ledger_charge")
def ledger_charge() -> Iterator[Measurement]:
    """One tenant's ledger is charged by one at a time; eight tenants' are not in each other's way."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_plain (LIKE credits_entry INCLUDING INDEXES INCLUDING IDENTITY)")
    short, long, *others = [_tenant(number) for number in range(WORKERS + 2)]
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGER.format("DISABLE"))
        cursor.execute(_HISTORY, [long.pk, long.pk, LONG])
        cursor.execute(_TRIGGER.format("ENABLE"))
        cursor.execute("ANALYZE")
    plain = _rate(lambda worker, n: _insert(short, worker, n))
    size = WORKERS * CHARGES
    for name, tenants in (
        ("one tenant", [short]),
        (f"one tenant with {LONG:,} entries", [long]),
        ("a tenant each", others),
    ):
        before = [_balance(tenant) for tenant in tenants]
        value = _rate(lambda worker, n, tenants=tenants: _charge(tenants[worker % len(tenants)], worker, n))  # type: ignore[misc]
        spent = sum(before) - sum(_balance(tenant) for tenant in tenants)
        if spent != size * PRICE:
            raise AssertionError(f"{size} charges took {spent}.")
        yield Measurement(f"ledger_charge: {name}", size, value, "charges/s", plain)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_plain")


def _tenant(number: int) -> Tenant:
    """A tenant with a payment in each of the last months."""
    tenant = Tenant.objects.create(name="Bench", slug=f"bench-credits-{number}", country="US")
    with tenant_scope(tenant):
        for month in range(LOTS):
            record_payment(
                tenant,
                amount=Decimal(1000),
                reference=f"M{month}",
                paid_at=timezone.now() - timedelta(days=month),
                source=Entry.Source.OPERATOR,
                by=SYSTEM,
            )
    return tenant


def _balance(tenant: Tenant) -> Decimal:
    with tenant_scope(tenant):
        return balances.balance(tenant)


def _charge(tenant: Tenant, worker: int, n: int) -> None:
    with tenant_scope(tenant):
        charges.charge(
            tenant, PRICE, reference=f"{worker}-{n}", purpose=Entry.Purpose.TOLL_FREE, note="+18005550100"
        )


def _insert(tenant: Tenant, worker: int, n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, [tenant.pk, f"{worker}-{n}"])


def _rate(act: Callable[[int, int], None]) -> float:
    """How often a second eight processes did it together, each in a transaction of its own."""
    context = get_context("fork")
    barrier = context.Barrier(WORKERS + 1)
    failed = context.Value("i", 0)

    def work(worker: int) -> None:
        inherited, connection.connection = (
            connection.connection,
            None,
        )  # kept, or its end would close the parent's
        try:
            connection.ensure_connection()
            act(worker, CHARGES + worker)  # whatever is done once is done before the clock starts
            barrier.wait(60)
            for n in range(CHARGES - 1):
                act(worker, n)
            connection.close()
        except BaseException:
            failed.value = 1
            barrier.abort()
            raise
        finally:
            del inherited
            os._exit(failed.value)

    workers = [context.Process(target=work, args=(number,)) for number in range(WORKERS)]
    for process in workers:
        process.start()
    with suppress(BrokenBarrierError):
        barrier.wait(60)
    started = time.perf_counter()
    for process in workers:
        process.join()
    took = time.perf_counter() - started
    if failed.value:
        raise AssertionError("A worker failed.")
    return WORKERS * (CHARGES - 1) / took
