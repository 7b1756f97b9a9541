"""Pages of single acts on an order at the desk: what it asks for, then the act; and the numbers of an order."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from porting.actions import Action
from porting.desk import claims, review, single_numbers
from porting.desk.acts import ACTS, why_not_now
from porting.desk.forms import NumberListForm, NumberMarkForm, WordsForm
from porting.desk.note_forms import ReplyPicker, put_in
from porting.desk.review_fields import fields_of
from porting.desk.views import order_of
from porting.models import PortedNumber, PortOrder
from porting.order_forms import NumberFilter
from tenants.access import StaffRequest, desk_view
from tenants.scoping import tenant_scope
from ui.forms import ConsoleForm, refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_ids
from ui.templatetags.ui import thousands
from ui.toasts import say


@desk_view
def act(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """Ask what an act needs and say what it will do, put a saved reply in, then do it. A refusal keeps what was typed."""
    if name not in ACTS:
        raise Http404
    found, order = ACTS[name], order_of(pk)
    with tenant_scope(order.tenant):
        posted = request.method == "POST"
        form = found.form(order, request.POST if posted else None, request.FILES if posted else None)
        if posted and "put_in" in request.POST and isinstance(form, ReplyPicker):
            form = put_in(lambda data: found.form(order, data, None), request.POST, order)
        elif posted and form.is_valid():
            try:
                say(request, found.do(order, form, request.user, request.POST.get("seen", "")))
                return redirect("desk_ports:order", pk)
            except Refusal as refusal:
                order = order_of(pk)
                refuse(form, refusal)
        context = {
            "order": order,
            "act": found,
            "words": found.words(order),
            "form": form,
            "seen": claims.seen_of(order),
            "why": why_not_now(found, order, request.user),
            "points": review.points_of(fields_of(order)) if name == "return" else [],
            "with_file": form.is_multipart(),
        }
        return render(request, "port_desk/act.html", context, status=422 if form.errors else 200)


@desk_view
def numbers(request: StaffRequest, pk: int) -> HttpResponse:
    """The numbers of an order, each as it stands; ticked or pasted ones are marked together."""
    order = order_of(pk)
    with tenant_scope(order.tenant):
        form = NumberMarkForm(request.POST if request.method == "POST" else None, order=order)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                count = single_numbers.mark_numbers(
                    order,
                    _picked(request, order, data["numbers"]),
                    data["to"],
                    reason=data["reason"],
                    by=request.user,
                    seen=request.POST.get("seen", ""),
                )
            except Refusal as refusal:
                order = order_of(pk)
                refuse(form, refusal)
            else:
                words = ngettext("%(n)s number is marked.", "%(n)s numbers are marked.", count)
                say(request, words % {"n": thousands(count)})
                return redirect(request.get_full_path())
        return _numbers_page(request, order, form)


def _picked(request: StaffRequest, order: PortOrder, pasted: list[str]) -> list[int]:
    """The ids of the ticked numbers and of the pasted ones; refuses a pasted one that the order does not have."""
    ids = row_ids(request.POST.getlist("pick"))
    rows = dict(order.numbers.filter(e164__in=pasted).values_list("e164", "pk"))
    if strangers := [e164 for e164 in pasted if e164 not in rows]:
        words = _("%(number)s is not in this order.") % {"number": strangers[0]}
        raise Refusal(words, field="numbers")
    return [*ids, *rows.values()]


def _numbers_page(request: StaffRequest, order: PortOrder, form: ConsoleForm) -> HttpResponse:
    filters = NumberFilter(request)
    page = paginate(request, filters.apply(PortedNumber.objects.filter(order=order)), order="e164")
    context: dict[str, Any] = {
        "order": order,
        "seen": claims.seen_of(order),
        "filters": filters,
        "page": page,
        "form": form,
        "picked": set(row_ids(request.POST.getlist("pick"))),
        "why": claims.why_shut(order, Action.MARK_NUMBERS, by=request.user),
        "why_not_split": claims.why_shut(order, Action.SPLIT, by=request.user),
    }
    return render(request, "port_desk/numbers.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def split(request: StaffRequest, pk: int) -> HttpResponse:
    """Show which numbers would go into an order of their own, then put them there (`confirmed`)."""
    order = order_of(pk)
    with tenant_scope(order.tenant):
        numbers_form, form = NumberMarkForm(request.POST, order=order), WordsForm(request.POST)
        typed = NumberListForm(request.POST, order=order)
        if not typed.is_valid():
            return _numbers_page(request, order, numbers_form)
        try:
            picked = _picked(request, order, typed.cleaned_data["numbers"])
        except Refusal as refusal:
            refuse(numbers_form, refusal)
            return _numbers_page(request, order, numbers_form)
        if "confirmed" in request.POST and form.is_valid():
            try:
                made = single_numbers.split(
                    order,
                    picked,
                    by=request.user,
                    text=form.cleaned_data["text"],
                    seen=request.POST.get("seen", ""),
                )
            except Refusal as refusal:
                order = order_of(pk)
                refuse(form, refusal)
            else:
                say(request, _("%(reference)s has the numbers now.") % {"reference": made.reference})
                return redirect("desk_ports:order", made.pk)
        return _split_page(request, order, picked, form)


def _split_page(
    request: StaffRequest, order: PortOrder, picked: list[int], form: ConsoleForm
) -> HttpResponse:
    rows = list(order.numbers.filter(pk__in=picked).order_by("e164").values_list("e164", flat=True))
    context = {
        "order": order,
        "picked": picked,
        "first": rows[:5],
        "count": len(rows),
        "stay": order.number_count - len(rows),
        "form": form,
        "seen": claims.seen_of(order),
        "why": claims.why_shut(order, Action.SPLIT, by=request.user),
    }
    return render(request, "port_desk/split.html", context, status=422 if form.errors else 200)
