"""What a tenant can pay with: cards of the sandbox, methods that a gateway knows, or the provider."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from credits import methods
from credits.gateways import gateway
from credits.models import PaymentMethod
from credits.sandbox_gateway import CARDS, SandboxGateway
from tenants.models import Tenant, User

PROVIDER: Final = "provider"


@dataclass(frozen=True)
class PaymentChoice:
    """One way to pay: the value in forms, and the words."""

    value: str
    words: str


def choices_for(tenant: Tenant) -> list[PaymentChoice]:
    """All ways to pay, those that pay at once coming first; the provider can always be asked."""
    taker = gateway()
    found: list[PaymentChoice] = []
    if taker is not None and taker.is_sandbox:
        found = [PaymentChoice(f"card:{card.token}", f"{card.name}: {card.what}") for card in CARDS]
    elif taker is not None:
        known = methods.methods_of(tenant).filter(gateway=taker.name)
        found = [PaymentChoice(f"method:{method.pk}", method.name) for method in known]
    return [*found, PaymentChoice(PROVIDER, _("Your provider, who collects the payment and records it"))]


def value_of(method: PaymentMethod | None) -> str:
    """The choice that a stored method stands for."""
    if method is None:
        return PROVIDER
    return f"card:{method.token}" if method.gateway == SandboxGateway.name else f"method:{method.pk}"


def method_for(tenant: Tenant, value: str, *, by: User) -> PaymentMethod | None:
    """The method of a choice of `choices_for`; a sandbox card becomes a method when it is first used."""
    kind, _colon, key = value.partition(":")
    if kind == "card":
        card = next(card for card in CARDS if card.token == key)
        return methods.add(tenant, gateway=SandboxGateway.name, token=key, name=str(card.name), by=by)
    if kind == "method":
        return methods.methods_of(tenant).get(pk=key)
    return None
