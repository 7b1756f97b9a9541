"""The desk of port orders with 10,000 open orders of 1,000,000 numbers, against the same desk with ten: queries and time."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import Measurement, benchmark, scaled
from porting.desk import views
from porting.models import PortedNumber, PortEvent, PortOrder
from porting.versions import keep_version
from tenants.models import Tenant, User
from tenants.scoping import all_tenants, tenant_scope

ORDERS: Final = 10_000
FEW: Final = 10
NUMBERS: Final = 100  # of each order
TENANTS: Final = 400
ROUNDS: Final = 15
Status = PortOrder.Status

OPEN: Final = (
    Status.IN_REVIEW,  # overdue, nobody's
    Status.IN_REVIEW,  # to be answered later, nobody's
    Status.RETURNED,
    Status.CARRIER_ACTION,
    Status.SENT,
    Status.DATE_CONFIRMED,
    Status.LOCKED,
    Status.ACTIVATING,
    Status.PARTLY_COMPLETED,
    Status.CANCEL_REQUESTED,
)
"""How open orders stand, a tenth of them each."""
ELSEWHERE: Final = (
    Status.DRAFT,
    Status.AWAITING_SIGNATURE,
    Status.COMPLETED,
    Status.CANCELLED,
    Status.EXPIRED,
)
"""A quarter as many orders besides, which the queue does not show."""

_DIFFERENT: Final[Mapping[str, str]] = {
    "id": "nextval(pg_get_serial_sequence('porting_portorder', 'id'))",
    "tenant_id": "(%(tenants)s::bigint[])[1 + n %% %(tenant_count)s]",
    "reference": "%(prefix)s || n",
    "name": "'Move ' || n",
    "organisation": "'Organisation ' || n %% %(tenant_count)s",
    "account_number": "lpad((n * 7919)::text, 10, '0')",
    "country": "(ARRAY['US', 'GB', 'DE', 'FR', 'NL'])[1 + n / 10 %% 5]",
    "status": "(%(statuses)s::text[])[1 + n %% %(status_count)s]",
    "answer_due_at": "CASE WHEN NOT %(open)s THEN NULL WHEN n %% 10 = 0 THEN now() - (n %% 900) * interval '1 minute' "
    "WHEN n %% 10 = 1 THEN now() + (1 + n %% 3000) * interval '1 minute' END",
    "claimed_by_id": "CASE WHEN %(open)s AND n %% 10 > 1 THEN %(agent)s END",
    "customer_wrote_at": "CASE WHEN %(open)s AND n %% 50 = 4 THEN now() - n * interval '1 second' END",
    "foc_at": "now() + (n %% 30) * interval '1 day'",
}
"""In what orders differ from the one that they are copied from."""
_ORDERS: Final = """
INSERT INTO porting_portorder ({columns})
SELECT {values} FROM porting_portorder AS seed, generate_series(0, %(count)s - 1) AS n WHERE seed.id = %(seed)s
"""
_NUMBERS: Final = """
INSERT INTO porting_portednumber
  (tenant_id, order_id, e164, status, is_open, usage, rio, reason, carrier_words)
