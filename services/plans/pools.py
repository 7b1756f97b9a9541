"""Minute pools: people with the same plan in the same country share their minutes (rules 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from countries.models import Country
from countries.notes import about_minutes
from countries.queries import country_name
from licensing.models import Product
from licensing.queries import plan_products
from services.plans.minutes import Minutes, minutes_of
from services.plans.queries import Cell, Figures


@dataclass(frozen=True)
class Pool:
    """One pool: `each` are the minutes of one of its `people`, None where they are not stated."""

    country: str
    product: Product
    people: int
    ready: int
    without_credits: int
    each: Minutes
    notes: Sequence[str] = ()

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)

    @property
    def total(self) -> Minutes:
        """What all its people have together in a month."""
        return self.each.times(self.people)


@dataclass(frozen=True)
class Reference:
    """What pools are reckoned from: products by SKU, countries by code, and the minutes that are in products' names."""

    products: Mapping[str, Product]
    countries: Mapping[str, Country]

    @property
    def named(self) -> set[int]:
        """Minutes that some plan has in its name."""
        return {product.plan_minutes for product in self.products.values() if product.plan_minutes}

    def minutes(self, sku: str, country: str) -> Minutes:
        """The minutes of one holder."""
        return minutes_of(self.products[sku], self.countries.get(country), self.named)


def reference(codes: Sequence[str]) -> Reference:
    """The reference data for these countries: two queries."""
    return Reference({one.sku: one for one in plan_products()}, Country.objects.in_bulk(codes))


def pools(figures: Figures, known: Reference) -> list[Pool]:
    """One pool for each product in each country, by the names of the countries and then as in the catalogue."""
    found = [_pool(key, figures, known) for key in figures.by(_key)]
    return sorted(found, key=lambda pool: (pool.country_name, pool.product.position))


def _key(cell: Cell) -> tuple[str, str]:
    return cell.country, cell.sku


def _pool(key: tuple[str, str], figures: Figures, known: Reference) -> Pool:
    country, sku = key
    place = known.countries.get(country)

    def of(lack: Any = None) -> int:
        return figures.count(lambda cell: _key(cell) == key and (lack is None or lack(cell)))

    return Pool(
        country,
        known.products[sku],
        of(),
        of(lambda cell: cell.is_ready),
        of(lambda cell: "credits" in cell.lacks),
        known.minutes(sku, country),
        about_minutes(place.notes) if place else (),
    )
