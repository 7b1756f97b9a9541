"""May these people have these products? Pure: no queries, so a hundred thousand people cost what one costs (rules 2.2)."""

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field

from licensing import sentences
from licensing.findings import Finding, Mend, Outcome, Violation
from licensing.models import Capability, Product


@dataclass(frozen=True)
class Holder:
    """A person as the check sees one. `held` take a seat now; `country` is the usage location, "" when not set.

    `failed` were asked for and could not be set up: they take no seat, and can be taken away.
    """

    key: int
    name: str
    country: str
    held: tuple[Product, ...] = ()
    failed: tuple[Product, ...] = ()


@dataclass(frozen=True)
class World:
    """What is the same for all people of a tenant.

    `not_offered` maps a capability to the countries of which step 1 says that it cannot be had there.
    """

    products: Mapping[str, Product]
    left: Mapping[str, int]
    direct_routing: bool = False
    not_offered: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What would happen to one person: all of `add` and `remove`, or nothing when something was found."""

    holder: Holder
    add: tuple[Product, ...]
    remove: tuple[Product, ...]
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        if self.findings:
            return Outcome.REFUSED
        return Outcome.CHANGES if self.add or self.remove else Outcome.NOTHING


Wanted = tuple[Holder, Sequence[Product], Sequence[Product]]
"""Somebody, what to give and what to take away."""


def check_all(
    holders: Iterable[Holder], add: Sequence[Product], remove: Sequence[Product], world: World
) -> list[Verdict]:
    """One verdict for each holder, who all are to get and to lose the same."""
    return check_each(((holder, add, remove) for holder in holders), world, dict(world.left))


def check_each(
    wanted: Iterable[Wanted], world: World, left: MutableMapping[str, int], *, together: bool = False
) -> list[Verdict]:
    """One verdict for each holder, in order; seats that an earlier one takes are gone for the later ones.

    What somebody holds already is not taken twice, and what somebody does not hold is not taken away: neither is an
    error. A product that is to be added and removed is an error of the caller. `left`, the seats, is counted down, so
    that a long list can be checked piece by piece. What is done `together` or not at all may use from the first one on
    the seats that the last one gives back.
    """
    known = list(wanted)
    verdicts = []
    if together:
        for holder, _add, remove in known:
            _give_back(holder, remove, left)
    for holder, add, remove in known:
        verdict = check(holder, add, remove, world, left)
        if not verdict.findings:
            if not together:
                _give_back(holder, verdict.remove, left)
            for product in verdict.add:
                left[product.sku] = left.get(product.sku, 0) - 1
        verdicts.append(verdict)
    return verdicts


def _give_back(holder: Holder, products: Iterable[Product], left: MutableMapping[str, int]) -> None:
    for product in set(products) & set(holder.held):
        left[product.sku] = left.get(product.sku, 0) + 1


def check(
    holder: Holder,
    add: Sequence[Product],
    remove: Sequence[Product],
    world: World,
    left: Mapping[str, int],
) -> Verdict:
    """The verdict on one person, with `left` seats: a seat is missed only by somebody who may have the product."""
    held = {product.sku: product for product in holder.held}
    new = tuple({p.sku: p for p in add if p.sku not in held}.values())
    there = held.keys() | {product.sku for product in holder.failed}
    gone = tuple({p.sku: p for p in remove if p.sku in there}.values())
    gone_skus = {product.sku for product in gone}
    kept = [product for product in holder.held if product.sku not in gone_skus]
    rules = [
        *(finding for product in new if (finding := _unfit(holder, product, world))),
        *_clashes(holder, new, kept),
        *_missing(holder, new, kept, world, left),
    ]
    findings = rules or [_no_seat(holder, product) for product in new if left.get(product.sku, 0) < 1]
    return Verdict(holder, new, gone, tuple({finding.sentence: finding for finding in findings}.values()))


def capabilities(products: Iterable[Product]) -> set[str]:
    """All that the products give."""
    return {capability for product in products for capability in product.gives}


def _unfit(holder: Holder, product: Product, world: World) -> Finding | None:
    """A product that this kind of account, tenant or country cannot have at all."""
    if not product.assignable_to_people:
        return Finding(Violation.OTHER, sentences.not_for_people(product), Mend.PRODUCTS)
    if world.direct_routing and Capability.CALLING_PLAN in product.gives:
        return Finding(Violation.EXCLUSIVE, sentences.direct_routing(holder.name, product), Mend.PRODUCTS)
    if not holder.country:
        return Finding(Violation.LOCATION, sentences.no_location(holder.name), Mend.PERSON)
    if prohibited(holder.country, product, world):
        words = sentences.not_in_country(holder.name, product, holder.country)
        return Finding(Violation.LOCATION, words, Mend.PRODUCTS)
    return None


def prohibited(country: str, product: Product, world: World) -> bool:
    """Not sold there, or what it is for is not offered there. A base plan is of use in any country."""
    if product.countries and country not in product.countries:
        return True
    if Capability.BASE in product.gives:
        return country in product.not_countries
    return country in product.not_countries or any(
        country in world.not_offered.get(capability, ()) for capability in product.gives
    )


def _clashes(holder: Holder, new: Sequence[Product], kept: Sequence[Product]) -> list[Finding]:
    pairs = [(product, other) for i, product in enumerate(new) for other in [*kept, *new[i + 1 :]]]
    return [
        Finding(
            Violation.EXCLUSIVE,
            sentences.clash(holder.name, product, other, other_is_held=other in kept),
            Mend.PRODUCTS,
        )
        for product, other in pairs
        if _exclude_each_other(product, other)
    ]


def _exclude_each_other(one: Product, other: Product) -> bool:
    return bool(set(one.excludes) & set(other.gives) or set(other.excludes) & set(one.gives))


def _missing(
    holder: Holder, new: Sequence[Product], kept: Sequence[Product], world: World, left: Mapping[str, int]
) -> list[Finding]:
    """Dependencies that the result would not have: of new products, and of kept ones that had them until now."""
    final = [*kept, *new]
    findings = []
    for product in final:
        lacking = unmet(product, final)
        if not lacking:
            continue
        if product in kept:
            if not unmet(product, holder.held):
                words = sentences.still_needed(holder.name, product, lacking)
                findings.append(Finding(Violation.DEPENDENCY, words, Mend.REMOVE_TOO, product))
        else:
            findings.append(_lack(holder, product, lacking, world, left))
    return findings


def unmet(product: Product, among: Collection[Product]) -> tuple[str, ...]:
    """Capabilities of which `product` still needs one, given what its holder's other products give; () when none."""
    if not product.needs and not product.needs_one_of:
        return ()
    others = capabilities(other for other in among if other.sku != product.sku)
    for needed in product.needs:
        if needed not in others:
            return (needed,)
    if product.needs_one_of and not others & set(product.needs_one_of):
        return tuple(product.needs_one_of)
    return ()


def _lack(
    holder: Holder, product: Product, lacking: tuple[str, ...], world: World, left: Mapping[str, int]
) -> Finding:
    provider = _provider(lacking, world)
    if provider and not any(
        left.get(other.sku, 0) > 0 for other in world.products.values() if set(lacking) & set(other.gives)
    ):
        words = sentences.lacks_seat(holder.name, product, provider)
        return Finding(Violation.DEPENDENCY, words, Mend.BUY, provider, 1)
    words = sentences.lacks(holder.name, product, lacking)
    return Finding(Violation.DEPENDENCY, words, Mend.PRODUCTS)


def _provider(lacking: tuple[str, ...], world: World) -> Product | None:
    """The product that gives what is lacking and as little else as can be."""
    fitting = [p for p in world.products.values() if set(lacking) & set(p.gives) and p.assignable_to_people]
    return min(fitting, key=lambda p: (len(p.gives), p.position), default=None)


def _no_seat(holder: Holder, product: Product) -> Finding:
    return Finding(Violation.COUNT, sentences.no_seat(holder.name, product), Mend.BUY, product, 1)
