"""What an admin expects to be used: typed, kept, changed and taken out (rules 12.1, ours)."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from credits.accounts import account_of
from credits.models import Account, ExpectedUse
from tenants.models import Tenant, User
from ui.refusals import Refusal

MOST_LINES = 200


@transaction.atomic
def expect(tenant: Tenant, *, kind: str, country: str, called: str, minutes: int, by: User) -> ExpectedUse:
    """Expect so many minutes a month; what was expected of these calls before is replaced."""
    called = "" if kind == ExpectedUse.Kind.TOLL_FREE else called or ExpectedUse.Called.LANDLINE
    if ExpectedUse.objects.filter(tenant=tenant).count() >= MOST_LINES:
        raise Refusal(_("An estimate has 200 lines at most. Take some out first."))
    known = ExpectedUse.objects.filter(tenant=tenant, kind=kind, country=country, called=called).first()
    before = {"minutes": known.minutes} if known else {}
    use, _made = ExpectedUse.objects.update_or_create(
        tenant=tenant, kind=kind, country=country, called=called, defaults={"minutes": minutes}
    )
    record("expected_use.changed", by=by, tenant=tenant, obj=use, before=before, after={"minutes": minutes})
    return use


@transaction.atomic
def forget(use: ExpectedUse, *, by: User) -> None:
    """Take a line out."""
    record("expected_use.removed", by=by, tenant=use.tenant, obj=use, before={"minutes": use.minutes})
    use.delete()


@transaction.atomic
def set_lead_days(tenant: Tenant, days: int, *, by: User) -> None:
    """Say how many days a payment takes to arrive."""
    account = account_of(tenant)
    if account.lead_days == days:
        return
    Account.objects.filter(pk=account.pk).update(lead_days=days)
    record(
        "recharge.settings_changed",
        by=by,
        tenant=tenant,
        obj=account,
        before={"lead_days": account.lead_days},
        after={"lead_days": days},
    )
