"""An agent's own views: what the queue shows of them, and their page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from porting.desk import claims, saved_views
from porting.desk.note_forms import ViewNameForm
from porting.desk.queues import VIEWS, DeskFilter
from porting.models import PortOrder, SavedView
from tenants.access import StaffRequest, desk_view
from tenants.models import User
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say


@dataclass(frozen=True)
class Shown:
    """A view as pages draw it: its address, and whether that is the page one looks at."""

    pk: int
    name: str
    url: str
    current: bool
    words: str = ""


def shown_to(user: User, view: str, filters: Mapping[str, str]) -> dict[str, Any]:
    """What the queue draws of an agent's views beside one of its own views with these filters; one query."""
    here = saved_views.query_of(view, filters)
    rows = [Shown(row.pk, row.name, _address(row), row.query == here) for row in saved_views.of(user)]
    narrowed = "&" in here and not any(row.current for row in rows)
    return {"saved_views": rows, "view_form": ViewNameForm(initial={"filters": here}) if narrowed else None}


def _address(view: SavedView) -> str:
    name, query = saved_views.parts_of(view)
    return f"{reverse('desk_ports:view', args=[name])}?{query}"


@desk_view
def views(request: StaffRequest) -> HttpResponse:
    """The agent's views, each with what it shows."""
    agents = claims.agents()
    rows = [
        Shown(row.pk, row.name, _address(row), current=False, words=_words(row, agents))
        for row in saved_views.of(request.user)
    ]
    return render(request, "port_desk/saved_views.html", {"rows": rows, "most": saved_views.MOST})


def _words(view: SavedView, agents: Iterable[User]) -> str:
    """What a view shows: "All open, Country: FR"."""
    name, query = saved_views.parts_of(view)
    holders = {str(agent.pk): str(agent) for agent in agents} | {"me": _("Me"), "nobody": _("Nobody")}
    names: dict[str, Mapping[Any, Any]] = {"holder": holders, "kind": dict(PortOrder.Kind.choices)}
    words = [str(VIEWS[name])]
    for key, value in QueryDict(query).items():
        label = str(DeskFilter.base_fields[key].label)
        shown = names.get(key, {}).get(str(value), value)
        words.append(label if key == "urgent" else f"{label}: {shown}")
    return ", ".join(words)


@require_POST
@desk_view
def save(request: StaffRequest) -> HttpResponse:
    """Keep the filters of the queue under a name."""
    form = ViewNameForm(request.POST)
    if form.is_valid():
        try:
            view = saved_views.save(form.cleaned_data["name"], form.cleaned_data["filters"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("“%(name)s” is among your views.") % {"name": view.name})
            return redirect(_address(view))
    return render(request, "port_desk/saved_view.html", {"form": form}, status=422)


@desk_view
def rename(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a view another name."""
    view = get_object_or_404(saved_views.of(request.user), pk=pk)
    form = ViewNameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if request.method == "POST" and form.is_valid():
        try:
            saved_views.rename(view, form.cleaned_data["name"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("The view is called “%(name)s” now.") % {"name": view.name})
            return redirect("desk_notes:views")
    context = {"form": form, "view": view}
    return render(request, "port_desk/saved_view.html", context, status=422 if form.errors else 200)


@require_POST
@desk_view
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a view."""
    view = get_object_or_404(saved_views.of(request.user), pk=pk)
    saved_views.remove(view, by=request.user)
    facts = urlencode({"name": view.name, "filters": view.query})
    undo = f"{reverse('desk_notes:put_back_view')}?{facts}"
    say(request, _("“%(name)s” is removed.") % {"name": view.name}, undo=undo)
    return redirect("desk_notes:views")


@require_POST
@desk_view
def put_back(request: StaffRequest) -> HttpResponse:
    """Undo a removal: the view's name and filters are in the address."""
    view = saved_views.save(
        request.GET.get("name", ""), request.GET.get("filters", "")[:2000], by=request.user
    )
    say(request, _("“%(name)s” is among your views again.") % {"name": view.name})
    return redirect("desk_notes:views")
