"""Acts on many people at once: mark, set, undo, delete."""

from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tenants.access import TenantRequest, tenant_view
from tenants.models import PeopleChange, Person, Role
from tenants.people import people
from tenants.people.forms import ValueForm
from tenants.people.queries import selected
from tenants.person_extensions import removal_impacts, shown_places, unmark_impacts
from ui.refusals import Refusal
from ui.templatetags.ui import thousands
from ui.toasts import say
from ui.ways import way_on

VALUES: Final = {"site": "site_id", "location": "usage_location"}
SHOWN: Final = 20


def _chosen(request: TenantRequest) -> tuple[QuerySet[Person], int]:
    found = selected(request)
    count = found.count()
    if not count:
        raise Refusal(
            _("Nobody is selected. Tick the people first."), url=_list_url(request), link=_("Show the people")
        )
    return found, count


def _list_url(request: TenantRequest) -> str:
    return reverse("people:list", args=[request.tenant.slug])


def _back(request: TenantRequest) -> HttpResponse:
    """The page that asked for the act, else the list as it was, with its filters."""
    if way := way_on(request):
        return redirect(way)
    query = request.POST.get("filters", "")
    safe = query if query.isascii() and query.isprintable() else ""
    return redirect(f"{_list_url(request)}?{safe}" if safe else _list_url(request))


def _set(request: TenantRequest, found: QuerySet[Person], field: str, value: Any) -> HttpResponse:
    made = people.set_for_many(found, field, value, tenant=request.tenant, by=request.user)
    if made is None:
        say(request, _("That was so already; nothing was changed."))
    else:
        count = len(made.before)
        sentence = ngettext("%(count)s person was changed.", "%(count)s people were changed.", count)
        undo = reverse("people:undo", args=[request.tenant.slug, made.pk])
        words = [sentence % {"count": thousands(count)}]
        if field == "needs_telephony" and not value:
            unmarked = Person.objects.filter(pk__in=[int(pk) for pk in made.before]).select_related("tenant")
            words += unmark_impacts(list(unmarked))
        say(request, " ".join(words), undo=undo)
    return _back(request)


@require_POST
@tenant_view(Role.ADMIN)
def mark(request: TenantRequest) -> HttpResponse:
    """Mark for telephony."""
    return _set(request, _chosen(request)[0], "needs_telephony", True)


@require_POST
@tenant_view(Role.ADMIN)
def unmark(request: TenantRequest) -> HttpResponse:
    """Take the mark for telephony away."""
    return _set(request, _chosen(request)[0], "needs_telephony", False)


@require_POST
@tenant_view(Role.ADMIN)
def set_value(request: TenantRequest, what: str) -> HttpResponse:
    """Ask for a site or a usage location, then set it for all who are selected."""
    if what not in VALUES:
        raise Http404
    found, count = _chosen(request)
    form = ValueForm(VALUES[what], request.POST if "value" in request.POST else None)
    if form.is_valid():
        return _set(request, found, VALUES[what], form.value)
    context = {"form": form, "what": what, **_selection(request, found, count)}
    return render(request, "people/set_value.html", context, status=422 if form.errors else 200)


def _selection(request: TenantRequest, found: QuerySet[Person], count: int) -> dict[str, Any]:
    """What a second page needs to post the same selection again."""
    everyone = bool(request.POST.get("everyone"))
    return {
        "count": count,
        "shown": list(found[:SHOWN]),
        "more": max(0, count - SHOWN),
        "everyone": everyone,
        "ids": [] if everyone else list(found.values_list("pk", flat=True)),
        "filters_text": request.POST.get("filters", ""),
        "listing": request.POST.get("listing"),
        "next": way_on(request),
    }


@require_POST
@tenant_view(Role.ADMIN)
def undo(request: TenantRequest, pk: int) -> HttpResponse:
    """Take a change of many back."""
    made: PeopleChange = get_object_or_404(PeopleChange.objects.select_related("tenant"), pk=pk)
    count = people.undo(made, by=request.user)
    sentence = ngettext("Undone for %(count)s person.", "Undone for %(count)s people.", count)
    say(request, sentence % {"count": thousands(count)})
    return redirect(_list_url(request))


@require_POST
@tenant_view(Role.ADMIN)
def remove(request: TenantRequest) -> HttpResponse:
    """Show what deleting would break; delete when that was confirmed for as many people as there are now."""
    found, count = _chosen(request)
    if request.POST.get("confirmed") == str(count):
        try:
            removed = people.remove(list(found), tenant=request.tenant, by=request.user)
        except Refusal as refusal:
            return _removal_page(request, found, count, refusal)
        sentence = ngettext("%(count)s person was deleted.", "%(count)s people were deleted.", removed)
        say(request, sentence % {"count": thousands(removed)})
        return redirect(_list_url(request))
    return _removal_page(request, found, count)


def _removal_page(
    request: TenantRequest, found: QuerySet[Person], count: int, refusal: Refusal | None = None
) -> HttpResponse:
    people_found = list(found)
    context = {
        "refusal": refusal,
        "impacts": removal_impacts(people_found),
        "places": shown_places(people_found, SHOWN),
        "only": people_found[0] if count == 1 else None,
        "may_act": True,
        **_selection(request, found, count),
    }
    return render(request, "people/remove.html", context, status=422 if refusal else 200)
