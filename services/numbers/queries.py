"""Figures about service numbers: what is owned, what is under way, what the licences allow."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing.queries import QuotaInputs
from numbering.assignment_queries import is_blocked
from numbering.models import Allowance, NumberOrder, NumberRequest, PhoneNumber, Usage
from numbering.quotas import SERVICE_TABLE, live_held
from tenants.models import Tenant
from ui.templatetags.ui import thousands

SERVICE_ALLOWANCES: Final = (Allowance.TOLL, Allowance.TOLL_FREE)
Status = PhoneNumber.Status


@dataclass(frozen=True)
class Owned:
    """Service numbers that the tenant owns, however it came by them; those being released are not counted."""

    toll: int
    toll_free: int
    free: int
    voice_app: int
    conference: int

    @property
    def total(self) -> int:
        """Both kinds."""
        return self.toll + self.toll_free

    @property
    def words(self) -> str:
        """ "4 toll numbers and 1 toll-free number"; a kind of which there is none is left out."""
        return both_kinds(self.toll, self.toll_free)

    @property
    def free_words(self) -> str:
        """How many are answered by nothing yet (rules 10); those that are parked on purpose are not meant."""
        if not self.free:
            return ""
        if self.free == self.total:
            return ngettext(
                "It is free: nothing answers it yet.", "All are free: nothing answers them yet.", self.total
            )
        return ngettext(
            "%(n)s of them is free: nothing answers it yet.",
            "%(n)s of them are free: nothing answers them yet.",
            self.free,
        ) % {"n": thousands(self.free)}


@dataclass(frozen=True)
class UnderWay:
    """What will become service numbers: held ones, ones being acquired, and requests that are open."""

    held: int
    acquiring: int
    requests: int
    requested: int

    @property
    def any(self) -> bool:
        """Whether anything runs."""
        return bool(self.held or self.acquiring or self.requests)

    @property
    def words(self) -> str:
        """One sentence for each thing that runs."""
        said = []
        if self.held:
            said.append(
                ngettext("%(n)s number is held for you.", "%(n)s numbers are held for you.", self.held)
                % {"n": thousands(self.held)}
            )
        if self.acquiring:
            said.append(
                ngettext("%(n)s is being acquired.", "%(n)s are being acquired.", self.acquiring)
                % {"n": thousands(self.acquiring)}
            )
        if self.requests:
            said.append(self._requested())
        return " ".join(said)

    def _requested(self) -> str:
        cases = ngettext("%(n)s request", "%(n)s requests", self.requests) % {"n": thousands(self.requests)}
        numbers = ngettext("%(n)s number", "%(n)s numbers", self.requested) % {"n": thousands(self.requested)}
        return _("The desk has %(requests)s for %(numbers)s.") % {"requests": cases, "numbers": numbers}


def both_kinds(toll: int, toll_free: int) -> str:
    """ "4 toll numbers and 1 toll-free number"; a kind of which there is none is left out, unless both are nothing."""
    tolls = ngettext("%(n)s toll number", "%(n)s toll numbers", toll) % {"n": thousands(toll)}
    frees = ngettext("%(n)s toll-free number", "%(n)s toll-free numbers", toll_free) % {
        "n": thousands(toll_free)
    }
    if toll and toll_free:
        return _("%(tolls)s and %(frees)s") % {"tolls": tolls, "frees": frees}
    return frees if toll_free else tolls


def service_numbers() -> QuerySet[PhoneNumber]:
    """The service numbers of the scope's tenant."""
    return PhoneNumber.objects.filter(allowance__in=SERVICE_ALLOWANCES)


def owned(tenant: Tenant) -> Owned:
    """What the tenant owns; one query."""
    mine = service_numbers().filter(tenant=tenant).exclude(status=Status.RELEASING)
    return Owned(
        **mine.aggregate(
            toll=Count("pk", filter=Q(allowance=Allowance.TOLL)),
            toll_free=Count("pk", filter=Q(allowance=Allowance.TOLL_FREE)),
            free=Count("pk", filter=Q(status=Status.UNASSIGNED) & ~is_blocked(timezone.localdate())),
            voice_app=Count("pk", filter=Q(usage=Usage.VOICE_APP)),
            conference=Count("pk", filter=Q(usage=Usage.CONFERENCE)),
        )
    )


def under_way(tenant: Tenant) -> UnderWay:
    """What runs; two queries. Holds count by the clock at reading."""
    held = (
        live_held(tenant)
        .filter(allowance__in=SERVICE_ALLOWANCES)
        .aggregate(
            held=Count("pk", filter=Q(expires_at__isnull=False)),
            acquiring=Count("pk", filter=Q(expires_at=None)),
        )
    )
    asked = open_requests(tenant).aggregate(
        requests=Count("pk"), wanted=Sum("quantity"), got=Sum("delivered_count")
    )
    missing = max(0, (asked["wanted"] or 0) - (asked["got"] or 0))
    return UnderWay(held["held"], held["acquiring"], asked["requests"], missing)


def open_requests(tenant: Tenant) -> QuerySet[NumberRequest]:
    """Requests for service numbers on which somebody must still act, newest first."""
    cases = NumberRequest.objects.filter(tenant=tenant, status__in=NumberRequest.OPEN_STATES)
    return cases.exclude(usage=Usage.USER)


def running_orders(tenant: Tenant) -> QuerySet[NumberOrder]:
    """Orders of service numbers that the workers are at, newest first."""
    return NumberOrder.objects.filter(
        tenant=tenant, allowance__in=SERVICE_ALLOWANCES, status=NumberOrder.Status.ACQUIRING
    )


@dataclass(frozen=True)
class Band:
    """The row of the quota table that applies (rules 3.4): from, to (None: no end), numbers of each kind; and the next."""

    licences: int
    start: int
    end: int | None
    numbers: int
    next_start: int | None
    next_numbers: int

    @property
    def words(self) -> str:
        """ "100 to 149 licences allow 30 numbers of each kind."."""
        values = {
            "start": thousands(self.start),
            "end": thousands(self.end) if self.end else "",
            "n": thousands(self.numbers),
        }
        if not self.numbers:
            return _("1 to %(last)s licences allow %(n)s numbers of each kind; you have none.") % {
                "last": thousands(SERVICE_TABLE[1][0] - 1),
                "n": thousands(SERVICE_TABLE[0][1]),
            }
        if self.end is None:
            return _("%(start)s licences or more allow %(n)s numbers of each kind.") % values
        return _("%(start)s to %(end)s licences allow %(n)s numbers of each kind.") % values

    @property
    def next_words(self) -> str:
        """ "30 more licences would allow 40."; empty where the table ends, and where it has not begun."""
        if self.next_start is None or not self.numbers:
            return ""
        more = self.next_start - self.licences
        return ngettext(
            "%(more)s more licence would allow %(n)s.", "%(more)s more licences would allow %(n)s.", more
        ) % {"more": thousands(more), "n": thousands(self.next_numbers)}


def licences_of(bought: QuotaInputs) -> int:
    """Licences that count: Phone System and Audio Conferencing seats."""
    return max(0, bought.phone_system) + max(0, bought.audio_conferencing)


def band(licences: int) -> Band:
    """The row of the table for so many licences."""
    index = max((at for at, (start, _n) in enumerate(SERVICE_TABLE) if licences >= start), default=-1)
    start, numbers = SERVICE_TABLE[index] if index >= 0 else (0, 0)
    if index + 1 == len(SERVICE_TABLE):
        return Band(licences, start, None, numbers, None, 0)
    following, more = SERVICE_TABLE[index + 1]
    return Band(licences, start, following - 1, numbers, following, more)
