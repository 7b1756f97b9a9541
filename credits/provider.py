"""The operator's side: payments that have arrived are recorded here, and recharges that need somebody are seen first."""

from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from credits import balances, payments, recharges, settlements
from credits.models import Account, Entry, Recharge
from credits.money import usd
from credits.provider_forms import GiveUpForm, PaymentForm
from tenants.access import StaffRequest, operator_view
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from ui.forms import refuse
from ui.paging import paginate
from ui.refusals import Refusal
from ui.toasts import say

Status = Recharge.Status


@operator_view
def recharge_list(request: StaffRequest) -> HttpResponse:
    """Recharges of all tenants: what is not clear first, then what has stopped a tenant, then what waits for us."""
    page = paginate(request, ranked(Recharge.objects.select_related("tenant", "method")), order="-rank")
    context = {"page": page, "waiting": sum(row.rank > 1 for row in page.rows)}
    return render(request, "credits/provider/recharges.html", context)


def ranked(rows: QuerySet[Recharge]) -> QuerySet[Any]:
    """The recharges with their `rank`: 4 not clear, 3 not paid and automatic ones stopped since, 2 for us, 1 open."""
    stopped = Account.objects.filter(tenant=OuterRef("tenant"), stopped_at=OuterRef("finished_at"))
    return rows.alias(stopped=Exists(stopped)).annotate(
        rank=Case(
            When(status=Status.UNCLEAR, then=Value(4)),
            When(Q(status=Status.DECLINED, stopped=True), then=Value(3)),
            When(status=Status.WITH_PROVIDER, then=Value(2)),
            When(status__in=Recharge.OPEN, then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )


@operator_view
def tenant_payments(request: StaffRequest, slug: str) -> HttpResponse:
    """A tenant's ledger, what it has asked for, and the form that records a payment."""
    account = get_object_or_404(Tenant, slug=slug)
    with tenant_scope(account):
        waiting = _waiting(account)
        form = PaymentForm(request.POST if request.method == "POST" else None, waiting=waiting)
        if request.method == "POST" and form.is_valid() and _recorded(request, account, form, waiting):
            return redirect("operator_credits:payments", slug)
        return _page(request, account, form)


def _waiting(account: Tenant) -> Recharge | None:
    running = recharges.open_recharge(account)
    return running if running and running.status == Status.WITH_PROVIDER else None


def _page(request: StaffRequest, account: Tenant, form: PaymentForm, **bound: GiveUpForm) -> HttpResponse:
    context = {
        "account": account,
        "form": form,
        "give_up_form": GiveUpForm(),
        "running": recharges.open_recharge(account),
        "balance": balances.balance(account),
        "lots": balances.lots(account),
        "page": paginate(request, Entry.objects.select_related("lot"), order="-at"),
        **bound,
    }
    return render(request, "credits/payments.html", context, status=422 if form.errors or bound else 200)


def _recorded(request: StaffRequest, account: Tenant, form: PaymentForm, waiting: Recharge | None) -> bool:
    values: dict[str, Any] = {
        "amount": form.cleaned_data["amount"],
        "reference": form.cleaned_data["reference"],
        "paid_at": form.paid_at,
        "note": form.cleaned_data["note"],
        "by": request.user,
    }
    try:
        if waiting and form.cleaned_data["answers"]:
            entry = settlements.settle_with_provider(waiting, **values)
        else:
            entry = payments.record_payment(account, source=Entry.Source.OPERATOR, **values)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    words = _("%(amount)s is recorded for %(tenant)s.") % {"amount": usd(entry.amount), "tenant": account}
    say(request, words)
    return True


@require_POST
@operator_view
def ask_again(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the payment gateway once more what became of a recharge."""
    account, recharge = _of(slug, pk)
    with tenant_scope(account):
        recharges.ask_again(recharge, by=request.user)
    say(request, _("The payment gateway is asked again, with the same reference: nothing is paid twice."))
    return redirect("operator_credits:payments", slug)


@require_POST
@operator_view
def give_up(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Write down that the gateway took nothing."""
    account, recharge = _of(slug, pk)
    form = GiveUpForm(request.POST)
    with tenant_scope(account):
        if not form.is_valid():
            return _page(request, account, PaymentForm(waiting=_waiting(account)), give_up_form=form)
        recharges.give_up(recharge, by=request.user, note=form.cleaned_data["note"])
    say(request, _("The recharge %(reference)s is closed as not paid.") % {"reference": recharge.reference})
    return redirect("operator_credits:payments", slug)


@require_POST
@operator_view
def withdraw(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a recharge that nobody has begun to pay."""
    account, recharge = _of(slug, pk)
    with tenant_scope(account):
        recharges.withdraw(recharge, by=request.user)
    say(request, _("The recharge %(reference)s is withdrawn.") % {"reference": recharge.reference})
    return redirect("operator_credits:payments", slug)


def _of(slug: str, pk: int) -> tuple[Tenant, Recharge]:
    account = get_object_or_404(Tenant, slug=slug)
    return account, get_object_or_404(
        Recharge.objects.select_related("tenant", "method"), pk=pk, tenant=account
    )
