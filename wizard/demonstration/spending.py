"""A month of use of the demonstration's credit: small charges, the same at every seeding."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from credits import charges, expectations
from credits.models import Entry, ExpectedUse
from tenants.models import Tenant, User

DAYS = 29
TOLL_FREE_RATE = Decimal("0.0225")  # invented for the demonstration, as are its calls


def use(tenant: Tenant, number: str) -> None:
    """Calls of each weekday to a toll-free number, and now and then one that no plan includes."""
    for index, (at, purpose, amount, note) in enumerate(_calls(number)):
        charges.charge(tenant, amount, reference=f"CALL-{index:04}", purpose=purpose, note=note, at=at)


def _calls(number: str) -> Iterator[tuple[datetime, Entry.Purpose, Decimal, str]]:
    start = timezone.now() - timedelta(days=DAYS)
    for day in range(DAYS):
        at = start + timedelta(days=day, minutes=37 * day % 300)
        if at.weekday() < 5:
            minutes = 60 + 41 * day % 90
            yield at, Entry.Purpose.TOLL_FREE, minutes * TOLL_FREE_RATE, f"{minutes} min, {number}"
        if day % 7 == 3:
            minutes = 4 + day % 9
            yield at, Entry.Purpose.BEYOND_POOL, minutes * Decimal("0.35"), f"{minutes} min, +41 44 555 01 40"


def expect(tenant: Tenant, by: User) -> None:
    """What the admin expects of a month."""
    for kind, country, called, minutes in (
        (ExpectedUse.Kind.TOLL_FREE, "US", "", 2400),
        (ExpectedUse.Kind.OUT_OF_PLAN, "CH", ExpectedUse.Called.MOBILE, 60),
        (ExpectedUse.Kind.BEYOND_POOL, "US", ExpectedUse.Called.LANDLINE, 500),
    ):
        expectations.expect(tenant, kind=kind, country=country, called=called, minutes=minutes, by=by)
