"""The operator's side: payments that have arrived are recorded here, and only thereby become credit."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from credits import balances, payments
from credits.forms import PaymentForm
from credits.models import Entry
from tenants.access import StaffRequest, operator_view
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say


@operator_view
def tenant_payments(request: StaffRequest, slug: str) -> HttpResponse:
    """A tenant's ledger, and the form that records a payment."""
    account = get_object_or_404(Tenant, slug=slug)
    form = PaymentForm(request.POST if request.method == "POST" else None)
    with tenant_scope(account):
        if request.method == "POST" and form.is_valid() and _recorded(request, account, form):
            return redirect("operator_credits:payments", slug)
        context = {
            "account": account,
            "form": form,
            "balance": balances.balance(account),
            "lots": balances.lots(account),
            "page": paginate(request, Entry.objects.select_related("lot"), order="-id"),
        }
        return render(request, "credits/payments.html", context, status=422 if form.errors else 200)


def _recorded(request: StaffRequest, account: Tenant, form: PaymentForm) -> bool:
    try:
        entry = payments.record_payment(
            account,
            amount=form.cleaned_data["amount"],
            reference=form.cleaned_data["reference"],
            paid_at=form.paid_at,
            source=Entry.Source.OPERATOR,
            by=request.user,
            note=form.cleaned_data["note"],
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    say(
        request,
        _("US$ %(amount)s is recorded for %(tenant)s.")
        % {"amount": f"{entry.amount:,.2f}", "tenant": account},
    )
    return True
