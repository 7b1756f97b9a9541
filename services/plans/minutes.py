"""How many outgoing minutes a plan has in a country, and what a pool of them adds up to (rules 7). Pure: no queries."""

from collections.abc import Collection
from dataclasses import dataclass

from countries.minutes import choices, either
from countries.models import Country
from licensing.models import Product
from services.plans.kinds import PlanKind, kind_of


@dataclass(frozen=True)
class Minutes:
    """Outgoing minutes a month of one person, or of a whole pool.

    None is "not stated". Where `international` is stated, the pool is used up by either figure, whichever ends first.
    `included` is False for Pay-As-You-Go: it has no outgoing minutes at all. `unread` is a statement of the reference
    data that is no figure, word for word.
    """

    domestic: int | None = None
    international: int | None = None
    included: bool = True
    unread: str = ""

    @property
    def is_stated(self) -> bool:
        """Whether there is a figure to reckon with."""
        return self.domestic is not None

    def times(self, people: int) -> "Minutes":
        """The pool of so many people; what is not stated stays so."""
        return Minutes(
            None if self.domestic is None else self.domestic * people,
            None if self.international is None else self.international * people,
            self.included,
            self.unread,
        )


def minutes_of(product: Product, country: Country | None, named: Collection[int] = ()) -> Minutes:
    """The minutes of one holder of `product` in `country` (None: a country that the reference data does not know).

    A plan with minutes in its name has those. Otherwise the country's row says: of the domestic figures the largest
    that no plan has in its name (`named`), or the pair of the international plan. A plan inside a bundle is not said to
    have the minutes of the plan that is sold by itself.
    """
    kind = kind_of(product)
    if kind == PlanKind.PAYG:
        return Minutes(included=False)
    if product.plan_minutes is not None:
        return Minutes(product.plan_minutes)
    if country is None or product.group != Product.Group.PLANS:
        return Minutes()
    if kind == PlanKind.INTERNATIONAL:
        text = country.international_minutes
        pair = either(text)
        return Minutes(*pair) if pair else Minutes(unread=text)
    text = country.domestic_minutes
    full = [figure for figure in choices(text) if figure not in named]
    return Minutes(max(full)) if full else Minutes(unread="" if choices(text) else text)
