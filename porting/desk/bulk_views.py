"""Many orders of the queue at once: a look at what would become of each, the act, and what became of each."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting.clocks import DeskTime
from porting.desk import bulk as desk_bulk
from porting.desk import claims, queues
from porting.desk.bulk import Act, Outcome
from porting.desk.bulk_forms import PAGES, BulkCommentForm, asked_of
from porting.desk.note_forms import ReplyPicker, put_in
from porting.models import PortOrder
from tenants.access import StaffRequest, desk_view
from tenants.models import User
from ui.forms import ConsoleForm
from ui.refusals import Refusal
from ui.selection import posted_listing, row_id, row_ids
from ui.ways import way_on

RESULT: Final = "desk_bulk_result"
"""Where the session keeps the result of an agent's last act on many orders, for its page."""


@require_POST
@desk_view
def bulk(request: StaffRequest) -> HttpResponse:
    """Look at the chosen orders; put a saved reply in (`put_in`); or do the act (`confirmed`) and show what became of it."""
    act = _act(request)
    orders = _chosen(request)
    if "put_in" in request.POST and act == Act.COMMENT:
        return _page(request, act, orders, put_in(BulkCommentForm, request.POST, None))
    confirmed = "confirmed" in request.POST
    form = PAGES[act].form(request.POST if confirmed else None)
    if not confirmed or not form.is_valid():
        return _page(request, act, orders, form)
    verdicts = desk_bulk.judge(orders, act, by=request.user, to=form.cleaned_data.get("to"))
    going = [verdict.order for verdict in verdicts if verdict.goes]
    done = desk_bulk.carry_out(going, asked_of(act, form), by=request.user, seen=_seen(request))
    left = [Outcome(verdict.order, verdict.why) for verdict in verdicts if not verdict.goes]
    _keep(request, act, [*done, *left])
    return redirect("desk_notes:bulk_done")


def _act(request: StaffRequest) -> Act:
    name = request.POST.get("act", "")
    if name not in [*Act]:
        raise Refusal(_("Choose what to do with the orders."))
    return Act(name)


def _chosen(request: StaffRequest) -> list[PortOrder]:
    """The ticked orders, or with `everything` all of the view and filters that the queue has sent; at most 100."""
    if request.POST.get("everything"):
        rows = _listed(request)
    else:
        rows = PortOrder.objects.filter(pk__in=row_ids(request.POST.getlist("pick"))[: desk_bulk.MOST + 1])
    found = list(rows.select_related("tenant", "claimed_by").order_by("pk")[: desk_bulk.MOST + 1])
    if not found:
        raise Refusal(_("Tick the orders first, then choose what to do."))
    if len(found) > desk_bulk.MOST:
        raise Refusal(_("At most %(most)s orders at once. Narrow the list first.") % {"most": desk_bulk.MOST})
    return found


def _listed(request: StaffRequest) -> Any:
    listing = posted_listing(request)
    conditions = queues.conditions(request.user, DeskTime.at(timezone.now()))
    view = request.POST.get("view", "")
    if listing is None or view not in conditions:
        return PortOrder.objects.none()
    listing.user = request.user
    return queues.filter_for(listing).apply(PortOrder.objects.filter(conditions[view]))


def _seen(request: StaffRequest) -> dict[int, str]:
    """What the page showed of each order: "12:in_review.1.0"."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {row_id(pk): seen for pk, _colon, seen in pairs}


def _page(request: StaffRequest, act: Act, orders: list[PortOrder], form: ConsoleForm) -> HttpResponse:
    verdicts = desk_bulk.judge(orders, act, by=request.user, to=_colleague(form))
    going = sum(verdict.goes for verdict in verdicts)
    page = PAGES[act]
    context = {
        "act": act,
        "title": page.title,
        "lead": page.lead,
        "button": page.button(going),
        "form": form,
        "picks_replies": isinstance(form, ReplyPicker),
        "verdicts": sorted(verdicts, key=lambda one: one.goes),
        "going": going,
        "left_out": len(verdicts) - going,
        "seen": [f"{one.order.pk}:{claims.seen_of(one.order)}" for one in verdicts],
        "back": way_on(request) or reverse("desk_ports:queue"),
    }
    return render(request, "port_desk/bulk.html", context, status=422 if form.errors else 200)


def _colleague(form: ConsoleForm) -> User | None:
    """The colleague that a form of handing over names already."""
    found: User | None = getattr(form, "cleaned_data", {}).get("to")
    return found


def _keep(request: StaffRequest, act: Act, outcomes: list[Outcome]) -> None:
    rows = [
        {
            "pk": one.order.pk,
            "reference": one.order.reference,
            "tenant": str(one.order.tenant),
            "why": one.why,
        }
        for one in outcomes
    ]
    back = way_on(request) or reverse("desk_ports:queue")
    request.session[RESULT] = {"act": str(act), "rows": rows, "back": back}


@desk_view
def done(request: StaffRequest) -> HttpResponse:
    """What became of each order of the agent's last act on many."""
    result = request.session.get(RESULT)
    if result is None:
        return redirect("desk_ports:queue")
    rows = result["rows"]
    refused = [row for row in rows if row["why"]]
    context = {
        "title": PAGES[Act(result["act"])].title,
        "done": [row for row in rows if not row["why"]],
        "refused": refused,
        "back": result["back"],
    }
    return render(request, "port_desk/bulk_done.html", context)
