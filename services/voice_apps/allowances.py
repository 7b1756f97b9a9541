"""Licences of resource accounts (rules 11.2): 25 are free, and one more for each ten people with Phone System.

Free ones are ordered by themselves when a number needs one, as purchases of source FREE, so that the sum of the
purchases stays the pool. Beyond them they are bought in step 2.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import Actor
from licensing import seats
from licensing.mends import buy_url, buy_words
from licensing.models import Assignment, Capability, Product, SeatPurchase
from licensing.queries import quota_inputs
from services.voice_apps.models import ResourceAccount
from tenants.models import Tenant
from tenants.scoping import lock_tenant
from ui.refusals import Refusal
from ui.sums import Term
from ui.templatetags.ui import thousands

SKU: Final = "PHONESYSTEM_VIRTUALUSER"
FREE_FOR_ALL: Final = 25
PEOPLE_FOR_ONE_MORE: Final = 10
CALLING: Final = [Capability.PHONE_SYSTEM, Capability.CALLING_PLAN]


def free_licences(people: int, *, owns_phone_system: bool = True) -> int:
    """Free licences of an organisation in which so many people have Phone System or a Calling Plan (rules 11.2).

    None for an organisation that owns no Phone System at all (rules 2.2).
    """
    return FREE_FOR_ALL + max(0, people) // PEOPLE_FOR_ONE_MORE if owns_phone_system else 0


@dataclass(frozen=True)
class Allowance:
    """The licences of a tenant: `people` make the free ones, `paid` are bought on top, `used` are accounts."""

    people: int
    owns_phone_system: bool
    paid: int
    used: int

    @property
    def free(self) -> int:
        """Licences that cost nothing."""
        return free_licences(self.people, owns_phone_system=self.owns_phone_system)

    @property
    def allowed(self) -> int:
        """All of them."""
        return self.free + self.paid

    @property
    def left(self) -> int:
        """Numbers that can still be put on a queue or an attendant."""
        return max(0, self.allowed - self.used)

    @property
    def lacking(self) -> int:
        """Accounts beyond the licences: people have lost Phone System since these were made."""
        return max(0, self.used - self.allowed)

    @property
    def terms(self) -> list[Term]:
        """The sum: what is free, what was bought, what is used."""
        terms = [Term(_("bought"), self.paid, "+" if self.free else "")] if self.paid or not self.free else []
        if self.free:
            label = ngettext(
                "free, one for ten of %(n)s person with Phone System",
                "free, one for ten of %(n)s people with Phone System",
                self.people,
            ) % {"n": thousands(self.people)}
            terms = [
                Term(_("free with Phone System"), FREE_FOR_ALL),
                Term(label, self.free - FREE_FOR_ALL, "+"),
                *terms,
            ]
        return [*terms, Term(_("in use"), self.used, "−"), Term(_("left"), self.left, "=", result=True)]

    @property
    def sentence(self) -> str:
        """How they stand, with the figures."""
        words = {
            "used": thousands(self.used),
            "free": thousands(self.free),
            "next": thousands(self.free + 1),
            "paid": thousands(self.paid),
            "left": thousands(self.left),
            "lacking": thousands(self.lacking),
        }
        if self.lacking:
            return _("%(used)s resource accounts are in use and %(lacking)s of them lack a licence.") % words
        if not self.allowed:
            return _("Resource account licences come with Phone System, of which you have bought no seat.")
        if not self.paid:
            return (
                _("%(used)s of %(free)s free resource account licences are in use; number %(next)s costs.")
                % words
            )
        return (
            _(
                "%(used)s resource account licences are in use, of %(free)s free and %(paid)s bought ones: "
                "%(left)s are left."
            )
            % words
        )


def in_use(tenant: Tenant) -> int:
    """Licences that accounts take. One query."""
    return ResourceAccount.objects.filter(tenant=tenant).count()


def allowance(tenant: Tenant) -> Allowance:
    """How the licences stand. Four queries; for a decision, under the tenant's lock."""
    holders = Assignment.objects.filter(
        tenant=tenant, state__in=Assignment.TAKES_A_SEAT, product__gives__overlap=CALLING
    )
    people = holders.values("person").distinct().count()
    bought, ordered = _bought(tenant)
    owns = people > 0 or quota_inputs(tenant).phone_system > 0
    return Allowance(people, owns, max(0, bought - ordered), in_use(tenant))


def _bought(tenant: Tenant) -> tuple[int, int]:
    """All seats of the pool, and those of them that were ordered free of charge."""
    sums = SeatPurchase.objects.filter(tenant=tenant, product=SKU).aggregate(
        all=Sum("quantity", default=0),
        free=Sum("quantity", filter=Q(source=SeatPurchase.Source.FREE), default=0),
    )
    return sums["all"], sums["free"]


def claim(tenant: Tenant, count: int, *, by: Actor) -> None:
    """Make sure that `count` more accounts have a licence; free ones are ordered as they are needed.

    Call it in the transaction that makes the accounts, before they are made. Refuses what is beyond the free ones and
    the bought ones, with the figures and the way to buy.
    """
    lock_tenant(tenant)
    now = allowance(tenant)
    if count > now.left:
        raise refusal(tenant, now, count)
    bought, _ordered = _bought(tenant)
    if (missing := now.used + count - bought) > 0:
        _order(tenant, missing, by=by)


def _order(tenant: Tenant, quantity: int, *, by: Actor) -> None:
    free = SeatPurchase.objects.filter(tenant=tenant, product=SKU, source=SeatPurchase.Source.FREE)
    seats.buy(
        tenant,
        Product.objects.get(pk=SKU),
        quantity,
        reference=f"free-{free.count() + 1}",
        source=SeatPurchase.Source.FREE,
        amount=Decimal(0),
        by=by,
    )


def refusal(tenant: Tenant, now: Allowance, count: int) -> Refusal:
    """The sentence that `count` more accounts are not to be had, with what is lacking and where it is bought."""
    lacking = count - now.left
    words = {
        "wanted": ngettext("%(n)s licence", "%(n)s licences", count) % {"n": thousands(count)},
        "free": thousands(now.free),
        "paid": thousands(now.paid),
        "used": thousands(now.used),
        "people": thousands(now.people),
    }
    sentence = _(
        "This takes %(wanted)s for resource accounts. You have %(free)s free ones (25, and one for each ten of "
        "%(people)s people with Phone System) and %(paid)s bought ones, and use %(used)s."
    )
    if not now.free:
        sentence = _(
            "This takes %(wanted)s for resource accounts. You have bought %(paid)s and use %(used)s; "
            "25 are free for whoever owns Phone System."
        )
    return Refusal(
        sentence % words,
        url=buy_url(tenant, SKU, lacking),
        link=buy_words(lacking),
        field="target",
    )
