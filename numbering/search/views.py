"""Search, hold, keep or let go, for any shelf. Steps 3 and 4 have thin views over these functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countries.models import Country
from countries.queries import WayIn, countries_of
from numbering import holds, quotas
from numbering.models import NumberOrder
from numbering.quotas import Quota
from numbering.reservations.pages import open_reservations
from numbering.search.forms import SearchForm, picked_numbers
from numbering.search.holding import HoldForm, bulk_numbers, live_boxes
from numbering.search.results import find
from numbering.shelves import Shelf
from tenants.access import TenantRequest
from tenants.models import Role, Tenant
from ui.formats import national
from ui.forms import refuse
from ui.refusals import Refusal
from ui.sums import Segment, Term
from ui.toasts import say

NAMES_SHOWN = 5  # numbers that a sentence names before it only counts


@dataclass(frozen=True)
class Way:
    """How numbers are had in the chosen country, and the request form that knows what was looked for."""

    channel: str
    partner: str
    is_shut: bool
    country: Country
    request_url: str


def search_page(
    request: TenantRequest, shelf: Shelf, *, people_without: int = 0, **extra: Any
) -> HttpResponse:
    """The page of a shelf: quota, holds, search, results. `people_without` suggests how many are wanted.

    HTMX asks for `#search-fields` when a select changes, and for `#results` never: a search is a page with an address.
    """
    context = page_context(request, shelf, data=request.GET, people_without=people_without) | extra
    bad = context["asked"] and context["form"] is not None and not context["form"].is_valid()
    template = shelf.template
    if request.htmx.target == "search-fields":
        template = "numbering/_search_fields.html"
    return render(request, template, context, status=422 if bad else 200)


def page_context(
    request: TenantRequest,
    shelf: Shelf,
    *,
    data: Mapping[str, str],
    people_without: int = 0,
    picked: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Everything that the templates `numbering/_quota`, `_holds`, `_search` and `_results` show."""
    tenant = request.tenant
    quota = quotas.quota(tenant, shelf.allowance)
    countries = list(countries_of(tenant))
    form = None
    if countries:
        form = SearchForm(
            data,
            shelf=shelf,
            countries=countries,
            home=str(tenant.country),
            left=quota.left,
            suggested=people_without or 1,
        )
    asked = "find" in data
    if form is not None and not asked:
        form.is_bound = False
        form.initial = dict(form.data)
    context: dict[str, Any] = {
        "shelf": shelf,
        "step_key": shelf.step_key,
        "quota": quota,
        "without": people_without,
        "terms": quota_terms(quota),
        "segments": quota_segments(quota),
        "form": form,
        "asked": asked,
        "way": way(shelf, form, tenant),
        "may_act": request.membership.role == Role.ADMIN,
        "boxes": live_boxes(tenant, shelf),
        "reservations": open_reservations(tenant, shelf.allowance),
        "urls": {"home": shelf.url(tenant, "home"), "hold": shelf.url(tenant, "hold")},
    }
    if asked and form is not None and not context["way"].is_shut and form.is_valid():
        try:
            context["results"] = find(form, tenant, data=data, url=context["urls"]["home"], picked=picked)
        except Refusal as refusal:
            context["silent"] = refusal
        context["hold_form"] = HoldForm(tenant=tenant, country=form.country_row, toll_free=shelf.is_toll_free)
        context["criteria"] = [(name, value) for name, value in form.data.items() if value]
        context["request_url"] = request_url(tenant, shelf, form)
    return context


def quota_segments(quota: Quota) -> list[Segment]:
    """The bar of a quota: owned in ink, held in blue."""
    parts = [
        Segment("a", quota.owned, ngettext("%(n)s owned", "%(n)s owned", quota.owned) % {"n": quota.owned})
    ]
    if quota.held:
        parts.append(
            Segment("b", quota.held, ngettext("%(n)s held", "%(n)s held", quota.held) % {"n": quota.held})
        )
    return parts


def quota_terms(quota: Quota) -> list[Term]:
    """The sum with what is allowed written out before what is taken from it."""
    *allows, owned, held, left = quota.terms
    if len(allows) > 1:
        allows.append(Term(_("allowed"), quota.allowed, "="))
    return [*allows, owned, held, left]


def way(shelf: Shelf, form: SearchForm | None, tenant: Tenant) -> Way | None:
    """What the chosen country asks for, with a request form that knows what was looked for."""
    if form is None or form.country_row is None:
        return None
    country = form.country_row
    found: WayIn = shelf.way(country)
    url = request_url(tenant, shelf, form)
    return Way(str(found.channel.value), found.partner, not found.searchable, country, url)


def request_url(tenant: Tenant, shelf: Shelf, form: SearchForm) -> str:
    """The request form, filled with what was searched."""
    wanted = {
        name: form.data.get(name, "") for name in ("usage", "kind", "country", "state", "city", "quantity")
    }
    wanted["kind"] = wanted["kind"] or str(shelf.kinds[0].value)
    filled = {name: value for name, value in wanted.items() if value}
    return f"{reverse('requests:new', args=[tenant.slug])}?{urlencode(filled)}"


def hold(request: TenantRequest, shelf: Shelf, *, people_without: int = 0) -> HttpResponse:
    """Hold the ticked numbers, or as many as were searched; then back to the page, with the hold on top."""
    tenant, data = request.tenant, request.POST.copy()
    data["find"] = "1"
    picked = picked_numbers(request.POST.getlist("pick"))
    context = page_context(request, shelf, data=data, people_without=people_without, picked=picked)
    form: SearchForm | None = context["form"]
    if "results" not in context or form is None:
        return render(request, shelf.template, context, status=422)
    hold_form = HoldForm(request.POST, tenant=tenant, country=form.country_row, toll_free=shelf.is_toll_free)
    context["hold_form"] = hold_form
    if hold_form.is_valid():
        try:
            wanted = bulk_numbers(tenant, form) if "all" in request.POST else picked
            order = _hold(request, form, hold_form, wanted)
        except Refusal as refusal:
            refuse(hold_form, refusal)
        else:
            _say_held(request, order, wanted)
            return redirect(shelf.url(tenant, "home"))
    return render(request, shelf.template, context, status=422)


def _hold(
    request: TenantRequest, form: SearchForm, hold_form: HoldForm, wanted: Sequence[str]
) -> NumberOrder:
    if not wanted:
        raise Refusal(_("Select the numbers that you want to hold."), field="pick")
    return holds.hold(
        request.tenant,
        wanted,
        query_place=form.place_words,
        usage=form.usage_chosen,
        kind=form.places.kind,
        country=form.cleaned_data["country"],
        emergency_address=hold_form.cleaned_data.get("emergency_address"),
        by=request.user,
        allow_partial=True,
    )


def _say_held(request: TenantRequest, order: NumberOrder, wanted: Sequence[str]) -> None:
    """Say what is held, and name those that somebody else took meanwhile."""
    held = set(order.held.values_list("e164", flat=True))
    gone = [number for number in wanted if number not in held]
    count = len(held)
    words = ngettext("%(n)s number is held for you.", "%(n)s numbers are held for you.", count) % {"n": count}
    if not gone:
        say(request, words)
        return
    names = ", ".join(national(number) for number in gone[:NAMES_SHOWN])
    if len(gone) > NAMES_SHOWN:
        names += _(" and %(n)s more") % {"n": len(gone) - NAMES_SHOWN}
    taken = ngettext(
        "Somebody else took %(names)s meanwhile.", "Somebody else took these meanwhile: %(names)s.", len(gone)
    )
    say(request, f"{taken % {'names': names}} {words}", level=messages.WARNING)
