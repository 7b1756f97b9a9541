"""Which queues and attendants play a sound; registered with `services.sounds.uses` when Django starts."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from services.sounds.uses import Use
from services.voice_apps.destinations import slot_words
from services.voice_apps.models import Destination, VoiceApp
from services.voice_apps.pages import named, page_of


def uses_in(found: Iterable[tuple[int, VoiceApp, str]]) -> dict[int, list[Use]]:
    """Uses by the id of the sound, from sounds, apps (with their tenants) and words such as "music on hold"."""
    uses: dict[int, list[Use]] = defaultdict(list)
    for sound, app, words in found:
        place = _("%(app)s: %(words)s") % {"app": named(app), "words": words}
        uses[sound].append(Use(place[:1].upper() + place[1:], page_of(app, app.tenant.slug)))
    return uses


def in_destinations(sounds: Collection[int]) -> dict[int, list[Use]]:
    """What is said before a call goes on, and on keys that only announce; one query."""
    rows = Destination.objects.filter(sound__in=sounds).select_related("app__tenant")
    return uses_in((row.sound_id, row.app, slot_words(row.slot)) for row in rows if row.sound_id)