SELECT tenant_id, o.id, '+1' || (2000000000 + o.id * %(each)s + n), 'pending', %(open)s, 'user', '', '', ''
FROM porting_portorder AS o, generate_series(0, %(each)s - 1) AS n WHERE o.reference LIKE %(prefix)s || '%%'
"""
_EVENTS: Final = """
INSERT INTO porting_portevent (tenant_id, order_id, kind, at, by_name, side, private, text, details)
SELECT tenant_id, o.id, 'comment', now(), 'Dora Desk', 'desk', false, 'Message ' || n, '{}'
FROM porting_portorder AS o, generate_series(1, 3) AS n WHERE o.reference LIKE %(prefix)s || '%%'
"""


@benchmark("desk_queue")
def desk_queue_benchmark() -> Iterator[Measurement]:
    """Every page is timed in the small world and again when it has grown.

    The small queue has fewer rows than a page holds, so the large one is measured twice: with pages of as many rows, which
    shows what more orders cost, and as it is, in which the drawing of more rows is part.
    """
    call_command("load_reference_data", verbosity=0)
    agent = User.objects.create_user("bench-desk@example.com", name="Dora Desk", provider_role="desk")
    client = Client()
    client.force_login(agent)
    seed = _seed()
    _grow(seed, agent, prefix="PO-S", tenants=2, count=FEW)
    small = _looks(client, _pages(seed), {})
    _grow(seed, agent, prefix="PO-L", tenants=TENANTS, count=scaled(ORDERS) - FEW)
    alike = _looks(client, _pages(seed), {name: look.rows for name, look in small.items()})
    whole = _looks(client, _pages(seed), {})
    size = scaled(ORDERS)
    for name, was in small.items():
        yield Measurement(f"desk_queue {name}: queries", size, whole[name].queries, "queries", was.queries)
        if was.rows:
            label = f"desk_queue {name}: {was.rows} rows"
            yield Measurement(label, size, alike[name].seconds * 1000, "ms", was.seconds * 1000)
        label = f"desk_queue {name}: {whole[name].rows or NUMBERS} {'rows' if was.rows else 'numbers'}"
        yield Measurement(label, size, whole[name].seconds * 1000, "ms", was.seconds * 1000)


@dataclass(frozen=True)
class Look:
    """What a look at a page took (the fastest of several, which others on the machine disturb least), and how many orders
    it listed (none: it is not a list).
    """

    queries: int
    seconds: float
    rows: int


def _seed() -> PortOrder:
    """The order that all others are copies of: complete, in review, with a hundred numbers."""
    tenant = Tenant.objects.create(name="Fenwick and Daughters", slug="bench-desk", country="US")
    now = timezone.now()
    with tenant_scope(tenant):
        order = PortOrder.objects.create(
            tenant=tenant, reference="PO-SEED", name="Main lines", country="US", kind=PortOrder.Kind.USER,
            provider="Pacific Bell Mutual", account_number="7741 2093 55", billing_number="+12065552000",
            scope=PortOrder.Scope.PARTIAL, remaining=PortOrder.Remaining.KEEP, organisation="Fenwick and Daughters Ltd",
            house_number="1180", street="Harbor Street", city="Tacoma", state="WA", postal_code="98402",
            authorised_name="Paula North", authorised_email="paula@fenwick.example", wanted_at=now, time_zone="UTC",
            number_count=NUMBERS, submitted_at=now, status=Status.IN_REVIEW, answer_due_at=now,
        )  # fmt: skip
        PortedNumber.objects.bulk_create(
            PortedNumber(tenant=tenant, order=order, e164=f"+1919555{n:04}", usage="user", is_open=True)
            for n in range(NUMBERS)
        )
        keep_version(order, by=User.objects.get())
        PortEvent.objects.create(tenant=tenant, order=order, kind="comment", by_name="Dora", side="desk")
    return order


def _grow(seed: PortOrder, agent: User, *, prefix: str, tenants: int, count: int) -> None:
    """So many open orders more, of so many tenants, and a quarter as many that are not at the desk."""
    made = Tenant.objects.bulk_create(
        Tenant(name=f"Organisation {prefix}{n}", slug=f"bench-{prefix.lower()}-{n}", country="US")
        for n in range(tenants)
    )
    keys = [tenant.pk for tenant in made]
    _copy(seed, agent, keys, prefix=prefix, statuses=OPEN, count=count)
    _copy(seed, agent, keys, prefix=f"{prefix}E", statuses=ELSEWHERE, count=count // 4)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as the database's own housekeeping does


def _copy(
    seed: PortOrder, agent: User, tenants: Sequence[int], *, prefix: str, statuses: Sequence[str], count: int
) -> None:
    columns = [str(field.column) for field in PortOrder._meta.concrete_fields]
    values = [_DIFFERENT.get(column, f"seed.{column}") for column in columns]
    words: dict[str, Any] = {
        "seed": seed.pk,
        "count": count,
        "prefix": f"{prefix}-",
        "tenants": list(tenants),
        "tenant_count": len(tenants),
        "statuses": list(statuses),
        "status_count": len(statuses),
        "open": statuses is OPEN,
        "agent": agent.pk,
        "each": NUMBERS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS.format(columns=", ".join(columns), values=", ".join(values)), words)
        cursor.execute(_NUMBERS, words)
        cursor.execute(_EVENTS, words)


def _pages(seed: PortOrder) -> dict[str, str]:
    """The pages, by their names."""
    with all_tenants():
        number = PortedNumber.objects.exclude(order=seed).earliest("pk")
    return {
        "open": "/desk/ports/view/open/",
        "new": "/desk/ports/",
        "search": f"/desk/ports/view/open/?q={number.e164[-8:]}",
        "order": f"/desk/ports/{seed.pk}/",
    }


def _looks(client: Client, pages: Mapping[str, str], per_page: Mapping[str, int]) -> dict[str, Look]:
    """A look at each page; lists with pages of so many rows."""
    found = {}
    for name, url in pages.items():
        with patch.object(views, "PER_PAGE", per_page.get(name) or views.PER_PAGE):
            found[name] = _look(client, url)
    return found


def _look(client: Client, url: str) -> Look:
    first = client.get(url)
    if first.status_code != 200:
        raise RuntimeError(f"{url} answers {first.status_code}.")
    rows = first.content.count(b'name="pick"')
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        count = len(queries)  # the next request empties the log
    seconds = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        client.get(url)
        seconds.append(time.perf_counter() - started)
    return Look(count, min(seconds), rows)
