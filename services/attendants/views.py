"""Step 8: the attendants as a list, a new one, one of them told in words, copy and delete."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import differences, sentence
from services.attendants import attendants as verbs
from services.attendants import objections
from services.attendants.checks import problems_in
from services.attendants.general_forms import GeneralForm, proposed
from services.attendants.list_forms import AttendantFilter, sort_of
from services.attendants.queries import attendant_or_404, attendants, now_words, rows_of
from services.attendants.setups import Moment, setup_of
from services.attendants.told import stories_of
from services.attendants.week_picture import days_of
from services.schedules.words import in_words
from services.voice_apps.impacts import arrivals
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

STEP_KEY = "auto_attendants"


@tenant_view(*ANY_ROLE)
def attendant_list(request: TenantRequest) -> HttpResponse:
    """The attendants; filters, sort and page are in the address."""
    filters = AttendantFilter(request, tenant=request.tenant)
    page = paginate(request, filters.apply(attendants()), order=sort_of(request))
    context = {
        "step_key": STEP_KEY,
        "filters": filters,
        "page": page,
        "rows": rows_of(request.tenant, page.rows),
        "any": bool(page.rows) or attendants().exists(),
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "attendants/list.html", context)


@tenant_view(Role.ADMIN)
def new(request: TenantRequest) -> HttpResponse:
    """A new attendant: little is asked, then its flow follows."""
    data = request.POST if request.method == "POST" else None
    form = GeneralForm(data, tenant=request.tenant, general=proposed(request.tenant))
    if data is not None and form.is_valid():
        found = objections.to_general(form.general)
        for place, refusal in found.items():
            form.refuse(place, refusal)
        if not found:
            try:
                app = verbs.add(request.tenant, form.general, by=request.user)
            except Refusal as refusal:
                form.refuse(refusal.field, refusal)
            else:
                said = _("“%(name)s” is made. Now say what callers hear.") % {"name": app.name}
                say(request, said)
                return redirect("attendants:flow", request.tenant.slug, app.pk, Moment.OPEN.value)
    status = 422 if data is not None else 200
    return render(request, "attendants/general.html", {"form": form}, status=status)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """What callers hear, in words; what is still wrong or open; what leads here."""
    app = attendant_or_404(pk)
    setup = setup_of(app)
    events = paginate(request, events_of(app), per_page=10, order="-id")
    now = setup.local_now
    context = {
        "app": app,
        "setup": setup,
        "state": now_words(setup),
        "stories": stories_of(setup),
        "problems": problems_in(request.tenant, [setup]),
        "arrivals": arrivals(app),
        "hours": in_words(setup.week) if setup.week else "",
        "days": days_of(setup.week, now.weekday() if now else None) if setup.week else [],
        "events": events,
        "history": [(event, sentence(event), differences(event)) for event in events],
        "may_act": request.membership.role == Role.ADMIN,
    }
    return render(request, "attendants/detail.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def copy(request: TenantRequest, pk: int) -> HttpResponse:
    """The same again under another name, to be changed from there."""
    app = attendant_or_404(pk)
    made = verbs.copy(app, by=request.user)
    said = _("“%(copy)s” is a copy of “%(name)s”, without its numbers.")
    say(request, said % {"copy": made.name, "name": app.name})
    return redirect("attendants:detail", request.tenant.slug, made.pk)


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest, pk: int) -> HttpResponse:
    """Look at what would go, then delete; shut while something leads callers here."""
    app = attendant_or_404(pk)
    if request.method == "POST":
        name = app.name
        verbs.remove(app, by=request.user)
        say(request, _("“%(name)s” is deleted.") % {"name": name})
        return redirect("attendants:list", request.tenant.slug)
    setup = setup_of(app)
    context = {
        "app": app,
        "arrivals": arrivals(app),
        "stories": stories_of(setup),
        "hours": in_words(setup.week) if setup.week else "",
    }
    return render(request, "attendants/remove.html", context)
