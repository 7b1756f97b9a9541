"""The desk's pages of saved replies: the list, adding, changing, removing with a way back."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting.desk import saved_replies
from porting.desk.note_forms import ReplyForm
from porting.models import SavedReply
from tenants.access import StaffRequest, desk_view
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

PER_PAGE: Final = 25


@desk_view
def replies(request: StaffRequest) -> HttpResponse:
    """All replies by title."""
    page = paginate(request, saved_replies.kept(), per_page=PER_PAGE, order="title")
    return render(request, "port_desk/replies.html", {"page": page})


@desk_view
def add(request: StaffRequest) -> HttpResponse:
    """Save a new reply."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reply = saved_replies.add(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("“%(title)s” can be put into comments from now on.") % {"title": reply.title})
            return redirect("desk_notes:replies")
    return _page(request, form)


@desk_view
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a reply."""
    row = get_object_or_404(saved_replies.kept(), pk=pk)
    seen = request.POST.get("seen", saved_replies.seen_of(row))
    form = ReplyForm(
        request.POST if request.method == "POST" else None, initial={"title": row.title, "text": row.text}
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = saved_replies.change(row, **form.cleaned_data, by=request.user, seen=seen)
        except Refusal as refusal:
            row = get_object_or_404(SavedReply, pk=pk)
            refuse(form, refusal)
        else:
            words = _("“%(title)s” is changed.") if changed else _("“%(title)s” is as it was.")
            say(request, words % {"title": row.title})
            return redirect("desk_notes:replies")
    return _page(request, form, row, seen=seen)


def _page(
    request: StaffRequest, form: ReplyForm, row: SavedReply | None = None, *, seen: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "reply": row,
        "seen": saved_replies.seen_of(row) if row else "",
        "changed": bool(row and seen != saved_replies.seen_of(row)),
        "placeholders": [(f"{{{name}}}", words) for name, words in saved_replies.PLACEHOLDERS.items()],
    }
    return render(request, "port_desk/reply.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a reply out of the list."""
    row = get_object_or_404(SavedReply, pk=pk)
    saved_replies.remove(row, by=request.user)
    words = _("“%(title)s” is removed. Comments that were made of it stay.") % {"title": row.title}
    say(request, words, undo=reverse("desk_notes:put_back_reply", args=[pk]))
    return redirect("desk_notes:replies")


@require_POST
@desk_view
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Undo a removal."""
    row = get_object_or_404(SavedReply, pk=pk)
    saved_replies.put_back(row, by=request.user)
    say(request, _("“%(title)s” is back.") % {"title": row.title})
    return redirect("desk_notes:replies")
