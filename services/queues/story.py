"""What happens to a call in a queue, told in the order in which it happens (rules 8.2, 8.3)."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from services.queues.models import Queue
from services.queues.settings import Settings
from services.queues.standings import Standing
from services.queues.words import duration, language, music, prompt
from services.voice_apps.destinations import Action, Leads
from ui.templatetags.ui import thousands

ICONS: Final = {
    "overflow": "users",
    "no_agents": "user-x",
    "greeting": "message-square",
    "music": "music",
    "agents": "phone-call",
    "timeout": "clock",
}


@dataclass(frozen=True)
class Moment:
    """One thing that happens: its icon, a sentence, and what is worth knowing about it."""

    kind: str
    sentence: str
    more: str = ""

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[self.kind]


def moments(settings: Settings, standing: Standing) -> list[Moment]:
    """A call's way from its arrival to its end. What can never be reached is not told."""
    if settings.overflow_threshold == 0:
        words = {"then": then(settings.leads.get("overflow"))}
        sentence = _("No call may wait here: every call %(then)s at once.") % words
        return [Moment("overflow", sentence, _("The greeting is not heard, and no agent is called."))]
    found = [_overflow(settings), _no_agents(settings), _greeting(settings)]
    if settings.timeout_seconds == 0:
        words = {"then": then(settings.leads.get("timeout"))}
        sentence = _("Then the call does not wait: it %(then)s at once.") % words
        return [*found, Moment("timeout", sentence, _("No agent is called."))]
    return [*found, _music(settings), _agents(settings, standing), _timeout(settings)]


def then(leads: Leads | None) -> str:
    """What becomes of a call, as it follows "the call": "is ended", "goes to Anna Berg"."""
    if leads is None:
        return _("is ended")
    fixed = {
        Action.DISCONNECT: _("is ended"),
        Action.BUSY: _("gets the busy tone"),
        Action.WAIT: _("waits all the same"),
    }
    if leads.action in fixed:
        return fixed[Action(leads.action)]
    if leads.action == Action.SHARED_VOICEMAIL:
        words = {"prompt": prompt(leads.prompt, _("nothing")), "place": leads}
        return _("goes to %(place)s; the caller hears %(prompt)s first") % words
    return _("goes to %(place)s") % {"place": leads}


def _overflow(settings: Settings) -> Moment:
    words = {"n": thousands(settings.overflow_threshold), "then": then(settings.leads.get("overflow"))}
    if settings.overflow_threshold == 1:
        return Moment("overflow", _("While 1 call waits already, the next one %(then)s.") % words)
    return Moment("overflow", _("While %(n)s calls wait already, the next one %(then)s.") % words)


def _no_agents(settings: Settings) -> Moment:
    sentence = _("While there is no agent, the call %(then)s.")
    sentence %= {"then": then(settings.leads.get("no_agents"))}
    condition = (
        _(
            "That is so while nobody is signed in, or all who are have opted out. Busy agents count as being there."
        )
        if settings.presence_based
        else _("That is so while all agents have opted out. Busy agents count as being there.")
    )
    if settings.no_agents_apply == Queue.NoAgentsApply.NEW:
        condition += " " + _("Calls that wait already go on waiting.")
    return Moment("no_agents", sentence, condition)


def _greeting(settings: Settings) -> Moment:
    if not settings.greeting:
        return Moment("greeting", _("There is no greeting."))
    if settings.greeting.text:
        words = {"text": prompt(settings.greeting, ""), "language": language(settings.language)}
        return Moment("greeting", _("The caller hears %(text)s, read out in %(language)s.") % words)
    return Moment("greeting", _("The caller hears %(sound)s.") % {"sound": prompt(settings.greeting, "")})


def _music(settings: Settings) -> Moment:
    return Moment("music", _("While the call waits, %(music)s plays.") % {"music": music(settings)})


def _agents(settings: Settings, standing: Standing) -> Moment:
    if not standing.able:
        return Moment("agents", _("No agent is called, since there is none who can be."))
    words = {"n": thousands(standing.able), "ring": duration(settings.alert_seconds)}
    sentences = {
        Queue.Routing.ATTENDANT: _(
            "All agents are called at once, %(n)s at most; the first who answers has the call."
        ),
        Queue.Routing.SERIAL: _(
            "Agents are called one after another in the order of the list, %(ring)s each, and then again."
        ),
        Queue.Routing.ROUND_ROBIN: _(
            "Agents are called in turn, %(ring)s each, so that all get their share."
        ),
        Queue.Routing.LONGEST_IDLE: _(
            "The agent who has been free the longest is called, for %(ring)s, then the next."
        ),
    }
    more = (
        _("Only agents who are available; those who have opted out are left alone.")
        if settings.presence_based
        else _("Whatever their presence says; those who have opted out are left alone.")
    )
    return Moment("agents", sentences[Queue.Routing(settings.routing)] % words, more)


def _timeout(settings: Settings) -> Moment:
    words = {"time": duration(settings.timeout_seconds), "then": then(settings.leads.get("timeout"))}
    sentence = _("After %(time)s of waiting the call %(then)s.") % words
    return Moment(
        "timeout", sentence, _("Measured when a telephone has stopped ringing, not in the middle of it.")
    )
