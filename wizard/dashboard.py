"""The overview of a finished phone system: its figures, what needs somebody, what ends, and what callers reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.models import Event
from audit.queries import events
from audit.sentences import sentence
from credits.balances import balance
from credits.money import cents
from licensing.queries import people_needing_numbers
from numbering.figures import UseFigures, by_use
from numbering.models import PhoneNumber, Usage
from services.numbers.call_graph import key_of, load
from services.numbers.call_panel import picture_context
from services.numbers.call_troubles import call_troubles
from services.numbers.main_numbers import main_number
from tenants import notices
from tenants.models import Tenant
from tenants.notices import Deadline, Notice, Weight
from ui.formats import national
from ui.sums import Segment
from ui.templatetags.ui import thousands

MOST_NOTICES: Final = 8
MOST_DEADLINES: Final = 8
MOST_CHOICES: Final = 100
"""Numbers in the select; any other one shows its picture on its own page."""
LATELY: Final = 5


@dataclass(frozen=True)
class Tile:
    """One figure with its bar: `value` and `of` as they are read, `more` a line below, `url` the list behind it."""

    label: str
    value: str
    of: str
    more: str
    url: str
    part: int = 0
    total: int = 0

    @property
    def segments(self) -> Sequence[Segment]:
        """The filled part of the bar; none when there is nothing to be full."""
        return [Segment("a", self.part)] if self.total else []


@dataclass(frozen=True)
class Shown:
    """The number whose picture is drawn, why it is this one, and the others to choose from."""

    number: PhoneNumber
    why: str
    is_chosen: bool
    choices: Sequence[tuple[int, str]]
    has_more: bool
    picture: dict[str, Any]


class Dashboard:
    """Everything that the page shows of a tenant, inside its scope; a number of queries that does not grow."""

    def __init__(self, tenant: Tenant, *, number: int = 0) -> None:
        self.tenant = tenant
        self.main = main_number(tenant)
        asked = PhoneNumber.objects.filter(pk=number, status=PhoneNumber.Status.ASSIGNED)
        self._asked = asked.select_related("person", "tenant").first() if number else None
        self._graph = load([one for one in (self.main and self.main.number, self._asked) if one])
        self._notices = sorted(
            [*notices.notices(tenant), *self._call_troubles()], key=lambda notice: notice.weight
        )
        self._deadlines = notices.deadlines(tenant)

    def _call_troubles(self) -> list[Notice]:
        """What callers to the main number meet that nobody means."""
        if self.main is None:
            return []
        return list(call_troubles(self._graph, key_of(self.main.number), self.tenant.slug))

    @property
    def notices(self) -> Sequence[Notice]:
        """What needs somebody, what is broken first."""
        return self._notices[:MOST_NOTICES]

    @property
    def notices_left(self) -> int:
        """Notices that the page has no room for."""
        return len(self._notices) - len(self.notices)

    @property
    def deadlines(self) -> Sequence[Deadline]:
        """What ends by itself, what ends first coming first."""
        return self._deadlines[:MOST_DEADLINES]

    @property
    def deadlines_left(self) -> int:
        """Deadlines that the page has no room for."""
        return len(self._deadlines) - len(self.deadlines)

    @property
    def state(self) -> str:
        """The state of things in a sentence."""
        broken = sum(notice.weight == Weight.BROKEN for notice in self._notices)
        yours = sum(notice.weight == Weight.YOURS for notice in self._notices)
        wrong = ngettext("%(n)s thing is wrong", "%(n)s things are wrong", broken) % {"n": broken}
        if not yours:
            return f"{wrong}." if broken else _("Nothing is wrong, and nothing waits for you.")
        if not broken:
            waits = ngettext("%(n)s thing waits for you.", "%(n)s things wait for you.", yours)
            return waits % {"n": yours}
        both = ngettext("%(wrong)s, and %(n)s waits for you.", "%(wrong)s, and %(n)s wait for you.", yours)
        return both % {"wrong": wrong, "n": yours}

    @cached_property
    def uses(self) -> list[UseFigures]:
        """Numbers by what they are for."""
        return by_use(self.tenant)

    @cached_property
    def tiles(self) -> list[Tile]:
        """The four figures on top."""
        return [self._numbers(), self._people(), self._answering(), self._credit()]

    def _numbers(self) -> Tile:
        total = sum(use.owned.count for use in self.uses)
        assigned = sum(use.assigned.count for use in self.uses)
        words = {
            "free": thousands(sum(use.free.count for use in self.uses)),
            "kept": thousands(sum(use.blocked.count for use in self.uses)),
        }
        return Tile(
            _("Numbers assigned"),
            thousands(assigned),
            _("of %(n)s") % {"n": thousands(total)},
            _("%(free)s free, %(kept)s kept free") % words,
            f"{reverse('numbering:list', args=[self.tenant.slug])}?status=assigned",
            assigned,
            total,
        )

    def _people(self) -> Tile:
        people = people_needing_numbers(self.tenant)
        need, without = people.count(), people.filter(numbers=None).count()
        more = _("with the licences for a telephone")
        return Tile(
            _("People without a number"),
            thousands(without),
            _("of %(n)s") % {"n": thousands(need)},
            more if without else _("Everybody has one"),
            reverse("numbering:assign", args=[self.tenant.slug]),
            need - without,
            need,
        )

    def _answering(self) -> Tile:
        service = [use for use in self.uses if use.usage != Usage.USER]
        owned = sum(use.owned.count for use in service)
        answer = sum(use.assigned.count for use in service)
        parked = sum(use.blocked.count for use in service)
        silent = owned - answer - parked
        return Tile(
            _("Service numbers that answer"),
            thousands(answer),
            _("of %(n)s") % {"n": thousands(owned)},
            _unanswered(silent, parked) if owned else _("You own none"),
            _page(self.tenant, "service_numbers:answers", "service_numbers:overview"),
            answer,
            owned,
        )

    def _credit(self) -> Tile:
        postpaid = self.tenant.postpaid
        return Tile(
            _("Communications Credits"),
            f"US$ {cents(balance(self.tenant))}",
            "",
            _("Usage is paid afterwards") if postpaid else _("For toll-free calls and what no plan includes"),
            reverse("credits:overview", args=[self.tenant.slug]),
        )

    @cached_property
    def shown(self) -> Shown | None:
        """What a caller reaches: at the number that was asked for, else at the main one; None without any."""
        number = self._asked or (self.main.number if self.main else None)
        if number is None:
            return None
        main = self.main if self.main is not None and self.main.number == number else None
        choices = self._choices(number)
        return Shown(
            number,
            main.why if main else "",
            main is not None and main.is_chosen,
            choices[:MOST_CHOICES],
            len(choices) > MOST_CHOICES,
            picture_context(number, self._graph),
        )

    def _choices(self, shown: PhoneNumber) -> list[tuple[int, str]]:
        """Service numbers that answer, with what answers them; one more than there is room for tells that there are."""
        rows = PhoneNumber.objects.filter(status=PhoneNumber.Status.ASSIGNED).exclude(usage=Usage.USER)
        found = rows.select_related("resource_account__app").order_by("e164")[: MOST_CHOICES + 1]
        choices = [(row.pk, _label(row)) for row in found]
        if all(pk != shown.pk for pk, _words in choices[:MOST_CHOICES]):
            choices.insert(0, (shown.pk, national(shown.e164)))
        return choices

    @cached_property
    def lately(self) -> list[tuple[Event, str]]:
        """The latest changes in words; that people signed in changes nothing."""
        changes = events().exclude(action="sign_in.done")
        return [(event, sentence(event)) for event in changes[:LATELY]]


def _unanswered(silent: int, parked: int) -> str:
    """What the numbers do that no call is answered on."""
    if silent:
        return ngettext("%(n)s answers nothing", "%(n)s answer nothing", silent) % {"n": thousands(silent)}
    if parked:
        words = ngettext("%(n)s is parked on purpose", "%(n)s are parked on purpose", parked)
        return words % {"n": thousands(parked)}
    return _("None is without an answer")


def _label(number: PhoneNumber) -> str:
    account = getattr(number, "resource_account", None)
    holder = account.app.name if account else number.get_usage_display()
    return f"{national(number.e164)} · {holder}"


def _page(tenant: Tenant, *names: str) -> str:
    """The first of these pages that there is."""
    for name in names:
        try:
            return reverse(name, args=[tenant.slug])
        except NoReverseMatch:
            continue
    return ""
