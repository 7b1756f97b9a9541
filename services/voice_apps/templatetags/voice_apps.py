"""Pieces about numbers for the pages of queues and attendants: `{% load voice_apps %}`."""

from typing import Any, Final

from django import template
from django.template.context import RequestContext

from numbering.models import Usage
from numbering.queries import free_numbers
from services.voice_apps.accounts import accounts_of
from services.voice_apps.models import VoiceApp

register = template.Library()

CHOICES: Final = 200  # free numbers in the select; step 9 finds the others


@register.inclusion_tag("voice_apps/_numbers.html", takes_context=True)
def numbers_of(context: RequestContext, app: VoiceApp, may_act: bool = False) -> dict[str, Any]:
    """The numbers that lead to a queue or an attendant: take one off, put another on. Two queries.

    The page that shows it is the one that its buttons lead back to.
    """
    request = context["request"]
    free = list(free_numbers(request.tenant, usage=Usage.VOICE_APP)[: CHOICES + 1]) if may_act else []
    return {
        "app": app,
        "tenant": request.tenant,
        "csrf_token": context.get("csrf_token"),
        "accounts": accounts_of([app]).get(app.pk, []),
        "free": free[:CHOICES],
        "more": len(free) > CHOICES,
        "may_act": may_act,
        "here": request.get_full_path(),
    }
