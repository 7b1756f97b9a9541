"""Search, hold, extend, let go (rules 3.3). A hold is a row that counts by the clock at reading; the sweep tidies.

The console's database decides who has a number: the primary key of `HeldNumber` is the number. The carrier is asked
after the row is written, outside the transaction, and what it refuses is dropped again.
"""

import logging
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.log import SYSTEM, Actor, record
from carriers.base import CarrierError, Offer, Query, carrier
from numbering import claims, needs
from numbering.models import (
    Allowance,
    HeldNumber,
    Kind,
    NumberOrder,
    Reservation,
    ReservationLine,
    Usage,
)
from numbering.quotas import Quota, live_held, quota
from numbering.transitions import move
from tenants.models import EmergencyAddress, Tenant, User
from tenants.scoping import all_tenants, lock_tenant
from ui.formats import national
from ui.refusals import Refusal

log = logging.getLogger(__name__)

LONGEST_HOLD: Final = timedelta(hours=2)
MOST_AT_ONCE: Final = 1000
Status = NumberOrder.Status


class Taken(Refusal):
    """None of the numbers could be had: others were quicker. Looking for more may help."""


class Silent(Refusal):
    """The carrier did not answer, or refused with a `reason`. `retryable`: asking again later may help."""

    def __init__(self, sentence: str, error: CarrierError) -> None:
        super().__init__(sentence)
        self.retryable = error.retryable
        self.reason = error.sentence


@dataclass(frozen=True)
class SearchResult:
    """Numbers on offer, lowest first; `total` is counted up to 10,000; `more` says whether others follow."""

    offers: tuple[Offer, ...]
    total: int
    more: bool


def allowance_for(usage: str, kind: str) -> Allowance:
    """Which quota a number counts against. Toll-free numbers are never for people (rules 3.5)."""
    if kind == Kind.TOLL_FREE:
        if usage == Usage.USER:
            raise Refusal(
                _("Toll-free numbers are for queues, attendants and bridges, not for people."), field="kind"
            )
        return Allowance.TOLL_FREE
    return Allowance.USER if usage == Usage.USER else Allowance.TOLL


def search(tenant: Tenant, query: Query, *, limit: int, after: str = "") -> SearchResult:
    """Free numbers of the carrier that nobody holds or owns here. Refuses when the carrier does not answer."""
    try:
        found = free(query, limit=limit + 1, after=after)
        total = carrier().count(query)
    except CarrierError as error:
        raise Silent(_("The carrier did not answer the search. Try again in a minute."), error) from error
    return SearchResult(tuple(found[:limit]), max(total, len(found)), len(found) > limit)


def free(query: Query, *, limit: int, after: str = "") -> list[Offer]:
    """Up to `limit` numbers of the carrier that nobody holds or owns here, lowest first. Raises CarrierError."""
    found: list[Offer] = []
    while len(found) < limit:
        offers = carrier().search(query, limit=limit, after=after)
        taken = claims.taken([offer.e164 for offer in offers])
        found += [offer for offer in offers if offer.e164 not in taken]
        if len(offers) < limit:
            break
        after = offers[-1].e164
    return found[:limit]


def hold(
    tenant: Tenant,
    e164s: Collection[str],
    *,
    query_place: str,
    usage: str,
    kind: str,
    country: str,
    by: Actor,
    emergency_address: EmergencyAddress | None = None,
    allow_partial: bool = False,
    line: ReservationLine | None = None,
    offers: Sequence[Offer] | None = None,
) -> NumberOrder:
    """Hold numbers for the tenant's minutes. Those that were taken meanwhile are refused by name; with `allow_partial`
    the rest is held and the order's `error` names them. Refuses over the quota, with the figures.

    With `line`, for a line of a reservation: refuses more than the line lacks, and when nobody holds for it any more.
    `offers` are what the carrier has just said of these numbers; without them it is asked, since a form can name any.
    """
    wanted = sorted(set(e164s))
    if not wanted:
        raise Refusal(_("Choose at least one number."))
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(
            _("At most 1,000 numbers can be held at once; you chose %(n)s.") % {"n": f"{len(wanted):,}"}
        )
    allowance = allowance_for(usage, kind)
    needs.check_acquirable(tenant, country=country, kind=kind, emergency_address=emergency_address)
    order = NumberOrder(
        tenant=tenant,
        reference=f"NO-{uuid.uuid4().hex[:16]}",
        allowance=allowance,
        usage=usage,
        kind=kind,
        country=country,
        place=query_place[:160],
        emergency_address=emergency_address,
        line=line,
        created_by=by if isinstance(by, User) else None,
        created_by_name=str(by),
    )
    missed = _write(order, wanted, _suitable(order, wanted, offers), by=by, allow_partial=allow_partial)
    return _reserve(order, missed, by=by, allow_partial=allow_partial)


