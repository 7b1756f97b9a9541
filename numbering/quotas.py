"""How many numbers a tenant may acquire online (rules 3.4). Ported, requested and uploaded numbers never count."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.queries import QuotaInputs, quota_inputs
from numbering.models import Allowance, HeldNumber, PhoneNumber
from tenants.models import Tenant
from ui.sums import Term
from ui.templatetags.ui import thousands

# Licences from, numbers (rules 3.4). Toll and toll-free have the same table and are counted apart.
SERVICE_TABLE: Final = (
    (1, 5),
    (26, 10),
    (50, 20),
    (100, 30),
    (150, 40),
    (200, 65),
    (500, 90),
    (750, 110),
    (1_000, 125),
    (1_250, 135),
    (1_500, 160),
    (2_000, 210),
    (3_000, 420),
    (7_000, 500),
    (10_000, 600),
    (15_000, 700),
    (20_000, 1_000),
    (50_000, 1_500),
)


def user_allowance(plans: int, payg: int) -> int:
    """Numbers for people: plans × 1.1 + 10, and one per Pay-As-You-Go plan (rules 3.4).

    Purchased plans count, assigned or not. Two inferences of ours: what is not a whole number is rounded down, and without any plan there are no ten extra.
    Whole numbers throughout: 50 × 1.1 is 55.000000000000004.
    """
    plans, payg = max(0, plans), max(0, payg)
    return (11 * plans // 10 + 10 if plans else 0) + payg


def service_allowance(licences: int) -> int:
    """Service numbers of one kind for so many Phone System and Audio Conferencing licences; none for none."""
    return max((numbers for start, numbers in SERVICE_TABLE if licences >= start), default=0)


@dataclass(frozen=True)
class Quota:
    """One allowance with what uses it. `terms` draw the sum; `ported` stands beside it and never counts."""

    allowance: Allowance
    allowed: int
    owned: int
    held: int
    terms: tuple[Term, ...]
    ported: int = 0
    licences: str = ""

    @property
    def left(self) -> int:
        """How many more can be held; never below zero, even when licences were given up."""
        return max(0, self.allowed - self.owned - self.held)

    @property
    def sentence(self) -> str:
        """The state in one sentence with its figures; nothing to count from is told as such."""
        if not self.allowed:
            return self._nothing()
        return " ".join((self._allows(), self._have(), self._left()))

    def _nothing(self) -> str:
        if self.allowance == Allowance.USER:
            said = _("Numbers for people come with Calling Plans, and you have bought none.")
        else:
            said = _(
                "Service numbers come with Phone System and Audio Conferencing licences, and you have none."
            )
        return f"{said} {self._have()}" if self.owned or self.held else said

    def _allows(self) -> str:
        noun = {
            Allowance.USER: ngettext("%(n)s user number", "%(n)s user numbers", self.allowed),
            Allowance.TOLL: ngettext("%(n)s toll service number", "%(n)s toll service numbers", self.allowed),
            Allowance.TOLL_FREE: ngettext(
                "%(n)s toll-free service number", "%(n)s toll-free service numbers", self.allowed
            ),
        }[self.allowance] % {"n": thousands(self.allowed)}
        return _("Your %(licences)s allow %(numbers)s.") % {"licences": self.licences, "numbers": noun}

    def _have(self) -> str:
        if not self.held:
            return _("You have %(owned)s.") % {"owned": thousands(self.owned)}
        words = {"owned": thousands(self.owned), "held": thousands(self.held)}
        return _("You have %(owned)s and hold %(held)s.") % words

    def _left(self) -> str:
        if not self.left:
            return _("You cannot add any.")
        return _("You can add %(left)s.") % {"left": thousands(self.left)}


def quota(tenant: Tenant, allowance: Allowance | str) -> Quota:
    """The allowance now. For a decision, call it under the tenant's lock (`tenants.scoping.lock_tenant`)."""
    allowance = Allowance(allowance)
    numbers = PhoneNumber.objects.filter(tenant=tenant, allowance=allowance)
    owned = numbers.filter(origin__in=PhoneNumber.COUNTS_AGAINST_QUOTA).count()
    ported = numbers.exclude(origin__in=PhoneNumber.COUNTS_AGAINST_QUOTA).count()
    held = live_held(tenant).filter(allowance=allowance).count()
    allowed, terms, words = _allowed(allowance, quota_inputs(tenant))
    terms += [Term(_("owned"), owned, "−"), Term(_("held"), held, "−")]
    terms.append(Term(_("you can add"), max(0, allowed - owned - held), "=", result=True))
    return Quota(allowance, allowed, owned, held, tuple(terms), ported, words)


def live_held(tenant: Tenant) -> QuerySet[HeldNumber]:
    """Held numbers that count: those being acquired, and those whose hold has not run out by the clock."""
    return HeldNumber.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), tenant=tenant)


def _allowed(allowance: Allowance, bought: QuotaInputs) -> tuple[int, list[Term], str]:
    if allowance == Allowance.USER:
        plans, payg = max(0, bought.plans), max(0, bought.payg)
        allowed = user_allowance(plans, payg)
        terms = [
            Term(_("Calling Plans"), plans),
            Term(_("one in ten, and ten more"), allowed - plans - payg, "+"),
        ]
        if payg:
            terms.append(Term(_("Pay-As-You-Go plans"), payg, "+"))
        words = ngettext("%(n)s Calling Plan", "%(n)s Calling Plans", plans + payg)
        words %= {"n": thousands(plans + payg)}
        return allowed, terms, words
    phone, conferencing = max(0, bought.phone_system), max(0, bought.audio_conferencing)
    allowed = service_allowance(phone + conferencing)
    words = _("%(n)s Phone System and Audio Conferencing licences") % {"n": thousands(phone + conferencing)}
    label = _("allowed by %(phone)s Phone System and %(conferencing)s Audio Conferencing licences") % {
        "phone": phone,
        "conferencing": conferencing,
    }
    return allowed, [Term(label, allowed)], words
