"""The figures of the step's page, worked out once; the number of queries does not grow with the people."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.models import Country
from countries.queries import country_name
from credits.balances import balance
from numbering.assignment_queries import free_by_country
from services.plans import pools, queries, step
from services.plans.forms import COMPLETE, INCOMPLETE
from services.plans.todos import ToDo, Ways, credits_todo, todos
from tenants.models import Tenant
from tenants.people.queries import NOWHERE
from tenants.steps import StepState


@dataclass(frozen=True)
class Tab:
    """A saved view of the list."""

    label: str
    query: str
    people: int
    current: bool
    kind: str = ""


def tabs(found: queries.Figures, state: str) -> list[Tab]:
    """All, those who are complete and those who are not."""
    return [
        Tab(_("All"), "", found.total, not state),
        Tab(
            _("Incomplete"),
            f"state={INCOMPLETE}",
            found.total - found.ready,
            state == INCOMPLETE,
            "bad" if found.problems else "",
        ),
        Tab(_("Complete"), f"state={COMPLETE}", found.ready, state == COMPLETE),
    ]


@dataclass(frozen=True)
class Wanting:
    """People of one usage location who are to have a telephone and hold no plan, and the door to what they need."""

    place: str
    people: int
    text: str
    url: str
    action: str


@dataclass
class Overview:
    """What the page shows of an organisation."""

    tenant: Tenant

    @cached_property
    def figures(self) -> queries.Figures:
        """Everybody who holds a plan."""
        return queries.figures(self.tenant)

    @cached_property
    def without(self) -> queries.Without:
        """Everybody who is to have a telephone and holds none."""
        return queries.without_plan(self.tenant)

    @property
    def state(self) -> StepState:
        """Where the step stands."""
        return step.state_of(self.tenant, self.figures, self.without)

    @cached_property
    def ways(self) -> Ways:
        """The addresses of bulk mends, and how many numbers are free where."""
        free = {str(row["country"]): int(str(row["free"])) for row in free_by_country(self.tenant)}
        return Ways(self.tenant, free)

    @cached_property
    def todos(self) -> list[ToDo]:
        """What is to be done, alike lacks together."""
        return todos(self.figures, self.ways)

    @cached_property
    def credits(self) -> list[ToDo]:
        """Giving the licence that uses credit to those who lack it: one thing to do, or none."""
        return credits_todo(self.figures, self.ways)

    @cached_property
    def pools(self) -> list[pools.Pool]:
        """The pools by country and plan."""
        return pools.pools(self.figures, pools.reference(self.figures.countries))

    @property
    def notes(self) -> list[tuple[str, str]]:
        """What the reference data adds about the minutes of the countries, each country once."""
        return sorted({(pool.country_name, note) for pool in self.pools for note in pool.notes})

    @property
    def minutes(self) -> int:
        """Domestic minutes of all pools whose minutes are stated."""
        return sum(pool.total.domestic or 0 for pool in self.pools)

    @property
    def unstated(self) -> int:
        """Pools with outgoing minutes that are not stated."""
        return sum(pool.each.included and not pool.each.is_stated for pool in self.pools)

    @property
    def minutes_words(self) -> str:
        """How many pools these are, and how many are left out because nothing is stated."""
        stated = sum(pool.each.is_stated for pool in self.pools)
        words = ngettext("in %(n)s pool", "in %(n)s pools", stated) % {"n": stated}
        if not self.unstated:
            return words
        left = ngettext("%(n)s more not stated", "%(n)s more not stated", self.unstated) % {
            "n": self.unstated
        }
        return f"{words}, {left}"

    @property
    def has_either(self) -> bool:
        """Whether some pool is used up by either of two figures."""
        return any(pool.each.international is not None for pool in self.pools)

    @property
    def has_payg(self) -> bool:
        """Whether somebody has a plan without outgoing minutes."""
        return any(not pool.each.included for pool in self.pools)

    @property
    def lack_credits(self) -> int:
        """People without the licence that uses credit."""
        return self.figures.lack("credits")

    @property
    def cannot_call_out(self) -> int:
        """People with Pay-As-You-Go whose calls out all fail."""
        return self.figures.lack("outgoing")

    @cached_property
    def balance(self) -> Decimal:
        """The credit in US$."""
        return balance(self.tenant)

    @property
    def has_credit(self) -> bool:
        """Whether there is any."""
        return self.balance > 0

    @cached_property
    def wanting(self) -> Sequence[Wanting]:
        """The people without a plan by usage location, the most first."""
        found = sorted(self.without.by_country.items(), key=lambda item: (-item[1], item[0]))
        known = Country.objects.in_bulk([code for code, _people in found if code])
        return [self._wanting(code, people, known.get(code)) for code, people in found]

    def _wanting(self, code: str, people: int, country: Country | None) -> Wanting:
        slug = [self.tenant.slug]
        if not code:
            return Wanting(
                _("No usage location"),
                people,
                _("No licence can be given before it is set."),
                f"{reverse('people:list', args=slug)}?location={NOWHERE}&telephony=yes",
                _("Set the usage location"),
            )
        if country is not None and country.calling_plans is False and not country.calling_plan_partner:
            return Wanting(
                country_name(code),
                people,
                _(
                    "No Calling Plan is sold there: people call through Direct Routing, with your own numbers."
                ),
                reverse("numbering:direct_routing", args=slug),
                _("Bring your own numbers"),
            )
        return Wanting(
            country_name(code),
            people,
            _("Licences are given in step 2."),
            f"{reverse('licensing:overview', args=slug)}#missing",
            _("Go to step 2, Licences"),
        )
