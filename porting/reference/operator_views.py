"""The operator's pages of the rules of port orders: figures, requirements and reasons."""

from typing import Any, Final

from django.db.models import F
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from porting.models import CountryRequirement, PortingRule, RejectionReason
from porting.reference import rule_edits
from porting.reference.loading import original
from porting.reference.operator_forms import (
    NewRequirementForm,
    NewRuleForm,
    ReasonForm,
    RequirementForm,
    RuleForm,
)
from porting.reference.rules import rule_for
from tenants.access import StaffRequest, operator_view
from ui.forms import refuse
from ui.refusals import Refusal
from ui.toasts import say

IN_TIME: Final = ("country", "order_kind", F("valid_from").asc(nulls_first=True))


def _status(form: BaseForm) -> int:
    return 422 if form.errors else 200


def _changed(request: StaffRequest, count: int) -> None:
    words = ngettext("%(n)s fact is changed.", "%(n)s facts are changed.", count)
    say(request, words % {"n": count} if count else _("Nothing was changed."))


@operator_view
def rules(request: StaffRequest) -> HttpResponse:
    """The figures of all countries, and what begins new ones."""
    return _rules(request, NewRuleForm())


def _rules(request: StaffRequest, form: NewRuleForm) -> HttpResponse:
    context = {"rules": PortingRule.objects.order_by(*IN_TIME), "form": form}
    return render(request, "operator_ports/rules.html", context, status=_status(form))


@require_POST
@operator_view
def add_rule(request: StaffRequest) -> HttpResponse:
    """Begin figures as a copy of those that hold now for the same case, and go on to edit them."""
    form = NewRuleForm(request.POST)
    if not form.is_valid():
        return _rules(request, form)
    chosen = form.cleaned_data
    day = chosen["valid_from"] or timezone.localdate()
    row = rule_for(chosen["country"], chosen["order_kind"], day=day)
    row.pk, row.valid_until, row.source = None, None, ""
    for name, value in chosen.items():
        setattr(row, name, value)
    try:
        rule_edits.add(row, by=request.user)
    except Refusal as refusal:
        refuse(form, refusal)
        return _rules(request, form)
    say(request, _("The figures are there, as a copy of those that held before. Change what differs."))
    return redirect("operator_ports:rule", row.pk)


@operator_view
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """One row of figures."""
    return _edit(request, get_object_or_404(PortingRule, pk=pk), RuleForm, "rule", "operator_ports:rules")


@operator_view
def requirements(request: StaffRequest) -> HttpResponse:
    """All that countries ask for."""
    rows = CountryRequirement.objects.all()
    return render(request, "operator_ports/requirements.html", {"requirements": rows})


@operator_view
def add_requirement(request: StaffRequest) -> HttpResponse:
    """A further thing that a country asks for."""
    form = NewRequirementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rule_edits.add(form.instance, by=request.user)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            say(request, _("“%(label)s” is asked for from now on.") % {"label": form.instance.label})
            return redirect("operator_ports:requirements")
    return render(request, "operator_ports/requirement_add.html", {"form": form}, status=_status(form))


@operator_view
def requirement(request: StaffRequest, pk: int) -> HttpResponse:
    """One requirement."""
    row = get_object_or_404(CountryRequirement, pk=pk)
    return _edit(request, row, RequirementForm, "requirement", "operator_ports:requirements")


@operator_view
def reasons(request: StaffRequest) -> HttpResponse:
    """Why carriers and the desk reject."""
    return render(request, "operator_ports/reasons.html", {"reasons": RejectionReason.objects.all()})


@operator_view
def reason(request: StaffRequest, code: str) -> HttpResponse:
    """One reason."""
    row = get_object_or_404(RejectionReason, pk=code)
    return _edit(request, row, ReasonForm, "reason", "operator_ports:reasons")


def _edit(request: StaffRequest, row: Any, form_class: Any, name: str, back: str) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        _changed(request, len(rule_edits.edit(row, form.values, by=request.user)))
        return redirect(back)
    if form.errors:
        row = type(row)._default_manager.get(pk=row.pk)  # the form has written what was typed into its own
    context = {"form": form, name: row, "in_files": original(row) is not None}
    return render(request, f"operator_ports/{name}.html", context, status=_status(form))


@require_POST
@operator_view
def restore_rule(request: StaffRequest, pk: int) -> HttpResponse:
    """Believe the data files about figures again."""
    return _restore(request, get_object_or_404(PortingRule, pk=pk), "operator_ports:rule")


@require_POST
@operator_view
def restore_requirement(request: StaffRequest, pk: int) -> HttpResponse:
    """Believe the data files about a requirement again."""
    return _restore(request, get_object_or_404(CountryRequirement, pk=pk), "operator_ports:requirement")


@require_POST
@operator_view
def restore_reason(request: StaffRequest, code: str) -> HttpResponse:
    """Believe the data files about a reason again."""
    return _restore(request, get_object_or_404(RejectionReason, pk=code), "operator_ports:reason")


def _restore(request: StaffRequest, row: Any, page: str) -> HttpResponse:
    rule_edits.restore(row, by=request.user)
    say(request, _("This entry follows the data files again."))
    return redirect(page, row.pk)


@require_POST
@operator_view
def remove_rule(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away figures that an operator has added."""
    rule_edits.remove(get_object_or_404(PortingRule, pk=pk), by=request.user)
    say(request, _("The figures are removed. Those that held before count again."))
    return redirect("operator_ports:rules")


@require_POST
@operator_view
def remove_requirement(request: StaffRequest, pk: int) -> HttpResponse:
    """Take away a requirement that an operator has added."""
    rule_edits.remove(get_object_or_404(CountryRequirement, pk=pk), by=request.user)
    say(request, _("The requirement is removed."))
    return redirect("operator_ports:requirements")
