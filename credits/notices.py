"""What the overview tells of credit: what has stopped or will, and what expires soon."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from credits.consumers import uses
from credits.models import Lot
from credits.money import cents
from credits.standing import State, standing_of
from tenants.models import Tenant
from tenants.notices import Deadline, Notice, Weight

AHEAD: Final = timedelta(days=90)
MOST: Final = 5


def standing(tenant: Tenant) -> Iterator[Notice]:
    """Credit that is used up while something uses it, a recharge that was not paid, or a balance that runs low."""
    found = standing_of(tenant)
    url = reverse("credits:overview", args=[tenant.slug])
    stops = [use.stops for use in uses(tenant)] if found.blocked else []
    reason = " ".join([found.sentence, *stops])
    if found.state == State.RECHARGE_FAILED:
        yield Notice(Weight.BROKEN, _("A recharge of credit failed"), reason, url, _("Mend the recharge"))
    elif stops and found.state == State.RECHARGING:
        yield Notice(Weight.BROKEN, _("Credit is being paid"), reason, url, _("See the payment"))
    elif stops:
        yield Notice(Weight.BROKEN, _("There is no credit"), reason, url, _("Add credit"))
    elif found.state == State.LOW:
        yield Notice(Weight.ADVICE, _("Credit runs low"), reason, url, _("Add credit"))


def expiring(tenant: Tenant) -> Iterator[Deadline]:
    """Lots with money left that expire within 90 days, the first five; one query."""
    now = timezone.now()
    rows = Lot.objects.filter(
        tenant=tenant, remaining__gt=0, expires_at__gt=now, expires_at__lte=now + AHEAD
    ).order_by("expires_at", "id")
    for lot in rows[:MOST]:
        yield Deadline(
            lot.expires_at,
            _("US$ %(amount)s of Communications Credits") % {"amount": cents(lot.remaining)},
            reverse("credits:overview", args=[tenant.slug]),
        )
