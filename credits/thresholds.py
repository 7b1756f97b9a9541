"""What follows when the balance has moved: people are told once per crossing, and a recharge is asked for (rules 12)."""

from decimal import Decimal

from django.db import transaction
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from credits import mails, recharges
from credits.accounts import account_of
from credits.balances import ZERO, balance
from credits.models import Account, Lot, Recharge
from tenants.models import Tenant
from tenants.scoping import all_tenants, lock_tenant, tenant_scope

BATCH = 200
MARKS = ("refused_at", "refused_amount", "empty_told_at", "low_told_at")


@transaction.atomic
def review(tenant: Tenant, *, paid: bool = False) -> None:
    """Look at the balance as it is now. Mails go out once until the balance has been above the mark again.

    Safe to call at any time and any number of times; `paid` says that money has come in, which ends what was refused.
    """
    account, left = _now(tenant)
    if paid:
        account.refused_at = account.refused_amount = None
    _empty(account, left)
    _low(account, left)
    account.save(update_fields=MARKS)


@transaction.atomic
def refused(tenant: Tenant, needed: Decimal) -> None:
    """A charge of `needed` US$ was not covered: that is remembered until the next payment, and told once."""
    account, left = _now(tenant)
    if account.refused_at is not None:
        return
    account.refused_at, account.refused_amount = timezone.now(), needed
    if account.empty_told_at is None:
        account.empty_told_at = timezone.now()
        mails.tell_empty(tenant, left, needed)
    _low(account, left)
    account.save(update_fields=MARKS)


def _now(tenant: Tenant) -> tuple[Account, Decimal]:
    """The account and the balance, under the tenant's lock."""
    tenant = lock_tenant(tenant)
    account = account_of(tenant)
    account.tenant = tenant
    return account, balance(tenant)


def _empty(account: Account, left: Decimal) -> None:
    if left > 0:
        if account.refused_at is None:
            account.empty_told_at = None
        return
    if account.empty_told_at or account.tenant.postpaid:
        return
    if Lot.objects.filter(tenant=account.tenant).exists():
        account.empty_told_at = timezone.now()
        mails.tell_empty(account.tenant, left, None)


def _low(account: Account, left: Decimal) -> None:
    if account.trigger is None or account.tenant.postpaid:
        return
    if left >= account.trigger:
        account.low_told_at = None
    elif account.auto_recharge:
        recharges.fire(account, left)
    elif account.low_told_at is None and left > 0:
        account.low_told_at = timezone.now()
        mails.tell_low(account.tenant, left, account.trigger)


def sweep() -> int:
    """Review accounts where something is due and was not done, as after a crash between a charge and its review.

    Over all tenants, in one query while there is nothing to do; returns how many were reviewed.
    """
    with all_tenants():
        tenants = [account.tenant for account in _due()]
    for tenant in tenants:
        with tenant_scope(tenant):
            review(tenant)
    return len(tenants)


def _due() -> list[Account]:
    money = DecimalField(max_digits=14, decimal_places=4)
    usable = Lot.objects.filter(tenant=OuterRef("tenant"), expires_at__gt=timezone.now()).order_by()
    left = Subquery(
        usable.values("tenant").annotate(left=Sum("remaining")).values("left"), output_field=money
    )
    running = Recharge.objects.filter(tenant=OuterRef("tenant"), status__in=Recharge.OPEN)
    to_fire = Q(auto_recharge=True, stopped_at=None, left__lt=F("trigger"), running=False)
    to_warn = Q(auto_recharge=False, low_told_at=None, left__lt=F("trigger"), left__gt=0)
    to_tell = Q(empty_told_at=None, left=0, funded=True)
    found = Account.objects.annotate(
        left=Coalesce(left, ZERO, output_field=money),
        running=Exists(running),
        funded=Exists(Lot.objects.filter(tenant=OuterRef("tenant"))),
    )
    due = found.filter(to_fire | to_warn | to_tell, tenant__postpaid=False)
    return list(due.select_related("tenant").order_by("pk")[:BATCH])
