"""How many numbers there are for what, and what becomes of them; each figure is a filter of the inventory."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from numbering.inventory_forms import in_state
from numbering.models import Kind, PhoneNumber, Usage
from tenants.models import Tenant

SHOWN = ("assigned", "free", "blocked")


@dataclass(frozen=True)
class Figure:
    """A count, and the address of the list that has exactly these numbers."""

    count: int
    url: str


@dataclass(frozen=True)
class UseFigures:
    """Numbers of one kind for one use; `rest` are being activated or released."""

    usage: Usage
    kind: Kind
    owned: Figure
    assigned: Figure
    free: Figure
    blocked: Figure

    @property
    def rest(self) -> int:
        """Those that are neither assigned nor free nor kept free."""
        return self.owned.count - self.assigned.count - self.free.count - self.blocked.count


def by_use(tenant: Tenant) -> list[UseFigures]:
    """Figures by use and kind, people's numbers first; uses without numbers are left out. One query."""
    today = timezone.localdate()
    counts = {name: Count("pk", filter=Q(in_state(name, today))) for name in SHOWN}
    rows = PhoneNumber.objects.filter(tenant=tenant).order_by().values("usage", "kind")
    found: dict[tuple[str, str], Mapping[str, Any]] = {
        (row["usage"], row["kind"]): row for row in rows.annotate(owned=Count("pk"), **counts)
    }
    return [
        _figures(tenant, usage, kind, found[usage.value, kind.value])
        for usage in Usage
        for kind in Kind
        if (usage.value, kind.value) in found
    ]


def _figures(tenant: Tenant, usage: Usage, kind: Kind, row: Mapping[str, Any]) -> UseFigures:
    inventory = reverse("numbering:list", args=[tenant.slug])

    def figure(name: str, **status: str) -> Figure:
        query = urlencode({"usage": usage.value, "kind": kind.value, **status})
        return Figure(row[name], f"{inventory}?{query}")

    return UseFigures(usage, kind, figure("owned"), *(figure(name, status=name) for name in SHOWN))
