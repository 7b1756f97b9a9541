"""Where the page of a voice app is: queues and attendants stand above and have their own addresses."""

from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from services.voice_apps.models import VoiceApp

PAGES: Final = {VoiceApp.Kind.QUEUE: "queues:detail", VoiceApp.Kind.ATTENDANT: "attendants:detail"}


def page_of(app: VoiceApp, slug: str) -> str:
    """The address of the queue's or attendant's page in the tenant of this slug; "" where there is no such page."""
    try:
        return reverse(PAGES[VoiceApp.Kind(app.kind)], args=[slug, app.pk])
    except NoReverseMatch:
        return ""


def named(app: VoiceApp) -> str:
    """ "call queue Sales": the app with what it is, as it stands inside a sentence."""
    return _("%(kind)s %(name)s") % {"kind": str(app.get_kind_display()).lower(), "name": app.name}
