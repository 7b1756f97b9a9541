"""The operator's page of the sandbox carrier: its stock, and what it is told to do wrong."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django_countries import countries

from audit.log import record
from carriers import figures
from carriers.base import NumberKind
from carriers.faults import OPERATIONS
from carriers.models import SandboxFault
from tenants.access import StaffRequest, operator_view
from ui.forms import ConsoleForm
from ui.toasts import say

WORDS = {
    "search": gettext_lazy("Search"),
    "reserve": gettext_lazy("Hold"),
    "let_go": gettext_lazy("Let go"),
    "acquire": gettext_lazy("Acquire"),
    "release": gettext_lazy("Release"),
    "shared": gettext_lazy("Shared conference numbers"),
    "port_submit": gettext_lazy("Port order: send"),
    "port_poll": gettext_lazy("Port order: ask how it stands"),
    "port_date": gettext_lazy("Port order: ask for a date"),
    "port_cancel": gettext_lazy("Port order: cancel"),
}
KINDS = {
    NumberKind.GEOGRAPHIC: gettext_lazy("Geographic"),
    NumberKind.NON_GEOGRAPHIC: gettext_lazy("Non-geographic"),
    NumberKind.TOLL_FREE: gettext_lazy("Toll-free"),
}


class FaultForm(ConsoleForm):
    """What is to go wrong, and how often."""

    operation = forms.ChoiceField(
        label=gettext_lazy("Operation"), choices=[(name, WORDS[name]) for name in OPERATIONS]
    )
    kind = forms.ChoiceField(label=gettext_lazy("What goes wrong"), choices=SandboxFault.Kind)
    remaining = forms.IntegerField(label=gettext_lazy("How often"), min_value=1, max_value=1000, initial=1)


@operator_view
def stock_page(request: StaffRequest) -> HttpResponse:
    """Stock by country, faults that wait, and the form that adds one."""
    return _page(request, FaultForm())


def _page(request: StaffRequest, form: FaultForm) -> HttpResponse:
    lines = figures.stock_lines()
    faults = SandboxFault.objects.filter(remaining__gt=0).order_by("pk")
    context: dict[str, Any] = {
        "form": form,
        "sandbox": settings.CARRIER.startswith("carriers.sandbox."),
        "lines": [
            (line, countries.name(line.country) or line.country, KINDS[NumberKind(line.kind)])
            for line in lines
        ],
        "faults": [(fault, WORDS.get(fault.operation, fault.operation)) for fault in faults],
        "total": figures.total(lines, "total"),
        "free": figures.total(lines, "free"),
        "seconds": settings.SANDBOX_SECONDS,
    }
    return render(request, "operator_carrier/stock.html", context, status=422 if form.errors else 200)


@require_POST
@operator_view
@transaction.atomic
def add_fault(request: StaffRequest) -> HttpResponse:
    """Let the next calls of an operation go wrong."""
    form = FaultForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    fault = SandboxFault.objects.create(**form.cleaned_data)
    record("sandbox_fault.added", by=request.user, obj=fault, after=form.cleaned_data)
    sentence = ngettext(
        "The next call will go wrong.", "The next %(n)s calls will go wrong.", fault.remaining
    )
    say(request, sentence % {"n": fault.remaining})
    return redirect("operator_carrier:stock")


@require_POST
@operator_view
@transaction.atomic
def remove_fault(request: StaffRequest, pk: int) -> HttpResponse:
    """Let everything go well again."""
    fault = get_object_or_404(SandboxFault.objects.select_for_update(), pk=pk)
    record("sandbox_fault.removed", by=request.user, obj=fault, before={"remaining": fault.remaining})
    fault.delete()
    say(request, _("The fault is removed."))
    return redirect("operator_carrier:stock")
