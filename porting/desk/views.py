"""The desk's pages of port orders over all tenants: the queue, an order under review, and the acts of one press."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting import order_parts
from porting.actions import Action
from porting.clocks import DeskTime
from porting.desk import claims, mentions, queues, review
from porting.desk.acts import ACTS, why_not_now
from porting.desk.forms import MarksForm
from porting.desk.note_forms import CommentForm
from porting.desk.review_fields import CheckField, fields_of
from porting.desk.saved_view_views import shown_to
from porting.models import PortDocument, PortEvent, PortOrder
from porting.papers import papers
from porting.turns import entry_words
from porting.versions import changes
from tenants.access import StaffRequest, desk_view
from tenants.scoping import tenant_scope
from ui.forms import ConsoleForm, refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.toasts import say

PER_PAGE: Final = 25
EVENTS_SHOWN: Final = 100
Status = PortOrder.Status


@desk_view
def queue(request: StaffRequest, name: str = "new") -> HttpResponse:
    """Port orders of all tenants in a view, the shortest clock first; filters are in the address."""
    time = DeskTime.at(timezone.now())
    conditions = queues.conditions(request.user, time)
    if name not in conditions:
        raise Http404
    filters = queues.filter_for(request)
    rows = filters.apply(queues.rows_of(conditions[name]))
    page = paginate(request, rows, per_page=PER_PAGE, order=queues.sort_of(name))
    for row in page.rows:
        row.clock = time.standing(row)
    counts = queues.counts(request.user, time)
    context = {
        "views": [
            {"key": key, "label": label, "count": counts.get(key), "current": key == name}
            for key, label in queues.VIEWS.items()
        ],
        "view": name,
        "filters": filters,
        "page": page,
        "time": time,
        "new_count": counts["new"],
        "mine_count": counts["mine"],
        **shown_to(request.user, name, request.GET.dict()),
    }
    return render(request, "port_desk/queue.html", context)


def order_of(pk: int) -> PortOrder:
    """The order, of any tenant, with whom its page names."""
    rows: QuerySet[PortOrder] = PortOrder.objects.select_related(
        "tenant", "claimed_by", "created_by", "project", "follows"
    )
    return get_object_or_404(rows, pk=pk)


@desk_view
def order(request: StaffRequest, pk: int) -> HttpResponse:
    """One order: its fields beside its papers, what can be done with it now, and all that has happened."""
    found = order_of(pk)
    with tenant_scope(found.tenant):
        mentions.seen(found, request.user)
    return page_of(request, found)


def page_of(
    request: StaffRequest, order: PortOrder, form: MarksForm | None = None, note: ConsoleForm | None = None
) -> HttpResponse:
    """The page of an order, with marks that were refused, or with a comment that is being written."""
    with tenant_scope(order.tenant):
        context = {**_context(request, order, form), "note": note or CommentForm(by=request.user)}
        refused = any(one is not None and one.errors for one in (form, note))
        return render(request, "port_desk/order.html", context, status=422 if refused else 200)


def _context(request: StaffRequest, order: PortOrder, form: MarksForm | None) -> dict[str, Any]:
    fields = list(form.checks) if form is not None else fields_of(order)
    events = list(order.events.order_by("-id")[: EVENTS_SHOWN + 1])
    for event in events:
        event.words = _words_of(event)  # type: ignore[attr-defined]
    secrets = order_parts.secrets_of(order)
    labels = {field.key: field.label for field in fields}
    return {
        "order": order,
        "seen": claims.seen_of(order),
        "mine": order.claimed_by_id == request.user.pk,
        "clock": DeskTime.at(timezone.now()).standing(order),
        "form": form or MarksForm(fields),
        **state_of_marks(request, order, fields),
        "carrier_acts": _acts(request, order, ("date", "reject", "complete", "settle")),
        "more_acts": _acts(request, order, ("hand-over", "paper", "cancel")),
        "why_not_claimed": claims.why_shut(order, Action.CLAIM, by=request.user),
        "why_not_prioritised": claims.why_shut(order, Action.PRIORITISE, by=request.user),
        "why_not_numbers": claims.why_shut(order, Action.MARK_NUMBERS, by=request.user),
        "changes": changes(list(order.versions.all()), labels, secrets),
        "events": events[:EVENTS_SHOWN],
        "events_cut": len(events) > EVENTS_SHOWN,
        **viewer_of(request, order),
    }


def _words_of(event: PortEvent) -> str:
    """What an entry of the timeline tells, in the desk's words."""
    if event.details.get("to") == Status.RETURNED:
        return _("Returned to the customer")
    return entry_words(event)


