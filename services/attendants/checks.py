"""What is wrong with attendants now, also when it was right as it was saved: people lose licences, numbers go.

What is refused at saving is in `objections`; here stands what callers meet, what is not decided yet, and advice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from credits.balances import balance
from numbering.models import PhoneNumber
from services.attendants import directories
from services.attendants.menu_words import misfit
from services.attendants.setups import OPERATOR_SLOT, Moment, Script, Setup, setups_of
from services.callflow.circles import circle_through
from services.voice_apps import reach
from services.voice_apps.circles import AUTOMATIC
from services.voice_apps.destinations import Leads, slot_words
from services.voice_apps.models import Destination, ResourceAccount, VoiceApp
from services.voice_apps.problems import Problem, Weight
from services.voice_apps.voice_enabled import not_callable
from tenants.models import Tenant

Action = Destination.Action
Supply = PhoneNumber.Supply
Edges = Mapping[int, Collection[int]]
ORDER: Final = (Weight.BROKEN, Weight.UNFINISHED, Weight.ADVICE)


@dataclass(frozen=True)
class Ways:
    """How calls go from app to app: `by_itself` without anybody's choice, `feeds` all ways, turned round."""

    by_itself: Edges
    feeds: Edges
    names: Mapping[int, str]


class World:
    """What the checks need besides the attendants themselves; each part is asked for when a check needs it."""

    def __init__(self, tenant: Tenant, setups: Sequence[Setup]) -> None:
        self.tenant = tenant
        self.setups = setups

    @cached_property
    def not_callable(self) -> Mapping[int, str]:
        """Why people to whom calls are led cannot be called, by their ids. One query."""
        found = (leads.person for setup in self.setups for _slot, leads in _all_leads(setup))
        people = {person.pk: person for person in found if person is not None}
        return not_callable(list(people.values())) if people else {}

    @cached_property
    def ways(self) -> Ways:
        """All ways between apps. One query."""
        return _ways()

    @cached_property
    def supplies(self) -> Mapping[int, Collection[str]]:
        """How the numbers that lead to an app are supplied, by its id. One query."""
        found: dict[int, set[str]] = defaultdict(set)
        for app, supply in ResourceAccount.objects.values_list("app_id", "number__supply"):
            found[app].add(supply)
        return found

    @cached_property
    def has_credit(self) -> bool:
        """Whether anybody pays for calls that go outside. One query."""
        return self.tenant.postpaid or balance(self.tenant) > 0

    @cached_property
    def reachable(self) -> directories.Figures:
        """How many people callers can dial. Two queries."""
        return directories.figures()


def problems_of(tenant: Tenant, apps: Sequence[VoiceApp] | None = None) -> list[Problem]:
    """The problems of these attendants, or of all, the worst first; a number of queries that does not grow."""
    if apps is None:
        apps = list(VoiceApp.objects.filter(kind=VoiceApp.Kind.ATTENDANT).order_by("name", "pk"))
    return problems_in(tenant, setups_of(apps))


def problems_in(tenant: Tenant, setups: Sequence[Setup]) -> list[Problem]:
    """The problems of attendants that are read already."""
    if not setups:
        return []
    world = World(tenant, setups)
    found = [problem for setup in setups for problem in _of(tenant, setup, world)]
    return sorted(found, key=lambda one: ORDER.index(one.weight))


def _ways() -> Ways:
    by_itself: dict[int, list[int]] = defaultdict(list)
    feeds: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    rows = Destination.objects.filter(action=Action.APP).values_list(
        "app_id", "slot", "target_id", "app__name", "target__name"
    )
    for app, slot, target, name, target_name in rows:
        feeds[target].add(app)
        names |= {app: name, target: target_name}
        if slot in AUTOMATIC:
            by_itself[app].append(target)
    return Ways(by_itself, feeds, names)


def _all_leads(setup: Setup) -> Iterator[tuple[str, Leads]]:
    """Everything that a caller can be led to now, by slot."""
    if setup.general.operator is not None:
        yield OPERATOR_SLOT, setup.general.operator
    for moment, script in setup.moments:
        if script.leads is not None:
            yield moment, script.leads
        for key, leads in script.keys.items():
            yield f"{moment}.{key}", leads


def _of(tenant: Tenant, setup: Setup, world: World) -> Iterator[Problem]:
    said = _Sayings(tenant, setup)
    yield from _of_general(setup, said)
    for moment, script in setup.moments:
        yield from _of_script(setup, moment, script, said, world)
    yield from _of_circle(setup, said, world)
    for slot, leads in _all_leads(setup):
        yield from _of_leads(setup, slot, leads, said, world)


class _Sayings:
    """Problems of one attendant with the page where each is mended."""

    def __init__(self, tenant: Tenant, setup: Setup) -> None:
        self.app = setup.app
        self._at = [tenant.slug, setup.app.pk]

    def general(self, weight: Weight, sentence: str) -> Problem:
        url = reverse("attendants:general", args=self._at)
        return Problem(self.app, weight, sentence, url, _("Change it"))

    def hours(self, weight: Weight, sentence: str) -> Problem:
        url = reverse("attendants:hours", args=self._at)
        return Problem(self.app, weight, sentence, url, _("Set the hours"))

    def flow(self, weight: Weight, moment: str, sentence: str, link: str = "") -> Problem:
        url = reverse("attendants:flow", args=[*self._at, moment])
        return Problem(self.app, weight, sentence, url, link or _("Change it"))

    def at(self, slot: str, weight: Weight, sentence: str) -> Problem:
        if slot == OPERATOR_SLOT:
            return self.general(weight, sentence)
        return self.flow(weight, slot.partition(".")[0], sentence)


