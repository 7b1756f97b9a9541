"""Who can be dialled at an attendant, and why others cannot (rules 14, W20)."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from services.attendants import directories
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from tenants.search_keys import search_key
from ui.lists import ListFilter
from ui.paging import paginate

YES, NO = "yes", "no"


class DirectoryFilter(ListFilter):
    """Search, and those who can be dialled or those who cannot."""

    q = forms.CharField(label=gettext_lazy("Search people"), max_length=100)
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("Everybody")),
            (YES, gettext_lazy("Who can be dialled")),
            (NO, gettext_lazy("Who cannot")),
        ],
    )

    def __init__(self, request: HttpRequest, *, way: str, shared: list[str], **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.reachable = directories.can_be_dialled(way, shared)

    def filter_q(self, people: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Every word must be in a person's name, user name, department or extension."""
        for word in search_key(value).split()[:8]:
            people = people.filter(search_text__contains=word)
        return people

    def filter_show(self, people: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Those who can be dialled, or the others."""
        if value == YES:
            return people.filter(self.reachable)
        return people.exclude(pk__in=directories.people().filter(self.reachable).values("pk"))


@tenant_view(*ANY_ROLE)
def directory(request: TenantRequest, way: str) -> HttpResponse:
    """The whole directory as callers meet it, by extension or by name."""
    if way not in directories.WAYS:
        raise Http404
    shared = directories.shared_extensions()
    filters = DirectoryFilter(request, way=way, shared=shared)
    page = paginate(request, filters.apply(directories.people()), order="sort_key")
    context = {
        "way": way,
        "filters": filters,
        "page": page,
        "entries": directories.entries(way, page.rows, shared),
        "figures": directories.figures(),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "attendants/directory.html", context)