def _acts(request: StaffRequest, order: PortOrder, names: tuple[str, ...]) -> dict[str, Any]:
    """Acts as the page draws them: open, or shut with the reason; a reason that all share is said once."""
    acts = [
        {"name": name, "act": ACTS[name], "why": why_not_now(ACTS[name], order, request.user)}
        for name in names
    ]
    reasons = {act["why"] for act in acts}
    return {"acts": acts, "shared_why": reasons.pop() if len(reasons) == 1 else "", "key": names[0]}


def state_of_marks(request: StaffRequest, order: PortOrder, fields: list[CheckField]) -> dict[str, Any]:
    """How the review stands: figures, and which of its three ways out are open."""
    verdicts = [field.verdict for field in fields]
    shut = {
        action: claims.why_shut(order, action, by=request.user)
        for action in (Action.MARK_FIELD, Action.RETURN, Action.APPROVE, Action.SEND)
    }
    return {
        "ticked": verdicts.count("tick"),
        "queried": verdicts.count("query"),
        "rejected": verdicts.count("reject"),
        "unchecked": verdicts.count(""),
        "points": len(review.points_of(fields)),
        "approved": review.is_approved(order),
        "why_not_marked": shut[Action.MARK_FIELD],
        "why_not_returned": shut[Action.RETURN] or review.why_not_returned(fields),
        "why_not_approved": shut[Action.APPROVE] or review.why_not_approved(order, fields),
        "why_not_sent": shut[Action.SEND] or review.why_not_sent(order),
    }


def viewer_of(request: StaffRequest, order: PortOrder) -> dict[str, Any]:
    """The paper and the page that the address asks for (`paper`, `page`), or the first page of the first paper."""
    there = list(papers.of(order))
    asked = row_id(request.GET.get("paper"))
    shown: PortDocument | None = next((paper for paper in there if paper.pk == asked), None)
    shown = shown or (there[0] if there else None)
    number = row_id(request.GET.get("page")) or 1
    number = min(number, shown.pages) if shown else 1
    return {
        "papers": there,
        "paper": shown,
        "paper_page": number,
        "page_before": number - 1,
        "page_after": number + 1 if shown and number < shown.pages else 0,
    }


@require_POST
@desk_view
def take_next(request: StaffRequest) -> HttpResponse:
    """Claim the order whose answer is due first of all that nobody has."""
    found = claims.claim_next(by=request.user)
    if found is None:
        say(request, _("No order waits for somebody to take it."))
        return redirect("desk_ports:queue")
    say(request, _("%(reference)s is yours.") % {"reference": found.reference})
    return redirect("desk_ports:order", found.pk)


@require_POST
@desk_view
def claim(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the order, take it over from the colleague whom the page showed, or give it back to the queue."""
    found = order_of(pk)
    words = {"reference": found.reference}
    with tenant_scope(found.tenant):
        if "hand_back" in request.POST:
            claims.hand_back(found, by=request.user)
            say(request, _("%(reference)s is back in the queue.") % words)
        elif "take_over" in request.POST:
            claims.take_over(found, holder=row_id(request.POST["take_over"]), by=request.user)
            say(request, _("%(reference)s is yours now.") % words)
        else:
            claims.claim(found, by=request.user)
            say(request, _("%(reference)s is yours.") % words)
    return redirect("desk_ports:order", pk)


@require_POST
@desk_view
def prioritise(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark the order as urgent, or no longer."""
    found, urgent = order_of(pk), request.POST.get("urgent") == "1"
    with tenant_scope(found.tenant):
        claims.prioritise(found, urgent, by=request.user)
    words = _("%(reference)s is urgent.") if urgent else _("%(reference)s is no longer urgent.")
    say(request, words % {"reference": found.reference})
    return redirect("desk_ports:order", pk)


@require_POST
@desk_view
def marks(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the marks, then go where the pressed button leads: stay, return, approve or send.

    A mark that is set while the page is open is kept at once (HTMX): those that still lack their reason or their question are
    left for later.
    """
    found = order_of(pk)
    with tenant_scope(found.tenant):
        form = MarksForm(fields_of(found), request.POST)
        if form.is_valid():
            verdicts = form.verdicts(only_whole=bool(request.htmx))
            try:
                fields = review.mark(found, verdicts, by=request.user, seen=request.POST.get("seen", ""))
                if request.htmx:
                    context = {"order": found, **state_of_marks(request, found, fields)}
                    return render(request, "port_desk/_marks_state.html", context)
                return _onward(request, found, request.POST.get("then", ""))
            except Refusal as refusal:
                found = order_of(pk)
                refuse(form, refusal)
    return page_of(request, found, form)


def _onward(request: StaffRequest, order: PortOrder, then: str) -> HttpResponse:
    if then == "approve":
        review.approve(order, by=request.user)
        say(
            request,
            _("%(reference)s is approved. Send it to the carrier now.") % {"reference": order.reference},
        )
    elif then in ("return", "send"):
        return redirect("desk_ports:act", order.pk, then)
    else:
        say(request, _("The marks are kept."))
    return redirect("desk_ports:order", order.pk)
