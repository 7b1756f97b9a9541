"""Amounts of US$ in sentences."""

from decimal import ROUND_FLOOR, Decimal

from django.utils.formats import number_format

CENT = Decimal("0.01")


def plain(amount: Decimal) -> str:
    """Cents, and all four decimals where cents alone would hide something: 1,250.00 or 0.0123."""
    places = 2 if amount == amount.quantize(CENT) else 4
    return str(number_format(amount, places, use_l10n=True, force_grouping=True))


def cents(amount: Decimal) -> str:
    """What can be spent, in whole cents, never more than there is; less than a cent is told exactly."""
    floored = amount.quantize(CENT, rounding=ROUND_FLOOR)
    return plain(floored if floored else amount)


def exact(amount: Decimal) -> str:
    """All four decimals, as a column of a ledger has them."""
    return str(number_format(amount, 4, use_l10n=True, force_grouping=True))


def usd(amount: Decimal) -> str:
    """The amount with its currency: US$ 12.50."""
    return f"US$ {plain(amount)}"
