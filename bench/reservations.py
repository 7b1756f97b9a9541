"""Eight workers that reserve ten thousand numbers at once, and what a larger stock costs a search and a reservation."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from typing import Final
from unittest.mock import patch

from django.db import connection, connections
from django.utils import timezone

from bench import Measurement, benchmark, scaled
from bench.numbering import PAGE, milliseconds
from carriers.base import NumberKind, Query
from carriers.models import SandboxNumber
from jobs.models import Job
from jobs.runner import run
from licensing.models import Product, SeatPurchase
from numbering import holds
from numbering.models import HeldNumber, Kind, NumberOrder, Reservation, Usage
from numbering.reservations import reservations
from numbering.reservations.places import Spot
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

MILLION: Final = 1_000_000
WANTED: Final = 10_000
WORKERS: Final = 8
ANYWHERE: Final = Spot("US", Kind.GEOGRAPHIC)

# Blocks of a hundred that follow each other, the blocks apart: as carriers have them.
_STOCK: Final = """
INSERT INTO carriers_sandboxnumber
  (e164, country, state, city, kind, user_grade, digit_groups, reference, reserved_until, acquired, resting_until)
SELECT e164, 'US', 'State ' || (n / 100 %% 50), 'City ' || (n / 100 %% 500), 'geographic', true,
  ARRAY(SELECT DISTINCT substr(e164, at, 3) FROM generate_series(2, length(e164) - 2) AS at), '', NULL, false, NULL
FROM generate_series(%s, %s - 1) AS n,
  LATERAL (SELECT '+1' || (2000000000 + n / 100 * 700 + n %% 100)::bigint AS e164) AS number
"""
_RESERVE: Final = """
UPDATE carriers_sandboxnumber SET reference = 'plain', reserved_until = now() + interval '10 minutes'
WHERE e164 IN (SELECT e164 FROM carriers_sandboxnumber
  WHERE country = 'US' AND kind = 'geographic' AND user_grade AND NOT acquired AND reserved_until IS NULL
  ORDER BY e164 LIMIT %s FOR UPDATE)
