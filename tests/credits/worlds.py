"""What the tests of credit do again and again."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from audit.log import SYSTEM
from credits import charges
from credits.balances import balance
from credits.charges import Charge
from credits.models import Entry
from credits.payments import record_payment
from tenants.models import Tenant
from tenants.scoping import tenant_scope


def pay(
    tenant: Tenant, amount: str = "100", reference: str = "INV-1", paid_at: datetime | None = None
) -> Entry:
    """A payment that the operator records."""
    with tenant_scope(tenant):
        return record_payment(
            tenant,
            amount=Decimal(amount),
            reference=reference,
            paid_at=paid_at or timezone.now(),
            source=Entry.Source.OPERATOR,
            by=SYSTEM,
        )


def charge(tenant: Tenant, amount: str, reference: str = "CALL-1", **more: Any) -> Charge:
    """Use of a toll-free number."""
    with tenant_scope(tenant):
        return charges.charge(
            tenant, Decimal(amount), reference=reference, purpose=Entry.Purpose.TOLL_FREE, **more
        )


def balance_of(tenant: Tenant, **at: datetime) -> Decimal:
    """What the tenant can spend."""
    with tenant_scope(tenant):
        return balance(tenant, **at)


def at(tenant: Tenant, rest: str = "") -> str:
    return f"/t/{tenant.slug}/credits/{rest}"


def text(answer: Any) -> str:
    """The words of a page: no tags, blanks collapsed."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
