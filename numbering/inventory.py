"""How numbers come into the inventory: out of a hold, or handed over outside the quota (rules 3.4)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor, Change, record_many
from carriers.digits import digit_groups
from numbering.claims import taken
from numbering.holds import allowance_for
from numbering.models import HeldNumber, NumberOrder, PhoneNumber, Usage
from tenants.models import Tenant
from tenants.table_statistics import refresh_after
from ui.formats import national
from ui.refusals import Refusal

CALLS_OF_A_PERSON: Final = 3  # at the same time (our inference, editable per number)
CALLS_OF_A_SERVICE: Final = 300


def calls_at_once(usage: str) -> int:
    """How many calls a number takes at the same time by default."""
    return CALLS_OF_A_PERSON if usage == Usage.USER else CALLS_OF_A_SERVICE


def take_in(order: NumberOrder, held: Sequence[HeldNumber]) -> list[str]:
    """Insert held numbers that were granted; those that somebody owns already are skipped. Returns the new ones."""
    rows = [
        PhoneNumber(
            tenant_id=order.tenant_id,
            e164=number.e164,
            digit_groups=digit_groups(number.e164),
            country=number.country,
            state=number.state,
            city=number.city,
            kind=number.kind,
            supply=PhoneNumber.Supply.CALLING_PLAN,
            origin=PhoneNumber.Origin.ONLINE,
            usage=order.usage,
            allowance=number.allowance,
            order=order,
            emergency_address_id=order.emergency_address_id,
            max_concurrent_calls=calls_at_once(order.usage),
        )
        for number in held
    ]
    return [number.e164 for number in insert(rows, order.tenant, "number.acquired", by=SYSTEM)]


def insert(rows: Sequence[PhoneNumber], tenant: Tenant, action: str, *, by: Actor) -> list[PhoneNumber]:
    """Insert numbers with their record in one go; those that somebody owns are skipped. Returns the new ones."""
    wanted = [row.e164 for row in rows]
    mine = PhoneNumber.objects.filter(tenant=tenant, e164__in=wanted)
    before = set(mine.values_list("e164", flat=True))
    PhoneNumber.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    new = [number for number in mine.order_by("e164") if number.e164 not in before]
    facts: Iterable[Change] = (
        Change(
            action, number, after={"usage": number.usage, "country": str(number.country), "city": number.city}
        )
        for number in new
    )
    record_many(facts, by=by, tenant=tenant)
    refresh_after(PhoneNumber, len(new))
    return new


@transaction.atomic
def receive(
    tenant: Tenant,
    e164s: Collection[str],
    *,
    origin: str,
    usage: str,
    kind: str,
    country: str,
    by: Actor,
    supply: str = PhoneNumber.Supply.CALLING_PLAN,
    state: str = "",
    city: str = "",
    extensions: dict[str, str] | None = None,
) -> list[PhoneNumber]:
    """Put numbers that were delivered, ported or uploaded into the inventory: all of them, or none."""
    wanted = sorted(set(e164s))
    if in_use := sorted(taken(wanted)):
        raise Refusal(_in_use(in_use), field="numbers")
    common: dict[str, Any] = {
        "tenant_id": tenant.pk,
        "origin": origin,
        "usage": usage,
        "kind": kind,
        "country": country,
        "supply": supply,
        "state": state,
        "city": city,
        "allowance": allowance_for(usage, kind),
        "max_concurrent_calls": calls_at_once(usage),
    }
    rows = [
        PhoneNumber(
            e164=number,
            digit_groups=digit_groups(number),
            extension=(extensions or {}).get(number, ""),
            **common,
        )
        for number in wanted
    ]
    new = insert(rows, tenant, f"number.{origin}", by=by)
    if len(new) < len(wanted):
        raise Refusal(_in_use(sorted(set(wanted) - {number.e164 for number in new})), field="numbers")
    return new


def _in_use(numbers: Sequence[str]) -> str:
    names = ", ".join(national(one) for one in numbers[:5]) + (" …" if len(numbers) > 5 else "")
    return ngettext(
        "%(names)s is in use already.", "%(n)s numbers are in use already: %(names)s.", len(numbers)
    ) % {"n": len(numbers), "names": names}
