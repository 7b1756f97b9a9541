"""Recharges: all of them, one of them while it is paid, and what may be done with it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from audit.queries import events_of
from audit.sentences import sentence
from credits import auto_recharge, recharges
from credits.models import Recharge
from credits.standing import standing_of
from credits.views import STEP_KEY, may_pay
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.paging import paginate
from ui.toasts import say
from ui.ways import way_on

Status = Recharge.Status


@tenant_view(*ANY_ROLE)
def recharge_list(request: TenantRequest) -> HttpResponse:
    """All recharges, the newest first."""
    rows = Recharge.objects.filter(tenant=request.tenant).select_related("method")
    context = {
        "step_key": STEP_KEY,
        "page": paginate(request, rows, order="-id"),
        "standing": standing_of(request.tenant),
        "may_pay": may_pay(request),
    }
    return render(request, "credits/recharges.html", context)


@tenant_view(*ANY_ROLE)
def detail(request: TenantRequest, pk: int) -> HttpResponse:
    """One recharge. While it is being paid its part of the page asks again by itself, and then it stops."""
    recharge = _recharge(pk)
    events = list(events_of(recharge).order_by("-id")[:50])
    context = {
        "step_key": STEP_KEY,
        "recharge": recharge,
        "moving": recharge.status in (Status.REQUESTED, Status.PAYING),
        "history": [(event, sentence(event)) for event in events],
        "standing": standing_of(request.tenant),
        "may_pay": may_pay(request),
        "next": way_on(request),
    }
    fragment = request.htmx and request.htmx.target == "recharge"
    return render(request, "credits/recharge.html#state" if fragment else "credits/recharge.html", context)


def _recharge(pk: int) -> Recharge:
    return get_object_or_404(Recharge.objects.select_related("tenant", "method", "entry"), pk=pk)


def _back(request: TenantRequest, recharge: Recharge) -> HttpResponse:
    return redirect("credits:recharge", request.tenant.slug, recharge.pk)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def withdraw(request: TenantRequest, pk: int) -> HttpResponse:
    """Take back a recharge that nobody has begun to pay."""
    recharge = _recharge(pk)
    recharges.withdraw(recharge, by=request.user)
    say(request, _("The recharge %(reference)s is withdrawn.") % {"reference": recharge.reference})
    return _back(request, recharge)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def ask_again(request: TenantRequest, pk: int) -> HttpResponse:
    """Ask the payment gateway once more what became of a recharge."""
    recharge = _recharge(pk)
    recharges.ask_again(recharge, by=request.user)
    say(request, _("The payment gateway is asked again, with the same reference: nothing is paid twice."))
    return _back(request, recharge)


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def resume(request: TenantRequest) -> HttpResponse:
    """Let automatic recharges go on after one was not paid."""
    if not auto_recharge.resume(request.tenant, by=request.user):
        say(request, _("Automatic recharges had not stopped."))
        return redirect("credits:overview", request.tenant.slug)
    running = recharges.open_recharge(request.tenant)
    if running is None:
        say(request, _("Automatic recharges go on. One is made when the balance falls below the mark."))
        return redirect("credits:settings", request.tenant.slug)
    say(request, _("Automatic recharges go on, and one is made now."))
    return _back(request, running)
