"""Writing in an order at the desk: comments with saved replies put in, and messages that need no answer."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting.desk import comments
from porting.desk.note_forms import CommentForm, put_in
from porting.desk.views import order_of, page_of
from porting.models import PortOrder
from tenants.access import StaffRequest, desk_view
from tenants.scoping import tenant_scope
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say


@require_POST
@desk_view
def comment(request: StaffRequest, pk: int) -> HttpResponse:
    """Put a saved reply into what is being written (`put_in`), or add it to the timeline."""
    order = order_of(pk)
    if "put_in" in request.POST:
        return _put_in(request, order)
    form = CommentForm(request.POST, by=request.user)
    if form.is_valid():
        data, private = form.cleaned_data, form.private
        try:
            with tenant_scope(order.tenant):
                comments.comment(order, data["text"], by=request.user, private=private, once=data["once"])
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The desk can read your note.") if private else _("The customer has been told."))
            return redirect(reverse("desk_ports:order", args=[pk]) + "#timeline-title")
    return page_of(request, order, note=form)


def _put_in(request: StaffRequest, order: PortOrder) -> HttpResponse:
    """The page again with the text in place, or only the form to a script that asks for it."""
    form = put_in(partial(CommentForm, by=request.user), request.POST, order)
    if request.htmx.target != "write":
        return page_of(request, order, note=form)
    context = {"note": form, "order": order}
    return render(request, "port_desk/_write.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def need_no_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the customer's last message aside."""
    order = order_of(pk)
    with tenant_scope(order.tenant):
        if comments.need_no_answer(order, by=request.user):
            say(request, _("The message is put aside. It stays in the timeline."))
    return redirect("desk_ports:order", pk)
