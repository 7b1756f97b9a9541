"""What it means to take a service number from what answers it, and why it cannot be taken or given now (rules 3.5, 10)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from credits.balances import toll_free_allowed
from numbering.models import PhoneNumber, Usage
from numbering.quotas import quota
from numbering.service_use import spends_credit
from services.bridges import numbers as bridge_numbers
from services.bridges.models import BridgeNumber
from services.numbers.answerers import Answerer, Now
from services.voice_apps.impacts import arrivals
from tenants.models import Tenant

Status = PhoneNumber.Status


@dataclass(frozen=True)
class Shut:
    """Why something cannot be done now, and where that is mended ("" where it is not)."""

    why: str
    url: str = ""
    link: str = ""


def not_given(number: PhoneNumber) -> Shut | None:
    """Why nothing can come to answer a number now; None when it can. One query at most."""
    slug = number.tenant.slug
    if number.status == Status.RELEASING:
        return Shut(_("It is being given back to the carrier."))
    if spends_credit(number) and not toll_free_allowed(number.tenant):
        return Shut(
            _("Callers of a toll-free number are paid from your credit, and your balance is zero (step 10)."),
            reverse("credits:overview", args=[slug]),
            _("Add credit"),
        )
    return None


def not_taken(now: Now) -> Shut | None:
    """Why a number cannot be taken from what answers it; None when it can. One query at most."""
    row = now.on_bridge
    if row is None:
        return None
    why = bridge_numbers.why_it_stays(row, bridge_numbers.organisers_of(row))
    if not why:
        return None
    url = reverse("bridges:take_off", args=[row.tenant.slug, row.pk])
    return Shut(why, url, _("See what is to be done first"))


def of_taking(number: PhoneNumber, now: Now) -> list[str]:
    """What callers and others lose when the number is taken from what answers it. Two queries."""
    words = {"app": now.answerer.words}
    if now.answerer.app is None:
        return [_("Taken away, invitations that print it stop working, and no meeting is sent again.")]
    said = [_("Taken away, its callers reach nobody; now they reach %(app)s.") % words]
    if len(arrivals(now.answerer.app)) == 1:
        said.append(_("It is the only way to %(app)s: no caller would come there any more.") % words)
    return said


def of_other_use(number: PhoneNumber, answerer: Answerer) -> str:
    """What changing the use of a number for `answerer` means for the quotas (rules 3.5)."""
    room = quota(number.tenant, number.allowance)
    words = {"owned": f"{room.owned:,}", "allowed": f"{room.allowed:,}"}
    rule = (
        _("A free number may be used for the conference bridge as well.")
        if answerer.usage == Usage.CONFERENCE
        else _("A free number may be used for queues and attendants as well.")
    )
    if number.origin not in PhoneNumber.COUNTS_AGAINST_QUOTA:
        return f"{rule} {_('It counts against no quota.')}"
    return f"{rule} {_('The quota stays as it is: %(owned)s of %(allowed)s numbers of its kind.') % words}"


def shared_numbers(tenant: Tenant) -> list[BridgeNumber]:
    """The carrier's numbers of the bridge, which other organisations have too: they stay (rules 6.2). One query."""
    return list(BridgeNumber.objects.filter(tenant=tenant, number=None).order_by("e164"))
