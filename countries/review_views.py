"""Step 1: the countries of the tenant, and the ticks that say they were seen."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from countries import reviews
from countries.queries import country_name
from countries.standing import standing
from countries.step import add_site_url
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.toasts import say


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """What each country of the tenant offers, and what it lacks."""
    now = standing(request.tenant)
    context = {
        "step_key": "countries",
        "now": now,
        "without_plan_names": get_text_list([look.name for look in now.without_plans], _("and")),
        "may_act": request.membership.role == Role.ADMIN,
        "add_site_url": add_site_url(request.tenant),
        "compare_query": urlencode([("c", look.code) for look in now.looks if look.place][:4]),
    }
    return render(request, "countries/overview.html", context)


@require_POST
@tenant_view(Role.ADMIN)
def mark_seen(request: TenantRequest) -> HttpResponse:
    """Tick one country, or several, as seen."""
    marked = reviews.mark_all_seen(request.tenant, request.POST.getlist("code"), by=request.user)
    if marked:
        undo = f"{reverse('countries:forget', args=[request.tenant.slug])}?{urlencode({'code': marked}, doseq=True)}"
        say(request, _marked(marked), undo=undo)
    return redirect("countries:overview", request.tenant.slug)


def _marked(codes: list[str]) -> str:
    if len(codes) == 1:
        return _("%(country)s is marked as seen.") % {"country": country_name(codes[0])}
    return _("%(count)s countries are marked as seen.") % {"count": len(codes)}


@require_POST
@tenant_view(Role.ADMIN)
def forget(request: TenantRequest) -> HttpResponse:
    """Take ticks away again; codes come in the form or, from an undo, in the address."""
    codes = request.POST.getlist("code") or request.GET.getlist("code")
    gone = reviews.forget(
        request.tenant, [code for code in codes if len(code) == 2 and code.isalpha()], by=request.user
    )
    if gone:
        count = len(gone)
        words = ngettext(
            "%(count)s country is no longer marked as seen.",
            "%(count)s countries are no longer marked as seen.",
            count,
        )
        say(request, words % {"count": count})
    return redirect("countries:overview", request.tenant.slug)
