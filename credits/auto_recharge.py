"""The settings of an account: what it is warned at, and how it is recharged by itself (rules 12.1)."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from credits import recharges, thresholds
from credits.accounts import account_of
from credits.amounts import check_amount
from credits.models import Account, Recharge
from credits.money import CENT, usd
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal

FIELDS: Final = ("auto_recharge", "trigger", "amount", "method", "agreement", "purchase_order")


@transaction.atomic
def change(tenant: Tenant, values: Mapping[str, Any], *, by: User) -> Account:
    """Write the settings (`FIELDS`) and act on them: a balance below the trigger is recharged at once.

    Saving lets automatic recharges go on that had stopped. Switched off, they take back what nobody has begun to pay:
    nobody is charged who has said no. Refuses with the field what does not fit together.
    """
    tenant = lock_tenant(tenant)
    account = account_of(tenant)
    check(tenant, values)
    method = values["method"]
    if method is not None and method.removed_at is not None:
        raise Refusal(_("This payment method was removed. Choose another one."), field="method")
    before = {name: getattr(account, name) for name in FIELDS}
    for name in FIELDS:
        setattr(account, name, values[name])
    account.stopped_at = None
    account.save()
    changed = [name for name in FIELDS if before[name] != values[name]]
    if changed:
        record(
            "recharge.settings_changed",
            by=by,
            tenant=tenant,
            obj=account,
            before={name: _said(before[name]) for name in changed},
            after={name: _said(values[name]) for name in changed},
        )
    if not account.auto_recharge:
        _take_back(tenant, by=by)
    thresholds.review(tenant)
    return account


def _said(value: Any) -> Any:
    return value if isinstance(value, bool) else str(value or "")


def check(tenant: Tenant, values: Mapping[str, Any]) -> None:
    """Refuse figures that do not fit together, with the field."""
    trigger, amount = values["trigger"], values["amount"]
    if trigger is not None and (trigger <= 0 or trigger != trigger.quantize(CENT)):
        raise Refusal(_("Enter an amount above zero, in whole cents."), field="trigger")
    if not values["auto_recharge"]:
        return
    if tenant.postpaid:
        raise Refusal(
            _("Your usage is paid afterwards, so there is nothing to recharge."), field="auto_recharge"
        )
    if trigger is None:
        raise Refusal(_("Enter below which balance the recharge is made."), field="trigger")
    if amount is None:
        raise Refusal(_("Enter how much is added each time."), field="amount")
    check_amount(amount)
    if amount < trigger:
        raise Refusal(
            _(
                "%(amount)s added to an empty balance is still below %(trigger)s, so one recharge would follow the "
                "other. Add %(trigger)s at least, or begin at a lower balance."
            )
            % {"amount": usd(amount), "trigger": usd(trigger)},
            field="amount",
        )


def _take_back(tenant: Tenant, *, by: User) -> None:
    running = recharges.open_recharge(tenant)
    may = (Recharge.Status.REQUESTED, Recharge.Status.WITH_PROVIDER)
    if running and running.origin == Recharge.Origin.AUTO and running.status in may:
        recharges.withdraw(running, by=by, note=_("Automatic recharges were switched off."))


@transaction.atomic
def resume(tenant: Tenant, *, by: User) -> bool:
    """Let automatic recharges go on after one was not paid; below the trigger one is made at once.

    False when they had not stopped: somebody else was quicker, or there is nothing to let go on.
    """
    lock_tenant(tenant)
    account = account_of(tenant)
    if account.stopped_at is None:
        return False
    record(
        "recharge.resumed",
        by=by,
        tenant=tenant,
        obj=account,
        before={"stopped_at": account.stopped_at},
        after={"stopped_at": None},
    )
    Account.objects.filter(pk=account.pk).update(stopped_at=None)
    thresholds.review(tenant)
    return True
