"""The door of carriers: signed messages come in once, whatever else knocks stays outside."""

import json
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from carriers.models import SandboxPort
from carriers.port_signatures import SIGNATURE, TIMESTAMP, TOLERANCE_SECONDS, signed
from carriers.sandbox_messages import payload_of
from numbering.models import PhoneNumber
from porting.carrier import events, webhooks
from porting.models import CarrierEvent, CarrierOrder, PortEvent, PortOrder
from tenants.models import Tenant, User
from tests.cast import make_tenant
from tests.kills import in_a_process_that_dies
from tests.porting.carrier_days import at_the_carrier, fresh, rounds, send_order
from tests.porting.conftest import make_order, numbers_from
from tests.races import at_once

pytestmark = pytest.mark.usefixtures("reference_data")
DOOR = "/carrier-events/ports/"
Status = PortOrder.Status


def knock(payload: Any, **headers: str) -> int:
    """A message at the door, signed unless headers are given."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return (
        Client()
        .post(DOOR, body, content_type="application/json", headers=headers or signed(body))
        .status_code
    )


def message(order: PortOrder, status: str, *, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    """What the carrier says of an order, so many minutes after now."""
    port = at_the_carrier(order)[0]
    happened = timezone.now() + timedelta(minutes=minutes)
    base = payload_of(port) | {"id": f"event-{status}-{minutes}", "status": status}
    return base | {"updated_at": happened.isoformat(), **fields}


@pytest.fixture
def sent(tenant: Tenant, admin: User) -> PortOrder:
    """An order that the carrier has and is silent about."""
    return send_order(tenant, admin, script="SILENT")


def test_a_signed_message_is_kept_raw_and_done_by_a_worker(sent: PortOrder) -> None:
    said = message(
        sent, "exception", minutes=5, details=[{"code": "LSR_PENDING", "description": "Open order."}]
    )
    assert knock(said) == 202
    event = CarrierEvent.objects.get(event_id=said["id"])
    assert (event.payload, event.handled_at) == (said, None)
    assert fresh(sent).status == Status.SENT
    assert events.handle_waiting() == 1
    assert fresh(sent).status == Status.CARRIER_ACTION


def test_a_replay_is_taken_and_changes_nothing(sent: PortOrder) -> None:
    said = message(sent, "exception", minutes=5)
    assert {knock(said) for _ in range(3)} == {202}
    assert CarrierEvent.objects.filter(event_id=said["id"]).count() == 1
    events.handle_waiting()
    entries = PortEvent._base_manager.filter(order=sent).count()
    assert knock(said) == 202
    assert events.handle_waiting() == 0
    assert PortEvent._base_manager.filter(order=sent).count() == entries


def test_messages_out_of_order_end_where_the_newest_is(sent: PortOrder) -> None:
    date = timezone.now() + timedelta(days=9)
    assert knock(message(sent, "foc-date-confirmed", minutes=20, foc=date.isoformat())) == 202
    assert knock(message(sent, "exception", minutes=10)) == 202
    assert knock(message(sent, "submitted", minutes=1)) == 202
    events.handle_waiting()
    assert (fresh(sent).status, fresh(sent).foc_at) == (Status.DATE_CONFIRMED, date)
    notes = CarrierEvent.objects.order_by("pk").values_list("note", flat=True)
    assert list(notes)[-2:] == ["Older than what is known."] * 2


@pytest.mark.parametrize("shift", [-TOLERANCE_SECONDS - 5, TOLERANCE_SECONDS + 5])
def test_a_signature_of_another_time_is_refused(sent: PortOrder, shift: int) -> None:
    body = json.dumps(message(sent, "ported")).encode()
    assert knock(body, **signed(body, at=time.time() + shift)) == 401
    assert knock(body, **signed(body, at=time.time() - 60)) == 202


def test_what_the_carrier_did_not_sign_is_refused_and_leaves_nothing(sent: PortOrder) -> None:
    before = CarrierEvent.objects.count()
    body = json.dumps(message(sent, "ported")).encode()
    good = signed(body)
    for headers in (
        {"X-Nothing": "here"},
        {TIMESTAMP: good[TIMESTAMP]},
        {SIGNATURE: good[SIGNATURE]},
        {**good, SIGNATURE: good[SIGNATURE][:-1] + "x"},
        {**good, SIGNATURE: "v1=é".encode().decode("latin-1")},
        {**good, TIMESTAMP: "now"},
        {**good, TIMESTAMP: str(int(good[TIMESTAMP]) + 1)},
        signed(body + b" "),
    ):
        assert knock(body, **headers) == 401
    assert CarrierEvent.objects.count() == before


def test_without_a_secret_the_door_is_shut(sent: PortOrder, settings: Settings) -> None:
    settings.PORT_WEBHOOK_SECRET = ""
    assert knock(message(sent, "ported")) == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": "\\u0000"}',
        b'{"id": "\\ud800"}',
        b'{"id": NaN}',
        b'{"id": 1e999}',
        b"null",
    ],
)
def test_what_is_no_message_is_refused(db: None, body: bytes) -> None:
    assert knock(body) == 400


def test_a_message_that_is_too_large_is_refused(db: None) -> None:
    assert knock(b" " * (webhooks.LARGEST + 1)) == 413
    assert knock(b" " * (6 * 1024 * 1024)) == 413


def test_only_posts_come_in_and_not_too_many(db: None, settings: Settings) -> None:
    assert Client().get(DOOR).status_code == 405
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "port_events": "2/m/ip"}
    assert [knock({"id": "x"}) for _ in range(3)] == [202, 202, 429]


def test_a_message_that_cannot_be_read_is_kept_for_people_and_stops_no_other(sent: PortOrder) -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"id": 7, "reference": []},
        {**message(sent, "ported"), "updated_at": "yesterday"},
        {**message(sent, "ported"), "updated_at": "2026-11-26T00:00:00"},
        {**message(sent, "ported"), "updated_at": "9999-12-31T23:59:59-14:00"},
        {**message(sent, "ported"), "foc": "0001-01-01T00:00:00+14:00"},
        {**message(sent, "ported"), "numbers": 7},
        {**message(sent, "ported"), "details": ["x"]},
    ]
    for payload in odd:
        assert knock(payload) == 202
        assert knock(payload) == 202
    unread = CarrierEvent.objects.filter(event_id__startswith="unread-")
    assert unread.count() == len(odd)
    assert not unread.filter(handled_at=None).exists()
    assert knock(message(sent, "exception", minutes=5)) == 202
    events.handle_waiting()
    assert fresh(sent).status == Status.CARRIER_ACTION


def test_an_order_is_recognised_by_our_reference_when_the_carriers_answer_was_lost(
    tenant: Tenant, admin: User
) -> None:
    order = make_order(tenant, Status.SENT, sent_at=timezone.now())
    said = {
        "id": "early",
        "reference": "SP-77",
        "customer_reference": order.reference,
        "status": "submitted",
        "updated_at": timezone.now().isoformat(),
        "numbers": [{"number": one, "status": "pending"} for one in ("+12065553000", "+12065553001")],
    }
    assert knock(said) == 202
    events.handle_waiting()
    part = CarrierOrder._base_manager.get()
    assert (part.reference, part.order_id, len(part.numbers)) == ("SP-77", order.pk, 2)


def test_what_is_said_before_the_order_is_known_is_done_once_it_is(tenant: Tenant, admin: User) -> None:
    order = make_order(tenant, Status.IN_REVIEW, numbers=1, account_number="TEST-SILENT")
    early = {
        "id": "early",
        "reference": f"SP-{order.reference}-1",
        "customer_reference": "",
        "status": "exception",
        "updated_at": timezone.now().isoformat(),
    }
    assert knock(early) == 202
    events.handle_waiting()
    assert CarrierEvent.objects.get(event_id="early").note == events.NO_ORDER
    PortOrder._base_manager.filter(pk=order.pk).update(status=Status.SENT)
    rounds(3)
    assert CarrierEvent.objects.get(event_id="early").note == ""
    assert CarrierOrder._base_manager.get().happened_at is not None


def test_an_event_that_breaks_is_noted_and_the_next_one_is_done(
    sent: PortOrder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    knock(message(sent, "submitted", minutes=1))
    knock(message(sent, "exception", minutes=5))
    real, calls = events.follow, []

    def once_broken(*args: Any) -> str:
        calls.append(args)
        if len(calls) == 1:
            raise RuntimeError("broken")
        return real(*args)

    monkeypatch.setattr(events, "follow", once_broken)
    assert events.handle_waiting() == 2
    assert fresh(sent).status == Status.CARRIER_ACTION
    assert CarrierEvent.objects.filter(note__startswith="An unexpected error").count() == 1
    assert "broke" in caplog.text


def test_one_event_takes_a_fixed_number_of_queries(
    tenant: Tenant, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    small = send_order(tenant, admin, script="SILENT", numbers=1)
    large = send_order(tenant, admin, script="SILENT", numbers=60)
    for order in (small, large):
        date = timezone.now() + timedelta(days=9)
        assert (
            knock(message(order, "foc-date-confirmed", minutes=5, foc=date.isoformat(), id=order.reference))
            == 202
        )
        with django_assert_max_num_queries(32):
            events.handle_waiting()
        assert fresh(order).status == Status.DATE_CONFIRMED
    assert SandboxPort.objects.count() == 2


@pytest.mark.kill
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("die_at", ["before follow", "after follow", "before _done"])
def test_a_worker_that_is_killed_over_an_event_leaves_it_to_the_next(
    die_at: str, reference_data: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "hint", lambda: None)
    tenant = make_tenant(f"kill-{uuid.uuid4().hex[:8]}")
    order = make_order(tenant, Status.ACTIVATING, numbers=2, sent_at=timezone.now())
    said = {
        "id": f"done-{order.reference}",
        "reference": f"SP-{order.reference}",
        "customer_reference": order.reference,
        "status": "ported",
        "updated_at": timezone.now().isoformat(),
        "numbers": [{"number": one, "status": "ported"} for one in numbers_from(0, 2)],
    }
    assert knock(said) == 202
    in_a_process_that_dies(events.handle_waiting, die_at, events)
    assert fresh(order).status == Status.ACTIVATING
    assert not PhoneNumber._base_manager.exists()
    assert events.handle_waiting() == 1
    assert fresh(order).status == Status.COMPLETED
    assert PhoneNumber._base_manager.count() == 2
    moves = PortEvent._base_manager.filter(order=order, kind=PortEvent.Kind.MOVED)
    assert moves.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet")
def test_workers_at_once_do_each_event_once(reference_data: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "hint", lambda: None)
    tenant = make_tenant(f"race-{uuid.uuid4().hex[:8]}")
    order = make_order(tenant, Status.ACTIVATING, numbers=2, sent_at=timezone.now())
    for n, status in enumerate(("activation-in-progress", "ported", "ported")):
        said = {
            "id": f"event-{n}",
            "reference": f"SP-{order.reference}",
            "customer_reference": order.reference,
            "status": status,
            "updated_at": (timezone.now() + timedelta(minutes=n)).isoformat(),
            "numbers": [],
        }
        assert knock(said) == 202
    CarrierOrder._base_manager.create(
        tenant=tenant,
        order=order,
        carrier="sandbox",
        reference=f"SP-{order.reference}",
        numbers=numbers_from(0, 2),
    )
    at_once(*[events.handle_waiting] * 4)
    events.handle_waiting()
    assert fresh(order).status == Status.COMPLETED
    assert PhoneNumber._base_manager.count() == 2
    assert not CarrierEvent.objects.filter(handled_at=None).exists()
    assert PortEvent._base_manager.filter(order=order, kind=PortEvent.Kind.MOVED).count() == 1
