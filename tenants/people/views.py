"""The directory's pages: the list, one person, add and edit."""

from copy import copy
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tenants import person_extensions
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Person, Role, Site
from tenants.people import columns as people_columns
from tenants.people import people
from tenants.people.forms import PersonForm
from tenants.people.queries import PeopleFilter, figures, sort_of
from tenants.person_field import label_of, suggestions
from ui.exports import Column, choose, download
from ui.forms import refuse
from ui.paging import Page, paginate
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on, with_way_on

PLACES_SHOWN = 100  # where one person is in use; nobody is in more


@tenant_view(*ANY_ROLE)
def person_list(request: TenantRequest) -> HttpResponse:
    """Search, filter, sort, page, select. A search as you type swaps the table alone."""
    filters = PeopleFilter(request)
    found = filters.apply(Person.objects.select_related("site"))
    page = paginate(request, found, order=sort_of(request))
    context = {
        "filters": filters,
        "page": page,
        "columns": person_extensions.columns(),
        "rows": _rows(page),
        "may_act": request.membership.role == Role.ADMIN,
        "query": request.GET.urlencode(),
        "figures": figures(),
    }
    template = "people/list.html#people" if request.htmx.target == "people" else "people/list.html"
    return render(request, template, context)


@tenant_view(*ANY_ROLE)
def suggest(request: TenantRequest) -> HttpResponse:
    """Options for a `PersonField`: whatever the field is called, it sends what was typed and nothing else."""
    typed = next((value for value in request.GET.values() if value), "")
    labels = [label_of(person) for person in suggestions(str(typed))] if typed else []
    return render(request, "people/suggestions.html", {"labels": labels})


def _rows(page: Page) -> list[dict[str, object]]:
    """The page's people with the cells of the registered columns."""
    columns = [(column.title, column.cells(page.rows)) for column in person_extensions.columns()]
    return [
        {"person": person, "cells": [(title, cells.get(person.pk, "")) for title, cells in columns]}
        for person in page.rows
    ]


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One person: facts, the sections of the other apps, what deleting would break."""
    person = _person(pk)
    panels = [
        render_to_string(panel.template, {**panel.context(person), "person": person}, request)
        for panel in person_extensions.panels()
    ]
    context = {
        "person": person,
        "panels": panels,
        "impacts": person_extensions.removal_impacts([person]),
        "places": person_extensions.shown_places([person], PLACES_SHOWN),
        "only": person,
        "contact": [
            (getattr(Person._meta.get_field(field), "verbose_name", field), value)
            for field in people_columns.CONTACT
            if (value := getattr(person, field))
        ],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "people/detail.html", context)


def _person(pk: int) -> Person:
    return get_object_or_404(Person.objects.select_related("site", "tenant"), pk=pk)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """Add somebody."""
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_only_choices())
    if request.method == "POST" and form.is_valid():
        try:
            person = people.add(request.tenant, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            again = with_way_on(reverse("people:new", args=[request.tenant.slug]), way_on(request))
            sentence = _("%(name)s is in the directory.") % {"name": person.display_name}
            say(request, sentence, url=again, link=_("Add another person"))
            url = reverse("people:detail", args=[request.tenant.slug, person.pk])
            return redirect(with_way_on(url, way_on(request)))
    context = {"form": form, "next": way_on(request)}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


def _only_choices() -> dict[str, Any]:
    """Site and usage location, where the tenant has only one site to choose."""
    sites = list(Site.objects.all()[:2])
    return {"site": sites[0], "usage_location": sites[0].country} if len(sites) == 1 else {}


@tenant_view(Role.ADMIN)
def edit(request: TenantRequest, pk: int) -> HttpResponse:
    """Change somebody, then go where `next` says."""
    person = _person(pk)
    was_marked = person.needs_telephony
    form = PersonForm(request.POST if request.method == "POST" else None, instance=copy(person))
    if request.method == "POST" and form.is_valid():
        try:
            different = people.change(person, form.values, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            lost = was_marked and not person.needs_telephony
            words = _("Saved.") if different else _("Nothing was different, so nothing was saved.")
            say(request, " ".join([words, *(person_extensions.unmark_impacts([person]) if lost else [])]))
            return redirect(way_on(request) or reverse("people:detail", args=[request.tenant.slug, pk]))
    context = {"form": form, "person": _person(pk), "next": way_on(request)}
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


COLUMNS = [Column(field, heading) for heading, field in people_columns.ALL_HEADINGS.items()]


@tenant_view(*ANY_ROLE)
def export_page(request: TenantRequest) -> HttpResponse:
    """Which columns the file has, and how they are separated; the filters of the list are kept."""
    slug = request.tenant.slug
    return choose(
        request,
        COLUMNS,
        title=_("Download people"),
        list_url=f"{reverse('people:list', args=[slug])}?{request.GET.urlencode()}",
        list_name=_("People"),
        file_url=reverse("people:export", args=[slug]),
        filters=PeopleFilter(request),
    )


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The people that match the filters, as a file that the upload reads back."""
    found = PeopleFilter(request).apply(Person.objects.select_related("site")).order_by("sort_key", "pk")
    rows = (people_columns.cells_of(person) for person in found.iterator(chunk_size=2000))
    return download(f"people-{request.tenant.slug}.csv", request, COLUMNS, rows)
