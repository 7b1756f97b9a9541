"""What an act would do, as its page shows it: seats before and after, a verdict for each person, what would break."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from licensing import assignments, mends
from licensing.checker import Verdict
from licensing.findings import Mend, Outcome, Violation
from licensing.models import Product
from licensing.queries import Pool, pools
from tenants.models import Person, Tenant
from ui.sums import Segment

SHOWN = 200  # verdicts on the page; those who are left out come first
PILLS = {
    Outcome.REFUSED: ("bad", "circle-x"),
    Outcome.CHANGES: ("now", "arrow-right"),
    Outcome.NOTHING: ("skip", ""),
}


@dataclass(frozen=True)
class SeatRow:
    """The seats of one product before and after."""

    pool: Pool
    change: int
    short: int
    buy_url: str
    buy_words: str

    @property
    def used_after(self) -> int:
        return self.pool.used + self.change

    @property
    def left_after(self) -> int:
        return self.pool.bought - self.used_after

    @property
    def signed(self) -> str:
        """The change with its sign; a real minus."""
        return f"+{self.change:,}" if self.change > 0 else f"{self.change:,}".replace("-", "−")

    @property
    def segments(self) -> list[Segment]:
        kept = min(self.pool.used, self.used_after)
        return [Segment("a", kept), Segment("b", max(0, self.change))]

    @property
    def label(self) -> str:
        return _("%(product)s: %(used)s of %(bought)s seats used afterwards") % {
            "product": self.pool.product,
            "used": f"{self.used_after:,}",
            "bought": f"{self.pool.bought:,}",
        }


@dataclass(frozen=True)
class Row:
    """One person's verdict: the pill, the sentences, each with the link that mends it."""

    person: Person
    kind: str
    icon: str
    word: str
    reasons: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Plan:
    """All that the page shows before the confirmation."""

    changes: int
    refused: int
    nothing: int
    seats: list[SeatRow]
    rows: list[Row]
    more: int
    breaks: list[str]
    effects: list[str]
    as_well: list[Product]


@dataclass(frozen=True)
class Choice:
    """A product's box."""

    product: Product
    left: int
    chosen: bool


def assignable() -> list[Product]:
    """Products that people can have."""
    return list(Product.objects.filter(assignable_to_people=True))


def held_by(people: Sequence[Person]) -> list[Product]:
    """Products that at least one of the people holds, or failed to get."""
    return list(Product.objects.filter(assignments__person__in=[p.pk for p in people]).distinct())


def choices(
    tenant: Tenant, products: Sequence[Product], chosen: Sequence[str]
) -> list[tuple[str, list[Choice]]]:
    """The boxes by groups, with the seats left of each; products with seats come first."""
    left = {pool.product.sku: pool.left for pool in pools(tenant, all_products=True)}
    groups: dict[str, list[Choice]] = {}
    for product in products:
        choice = Choice(product, left.get(product.sku, 0), product.sku in chosen)
        groups.setdefault(product.get_group_display(), []).append(choice)
    return [(label, sorted(boxes, key=lambda box: box.left <= 0)) for label, boxes in groups.items()]


def plan(tenant: Tenant, people: Sequence[Person], products: Sequence[Product], act: str) -> Plan:
    """What would happen; writes nothing."""
    wanted = {"add": products} if act == "assign" else {"remove": products}
    outlook = assignments.preview(tenant, people, **wanted)
    by_id = {person.pk: person for person in people}
    ordered = [
        v for outcome in (Outcome.REFUSED, Outcome.CHANGES, Outcome.NOTHING) for v in outlook.of(outcome)
    ]
    return Plan(
        changes=len(outlook.of(Outcome.CHANGES)),
        refused=len(outlook.of(Outcome.REFUSED)),
        nothing=len(outlook.of(Outcome.NOTHING)),
        seats=_seats(tenant, products, outlook),
        rows=[_row(tenant, verdict, by_id[verdict.holder.key]) for verdict in ordered[:SHOWN]],
        more=max(0, len(ordered) - SHOWN),
        breaks=outlook.breaks,
        effects=outlook.effects,
        as_well=_as_well(outlook),
    )


def _seats(tenant: Tenant, products: Sequence[Product], outlook: assignments.Preview) -> list[SeatRow]:
    chosen = {product.sku for product in products}
    short: Counter[str] = Counter(
        finding.product.sku
        for verdict in outlook.verdicts
        for finding in verdict.findings
        if finding.mend == Mend.BUY and finding.product
    )
    rows = []
    for pool in pools(tenant, all_products=True):
        product, lacking = pool.product, short[pool.product.sku]
        if product.sku in chosen or lacking:
            url = mends.buy_url(tenant, product.sku, lacking) if lacking else ""
            rows.append(SeatRow(pool, outlook.takes(product), lacking, url, mends.buy_words(lacking)))
    return rows


def _row(tenant: Tenant, verdict: Verdict, person: Person) -> Row:
    kind, icon = PILLS[verdict.outcome]
    if verdict.findings:
        word = str(Violation(verdict.findings[0].violation).label)
    else:
        word = str(verdict.outcome.label)
    reasons = [(f.sentence, *mends.mend_of(tenant, person.pk, f)) for f in verdict.findings]
    if not reasons:
        reasons = [(_in_words(verdict), "", "")]
    return Row(person, kind, icon, word, reasons)


def _in_words(verdict: Verdict) -> str:
    if verdict.outcome == Outcome.NOTHING:
        return _("Nothing of what was chosen changes.")
    parts = []
    if verdict.add:
        parts.append(_("Gets %(products)s.") % {"products": ", ".join(p.name for p in verdict.add)})
    if verdict.remove:
        parts.append(_("Loses %(products)s.") % {"products": ", ".join(p.name for p in verdict.remove)})
    return " ".join(parts)


def _as_well(outlook: assignments.Preview) -> list[Product]:
    """Products that have to go as well, because they need what is taken away."""
    found = {
        finding.product.sku: finding.product
        for verdict in outlook.verdicts
        for finding in verdict.findings
        if finding.mend == Mend.REMOVE_TOO and finding.product
    }
    return sorted(found.values(), key=lambda product: product.position)
