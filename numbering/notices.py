"""What the overview tells of numbers: requests that wait for an answer, what failed, what is held or kept free."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from numbering.holds import LONGEST_HOLD, live_holds
from numbering.models import NumberRequest, PhoneNumber, Reservation
from numbering.shelves import Shelf
from tenants.models import Tenant
from tenants.notices import Deadline, Notice, Weight
from ui.formats import zone_of
from ui.templatetags.ui import thousands

MOST: Final = 3  # of each kind
Status, Activation = PhoneNumber.Status, PhoneNumber.Activation


def waiting_requests(tenant: Tenant) -> Iterator[Notice]:
    """Requests that the desk cannot go on with before somebody answers, the newest three; one query."""
    rows = NumberRequest.objects.filter(tenant=tenant, status=NumberRequest.Status.WAITING_CUSTOMER)
    for case in rows.order_by("-id")[:MOST]:
        yield Notice(
            Weight.YOURS,
            _("Request %(reference)s needs your answer") % {"reference": case.reference},
            case.title,
            reverse("requests:detail", args=[tenant.slug, case.pk]),
            _("Answer"),
        )


def broken(tenant: Tenant) -> Iterator[Notice]:
    """Numbers that could not be activated; one query. Credit tells of toll-free ones that callers cannot reach."""
    inventory = reverse("numbering:list", args=[tenant.slug])
    if failed := PhoneNumber.objects.filter(tenant=tenant, activation=Activation.FAILED).count():
        words = ngettext(
            "%(n)s number could not be activated", "%(n)s numbers could not be activated", failed
        )
        yield Notice(
            Weight.BROKEN,
            words % {"n": thousands(failed)},
            _("The carrier refused. Callers do not get through."),
            f"{inventory}?status=failed",
            _("See what failed"),
        )


def ending_holds(tenant: Tenant, *, shelf: Shelf) -> Iterator[Deadline]:
    """Holds from a shelf that run out, the first three; one query. Each shelf's app registers its own."""
    for order in live_holds(tenant).filter(allowance=shelf.allowance)[:MOST]:
        words = ngettext("The hold on %(n)s number", "The hold on %(n)s numbers", order.quantity)
        if order.expires_at is not None:
            yield Deadline(
                order.expires_at,
                words % {"n": thousands(order.quantity)},
                shelf.url(tenant, "order", order.pk),
            )


def ending_reservations(tenant: Tenant) -> Iterator[Deadline]:
    """Reservations that wait for a decision, the first three; one query. Workers prolong them to two hours in all."""
    rows = Reservation.objects.filter(
        tenant=tenant, status=Reservation.Status.READY, expires_at__gt=timezone.now()
    )
    for row in rows.order_by("held_from")[:MOST]:
        if row.held_from is not None:
            yield Deadline(
                row.held_from + LONGEST_HOLD,
                _("Reservation %(name)s waits for your decision") % {"name": row.name},
                reverse("numbering:reservation", args=[tenant.slug, row.pk]),
            )


def ending_rests(tenant: Tenant) -> Iterator[Deadline]:
    """Days after which numbers that are kept free can be given again, the first three; one query."""
    today = timezone.localdate(timezone=zone_of(tenant.time_zone))
    rows = PhoneNumber.objects.filter(tenant=tenant, status=Status.UNASSIGNED, blocked_until__gte=today)
    days = rows.order_by("blocked_until").values("blocked_until").annotate(count=Count("pk"))
    for row in days[:MOST]:
        last: date = row["blocked_until"]  # type: ignore[assignment]  # the filter leaves no None
        words = ngettext(
            "%(n)s number stops being kept free", "%(n)s numbers stop being kept free", row["count"]
        )
        end = datetime.combine(last + timedelta(days=1), time(), zone_of(tenant.time_zone))
        yield Deadline(
            end,
            words % {"n": thousands(row["count"])},
            f"{reverse('numbering:list', args=[tenant.slug])}?status=blocked",
        )
