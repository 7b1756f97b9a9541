"""A reservation as its page shows it: each line with what is held, as runs, what is short and what is near."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.models import Country
from jobs.heartbeat import workers_are_silent
from jobs.models import Job
from numbering import holds
from numbering.models import Kind, NumberOrder, PhoneNumber, Reservation, ReservationLine, Usage
from numbering.quotas import live_held
from numbering.ranges import Range, collapse
from numbering.reservations import reservations
from numbering.reservations.places import Spot, spot_of
from tenants.models import Tenant
from ui.sums import Segment
from ui.templatetags.ui import thousands

RUNS_SHOWN: Final = 5  # of a line, until the rest is unfolded
RUNS_UNFOLDED: Final = 200
OPEN_SHOWN: Final = 5  # reservations on the page of a step
FIRST_POLL, SLOWEST_POLL = 1, 10  # seconds
Status = Reservation.Status


@dataclass(frozen=True)
class Alternative:
    """A place that could give what a line lacks; `value` is what its button sends."""

    value: int
    words: str
    why: str


@dataclass
class LineRow:
    """One line of the page. `got` are held or acquired, by the state of the reservation; after the end, were held."""

    line: ReservationLine
    place: str
    got: int
    numbers: list[str] = field(default_factory=list)
    elsewhere: int = 0
    instead_of: str = ""
    alternatives: list[Alternative] = field(default_factory=list)
    request_url: str = ""

    @property
    def short(self) -> int:
        """What is missing and not taken from another place; nothing before the line was searched."""
        if self.line.searched_at is None:
            return 0
        return max(0, self.line.quantity - self.got - self.elsewhere)

    @cached_property
    def runs(self) -> list[Range]:
        """The numbers as runs: "+33 1 84 88 10 00 to 49"."""
        return list(collapse(self.numbers))

    @property
    def first_runs(self) -> list[Range]:
        """The runs that are always seen."""
        return self.runs[:RUNS_SHOWN]

    @property
    def more_runs(self) -> list[Range]:
        """Those that unfold."""
        return self.runs[RUNS_SHOWN:RUNS_UNFOLDED]

    @property
    def hidden_runs(self) -> int:
        """Those that are not even unfolded: the inventory and the file have them."""
        return max(0, len(self.runs) - RUNS_UNFOLDED)


@dataclass(frozen=True)
class Sheet:
    """The whole page: rows, sums, the job at work, and how long there is to decide."""

    reservation: Reservation
    rows: list[LineRow]
    job: Job | None
    live: bool
    silent: bool

    @property
    def wanted(self) -> int:
        """Numbers that were asked for; those chosen instead of others count once."""
        return sum(row.line.quantity for row in self.rows if row.line.instead_of_id is None)

    @property
    def got(self) -> int:
        """Numbers that are held or acquired."""
        return sum(row.got for row in self.rows)

    @property
    def short(self) -> int:
        """Numbers that are missing."""
        return sum(row.short for row in self.rows)

    @property
    def short_rows(self) -> list[LineRow]:
        """The lines that lack something."""
        return [row for row in self.rows if row.short]

    @property
    def has_numbers(self) -> bool:
        """Whether there are numbers to be shown one by one."""
        return any(row.numbers for row in self.rows)

    @property
    def ran_out(self) -> bool:
        """Nobody decided in time, whether it was tidied yet or not."""
        return self.reservation.status == Status.EXPIRED or (
            self.reservation.status == Status.READY and not self.live
        )

    @property
    def last(self) -> Any:
        """When the numbers go: two hours after the first was held, or sooner while no worker prolongs."""
        begun = self.reservation.held_from
        if self.silent or begun is None:
            return self.reservation.expires_at
        return begun + holds.LONGEST_HOLD

    @property
    def poll(self) -> int:
        """Seconds until the page asks again: longer, the longer the work runs; 0 when there is nothing to wait for."""
        if self.reservation.status not in Reservation.WORKING:
            return 0
        begun = self.job.created_at if self.job else self.reservation.created_at
        running = (timezone.now() - begun).total_seconds()
        return max(FIRST_POLL, min(SLOWEST_POLL, int(running // 30) + FIRST_POLL))

    @property
    def segments(self) -> list[Segment]:
        """The bar of the work."""
        return [Segment("b", self.job.done if self.job else 0)]

    @property
    def again_text(self) -> str:
        """The lines as a list, to ask again: all of them, or what is missing when some were acquired."""
        acquired = self.reservation.status == Status.DONE
        parts = []
        for row in self.rows:
            count = row.short if acquired else row.line.quantity - row.elsewhere
            if count > 0:
                parts.append(f"{count} {row.place}{_use(row.line)}")
        return "\n".join(parts)


def open_reservations(tenant: Tenant, allowance: str) -> list[Reservation]:
    """Reservations that somebody or a worker must still act on, with numbers of a quota; for the pages of the steps."""
    rows = Reservation.objects.filter(tenant=tenant, status__in=Reservation.OPEN, lines__allowance=allowance)
    return list(rows.annotate(wanted=Sum("lines__quantity", filter=Q(lines__instead_of=None)))[:OPEN_SHOWN])


def sheet(reservation: Reservation) -> Sheet:
    """Everything that the page shows, in a fixed number of queries."""
    tenant = reservation.tenant
    lines = list(reservation.lines.select_related("emergency_address"))
    names = {row.pk: row.name for row in Country.objects.filter(pk__in={str(line.country) for line in lines})}
    got, numbers = _numbers(reservation)
    rows = {
        line.pk: LineRow(line, spot_of(line).words(names), got.get(line.pk, 0), numbers[line.pk])
        for line in lines
    }
    for line in lines:
        if line.instead_of_id is not None:
            rows[line.instead_of_id].elsewhere += line.quantity
            rows[line.pk].instead_of = rows[line.instead_of_id].place
    for row in rows.values():
        if row.short:
            row.alternatives = [
                _alternative(at, one, row, names)
                for at, one in enumerate(row.line.alternatives)
                if not one.get("taken")
            ]
            row.request_url = _request_url(tenant, row)
    job = reservations.job_of(reservation)
    return Sheet(reservation, _arranged(lines, rows), job, reservation.is_live(), workers_are_silent())


def _arranged(lines: Sequence[ReservationLine], rows: dict[int, LineRow]) -> list[LineRow]:
    """Each line, and below it those that were chosen instead."""
    below: dict[int | None, list[LineRow]] = defaultdict(list)
    for line in lines:
        below[line.instead_of_id].append(rows[line.pk])
    arranged: list[LineRow] = []

    def add(parent: int | None) -> None:
        for row in below[parent]:
            arranged.append(row)
            add(row.line.pk)

    add(None)
    return arranged


def _numbers(reservation: Reservation) -> tuple[dict[int, int], dict[int, list[str]]]:
    """How many each line got, and which, by line; after the end only how many there had been."""
    numbers: dict[int, list[str]] = defaultdict(list)
    if reservation.status in (Status.DONE, Status.FAILED):
        mine: Any = PhoneNumber.objects.filter(order__line__reservation=reservation)
    elif reservation.is_open:
        mine = live_held(reservation.tenant).filter(order__line__reservation=reservation)
    else:
        counts = NumberOrder.objects.filter(line__reservation=reservation).exclude(status="failed").order_by()
        return dict(counts.values_list("line").annotate(Sum("quantity"))), numbers
    for line, e164 in mine.order_by("e164").values_list("order__line", "e164"):
        numbers[line].append(e164)
    if reservation.status == Status.ACQUIRING:
        owned = PhoneNumber.objects.filter(order__line__reservation=reservation).order_by("e164")
        for line, e164 in owned.values_list("order__line", "e164"):
            numbers[line].append(e164)
        numbers = defaultdict(list, {line: sorted(some) for line, some in numbers.items()})
    return {line: len(some) for line, some in numbers.items()}, numbers


def _alternative(at: int, offered: dict[str, Any], row: LineRow, names: dict[str, str]) -> Alternative:
    spot = Spot(
        offered["country"], Kind(offered["kind"]), offered["state"], offered["city"], offered["prefix"]
    )
    count = min(offered["free"], row.short)
    where = spot.city or spot.words(names)
    words = ngettext("Hold %(n)s in %(place)s", "Hold %(n)s in %(place)s", count)
    if not spot.city:
        words = ngettext("Hold %(n)s: %(place)s", "Hold %(n)s: %(place)s", count)
    return Alternative(
        at, words % {"n": thousands(count), "place": where}, _why(spot, offered["km"], row.line)
    )


def _why(spot: Spot, km: int | None, line: ReservationLine) -> str:
    """What makes a place near: its distance where that is known, else what it shares."""
    if km is not None:
        return _("%(km)s km away") % {"km": thousands(km)}
    if spot.state and spot.state == line.state:
        return _("in the same state")
    if spot.kind == Kind.NON_GEOGRAPHIC:
        return _("of the whole country")
    if line.prefix:
        return _("with other beginnings")
    return _("in the same country")


def _request_url(tenant: Tenant, row: LineRow) -> str:
    """The request form of the desk, filled with what is short."""
    line = row.line
    wanted = {
        "usage": line.usage,
        "kind": line.kind,
        "country": str(line.country),
        "state": line.state,
        "city": line.city,
        "quantity": row.short,
    }
    filled = {name: value for name, value in wanted.items() if value}
    return f"{reverse('requests:new', args=[tenant.slug])}?{urlencode(filled)}"


def _use(line: ReservationLine) -> str:
    """What the reader of lists understands, where it would not know by itself."""
    return {Usage.VOICE_APP: " for queues", Usage.CONFERENCE: " for the bridge"}.get(Usage(line.usage), "")
