"""What a caller hears at an attendant, told in words and in order, with the pages of those whom calls reach."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.attendants.models import Flow
from services.attendants.setups import KEYS, Script, Setup
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads
from services.voice_apps.models import Destination
from services.voice_apps.pages import page_of

Action = Destination.Action
TITLES = {
    Flow.Moment.OPEN.value: gettext_lazy("During business hours"),
    Flow.Moment.CLOSED.value: gettext_lazy("After hours"),
}
ALWAYS = gettext_lazy("Day and night")


@dataclass(frozen=True)
class Reached:
    """Whom or what a call reaches: words, and the page of it or ""."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class Key:
    """A key of a menu and what it does."""

    key: str
    reached: Reached


@dataclass(frozen=True)
class Story:
    """What happens to a call at one moment. `then` is None while that is not decided."""

    moment: str
    title: str
    greeting: Prompt
    then: Reached | None
    menu: Prompt | None = None
    keys: list[Key] = field(default_factory=list)
    directory: str = ""
    force_listen: bool = False
    silence: Reached | None = None


def stories_of(setup: Setup) -> list[Story]:
    """A story for each moment that comes."""
    always = not setup.has_after_hours
    return [
        _story(setup, moment, script, str(ALWAYS if always else TITLES[moment]))
        for moment, script in setup.moments
    ]


def _story(setup: Setup, moment: str, script: Script, title: str) -> Story:
    slug = setup.app.tenant.slug
    if script.leads is None:
        return Story(moment, title, script.greeting, None)
    then = reached(script.leads, slug)
    if not script.has_menu:
        return Story(moment, title, script.greeting, then)
    operator = setup.general.operator
    return Story(
        moment,
        title,
        script.greeting,
        then,
        script.menu,
        [Key(key, _on_key(script.keys[key], operator, slug)) for key in KEYS if key in script.keys],
        script.directory if script.has_directory else "",
        script.force_listen,
        reached(operator, slug) if operator is not None else None,
    )


def _on_key(leads: Leads, operator: Leads | None, slug: str) -> Reached:
    if leads.action != Action.OPERATOR:
        return reached(leads, slug)
    if operator is None:
        return Reached(_("the operator, who is not chosen yet"))
    there = reached(operator, slug)
    return Reached(_("the operator: %(operator)s") % {"operator": there.words}, there.url)


def reached(leads: Leads, slug: str) -> Reached:
    """What a destination leads to."""
    return Reached(str(leads), _url(leads, slug))


def _url(leads: Leads, slug: str) -> str:
    if leads.person is not None:
        return reverse("people:detail", args=[slug, leads.person.pk])
    if leads.target is not None:
        return page_of(leads.target, slug)
    if leads.group is not None:
        return reverse("groups:detail", args=[slug, leads.group.pk])
    return ""
