"""Step 5: who has which plan, whose set-up lacks what, and the minutes that people share."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from licensing import relocations
from licensing.holdings import people_of
from numbering.uses import numbers_of
from services.plans import exports, queries
from services.plans.forms import PlanFilter, sort_of
from services.plans.lacks import Teller, listed
from services.plans.overviews import Overview, tabs
from services.plans.pools import reference
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from tenants.people.queries import selected
from ui.csv_response import csv_response
from ui.paging import paginate
from ui.selection import sent
from ui.templatetags.ui import thousands
from ui.toasts import say
from ui.ways import way_on


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """What is missing, the pools, and who has no plan."""
    context = {
        "step_key": "calling_plans",
        "overview": Overview(request.tenant),
        "may_act": _may_act(request),
    }
    return render(request, "plans/overview.html", context)


def _may_act(request: TenantRequest) -> bool:
    return request.membership.role == Role.ADMIN


@tenant_view(*ANY_ROLE)
def people(request: TenantRequest) -> HttpResponse:
    """Everybody with a plan, with what each lacks. A search as you type swaps the table alone."""
    found = queries.figures(request.tenant)
    filters = PlanFilter(request, found)
    rows = filters.apply(queries.holdings(request.tenant)).select_related("person", "product")
    page = paginate(request, rows, order=sort_of(request))
    back = request.get_full_path()
    context = {
        "step_key": "calling_plans",
        "figures": found,
        "filters": filters,
        "tabs": tabs(found, request.GET.get("state", "")),
        "page": page,
        "rows": listed(page.rows, Teller(request.tenant, back)),
        "shows_credits": filters.values.get("lack") == "credits",
        "may_act": _may_act(request),
        "query": _without_page(request),
        "back": back,
    }
    template = "plans/people.html#people" if request.htmx.target == "people" else "plans/people.html"
    return render(request, template, context)


def _without_page(request: TenantRequest) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    return query.urlencode()


@tenant_view(*ANY_ROLE)
def export(request: TenantRequest) -> StreamingHttpResponse:
    """The list as CSV, streamed, with all filters and without pages."""
    found = queries.figures(request.tenant)
    rows = PlanFilter(request, found).apply(queries.holdings(request.tenant))
    lines = exports.rows(request.tenant, rows.order_by("person__sort_key", "pk"), reference(found.countries))
    name = f"calling-plans-{request.tenant.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_response(name, exports.header(), lines, bom=True)


@tenant_view(Role.ADMIN)
def move(request: TenantRequest) -> HttpResponse:
    """Take licences along to where their people are now: first what would happen, then the act."""
    chosen = people_of(request.tenant, selected(request))
    if request.method == "POST" and "confirm" in request.POST:
        return _moved(request, relocations.relocate(request.tenant, chosen, by=request.user))
    found = relocations.preview(request.tenant, chosen)
    data = sent(request)
    names = ("everyone", "listing", "filters") if data.get("everyone") else ("person",)
    context = {
        "step_key": "calling_plans",
        "going": [one for one in found if not one.refused],
        "staying": [one for one in found if one.refused],
        "kept": _kept(found),
        "fields": [(name, value) for name in names for value in data.getlist(name)],
        "next": way_on(request),
    }
    return render(request, "plans/move.html", context)


def _kept(found: list[relocations.Relocation]) -> list[str]:
    """Numbers that do not go along, as people and number."""
    numbers = numbers_of([one.person for one in found if not one.refused])
    people = [one.person for one in found if one.person.pk in numbers]
    return [f"{person}, {numbers[person.pk]}" for person in people]


def _moved(request: TenantRequest, done: list[relocations.Relocation]) -> HttpResponse:
    going = sum(not one.refused for one in done)
    words = ngettext(
        "The licences of %(n)s person are where the person is now.",
        "The licences of %(n)s people are where the people are now.",
        going,
    ) % {"n": thousands(going)}
    if staying := len(done) - going:
        left = ngettext("%(n)s person was left out.", "%(n)s people were left out.", staying)
        words = f"{words} {left % {'n': thousands(staying)}}"
    say(request, words)
    return redirect(way_on(request) or reverse("plans:overview", args=[request.tenant.slug]))
