"""Asking for a recharge, and what people may do with one that was asked for (rules 12.1, 12.2).

The row comes first: it says how much is to be paid and with what, and it is the only open one of its tenant. Then a job
pays it (`credits.settlements`). Without a payment method it waits for the provider, who records the payment.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import SYSTEM, Actor, record
from credits import mails
from credits.accounts import account_of
from credits.amounts import check_amount
from credits.balances import balance, end_of_lot
from credits.models import Account, PaymentMethod, Recharge
from credits.money import usd
from credits.transitions import move
from jobs.queue import enqueue
from tenants.models import Tenant, User
from tenants.scoping import lock_tenant
from ui.refusals import Refusal

KIND: Final = "credits.recharge"
Status = Recharge.Status


def open_recharge(tenant: Tenant) -> Recharge | None:
    """The tenant's open recharge: there is one at most."""
    found = Recharge.objects.select_related("method").filter(tenant=tenant, status__in=Recharge.OPEN)
    return found.first()


@transaction.atomic
def ask(
    tenant: Tenant, amount: Decimal, *, by: User, method: PaymentMethod | None = None, once: str = ""
) -> Recharge:
    """Ask for `amount` US$ now: of a card, or without one of the provider. `once` makes a double click one recharge.

    Refuses an amount outside 50 to 1,000,000, a tenant that pays afterwards, and a second open recharge.
    """
    tenant = lock_tenant(tenant)
    reference = _reference(once)
    if known := Recharge.objects.filter(tenant=tenant, reference=reference).first():
        return known
    check(tenant, amount)
    if method is not None and method.removed_at is not None:
        raise Refusal(_("This payment method was removed. Choose another one."), field="method")
    return _create(account_of(tenant), amount, method, Recharge.Origin.MANUAL, reference, by=by)


def check(tenant: Tenant, amount: Decimal) -> None:
    """Refuse what `ask` refuses, so that nothing impossible is shown to be confirmed."""
    if tenant.postpaid:
        raise Refusal(_("Your usage is paid afterwards, so there is no credit to fill up."))
    check_amount(amount)
    if running := open_recharge(tenant):
        raise _one_at_a_time(running)


def expiry_of_new_lot() -> datetime:
    """When credit expires that is paid now."""
    return end_of_lot(timezone.now())


def _reference(once: str) -> str:
    """The recharge of a form: the form's own token when it is one, else a fresh one."""
    try:
        return f"RC-{uuid.UUID(once).hex[:16]}"
    except ValueError:
        return f"RC-{uuid.uuid4().hex[:16]}"


def _one_at_a_time(running: Recharge) -> Refusal:
    return Refusal(
        _(
            "A recharge of %(amount)s is under way (%(reference)s). There is one at a time, so that nothing is paid twice."
        )
        % {"amount": usd(running.amount), "reference": running.reference},
        url=reverse("credits:recharge", args=[running.tenant.slug, running.pk]),
        link=_("See how far it is"),
    )


def fire(account: Account, left: Decimal) -> Recharge | None:
    """Recharge automatically, if that is on, has not stopped, and nothing is under way. Under the tenant's lock."""
    if not account.auto_recharge or account.stopped_at or account.amount is None or account.tenant.postpaid:
        return None
    if open_recharge(account.tenant):
        return None
    return _create(
        account, account.amount, account.method, Recharge.Origin.AUTO, _reference(""), by=SYSTEM, left=left
    )


def _create(
    account: Account,
    amount: Decimal,
    method: PaymentMethod | None,
    origin: Recharge.Origin,
    reference: str,
    *,
    by: Actor,
    left: Decimal | None = None,
) -> Recharge:
    tenant = account.tenant
    recharge = Recharge.objects.create(
        tenant=tenant,
        reference=reference,
        origin=origin,
        status=Status.REQUESTED if method else Status.WITH_PROVIDER,
        amount=amount,
        balance=balance(tenant) if left is None else left,
        method=method,
        agreement="" if method else account.agreement,
        purchase_order="" if method else account.purchase_order,
        asked_by_name=str(by)[:150],
    )
    after = {"amount": str(amount), "origin": origin.value, "method": str(method or "")}
    record("recharge.asked", by=by, tenant=tenant, obj=recharge, after=after)
    if method:
        start(recharge, by=by)
    else:
        mails.tell_operators(recharge)
    return recharge


def start(recharge: Recharge, *, by: Actor, again: bool = False) -> None:
    """Ask for the job that pays; its key begins with the recharge's reference."""
    enqueue(
        KIND,
        tenant=recharge.tenant,
        key=f"{recharge.reference} {timezone.now().isoformat()}" if again else recharge.reference,
        title=_("Pay %(amount)s of credit") % {"amount": usd(recharge.amount)},
        payload={"recharge": recharge.pk},
        by=by if isinstance(by, User) else None,
        total=1,
    )


def withdraw(recharge: Recharge, *, by: Actor, note: str = "") -> None:
    """Take back a recharge that nobody has begun to pay."""
    move(recharge, Status.WITHDRAWN, by=by, note=note)


@transaction.atomic
def ask_again(recharge: Recharge, *, by: User) -> None:
    """Ask the gateway once more what became of a recharge: with the same key, so nothing is paid twice."""
    move(recharge, Status.PAYING, by=by)
    start(recharge, by=by, again=True)


@transaction.atomic
def give_up(recharge: Recharge, *, by: User, note: str) -> None:
    """The operator has found out at the gateway that nothing was taken."""
    if not note.strip():
        raise Refusal(_("Write how you know that nothing was taken."), field="note")
    move(recharge, Status.DECLINED, by=by, note=note, error=note[:300])
    stop_automatic(recharge)
    mails.tell_declined(recharge)


def stop_automatic(recharge: Recharge) -> None:
    """After an automatic recharge that was not paid no other is made until somebody lets them go on."""
    if recharge.origin == Recharge.Origin.AUTO:
        Account.objects.filter(tenant=recharge.tenant).update(stopped_at=recharge.finished_at)
