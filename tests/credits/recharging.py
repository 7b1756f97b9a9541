"""Accounts that recharge, and workers that pay, for the tests."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from credits import auto_recharge, methods, recharges
from credits.models import Entry, PaymentMethod, Recharge, SandboxPayment
from jobs.models import Job
from jobs.sweeps import sweep
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope


def card(tenant: Tenant, by: User, behaves: str = "accepted") -> PaymentMethod:
    """A card of the sandbox."""
    with tenant_scope(tenant):
        return methods.add(tenant, gateway="sandbox", token=behaves, name=f"Card {behaves}", by=by)


def ask(tenant: Tenant, by: User, behaves: str = "accepted", amount: str = "100", **more: Any) -> Recharge:
    """A recharge by hand; with no card ("") the provider is asked."""
    method = card(tenant, by, behaves) if behaves else None
    with tenant_scope(tenant):
        return recharges.ask(tenant, Decimal(amount), by=by, method=method, **more)


def automatic(tenant: Tenant, by: User, behaves: str = "accepted", **values: Any) -> None:
    """Recharge 200 by itself below 40."""
    method = card(tenant, by, behaves) if behaves else None
    settings = {
        "auto_recharge": True,
        "trigger": Decimal(40),
        "amount": Decimal(200),
        "method": method,
        "agreement": "",
        "purchase_order": "",
    }
    with tenant_scope(tenant):
        auto_recharge.change(tenant, settings | values, by=by)


def work(rounds: int = 40) -> int:
    """Let the workers do what waits, however long they would wait."""
    done = 0
    for _round in range(rounds):
        Job._base_manager.filter(status=Job.Status.QUEUED).update(run_after=timezone.now())
        ran = sweep(grace_seconds=-1)
        done += ran
        if not ran:
            break
    return done


def again(recharge: Recharge) -> Recharge:
    """The recharge as it is now."""
    return Recharge._base_manager.select_related("tenant", "method", "entry").get(pk=recharge.pk)


def recharges_of(tenant: Tenant) -> list[Recharge]:
    """The tenant's recharges, the first one first."""
    with tenant_scope(tenant):
        return list(Recharge.objects.order_by("id"))


def booked(tenant: Tenant) -> list[Decimal]:
    """The payments in the ledger."""
    with tenant_scope(tenant):
        return list(Entry.objects.filter(kind="payment").order_by("id").values_list("amount", flat=True))


def taken() -> list[Decimal]:
    """What the gateway has taken, by its own book."""
    return list(SandboxPayment.objects.filter(status="paid").order_by("at").values_list("amount", flat=True))
