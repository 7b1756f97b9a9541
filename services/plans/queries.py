"""Who holds which plan, whose set-up lacks what, and who has none: set-based, whatever the number of people."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from licensing.models import Assignment, Capability
from licensing.queries import giving
from numbering.models import PhoneNumber
from services.plans.checklist import BY_KEY, CHECKS, DIRECT_ROUTING, NOTES, SET_UP, Check, Facts, facts
from tenants.models import Person, Tenant

COLUMNS: Final = {
    "location": F("person__usage_location"),
    "number_pk": F("person__numbers__pk"),
    "number_e164": F("person__numbers__e164"),
    "number_country": F("person__numbers__country"),
    "number_supply": F("person__numbers__supply"),
    "number_activation": F("person__numbers__activation"),
    "address_pk": F("person__numbers__emergency_address__pk"),
    "address_country": F("person__numbers__emergency_address__country"),
    "address_validation": F("person__numbers__emergency_address__validation"),
}
"""What the checks read beside the licence itself. A person has one number at most, so no row comes twice."""


def holdings(tenant: Tenant, known: Facts | None = None) -> QuerySet[Assignment]:
    """The plans that people hold, one row each, with a column `lack_<key>` for each check. Page by `person__sort_key`.

    A plan that is still being set up is held; one that failed is not (rules 2.3). `known` saves a query where it is
    there already.
    """
    known = known or facts(tenant)
    rows = giving(Capability.CALLING_PLAN).filter(tenant=tenant).annotate(**COLUMNS)
    rows = rows.annotate(**{DIRECT_ROUTING.column: _flag(DIRECT_ROUTING.found(known))})
    applies = Q(**{DIRECT_ROUTING.column: False})
    rest = {check.column: _flag(applies & check.found(known)) for check in (*SET_UP, *NOTES)}
    return rows.annotate(**rest)


def _flag(condition: Q) -> Coalesce:
    """True or False, also where the condition is about a number that is not there."""
    return Coalesce(ExpressionWrapper(condition, output_field=BooleanField()), False)


def lacking(check: Check) -> Q:
    """The rows of `holdings` in which this lack was found."""
    return Q(**{check.column: True})


def incomplete() -> Q:
    """The rows of `holdings` whose set-up is not complete."""
    found = Q()
    for check in CHECKS:
        found |= lacking(check)
    return found


@dataclass(frozen=True)
class Cell:
    """How many people hold the same product in the same country and lack the same: `lacks` are keys of checks."""

    country: str
    sku: str
    lacks: frozenset[str]
    people: int

    @property
    def is_ready(self) -> bool:
        """Whether their set-up is complete: notes do not count."""
        return not any(BY_KEY[key].blocks for key in self.lacks)


@dataclass(frozen=True)
class Figures:
    """All figures of the step, from one statement: everything that is counted is a sum of these cells."""

    cells: tuple[Cell, ...]

    def count(self, wanted: Callable[[Cell], bool] = lambda _cell: True) -> int:
        """People in the cells that are wanted."""
        return sum(cell.people for cell in self.cells if wanted(cell))

    @property
    def total(self) -> int:
        """Everybody who holds a plan."""
        return self.count()

    @property
    def ready(self) -> int:
        """Those whose set-up is complete."""
        return self.count(lambda cell: cell.is_ready)

    @property
    def problems(self) -> int:
        """Those with a lack that is an error and not just open."""
        return self.count(lambda cell: any(BY_KEY[key].kind == "bad" for key in cell.lacks))

    def lack(self, key: str) -> int:
        """Those who lack this."""
        return self.count(lambda cell: key in cell.lacks)

    def by(self, what: Callable[[Cell], Any], key: str = "") -> Counter[Any]:
        """People by a property of their cells; with `key` only those who lack that."""
        found: Counter[Any] = Counter()
        for cell in self.cells:
            if not key or key in cell.lacks:
                found[what(cell)] += cell.people
        return found

    @property
    def countries(self) -> list[str]:
        """The codes of the countries in which plans are held."""
        return sorted({cell.country for cell in self.cells})

    @property
    def skus(self) -> Collection[str]:
        """The products that are held."""
        return {cell.sku for cell in self.cells}


def figures(tenant: Tenant, known: Facts | None = None) -> Figures:
    """Everybody who holds a plan, counted by country, product and lacks. Two queries, one with `known`."""
    checks = (*CHECKS, *NOTES)
    columns = [check.column for check in checks]
    rows = (
        holdings(tenant, known).order_by().values_list("usage_location", "product_id", *columns)
    ).annotate(people=Count("pk"))
    return Figures(tuple(_cell(row, checks) for row in rows))


def _cell(row: tuple[Any, ...], checks: Collection[Check]) -> Cell:
    country, sku, *flags, people = row
    lacks = frozenset(check.key for check, found in zip(checks, flags, strict=True) if found)
    return Cell(country, sku, lacks, people)


@dataclass(frozen=True)
class Without:
    """People who are to have a telephone and hold no plan, by usage location; `direct` of them need none.

    These have a number of the organisation's own trunk: they call through Direct Routing (rules 2.2).
    """

    by_country: dict[str, int]
    direct: int

    @property
    def total(self) -> int:
        """Those who still need one."""
        return sum(self.by_country.values())


def without_plan(tenant: Tenant, **who: Any) -> Without:
    """Who is marked for telephony and holds no plan; one query. `who` narrows them: lookups of a person."""
    own = PhoneNumber.objects.filter(person=OuterRef("pk"), supply=PhoneNumber.Supply.DIRECT_ROUTING)
    held = giving(Capability.CALLING_PLAN).filter(person=OuterRef("pk"))
    rows = (
        Person.objects.filter(~Exists(held), tenant=tenant, needs_telephony=True, **who)
        .order_by()
        .annotate(direct=Exists(own))
        .values_list("usage_location", "direct")
        .annotate(Count("pk"))
    )
    found: dict[str, int] = {}
    direct = 0
    for country, by_trunk, people in rows:
        if by_trunk:
            direct += people
        else:
            found[str(country or "")] = people
    return Without(found, direct)
