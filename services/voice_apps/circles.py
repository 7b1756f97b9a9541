"""No app may pass calls on to itself by way of others, unless a caller chose so on a menu (rules 8.4)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from services.callflow.circles import circle_through
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination, VoiceApp
from ui.refusals import Refusal

AUTOMATIC: Final = ("overflow", "timeout", "no_agents", "open", "closed")
"""Slots that a call goes through by itself; keys of a menu and the operator are a caller's choice."""


def check(app: VoiceApp, leads: Mapping[str, Leads | None], *, field: str = "") -> None:
    """Refuse `leads` that would close a circle through `app`; the sentence names the way. One query and one for names.

    Slots of `app` that `leads` does not name are taken as they are stored.
    """
    edges: dict[int, list[int]] = defaultdict(list)
    stored = Destination.objects.filter(action=Destination.Action.APP, slot__in=AUTOMATIC)
    for source, slot, target in stored.values_list("app_id", "slot", "target_id"):
        if target is not None and not (source == app.pk and slot in leads):
            edges[source].append(target)
    for slot, new in leads.items():
        if slot in AUTOMATIC and new is not None and new.target is not None:
            edges[app.pk].append(new.target.pk)
    if way := circle_through(app.pk, edges):
        raise Refusal(_sentence(app, way), field=field)


def _sentence(app: VoiceApp, way: list[int]) -> str:
    names = dict(VoiceApp.objects.filter(pk__in=way).values_list("pk", "name"))
    names[app.pk] = app.name
    return _(
        "Calls would go round in a circle: %(way)s. Let one of these end the call or reach a person."
    ) % {"way": " → ".join(names.get(pk, "?") for pk in way)}
