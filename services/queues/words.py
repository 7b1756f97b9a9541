"""A queue's settings in words, setting by setting: for its page, and to compare two states of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_stubs_ext import StrPromise

from services.languages import LANGUAGES
from services.queues.models import Queue
from services.queues.settings import SLOTS, Settings
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads, slot_words
from ui.templatetags.ui import thousands

LANGUAGE_NAMES: Mapping[str, StrPromise] = dict(LANGUAGES)


@dataclass(frozen=True)
class Line:
    """One setting: what it is called, and what it is."""

    label: str
    words: str


def told(settings: Settings) -> dict[str, Line]:
    """Every setting by its key, in the order of the form."""
    lines = {
        "name": Line(_("Name"), settings.name),
        "language": Line(_("Language"), language(settings.language)),
        "greeting": Line(_("Greeting"), prompt(settings.greeting, _("none"))),
        "music": Line(_("Music on hold"), str(settings.music) if settings.music else _("the default music")),
        "agents": Line(_("Agents"), ", ".join(str(one) for one in settings.agents) or _("none")),
        "routing": Line(_("How calls are shared out"), str(Queue.Routing(settings.routing).label)),
        "presence_based": Line(_("Only agents who are available"), yes_no(settings.presence_based)),
        "may_opt_out": Line(_("Agents may opt out"), yes_no(settings.may_opt_out)),
        "alert_seconds": Line(_("A telephone rings"), duration(settings.alert_seconds)),
        "conference_mode": Line(_("Conference mode"), yes_no(settings.conference_mode)),
        "overflow_threshold": Line(_("Calls that may wait"), thousands(settings.overflow_threshold)),
        "timeout_seconds": Line(_("A call waits at most"), duration(settings.timeout_seconds)),
        "no_agents_apply": Line(
            _("No agent: this is for"), str(Queue.NoAgentsApply(settings.no_agents_apply).label)
        ),
        "service_level_seconds": Line(
            _("Service level"),
            _("not measured")
            if settings.service_level_seconds is None
            else duration(settings.service_level_seconds),
        ),
    }
    return {**lines, **{slot: _slot(slot, settings.leads.get(slot)) for slot in SLOTS}}


def facts(settings: Settings) -> list[Line]:
    """The settings that the rest of a queue's page does not tell: what happens to a call is a story of its own."""
    shown = {"name", "agents", "greeting", "music", *SLOTS}
    return [line for key, line in told(settings).items() if key not in shown]


def _slot(slot: str, leads: Leads | None) -> Line:
    label = slot_words(slot)
    words = str(leads) if leads else _("nothing is set")
    if leads and leads.prompt:
        words = _("%(leads)s, after %(prompt)s") % {"leads": words, "prompt": prompt(leads.prompt, "")}
    return Line(label[:1].upper() + label[1:], words)


def language(code: str) -> str:
    """The name of a language; the code itself for one that is not on the list."""
    return str(LANGUAGE_NAMES.get(code, code))


def prompt(said: Prompt, nothing: str) -> str:
    """A text in quotation marks, a sound by its name."""
    if said.sound is not None:
        return _("the sound “%(name)s”") % {"name": said.sound.name}
    return _("“%(text)s”") % {"text": said.text} if said.text else nothing


def music(settings: Settings) -> str:
    """What plays while a call waits."""
    return prompt(Prompt(sound=settings.music), _("the default music"))


def yes_no(value: bool) -> str:
    """A switch in a word."""
    return _("yes") if value else _("no")


def duration(seconds: int) -> str:
    """ "20 minutes", "1 minute 30 seconds", "45 seconds", "0 seconds"."""
    minutes, rest = divmod(seconds, 60)
    parts = []
    if minutes:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": thousands(minutes)})
    if rest or not minutes:
        parts.append(ngettext("%(n)s second", "%(n)s seconds", rest) % {"n": rest})
    return " ".join(parts)