def _of_general(setup: Setup, said: _Sayings) -> Iterator[Problem]:
    if setup.zone is None:
        words = {"zone": setup.general.time_zone}
        sentence = _("Nobody knows the time zone “%(zone)s”, so hours cannot be read.") % words
        yield said.general(Weight.BROKEN, sentence)
    if setup.week is None:
        yield said.hours(Weight.BROKEN, _("The business hours cannot be read."))
    menus = [script for _moment, script in setup.moments if script.has_menu]
    if menus and setup.general.operator is None and not setup.uses_operator():
        sentence = _("There is no operator: a caller who presses nothing three times is cut off.")
        yield said.general(Weight.ADVICE, sentence)


def _of_script(setup: Setup, moment: str, script: Script, said: _Sayings, world: World) -> Iterator[Problem]:
    when = {"when": slot_words(moment)}
    if script.leads is None:
        sentence = _("It is not decided what happens to calls %(when)s.") % when
        yield said.flow(Weight.UNFINISHED, moment, sentence, _("Decide it"))
    if not script.has_menu:
        return
    if not script.menu:
        yield said.flow(Weight.BROKEN, moment, _("The menu %(when)s says nothing to callers.") % when)
    if not script.keys and not script.has_directory:
        yield said.flow(Weight.BROKEN, moment, _("Callers can do nothing with the menu %(when)s.") % when)
    if script.names_operator and setup.general.operator is None:
        sentence = _("A key leads to the operator %(when)s, and nobody is the operator.") % when
        yield said.general(Weight.BROKEN, sentence)
    yield from _of_words(moment, script, said)
    yield from _of_directory(moment, script, said, world)


def _of_words(moment: str, script: Script, said: _Sayings) -> Iterator[Problem]:
    differs = misfit(script.menu.text, script.keys)
    words = {
        "when": slot_words(moment),
        "unnamed": ", ".join(differs.unnamed),
        "idle": ", ".join(differs.idle),
    }
    if differs.unnamed:
        sentence = _("The words of the menu %(when)s leave out keys that do something: %(unnamed)s.")
        yield said.flow(Weight.ADVICE, moment, sentence % words)
    if differs.idle:
        sentence = _("The words of the menu %(when)s name keys that do nothing: %(idle)s.")
        yield said.flow(Weight.ADVICE, moment, sentence % words)


def _of_directory(moment: str, script: Script, said: _Sayings, world: World) -> Iterator[Problem]:
    if not script.has_directory:
        return
    if script.keys:
        sentence = _(
            "The menu %(when)s has keys and lets callers dial somebody: the two get in each other's way. "
            "Better let a key lead to an attendant that does nothing else."
        )
        yield said.flow(Weight.ADVICE, moment, sentence % {"when": slot_words(moment)})
    if not world.reachable.of(script.directory):
        sentence = _("Callers may dial somebody %(when)s, and nobody can be dialled yet.")
        yield said.flow(Weight.ADVICE, moment, sentence % {"when": slot_words(moment)})


def _of_circle(setup: Setup, said: _Sayings, world: World) -> Iterator[Problem]:
    if way := circle_through(setup.app.pk, world.ways.by_itself):
        names = " → ".join(world.ways.names[pk] for pk in way)
        sentence = _("Calls can go round in a circle: %(way)s.") % {"way": names}
        yield said.flow(Weight.BROKEN, Moment.OPEN, sentence)


def _of_leads(setup: Setup, slot: str, leads: Leads, said: _Sayings, world: World) -> Iterator[Problem]:
    when = slot_words(slot)
    if leads.person is not None and (why := world.not_callable.get(leads.person.pk)):
        sentence = _("Calls are led to %(person)s %(when)s, who %(why)s: they reach nobody.")
        yield said.at(slot, Weight.BROKEN, sentence % {"person": leads.person, "when": when, "why": why})
    if leads.action == Action.SHARED_VOICEMAIL and leads.group is not None and not leads.group.email:
        yield said.at(slot, Weight.BROKEN, reach.no_mailbox(leads.group))
    if leads.action == Action.ANNOUNCEMENT and not leads.prompt:
        yield said.at(slot, Weight.BROKEN, _("Nothing is announced %(when)s.") % {"when": when})
    if leads.action == Action.EXTERNAL and (why_not := _why_not_outside(setup.app.pk, world)):
        sentence = _("Calls are passed on to %(number)s %(when)s. %(why)s")
        yield said.at(slot, Weight.ADVICE, sentence % {"number": leads, "when": when, "why": why_not})


def _why_not_outside(app: int, world: World) -> str:
    """What is missing for calls to go outside (rules 2.2, 9.4): a number in front, and somebody who pays."""
    in_front = _in_front_of(app, world.ways.feeds)
    supplies = {supply for one in in_front for supply in world.supplies.get(one, ())}
    if not supplies:
        return _(
            "Going outside takes a number on the first attendant or queue that answers, and none has one yet."
        )
    if Supply.DIRECT_ROUTING not in supplies and not world.has_credit:
        return _(
            "Its number is from a Calling Plan, and there is no credit to pay for calls that go outside."
        )
    return ""


def _in_front_of(app: int, feeds: Edges) -> set[int]:
    """The app itself and all from which calls can come to it."""
    found, waiting = {app}, [app]
    while waiting:
        for before in feeds.get(waiting.pop(), ()):
            if before not in found:
                found.add(before)
                waiting.append(before)
    return found


def by_app(problems: Iterable[Problem]) -> dict[int, list[Problem]]:
    """The problems of each app that has any, by its id."""
    found: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        found[problem.app.pk].append(problem)
    return found
