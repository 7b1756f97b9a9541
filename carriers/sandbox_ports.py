"""The sandbox carrier moves numbers: it takes weeks of its own short days, and does what real carriers do to one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from carriers import faults, sandbox_clock
from carriers.models import SandboxPort, SandboxPortAnswer
from carriers.port_models import Script
from carriers.port_scripts import after_correction, after_date, chosen_by, date_for, plan
from carriers.port_signatures import is_signed
from carriers.porting_base import (
    FactsRefused,
    NotReadable,
    NumberReport,
    PortAbilities,
    PortFacts,
    PortPart,
    PortReport,
    moment_of,
)
from carriers.sandbox_messages import announce, payload_of

MOST_OF_A_PORT: Final = 20_000


class SandboxPorts:
    """A carrier that moves numbers which are not real."""

    name = "sandbox"
    abilities = PortAbilities(cancel_hours=24, takes_dates=True, takes_supplements=True)

    def now(self, since: datetime) -> datetime:
        """The sandbox's short days."""
        return sandbox_clock.now(since)

    def submit(self, facts: PortFacts) -> list[PortPart]:
        """One order, or two by the script; the same reference again is the same orders."""
        fault = faults.before("port_submit")
        parts = _there(facts.reference) or _take_in(facts)
        faults.after(fault)
        return parts

    def supplement(self, reference: str, facts: PortFacts) -> None:
        """A corrected order goes well."""
        fault = faults.before("port_submit")
        with transaction.atomic():
            port = _locked(reference)
            if facts.version > port.version and not port.is_over:
                now = self.now(port.began_at)
                port.version, port.wanted_at, port.reasons = facts.version, facts.wanted_at, []
                kept = set(facts.numbers)
                port.numbers = {e164: value for e164, value in port.numbers.items() if e164 in kept}
                port.words, port.plan = "submitted", after_correction(now, facts.wanted_at)
                announce(port, now)
        faults.after(fault)

    def poll(self, reference: str) -> Mapping[str, Any]:
        """The order as its last message had it."""
        fault = faults.before("port_poll")
        port = SandboxPort.objects.filter(reference=reference).first()
        faults.after(fault)
        if port is None:
            raise FactsRefused(f"The carrier has no order {reference}.")
        return payload_of(port)

    def read(self, payload: Mapping[str, Any]) -> PortReport:
        """The sandbox's own messages."""
        try:
            return PortReport(
                event_id=str(payload["id"])[:120],
                reference=str(payload["reference"])[:80],
                ours=str(payload.get("customer_reference") or "")[:40],
                words=str(payload["status"])[:120],
                happened_at=moment_of(str(payload["updated_at"])),
                foc_at=moment_of(str(payload["foc"])) if payload.get("foc") else None,
                reasons=tuple(
                    (str(one["code"])[:40], str(one.get("description") or "")[:400])
                    for one in payload.get("details") or ()
                ),
                numbers={
                    str(one["number"]): NumberReport(
                        str(one.get("status") or "")[:120], str(one.get("reason") or "")[:40]
                    )
                    for one in payload.get("numbers") or ()
                },
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise NotReadable("The message is not what the carrier's description says.") from error

    def is_genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Signed with the shared secret, not more than five minutes ago."""
        return is_signed(body, headers)

    def request_date(self, reference: str, at: datetime) -> None:
        """Another date is confirmed after a day, unless it is too late to change."""
        fault = faults.before("port_date")
        with transaction.atomic():
            port = _locked(reference)
            now = self.now(port.began_at)
            _check_time_left(port, now)
            if port.wanted_at != at:
                port.wanted_at = at
                if port.foc_at is not None:
                    port.plan = after_date(now, date_for(now, at))
                port.save()
        faults.after(fault)

    def cancel(self, reference: str) -> None:
        """A cancellation is settled after a day; less than 24 hours before the date there is none."""
        fault = faults.before("port_cancel")
        with transaction.atomic():
            port = _locked(reference)
            if port.words not in ("cancel-pending", "cancelled"):
                now = self.now(port.began_at)
                _check_time_left(port, now)
                settled = (now + timedelta(days=1)).isoformat()
                if port.script == Script.KEEP:
                    back = port.foc_at or date_for(now, port.wanted_at)
                    port.plan = [[settled, "date", back.isoformat()], *after_date(now, back)[1:]]
                else:
                    port.plan = [[settled, "cancelled", None]]
                port.words = "cancel-pending"
                announce(port, now)
        faults.after(fault)


def _there(ours: str) -> list[PortPart]:
    return [
        PortPart(port.reference, tuple(sorted(port.numbers)))
        for port in SandboxPort.objects.filter(ours=ours).order_by("pk")
    ]


@transaction.atomic
def _take_in(facts: PortFacts) -> list[PortPart]:
    script, code = _next_answer() or chosen_by(facts.account_number)
    if script == Script.REFUSE or not facts.numbers or len(facts.numbers) > MOST_OF_A_PORT:
        raise FactsRefused("The carrier refuses the order.", [code or "OTHER"])
    numbers = sorted(facts.numbers)
    half = (len(numbers) + 1) // 2
    groups = [numbers[:half], numbers[half:]] if script == Script.SPLIT and len(numbers) > 1 else [numbers]
    for count, group in enumerate(groups, start=1):
        port = SandboxPort(
            reference=f"SP-{facts.reference}-{count}"[:40],
            ours=facts.reference,
            version=facts.version,
            script=script,
            code=code,
            wanted_at=facts.wanted_at,
            numbers={e164: {"words": "pending", "reason": ""} for e164 in group},
        )
        port.changed_at = port.began_at
        port.plan = plan(script, code, port.began_at, facts.wanted_at)
        port.save()
    return _there(facts.reference)


def _next_answer() -> tuple[str, str] | None:
    """What an operator has chosen for the next order, used up by one."""
    rows = SandboxPortAnswer.objects.filter(remaining__gt=0).order_by("pk")
    answer = rows.select_for_update(skip_locked=True).first()
    if answer is None:
        return None
    SandboxPortAnswer.objects.filter(pk=answer.pk).update(remaining=F("remaining") - 1)
    return answer.script, answer.code


def _locked(reference: str) -> SandboxPort:
    port = SandboxPort.objects.select_for_update().filter(reference=reference).first()
    if port is None:
        raise FactsRefused(f"The carrier has no order {reference}.")
    return port


def _check_time_left(port: SandboxPort, now: datetime) -> None:
    if port.is_over or (port.foc_at is not None and port.foc_at - now < timedelta(hours=24)):
        raise FactsRefused("The carrier changes nothing less than 24 hours before the date.")
