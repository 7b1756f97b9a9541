"""Seats that are not a person's: apps above that give products to something else say how many they use.

They register when Django starts; imports run one way, so the pools cannot ask them.
"""

from collections.abc import Callable

from tenants.models import Tenant

SeatUse = Callable[[Tenant], int]

_uses: dict[str, SeatUse] = {}


def register_seat_use(sku: str, use: SeatUse) -> None:
    """Let `use(tenant)` tell how many seats of the product of this SKU are in use besides those of people. One query."""
    _uses[sku] = use


def used_elsewhere(tenant: Tenant) -> dict[str, int]:
    """Seats in use besides those of people, by SKU; one query for each product that has such a use."""
    return {sku: use(tenant) for sku, use in _uses.items()}
