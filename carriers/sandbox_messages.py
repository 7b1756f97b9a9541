"""The sandbox's orders go on as planned, and each step is told by a signed message, once, twice, late or not at all."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime

from carriers import sandbox_clock
from carriers.models import SandboxPort, SandboxPortEvent
from carriers.port_models import Script
from carriers.port_signatures import signed

log = logging.getLogger(__name__)
BATCH: Final = 200
OVER: Final = ("ported", "cancelled", "partial-port-complete")
Receiver = Callable[[bytes, Mapping[str, str]], int]
"""Takes the bytes and the headers of a message and answers with an HTTP status."""

_receivers: list[Receiver] = []


def register_receiver(receive: Receiver) -> None:
    """Say where the sandbox sends its messages: the same door by which a real carrier's come in."""
    if receive not in _receivers:
        _receivers.append(receive)


def payload_of(port: SandboxPort) -> dict[str, Any]:
    """The order as a message has it. The same state has the same id, however often it is told."""
    return {
        "id": f"{port.reference}-{port.serial}",
        "reference": port.reference,
        "customer_reference": port.ours,
        "status": port.words,
        "details": port.reasons,
        "foc": port.foc_at.isoformat() if port.foc_at else None,
        "numbers": [
            {"number": e164, "status": one["words"], "reason": one["reason"]}
            for e164, one in sorted(port.numbers.items())
        ],
        "updated_at": port.changed_at.isoformat(),
    }


def announce(port: SandboxPort, now: datetime) -> None:
    """Keep the order's new state and have it told, as its script wants it."""
    port.serial += 1
    port.changed_at = max(now, port.changed_at + timedelta(milliseconds=1))
    port.save()
    if port.script == Script.SILENT:
        return
    late = port.script == Script.LATE and port.serial % 2 == 1  # every other message is overtaken by the next
    SandboxPortEvent.objects.create(
        port=port,
        payload=payload_of(port),
        due_at=now + timedelta(days=4 if late else 0),
        times=2 if port.script == Script.TWICE else 1,
    )


def tick() -> int:
    """Let open orders go on as far as their calendar is, and send what is due; returns how many steps were made."""
    going_on = SandboxPort.objects.filter(is_over=False).exclude(plan=[]).order_by("pk")
    steps = sum(_go_on(pk) for pk in list(going_on.values_list("pk", flat=True)))
    _send_due()
    return steps


@transaction.atomic
def _go_on(pk: int) -> int:
    port = SandboxPort.objects.select_for_update(skip_locked=True).filter(pk=pk, is_over=False).first()
    if port is None:
        return 0
    now, made = sandbox_clock.now(port.began_at), 0
    while port.plan and (due := _moment(port.plan[0][0])) <= now:
        _due, act, argument = port.plan.pop(0)
        _ACTS[act](port, argument)
        announce(port, due)
        made += 1
    if made and not port.plan and port.words in OVER:
        port.is_over = True
        port.save(update_fields=["is_over"])
    return made


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment


def _say(port: SandboxPort, words: str) -> None:
    port.words = words
    if words == "submitted":
        port.reasons = []


def _confirm(port: SandboxPort, date: str) -> None:
    port.foc_at, port.reasons = _moment(date), []
    port.words = "Foc_Date Confirmed" if port.script == Script.WRONG else "foc-date-confirmed"
    _mark(port, "confirmed")


def _reject(port: SandboxPort, code: str) -> None:
    port.words = "exception"
    port.reasons = [{"code": code, "description": f"The losing carrier says {code}."}]


def _complete(port: SandboxPort, _argument: None) -> None:
    port.words, port.reasons = "ported", []
    _mark(port, "ported")


def _move_most(port: SandboxPort, code: str) -> None:
    """All but the last number move."""
    _mark(port, "ported")
    last = max(port.numbers)
    port.numbers[last] = {"words": "failed", "reason": code}
    port.words = "partial-port-complete"


def _mark(port: SandboxPort, words: str) -> None:
    port.numbers = {e164: {"words": words, "reason": ""} for e164 in port.numbers}


_ACTS: Final[dict[str, Callable[[SandboxPort, Any], None]]] = {
    "words": _say,
    "date": _confirm,
    "reject": _reject,
    "activate": lambda port, _argument: _say(port, "activation-in-progress"),
    "complete": _complete,
    "part": _move_most,
    "cancelled": lambda port, _argument: _say(port, "cancelled"),
}


def _send_due() -> None:
    waiting = SandboxPortEvent.objects.filter(times__gt=0).select_related("port").order_by("pk")[:BATCH]
    for event in waiting:
        if event.due_at <= sandbox_clock.now(event.port.began_at) and _sent(event.payload):
            SandboxPortEvent.objects.filter(pk=event.pk, times__gt=0).update(times=F("times") - 1)


def _sent(payload: dict[str, Any]) -> bool:
    """Hand a message over; one that is not taken is sent again at the next tick."""
    body = json.dumps(payload).encode()
    statuses = [receive(body, signed(body)) for receive in _receivers]
    if wrong := [status for status in statuses if status >= 300]:
        log.warning("The message %s was not taken: %s.", payload["id"], wrong)
    return not wrong
