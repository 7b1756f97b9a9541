"""Which attendants greet with a sound or read their menu by it."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from services.attendants.models import Flow
from services.sounds.uses import Use
from services.voice_apps.models import VoiceApp
from services.voice_apps.sound_uses import uses_in


def in_flows(sounds: Collection[int]) -> dict[int, list[Use]]:
    """Greetings and menus, with the hours in which they are heard; one query."""
    return uses_in(_heard(set(sounds)))


def _heard(sounds: set[int]) -> Iterator[tuple[int, VoiceApp, str]]:
    rows = Flow.objects.filter(Q(greeting_sound__in=sounds) | Q(menu_sound__in=sounds))
    for flow in rows.select_related("attendant__app__tenant"):
        hours = {"hours": flow.get_moment_display().lower()}
        if flow.greeting_sound_id in sounds:
            yield flow.greeting_sound_id, flow.attendant.app, _("greeting (%(hours)s)") % hours
        if flow.menu_sound_id in sounds:
            yield flow.menu_sound_id, flow.attendant.app, _("menu (%(hours)s)") % hours
