"""Many service numbers at once: what would become of each, before anything is done (design, rule 6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credits.balances import toll_free_allowed
from licensing.mends import buy_url, buy_words
from numbering.blocks import is_blocked
from numbering.models import PhoneNumber
from numbering.service_use import FOR, spends_credit
from services.numbers.answerers import Answerer, Now, now_of
from services.voice_apps.allowances import SKU, allowance
from tenants.models import Tenant
from ui.templatetags.ui import thousands

ASSIGN, PARK, UNPARK = "assign", "park", "unpark"
ACTS: Final = (ASSIGN, PARK, UNPARK)
Status = PhoneNumber.Status


@dataclass(frozen=True)
class Verdict:
    """What would become of one number: done when `goes`, else left out, with the reason and where it is mended."""

    number: PhoneNumber
    goes: bool
    sentence: str
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Plan:
    """What an act would do to the numbers. `answerer` is what would answer them, for an assignment."""

    act: str
    answerer: Answerer | None
    verdicts: list[Verdict]

    @property
    def going(self) -> list[PhoneNumber]:
        """Those that the act is done to."""
        return [one.number for one in self.verdicts if one.goes]

    @property
    def left_out(self) -> int:
        """How many it is not done to."""
        return len(self.verdicts) - len(self.going)

    @property
    def title(self) -> str:
        """What the act is, with what answers and the count."""
        if self.answerer is None:
            return self.button
        n = len(self.going)
        words = ngettext("Let %(answerer)s answer %(n)s number", "Let %(answerer)s answer %(n)s numbers", n)
        return words % {"n": thousands(n), "answerer": self.answerer.words}

    @property
    def button(self) -> str:
        """What the button says, with the count; short, for a name may be long."""
        n = len(self.going)
        words = {
            ASSIGN: ngettext("Assign %(n)s number", "Assign %(n)s numbers", n),
            PARK: ngettext("Park %(n)s number", "Park %(n)s numbers", n),
            UNPARK: ngettext("Unpark %(n)s number", "Unpark %(n)s numbers", n),
        }
        return words[self.act] % {"n": thousands(n)}


def plan(tenant: Tenant, numbers: Sequence[PhoneNumber], act: str, answerer: Answerer | None = None) -> Plan:
    """A verdict for each number, in their order; writes nothing. A fixed number of queries."""
    now = now_of(numbers)
    if act == ASSIGN and answerer is not None:
        return Plan(act, answerer, _Assignment(tenant, answerer, now).verdicts(numbers))
    judge = _parking if act == PARK else _unparking
    return Plan(act, None, [judge(number, now) for number in numbers])


class _Assignment:
    """Judges number after number; the licences that are left go to those that come first."""

    def __init__(self, tenant: Tenant, answerer: Answerer, now: Mapping[int, Now]) -> None:
        self.tenant, self.answerer, self.now = tenant, answerer, now
        self.left = allowance(tenant).left if answerer.app else None
        self.credit = toll_free_allowed(tenant)
        self.lacking = 0

    def verdicts(self, numbers: Sequence[PhoneNumber]) -> list[Verdict]:
        return [self._verdict(number) for number in numbers]

    def _verdict(self, number: PhoneNumber) -> Verdict:
        if shut := _not_free(number, self.now):
            return shut
        if is_blocked(number):
            return Verdict(number, False, _("It is parked. Unpark it first."))
        if spends_credit(number) and not self.credit:
            return Verdict(
                number,
                False,
                _("Callers of a toll-free number are paid from your credit, and your balance is zero."),
                reverse("credits:overview", args=[self.tenant.slug]),
                _("Add credit"),
            )
        if self.left is not None and self.left <= 0:
            return self._without_licence(number)
        if self.left is not None:
            self.left -= 1
        return Verdict(number, True, self._will(number))

    def _without_licence(self, number: PhoneNumber) -> Verdict:
        self.lacking += 1
        return Verdict(
            number,
            False,
            _("No licence of a resource account is left for it."),
            buy_url(self.tenant, SKU, self.lacking),
            buy_words(self.lacking),
        )

    def _will(self, number: PhoneNumber) -> str:
        if number.usage == self.answerer.usage:
            return _("Will be answered by %(answerer)s.") % {"answerer": self.answerer.words}
        return _("Is for %(now)s. Its use changes, and it will be answered by %(answerer)s.") % {
            "now": FOR[number.usage],
            "answerer": self.answerer.words,
        }


def _not_free(number: PhoneNumber, now: Mapping[int, Now]) -> Verdict | None:
    if number.status == Status.RELEASING:
        return Verdict(number, False, _("It is being given back to the carrier."))
    if number.status == Status.UNASSIGNED:
        return None
    holder = now.get(number.pk)
    url = reverse("service_numbers:answer", args=[number.tenant.slug, number.pk])
    words = holder.answerer.words if holder else _("something else")
    return Verdict(
        number, False, _("%(answerer)s answers it.") % {"answerer": capfirst(words)}, url, _("Move it")
    )


def _parking(number: PhoneNumber, now: Mapping[int, Now]) -> Verdict:
    if shut := _not_free(number, now):
        return shut
    if is_blocked(number):
        return Verdict(number, False, _("It is parked already."))
    return Verdict(number, True, _("Stays yours; nothing answers it, on purpose."))


def _unparking(number: PhoneNumber, now: Mapping[int, Now]) -> Verdict:
    if shut := _not_free(number, now):
        return shut
    if not is_blocked(number):
        return Verdict(number, False, _("It is not parked."))
    return Verdict(number, True, _("Can be given something that answers it."))
