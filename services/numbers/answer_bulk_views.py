"""Step 9 for many numbers at once: what would become of each, then the act, and its way back."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from numbering.models import PhoneNumber
from services.numbers import answers
from services.numbers.answer_list import AnswerFilter
from services.numbers.answer_plans import ACTS, ASSIGN, PARK, UNPARK, Plan, plan
from services.numbers.answer_step import KEY
from services.numbers.answerers import Answerer, answerer_of
from services.numbers.queries import service_numbers
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.refusals import Refusal
from ui.selection import posted_listing, row_ids
from ui.templatetags.ui import thousands
from ui.toasts import say
from ui.ways import way_on

MOST = 1000
SHOWN = 200  # verdicts on the page; those who are left out come first
UNDO_LIMIT = 100


@require_POST
@tenant_view(Role.ADMIN)
def bulk(request: TenantRequest) -> HttpResponse:
    """Check; and do, when that was confirmed for as many numbers as it would be done to now."""
    numbers = _chosen(request)
    act = request.POST.get("act", "")
    answerer = answerer_of(request.tenant, request.POST.get("target", ""))
    if act not in ACTS or not numbers:
        raise Refusal(_("Tick the numbers first, then choose what to do."))
    if act == ASSIGN and answerer is None:
        raise Refusal(_("Choose what is to answer these numbers."))
    found = plan(request.tenant, numbers, act, answerer if act == ASSIGN else None)
    refusal = None
    if request.POST.get("confirmed") == str(len(found.going)) and found.going:
        try:
            _do(request, found)
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(_list_url(request))
    return _page(request, found, refusal)


def _page(request: TenantRequest, found: Plan, refusal: Refusal | None) -> HttpResponse:
    ordered = sorted(found.verdicts, key=lambda one: one.goes)
    context = {
        "step_key": KEY,
        "plan": found,
        "verdicts": ordered[:SHOWN],
        "more": max(0, len(ordered) - SHOWN),
        "refusal": refusal,
        "changed": "confirmed" in request.POST and refusal is None,
        "back": _list_url(request),
        "next": way_on(request),
    }
    status = 422 if refusal else 200
    return render(request, "service_numbers/answer_bulk.html", context, status=status)


def _list_url(request: TenantRequest) -> str:
    return way_on(request) or reverse("service_numbers:answers", args=[request.tenant.slug])


def _chosen(request: TenantRequest) -> list[PhoneNumber]:
    found = list(_selected(request).select_related("tenant", "person").order_by("e164")[: MOST + 1])
    if len(found) > MOST:
        raise Refusal(_("At most 1,000 numbers at once. Narrow the list, then try again."))
    return found


def _selected(request: TenantRequest) -> QuerySet[PhoneNumber]:
    """The numbers that the form means: ticked ones, or with `everything` all that match `filters`."""
    if not request.POST.get("everything"):
        return service_numbers().filter(pk__in=row_ids(request.POST.getlist("pick")))
    listing = posted_listing(request)
    if listing is None:
        return PhoneNumber.objects.none()
    return AnswerFilter(listing, tenant=request.tenant).apply(service_numbers())


@transaction.atomic
def _do(request: TenantRequest, found: Plan) -> None:
    """The act on all that it can be done to, all or none; the toast leads back where that is not too much."""
    numbers, n = found.going, len(found.going)
    values: dict[str, Any] = {"n": thousands(n)}
    if found.answerer is not None:
        answers.let_answer_many(numbers, found.answerer, by=request.user)
        values["answerer"] = found.answerer.words
        words = ngettext(
            "%(n)s number is answered by %(answerer)s now.",
            "%(n)s numbers are answered by %(answerer)s now.",
            n,
        )
    elif found.act == PARK:
        answers.park(numbers, by=request.user)
        words = ngettext("%(n)s number is parked.", "%(n)s numbers are parked.", n)
    else:
        answers.unpark(numbers, by=request.user)
        words = ngettext("%(n)s number is no longer parked.", "%(n)s numbers are no longer parked.", n)
    say(request, words % values, undo=_undo_url(request, found))


def _undo_url(request: TenantRequest, found: Plan) -> str:
    if len(found.going) > UNDO_LIMIT:
        return ""
    facts: dict[str, str | list[int]] = {
        "act": found.act,
        "target": found.answerer.key if found.answerer else "",
        "pick": [number.pk for number in found.going],
        "next": way_on(request),
    }
    url = reverse("service_numbers:answer_bulk_undo", args=[request.tenant.slug])
    return f"{url}?{urlencode(facts, doseq=True)}"


@require_POST
@tenant_view(Role.ADMIN)
def undo(request: TenantRequest) -> HttpResponse:
    """Take an act on many back: from those that still are as it left them; others have moved on since."""
    picked = row_ids(request.GET.getlist("pick"))[:UNDO_LIMIT]
    rows = list(service_numbers().filter(pk__in=picked).select_related("tenant", "person").order_by("e164"))
    act, answerer = request.GET.get("act", ""), answerer_of(request.tenant, request.GET.get("target", ""))
    count = _take_back(request, rows, act, answerer) if rows else 0
    words = ngettext("Taken back for %(n)s number.", "Taken back for %(n)s numbers.", count)
    say(request, words % {"n": thousands(count)})
    return redirect(_list_url(request))


@transaction.atomic
def _take_back(request: TenantRequest, rows: list[PhoneNumber], act: str, answerer: Answerer | None) -> int:
    if act == ASSIGN and answerer is not None:
        return sum(_taken_away(request, number, answerer) for number in rows)
    opposite = {PARK: UNPARK, UNPARK: PARK}.get(act)
    if opposite is None:
        return 0
    going = plan(request.tenant, rows, opposite).going
    if going:
        verb = answers.unpark if opposite == UNPARK else answers.park
        verb(going, by=request.user)
    return len(going)


def _taken_away(request: TenantRequest, number: PhoneNumber, answerer: Answerer) -> bool:
    try:
        answers.take_away(number, by=request.user, only_from=answerer)
    except Refusal:
        return False
    return True
