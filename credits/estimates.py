"""How much credit to keep: Switchboard's own estimate out of minutes that an admin expects (rules 12.1, ours).

The need of a month is the sum of minutes times rate; where prefixes of a country differ, the rate of most of them counts,
and what the dearest would cost is said beside it. A recharge is about one month's need; it is due when what is left
lasts a week and as long as a payment takes to arrive. A rate that is not stated leaves its line out of the sum, and the
sum says so.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext as _

from countries.models import Rate, plain_price
from countries.queries import country_name
from credits.amounts import SMALLEST
from credits.balances import ZERO
from credits.models import ExpectedUse, TollFreeRate
from credits.money import CENT
from tenants.models import Tenant

MONTH: Final = 30  # days
WEEK: Final = 7
FOR_EITHER: Final = "mixed"
"""Rates of countries that do not tell landlines from mobiles."""
KINDS: Final = list(ExpectedUse.Kind.values)


@dataclass(frozen=True)
class Price:
    """US$ a minute: `rate` is that of most prefixes, `most` that of the dearest one. None: not stated."""

    rate: Decimal | None = None
    most: Decimal | None = None

    @property
    def words(self) -> str:
        """The rate as it is read, and the dearest one where there are several."""
        if self.rate is None:
            return ""
        if self.most is None or self.most == self.rate:
            return plain_price(self.rate)
        return _("%(rate)s; some prefixes up to %(most)s") % {
            "rate": plain_price(self.rate),
            "most": plain_price(self.most),
        }


@dataclass(frozen=True)
class Line:
    """One expectation with its price; `cost` and `most` are US$ a month to the cent above, None where not stated."""

    use: ExpectedUse
    price: Price

    @property
    def about(self) -> str:
        """The line in words, for the names of its buttons."""
        parts = (
            self.use.get_kind_display(),
            country_name(str(self.use.country)),
            self.use.get_called_display(),
        )
        return ", ".join(str(part) for part in parts if part)

    @property
    def cost(self) -> Decimal | None:
        """At the rate of most prefixes."""
        return self._at(self.price.rate)

    @property
    def most(self) -> Decimal | None:
        """If all calls went to the dearest prefix."""
        return self._at(self.price.most or self.price.rate)

    def _at(self, rate: Decimal | None) -> Decimal | None:
        return None if rate is None else (self.use.minutes * rate).quantize(CENT, rounding=ROUND_CEILING)


@dataclass(frozen=True)
class Estimate:
    """All lines; `need` is what a month costs as far as rates are stated, `left_out` how many lines it leaves out."""

    lines: Sequence[Line]

    @property
    def need(self) -> Decimal:
        """US$ a month."""
        return sum((line.cost for line in self.lines if line.cost is not None), ZERO)

    @property
    def most(self) -> Decimal:
        """US$ a month if all calls went to the dearest prefixes."""
        return sum((line.most for line in self.lines if line.most is not None), ZERO)

    @property
    def left_out(self) -> int:
        """Lines whose rate is not stated."""
        return sum(line.cost is None for line in self.lines)


@dataclass(frozen=True)
class Suggestion:
    """What to set for a need of so many US$ a month, when a payment takes `lead_days` to arrive."""

    need: Decimal
    lead_days: int

    @property
    def reach(self) -> int:
        """Days that the balance must still last when a recharge begins."""
        return WEEK + self.lead_days

    @property
    def trigger(self) -> Decimal:
        """The balance at which to recharge, in whole US$."""
        return _dollars(self.need * self.reach / MONTH)

    @property
    def recharge(self) -> Decimal:
        """How much to add each time, in whole US$: what a month needs, the smallest payment, or the trigger."""
        return max(_dollars(self.need), SMALLEST, self.trigger)


def _dollars(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), rounding=ROUND_CEILING)


def estimate(tenant: Tenant) -> Estimate:
    """The tenant's expectations priced; three queries."""
    uses = sorted(
        ExpectedUse.objects.filter(tenant=tenant),
        key=lambda use: (KINDS.index(use.kind), str(use.country), use.called),
    )
    codes = {str(use.country) for use in uses}
    rates = TollFreeRate.objects.filter(pk__in=codes, usd_per_minute__isnull=False)
    toll_free = {rate.pk: Price(rate.usd_per_minute) for rate in rates}
    outgoing = _outgoing(codes)
    nothing = Price()
    return Estimate(
        [
            Line(
                use,
                toll_free.get(str(use.country), nothing)
                if use.kind == ExpectedUse.Kind.TOLL_FREE
                else outgoing.get((str(use.country), use.called), nothing),
            )
            for use in uses
        ]
    )


def _outgoing(codes: set[str]) -> dict[tuple[str, str], Price]:
    """Rates by country and kind of called number. One query."""
    kinds = [*ExpectedUse.Called.values, FOR_EITHER]
    rows = (
        Rate.objects.filter(iso2__in=codes, kind__in=kinds, usd_per_minute__isnull=False)
        .order_by()
        .values_list("iso2", "kind", "usd_per_minute")
        .annotate(Count("pk"))
    )
    prefixes: dict[tuple[str, str], Counter[Decimal]] = defaultdict(Counter)
    for code, kind, rate, count in rows:
        for called in ExpectedUse.Called.values if kind == FOR_EITHER else [kind]:
            prefixes[code, called][rate] += count
    return {key: Price(_usual(found), max(found)) for key, found in prefixes.items()}


def _usual(prefixes: Counter[Decimal]) -> Decimal:
    """The rate that most prefixes have; of two that are as common, the dearer one."""
    return max(prefixes, key=lambda rate: (prefixes[rate], rate))
