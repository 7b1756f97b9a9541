"""Days at the sandbox carrier pass as quickly as a test wants: its calendar is set forward, and the workers do their round."""

from django.conf import settings

from carriers import sandbox_clock, sandbox_messages
from carriers.models import SandboxPort
from jobs import sweeps
from porting import tasks
from porting.carrier import sending
from porting.models import PortOrder
from porting.transitions import Side, move
from tenants.models import Tenant, User
from tenants.scoping import tenant_scope
from tests.porting.conftest import make_order

Status = PortOrder.Status


def rounds(times: int = 2) -> None:
    """The workers, the sandbox and the sweeps, one after the other."""
    settings.PORT_POLL_SECONDS = 0
    for _ in range(times):
        sweeps.sweep(grace_seconds=0)
        sandbox_messages.tick()
        tasks.sweep()


def pass_days(days: float) -> None:
    """So many days at the carrier, in steps of a half, so that nothing is skipped over."""
    left = days
    while left > 0:
        sandbox_clock.skip(min(0.5, left))
        rounds(1)
        left -= 0.5
    rounds()


def send_order(
    tenant: Tenant, by: User, *, script: str = "", numbers: int | list[str] = 2, **fields: object
) -> PortOrder:
    """An order that the desk has sent, treated by the carrier as the script says."""
    account = f"7741 TEST-{script}" if script else "7741"
    order = make_order(tenant, Status.IN_REVIEW, numbers=numbers, account_number=account, **fields)
    PortOrder._base_manager.filter(pk=order.pk).update(created_by=by, foc_at=None)
    with tenant_scope(tenant):
        order.refresh_from_db()
        sending.send(order, by=by)
    rounds()
    return fresh(order)


def resubmit(order: PortOrder, by: User) -> PortOrder:
    """The customer corrects, and the desk sends the next version."""
    with tenant_scope(order.tenant):
        move(order, Status.IN_REVIEW, by=by, side=Side.CUSTOMER, version=order.version + 1)
        sending.send(order, by=by)
    rounds()
    return fresh(order)


def fresh(order: PortOrder) -> PortOrder:
    """The order as it is now."""
    return PortOrder._base_manager.select_related("tenant", "created_by").get(pk=order.pk)


def at_the_carrier(order: PortOrder) -> list[SandboxPort]:
    """The sandbox's own books of an order."""
    return list(SandboxPort.objects.filter(ours=order.reference).order_by("pk"))
