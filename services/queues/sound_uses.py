"""Which queues greet with a sound or play it to those who wait."""

from collections.abc import Collection, Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from services.queues.models import Queue
from services.sounds.uses import Use
from services.voice_apps.models import VoiceApp
from services.voice_apps.sound_uses import uses_in


def in_queues(sounds: Collection[int]) -> dict[int, list[Use]]:
    """Greetings and music; one query."""
    return uses_in(_heard(set(sounds)))


def _heard(sounds: set[int]) -> Iterator[tuple[int, VoiceApp, str]]:
    rows = Queue.objects.filter(Q(greeting_sound__in=sounds) | Q(music__in=sounds))
    for queue in rows.select_related("app__tenant"):
        if queue.greeting_sound_id in sounds:
            yield queue.greeting_sound_id, queue.app, _("greeting")
        if queue.music_id in sounds:
            yield queue.music_id, queue.app, _("music on hold")
