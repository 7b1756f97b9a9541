"""Figures of the sandbox's stock for the operator."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils import timezone

from carriers.models import SandboxNumber


@dataclass(frozen=True)
class StockLine:
    """A country's numbers of one kind and grade, by what became of them."""

    country: str
    kind: str
    user_grade: bool
    total: int
    acquired: int
    reserved: int
    resting: int

    @property
    def free(self) -> int:
        """On offer now."""
        return self.total - self.acquired - self.reserved - self.resting


def stock_lines(country: str = "") -> list[StockLine]:
    """All stock, or one country's, in one query that reads it whole: a page for the operator alone."""
    now = timezone.now()
    rows = SandboxNumber.objects.filter(country=country) if country else SandboxNumber.objects.all()
    counted = rows.values("country", "kind", "user_grade").annotate(
        total=Count("pk"),
        taken=Count("pk", filter=Q(acquired=True)),
        reserved=Count("pk", filter=Q(acquired=False, reserved_until__gt=now)),
        resting=Count("pk", filter=Q(acquired=False, resting_until__gt=now)),
    )
    fields = ("country", "kind", "user_grade", "total", "taken", "reserved", "resting")
    return [
        StockLine(*row)
        for row in counted.order_by("country", "kind", F("user_grade").desc()).values_list(*fields)
    ]


def total(lines: list[StockLine], name: str) -> int:
    """The sum of one column."""
    return sum(getattr(line, name) for line in lines)
