"""What calls to a country cost, for its page."""

from dataclasses import dataclass

from django.db.models import Count, Max, Min

from countries import phrases
from countries.models import Rate, plain_price


@dataclass(frozen=True)
class RateRange:
    """Rates to one kind of number: the least and the most in US$ a minute, and over how many prefixes."""

    kind: str
    least: str
    most: str
    count: int

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return phrases.number_kind(self.kind)


def rate_ranges(iso2: str) -> list[RateRange]:
    """By kind; rates that are not stated are left out. One query."""
    stated = Rate.objects.filter(iso2=iso2, usd_per_minute__isnull=False).order_by("kind")
    rows = stated.values_list("kind").annotate(Min("usd_per_minute"), Max("usd_per_minute"), Count("pk"))
    return [
        RateRange(kind, plain_price(least), plain_price(most), count) for kind, least, most, count in rows
    ]
