"""What leads to a voice app, and so keeps it from being removed: its numbers, and other apps that send calls there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.voice_apps.destinations import leading_to, slot_words
from services.voice_apps.models import ResourceAccount, VoiceApp
from services.voice_apps.pages import named, page_of
from ui.formats import national
from ui.refusals import Refusal
from ui.templatetags.ui import thousands

NAMED = 3  # arrivals that a sentence names before it only counts


@dataclass(frozen=True)
class Arrival:
    """One way by which calls come to an app: in words that stand alone, and the page on which it is ended."""

    words: str
    url: str


def arrivals(app: VoiceApp) -> list[Arrival]:
    """All that leads to `app`, numbers first; what it sends to itself does not count. Two queries."""
    return arrivals_of([app])[app.pk]


def arrivals_of(apps: Sequence[VoiceApp]) -> dict[int, list[Arrival]]:
    """All that leads to each of these apps of one tenant, by their keys, as `arrivals` tells it. Two queries."""
    found: dict[int, list[Arrival]] = {app.pk: [] for app in apps}
    if not apps:
        return found
    slug = apps[0].tenant.slug
    accounts = ResourceAccount.objects.filter(app__in=apps).select_related("number")
    for account in accounts.order_by("number__e164"):
        url = reverse("service_numbers:answer", args=[slug, account.number_id])
        found[account.app_id].append(Arrival(national(account.number.e164), url))
    for row in leading_to(apps=apps).exclude(app=F("target")):
        if row.target_id is not None:
            words = _("%(app)s, %(when)s") % {"app": named(row.app), "when": slot_words(row.slot)}
            found[row.target_id].append(Arrival(words, page_of(row.app, slug)))
    return found


def refuse_while_led_to(app: VoiceApp) -> None:
    """Refuse to remove `app` while anything leads to it; the sentence names what does (rules 8.3, 9.7)."""
    found = arrivals(app)
    if not found:
        return
    raise Refusal(
        _("Calls still come to %(app)s from %(what)s. Send them elsewhere first, then remove it.")
        % {"app": app.name, "what": in_words(found)},
        url=found[0].url,
        link=found[0].words if found[0].url else "",
    )


def in_words(found: Sequence[Arrival]) -> str:
    """ "(206) 555-0100, call queue Sales, when a call has waited too long, and 4 more"."""
    names = "; ".join(arrival.words for arrival in found[:NAMED])
    more = len(found) - NAMED
    if more <= 0:
        return names
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": names,
        "n": thousands(more),
    }
