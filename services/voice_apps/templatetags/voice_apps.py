"""Pieces about numbers for the pages of queues and attendants: `{% load voice_apps %}`."""

from typing import Any, Final

from django import forms, template
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from numbering.models import PhoneNumber, Usage
from numbering.queries import free_numbers
from services.voice_apps.accounts import accounts_of
from services.voice_apps.models import VoiceApp
from ui.formats import national
from ui.forms import ConsoleForm

register = template.Library()

CHOICES: Final = 200  # free numbers in the select; step 9 finds the others


def _told(number: PhoneNumber) -> str:
    """A free number as the select shows it: "(206) 555-0100, Seattle"."""
    return f"{national(number.e164)}, {number.city or number.country.name}"  # type: ignore[attr-defined]


@register.inclusion_tag("voice_apps/_numbers.html", takes_context=True)
def numbers_of(context: RequestContext, app: VoiceApp, may_act: bool = False) -> dict[str, Any]:
    """The numbers that lead to a queue or an attendant: take one off, put another on. Two queries.

    The page that shows it is the one that its buttons lead back to.
    """
    request = context["request"]
    free = list(free_numbers(request.tenant, usage=Usage.VOICE_APP)[: CHOICES + 1]) if may_act else []
    form = ConsoleForm(auto_id="put_on_%s")
    form.fields["number"] = forms.ChoiceField(
        label=_("Put another one on"),
        choices=[("", _("Choose")), *((number.pk, _told(number)) for number in free[:CHOICES])],
    )
    return {
        "app": app,
        "tenant": request.tenant,
        "csrf_token": context.get("csrf_token"),
        "accounts": accounts_of([app]).get(app.pk, []),
        "form": form if free else None,
        "more": len(free) > CHOICES,
        "may_act": may_act,
        "here": request.get_full_path(),
    }
