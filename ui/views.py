"""The gallery: every component of the console on one page, with invented data."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ui.forms import ConsoleForm
from ui.lists import ListFilter
from ui.paging import Page
from ui.sums import Segment, Term

NUMBERS = ("+14255550100", "+14255550112", "+14255550113", "+14255550120", "+14255550131", "+33184881000")


class SampleForm(ConsoleForm):
    """One field of every kind."""

    name = forms.CharField(label=_("Name of the queue"), help_text=_("Callers never hear it."))
    amount = forms.IntegerField(label=_("How many"), help_text=_("At most 18."), max_value=18)
    city = forms.ChoiceField(label=_("City"), choices=[("", _("Choose")), ("1", "Redmond"), ("2", "Seattle")])
    wanted = forms.DateField(label=_("Date wanted"), required=False)
    routing = forms.ChoiceField(
        label=_("How calls are shared out"),
        choices=[("all", _("All at once")), ("turn", _("One after another, in the order of the list"))],
        widget=forms.RadioSelect,
    )
    opt_out = forms.BooleanField(
        label=_("Agents may opt out"), help_text=_("They then get no calls of this queue."), required=False
    )
    note = forms.CharField(label=_("Note to the desk"), widget=forms.Textarea, required=False)
    letter = forms.FileField(label=_("Letter of authorization"), required=False)
    plan = forms.CharField(
        label=_("Plan"), initial=_("Not needed with Direct Routing"), disabled=True, required=False
    )


class SampleErrors(ConsoleForm):
    """Two fields that are wrong in two ways."""

    amount = forms.IntegerField(
        label=_("How many"),
        help_text=_("At most 18."),
        max_value=18,
        error_messages={"max_value": _("You asked for 24 numbers, but your quota leaves 18")},
    )
    city = forms.ChoiceField(
        label=_("City"), choices=[("", _("Choose"))], error_messages={"required": _("Choose a city")}
    )


class SampleFilter(ListFilter):
    """A search field and two filters that fold away on a narrow screen."""

    q = forms.CharField(label=_("Name, organisation or any digits of a number"))
    country = forms.ChoiceField(label=_("Country"), choices=[("", _("Any")), ("US", _("United States"))])
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Any")), ("user", _("User")), ("toll", _("Toll"))]
    )


def _steps() -> list[SimpleNamespace]:
    rows = [
        ("Country availability", "completed", _("Completed")),
        ("Licences", "completed", _("Completed")),
        ("User numbers", "in_progress", _("In progress")),
        ("Service numbers", "completed", _("Completed")),
        ("Calling Plans", "problem", _("There is a problem")),
        ("Audio Conferencing", "not_needed", _("Not needed")),
        ("Call queues", "in_progress", _("In progress")),
        ("Auto attendants", "not_started", _("Not started")),
        ("Assign service numbers", "blocked", _("Cannot start yet")),
        ("Communications Credits", "not_started", _("Not started")),
    ]
    return [
        SimpleNamespace(
            number=number,
            title=title,
            status=status,
            status_label=label,
            url="#rail",
            current=number == 3,
            reason=_("Needs something that answers.") if status == "blocked" else "",
        )
        for number, (title, status, label) in enumerate(rows, 1)
    ]


def _sums() -> dict[str, Any]:
    return {
        "terms": [
            Term(_("Calling Plans"), 120),
            Term(_("for each"), "1.1", "×"),
            Term(_("to start with"), 10, "+"),
            Term(_("allowed"), 142, "="),
            Term(_("owned"), 118, "−"),
            Term(_("held now"), 6, "−"),
            Term(_("left to add"), 18, "=", result=True),
        ],
        "segments": [Segment("a", 118, _("118 owned")), Segment("b", 6, _("6 held"))],
        "job_segments": [Segment("a", 165), Segment("d", 3)],
        "hold_segments": [Segment("b", 522)],
    }


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once. Public; reads no row and changes none."""
    now = timezone.now()
    bad = SampleErrors({"bad-amount": "24", "bad-city": ""}, prefix="bad")
    context = {
        **_sums(),
        "steps": _steps(),
        "sample": SampleForm(
            prefix="sample", initial={"name": "Service desk", "routing": "all", "opt_out": True}
        ),
        "bad": bad,
        "filters": SampleFilter(request),
        "numbers": NUMBERS,
        "held": NUMBERS[:5],
        "page": Page(list(NUMBERS), "?after=next", "", 1, 168, False, 6),
        "now": now,
        "earlier": now - timedelta(hours=3),
        "hold_ends": now + timedelta(minutes=8, seconds=42),
    }
    return render(request, "ui/gallery.html", context)
