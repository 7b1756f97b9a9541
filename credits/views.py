"""A tenant's credit: what is left, when it expires, and every movement."""

import uuid

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credits import balances, payments
from credits.forms import AmountForm
from credits.models import Entry
from tenants.access import ANY_ROLE, TenantRequest, tenant_view
from tenants.models import Role
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say
from ui.ways import way_on


@tenant_view(*ANY_ROLE)
def overview(request: TenantRequest) -> HttpResponse:
    """Balance, lots and ledger."""
    return _page(request, AmountForm())


@require_POST
@tenant_view(Role.ADMIN, Role.BILLING)
def pay(request: TenantRequest) -> HttpResponse:
    """Pay with the sandbox; there is no such address where the sandbox payment is off."""
    if not settings.SANDBOX_PAYMENT:
        raise Http404
    form = AmountForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        entry = payments.record_payment(
            request.tenant,
            amount=form.cleaned_data["amount"],
            reference=_once(request.POST.get("once", "")),
            paid_at=timezone.now(),
            source=Entry.Source.SANDBOX,
            by=request.user,
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return _page(request, form, status=422)
    say(request, _("US$ %(amount)s has been added to your credit.") % {"amount": f"{entry.amount:,.2f}"})
    return redirect(way_on(request) or reverse("credits:overview", args=[request.tenant.slug]))


def _once(token: str) -> str:
    """A reference that a double click repeats: the form's own token when it is one, else a fresh one."""
    try:
        return f"sandbox-{uuid.UUID(token)}"
    except ValueError:
        return f"sandbox-{uuid.uuid4()}"


def _page(request: TenantRequest, form: AmountForm, *, status: int = 200) -> HttpResponse:
    lots = balances.lots(request.tenant)
    entries = Entry.objects.filter(tenant=request.tenant).select_related("lot")
    context = {
        "form": form,
        "next": way_on(request),
        "once": uuid.uuid4(),
        "balance": balances.balance(request.tenant),
        "next_lot": next((lot for lot in lots if lot.left > 0), None),
        "lots": lots,
        "page": paginate(request, entries, order="-id"),
        "may_pay": settings.SANDBOX_PAYMENT and request.membership.role in (Role.ADMIN, Role.BILLING),
    }
    return render(request, "credits/overview.html", context, status=status)
