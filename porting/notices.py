"""What the overview tells of port orders: what waits for a correction, when numbers move, and what is given up."""

from collections.abc import Iterator
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from porting.carrier.expiry import DRAFTS, RETURNED, expires_at
from porting.mails import path_of
from porting.models import PortOrder
from tenants.models import Tenant
from tenants.notices import Deadline, Notice, Weight
from ui.templatetags.ui import thousands

MOST: Final = 3  # of each kind
Status = PortOrder.Status


def to_correct(tenant: Tenant) -> Iterator[Notice]:
    """Orders that the desk or the carrier has given back, the newest three; one query. The desk's own turns are left out."""
    rows = PortOrder.objects.filter(tenant=tenant, status__in=RETURNED, answer_due_at=None)
    for order in rows.select_related("tenant").order_by("-changed_at")[:MOST]:
        yield Notice(
            Weight.YOURS,
            _("Port order %(reference)s needs a correction") % {"reference": order.reference},
            order.error.split("\n", 1)[0] or order.name,
            path_of(order),
            _("Correct it"),
        )


def moving(tenant: Tenant) -> Iterator[Deadline]:
    """Confirmed dates on which numbers move, the first three; one query."""
    rows = PortOrder.objects.filter(
        tenant=tenant, status__in=[Status.DATE_CONFIRMED, Status.LOCKED], foc_at__gt=timezone.now()
    )
    for order in rows.select_related("tenant").order_by("foc_at", "pk")[:MOST]:
        words = ngettext(
            "%(n)s number of %(reference)s moves here",
            "%(n)s numbers of %(reference)s move here",
            order.number_count,
        )
        if order.foc_at is not None:
            yield Deadline(
                order.foc_at,
                words % {"n": thousands(order.number_count), "reference": order.reference},
                path_of(order),
            )


def expiring(tenant: Tenant) -> Iterator[Deadline]:
    """Orders that are given up unless somebody goes on with them, the three longest untouched; four queries."""
    rows = PortOrder.objects.filter(tenant=tenant, status__in=[*DRAFTS, *RETURNED], answer_due_at=None)
    for order in rows.select_related("tenant").order_by("changed_at", "pk")[:MOST]:
        end = expires_at(order)
        if end is not None and end > timezone.now():
            words = _("Port order %(reference)s is given up") % {"reference": order.reference}
            yield Deadline(end, words, path_of(order))
