"""Giving licences and taking them: choose, see what would happen to whom, confirm. One page for one person or many."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from licensing import assignments, dry_run, undo
from licensing.file_models import Act
from licensing.files import checks, selections
from licensing.forms import ProductsForm
from licensing.models import Assignment, LicenceChange, Product
from licensing.selection import Selection, selection_of
from tenants.access import TenantRequest, tenant_view
from tenants.models import Role
from ui.refusals import Refusal
from ui.selection import row_ids, sent
from ui.toasts import say
from ui.ways import way_on, with_way_on


@tenant_view(Role.ADMIN)
def assign(request: TenantRequest) -> HttpResponse:
    """Give products to the people named."""
    return _page(request, "assign", dry_run.assignable())


@tenant_view(Role.ADMIN)
def remove(request: TenantRequest) -> HttpResponse:
    """Take products from the people named; only those that they hold can be chosen."""
    return _page(request, "remove", None)


def _page(request: TenantRequest, act: str, products: list[Product] | None) -> HttpResponse:
    selection = selection_of(request)
    if products is None:
        products = dry_run.held_by(selection.people)
    data = sent(request)
    form = ProductsForm(data if "product" in data or "check" in data else None, products=products)
    valid = form.is_valid()
    many = len(selection.people) > selections.MOST_AT_ONCE
    if valid and many and request.method == "POST":
        return _as_a_job(request, act, selection, form.chosen)
    if valid and selection.people and request.method == "POST" and "confirm" in data:
        return _confirmed(request, act, selection, form.chosen)
    context = {
        "step_key": "licences",
        "act": act,
        "form": form,
        "selection": selection,
        "next": way_on(request),
        "choices": dry_run.choices(request.tenant, products, data.getlist("product")),
        "plan": dry_run.plan(request.tenant, selection.people, form.chosen, act)
        if valid and not many
        else None,
    }
    refused = bool(form.errors) and request.method == "POST"
    return render(request, f"licensing/{act}.html", context, status=422 if refused else 200)


def _as_a_job(
    request: TenantRequest, act: str, selection: Selection, products: list[Product]
) -> HttpResponse:
    """Many people go the way of a file: its page says what would happen, and a worker does it."""
    batch = selections.choose(request.tenant, selection.people, products, Act(act), by=request.user)
    checks.ask(batch, by=request.user)
    return redirect(
        with_way_on(reverse("licensing:file", args=[request.tenant.slug, batch.pk]), way_on(request))
    )


def _confirmed(
    request: TenantRequest, act: str, selection: Selection, products: list[Product]
) -> HttpResponse:
    verb: Callable[..., assignments.Done] = assignments.assign if act == "assign" else assignments.remove
    done = verb(request.tenant, selection.people, products, by=request.user)
    _tell(request, act, done, selection, products)
    if way := way_on(request):
        return redirect(way)
    if selection.only:
        return redirect("people:detail", request.tenant.slug, selection.only.pk)
    return redirect("licensing:overview", request.tenant.slug)


def _tell(
    request: TenantRequest,
    act: str,
    done: assignments.Done,
    selection: Selection,
    products: list[Product],
) -> None:
    if done.change is None:
        refused = done.preview.verdicts[0].findings if done.preview.verdicts else ()
        raise Refusal(refused[0].sentence if refused else _("There is nothing to change."))
    words = {"products": _(" and ").join(p.name for p in products), "n": f"{done.changed:,}"}
    whom = str(selection.only) if selection.only else ""
    words["whom"] = whom or ngettext("%(n)s person", "%(n)s people", done.changed) % {"n": words["n"]}
    sentence = (
        _("%(whom)s: %(products)s assigned.") if act == "assign" else _("%(whom)s: %(products)s removed.")
    ) % words
    if done.refused:
        left_out = ngettext("%(n)s person was left out.", "%(n)s people were left out.", done.refused)
        sentence += " " + left_out % {"n": f"{done.refused:,}"}
    say(request, sentence, undo=reverse("licensing:undo", args=[request.tenant.slug, done.change.pk]))


@require_POST
@tenant_view(Role.ADMIN)
def take_back(request: TenantRequest, pk: int) -> HttpResponse:
    """Undo an act of assigning or removing."""
    change = get_object_or_404(LicenceChange, pk=pk)
    count = undo.undo(request.tenant, change, by=request.user)
    words = ngettext("Taken back for %(n)s person.", "Taken back for %(n)s people.", count)
    say(request, words % {"n": f"{count:,}"})
    return redirect("licensing:overview", request.tenant.slug)


@require_POST
@tenant_view(Role.ADMIN)
def retry(request: TenantRequest) -> HttpResponse:
    """Try all failed licences again, or one of them."""
    failed = Assignment.objects.filter(state=Assignment.State.FAILED)
    one = request.POST.get("assignment", "")
    if one:
        failed = failed.filter(pk__in=row_ids([one]))
    done = assignments.retry(request.tenant, failed, by=request.user)
    count = sum(each.changed for each in done)
    if not count:
        raise Refusal(done[0].preview.verdicts[0].findings[0].sentence)
    words = ngettext("%(n)s licence is tried again.", "%(n)s licences are tried again.", count)
    say(request, words % {"n": f"{count:,}"})
    return redirect("licensing:overview", request.tenant.slug)
