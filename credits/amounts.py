"""Which amounts can be paid (rules 12.1)."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from credits.money import CENT
from ui.refusals import Refusal

SMALLEST: Final = Decimal(50)  # US$; rules 12.1
LARGEST: Final = Decimal(1_000_000)  # US$; a slip of the finger, not a rule of the guide


def check_amount(amount: Decimal, *, field: str = "amount") -> None:
    """Refuse what is not whole cents from 50 to 1,000,000 US$."""
    if not SMALLEST <= amount <= LARGEST:
        raise Refusal(
            _("Enter an amount from US$ %(smallest)s to US$ %(largest)s.")
            % {"smallest": f"{SMALLEST:,}", "largest": f"{LARGEST:,}"},
            field=field,
        )
    if amount != amount.quantize(CENT):
        raise Refusal(_("Enter whole cents: two decimals at most."), field=field)
