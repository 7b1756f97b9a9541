"""What a queue's settings must keep to (rules 8.2, 8.4): all that is broken at once, each on its field."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from services.queues import limits
from services.queues.settings import SLOTS, Settings
from services.voice_apps import circles, reach
from services.voice_apps.destinations import Action
from services.voice_apps.models import VoiceApp
from services.voice_apps.voice_enabled import refusals_of
from tenants.models import Tenant
from ui.refusals import Refusal
from ui.templatetags.ui import thousands


class Broken(Refusal):
    """Several rules said no. `refusals` has each with its field; the sentence is all of them."""

    def __init__(self, refusals: Collection[Refusal]) -> None:
        super().__init__(" ".join(refusal.sentence for refusal in refusals))
        self.refusals = list(refusals)


def check(tenant: Tenant, app: VoiceApp, wanted: Settings, before: Settings | None = None) -> None:
    """Raise `Broken` unless `wanted` may be saved; give it as it was typed, not yet settled.

    `app` is not saved yet for a new queue; `before` is what is stored. People who are in `before` are not refused
    again: what has become wrong with them is told by `checks`, and must not keep an admin from saving something else.
    """
    found = [
        *_ranges(wanted),
        *_times(wanted.settled()),
        *_agents(tenant, wanted, before),
        *_destinations(wanted, before),
        *_circles(app, wanted),
    ]
    if found:
        raise Broken(found)


def out_of_range(name: str, value: int) -> str:
    """Why a figure of this field cannot be kept; "" when it can."""
    if name == "timeout_seconds" and 0 < value < limits.STEP:
        return _("Waits are kept in steps of %(step)s seconds. Type 0, or %(step)s or more.") % {
            "step": limits.STEP
        }
    least, most = limits.RANGES[name]
    if least <= value <= most:
        return ""
    words = {"least": thousands(least), "most": thousands(most), "value": thousands(value)}
    return _("%(value)s is not between %(least)s and %(most)s.") % words


def _ranges(wanted: Settings) -> list[Refusal]:
    found = []
    for name in limits.RANGES:
        value = getattr(wanted, name)
        if value is not None and (sentence := out_of_range(name, value)):
            found.append(Refusal(sentence, field=name))
    return found


def _times(wanted: Settings) -> list[Refusal]:
    """Figures against each other."""
    found = []
    timeout, level = wanted.timeout_seconds, wanted.service_level_seconds
    if level is not None and level >= timeout:
        sentence = _(
            "A call waits at most %(timeout)s seconds, so the service level must be shorter, or left empty."
        )
        words = {"timeout": thousands(timeout)}
        found.append(Refusal(sentence % words, field="service_level_seconds"))
    if 0 < timeout < wanted.alert_seconds:
        sentence = _(
            "A telephone rings %(alert)s seconds, but a call waits only %(timeout)s. Let it wait as long at least."
        )
        words = {"alert": thousands(wanted.alert_seconds), "timeout": thousands(timeout)}
        found.append(Refusal(sentence % words, field="timeout_seconds"))
    return found


def _agents(tenant: Tenant, wanted: Settings, before: Settings | None) -> list[Refusal]:
    found: list[Refusal] = []
    if (count := len(wanted.people)) > limits.PEOPLE:
        sentence = _(
            "A queue takes at most %(most)s people by name, and these are %(count)s. Put people together in a group."
        )
        words = {"most": limits.PEOPLE, "count": thousands(count)}
        door = reverse("groups:new", args=[tenant.slug])
        found.append(Refusal(sentence % words, field="agents", url=door, link=_("Add a group")))
    known = set(before.people) if before else set()
    new = [person for person in wanted.people if person not in known]
    return [*found, *refusals_of(new, tenant=tenant, field="agents").values()]


def _destinations(wanted: Settings, before: Settings | None) -> list[Refusal]:
    """Where calls cannot be passed on to; a slot that stays as it is, is not asked again."""
    new = {
        slot: leads
        for slot in SLOTS
        if (leads := wanted.leads.get(slot)) is not None and not (before and before.leads.get(slot) == leads)
    }
    found = [_in_slot(slot, refusal) for slot, refusal in reach.objections(new).items()]
    sentence = _("Callers must hear what to do before they leave a message. Type a text or choose a sound.")
    silent = [
        slot for slot, leads in new.items() if leads.action == Action.SHARED_VOICEMAIL and not leads.prompt
    ]
    return [*found, *(Refusal(sentence, field=f"{slot}-prompt") for slot in silent)]


def _in_slot(slot: str, refusal: Refusal) -> Refusal:
    return Refusal(refusal.sentence, url=refusal.url, link=refusal.link, field=f"{slot}-{refusal.field}")


def _circles(app: VoiceApp, wanted: Settings) -> list[Refusal]:
    """A new queue closes no circle, since nothing leads to it yet; each slot is asked for by itself, to name it."""
    if app._state.adding:
        return []
    for slot in SLOTS:
        leads = wanted.leads.get(slot)
        if leads is not None and leads.target is not None:
            alone = {other: leads if other == slot else None for other in SLOTS}
            try:
                circles.check(app, alone, field=f"{slot}-target")
            except Refusal as refusal:
                return [refusal]
    return []
