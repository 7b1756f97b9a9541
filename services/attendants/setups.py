"""An attendant as a whole, as plain values: what the pages show, the checks read and a copy is made of."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import models
from django.utils import timezone

from services.attendants.models import Attendant, Flow
from services.schedules.weekly import NotHours, Week
from services.sounds.prompts import Prompt
from services.voice_apps.destinations import Leads, rows_of
from services.voice_apps.models import Destination, VoiceApp
from ui.formats import zone_name

Action = Destination.Action
Moment = Flow.Moment
KEYS: Final = tuple("1234567890")
"""The keys that a menu can use, as they lie on a telephone; `*` and `#` are reserved (rules 0.3, C8)."""
OPERATOR_SLOT: Final = "operator"


@dataclass(frozen=True)
class Script:
    """What a caller meets at one moment: a greeting, and then an action (rules 9.2, 9.3).

    `leads` is None while it is not decided. `menu`, `keys`, `directory` and `force_listen` count when the action is
    the menu, and are empty otherwise.
    """

    greeting: Prompt = field(default_factory=Prompt)
    leads: Leads | None = None
    menu: Prompt = field(default_factory=Prompt)
    keys: Mapping[str, Leads] = field(default_factory=dict)
    directory: str = Flow.Directory.NONE
    force_listen: bool = False

    @property
    def has_menu(self) -> bool:
        """Callers are offered a menu."""
        return self.leads is not None and self.leads.action == Action.MENU

    @property
    def has_directory(self) -> bool:
        """Callers may dial somebody, by name or by extension."""
        return self.directory != Flow.Directory.NONE

    @property
    def names_operator(self) -> bool:
        """A key leads to the operator."""
        return any(leads.action == Action.OPERATOR for leads in self.keys.values())

    def tidy(self) -> "Script":
        """The same without what belongs to a menu that is not offered."""
        return self if self.has_menu else Script(self.greeting, self.leads)

    def slots(self, moment: str) -> dict[str, Leads | None]:
        """What is stored for it: the moment's own slot and one for each key, empty ones too."""
        keys = {f"{moment}.{key}": self.keys.get(key) for key in KEYS}
        return {moment: self.leads, **keys}


@dataclass(frozen=True)
class General:
    """What an attendant is called, speaks, and goes by, and who is its operator (rules 9.1)."""

    name: str
    language: str
    time_zone: str
    operator: Leads | None = None


@dataclass(frozen=True)
class Setup:
    """An attendant with its hours and both scripts."""

    app: VoiceApp
    general: General
    stored_hours: Any
    scripts: Mapping[str, Script]

    @cached_property
    def week(self) -> Week | None:
        """The business hours; None when what is stored cannot be read."""
        try:
            return Week.parse(self.stored_hours)
        except NotHours:
            return None

    @property
    def has_after_hours(self) -> bool:
        """Whether there are hours at which it is not open."""
        return self.week is None or not self.week.is_always

    @property
    def zone(self) -> ZoneInfo | None:
        """The zone by which hours are read; None when it is not known."""
        return known_zone(self.general.time_zone)

    @property
    def zone_city(self) -> str:
        """The zone as people say it: "Los Angeles"; its name as it is stored when it is not known."""
        return zone_name(self.zone) if self.zone else self.general.time_zone

    @property
    def zone_words(self) -> str:
        """The whole name of the zone with blanks in it: "America/Los Angeles"."""
        return self.general.time_zone.replace("_", " ")

    @property
    def local_now(self) -> Any:
        """What the clock shows there now; None when the zone is not known."""
        return timezone.now().astimezone(self.zone) if self.zone else None

    @property
    def moments(self) -> list[tuple[str, Script]]:
        """The moments that come, each with its script: after hours only when there are hours."""
        shown = (Moment.OPEN, Moment.CLOSED) if self.has_after_hours else (Moment.OPEN,)
        return [(moment.value, self.scripts[moment]) for moment in shown]

    def uses_operator(self) -> bool:
        """A key of a menu that is offered leads to the operator."""
        return any(script.names_operator for _moment, script in self.moments)


def known_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name; None when the time zone database does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def setups_of(apps: Sequence[VoiceApp]) -> list[Setup]:
    """The attendants of these apps, in their order; three queries for any number of them."""
    rows = {row.pk: row for row in Attendant.objects.filter(pk__in=[app.pk for app in apps])}
    flows: dict[int, dict[str, Flow]] = defaultdict(dict)
    sounds = ("greeting_sound", "menu_sound")
    contents = [f"{name}__content" for name in sounds]
    for flow in Flow.objects.filter(attendant__in=rows).select_related(*sounds).defer(*contents):
        flows[flow.attendant_id][flow.moment] = flow
    leads: dict[int, dict[str, Leads]] = defaultdict(dict)
    for edge in rows_of([app for app in apps if app.pk in rows]):
        leads[edge.app_id][edge.slot] = Leads.of(edge)
    return [_setup(app, rows[app.pk], flows[app.pk], leads[app.pk]) for app in apps if app.pk in rows]


def setup_of(app: VoiceApp) -> Setup:
    """One attendant; Attendant.DoesNotExist when the app is none."""
    found = setups_of([app])
    if not found:
        raise Attendant.DoesNotExist
    return found[0]


def _setup(app: VoiceApp, row: Attendant, flows: Mapping[str, Flow], leads: Mapping[str, Leads]) -> Setup:
    general = General(app.name, app.language, row.time_zone, leads.get(OPERATOR_SLOT))
    scripts = {moment.value: _script(moment, flows.get(moment), leads) for moment in Moment}
    return Setup(app, general, row.hours, scripts)


def _script(moment: str, flow: Flow | None, leads: Mapping[str, Leads]) -> Script:
    keys = {key: leads[slot] for key in KEYS if (slot := f"{moment}.{key}") in leads}
    if flow is None:
        return Script(leads=leads.get(moment), keys=keys)
    return Script(
        Prompt(flow.greeting_text, flow.greeting_sound),
        leads.get(moment),
        Prompt(flow.menu_text, flow.menu_sound),
        keys,
        flow.directory,
        flow.force_listen,
    )


def fingerprint(part: General | Script | Week | None) -> str:
    """A short text that differs when the part does: a form carries it, so that nobody overwrites what he has not seen.

    The parts of an attendant are edited apart, so each is compared by itself and not by the version of the whole.
    """
    return hashlib.sha256(repr(_plain(part)).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Values of which equal ones have equal texts: rows by their keys, mappings in order."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, Mapping):
        return sorted((key, _plain(one)) for key, one in value.items())
    if isinstance(value, General | Script | Leads | Prompt):
        return [_plain(one) for one in vars(value).values()]
    if isinstance(value, Week):
        return ["week", value.as_json()]
    return str(value) if value is not None else None
