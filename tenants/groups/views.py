"""The pages of groups: the list, one group with its people, add, edit, delete."""

from copy import copy
from typing import Any, Final

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.groups import groups
from tenants.groups.forms import GroupFilter, GroupForm, JoinForm, MemberFilter, NewGroupForm
from tenants.groups.uses import uses_of
from tenants.models import Group, Person, Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.selection import row_ids
from ui.templatetags.ui import thousands
from ui.toasts import say

UNDO_LIMIT: Final = 100  # people whose ids fit an address


@tenant_view(*ANY_ROLE)
def group_list(request: TenantRequest) -> HttpResponse:
    """All groups, by name."""
    filters = GroupFilter(request)
    page = paginate(request, filters.apply(Group.objects.all()), order="sort_key")
    used = uses_of(page.rows)
    sizes = dict(
        Group.objects.filter(pk__in=[group.pk for group in page.rows])
        .annotate(size=Count("members"))
        .values_list("pk", "size")
    )
    context = {
        "filters": filters,
        "page": page,
        "rows": [(group, sizes.get(group.pk, 0), used.get(group.pk, [])) for group in page.rows],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "groups/list.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Add a group, with its people if they are known."""
    form = NewGroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            group = groups.add(request.tenant, form.values, people=form.cleaned_data["many"], by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("%(name)s is a group now.") % {"name": group.name})
            return redirect("groups:detail", request.tenant.slug, group.pk)
    return render(request, "groups/form.html", {"form": form}, status=422 if form.errors else 200)


def _group(pk: int) -> Group:
    return get_object_or_404(Group.objects.select_related("tenant"), pk=pk)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One group: what it is for, who is in it."""
    group = _group(pk)
    filters = MemberFilter(request)
    members = Person.objects.filter(group_memberships__group=group)
    context = {
        "group": group,
        "filters": filters,
        "size": members.count(),
        "page": paginate(request, filters.apply(members), order="sort_key"),
        "uses": uses_of([group]).get(group.pk, []),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "groups/detail.html", context)


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest, pk: int) -> HttpResponse:
    """Change name and mailbox."""
    group = _group(pk)
    form = GroupForm(request.POST if request.method == "POST" else None, instance=copy(group))
    if request.method == "POST" and form.is_valid():
        try:
            different = groups.change(group, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("Saved.") if different else _("Nothing was different, so nothing was saved."))
            return redirect("groups:detail", request.tenant.slug, pk)
    context = {"form": form, "group": _group(pk)}
    return render(request, "groups/form.html", context, status=422 if form.errors else 200)


@tenant_view(Role.ADMIN)
def add_members(request: TenantRequest, pk: int) -> HttpResponse:
    """Let people join: one by suggestion, or many who are pasted."""
    group = _group(pk)
    form = JoinForm(request.POST if request.method == "POST" else None, slug=request.tenant.slug)
    if request.method != "POST" or not form.is_valid():
        context = {"group": group, "form": form}
        return render(request, "groups/join.html", context, status=422 if form.errors else 200)
    joined = groups.join(group, form.people, by=request.user)
    if joined:
        undo = _address("take_out", request, group, joined)
        say(request, _joined_words(group, joined, len(form.people)), undo=undo)
    else:
        say(request, _("They were in the group already; nothing was changed."))
    return redirect("groups:detail", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def take_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo of taking people out: the `person` ids of the address join again."""
    group = _group(pk)
    back = groups.join(group, _people(request.GET.getlist("person")), by=request.user)
    say(request, _count_words(len(back), _("back in the group")))
    return redirect("groups:detail", request.tenant.slug, pk)


@require_POST
@tenant_view(Role.ADMIN)
def take_out(request: TenantRequest, pk: int) -> HttpResponse:
    """Take people out of the group; also the undo of letting them join."""
    group = _group(pk)
    is_undo = "undo" in request.GET
    ids = (request.GET if is_undo else request.POST).getlist("person")
    if not ids:
        raise Refusal(_("Nobody is selected. Tick the people first."))
    gone = groups.leave(group, _people(ids), by=request.user)
    undo = "" if is_undo else _address("take_back", request, group, gone)
    say(request, _count_words(len(gone), _("no longer in the group")), undo=undo)
    return redirect("groups:detail", request.tenant.slug, pk)


def _people(ids: list[str]) -> list[Person]:
    return list(Person.objects.filter(pk__in=row_ids(ids)))


def _address(view: str, request: TenantRequest, group: Group, people: list[Person]) -> str:
    """The way back of an act on these people; "" when there are too many for an address."""
    if len(people) > UNDO_LIMIT:
        return ""
    ids = "&".join(f"person={person.pk}" for person in people)
    return f"{reverse(f'groups:{view}', args=[request.tenant.slug, group.pk])}?undo=1&{ids}"


def _joined_words(group: Group, joined: list[Person], asked: int) -> str:
    words = ngettext(
        "%(count)s person joined %(group)s.", "%(count)s people joined %(group)s.", len(joined)
    ) % {
        "count": thousands(len(joined)),
        "group": group.name,
    }
    if there := asked - len(joined):
        words += " " + ngettext("%(count)s was in it already.", "%(count)s were in it already.", there) % {
            "count": thousands(there)
        }
    return words


def _count_words(count: int, where: str) -> str:
    return ngettext("%(count)s person is %(where)s.", "%(count)s people are %(where)s.", count) % {
        "count": thousands(count),
        "where": where,
    }


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Show what deleting the group changes; delete it when that is confirmed."""
    group = _group(pk)
    refusal = None
    if request.method == "POST":
        try:
            groups.remove(group, by=request.user)
        except Refusal as raised:
            refusal = raised
        else:
            say(request, _("The group %(name)s was deleted.") % {"name": group.name})
            return redirect("groups:list", request.tenant.slug)
    uses = uses_of([group]).get(group.pk, [])
    context: dict[str, Any] = {
        "group": group,
        "size": group.members.count(),
        "uses": uses,
        "holds": [use for use in uses if use.holds],
        "refusal": refusal,
    }
    return render(request, "groups/remove.html", context, status=422 if refusal else 200)
