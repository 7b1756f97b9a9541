"""What carriers say: signed messages that are taken in and then done, against as many plain inserts of the same rows."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from bench import Measurement, benchmark
from carriers.port_signatures import signed
from porting.carrier import events, webhooks
from porting.models import CarrierEvent, CarrierOrder, PortedNumber, PortOrder
from tenants.models import Tenant
from tenants.scoping import tenant_scope

ORDERS = 200
NUMBERS = 10  # of each order
STORY = (
    "in-process",
    "submitted",
    "exception",
    "submitted",
    "foc-date-confirmed",
    "activation-in-progress",
    "ported",
)

_PLAIN = """
INSERT INTO bench_events (carrier, event_id, carrier_reference, happened_at, payload, received_at, note)
VALUES ('sandbox', %s, %s, now(), %s, now(), '')
"""


@benchmark("carrier_events")
def carrier_events_benchmark() -> Iterator[Measurement]:
    """Whole lives of orders, one message after the other: taken in, done by one worker, and all of it again as replays."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_events (LIKE porting_carrierevent INCLUDING ALL)")
    said = _messages(_orders())
    size = len(said)
    plain = _rate(said, _insert)
    with patch.object(events, "hint"):  # no worker is told, so that the two halves are measured apart
        taken_in = _rate(said, _receive)
    yield Measurement("carrier_events: taken in", size, taken_in, "a second", plain)
    start = time.perf_counter()
    while events.handle_waiting():
        pass
    yield Measurement("carrier_events: done", size, size / (time.perf_counter() - start), "a second", plain)
    yield Measurement("carrier_events: replays", size, _rate(said, _receive), "a second", plain)
    done = PortOrder._base_manager.filter(status=PortOrder.Status.COMPLETED).count()
    if (
        done != ORDERS
        or CarrierEvent.objects.count() != size
        or CarrierEvent.objects.exclude(note="").exists()
    ):
        raise AssertionError(f"only {done} orders are completed")


def _orders() -> Sequence[str]:
    """Orders that a carrier has, by its references."""
    tenant = Tenant.objects.create(name="Bench", slug="bench-events", country="US")
    with tenant_scope(tenant):
        orders = PortOrder.objects.bulk_create(
            PortOrder(
                tenant=tenant,
                reference=f"PO-B{n}",
                name="Bench",
                country="US",
                kind=PortOrder.Kind.USER,
                status=PortOrder.Status.SENT,
                sent_at=timezone.now(),
                number_count=NUMBERS,
            )
            for n in range(ORDERS)
        )
        PortedNumber.objects.bulk_create(
            PortedNumber(tenant=tenant, order=order, e164=e164, usage="user", is_open=True)
            for order in orders
            for e164 in _numbers(order.reference)
        )
        CarrierOrder.objects.bulk_create(
            CarrierOrder(
                tenant=tenant,
                order=order,
                carrier="sandbox",
                reference=order.reference,
                numbers=_numbers(order.reference),
            )
            for order in orders
        )
    return [order.reference for order in orders]


def _numbers(reference: str) -> list[str]:
    first = 2065000000 + int(reference.removeprefix("PO-B")) * NUMBERS
    return [f"+1{first + n}" for n in range(NUMBERS)]


def _messages(references: Sequence[str]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "id": f"{reference}-{step}",
            "reference": reference,
            "customer_reference": reference,
            "status": words,
            "details": [{"code": "LOCATION_MISMATCH"}] if words == "exception" else [],
            "foc": (now + timedelta(days=9)).isoformat() if step >= 4 else None,
            "numbers": [{"number": one, "status": "pending"} for one in _numbers(reference)]
            if words != "ported"
            else [{"number": one, "status": "ported"} for one in _numbers(reference)],
            "updated_at": (now + timedelta(minutes=step)).isoformat(),
        }
        for step, words in enumerate(STORY)
        for reference in references
    ]


def _rate(said: Sequence[dict[str, Any]], act: Callable[[dict[str, Any]], None]) -> float:
    start = time.perf_counter()
    for payload in said:
        act(payload)
    return len(said) / (time.perf_counter() - start)


def _insert(payload: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, [payload["id"], payload["reference"], json.dumps(payload)])


def _receive(payload: dict[str, Any]) -> None:
    body = json.dumps(payload).encode()
    if webhooks.receive(body, signed(body)) != 202:
        raise AssertionError("a message was not taken")
