"""Where the reference data comes from, of what date it is, and when it was loaded."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min

from countries.models import Country, Rate, ReferenceData


@dataclass(frozen=True)
class Sources:
    """What the page of sources tells. Dates are those of the pages that the facts were read from."""

    loaded: dict[str, ReferenceData]
    oldest: date | None
    newest: date | None
    edited_countries: int
    edited_rates: int


def sources() -> Sources:
    """Four queries."""
    dates = Country.objects.aggregate(oldest=Min("source_date"), newest=Max("source_date"))
    return Sources(
        loaded={row.name: row for row in ReferenceData.objects.all()},
        oldest=dates["oldest"],
        newest=dates["newest"],
        edited_countries=Country.objects.exclude(edited_at=None).count(),
        edited_rates=Rate.objects.exclude(edited_at=None).count(),
    )


def reference_date() -> date | None:
    """The date of the newest page that the facts were read from; for the foot of every page. One query."""
    newest: date | None = Country.objects.aggregate(newest=Max("source_date"))["newest"]
    return newest
