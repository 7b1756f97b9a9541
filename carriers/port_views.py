"""The operator's page of port orders at the sandbox: its calendar, how the next orders are treated, and its books."""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from audit.log import record
from carriers import sandbox_clock
from carriers.models import SandboxPort, SandboxPortAnswer
from carriers.port_models import Script
from carriers.port_scripts import CODES
from tenants.access import StaffRequest, operator_view
from ui.forms import ConsoleForm
from ui.paging import paginate
from ui.toasts import say


class SkipForm(ConsoleForm):
    """By how many days the calendar is set forward."""

    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=60, initial=1)


class AnswerForm(ConsoleForm):
    """How the next orders are treated."""

    script = forms.ChoiceField(label=gettext_lazy("What happens"), choices=Script)
    code = forms.ChoiceField(
        label=gettext_lazy("Reason of a rejection"),
        choices=[("", gettext_lazy("None")), *((code, code) for code in CODES)],
        required=False,
    )
    remaining = forms.IntegerField(
        label=gettext_lazy("How many orders"), min_value=1, max_value=1000, initial=1
    )

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason, and nothing else has one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        script, code = data.get("script"), data.get("code")
        if script == Script.REJECT and not code:
            self.add_error("code", _("Choose the reason of the rejection."))
        elif code and script and script != Script.REJECT:
            self.add_error("code", _("Only a rejection has a reason. Choose “None”."))
        return data


@operator_view
def ports_page(request: StaffRequest) -> HttpResponse:
    """Calendar, next orders, and all orders that the sandbox has."""
    return _page(request)


def _page(
    request: StaffRequest, *, skip_form: SkipForm | None = None, answer_form: AnswerForm | None = None
) -> HttpResponse:
    skip_form, answer_form = skip_form or SkipForm(), answer_form or AnswerForm()
    context: dict[str, Any] = {
        "sandbox": settings.PORT_CARRIER.startswith("carriers.sandbox_ports."),
        "seconds": settings.SANDBOX_DAY_SECONDS,
        "open": SandboxPort.objects.filter(is_over=False).count(),
        "answers": SandboxPortAnswer.objects.filter(remaining__gt=0).order_by("pk"),
        "page": paginate(request, SandboxPort.objects.all(), order="-pk"),
        "skip_form": skip_form,
        "answer_form": answer_form,
    }
    wrong = skip_form.errors or answer_form.errors
    return render(request, "operator_carrier/ports.html", context, status=422 if wrong else 200)


@require_POST
@operator_view
@transaction.atomic
def skip_days(request: StaffRequest) -> HttpResponse:
    """Let all orders go on by some days at once."""
    form = SkipForm(request.POST)
    if not form.is_valid():
        return _page(request, skip_form=form)
    days: int = form.cleaned_data["days"]
    sandbox_clock.skip(days)
    record("sandbox_port.days_skipped", by=request.user, after={"days": days})
    sentence = ngettext(
        "The calendar is one day ahead. Orders go on in a few seconds.",
        "The calendar is %(n)s days ahead. Orders go on in a few seconds.",
        days,
    )
    say(request, sentence % {"n": days})
    return redirect("operator_carrier:ports")


@require_POST
@operator_view
@transaction.atomic
def add_answer(request: StaffRequest) -> HttpResponse:
    """Choose what happens to the next orders."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, answer_form=form)
    answer = SandboxPortAnswer.objects.create(**form.cleaned_data)
    record("sandbox_port.answer_added", by=request.user, obj=answer, after=form.cleaned_data)
    sentence = ngettext(
        "The next order is treated so.", "The next %(n)s orders are treated so.", answer.remaining
    )
    say(request, sentence % {"n": answer.remaining})
    return redirect("operator_carrier:ports")


@require_POST
@operator_view
@transaction.atomic
def remove_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Let orders go well again."""
    answer = get_object_or_404(SandboxPortAnswer.objects.select_for_update(), pk=pk)
    record("sandbox_port.answer_removed", by=request.user, obj=answer, before={"remaining": answer.remaining})
    answer.delete()
    say(request, _("The next orders go well again."))
    return redirect("operator_carrier:ports")
