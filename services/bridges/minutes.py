"""The minutes of dial-out that the licences bring: 60 each month for each, in one pool (rules 6.5)."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Sum
from django.utils.translation import gettext as _

from licensing.models import Capability, SeatPurchase
from tenants.models import Tenant
from ui.sums import Term

MINUTES: Final = 60  # a month for each licence, to numbers of Zone A that are not premium


@dataclass(frozen=True)
class Pool:
    """The pool of a month. Licences that are paid by the minute bring none."""

    licences: int
    by_the_minute: int

    @property
    def minutes(self) -> int:
        """Minutes of a month, to numbers of Zone A."""
        return self.licences * MINUTES

    @property
    def terms(self) -> list[Term]:
        """The pool as a sum."""
        return [
            Term(_("Audio Conferencing licences bought"), self.licences),
            Term(_("minutes for each"), MINUTES, "×"),
            Term(_("minutes of dial-out a month"), self.minutes, "=", result=True),
        ]


def pool(tenant: Tenant) -> Pool:
    """The tenant's pool; one query. A suite counts as the licence that it contains (rules 2.2)."""
    rows = (
        SeatPurchase.objects.filter(
            tenant=tenant, product__gives__contains=[Capability.AUDIO_CONFERENCING.value]
        )
        .values("product_id", "product__needs")
        .annotate(seats=Sum("quantity"))
    )
    paid = sum(row["seats"] for row in rows if Capability.COMMUNICATIONS_CREDITS in row["product__needs"])
    return Pool(max(0, sum(row["seats"] for row in rows) - paid), max(0, paid))