def _suitable(order: NumberOrder, wanted: list[str], offers: Sequence[Offer] | None) -> list[Offer]:
    """What the carrier has of the wanted numbers in this country, of this kind and grade."""
    for_people = order.usage == Usage.USER
    known = carrier().describe(wanted) if offers is None else offers
    return [
        offer
        for offer in sorted(known, key=lambda offer: offer.e164)
        if (offer.country, offer.kind, offer.user_grade) == (str(order.country), order.kind, for_people)
    ]


@transaction.atomic
def _write(
    order: NumberOrder, wanted: list[str], offers: list[Offer], *, by: Actor, allow_partial: bool
) -> list[str]:
    """Write the order and its numbers under the tenant's lock; returns those that somebody else has."""
    tenant = lock_tenant(order.tenant)
    if order.line is not None:
        _check_line(order.line, len(wanted))
    check_room(quota(tenant, order.allowance), len(wanted), tenant)
    now = timezone.now()
    order.created_at, order.expires_at = now, now + timedelta(minutes=tenant.hold_minutes)
    order.quantity = len(wanted)
    order.save()
    got = claims.claim(order, offers)
    missed = [number for number in wanted if number not in got]
    if missed and (not allow_partial or not got):
        raise Taken(_taken(order, missed))
    if len(got) != order.quantity:
        order.quantity = len(got)
        NumberOrder.objects.filter(pk=order.pk).update(quantity=len(got))
    record(
        "hold.taken",
        by=by,
        tenant=tenant,
        obj=order,
        after={"numbers": sorted(got), "until": order.expires_at, "place": order.place},
    )
    return missed


def _check_line(line: ReservationLine, wanted: int) -> None:
    """A worker that was taken for dead may still be at it: no line gets more than it lacks, nor after the end."""
    open_ones = Reservation.objects.select_for_update(no_key=True).filter(
        pk=line.reservation_id, status=Reservation.Status.HOLDING
    )
    if not open_ones.exists() or wanted > line.quantity - held_for(line):
        raise Refusal(_("This reservation has just changed, so these numbers were left alone."))


def held_for(line: ReservationLine) -> int:
    """How many numbers are held for a line of a reservation now, by the clock."""
    return live_held(line.tenant).filter(order__line=line).count()


def _reserve(order: NumberOrder, missed: list[str], *, by: Actor, allow_partial: bool) -> NumberOrder:
    """Tell the carrier. What it refuses is dropped; when it does not answer, nothing stays held."""
    numbers = list(order.held.values_list("e164", flat=True))
    try:
        grant = carrier().reserve(order.reference, numbers, order.expires_at)
    except CarrierError as error:
        _undo(order, by=by, reason=error.sentence)
        sentence = _("The carrier did not answer, so nothing is held. Try again in a minute.")
        raise Silent(sentence, error) from error
    missed = sorted({*missed, *grant.refused})
    if grant.refused and (not allow_partial or not grant.granted):
        _undo(order, by=by, reason=_taken(order, missed))
        raise Taken(_taken(order, missed))
    if missed:
        order.held.filter(e164__in=grant.refused).delete()
        NumberOrder.objects.filter(pk=order.pk).update(
            quantity=len(grant.granted), error=_taken(order, missed)
        )
    order.refresh_from_db()
    return order


@transaction.atomic
def _undo(order: NumberOrder, *, by: Actor, reason: str) -> None:
    numbers = _drop(order)
    move(order, Status.FAILED, by=by, error=reason, finished_at=timezone.now())
    transaction.on_commit(partial(tell_let_go, order.reference, numbers), robust=True)


def check_room(room: Quota, wanted: int, tenant: Tenant) -> None:
    """Refuse more than the quota leaves, with the figures and the way on."""
    if wanted <= room.left:
        return
    chosen = ngettext("You chose %(n)s number.", "You chose %(n)s numbers.", wanted) % {"n": wanted}
    if not room.allowed:
        url, link = reverse("licensing:overview", args=[tenant.slug]), _("See your licences")
    else:
        url, link = reverse("requests:new", args=[tenant.slug]), _("Ask the desk for more")
    raise Refusal(f"{chosen} {room.sentence}", url=url, link=link)


def _taken(order: NumberOrder, numbers: Sequence[str]) -> str:
    """Who has the numbers that the order could not hold: a form sent twice finds that its own tenant holds them."""
    held = live_held(order.tenant).filter(e164__in=numbers).exclude(order=order.pk)
    mine = set(held.values_list("e164", flat=True))
    own = [number for number in numbers if number in mine]
    others = [number for number in numbers if number not in own]
    said = []
    if own:
        said.append(
            ngettext(
                "You hold %(names)s already.", "You hold these %(n)s numbers already: %(names)s.", len(own)
            )
            % {"n": len(own), "names": _named(own)}
        )
    if others:
        said.append(
            ngettext(
                "%(names)s was taken by somebody else in the meantime.",
                "%(n)s numbers were taken by somebody else in the meantime: %(names)s.",
                len(others),
            )
            % {"n": len(others), "names": _named(others)}
        )
    return " ".join(said)


