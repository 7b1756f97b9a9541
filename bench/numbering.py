"""Searching a stock of a million numbers, and holding and acquiring a thousand."""

import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone

from bench import Measurement, benchmark
from carriers import stock
from carriers.base import NumberKind, Query
from carriers.models import SandboxNumber
from jobs.models import Job
from jobs.runner import run
from licensing.models import Product, SeatPurchase
from numbering import holds, orders
from numbering.models import HeldNumber, PhoneNumber
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope

MILLION = 1_000_000
PAGE = 50
HELD = 1000

_STOCK = """
INSERT INTO carriers_sandboxnumber
  (e164, country, state, city, kind, user_grade, digit_groups, reference, reserved_until, acquired, resting_until)
SELECT e164, 'US', 'State ' || (n %% 50), 'City ' || (n %% 500), 'geographic', true,
  ARRAY(SELECT DISTINCT substr(e164, at, 3) FROM generate_series(2, length(e164) - 2) AS at), '', NULL, false, NULL
FROM generate_series(0, %s - 1) AS n, LATERAL (SELECT '+1' || (2062000000 + n * 37::bigint) AS e164) AS number
"""


def milliseconds(act: Callable[[], object], times: int = 20) -> float:
    """The median of several runs, in milliseconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)[len(found) // 2]


@benchmark("number_search")
def number_search() -> Iterator[Measurement]:
    """One page of a search by city, by beginning and by digits, against the same rows by primary key."""
    tenant = Tenant.objects.create(name="Bench", slug="bench-search", country="US")
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, [MILLION])
        cursor.execute("ANALYZE carriers_sandboxnumber")
    yield Measurement("number_search: stock built", MILLION, time.perf_counter() - start, "s")
    geographic = Query("US", NumberKind.GEOGRAPHIC)
    queries = {
        "by city": Query("US", NumberKind.GEOGRAPHIC, state="State 7", city="City 7"),
        "by beginning": Query("US", NumberKind.GEOGRAPHIC, prefix="12070"),
        "by four digits": Query("US", NumberKind.GEOGRAPHIC, contains="5501"),
        "by two digits": Query("US", NumberKind.GEOGRAPHIC, contains="77"),
        "anywhere": geographic,
    }
    with tenant_scope(tenant):
        for name, query in queries.items():
            keys = [offer.e164 for offer in holds.search(tenant, query, limit=PAGE).offers]
            plain = milliseconds(lambda keys=keys: list(SandboxNumber.objects.filter(pk__in=keys)))  # type: ignore[misc]
            took = milliseconds(lambda query=query: holds.search(tenant, query, limit=PAGE))  # type: ignore[misc]
            yield Measurement(f"number_search: {name}", len(keys), took, "ms", plain)
    SandboxNumber.objects.all().delete()


@benchmark("hold_acquire")
def hold_acquire() -> Iterator[Measurement]:
    """Hold a thousand numbers, acquire them; each against one plain UPDATE of as many rows."""
    tenant = Tenant.objects.create(name="Bench", slug="bench-hold", country="US")
    user = User.objects.create_user("bench@example.com", None)
    stock.put(
        [stock.Block(f"+1206{n:05d}", 100, "US", "", "", NumberKind.GEOGRAPHIC, True) for n in range(20)]
    )
    product, _made = Product.objects.get_or_create(
        sku="BENCH", defaults={"name": "Bench", "gives": ["calling_plan"]}
    )
    numbers = list(SandboxNumber.objects.order_by("pk").values_list("pk", flat=True)[:HELD])
    with tenant_scope(tenant):
        SeatPurchase.objects.create(
            tenant=tenant,
            product=product,
            quantity=HELD,
            reference="bench",
            bought_on=timezone.localdate(),
            source=SeatPurchase.Source.OPERATOR,
            recorded_by_name="Bench",
        )
        plain = milliseconds(
            lambda: SandboxNumber.objects.filter(pk__in=numbers).update(reserved_until=None), 5
        )
        start = time.perf_counter()
        order = holds.hold(
            tenant, numbers, query_place="", usage="user", kind="geographic", country="US", by=user
        )
        yield Measurement("hold_acquire: hold", HELD, (time.perf_counter() - start) * 1000, "ms", plain)
        start = time.perf_counter()
        job = orders.acquire(order, by=user)
        run(job.pk)
        took = (time.perf_counter() - start) * 1000
        done = PhoneNumber.objects.count() == HELD and not HeldNumber.objects.exists()
        if not done or Job.objects.get(pk=job.pk).status != Job.Status.DONE:
            raise AssertionError("not all numbers were acquired")
        yield Measurement("hold_acquire: acquire", HELD, took, "ms", plain)
