"""Shut doors of the search: why no number of a kind may be held now, and where that is mended (rules 3.4, 4, 15)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.balances import toll_free_allowed
from numbering.models import Allowance
from numbering.quotas import Quota
from services.numbers.shelves import ServiceShelf
from tenants.models import Tenant
from ui.templatetags.ui import thousands


@dataclass(frozen=True)
class Door:
    """A shut door: what it says, why, and the way on."""

    title: str
    why: str
    url: str
    link: str


def credit_door(tenant: Tenant, shelf: ServiceShelf) -> Door | None:
    """Toll-free needs credit before it is held (rules 12.2); toll numbers need none."""
    if shelf.allowance != Allowance.TOLL_FREE or toll_free_allowed(tenant):
        return None
    return Door(
        _("Toll-free numbers need credit, and your balance is zero"),
        _("You pay for the calls that others make to them, so there must be credit before one is held."),
        reverse("credits:overview", args=[tenant.slug]),
        _("Add credit"),
    )


def door(tenant: Tenant, shelf: ServiceShelf, quota: Quota) -> Door | None:
    """Why the search of a shelf is shut: no licence, nothing left, no credit. None when it is open."""
    if not quota.allowed:
        return _no_licence(tenant)
    if not quota.left:
        return _nothing_left(tenant, shelf, quota)
    return credit_door(tenant, shelf)


def _no_licence(tenant: Tenant) -> Door:
    return Door(
        _("You need a licence before you can hold service numbers"),
        _("Each Phone System and Audio Conferencing licence counts, and you have bought none."),
        reverse("licensing:overview", args=[tenant.slug]),
        _("Go to step 2, Licences"),
    )


def _nothing_left(tenant: Tenant, shelf: ServiceShelf, quota: Quota) -> Door:
    allowed = ngettext(
        "Your licences allow %(n)s number of this kind",
        "Your licences allow %(n)s numbers of this kind",
        quota.allowed,
    ) % {"n": thousands(quota.allowed)}
    used = _("%(owned)s owned, %(held)s held.") % {
        "owned": thousands(quota.owned),
        "held": thousands(quota.held),
    }
    return Door(
        _("No room is left for another number of this kind"),
        _("%(allowed)s: %(used)s Numbers that the desk delivers on request come on top.")
        % {"allowed": allowed, "used": used},
        f"{reverse('requests:new', args=[tenant.slug])}?usage=voice_app&kind={shelf.kinds[0].value}",
        _("Ask the desk for more"),
    )
