"""Charges: use is paid from the lots that expire first, once per reference, and never beyond what is there (rules 12)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from credits import balances, thresholds
from credits.models import Entry
from credits.money import usd
from licensing.models import Capability
from licensing.queries import holds
from tenants.models import Person, Tenant
from ui.refusals import Refusal

PRECISION: Final = Decimal("0.0001")
"""Charges are rounded half up to a hundredth of a cent, which is what the ledger keeps."""


class Shortfall(Refusal):
    """The credit does not cover a charge: nothing is taken. `balance` and `needed` are US$."""

    def __init__(self, balance: Decimal, needed: Decimal, tenant: Tenant) -> None:
        self.balance = balance
        self.needed = needed
        super().__init__(
            _("This costs %(needed)s, and %(balance)s is left. Add credit first.")
            % {"needed": usd(needed), "balance": usd(balance)},
            url=reverse("credits:overview", args=[tenant.slug]),
            link=_("Add credit"),
        )


@dataclass(frozen=True)
class Charge:
    """A charge that was taken: `parts` are ids of lots with what each gave; `balance` is what was left after it.

    `replayed` says that the reference was charged before, and that this call took nothing.
    """

    reference: str
    amount: Decimal
    parts: tuple[tuple[int, Decimal], ...]
    balance: Decimal
    replayed: bool = False


def rounded(amount: Decimal) -> Decimal:
    """The amount as the ledger keeps it."""
    return amount.quantize(PRECISION, rounding=ROUND_HALF_UP)


def charge(
    tenant: Tenant,
    amount: Decimal,
    *,
    reference: str,
    purpose: Entry.Purpose,
    person: Person | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Charge:
    """Take `amount` US$ from the lots that expire first. The same reference and amount again is the same charge.

    `person` is who used it: credit only serves people who hold the Communications Credits licence; leave it out for
    resource accounts and for calls that others made to toll-free numbers (rules 12.1). `at` is when it was used, if
    not now. The ledger is the record of charges: it is append-only, and a line in the history for each call would
    bury everything else there.

    Raises Shortfall when the credit does not cover it, and Refusal for an amount that rounds to nothing, a person
    without the licence, a tenant that pays afterwards, and a reference that something else has.
    """
    amount = rounded(amount)
    _check(tenant, amount, person)
    values = {
        "tenant": tenant.pk,
        "amount": amount,
        "reference": reference,
        "purpose": purpose.value,
        "note": note[:200],
        "who": str(person)[:150] if person else "",
    }
    now = timezone.now()
    funds, trigger, taken = _take({**values, "now": now, "at": at or now})
    if not taken:
        return _known(tenant, reference, amount, funds)
    left = funds - amount
    if left <= 0 or (trigger is not None and left < trigger):
        thresholds.review(tenant)
    return Charge(reference, amount, taken, left)


def _check(tenant: Tenant, amount: Decimal, person: Person | None) -> None:
    if amount <= 0:
        raise Refusal(_("A charge is US$ %(least)s at least.") % {"least": PRECISION}, field="amount")
    if tenant.postpaid:
        raise Refusal(_("Usage of this organisation is paid afterwards, so nothing is taken from credit."))
    if person is not None and not holds(person, Capability.COMMUNICATIONS_CREDITS):
        raise Refusal(
            _("%(person)s holds no Communications Credits licence, so credit does not pay for these calls.")
            % {"person": person},
            url=reverse("licensing:person", args=[tenant.slug, person.pk]),
            link=_("Give the licence"),
        )


# Two statements in one message to the database, which makes one transaction of them where none is open: the lock of the
# tenant, as `lock_tenant` takes it, is never held while a message travels. The second statement begins when the lock is
# there, and sees all that was charged before. It takes the lots in the order of their expiry, each with what they hold
# together up to it; those that are needed give their part. It takes nothing when the reference is known or the funds do
# not suffice.
_TAKE = """
SELECT 1 FROM tenants_tenant WHERE id = %(tenant)s FOR NO KEY UPDATE;
WITH usable AS (
  SELECT id, remaining, sum(remaining) OVER (ORDER BY expires_at, id) AS upto
  FROM credits_lot WHERE tenant_id = %(tenant)s AND remaining > 0 AND expires_at > %(now)s
), funds AS (
  SELECT coalesce(sum(remaining), 0) AS balance FROM usable
), taken AS (
  INSERT INTO credits_entry
    (tenant_id, lot_id, kind, amount, reference, part, purpose, source, note, recorded_by_name, at)
  SELECT %(tenant)s, id, 'charge', -least(remaining, %(amount)s - (upto - remaining)), %(reference)s,
    row_number() OVER (ORDER BY upto) - 1, %(purpose)s, 'system', %(note)s, %(who)s, %(at)s
  FROM usable, funds
  WHERE upto - remaining < %(amount)s AND funds.balance >= %(amount)s AND NOT EXISTS
    (SELECT 1 FROM credits_entry WHERE tenant_id = %(tenant)s AND reference = %(reference)s)
  RETURNING part, lot_id, -amount AS gave
)
SELECT funds.balance, (SELECT trigger FROM credits_account WHERE tenant_id = %(tenant)s), taken.lot_id, taken.gave
FROM funds LEFT JOIN taken ON true ORDER BY taken.part
"""


def _take(values: dict[str, Any]) -> tuple[Decimal, Decimal | None, tuple[tuple[int, Decimal], ...]]:
    """The funds before, the balance that is watched for, and what each lot gave: nothing when known or not covered."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        rows = cursor.fetchall()
    funds, trigger, _lot, _gave = rows[0]
    return funds, trigger, tuple((lot, gave) for _funds, _trigger, lot, gave in rows if lot is not None)


def _known(tenant: Tenant, reference: str, amount: Decimal, funds: Decimal) -> Charge:
    """The charge of this reference, taken before. Raises Shortfall when there is none: the funds did not suffice."""
    entries = list(Entry.objects.filter(tenant=tenant, reference=reference).order_by("part"))
    if not entries:
        thresholds.refused(tenant, amount)
        raise Shortfall(funds, amount, tenant)
    total = -sum((entry.amount for entry in entries), balances.ZERO)
    if entries[0].kind != Entry.Kind.CHARGE or total != amount:
        raise Refusal(
            _("The reference %(reference)s belongs to something else, of %(amount)s.")
            % {"reference": reference, "amount": usd(abs(total))},
            field="reference",
        )
    return Charge(
        reference, amount, tuple((entry.lot_id, -entry.amount) for entry in entries), funds, replayed=True
    )
