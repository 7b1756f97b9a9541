"""What a payment gateway can do for the console: take an amount, once for each key, however often it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

SANDBOX: Final = "credits.sandbox_gateway.SandboxGateway"


class Outcome(StrEnum):
    """What a gateway says of a payment. Pending: it has begun, and asking again later tells."""

    PAID = "paid"
    DECLINED = "declined"
    PENDING = "pending"


@dataclass(frozen=True)
class Answer:
    """A gateway's word on a key. `reason` is a sentence; `final` says that another try would be declined as well."""

    outcome: Outcome
    reason: str = ""
    final: bool = False


class GatewayError(Exception):
    """The gateway did not answer: the money may have been taken or not. Ask again with the same key."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Gateway(Protocol):
    """Takes money. `name` is written on payment methods; `is_sandbox` says that no money moves."""

    name: str
    is_sandbox: bool

    def pay(self, key: str, amount: Decimal, token: str) -> Answer:
        """Take `amount` US$ from what `token` names. The same key again is the same payment. Raises GatewayError."""


Listener = Callable[[str, Answer], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Hear what gateways say by themselves: late, twice, or before they answer. Registered when Django starts."""
    _listeners.append(listener)


def tell(key: str, answer: Answer) -> None:
    """A gateway's own word on a key, whenever it comes."""
    for listener in _listeners:
        listener(key, answer)


def gateway() -> Gateway | None:
    """The gateway of this installation (setting PAYMENT_GATEWAY), the sandbox where that is allowed, or none."""
    path = settings.PAYMENT_GATEWAY or (SANDBOX if settings.SANDBOX_PAYMENT else "")
    found: Gateway | None = import_string(path)() if path else None
    return found