"""


@benchmark("bulk_reservation")
def bulk_reservation() -> Iterator[Measurement]:
    """Workers in processes of their own, against one set-based UPDATE of as many rows of the same stock."""
    wanted = scaled(WANTED)
    _grow(0, scaled(MILLION))
    run(_ask(_tenant("bench-warm", WORKERS), WORKERS, "warm"))  # workers have been at work before
    _forget()
    yield from _measured("for one tenant", wanted, [_tenant("bench-one", wanted)] * WORKERS)
    yield from _measured("for eight tenants", wanted, [_tenant(f"bench-{n}", wanted) for n in range(WORKERS)])
    SandboxNumber.objects.all().delete()


@benchmark("stock_growth")
def stock_growth() -> Iterator[Measurement]:
    """One page of a search and a reservation of a thousand, with a million numbers in stock and with five."""
    tenant = _tenant("bench-growth", 10 * WANTED)
    few = scaled(WANTED // 10)
    baseline: dict[str, float] = {}
    for before, size in ((0, MILLION), (MILLION, 5 * MILLION)):
        _grow(scaled(before) if before else 0, scaled(size))
        found = {
            "page of a city": milliseconds(
                lambda: _page(tenant, Query("US", NumberKind.GEOGRAPHIC, "State 7", "City 7"))
            ),
            "page of a country": milliseconds(lambda: _page(tenant, Query("US", NumberKind.GEOGRAPHIC))),
            "page by beginning": milliseconds(
                lambda: _page(tenant, Query("US", NumberKind.GEOGRAPHIC, prefix="12000"))
            ),
            "reservation": _reserve_once(tenant, few, size),
        }
        for name, took in found.items():
            yield Measurement(
                f"stock_growth: {name}", scaled(size), took, "ms", baseline.setdefault(name, took)
            )
    SandboxNumber.objects.all().delete()


def _grow(start: int, end: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, [start, end])
        cursor.execute("VACUUM ANALYZE carriers_sandboxnumber")


def _tenant(slug: str, numbers: int) -> Tenant:
    """An organisation whose plans allow so many numbers."""
    tenant = Tenant.objects.create(name=slug, slug=slug, country="US")
    product, _made = Product.objects.get_or_create(
        sku="BENCH", defaults={"name": "Bench", "gives": ["calling_plan"]}
    )
    with tenant_scope(tenant):
        SeatPurchase.objects.create(
            tenant=tenant,
            product=product,
            quantity=numbers,
            reference="bench",
            bought_on=timezone.localdate(),
            source=SeatPurchase.Source.OPERATOR,
            recorded_by_name="Bench",
        )
    return tenant


def _measured(name: str, wanted: int, tenants: Sequence[Tenant]) -> Iterator[Measurement]:
    plain = _plain(wanted)
    jobs = [_ask(tenant, wanted // WORKERS, f"{name} {at}") for at, tenant in enumerate(tenants)]
    took = _at_once(jobs)
    _check(wanted // WORKERS * WORKERS)
    yield Measurement(f"bulk_reservation: {name}", wanted, took, "ms", plain)
    _forget()


def _plain(wanted: int) -> float:
    """Milliseconds of the one statement."""
    with connection.cursor() as cursor:
        start = time.perf_counter()
        cursor.execute(_RESERVE, [wanted])
        took = (time.perf_counter() - start) * 1000
        cursor.execute(
            "UPDATE carriers_sandboxnumber SET reference = '', reserved_until = NULL WHERE reference <> ''"
        )
        cursor.execute("VACUUM ANALYZE carriers_sandboxnumber")
    return took


def _ask(tenant: Tenant, count: int, form: str) -> int:
    user, _made = User.objects.get_or_create(email="bench@example.com")
    wish = reservations.Wish(count, Usage.USER, ANYWHERE)
    # Nobody is told that a job waits, or it would run here and now.
    with tenant_scope(tenant), patch("jobs.queue.hint"):
        reservation = reservations.ask(tenant, [wish], token=form[:40], by=user)
        job = reservations.job_of(reservation)
    if job is None:
        raise AssertionError("no job was written")
    return job.pk


def _at_once(jobs: Sequence[int]) -> float:
    """Milliseconds until all jobs are done, each by a process that was there before the clock began."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    ready, go = context.Barrier(len(jobs) + 1), context.Barrier(len(jobs) + 1)
    workers = [context.Process(target=_work, args=(job, ready, go)) for job in jobs]
    for worker in workers:
        worker.start()
    ready.wait(60)
    start = time.perf_counter()
    go.wait(60)
    for worker in workers:
        worker.join(600)
    return (time.perf_counter() - start) * 1000


def _work(job: int, ready, go) -> None:  # type: ignore[no-untyped-def]
    connection.ensure_connection()
    ready.wait(60)
    go.wait(60)
    run(job)
    connections.close_all()


def _check(wanted: int) -> None:
    """None twice (the key sees to that), none lost: what is held is what the carrier keeps, and all of it."""
    held = HeldNumber._base_manager.count()
    kept = SandboxNumber.objects.exclude(reference="").count()
    states = set(Job._base_manager.values_list("status", flat=True))
    if (held, kept, states) != (wanted, wanted, {"done"}):
        raise AssertionError(f"{wanted} wanted, {held} held, {kept} kept by the carrier, jobs {states}")


def _forget() -> None:
    for model in (HeldNumber, NumberOrder, Reservation, Job):
        model._base_manager.all().delete()
    SandboxNumber.objects.exclude(reference="").update(reference="", reserved_until=None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE carriers_sandboxnumber")


def _page(tenant: Tenant, query: Query) -> None:
    with tenant_scope(tenant):
        holds.search(tenant, query, limit=PAGE)


def _reserve_once(tenant: Tenant, count: int, size: int) -> float:
    """Milliseconds of the quickest of three reservations, each of its own numbers."""
    took = []
    for turn in range(3):
        job = _ask(tenant, count, f"growth {size} {turn}")
        start = time.perf_counter()
        run(job)
        took.append((time.perf_counter() - start) * 1000)
    _check(3 * count)
    _forget()
    return min(took)
