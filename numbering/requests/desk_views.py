"""The desk's side of requests, over all tenants: claim, answer, deliver, close."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering.direct_routing import direct_routing
from numbering.models import NumberRequest
from numbering.requests import requests
from numbering.requests.forms import VIEWS, DeliveryForm, DeskCommentForm, DeskFilter, TextForm
from numbering.requests.transitions import Side, may_move
from tenants.access import StaffRequest, desk_view
from tenants.models import User
from tenants.scoping import tenant_scope
from ui.forms import ConsoleForm, refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_id
from ui.toasts import say

Status = NumberRequest.Status


def _conditions(user: User) -> dict[str, Q]:
    """What each saved view of the queue shows."""
    return {
        "new": Q(status=Status.OPEN),
        "mine": Q(claimed_by=user, status__in=NumberRequest.OPEN_STATES),
        "waiting": Q(status=Status.WAITING_CUSTOMER),
        "open": Q(status__in=NumberRequest.OPEN_STATES),
        "ended": ~Q(status__in=NumberRequest.OPEN_STATES),
    }


@desk_view
def queue(request: StaffRequest, name: str = "new") -> HttpResponse:
    """Requests of all tenants, oldest first, in saved views."""
    conditions = _conditions(request.user)
    if name not in conditions:
        raise Http404
    listed = DeskFilter(request)
    rows: QuerySet[NumberRequest] = NumberRequest.objects.select_related("tenant", "claimed_by")
    counts = NumberRequest.objects.aggregate(**{key: Count("pk", filter=q) for key, q in conditions.items()})
    context = {
        "views": [
            {"key": key, "label": label, "count": counts[key], "current": key == name} for key, label in VIEWS
        ],
        "filters": listed,
        "page": paginate(request, listed.apply(rows.filter(conditions[name])), order="id"),
        "new_count": counts["new"],
        "mine_count": counts["mine"],
    }
    return render(request, "desk/queue.html", context)


def _case(pk: int) -> NumberRequest:
    return get_object_or_404(
        NumberRequest.objects.select_related("tenant", "claimed_by", "created_by"), pk=pk
    )


@desk_view
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One request with its whole timeline and what can be done now."""
    return _page(request, _case(pk))


def _page(request: StaffRequest, case: NumberRequest, **bound: ConsoleForm) -> HttpResponse:
    forms: dict[str, Any] = {
        "comment_form": DeskCommentForm(prefix="c"),
        "ask_form": TextForm(prefix="a"),
        "delivery_form": DeliveryForm(prefix="d"),
        "close_form": TextForm(prefix="x"),
        **bound,
    }
    context = {
        "case": case,
        "events": case.events.all(),
        "mine": case.claimed_by_id == request.user.pk,
        "missing": case.quantity - case.delivered_count,
        "why_shut": _why_shut(case, request.user),
        "may_close": may_move(case.status, Status.CLOSED, Side.DESK),
        **forms,
    }
    return render(request, "desk/request.html", context, status=422 if bound else 200)


def _why_shut(case: NumberRequest, user: User) -> str:
    """Why answering, delivering and closing are shut; empty when they are open."""
    if not case.is_open:
        return _("This request has ended.")
    if problem := requests.claim_problem(case, by=user):
        return problem
    if case.status == Status.WAITING_CUSTOMER:
        return _("The customer must answer first. You can still comment.")
    return ""


def _act(
    request: StaffRequest, pk: int, name: str, form: ConsoleForm, act: Callable[[NumberRequest], str]
) -> HttpResponse:
    """Do an act inside the tenant's scope and say what happened; a refusal keeps what was typed."""
    case = _case(pk)
    if form.is_valid():
        try:
            with tenant_scope(case.tenant):
                say(request, act(case))
            return redirect("desk:request", pk)
        except Refusal as refusal:
            case.refresh_from_db()
            refuse(form, refusal)
    return _page(request, case, **{name: form})


@require_POST
@desk_view
def claim(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the request, take it over from the colleague whom the page showed, or hand it back."""
    case = _case(pk)
    with tenant_scope(case.tenant):
        if "hand_back" in request.POST:
            requests.hand_back(case, by=request.user)
            say(request, _("%(reference)s is back in the queue.") % {"reference": case.reference})
        elif "take_over" in request.POST:
            requests.take_over(case, seen=row_id(request.POST["take_over"]), by=request.user)
            say(request, _("%(reference)s is yours now.") % {"reference": case.reference})
        else:
            requests.claim(case, by=request.user)
            say(request, _("%(reference)s is yours.") % {"reference": case.reference})
    return redirect("desk:request", pk)


@require_POST
@desk_view
def comment(request: StaffRequest, pk: int) -> HttpResponse:
    """A comment, public or for the desk alone."""
    form = DeskCommentForm(request.POST, prefix="c")

    def act(case: NumberRequest) -> str:
        data = form.cleaned_data
        requests.comment(case, data["text"], by=request.user, side=Side.DESK, private=data["private"])
        return _("The comment is on the timeline.")

    return _act(request, pk, "comment_form", form, act)


@require_POST
@desk_view
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the customer; the request waits."""
    form = TextForm(request.POST, prefix="a")

    def act(case: NumberRequest) -> str:
        requests.ask_customer(case, form.cleaned_data["text"], by=request.user)
        return _("The customer has been asked.")

    return _act(request, pk, "ask_form", form, act)


@require_POST
@desk_view
def deliver(request: StaffRequest, pk: int) -> HttpResponse:
    """Put numbers into the customer's inventory."""
    form = DeliveryForm(request.POST, prefix="d")

    def act(case: NumberRequest) -> str:
        e164s = direct_routing.read_e164s(form.cleaned_data["numbers"], country=str(case.country))
        numbers = requests.deliver(case, e164s, by=request.user, text=form.cleaned_data["text"])
        return ngettext(
            "%(count)s number is in the customer's inventory.",
            "%(count)s numbers are in the customer's inventory.",
            len(numbers),
        ) % {"count": len(numbers)}

    return _act(request, pk, "delivery_form", form, act)


@require_POST
@desk_view
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """End the request, with a word to the customer."""
    form = TextForm(request.POST, prefix="x")

    def act(case: NumberRequest) -> str:
        requests.close(case, by=request.user, side=Side.DESK, text=form.cleaned_data["text"])
        return _("The request is closed.")

    return _act(request, pk, "close_form", form, act)
