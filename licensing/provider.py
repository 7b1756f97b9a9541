"""The operator's side: what a tenant bought from the provider is recorded here, and only thereby becomes seats."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from licensing import overview, queries, seats
from licensing.forms import PurchaseForm
from licensing.models import SeatPurchase
from tenants.access import StaffRequest, operator_view
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say


@operator_view
def purchases(request: StaffRequest, slug: str) -> HttpResponse:
    """A tenant's purchases and seats, and the form that records one."""
    account = get_object_or_404(Tenant, slug=slug)
    with tenant_scope(account):
        pools = queries.pools(account, all_products=True)
        form = PurchaseForm(request.POST if request.method == "POST" else None, pools=pools)
        if request.method == "POST" and form.is_valid() and _recorded(request, account, form):
            return redirect("operator_licensing:purchases", slug)
        context = {
            "account": account,
            "form": form,
            "key": overview.bar_key(),
            "pools": [overview.drawn(pool) for pool in pools if pool.bought or pool.used],
            "page": paginate(request, SeatPurchase.objects.select_related("product"), order="-id"),
        }
        return render(request, "licensing/purchases.html", context, status=422 if form.errors else 200)


def _recorded(request: StaffRequest, account: Tenant, form: PurchaseForm) -> bool:
    typed = form.cleaned_data
    try:
        purchase = seats.buy(
            account,
            form.chosen,
            typed["quantity"],
            reference=typed["reference"],
            source=SeatPurchase.Source.OPERATOR,
            by=request.user,
            bought_on=typed["bought_on"],
            amount=typed["amount"],
        )
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    count = abs(purchase.quantity)
    words = {"n": f"{count:,}", "product": purchase.product, "tenant": account}
    if purchase.quantity > 0:
        sentence = ngettext(
            "%(n)s seat of %(product)s is recorded for %(tenant)s.",
            "%(n)s seats of %(product)s are recorded for %(tenant)s.",
            count,
        )
    else:
        sentence = _("%(tenant)s has given up seats of %(product)s: %(n)s.")
    say(request, sentence % words)
    return True
