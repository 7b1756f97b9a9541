"""Everything that the page of step 4 shows besides search and results: figures, both quotas, what is owned."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from countries.models import Country
from licensing.queries import quota_inputs
from numbering.inventory_views import annotate_rows
from numbering.models import NumberOrder, NumberRequest, PhoneNumber, Usage
from numbering.quotas import Quota, quota
from numbering.search.holding import Box, live_boxes
from numbering.search.views import quota_segments
from services.numbers import queries
from services.numbers.country_notes import notes_for
from services.numbers.doors import Door, door
from services.numbers.shelves import SHELVES, ServiceShelf
from tenants.models import Tenant
from ui.sums import Segment, Term

NUMBERS_SHOWN: Final = 10  # of those that are owned; the inventory has the others
CASES_SHOWN: Final = 5


@dataclass(frozen=True)
class Line:
    """One shelf on the page: its quota as a sum and a bar, its tab, and whether its door is shut."""

    shelf: ServiceShelf
    quota: Quota
    terms: list[Term]
    segments: list[Segment]
    door: Door | None
    url: str
    current: bool


@dataclass
class Overview:
    """The page's figures, worked out once; the number of queries does not grow with what is owned."""

    tenant: Tenant
    shelf: ServiceShelf

    @property
    def url(self) -> str:
        """The page with the shelf in view."""
        return self.shelf.url(self.tenant, "home")

    @cached_property
    def owned(self) -> queries.Owned:
        """What the tenant owns."""
        return queries.owned(self.tenant)

    @cached_property
    def under_way(self) -> queries.UnderWay:
        """What is held, being acquired or asked for."""
        return queries.under_way(self.tenant)

    @cached_property
    def licences(self) -> list[Term]:
        """The licences that count, as a sum."""
        bought = quota_inputs(self.tenant)
        return [
            Term(_("Phone System licences"), max(0, bought.phone_system)),
            Term(_("Audio Conferencing licences"), max(0, bought.audio_conferencing), "+"),
            Term(_("licences that count"), queries.licences_of(bought), "=", result=True),
        ]

    @cached_property
    def band(self) -> queries.Band:
        """The row of the table that applies."""
        return queries.band(int(self.licences[-1].value))

    @cached_property
    def lines(self) -> list[Line]:
        """Both quotas."""
        return [self._line(shelf) for shelf in SHELVES]

    def _line(self, shelf: ServiceShelf) -> Line:
        room = quota(self.tenant, shelf.allowance)
        terms = [
            Term(_("allowed"), room.allowed),
            Term(_("owned"), room.owned, "−"),
            Term(_("held now"), room.held, "−"),
            Term(_("left to add"), room.left, "=", result=True),
        ]
        return Line(
            shelf,
            room,
            terms,
            quota_segments(room),
            door(self.tenant, shelf, room),
            shelf.url(self.tenant, "home"),
            shelf == self.shelf,
        )

    @property
    def door(self) -> Door | None:
        """Why the search of the shelf in view is shut."""
        return next(line.door for line in self.lines if line.current)

    @cached_property
    def boxes(self) -> list[Box]:
        """Live holds of both shelves, those that end first coming first."""
        boxes = [box for shelf in SHELVES for box in live_boxes(self.tenant, shelf)]
        return sorted(boxes, key=lambda box: (box.order.expires_at, box.order.pk))

    @cached_property
    def orders(self) -> list[tuple[NumberOrder, str]]:
        """Orders that the workers are at, with their addresses."""
        rows = list(queries.running_orders(self.tenant)[:CASES_SHOWN])
        shelves = {shelf.allowance: shelf for shelf in SHELVES}
        return [(row, shelves[row.allowance].url(self.tenant, "order", row.pk)) for row in rows]  # type: ignore[index]

    @cached_property
    def requests(self) -> list[NumberRequest]:
        """Requests for service numbers that are open."""
        return list(queries.open_requests(self.tenant)[:CASES_SHOWN])

    @cached_property
    def numbers(self) -> list[PhoneNumber]:
        """The first service numbers that are owned, free ones on top."""
        rows = queries.service_numbers().filter(tenant=self.tenant)
        return annotate_rows(list(rows.order_by("-status", "e164")[:NUMBERS_SHOWN]))

    @cached_property
    def free_user_numbers(self) -> int:
        """Numbers for people that nobody has: their use can be changed."""
        rows = PhoneNumber.objects.filter(tenant=self.tenant, usage=Usage.USER, person=None)
        return rows.filter(status=PhoneNumber.Status.UNASSIGNED).count()

    @property
    def request_url(self) -> str:
        """The request form for the shelf in view, where no search knows better."""
        form = reverse("requests:new", args=[self.tenant.slug])
        return f"{form}?usage={Usage.VOICE_APP.value}&kind={self.shelf.kinds[0].value}"

    def notes(self, country: Country) -> list[str]:
        """What is worth knowing in a country."""
        return notes_for(country, self.shelf.allowance)
