"""Live holds as boxes, the address that a hold may need, and holding by search instead of by boxes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from countries.models import Country
from numbering import holds
from numbering.models import NumberOrder
from numbering.search.forms import SearchForm
from numbering.shelves import Shelf
from tenants.addresses import usable
from tenants.models import EmergencyAddress, Tenant
from ui.forms import ConsoleForm
from ui.sums import Segment

NUMBERS_SHOWN = 12  # in a box; the order page shows all
CHUNK = 500


class HoldForm(ConsoleForm):
    """The emergency address, where the country asks for it when a number is acquired (rules 11.4)."""

    emergency_address = forms.ModelChoiceField(
        label=gettext_lazy("Emergency address"),
        queryset=EmergencyAddress._base_manager.none(),
        empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("Where an emergency call from these numbers sends help."),
        error_messages={"required": gettext_lazy("Choose the address where an emergency call sends help.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        tenant: Tenant,
        country: Country | None,
        toll_free: bool = False,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, auto_id="h_%s", prefix=prefix)
        at_once = country is not None and country.emergency_address_moment == Country.AddressMoment.ON_ACQUIRE
        asked = at_once and not toll_free  # nobody calls for help from a toll-free number
        self.asks = asked
        if country is None or not asked:
            del self.fields["emergency_address"]
            return
        addresses: Any = self.fields["emergency_address"]
        addresses.queryset = usable(tenant, country.iso2)
        only = list(addresses.queryset.values_list("pk", flat=True)[:2])
        self.has_addresses = bool(only)
        if len(only) == 1:
            addresses.initial = only[0]


@dataclass(frozen=True)
class Box:
    """A live hold, ready to be drawn."""

    order: NumberOrder
    numbers: list[str]
    count: int
    segments: list[Segment]
    total: int
    keep_url: str
    let_go_url: str
    extend_url: str
    url: str

    @property
    def hidden(self) -> int:
        """Numbers of the hold that the box does not show."""
        return self.count - len(self.numbers)

    @property
    def title(self) -> str:
        """ "6 numbers in Seattle are held for you"."""
        words = {"n": self.count, "place": self.order.place}
        if not self.order.place:
            return (
                ngettext("%(n)s number is held for you", "%(n)s numbers are held for you", self.count) % words
            )
        return (
            ngettext(
                "%(n)s number in %(place)s is held for you",
                "%(n)s numbers in %(place)s are held for you",
                self.count,
            )
            % words
        )

    @property
    def keep_words(self) -> str:
        """ "Keep 6 numbers"."""
        return ngettext("Keep %(n)s number", "Keep %(n)s numbers", self.count) % {"n": self.count}


def live_boxes(tenant: Tenant, shelf: Shelf) -> list[Box]:
    """The shelf's live holds, those that end first coming first; two queries."""
    orders = holds.live_holds(tenant).filter(allowance=shelf.allowance).prefetch_related("held")
    return [box_of(tenant, shelf, order) for order in orders]


def box_of(tenant: Tenant, shelf: Shelf, order: NumberOrder) -> Box:
    """One hold as a box. Its bar runs from the hold's beginning to its end."""
    numbers = sorted(held.e164 for held in order.held.all())
    whole = max(1, int((order.expires_at - order.created_at).total_seconds()))
    left = max(0, int((order.expires_at - timezone.now()).total_seconds()))
    return Box(
        order=order,
        numbers=numbers[:NUMBERS_SHOWN],
        count=len(numbers),
        segments=[Segment("b", min(left, whole))],
        total=whole,
        keep_url=shelf.url(tenant, "keep", order.pk),
        let_go_url=shelf.url(tenant, "let_go", order.pk),
        extend_url=shelf.url(tenant, "extend", order.pk),
        url=shelf.url(tenant, "order", order.pk),
    )


def bulk_numbers(tenant: Tenant, form: SearchForm) -> list[str]:
    """The first numbers that fit the search, as many as are wanted: for holds too large for boxes."""
    wanted: int = form.cleaned_data["quantity"]
    found: list[str] = []
    after = ""
    while len(found) < wanted:
        step = holds.search(tenant, form.query, limit=min(CHUNK, wanted - len(found)), after=after)
        if not step.offers:
            break
        found += [offer.e164 for offer in step.offers]
        after = found[-1]
        if not step.more:
            break
    return found