def _named(numbers: Sequence[str]) -> str:
    """The first five as they are read, and that there are more."""
    return ", ".join(national(number) for number in numbers[:5]) + (" …" if len(numbers) > 5 else "")


@transaction.atomic
def extend(order: NumberOrder, *, by: User) -> NumberOrder:
    """Hold on for once more the tenant's minutes, two hours at most in all."""
    order = NumberOrder.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)
    if not order.is_live():
        raise Refusal(_("This hold has ended. Search again: the numbers may still be free."))
    needs.check_credit(order.tenant, order.kind)
    last = order.created_at + LONGEST_HOLD
    until = min(order.expires_at + timedelta(minutes=order.tenant.hold_minutes), last)
    if order.expires_at >= last:
        raise Refusal(_("Numbers can be held for two hours at most. Acquire them or let them go."))
    record(
        "hold.extended",
        by=by,
        tenant=order.tenant,
        obj=order,
        before={"until": order.expires_at},
        after={"until": until},
    )
    NumberOrder.objects.filter(pk=order.pk).update(expires_at=until)
    order.held.update(expires_at=until)
    order.refresh_from_db()
    numbers = list(order.held.values_list("e164", flat=True))
    transaction.on_commit(partial(tell_prolonged, order.reference, numbers, until), robust=True)
    return order


def tell_prolonged(reference: str, numbers: list[str], until: datetime) -> None:
    """Tell the carrier that a hold lasts longer. Not answered is logged: what is not kept there is refused later."""
    try:
        carrier().reserve(reference, numbers, until)
    except CarrierError as error:
        log.warning("The carrier did not prolong %s: %s", reference, error)


@transaction.atomic
def let_go(order: NumberOrder, *, by: User, numbers: Collection[str] | None = None) -> NumberOrder:
    """Give held numbers back: all of the order, or some. The last one ends the order."""
    order = NumberOrder.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)
    if numbers is not None and (left := set(order.held.values_list("e164", flat=True)) - set(numbers)):
        return _let_some_go(order, set(numbers), len(left), by=by)
    dropped = _drop(order)
    move(order, Status.LET_GO, by=by, finished_at=timezone.now())
    transaction.on_commit(partial(tell_let_go, order.reference, dropped), robust=True)
    return order


def _let_some_go(order: NumberOrder, numbers: set[str], left: int, *, by: User) -> NumberOrder:
    if order.status != Status.HELD:
        raise Refusal(_("These numbers are no longer held."))
    gone = sorted(numbers & set(order.held.values_list("e164", flat=True)))
    order.held.filter(e164__in=gone).delete()
    NumberOrder.objects.filter(pk=order.pk).update(quantity=left)
    record("hold.reduced", by=by, tenant=order.tenant, obj=order, after={"let_go": gone, "left": left})
    transaction.on_commit(partial(tell_let_go, order.reference, gone), robust=True)
    order.refresh_from_db()
    return order


def _drop(order: NumberOrder) -> list[str]:
    numbers = list(HeldNumber._base_manager.filter(order=order).values_list("e164", flat=True))
    HeldNumber._base_manager.filter(order=order).delete()
    return numbers


def tell_let_go(reference: str, numbers: Iterable[str]) -> None:
    """Tell the carrier that reservations are not needed. Not answered is not bad: they run out by themselves."""
    try:
        carrier().let_go(reference, list(numbers))
    except CarrierError as error:
        log.warning("The carrier did not take %s back: %s", reference, error)


def live_holds(tenant: Tenant) -> QuerySet[NumberOrder]:
    """Orders that are held and have not run out, those that end first coming first; none of a reservation."""
    return NumberOrder.objects.filter(
        tenant=tenant, status=Status.HELD, expires_at__gt=timezone.now(), line=None
    ).order_by("expires_at", "pk")


def sweep_expired(*, limit: int = 200) -> int:
    """Tidy holds that ran out, over all tenants; returns how many. Safe to miss and to run twice."""
    with all_tenants():
        now = timezone.now()
        ended = NumberOrder.objects.filter(status=Status.HELD, expires_at__lte=now).select_related("tenant")
        return sum(_expire(order) for order in ended.order_by("expires_at")[:limit])


@transaction.atomic
def _expire(order: NumberOrder) -> bool:
    still = Q(expires_at__lte=timezone.now())
    try:
        move(order, Status.EXPIRED, by=SYSTEM, only_if=still, finished_at=timezone.now())
    except Refusal:
        return False
    numbers = _drop(order)
    transaction.on_commit(partial(tell_let_go, order.reference, numbers), robust=True)
    return True
