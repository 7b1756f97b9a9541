"""The sandbox gateway: no money moves, and each of its cards goes wrong in its own way. For demonstrations and tests."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from credits.gateways import Answer, GatewayError, Outcome, tell
from credits.models import SandboxPayment

Status = SandboxPayment.Status


class Behaviour(StrEnum):
    """What the gateway does with a card; it is the card's token."""

    ACCEPTED = "accepted"
    EXPIRED = "expired"
    POOR = "poor"
    SLOW = "slow"
    TWICE = "twice"
    LATE = "late"
    SILENT = "silent"


@dataclass(frozen=True)
class Card:
    """A card that the sandbox knows: what it is called, and what it is good for."""

    token: Behaviour
    name: StrPromise
    what: StrPromise


CARDS: Final = (
    Card(Behaviour.ACCEPTED, gettext_lazy("Sandbox card 4242"), gettext_lazy("is accepted")),
    Card(
        Behaviour.EXPIRED, gettext_lazy("Sandbox card 0069"), gettext_lazy("has expired: declined for good")
    ),
    Card(Behaviour.POOR, gettext_lazy("Sandbox card 9995"), gettext_lazy("has no money: tried three times")),
    Card(Behaviour.SLOW, gettext_lazy("Sandbox card 3220"), gettext_lazy("is accepted after a while")),
    Card(
        Behaviour.TWICE, gettext_lazy("Sandbox card 2222"), gettext_lazy("is accepted, and we are told twice")
    ),
    Card(
        Behaviour.LATE, gettext_lazy("Sandbox card 0259"), gettext_lazy("is charged, and the answer is lost")
    ),
    Card(Behaviour.SILENT, gettext_lazy("Sandbox card 0000"), gettext_lazy("leaves the gateway silent")),
)


class SandboxGateway:
    """Keeps its own book of keys, as a real gateway does: it survives whatever becomes of the asking worker."""

    name = "sandbox"
    is_sandbox = True

    def pay(self, key: str, amount: Decimal, token: str) -> Answer:
        """See `gateways.Gateway.pay`. A key that comes again with another amount is a mistake of ours."""
        if token == Behaviour.SILENT:
            raise GatewayError(_("The payment gateway did not answer."))
        payment, made = self._write(key, amount, token)
        if payment.amount != amount:
            raise GatewayError(_("The payment gateway knows this payment with another amount."))
        if token == Behaviour.LATE and made:
            raise GatewayError(_("The payment gateway's answer was lost."))
        answer = _answer(payment)
        if token == Behaviour.TWICE:
            tell(key, answer)
        return answer

    @transaction.atomic
    def _write(self, key: str, amount: Decimal, token: str) -> tuple[SandboxPayment, bool]:
        now = timezone.now()
        values = {"token": token, "amount": amount, "status": _first_status(token)}
        if token == Behaviour.SLOW:
            values["due_at"] = now + timedelta(seconds=settings.SANDBOX_SECONDS * 4)
        _payment, made = SandboxPayment.objects.get_or_create(key=key, defaults=values)
        due = SandboxPayment.objects.filter(key=key, status=Status.PENDING, due_at__lte=now)
        if not made:
            due.update(status=Status.PAID)
        SandboxPayment.objects.filter(key=key).update(asked=F("asked") + 1)
        return SandboxPayment.objects.get(key=key), made


def _first_status(token: str) -> str:
    if token in (Behaviour.EXPIRED, Behaviour.POOR):
        return Status.DECLINED
    return Status.PENDING if token == Behaviour.SLOW else Status.PAID


def _answer(payment: SandboxPayment) -> Answer:
    if payment.status == Status.PENDING:
        return Answer(Outcome.PENDING)
    if payment.status == Status.PAID:
        return Answer(Outcome.PAID)
    if payment.token == Behaviour.EXPIRED:
        return Answer(Outcome.DECLINED, _("The card has expired."), final=True)
    return Answer(Outcome.DECLINED, _("The card has not enough money on it."))
