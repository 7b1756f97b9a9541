"""Payments: each makes a lot that lives for twelve months, and one entry in the ledger (rules 12.1)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.log import Actor, record
from credits import thresholds
from credits.amounts import check_amount
from credits.balances import end_of_lot
from credits.models import Entry, Lot
from tenants.models import Tenant
from tenants.scoping import lock_tenant
from ui.refusals import Refusal


@transaction.atomic
def record_payment(
    tenant: Tenant,
    *,
    amount: Decimal,
    reference: str,
    paid_at: datetime,
    source: Entry.Source,
    by: Actor,
    note: str = "",
) -> Entry:
    """Write a payment of `amount` US$. The same reference with the same amount is the payment that is there already.

    Refuses an amount outside 50 to 1,000,000, a date in the future or older than a lot lives, and a reference that
    another payment has.
    """
    lock_tenant(tenant)
    if known := Entry.objects.filter(tenant=tenant, reference=reference).first():
        return _same_payment(known, amount)
    _check(amount, paid_at)
    lot = Lot.objects.create(tenant=tenant, paid_at=paid_at, expires_at=end_of_lot(paid_at))
    entry = Entry.objects.create(
        tenant=tenant,
        lot=lot,
        kind=Entry.Kind.PAYMENT,
        amount=amount,
        reference=reference,
        source=source,
        note=note,
        at=paid_at,
        recorded_by_name=str(by)[:150],
    )
    after = {"amount": str(amount), "reference": reference, "expires_at": lot.expires_at, "source": source}
    record("credit.paid", by=by, tenant=tenant, obj=entry, after=after)
    thresholds.review(tenant, paid=True)
    return entry


def _same_payment(known: Entry, amount: Decimal) -> Entry:
    if known.kind == Entry.Kind.PAYMENT and known.amount == amount:
        return known
    raise Refusal(
        _(
            "The reference %(reference)s belongs to a payment of US$ %(amount)s. Give this payment its own reference."
        )
        % {"reference": known.reference, "amount": f"{known.amount:.2f}"},
        field="reference",
    )


def _check(amount: Decimal, paid_at: datetime) -> None:
    now = timezone.now()
    check_amount(amount)
    if paid_at > now:
        raise Refusal(
            _("The date of the payment is in the future. Enter the day on which it arrived."), field="paid_on"
        )
    if end_of_lot(paid_at) <= now:
        raise Refusal(
            _("A payment of that day has expired already: credit lives for twelve months. Check the date."),
            field="paid_on",
        )
