"""Where calls go on from a voice app: written as a whole, told in words, and found by what they lead to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from services.sounds.prompts import Prompt
from services.voice_apps.models import Destination, VoiceApp
from services.voice_apps.pages import named
from tenants.models import Group, Person
from ui.formats import national

Action = Destination.Action


@dataclass(frozen=True)
class Leads:
    """What a slot leads to: an action, with the one thing that the action needs (rules 9.4)."""

    action: str
    person: Person | None = None
    target: VoiceApp | None = None
    group: Group | None = None
    external: str = ""
    prompt: Prompt = field(default_factory=Prompt)

    def __str__(self) -> str:
        return words(self)

    @classmethod
    def of(cls, row: Destination) -> "Leads":
        """What a stored destination says."""
        prompt = Prompt(row.text, row.sound)
        return cls(row.action, row.person, row.target, row.group, row.external, prompt)


def rows_of(apps: Sequence[VoiceApp] | Sequence[int]) -> QuerySet[Destination]:
    """The destinations of these apps with all that they name; one query."""
    related = ("person", "target", "group", "sound")
    return Destination.objects.filter(app__in=apps).select_related(*related).defer("sound__content")


def leads_of(app: VoiceApp) -> dict[str, Leads]:
    """An app's slots and what each leads to."""
    return {row.slot: Leads.of(row) for row in rows_of([app])}


def write(app: VoiceApp, leads: Mapping[str, Leads | None]) -> tuple[dict[str, str], dict[str, str]]:
    """Let the named slots lead there; None empties a slot, and slots that are not named stay as they are.

    Returns what was there and what is there now, in words, for the record: only slots that differ. Call it in the
    transaction of the change.
    """
    before = leads_of(app)
    changed = {slot: new for slot, new in leads.items() if before.get(slot) != new}
    Destination.objects.filter(
        app=app, slot__in=[slot for slot, new in changed.items() if new is None]
    ).delete()
    for slot, new in changed.items():
        if new is not None:
            Destination.objects.update_or_create(app=app, slot=slot, defaults=_columns(app, new))
    return (
        {slot: str(before[slot]) if slot in before else "" for slot in changed},
        {slot: str(new) if new is not None else "" for slot, new in changed.items()},
    )


def _columns(app: VoiceApp, new: Leads) -> dict[str, Any]:
    return {
        "tenant": app.tenant,
        "action": new.action,
        "person": new.person,
        "target": new.target,
        "group": new.group,
        "external": new.external,
        "text": new.prompt.text,
        "sound": new.prompt.sound,
    }


def words(leads: Leads) -> str:
    """What a caller meets there: "Anna Berg", "the voicemail of Anna Berg", "call queue Sales", "(425) 555-0100"."""
    if leads.action == Action.PERSON:
        return str(leads.person)
    if leads.action == Action.VOICEMAIL:
        return _("the voicemail of %(person)s") % {"person": leads.person}
    if leads.action == Action.SHARED_VOICEMAIL:
        return _("the mailbox of %(group)s") % {"group": leads.group}
    if leads.action == Action.EXTERNAL:
        return national(leads.external)
    if leads.action == Action.APP and leads.target is not None:
        return named(leads.target)
    if leads.action == Action.ANNOUNCEMENT:
        return _("“%(text)s”, then the menu again") % {"text": leads.prompt}
    return str(Action(leads.action).label)


def leading_to(
    *, people: Sequence[Person] = (), apps: Sequence[VoiceApp] = (), groups: Sequence[Group] = ()
) -> QuerySet[Destination]:
    """Where any of these is where calls go, with the apps that send them there; one query."""
    found = Q(person__in=people) | Q(target__in=apps) | Q(group__in=groups)
    related = ("app", "person", "target", "group")
    return Destination.objects.filter(found).select_related(*related).order_by("app__name", "slot")


def slot_words(slot: str) -> str:
    """A slot as people say it: "when the queue is full", "key 3 during business hours"."""
    moment, _dot, key = slot.partition(".")
    known = {
        "overflow": _("when too many calls wait"),
        "timeout": _("when a call has waited too long"),
        "no_agents": _("when there is no agent"),
        "operator": _("as the operator"),
        "open": _("during business hours"),
        "closed": _("after hours"),
    }
    if key:
        return _("on key %(key)s %(moment)s") % {"key": key, "moment": known.get(moment, moment)}
    return known.get(slot, slot)
