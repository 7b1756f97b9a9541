"""One order: its page with the reference, and keep, let go, hold longer, hold again. For any shelf."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from numbering import holds, orders
from numbering.models import NumberOrder, ReservationLine
from numbering.search.forms import picked_numbers
from numbering.search.holding import box_of
from numbering.shelves import Shelf
from tenants.access import TenantRequest
from tenants.models import Role
from ui.formats import in_zone, zone_of
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

UNDO_LIMIT = 60  # numbers that an undo can bring back; more do not fit its address
FIRST_POLL, SLOWEST_POLL = 1, 10  # seconds
Status = NumberOrder.Status


def order_of(shelf: Shelf, pk: int) -> NumberOrder:
    """The shelf's order of this id; 404 when the tenant has none, and for a part of a reservation."""
    rows = NumberOrder.objects.select_related("emergency_address", "created_by").filter(line=None)
    return get_object_or_404(rows, pk=pk, allowance=shelf.allowance)


def poll_seconds(order: NumberOrder) -> int:
    """How long the page waits before it asks again: longer, the longer the order runs."""
    running = (timezone.now() - order.created_at).total_seconds()
    return max(FIRST_POLL, min(SLOWEST_POLL, int(running // 30) + FIRST_POLL))


def order_page(
    request: TenantRequest, shelf: Shelf, pk: int, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """The order, with an address to come back to. HTMX asks for `#order-status` while numbers are being acquired."""
    try:
        order = order_of(shelf, pk)
    except Http404:
        line: ReservationLine = get_object_or_404(ReservationLine.objects, orders=pk)
        return redirect("numbering:reservation", request.tenant.slug, line.reservation_id)
    context = order_context(request, shelf, order) | extra
    if request.htmx.target == "order-status":
        if order.status == Status.ACQUIRED:
            say(request, done_words(order))
        return render(request, "numbering/_order_status.html", context)
    return render(request, "numbering/order.html", context, status=status)


def order_context(request: TenantRequest, shelf: Shelf, order: NumberOrder) -> dict[str, Any]:
    """What the order page shows in each of its states."""
    live = order.is_live()
    context = {
        "shelf": shelf,
        "step_key": shelf.step_key,
        "order": order,
        "live": live,
        "ran_out": order.status == Status.EXPIRED or (order.status == Status.HELD and not live),
        "may_act": request.membership.role == Role.ADMIN,
        "poll": poll_seconds(order) if order.status == Status.ACQUIRING else 0,
        "done_words": done_words(order),
        "urls": {
            "home": shelf.url(request.tenant, "home"),
            "order": shelf.url(request.tenant, "order", order.pk),
        },
    }
    if live:
        context["box"] = box_of(request.tenant, shelf, order)
        context["held"] = list(order.held.order_by("e164"))
    elif order.status in (Status.ACQUIRED, Status.FAILED):
        context["page"] = paginate(request, order.numbers.select_related("person"), order="e164")
    return context


def done_words(order: NumberOrder) -> str:
    """ "12 numbers are yours." """
    return ngettext("%(n)s number is yours.", "%(n)s numbers are yours.", order.acquired_count) % {
        "n": order.acquired_count
    }


def keep(request: TenantRequest, shelf: Shelf, pk: int) -> HttpResponse:
    """Acquire the hold, or the ticked numbers of it; asked twice, acquired once."""
    order = order_of(shelf, pk)
    picked = picked_numbers(request.POST.getlist("pick"))
    if "some" in request.POST and not picked:
        return _refused(request, shelf, pk, Refusal(_("Select the numbers that you want to keep.")))
    try:
        orders.acquire(order, by=request.user, numbers=picked or None)
    except Refusal as refusal:
        return _refused(request, shelf, pk, refusal)
    return redirect(shelf.url(request.tenant, "order", pk))


def _refused(request: TenantRequest, shelf: Shelf, pk: int, refusal: Refusal) -> HttpResponse:
    return order_page(request, shelf, pk, status=422, refusal=refusal)


def let_go(request: TenantRequest, shelf: Shelf, pk: int) -> HttpResponse:
    """Give the numbers back to the stock, with a way back while nobody else has them."""
    order = order_of(shelf, pk)
    numbers = sorted(order.held.values_list("e164", flat=True))
    holds.let_go(order, by=request.user)
    undo = ""
    if 0 < len(numbers) <= UNDO_LIMIT:
        address = shelf.url(request.tenant, "hold_again", order.pk)
        undo = f"{address}?{urlencode({'pick': numbers}, doseq=True)}"
    words = ngettext("%(n)s number is let go.", "%(n)s numbers are let go.", len(numbers))
    say(request, words % {"n": len(numbers)}, undo=undo)
    return redirect(shelf.url(request.tenant, "home"))


def hold_again(request: TenantRequest, shelf: Shelf, pk: int) -> HttpResponse:
    """Undo of letting go: hold the same numbers for a fresh while, those that are still free."""
    order = order_of(shelf, pk)
    again = holds.hold(
        request.tenant,
        picked_numbers(request.GET.getlist("pick")),
        query_place=order.place,
        usage=order.usage,
        kind=order.kind,
        country=str(order.country),
        emergency_address=order.emergency_address,
        by=request.user,
        allow_partial=True,
    )
    count = again.held.count()
    words = ngettext("%(n)s number is held for you again.", "%(n)s numbers are held for you again.", count)
    say(request, words % {"n": count})
    return redirect(shelf.url(request.tenant, "home"))


def extend(request: TenantRequest, shelf: Shelf, pk: int) -> HttpResponse:
    """Ten more minutes, up to two hours in all (design, rule 4)."""
    order = order_of(shelf, pk)
    holds.extend(order, by=request.user)
    order.refresh_from_db()
    end = in_zone(order.expires_at, zone_of(request.tenant.time_zone), "time")
    say(request, _("The hold is longer now: it ends at %(time)s.") % {"time": end})
    return redirect(shelf.url(request.tenant, "home"))
